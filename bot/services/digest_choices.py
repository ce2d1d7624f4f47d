"""What people choose about digests, and what a digest said about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.events import Person
from bot.messages import Spans
from bot.rules import digests as rules
from bot.rules.digests import Pace
from bot.services import question_access, question_requests, question_steps, question_tagging
from bot.services.digests import MAKERS, begin_planning, pace_of
from bot.settings import Cadence, Settings
from bot.store import digests as store
from bot.store import people, teams
from bot.store import question_requests as requests
from bot.store.digests import Chosen, Kept
from bot.store.models import DigestKind
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import digests as views

PAUSE = timedelta(days=28)
LONGEST_PAUSE = timedelta(days=366)
ECHO = timedelta(days=14)
"""How long what others' digests say about somebody is shown beside what their manager's does."""


class NotFor(Exception):
    """That digest is not made for this person."""


class NotChosen(Exception):
    """A pause that is over already, or longer than a year."""


@dataclass(frozen=True, slots=True)
class Own:
    """A digest somebody can get, and how they have chosen it."""

    kind: DigestKind
    is_on: bool
    pace: Pace
    chosen: Chosen
    zone: str
    paused_on: date | None
    """The reader's day until which it pauses."""


def own(uow: UnitOfWork, settings: Settings, person: Person) -> list[Own]:
    """Every digest somebody can get."""
    at = uow.session, uow.organization_id
    zone = people.zone_of(*at, person.id)
    out = []
    for kind, maker in MAKERS.items():
        house = maker.house(settings)
        if not house.enabled or not maker.is_for(uow, settings, person):
            continue
        chosen = store.choices(*at, kind, [person.id]).get(person.id) or Chosen()
        paused = chosen.paused_until
        until = rules.local_day(zone, paused) if paused is not None and paused > uow.now else None
        is_on = maker.is_wanted(chosen.is_on)
        out.append(Own(kind, is_on, pace_of(house, chosen), chosen, zone, until))
    return out


def one(uow: UnitOfWork, settings: Settings, person: Person, kind: DigestKind) -> Own:
    """The one of a kind. Raises NotFor."""
    found = next((o for o in own(uow, settings, person) if o.kind is kind), None)
    if found is None:
        raise NotFor
    return found


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody says about when their digest comes; None: as the operator says."""

    is_on: bool
    cadence: Cadence | None = None
    weekday: int | None = None
    at: time | None = None
    paused_on: date | None = None


def choose(
    uow: UnitOfWork, settings: Settings, person: Person, kind: DigestKind, choice: Choice
) -> Own:
    """Keep what somebody chose; from the next hour on it holds. Raises NotFor, NotChosen."""
    before = one(uow, settings, person, kind)
    values = {
        "is_on": choice.is_on,
        "cadence": choice.cadence.value if choice.cadence else None,
        "weekday": choice.weekday,
        "at": choice.at,
        "paused_until": _pause(uow, before.zone, choice.paused_on),
    }
    store.choose(uow.session, uow.organization_id, kind, person.id, values)
    begin_planning(uow)
    return one(uow, settings, person, kind)


def pause(
    uow: UnitOfWork, settings: Settings, person: Person, until: date | None = None
) -> list[Own]:
    """No digest before that day of theirs; None: for four weeks. Raises NotChosen, NotFor."""
    found = own(uow, settings, person)
    if not found:
        raise NotFor
    for each in found:
        day = until or rules.local_day(each.zone, uow.now + PAUSE)
        values = {"paused_until": _pause(uow, each.zone, day)}
        store.choose(uow.session, uow.organization_id, each.kind, person.id, values)
    return own(uow, settings, person)


def resume(uow: UnitOfWork, settings: Settings, person: Person) -> list[Own]:
    """The pause is over."""
    for each in own(uow, settings, person):
        values = {"paused_until": None}
        store.choose(uow.session, uow.organization_id, each.kind, person.id, values)
    return own(uow, settings, person)


def _pause(uow: UnitOfWork, zone: str, day: date | None) -> datetime | None:
    if day is None:
        return None
    today = rules.local_day(zone, uow.now)
    if not today < day <= today + LONGEST_PAUSE:
        raise NotChosen
    return rules.midnight(day, zone)


@dataclass(frozen=True, slots=True)
class Said:
    """What one digest says about somebody, line by line."""

    reader: Person
    first: date
    last: date
    lines: tuple[Spans, ...]


@dataclass(frozen=True, slots=True)
class Mirror:
    """What digests say about somebody."""

    manager: Person | None
    last: Said | None
    """The manager's last one; None: there was none yet."""
    others: tuple[Said, ...]
    """Those of other managers in the last two weeks: of who thanked them, or led them before."""
    is_left_out: bool


def mirror(uow: UnitOfWork, person: Person) -> Mirror:
    """What their manager's last digest said about somebody, and other managers' of late."""
    at = uow.session, uow.organization_id
    manager = teams.manager_of(*at, [person.id], uow.now).get(person.id)
    last = store.last_of(*at, DigestKind.MANAGER, manager.id, person.id) if manager else None
    others = [
        kept
        for kept in store.naming(*at, DigestKind.MANAGER, person.id, uow.now - ECHO)
        if last is None or kept.id != last.id
    ]
    chosen = store.choices(*at, DigestKind.MANAGER, [person.id]).get(person.id)
    return Mirror(
        manager,
        _said(last) if last else None,
        tuple(_said(kept) for kept in others),
        chosen is not None and chosen.is_left_out,
    )


def _said(kept: Kept) -> Said:
    lines = views.unpacked(kept.words) if kept.words else ()
    return Said(kept.reader, kept.first_day, kept.last_day, lines)


def leave_out(uow: UnitOfWork, person: Person, *, is_left_out: bool) -> None:
    """Whether somebody is ever thought of as long unthanked."""
    values = {"is_left_out": is_left_out}
    store.choose(uow.session, uow.organization_id, DigestKind.MANAGER, person.id, values)


def waiting(uow: UnitOfWork, person: Person, question_id: int) -> Question:
    """An open question for which somebody may think of a colleague.

    Raises question_access.Gone, and NotAllowed for a private or anonymous one: no digest has any.
    """
    question = question_access.found(uow, question_id)
    if (
        question.is_private
        or question.is_anonymous
        or not question_access.may_see(uow, question, person)
    ):
        raise question_access.NotAllowed
    if not question.is_open:
        raise question_access.Gone
    return question


def know_who(
    uow: UnitOfWork, settings: Settings, actor: Person, question_id: int, to: Person
) -> Question:
    """Somebody comes to mind who may know: they are asked, and told who thought of them.

    Nobody is asked more often than they like. Raises question_access.Gone and NotAllowed,
    question_requests.CannotTake; then nothing was written.
    """
    question = waiting(uow, actor, question_id)
    question_requests.check(uow, question, actor, to)
    asked = requests.of(uow.session, uow.organization_id, question_id)
    rounds = [r.round for r in asked if r.round < requests.OWNERS]
    reasons = ({"kind": "handed"},)
    if not question_tagging.ask(
        uow, settings, question, to, max(rounds, default=1), reasons, handed_by=actor
    ):
        raise question_requests.CannotTake(to, "busy")
    question_steps.stirred(uow, settings, question_id)
    return question
