"""Queries of the managers' digests: what many teams did, each counted while it was one.

Who reported to whom when is joined in, so that a deed belongs to the manager its doer had then. Who
has left the organization is in none of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    AccountRow,
    AnswerRow,
    DeedKind,
    DeedRow,
    DeedTopicRow,
    KudosRecipientRow,
    KudosRow,
    PersonRow,
    QuestionRow,
    QuestionState,
    ReportingRow,
    TopicRow,
    columns,
)
from bot.store.session_lists import heard

ACCOUNT = columns(AccountRow)
ABOUT = columns(DeedTopicRow)
ANSWER = columns(AnswerRow)
DEED = columns(DeedRow)
KUDOS = columns(KudosRow)
LINE = columns(ReportingRow)
PERSON = columns(PersonRow)
QUESTION = columns(QuestionRow)
RECIPIENT = columns(KudosRecipientRow)
TOPIC = columns(TopicRow)

ORG: BindParameter[int] = bindparam("org")
TEAMS: BindParameter[Any] = bindparam("managers", expanding=True)
BEGINS = bindparam("begins", type_=DEED.at.type)
ENDS = bindparam("ends", type_=DEED.at.type)
HELPS = (
    DeedKind.KUDOS_RECEIVED,
    DeedKind.ANSWERED_FIRST,
    DeedKind.ANSWER_ACCEPTED,
    DeedKind.ANSWER_HELPED,
    DeedKind.SESSION_GIVEN,
)
"""Deeds that are help, as everybody may know: who was thanked, answered, gave a session."""


def of_team(person: Any, at: Any) -> tuple[Any, Any]:
    """What joins a deed of a person at a moment to the line they stood in."""
    return LINE.id.table, (LINE.person_id == person) & (LINE.since <= at) & (
        LINE.until.is_(None) | (LINE.until > at)
    )


def here(query: Select[Any], person: Any) -> Select[Any]:
    """Only of those who report to these managers and did not leave the organization."""
    return (
        query.join(PERSON.id.table, PERSON.id == person)
        .where(LINE.organization_id == ORG, PERSON.organization_id == ORG)
        .where(LINE.manager_id.in_(TEAMS), PERSON.left_at.is_(None))
    )


def deeds_of(kinds: Sequence[DeedKind], *what: Any, is_open: bool = True) -> Select[Any]:
    """What these managers' people did in the period, if others may be told; or all of it.

    The outer join makes SQLite begin with the few people, and not look through everybody's deeds:
    so nothing about the deed may stand outside of it, and who did nothing has one row without.
    """
    own = (DEED.person_id == LINE.person_id) & DEED.kind.in_([kind.value for kind in kinds])
    own &= (DEED.at >= BEGINS) & (DEED.at < ENDS) & (DEED.at >= LINE.since)
    own &= LINE.until.is_(None) | (DEED.at < LINE.until)
    own &= (DEED.organization_id == ORG) & DEED.undone_at.is_(None)
    if is_open:
        own &= DEED.is_open.is_(True)
    query = select(*what).select_from(LINE.id.table)
    return here(query, LINE.person_id).outerjoin(DEED.id.table, own)


def help_by_week(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    ends: datetime,
    weeks: int,
) -> dict[int, list[int]]:
    """Manager → how often their people helped in each of so many weeks up to `ends` (aware)."""
    edges = [ends - timedelta(weeks=n) for n in range(weeks, -1, -1)]
    query = deeds_of(HELPS, LINE.manager_id, *_sums(edges)).group_by(LINE.manager_id)
    about = {"org": organization_id, "managers": list(manager_ids)}
    about |= {"begins": edges[0], "ends": ends}
    return {row[0]: [int(n) for n in row[1:]] for row in session.execute(query, about)}


def help_of_all(
    session: Session, organization_id: int, ends: datetime, weeks: int
) -> tuple[list[int], int]:
    """How often anybody helped in each of so many weeks up to `ends` (aware); how many people."""
    edges = [ends - timedelta(weeks=n) for n in range(weeks, -1, -1)]
    row = session.execute(
        select(func.count(DEED.person_id.distinct()), *_sums(edges))
        .where(DEED.organization_id == organization_id, DEED.is_open.is_(True))
        .where(DEED.undone_at.is_(None), DEED.at >= edges[0], DEED.at < ends)
        .where(DEED.kind.in_([kind.value for kind in HELPS]))
    ).one()
    return [int(n or 0) for n in row[1:]], row[0]


def _sums(edges: Sequence[datetime]) -> list[Any]:
    return [
        func.sum(case(((DEED.at >= a) & (DEED.at < b), 1), else_=0)) for a, b in pairwise(edges)
    ]


@dataclass(frozen=True, slots=True)
class Attended:
    """A session that people of a team gave (ids), and how many of it came."""

    occurrence_id: int
    speakers: tuple[int, ...]
    listeners: int


def sessions(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
) -> dict[int, list[Attended]]:
    """Manager → the sessions their people gave or came to, those given and best attended first."""
    about = about_teams(organization_id, manager_ids, begins, ends)
    given: dict[int, dict[int, list[int]]] = {}
    for manager_id, subject, person_id in session.execute(_GIVEN, about):
        if subject is None:
            continue
        of = given.setdefault(manager_id, {})
        of.setdefault(int(subject.partition(":")[2]), []).append(person_id)
    came: dict[int, dict[int, int]] = {}
    for manager_id, subject, number, _ in session.execute(_CAME, about):
        if subject is not None:
            came.setdefault(manager_id, {})[int(subject.partition(":")[2])] = number
    out = {}
    for id_ in given.keys() | came.keys():
        spoke, listened = given.get(id_, {}), came.get(id_, {})
        made = [
            Attended(one, tuple(spoke.get(one, ())), listened.get(one, 0))
            for one in spoke.keys() | listened.keys()
        ]
        out[id_] = sorted(made, key=lambda a: (not a.speakers, -a.listeners, a.occurrence_id))
    return out


_GIVEN = deeds_of([DeedKind.SESSION_GIVEN], LINE.manager_id, DEED.subject, DEED.person_id).order_by(
    DEED.at, DEED.id
)
_LISTENERS = func.count(DEED.person_id.distinct())
_BY_SESSION = (
    deeds_of(
        [DeedKind.SESSION_ATTENDED],
        LINE.manager_id,
        DEED.subject,
        _LISTENERS.label("number"),
        func.row_number()
        .over(partition_by=LINE.manager_id, order_by=(_LISTENERS.desc(), DEED.subject))
        .label("place"),
    )
    .group_by(LINE.manager_id, DEED.subject)
    .subquery()
)
_CAME = select(_BY_SESSION).where(_BY_SESSION.c.place <= 4)


def thanks(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
    most: int,
) -> dict[int, list[int]]:
    """Manager → ids of the newest thanks their people received that everybody may read."""
    about = about_teams(organization_id, manager_ids, begins, ends) | {"most": most}
    out: dict[int, list[int]] = {}
    for manager_id, kudos_id in session.execute(_THANKS, about):
        out.setdefault(manager_id, []).append(kudos_id)
    return out


_RECEIVED = (
    here(
        select(
            LINE.manager_id,
            KUDOS.id.label("kudos_id"),
            func.row_number()
            .over(partition_by=LINE.manager_id, order_by=(KUDOS.given_at.desc(), KUDOS.id.desc()))
            .label("place"),
        )
        .select_from(KUDOS.id.table)
        .join(RECIPIENT.kudos_id.table, RECIPIENT.kudos_id == KUDOS.id)
        .join(*of_team(RECIPIENT.person_id, KUDOS.given_at)),
        RECIPIENT.person_id,
    )
    .where(KUDOS.organization_id == ORG, RECIPIENT.organization_id == ORG)
    .where(KUDOS.is_open.is_(True), KUDOS.is_private.is_(False))
    .where(KUDOS.undone_at.is_(None), KUDOS.hidden_at.is_(None))
    .where(KUDOS.given_at >= BEGINS, KUDOS.given_at < ENDS)
    .group_by(LINE.manager_id, KUDOS.id, KUDOS.given_at)
    .subquery()
)
_THANKS = (
    select(_RECEIVED.c.manager_id, _RECEIVED.c.kudos_id)
    .where(_RECEIVED.c.place <= bindparam("most"))
    .order_by(_RECEIVED.c.manager_id, _RECEIVED.c.place)
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question somebody asked under their name, where everybody may read it."""

    id: int
    asker: Person
    title: str
    asked_at: datetime
    settled_at: datetime | None
    """When it found its answer; None: it is open."""
    accepted_id: int | None
    answerer: Person | None
    """Whose answer was accepted."""


