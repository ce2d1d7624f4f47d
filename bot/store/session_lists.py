"""Queries that list sessions: what is to come, what was, and what is somebody's own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from bot.events import ConversationKind
from bot.store.models import (
    ConversationRow,
    OccurrenceRow,
    SessionRow,
    SessionState,
    SessionTopicRow,
    SignupRow,
    SpeakerRow,
    TopicRow,
    columns,
)
from bot.store.sessions import Occurrence, Planned, occurrences, planned

SESSION = columns(SessionRow)
OCCURRENCE = columns(OccurrenceRow)
OTHER: Any = aliased(OccurrenceRow)
CONVERSATION = columns(ConversationRow)
SPEAKER = columns(SpeakerRow)
ABOUT = columns(SessionTopicRow)
TOPIC = columns(TopicRow)
SIGNUP = columns(SignupRow)

LONGEST_EVER = timedelta(hours=12)
MOST_OWN = 300
"""Of somebody's latest sign-ups, how many are looked through for what is to come."""


def upcoming(
    session: Session, organization_id: int, now: datetime, most: int, topic: str = ""
) -> list[Occurrence]:
    """What has not ended yet, the next one first; of a topic, if one is named."""
    condition = (OCCURRENCE.ends_at > now) & _standing(organization_id, for_all=True)
    if topic:
        condition &= _about(organization_id, topic)
    return occurrences(session, organization_id, condition, most)


def past(
    session: Session, organization_id: int, now: datetime, most: int, topic: str = ""
) -> list[Occurrence]:
    """What took place, the latest first; of a topic, if one is named."""
    condition = (OCCURRENCE.ends_at <= now) & _standing(organization_id, for_all=True)
    if topic:
        condition &= _about(organization_id, topic)
    return occurrences(session, organization_id, condition, most, newest_first=True)


def _standing(organization_id: int, *, for_all: bool = False) -> ColumnElement[bool]:
    """Announced, and not cancelled; `for_all`: in a channel, and in no closed circle.

    What a platform does not name is a closed circle, as far as anybody here knows.
    """
    announced = (
        select(SESSION.id)
        .where(SESSION.organization_id == organization_id, SESSION.id == OCCURRENCE.session_id)
        .where(SESSION.state == SessionState.ANNOUNCED)
    )
    if for_all:
        announced = announced.where(SESSION.conversation_id.in_(_heard(organization_id)))
    return OCCURRENCE.cancelled_at.is_(None) & announced.exists()


def _heard(organization_id: int) -> Select[tuple[int]]:
    """Where everybody may listen."""
    return select(CONVERSATION.id).where(
        CONVERSATION.organization_id == organization_id,
        CONVERSATION.kind == ConversationKind.CHANNEL,
        (CONVERSATION.name != "") | (CONVERSATION.reference != ""),
    )


def may_know(session: Session, organization_id: int, person_id: int, occurrence_id: int) -> bool:
    """Whether somebody may hear what an occurrence is called.

    Announced for all, run, helped with or spoken at by them, or answered by them.
    """
    helps = select(SPEAKER.session_id).where(
        SPEAKER.organization_id == organization_id, SPEAKER.person_id == person_id
    )
    answered = (
        select(OTHER.session_id)
        .join(SIGNUP.person_id.table, SIGNUP.occurrence_id == OTHER.id)
        .where(OTHER.organization_id == organization_id)
        .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
    )
    found = session.execute(
        select(OCCURRENCE.id)
        .join(SESSION.id.table, SESSION.id == OCCURRENCE.session_id)
        .where(OCCURRENCE.organization_id == organization_id, OCCURRENCE.id == occurrence_id)
        .where(SESSION.organization_id == organization_id)
        .where(
            SESSION.conversation_id.in_(_heard(organization_id))
            | (SESSION.facilitator_id == person_id)
            | SESSION.id.in_(helps)
            | SESSION.id.in_(answered)
        )
    )
    return found.first() is not None


def _about(organization_id: int, topic: str) -> ColumnElement[bool]:
    named = (
        select(ABOUT.session_id)
        .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id, TOPIC.name == topic)
    )
    return OCCURRENCE.session_id.in_(named)


