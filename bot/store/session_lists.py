"""Queries that list sessions: what is to come, what was, and what is somebody's own."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select, union
from sqlalchemy.orm import Session, aliased

from bot.events import ConversationKind
from bot.store.models import (
    ConversationRow,
    MaterialRow,
    OccurrenceRow,
    SessionRow,
    SessionState,
    SessionTopicRow,
    SignupRow,
    SpeakerRow,
    TopicRow,
    columns,
)
from bot.store.sessions import Occurrence, Planned, by_id, occurrences, planned

SESSION = columns(SessionRow)
OCCURRENCE = columns(OccurrenceRow)
OTHER: Any = aliased(OccurrenceRow)
CONVERSATION = columns(ConversationRow)
MATERIAL = columns(MaterialRow)
SPEAKER = columns(SpeakerRow)
ABOUT = columns(SessionTopicRow)
TOPIC = columns(TopicRow)
SIGNUP = columns(SignupRow)

LONGEST_EVER = timedelta(hours=12)
"""No session is longer: the index on starts finds what has not ended."""


def upcoming(
    session: Session, organization_id: int, now: datetime, most: int, topic: str = ""
) -> list[Occurrence]:
    """What has not ended yet, the next one first; of a topic, if one is named."""
    ahead = (OCCURRENCE.starts_at > now - LONGEST_EVER) & (OCCURRENCE.ends_at > now)
    condition = ahead & _standing(organization_id, for_all=True)
    if topic:
        condition &= _about(organization_id, topic)
    return occurrences(session, organization_id, condition, most)


def past(
    session: Session,
    organization_id: int,
    now: datetime,
    most: int,
    topics: Iterable[str] = (),
    words: Iterable[str] = (),
) -> list[Occurrence]:
    """What took place, the latest first; of all these topics, with all these folded words.

    A word counts wherever it stands in the session or in what one of its speakers left.
    """
    over = (OCCURRENCE.starts_at < now) & (OCCURRENCE.ends_at <= now)
    condition = over & _standing(organization_id, for_all=True)
    for topic in topics:
        condition &= _about(organization_id, topic)
    for word in words:
        condition &= _saying(organization_id, word)
    return occurrences(session, organization_id, condition, most, newest_first=True)


def known_to_all(
    session: Session, organization_id: int, occurrence_ids: Collection[int]
) -> list[Occurrence]:
    """Of these those that take place, or did, and that everybody may hear of."""
    which = OCCURRENCE.id.in_(list(occurrence_ids)) & _standing(organization_id, for_all=True)
    return occurrences(session, organization_id, which, len(occurrence_ids))


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
        announced = announced.where(SESSION.conversation_id.in_(heard(organization_id)))
    return OCCURRENCE.cancelled_at.is_(None) & announced.exists()


def heard(organization_id: int | BindParameter[int]) -> Select[tuple[int]]:
    """Where everybody may listen."""
    return select(CONVERSATION.id).where(
        CONVERSATION.organization_id == organization_id,
        CONVERSATION.kind == ConversationKind.CHANNEL,
        (CONVERSATION.name != "") | (CONVERSATION.reference != ""),
    )


def ahead(
    session: Session, organization_id: int, after: int, now: datetime, most: int
) -> list[Occurrence]:
    """Announced occurrences that have not begun, whose id is larger than `after`: the next ids."""
    ids = session.execute(
        select(OCCURRENCE.id)
        .where(OCCURRENCE.organization_id == organization_id, OCCURRENCE.id > after)
        .where(OCCURRENCE.starts_at > now, _standing(organization_id))
        .order_by(OCCURRENCE.id)
        .limit(most)
    )
    return by_id(session, organization_id, list(ids.scalars()))


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
            SESSION.conversation_id.in_(heard(organization_id))
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


def _saying(organization_id: int, word: str) -> ColumnElement[bool]:
    about = (
        select(SESSION.id)
        .where(SESSION.organization_id == organization_id, SESSION.id == OCCURRENCE.session_id)
        .where(SESSION.said.contains(word, autoescape=True))
    )
    left = (
        select(MATERIAL.occurrence_id)
        .where(MATERIAL.organization_id == organization_id)
        .where(MATERIAL.said.contains(word, autoescape=True))
    )
    return about.exists() | OCCURRENCE.id.in_(left)


def own_answers(
    session: Session, organization_id: int, person_id: int, now: datetime, most: int
) -> list[tuple[Occurrence, str]]:
    """What somebody goes to, may go to or waits for, with that answer; the next one first."""
    about = {"org": organization_id, "person": person_id, "now": now, "most": most}
    answers = {row[0]: row[1] for row in session.execute(_OWN_AHEAD, about)}
    return [(o, answers[o.id]) for o in by_id(session, organization_id, answers)]


_OWN_AHEAD = (
    select(OCCURRENCE.id, SIGNUP.answer)
    .join(SIGNUP.occurrence_id.table, SIGNUP.occurrence_id == OCCURRENCE.id)
    .where(SIGNUP.organization_id == bindparam("org"))
    .where(OCCURRENCE.organization_id == bindparam("org"))
    .where(SIGNUP.person_id == bindparam("person"))
    .where(SIGNUP.answer.in_(["going", "maybe", "waiting"]))
    .where(OCCURRENCE.ends_at > bindparam("now"), OCCURRENCE.cancelled_at.is_(None))
    .order_by(OCCURRENCE.starts_at, OCCURRENCE.id)
    .limit(bindparam("most"))
)


def hosted(
    session: Session, organization_id: int, person_id: int, now: datetime, most: int
) -> list[Occurrence]:
    """The next time of each session that somebody runs, helps to run or speaks at."""
    about = {"org": organization_id, "person": person_id, "now": now}
    first: dict[int, int] = {}
    for session_id, occurrence_id in session.execute(_HOSTED_AHEAD, about):
        first.setdefault(session_id, occurrence_id)
        if len(first) == most:
            break
    return by_id(session, organization_id, first.values())


_RUNS = (
    select(SESSION.id)
    .where(SESSION.organization_id == bindparam("org"))
    .where(SESSION.facilitator_id == bindparam("person"))
)
_HELPS = (
    select(SPEAKER.session_id)
    .where(SPEAKER.organization_id == bindparam("org"))
    .where(SPEAKER.person_id == bindparam("person"))
)
_HOSTS = union(_RUNS, _HELPS).subquery()
_HOSTED_AHEAD = (
    select(OCCURRENCE.session_id, OCCURRENCE.id)
    .join(SESSION.id.table, SESSION.id == OCCURRENCE.session_id)
    .where(OCCURRENCE.organization_id == bindparam("org"))
    .where(SESSION.organization_id == bindparam("org"))
    .where(OCCURRENCE.session_id.in_(select(_HOSTS.c.id)))
    .where(OCCURRENCE.ends_at > bindparam("now"), OCCURRENCE.cancelled_at.is_(None))
    .where(SESSION.state == SessionState.ANNOUNCED)
    .order_by(OCCURRENCE.starts_at, OCCURRENCE.id)
)


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
    starts = (OCCURRENCE.starts_at > begin - LONGEST_EVER) & (OCCURRENCE.starts_at < end)
    condition = starts & (OCCURRENCE.ends_at > begin) & (OCCURRENCE.session_id != except_session)
    return occurrences(session, organization_id, condition & _standing(organization_id), most)


def own_overlapping(
    session: Session,
    organization_id: int,
    person_id: int,
    begin: datetime,
    end: datetime,
    except_session: int,
) -> list[Occurrence]:
    """What somebody goes to between those moments, but for one session."""
    about = {"org": organization_id, "person": person_id, "except": except_session}
    found = session.execute(_OWN_OVERLAPPING, {**about, "begin": begin, "end": end}).scalars()
    return [o for o in by_id(session, organization_id, list(found)) if not o.is_off]


_OWN_OVERLAPPING = (
    select(OCCURRENCE.id)
    .join(SIGNUP.occurrence_id.table, SIGNUP.occurrence_id == OCCURRENCE.id)
    .where(OCCURRENCE.organization_id == bindparam("org"))
    .where(SIGNUP.organization_id == bindparam("org"))
    .where(SIGNUP.person_id == bindparam("person"), SIGNUP.answer == "going")
    .where(OCCURRENCE.starts_at < bindparam("end"), OCCURRENCE.ends_at > bindparam("begin"))
    .where(OCCURRENCE.session_id != bindparam("except"), OCCURRENCE.cancelled_at.is_(None))
)


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
