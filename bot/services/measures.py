"""How the programme goes: a week's figures, made from counts that tell nobody apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.rules.measures import (
    A_MONTH_ON,
    A_WEEK_ON,
    Asked,
    Figures,
    Waits,
    Week,
    part,
    waits,
)
from bot.rules.recall_measures import Difference, Seen, Share, difference, in_fives, share
from bot.rules.rhythm import Choices, rhythm_of
from bot.rules.working_time import Rhythm
from bot.settings import Settings
from bot.store import measures as store
from bot.store.measures import Recalled
from bot.store.unit_of_work import UnitOfWork


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
        month_on = _answers(store.last_checks(*span, A_MONTH_ON, held_out=False))
        held_out = _answers(store.last_checks(*span, A_MONTH_ON, held_out=True))
        pairs = list(store.before_and_after(*span))
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
            self._share(_answers(store.recalled(*span, A_WEEK_ON))),
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
