"""How the programme goes: a week's figures, made from counts that tell nobody apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.events import Person
from bot.rules.measures import (
    A_MONTH_ON,
    A_WEEK_ON,
    Asked,
    Figures,
    Waits,
    Week,
    last_week,
    part,
    waits,
)
from bot.rules.recall_measures import Difference, Seen, Share, difference, in_fives, share
from bot.rules.rhythm import Choices, rhythm_of
from bot.rules.working_time import Rhythm
from bot.services.digest_kinds import Digest, Wanted
from bot.settings import Settings
from bot.settings.digests import ROLES, Rhythmic
from bot.settings.parts import ADDRESS
from bot.store import digests, recipients, roles, threads
from bot.store import measures as store
from bot.store import measures_recall as recall
from bot.store.digest_readers import Near
from bot.store.measures_recall import Recalled
from bot.store.models import DigestKind, Role
from bot.store.recipients import Named
from bot.store.unit_of_work import UnitOfWork
from bot.views import measures as views
from bot.views.measures import Programme

EDGE = timedelta(hours=14)
"""How far a reader's Monday may be ahead of the programme's."""
WEEKS = 8
"""Of the picture."""
MOST_OPEN = 3
"""Open questions that are listed."""


class NotAllowed(Exception):
    """The programme's numbers are for those who run it."""


class ProgrammeDigests:
    """How the programme's digest is made: the same for all who get it."""

    kind = DigestKind.PROGRAMME

    def house(self, settings: Settings) -> Rhythmic:
        """What the operator says about it."""
        return settings.digests.programme

    def is_wanted(self, chosen: bool | None) -> bool:
        """Whoever was named gets it, unless they said no."""
        return chosen is not False

    def is_for(self, uow: UnitOfWork, settings: Settings, person: Person) -> bool:
        """Whether the operator named them."""
        return recipients.is_named(uow.session, uow.organization_id, named(settings), person.id)

    def readers(
        self,
        uow: UnitOfWork,
        settings: Settings,
        since: datetime,
        after: int,
        most: int,
        near: Near | None = None,
    ) -> list[Person]:
        """Whom the operator named."""
        at = uow.session, uow.organization_id
        return recipients.people(*at, named(settings), after, most)

    def compose(
        self, uow: UnitOfWork, settings: Settings, wanted: Sequence[Wanted]
    ) -> dict[int, Digest]:
        """The last whole week of the programme, which is worked out once for all of them."""
        made: dict[Week, Digest | None] = {}
        zone = settings.digests.programme.time_zone
        known = [t for w in wanted if (t := _told(w.before, zone)) is not None]
        out: dict[int, Digest] = {}
        for one in wanted:
            week = last_week(min(one.period.ends_at + EDGE, uow.now), zone)
            if week not in made:
                made[week] = _digest(programme(uow, settings, week, known))
            digest = made[week]
            if digest is not None:
                out[one.person.id] = digest
        return out


@dataclass(frozen=True, slots=True)
class Told:
    """What a digest said, for the next one to compare with: counting a week costs seconds."""

    now: Figures
    before: Figures
    contributors: tuple[tuple[date, int | None], ...]


TOLD: TypeAdapter[Told] = TypeAdapter(Told)


def _told(figures: Mapping[str, Any], zone: str) -> Told | None:
    """What was told last; None: nothing, or of weeks that began elsewhere."""
    try:
        told = TOLD.validate_python(figures)
    except ValidationError:
        return None
    return told if told.now.week.zone == zone else None


def _digest(told: Programme | None) -> Digest | None:
    if told is None:
        return None
    figures = TOLD.dump_python(Told(told.now, told.before, told.contributors), mode="json")
    return Digest(views.digest(told), figures)


def named(settings: Settings) -> Named:
    """Whom the operator named to get the programme's digest."""
    found = settings.digests.programme.recipients
    words = dict(zip(ROLES, (Role.FACILITATOR, Role.MANAGER, Role.ADMIN), strict=True))
    accounts = [m for r in found if (m := ADDRESS.fullmatch(r))]
    return Named(
        tuple(words[r].value for r in found if r in words),
        tuple((m[1], m[2]) for m in accounts),
        tuple(r for r in found if r not in words and not ADDRESS.fullmatch(r)),
    )


def look(uow: UnitOfWork, settings: Settings, actor: Person) -> Programme | None:
    """The last whole week, for whoever gets it anyway, and administrators. Raises NotAllowed.

    None: nothing has happened yet.
    """
    if not may_look(uow, settings, actor):
        raise NotAllowed
    zone = settings.digests.programme.time_zone
    week = last_week(uow.now, zone)
    kind = DigestKind.PROGRAMME
    last = digests.last(uow.session, uow.organization_id, kind, [actor.id]).get(actor.id)
    told = _told(last.figures, zone) if last else None
    return programme(uow, settings, week, [told] if told else [])


