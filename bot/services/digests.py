"""Digests: made for whoever's moment is near, each once; and shown to their readers at any time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.events import Person
from bot.messages import Message
from bot.rules import digests as rules
from bot.rules.attention import next_day
from bot.rules.digests import Due, Pace
from bot.rules.rhythm import Choices, rhythm_of
from bot.rules.working_time import Rhythm, local_day, next_available, stretch_end
from bot.services import attention
from bot.services.attention_plan import Planned, reach_planned
from bot.services.chart_links import pictured
from bot.services.digest_kinds import Digest, Maker, Wanted
from bot.services.digest_teams import TeamDigests
from bot.services.measures import ProgrammeDigests
from bot.services.personal import PersonalDigests
from bot.settings import Cadence, Settings
from bot.settings.digests import Rhythmic
from bot.store import attention as hours
from bot.store import digest_readers, timers
from bot.store import digests as store
from bot.store.digest_readers import Near, Place
from bot.store.digests import Chosen, Last, NewDigest
from bot.store.models import DigestKind
from bot.store.unit_of_work import UnitOfWork
from bot.views import digests as views

MAKERS: dict[DigestKind, Maker] = {
    DigestKind.MANAGER: TeamDigests(),
    DigestKind.PERSONAL: PersonalDigests(),
    DigestKind.PROGRAMME: ProgrammeDigests(),
}
"""How each kind is made. A new kind adds its line here."""

TIMER = "digests.plan"
BATCH = 100
"""People for whom digests are made in one transaction: half a second or less."""
LED = rules.WEEK * 5
"""Whose team had its last day longer ago has nothing to be told."""


def begin_planning(uow: UnitOfWork) -> None:
    """Look who is to get one, from the next full hour on and every hour.

    To be called where an organization is met; begun already, nothing changes.
    """
    slot = uow.now.replace(minute=0, second=0, microsecond=0) + rules.AHEAD
    key = f"{TIMER}:{slot.isoformat()}"
    uow.plan(TIMER, key=key, due_at=slot, data={"slot": key, "kind": 0, "after": 0})


def keep_planning(session: Session, now: datetime) -> None:
    """To be called at every start: looking goes on in every organization."""
    for organization_id, _ in timers.newest(session, TIMER):
        begin_planning(UnitOfWork(session, organization_id, None, now))


def plan_on(uow: UnitOfWork, settings: Settings, data: Mapping[str, str | int]) -> None:
    """Make what is due for the next batch of people; the one after it, or the next hour, follows.

    A batch is a transaction, and each has a key of its own: replicas that look at the same hour
    share it, and none makes anything twice.
    """
    kinds, number = list(MAKERS), int(data["kind"])
    if number >= len(kinds):
        begin_planning(uow)
        return
    done = make(uow, settings, kinds[number], int(data["after"]))
    number, after = (number, done.after) if done.after else (number + 1, 0)
    key = f"{data['slot']}:{number}:{after}"
    about: dict[str, str | int] = {"slot": str(data["slot"]), "kind": number, "after": after}
    uow.plan(TIMER, key=key, due_at=uow.now, data=about)


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest whose moment is near: when it goes, within its reader's hours. Aware UTC."""

    wanted: Wanted
    due: Due
    at: datetime
    day: date
    """The reader's own day of that moment."""
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of one batch of people."""

    after: int
    """The id to go on after; 0: these were the last."""
    digests: tuple[tuple[Ready, Digest | None], ...] = ()
    """None: there was nothing to say."""


def make(
    uow: UnitOfWork, settings: Settings, kind: DigestKind, after: int = 0, most: int = BATCH
) -> Made:
    """Make what is due for the next `most` readers of a kind, by id from `after` on.

    It is kept, with what it says about whom, and posted for its moment in the reader's hours and
    within their number of messages. What was made before is not made again.
    """
    store.plan_for_each(uow.session)
    return keep(uow, kind, ready(uow, settings, kind, after, most))


def keep(uow: UnitOfWork, kind: DigestKind, found: Made) -> Made:
    """Keep and post what is ready; what of it was new: another replica may have been quicker."""
    if not found.digests:
        return found
    at = uow.session, uow.organization_id
    ids = store.add(*at, [_row(kind, r, digest) for r, digest in found.digests], uow.now)
    new = tuple((r, d) for r, d in found.digests if r.wanted.person.id in ids)
    reach_planned(uow, [_planned(kind, r, d) for r, d in new if d is not None], f"digest.{kind}")
    return Made(found.after, new)


def ready(
    uow: UnitOfWork, settings: Settings, kind: DigestKind, after: int = 0, most: int = BATCH
) -> Made:
    """What `make` would make; nothing is written."""
    maker = MAKERS[kind]
    people = readers(uow, settings, kind, after, most)
    found = all_due(uow, settings, kind, people)
    made = _composed(uow, settings, maker, [r.wanted for r in found])
    return Made(
        people[-1].id if len(people) == most else 0,
        tuple((r, made.get(r.wanted.person.id)) for r in found),
    )


def readers(
    uow: UnitOfWork, settings: Settings, kind: DigestKind, after: int, most: int
) -> list[Person]:
    """The next `most` people by id for whom one may be due now: all for whom one is."""
    maker = MAKERS[kind]
    if not maker.house(settings).enabled:
        return []
    near = _near(uow, settings, maker)
    return maker.readers(uow, settings, uow.now - LED, after, most, near)


def _near(uow: UnitOfWork, settings: Settings, maker: Maker) -> Near:
    """Who chose neither pace nor hours lives by what is usual in their zone and country alone.

    So nothing is due for anybody there while it is not for somebody who was told nothing yet, has
    no day off and room for a message: what they were told, days off and messages only put it off.
    """
    pace, ends = pace_of(maker.house(settings), None), dict[Place, datetime]()
    for zone, country in digest_readers.places(uow.session, uow.organization_id):
        due = rules.due(pace, zone, uow.now, None)
        usual = rhythm_of(settings.attention, Choices(country=country), (), zone, uow.now)
        if due is not None and _goes_at(usual, due, {}, uow.now) is not None:
            ends[zone, country] = due.period.ends_at
    told_there = max(ends.values(), default=uow.now) - rules.SOONEST
    return Near(maker.kind, tuple(ends), told_there, uow.now - rules.SOONEST)


def _composed(
    uow: UnitOfWork, settings: Settings, maker: Maker, wanted: Sequence[Wanted]
) -> dict[int, Digest]:
    """Put together, with pictures of its charts."""
    if not wanted:
        return {}
    made = maker.compose(uow, settings, wanted)
    return {
        id_: replace(one, message=pictured(settings, one.message, uow.now))
        for id_, one in made.items()
    }


def all_due(
    uow: UnitOfWork, settings: Settings, kind: DigestKind, people: Sequence[Person]
) -> list[Ready]:
    """Those of these people for whom one is due, and goes within the hour."""
    maker, at, ids = MAKERS[kind], (uow.session, uow.organization_id), [p.id for p in people]
    last = store.last(*at, maker.kind, ids)
    left = [p for p in people if not _is_recent(last.get(p.id), uow.now)]
    chosen = store.choices(*at, maker.kind, [p.id for p in left])
    left = [p for p in left if _wants(maker, chosen.get(p.id), uow.now)]
    rhythms = attention.rhythms(uow, settings.attention, [p.id for p in left])
    taken = hours.taken(*at, [p.id for p in left], uow.now.date() - attention.BACK)
    house, out = maker.house(settings), []
    for person in left:
        before, rhythm = last.get(person.id), rhythms[person.id]
        pace = pace_of(house, chosen.get(person.id))
        due = rules.due(pace, rhythm.zone, uow.now, before.ends_at if before else None)
        if due is None:
            continue
        goes_at = _goes_at(rhythm, due, taken.get(person.id, {}), uow.now)
        if goes_at is None:
            continue
        wanted = Wanted(person, rhythm.zone, due.period, before.figures if before else {})
        day, ends = local_day(rhythm, goes_at), stretch_end(rhythm, goes_at)
        out.append(Ready(wanted, due, goes_at, day, ends))
    return out


def _is_recent(last: Last | None, now: datetime) -> bool:
    return last is not None and last.ends_at > now - rules.SOONEST


def _wants(maker: Maker, chosen: Chosen | None, now: datetime) -> bool:
    if chosen is None:
        return maker.is_wanted(None)
    is_paused = chosen.paused_until is not None and chosen.paused_until > now
    return maker.is_wanted(chosen.is_on) and not is_paused


def pace_of(house: Rhythmic, chosen: Chosen | None) -> Pace:
    """When somebody's digest is due: what they chose, else what the operator says."""
    own = chosen or Chosen()
    return Pace(
        Cadence(own.cadence) if own.cadence else house.cadence,
        house.weekday.number if own.weekday is None else own.weekday,
        house.time if own.at is None else own.at,
    )