def questions(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
    since: datetime,
    most: int,
) -> tuple[dict[int, list[Asked]], dict[int, list[Asked]]]:
    """Manager → what was answered in the period, the newest first; and what is open since then.

    Only what its asker asked under their name while they reported to that manager. The open ones
    that wait longest come first, none is older than `since` (aware).
    """
    about = about_teams(organization_id, manager_ids, begins, ends)
    about |= {"most": most, "since": since}
    return _asked(session, _ANSWERED, about), _asked(session, _OPEN, about)


def _asked(session: Session, query: Select[Any], about: dict[str, Any]) -> dict[int, list[Asked]]:
    out: dict[int, list[Asked]] = {}
    for row in session.execute(query, about):
        answerer = Person(row.helper_id, row.helper) if row.helper_id is not None else None
        out.setdefault(row.manager_id, []).append(
            Asked(
                row.id,
                Person(row.asker_id, row.asker),
                row.title,
                row.asked_at,
                row.settled_at,
                row.accepted_id,
                answerer,
            )
        )
    return out


_HELPER = PERSON.id.table.alias("helper")
_HEARD = heard(ORG)


def _public(which: Any, *order: Any) -> Select[Any]:
    """Questions everybody may read, asked under a name; the first few of each manager."""
    query = (
        select(
            LINE.manager_id,
            QUESTION.id,
            QUESTION.asker_id,
            PERSON.name.label("asker"),
            QUESTION.title,
            QUESTION.asked_at,
            QUESTION.settled_at,
            QUESTION.accepted_id,
            _HELPER.c.id.label("helper_id"),
            _HELPER.c.name.label("helper"),
            func.row_number().over(partition_by=LINE.manager_id, order_by=order).label("place"),
        )
        .select_from(QUESTION.id.table)
        .join(*of_team(QUESTION.asker_id, QUESTION.asked_at))
        .outerjoin(
            ANSWER.id.table,
            (ANSWER.id == QUESTION.accepted_id)
            & (ANSWER.organization_id == ORG)
            & ANSWER.hidden_at.is_(None)
            & ANSWER.deleted_at.is_(None),
        )
        .outerjoin(_HELPER, (_HELPER.c.id == ANSWER.author_id) & (_HELPER.c.organization_id == ORG))
    )
    found = (
        here(query, QUESTION.asker_id)
        .where(QUESTION.organization_id == ORG, which, QUESTION.is_private.is_(False))
        .where(QUESTION.asker_id.is_not(None), QUESTION.is_anonymous.is_(False))
        .where(QUESTION.conversation_id.is_(None) | QUESTION.conversation_id.in_(_HEARD))
        .where(QUESTION.hidden_at.is_(None), QUESTION.withdrawn_at.is_(None))
        .where(QUESTION.merged_into_id.is_(None))
        .subquery()
    )
    return (
        select(found)
        .where(found.c.place <= bindparam("most"))
        .order_by(found.c.manager_id, found.c.place)
    )