def may_look(uow: UnitOfWork, settings: Settings, actor: Person) -> bool:
    """Whether somebody may see the programme's numbers."""
    at = uow.session, uow.organization_id
    if roles.role_of(*at, actor.id) is Role.ADMIN:
        return True
    return recipients.is_named(*at, named(settings), actor.id)


def programme(
    uow: UnitOfWork, settings: Settings, week: Week, told: Sequence[Told] = ()
) -> Programme | None:
    """A week and the one before it; None: nothing happened in either.

    What was told of them already is not counted again, and says the same as then.
    """
    at, count = (uow.session, uow.organization_id), _counting(uow, settings, week)
    figures = {f.week: f for t in told for f in (t.before, t.now)}
    now, before = (figures.get(w) or count.week(w) for w in (week, week.earlier()))
    if not any(map(_has_something, (now, before))):
        return None
    known = {monday: number for t in told for monday, number in t.contributors}
    known |= {week.monday: now.contributors, week.earlier().monday: before.contributors}
    weeks = [week.earlier(n) for n in reversed(range(WEEKS))]
    trend = tuple(
        (w.monday, known[w.monday] if w.monday in known else count.contributors(w)) for w in weeks
    )
    standing = store.unanswered(*at, MOST_OPEN)
    return Programme(
        now,
        before,
        store.colleagues(*at),
        trend,
        tuple(standing),
        threads.cards(*at, [q.id for q in standing]),
        count.least,
    )


def _has_something(found: Figures) -> bool:
    return bool(found.contributors or found.sessions or found.waits or found.deflected)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Whose numbers are made, and of how many people at least."""

    uow: UnitOfWork
    least: int
    work: Rhythm

    def week(self, week: Week) -> Figures:
        """One week's figures."""
        span = (self.uow.session, self.uow.organization_id, week.begins, week.ends)
        held = store.held(*span)
        deflected = store.deflections(*span)
        month_on = _answers(recall.last_checks(*span, A_MONTH_ON, held_out=False))
        held_out = _answers(recall.last_checks(*span, A_MONTH_ON, held_out=True))
        pairs = list(recall.before_and_after(*span))
        after = in_fives(Seen(p.person_id, p.after, p.at) for p in pairs)
        before = in_fives(Seen(p.person_id, p.before, p.at) for p in pairs)
        return Figures(
            week,
            self.contributors(week),
            held.sessions,
            part(held.taken, held.seats, least=self.least),
            part(held.came, held.going, held.people, self.least),
            self._waits(week.earlier()),
            part(deflected, deflected + store.questions(*span), least=self.least),
            self._difference(after, before),
            self._share(_answers(recall.recalled(*span, A_WEEK_ON))),
            self._share(month_on),
            self._difference(month_on, held_out),
        )

    def contributors(self, week: Week) -> int | None:
        """How many people did something for others."""
        at = self.uow.session, self.uow.organization_id
        number = store.contributors(*at, week.begins, week.ends)
        return number if number >= self.least else None

    def _waits(self, week: Week) -> Waits | None:
        at = self.uow.session, self.uow.organization_id
        found = store.asked(*at, week.begins, week.ends)
        asked = (Asked(q.asked_at, q.answered_at, q.accepted_at) for q in found)
        return waits(asked, self.work, self.least)

    def _share(self, seen: list[Seen]) -> Share | None:
        found = share(seen)
        return found if found and found.people >= self.least else None

    def _difference(self, one: list[Seen], other: list[Seen]) -> Difference | None:
        found = difference(one, other)
        told = found and min(found.first.people, found.second.people) >= self.least
        return found if told else None


def figures(uow: UnitOfWork, settings: Settings, week: Week) -> Figures:
    """A week of the programme in numbers."""
    return _counting(uow, settings, week).week(week)


def _counting(uow: UnitOfWork, settings: Settings, week: Week) -> _Counting:
    work = working_hours(settings, week.zone, uow.now)
    return _Counting(uow, settings.digests.smallest_group, work)


def working_hours(settings: Settings, zone: str, now: datetime) -> Rhythm:
    """When the organization works, as far as it goes for all: by the clocks of the programme."""
    return rhythm_of(settings.attention, Choices(), (), zone, now)


def _answers(found: Iterable[Recalled]) -> list[Seen]:
    """Each answer by itself, in full groups of five people."""
    return in_fives(
        Seen(one.person_id, n < one.right, one.first_at)
        for one in found
        for n in range(one.answers)
    )