def _goes_at(rhythm: Rhythm, due: Due, taken: Mapping[date, int], now: datetime) -> datetime | None:
    """The first moment in their hours on a day that has room; None: not within the hour."""
    if rhythm.most == 0:
        return None
    soon, at = now + rules.AHEAD, next_available(rhythm, max(due.at, now))
    while at is not None and at <= soon and taken.get(local_day(rhythm, at), 0) >= rhythm.most:
        at = next_available(rhythm, next_day(rhythm, at))
    return at if at is not None and at <= soon and at < due.ends_at else None


def _row(kind: DigestKind, ready: Ready, digest: Digest | None) -> NewDigest:
    wanted, period = ready.wanted, ready.wanted.period
    is_of_others = digest is not None and kind is not DigestKind.PERSONAL
    lines = views.lines_about(digest.message) if digest and is_of_others else {}
    return NewDigest(
        kind=kind,
        person_id=wanted.person.id,
        once=rules.once(kind, wanted.person.id, ready.due.day),
        begins_at=period.begins_at,
        ends_at=period.ends_at,
        first_day=period.first,
        last_day=period.last,
        body=digest.message.model_dump_json() if digest else "",
        figures=digest.figures if digest else {},
        words={id_: views.packed(said) for id_, said in lines.items() if id_ != wanted.person.id},
    )


