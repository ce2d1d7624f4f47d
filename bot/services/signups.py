"""Answering an invitation: seats, the waitlist, and who moves up."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Person
from bot.rules import signups as rules
from bot.rules.signups import Answer, Tally
from bot.services import reminders
from bot.services.session_access import Gone
from bot.services.session_cards import SETTLE, redraw
from bot.settings import Settings
from bot.store import sessions, signups
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import signups as views


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer; `place` is the place on the waitlist, from 1."""

    occurrence: Occurrence
    answer: Answer
    place: int = 0


def answer(
    uow: UnitOfWork,
    settings: Settings,
    person: Person,
    occurrence_id: int,
    wish: Answer,
) -> Answered:
    """Say whether one comes. The last answer counts; the same again changes nothing.

    A full session puts whoever would go on the waitlist; a seat that is given back goes to who
    has waited longest, and they are told. Raises Gone.
    """
    at = uow.session, uow.organization_id, occurrence_id
    occurrence = sessions.occurrence(*at, lock=True)
    if occurrence is None or occurrence.is_off or occurrence.ends_at <= uow.now:
        raise Gone
    before = signups.own(*at, person.id)
    own = Answer(before.answer) if before else None
    seats = occurrence.session.seats
    decision = rules.answered(own, tally(uow, occurrence_id), seats, wish)
    if decision is None:
        assert before is not None  # noqa: S101
        return Answered(occurrence, Answer(before.answer), _place(uow, occurrence_id, before))
    asks = decision.answer in (Answer.GOING, Answer.WAITING)
    turn = signups.last_turn(*at) + 1 if asks else before.turn if before else 0
    signups.put(*at, person.id, answer=decision.answer, turn=turn, now=uow.now)
    if decision.answer is Answer.GOING:
        reminders.plan(uow, settings, occurrence, [person.id])
    _move_up(uow, settings, occurrence, decision.promoted)
    redraw(uow, occurrence, SETTLE)
    place = 0
    if decision.answer is Answer.WAITING:
        place = signups.ahead(*at, turn) + 1
    return Answered(occurrence, decision.answer, place)


def fill_seats(uow: UnitOfWork, settings: Settings, occurrence: Occurrence) -> None:
    """There may be more seats than before: those who wait move up. The caller holds the lock."""
    number = rules.promotions(tally(uow, occurrence.id), occurrence.session.seats)
    _move_up(uow, settings, occurrence, number)


def tally(uow: UnitOfWork, occurrence_id: int) -> Tally:
    """How many go and how many wait."""
    counts = signups.counts(uow.session, uow.organization_id, occurrence_id)
    return Tally(counts.get(Answer.GOING, 0), counts.get(Answer.WAITING, 0))


def _move_up(uow: UnitOfWork, settings: Settings, occurrence: Occurrence, number: int) -> None:
    moved = signups.promote(uow.session, uow.organization_id, occurrence.id, number)
    for signup in moved:
        uow.post(
            views.moved_up(occurrence),
            to=signup.person,
            key=f"session:{occurrence.id}:up:{signup.person.id}:{signup.turn}",
            kind="session.moved_up",
            expires_at=occurrence.ends_at,
        )
    if moved:
        reminders.plan(uow, settings, occurrence, [s.person.id for s in moved])


def _place(uow: UnitOfWork, occurrence_id: int, signup: signups.Signup) -> int:
    if signup.answer != Answer.WAITING:
        return 0
    return signups.ahead(uow.session, uow.organization_id, occurrence_id, signup.turn) + 1