def own_answers(
    session: Session, organization_id: int, person_id: int, now: datetime, most: int
) -> list[tuple[Occurrence, str]]:
    """What somebody goes to, may go to or waits for, with that answer; the next one first."""
    # First the ids alone, by the index on people: what is to come may be tens of thousands.
    answers = {
        row.occurrence_id: row.answer
        for row in session.execute(
            select(SIGNUP.occurrence_id, SIGNUP.answer)
            .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
            .where(SIGNUP.answer != "cant")
            .order_by(SIGNUP.occurrence_id.desc())
            .limit(MOST_OWN)
        )
    }
    if not answers:
        return []
    ahead = (OCCURRENCE.ends_at > now) & OCCURRENCE.cancelled_at.is_(None)
    found = occurrences(session, organization_id, OCCURRENCE.id.in_(answers) & ahead, most)
    return [(o, answers[o.id]) for o in found]


def hosted(
    session: Session, organization_id: int, person_id: int, now: datetime
) -> list[Occurrence]:
    """The next time of each session that somebody runs, helps to run or speaks at."""
    ids = _hosted_ids(session, organization_id, person_id)
    if not ids:
        return []
    condition = OCCURRENCE.session_id.in_(ids) & (OCCURRENCE.ends_at > now)
    first: dict[int, Occurrence] = {}
    for occurrence in occurrences(session, organization_id, condition, MOST_OWN):
        if not occurrence.is_off:
            first.setdefault(occurrence.session.id, occurrence)
    return list(first.values())


def _hosted_ids(session: Session, organization_id: int, person_id: int) -> Sequence[int]:
    runs = (
        select(SESSION.id)
        .where(SESSION.organization_id == organization_id, SESSION.facilitator_id == person_id)
        .order_by(SESSION.id.desc())
        .limit(MOST_OWN)
    )
    helps = (
        select(SPEAKER.session_id)
        .where(SPEAKER.organization_id == organization_id, SPEAKER.person_id == person_id)
        .order_by(SPEAKER.session_id.desc())
        .limit(MOST_OWN)
    )
    return list({*session.execute(runs).scalars(), *session.execute(helps).scalars()})


def drafts(session: Session, organization_id: int, person_id: int, most: int) -> list[Planned]:
    """Somebody's drafts, the newest first."""
    condition = (SESSION.facilitator_id == person_id) & (SESSION.state == SessionState.DRAFT)
    return list(planned(session, organization_id, condition, most).values())


def overlapping(
    session: Session,
    organization_id: int,
    begin: datetime,
    end: datetime,
    except_session: int,
    most: int = 50,
) -> list[Occurrence]:
    """What takes place between those moments, but for one session; what only touches does not."""
    # No session is longer than half a day: the index on ends finds few.
    ends = (OCCURRENCE.ends_at > begin) & (OCCURRENCE.ends_at < end + LONGEST_EVER)
    condition = ends & (OCCURRENCE.starts_at < end) & (OCCURRENCE.session_id != except_session)
    return occurrences(session, organization_id, condition & _standing(organization_id), most)


def going_among(
    session: Session, organization_id: int, occurrence_id: int, person_ids: Sequence[int]
) -> list[int]:
    """Which of these people go to an occurrence."""
    if not person_ids:
        return []
    return list(
        session.execute(
            select(SIGNUP.person_id)
            .where(SIGNUP.organization_id == organization_id)
            .where(SIGNUP.occurrence_id == occurrence_id, SIGNUP.answer == "going")
            .where(SIGNUP.person_id.in_(person_ids))
        ).scalars()
    )


def going_to_both(session: Session, organization_id: int, one: int, other: int) -> int:
    """How many people go to both of these occurrences."""
    first = select(SIGNUP.person_id).where(
        SIGNUP.organization_id == organization_id,
        SIGNUP.occurrence_id == one,
        SIGNUP.answer == "going",
    )
    query = (
        select(func.count())
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id == other, SIGNUP.answer == "going")
        .where(SIGNUP.person_id.in_(first))
    )
    return int(session.execute(query).scalar_one())


def tallies(
    session: Session, organization_id: int, occurrence_ids: Sequence[int]
) -> dict[int, dict[str, int]]:
    """Occurrence → how many gave each answer."""
    out: dict[int, dict[str, int]] = {id_: {} for id_ in occurrence_ids}
    for id_, answer, number in session.execute(
        select(SIGNUP.occurrence_id, SIGNUP.answer, func.count())
        .where(SIGNUP.organization_id == organization_id)
        .where(SIGNUP.occurrence_id.in_(occurrence_ids))
        .group_by(SIGNUP.occurrence_id, SIGNUP.answer)
    ):
        out[id_][answer] = number
    return out