def _planned(kind: DigestKind, ready: Ready, digest: Digest) -> Planned:
    person_id = ready.wanted.person.id
    return Planned(
        person_id=person_id,
        body=digest.message.model_dump_json(),
        key=f"digest:{rules.once(kind, person_id, ready.due.day)}",
        day=ready.day,
        due=ready.due.at,
        at=ready.at,
        expires_at=ready.due.ends_at,
        not_after=ready.not_after,
    )


def preview(uow: UnitOfWork, settings: Settings, kind: DigestKind, person: Person) -> Digest | None:
    """What somebody's next digest would say if it came now. Nothing is kept or counts as told.

    None: there is nothing to say.
    """
    at, maker = (uow.session, uow.organization_id), MAKERS[kind]
    rhythm = attention.rhythms(uow, settings.attention, [person.id])[person.id]
    last = store.last(*at, kind, [person.id]).get(person.id)
    pace = pace_of(maker.house(settings), store.choices(*at, kind, [person.id]).get(person.id))
    period = rules.so_far(pace, rhythm.zone, uow.now, last.ends_at if last else None)
    wanted = Wanted(person, rhythm.zone, period, last.figures if last else {})
    return _composed(uow, settings, maker, [wanted]).get(person.id)


def of_week(
    uow: UnitOfWork,
    settings: Settings,
    kind: DigestKind,
    monday: date,
    after: int = 0,
    most: int = BATCH,
) -> tuple[int, list[tuple[Person, Message]]]:
    """The digests of a calendar week as they would read now, for the next `most` readers.

    The id to go on after (0: these were the last), and whom what would be said to. Nothing is
    written, and it does not matter whether they were made.
    """
    maker, people = MAKERS[kind], readers_of_week(uow, settings, kind, monday, after, most)
    at, ids = (uow.session, uow.organization_id), [p.id for p in people]
    chosen = store.choices(*at, kind, ids)
    rhythms = attention.rhythms(uow, settings.attention, ids)
    wanted = [
        Wanted(p, rhythms[p.id].zone, rules.week(monday, rhythms[p.id].zone))
        for p in people
        if _wants(maker, chosen.get(p.id), uow.now)
    ]
    made = _composed(uow, settings, maker, wanted)
    told = [(w.person, made[w.person.id].message) for w in wanted if w.person.id in made]
    return people[-1].id if len(people) == most else 0, told


def readers_of_week(
    uow: UnitOfWork, settings: Settings, kind: DigestKind, monday: date, after: int, most: int
) -> list[Person]:
    """The next `most` people by id for whom one of a calendar week could be made."""
    maker = MAKERS[kind]
    if not maker.house(settings).enabled:
        return []
    return maker.readers(uow, settings, rules.midnight(monday, "UTC") - rules.DAY, after, most)