_ANSWERED = _public(
    (QUESTION.state == QuestionState.ANSWERED.value)
    & (QUESTION.settled_at >= BEGINS)
    & (QUESTION.settled_at < ENDS),
    QUESTION.settled_at.desc(),
    QUESTION.id.desc(),
)
_OPEN = _public(
    (QUESTION.state == QuestionState.OPEN.value)
    & (QUESTION.asked_at >= bindparam("since", type_=DEED.at.type))
    & (QUESTION.asked_at < ENDS),
    QUESTION.asked_at,
    QUESTION.id,
)


def topics(
    session: Session,
    organization_id: int,
    manager_ids: Collection[int],
    begins: datetime,
    ends: datetime,
    among: Collection[str],
) -> dict[int, dict[str, int]]:
    """Manager → how often the deeds of their people were about each of these topics."""
    if not among:
        return {}
    about = about_teams(organization_id, manager_ids, begins, ends) | {"names": list(among)}
    out: dict[int, dict[str, int]] = {}
    for manager_id, name, number in session.execute(_TOPICS, about):
        if name is not None:
            out.setdefault(manager_id, {})[name] = number
    return out


_TOPICS = (
    deeds_of(tuple(DeedKind), LINE.manager_id, TOPIC.name, func.count(TOPIC.id))
    .outerjoin(ABOUT.deed_id.table, (ABOUT.deed_id == DEED.id) & (ABOUT.organization_id == ORG))
    .outerjoin(
        TOPIC.id.table,
        (TOPIC.id == ABOUT.topic_id)
        & (TOPIC.organization_id == ORG)
        & TOPIC.name.in_(bindparam("names", expanding=True)),
    )
    .group_by(LINE.manager_id, TOPIC.name)
)


def about_teams(
    organization_id: int, manager_ids: Collection[int], begins: datetime, ends: datetime
) -> dict[str, Any]:
    return {
        "org": organization_id,
        "managers": list(manager_ids),
        "begins": begins,
        "ends": ends,
    }
