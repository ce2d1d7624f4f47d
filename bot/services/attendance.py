"""From the start of a session to its end: the code for the room, and who came."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.events import Person
from bot.messages import Message
from bot.rules import attendance as rules
from bot.rules.signups import Answer
from bot.services import attention, deeds
from bot.services import session_cards as cards
from bot.services.session_access import Gone, NotAllowed, may_change
from bot.settings import Attention
from bot.store import outcomes as store
from bot.store import sessions
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import outcomes as views

CODES = 1_000_000
"""Six digits: short enough to read from a screen, too many to try while the doors are open."""
ANSWERS_UNTIL = timedelta(days=7)
"""How long after the end people are asked how it was."""


def begin(uow: UnitOfWork, occurrence_id: int, due_at: datetime) -> None:
    """It starts: the card lets people check in, whoever runs it gets the code for the room."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id, lock=True)
    if found is None or found.is_off or found.starts_at != due_at or found.ends_at <= uow.now:
        return
    code = found.code or f"{secrets.randbelow(CODES):06}"
    sessions.change_occurrence(uow.session, uow.organization_id, occurrence_id, {"code": code})
    cards.redraw(uow, found)
    for host in dict.fromkeys([found.session.facilitator, *found.session.cohosts]):
        uow.post(
            views.doors(found, code),
            to=host,
            key=f"session:{occurrence_id}:{due_at.isoformat()}:doors:{host.id}",
            kind="session.doors",
            expires_at=found.ends_at,
        )


def check_in(uow: UnitOfWork, person: Person, occurrence_id: int) -> Occurrence:
    """Somebody is there, whether they had signed up or not. Raises Gone outside its time."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off:
        raise Gone
    if not rules.is_open(found.starts_at, found.ends_at, uow.now):
        raise Gone
    _note(uow, found, [person])
    return found


def check_in_with(uow: UnitOfWork, person: Person, code: str) -> Occurrence:
    """The same with the code that is shown in the room. Raises Gone."""
    ended = uow.now - rules.DOORS_CLOSE
    found = store.by_code(uow.session, uow.organization_id, code, ended)
    if found is None:
        raise Gone
    return check_in(uow, person, found)


def run_by(uow: UnitOfWork, actor: Person, occurrence_id: int) -> Occurrence:
    """An occurrence, for those who run it or speak at it. Raises Gone, NotAllowed."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None:
        raise Gone
    if actor not in found.session.speakers and not may_change(uow, actor, found.session):
        raise NotAllowed
    return found


def mark(uow: UnitOfWork, actor: Person, occurrence_id: int, people: Sequence[Person]) -> int:
    """Whoever runs it notes who was there, once it has begun; how many were not known before.

    Raises Gone, NotAllowed.
    """
    return _note(uow, _begun(uow, actor, occurrence_id), people)


def unmark(uow: UnitOfWork, actor: Person, occurrence_id: int, people: Sequence[Person]) -> int:
    """Whoever runs it takes back that these were there; how many had been noted.

    Raises Gone, NotAllowed.
    """
    found = _begun(uow, actor, occurrence_id)
    at = uow.session, uow.organization_id, occurrence_id
    gone = store.unattend(*at, [p.id for p in people])
    deeds.stayed_away(uow, found, [p.id for p in people])
    return gone


def _begun(uow: UnitOfWork, actor: Person, occurrence_id: int) -> Occurrence:
    found = run_by(uow, actor, occurrence_id)
    if found.is_off or found.starts_at - rules.DOORS_OPEN > uow.now:
        raise Gone
    return found


def _note(uow: UnitOfWork, occurrence: Occurrence, people: Sequence[Person]) -> int:
    at = uow.session, uow.organization_id, occurrence.id
    new = [p for p in people if store.attend(*at, p.id, uow.now, Answer.UNSAID)]
    for person in new:
        deeds.came(uow, occurrence, person)
        ask_how_it_was(uow, occurrence, person)
    return len(new)


def ask_how_it_was(uow: UnitOfWork, occurrence: Occurrence, person: Person) -> None:
    """Have somebody who came asked, unless they speak: from the end on, for some days, and once.

    It is planned for now, because who is noted by others is asked when they like to be.
    """
    until = occurrence.ends_at + ANSWERS_UNTIL
    speaks = person.id in {p.id for p in occurrence.session.speakers}
    if speaks or not occurrence.ends_at <= uow.now < until:
        return
    uow.plan(
        "session.ask",
        key=f"session:{occurrence.id}:{occurrence.ends_at.isoformat()}:ask:{person.id}",
        due_at=uow.now,
        data={"occurrence_id": occurrence.id, "person_id": person.id},
        expires_at=until,
    )


def ask_one(uow: UnitOfWork, house: Attention, occurrence_id: int, person_id: int) -> None:
    """Ask somebody who came how it was, once; nothing about what was called off meanwhile."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is not None and not found.is_off:
        _ask(uow, house, found, [Person(person_id, "")], views.how_was_it(found), "feedback")


def end(uow: UnitOfWork, house: Attention, occurrence_id: int, due_at: datetime) -> None:
    """It is over: those who came are asked how it was, the speakers for what they leave.

    Where nobody checked in, those who were going are asked. None of them did anything just now,
    so each is asked when they like to be.
    """
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.ends_at != due_at:
        return
    cards.redraw(uow, found)
    deeds.given(uow, found)
    session = found.session
    listened = listeners(uow, found)
    hosts = list(dict.fromkeys([session.facilitator, *session.cohosts]))
    _ask(uow, house, found, listened, views.how_was_it(found), "feedback")
    _ask(uow, house, found, session.speakers, views.what_remains(found), "materials")
    _ask(uow, house, found, hosts, views.over(found), "over")


def listeners(uow: UnitOfWork, occurrence: Occurrence) -> list[Person]:
    """Those who came and did not speak; where nobody checked in, those who were going."""
    known = store.attendance(uow.session, uow.organization_id, occurrence.id)
    came = [a.person for a in known if a.attended]
    came = came or [a.person for a in known if a.answer == Answer.GOING]
    return [p for p in came if p not in occurrence.session.speakers]


def _ask(
    uow: UnitOfWork,
    house: Attention,
    occurrence: Occurrence,
    people: Sequence[Person],
    message: Message,
    what: str,
) -> None:
    rhythms = attention.rhythms(uow, house, {p.id for p in people})
    for person in people:
        attention.reach(
            uow,
            house,
            person,
            message,
            key=f"session:{occurrence.id}:{occurrence.ends_at.isoformat()}:{what}:{person.id}",
            kind=f"session.{what}",
            expires_at=occurrence.ends_at + ANSWERS_UNTIL,
            merge="session.after",
            rhythm=rhythms[person.id],
        )
