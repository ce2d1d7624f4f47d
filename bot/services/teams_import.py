"""Importing an organization's list of people: what it would do, and doing it in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from bot.rules import teams_plan as rules
from bot.rules.teams_import import Entry, Fault
from bot.rules.teams_plan import Became, Change, Known, Move, Plan, Row, Stands, Stored
from bot.store import teams
from bot.store import teams_import as store
from bot.store.models import Role
from bot.store.teams_import import Mark
from bot.store.unit_of_work import UnitOfWork

BATCH = 1_000
"""People a transaction: so that others who press a button wait for one batch at most."""
NAMELESS = frozenset({Fault.BROKEN, Fault.NO_EMAIL, Fault.BAD_EMAIL})
"""What keeps a row from naming anybody: then nobody can be said to be missing."""


class Moved(Exception):
    """Somebody came or stands elsewhere since it was looked at: look again."""


class NotComplete(Exception):
    """A list can't be everybody while some of its rows (how many) name nobody."""

    def __init__(self, rows: int) -> None:
        super().__init__(rows)
        self.rows = rows


class TooMany(Exception):
    """More people would leave than half a list may explain."""

    def __init__(self, absent: Sequence[Known], of: int) -> None:
        super().__init__(len(absent), of)
        self.absent, self.of = absent, of


@dataclass(frozen=True, slots=True)
class Looked:
    """What a list would do, and how far everything was written when it was looked at."""

    plan: Plan
    since: Mark


def look(uow: UnitOfWork, entries: Sequence[Entry], *, is_complete: bool, is_sure: bool) -> Looked:
    """What each row would do; nothing is written.

    `is_complete`: who is on no row leaves. Raises NotComplete; TooMany unless `is_sure`.
    """
    since = store.mark(uow.session)
    stored = _stored(uow)
    plan = rules.decide(entries, stored, uow.now)
    if is_complete:
        unread = sum(any(p.fault in NAMELESS for p in e.problems) for e in entries)
        if unread:
            raise NotComplete(unread)
        absent, of = rules.missing(entries, stored), len(rules.here(stored))
        if len(absent) > of * rules.MOST_LEAVING and not is_sure:
            raise TooMany(absent, of)
        plan = rules.without_absent(plan, absent, uow.now)
    return Looked(plan, since)


def _stored(uow: UnitOfWork) -> Stored:
    at = uow.session, uow.organization_id
    emails: dict[str, int] = {}
    known: dict[int, list[bool]] = {}
    for person_id, email, is_bot, is_guest in store.accounts(*at):
        own = known.setdefault(person_id, [False, True])
        own[0] |= is_bot
        own[1] &= is_guest
        if email and not is_bot:
            emails.setdefault(email.lower(), person_id)
    people = {
        id_: Known(
            id=id_,
            name=name,
            email=email,
            zone=zone,
            started_on=started_on,
            leaves_on=leaves_on,
            left_at=left_at,
            has_account=id_ in known,
            is_bot=id_ in known and known[id_][0],
            is_guest=id_ in known and known[id_][1],
            country=country,
        )
        for id_, name, email, zone, started_on, leaves_on, left_at, country in store.people(*at)
    }
    emails |= {p.email: p.id for p in people.values() if p.email}
    stands = {id_: Stands(above, team or "") for id_, above, team in store.current(*at)}
    return Stored(people, emails, stands, [team.name for team in teams.teams(*at)])


def write_people(
    uow: UnitOfWork, changes: Sequence[Change], since: Mark
) -> tuple[dict[int, int], Mark]:
    """Write one batch of people; key of who was new → their id, and how far it is written now.

    Raises Moved.
    """
    at = _held(uow, since)
    new = [c for c in changes if c.key < 0]
    rows = [
        {"name": "", "time_zone": "UTC", "role": Role.MEMBER, "created_at": uow.now}
        | {"started_on": None, "leaves_on": None, "left_at": None}
        | {"country": None, **c.values}
        for c in new
    ]
    ids = dict(zip((c.key for c in new), store.add(*at, rows), strict=True))
    old = [(c.key, c.values) for c in changes if c.key >= 0]
    store.change(*at, old)
    store.end(*at, {c.key: c.ends_at for c in changes if c.ends_at is not None})
    _plan_last_days(uow, changes)
    return ids, replace(since, person=max([since.person, *ids.values()]))


def write_moves(
    uow: UnitOfWork, moves: Sequence[Move], ids: Mapping[int, int], since: Mark
) -> Mark:
    """Write one batch of who stands where, in its order; `ids` are those of who was new.

    Raises Moved.
    """
    at = _held(uow, since)
    found = teams.stored(*at, (m.to.team for m in moves if m.to.team))

    def id_of(key: int | None) -> int | None:
        return None if key is None else ids.get(key, key)

    lines = [
        teams.Line(ids.get(m.key, m.key), id_of(m.to.manager), found.get(m.to.team)) for m in moves
    ]
    teams.put(*at, lines, uow.now)
    return replace(since, line=store.mark(uow.session).line)


def _held(uow: UnitOfWork, since: Mark) -> tuple[Session, int]:
    store.hold(uow.session, uow.organization_id)
    if store.moved(uow.session, uow.organization_id, since):
        raise Moved
    return uow.session, uow.organization_id


def _plan_last_days(uow: UnitOfWork, changes: Sequence[Change]) -> None:
    """Who will have left is let go when their last day is over."""
    days = {c.values.get("leaves_on") for c in changes if not c.values.get("left_at")}
    for day in sorted(d for d in days if isinstance(d, date)):
        due = rules.over_everywhere(day)
        uow.plan("teams.leave", key=f"teams:leave:{day.isoformat()}", due_at=due)


def let_go(uow: UnitOfWork) -> None:
    """Whoever's last day is over where they live has left."""
    at = uow.session, uow.organization_id
    ends = {
        id_: end
        for id_, day, zone in store.last_days(*at, uow.now.date() + timedelta(days=1))
        if (end := rules.end_of(day, zone)) <= uow.now
    }
    store.change(*at, [(id_, {"left_at": end}) for id_, end in ends.items()])
    store.end(*at, ends)


def told(first: Sequence[Row], again: Sequence[Row]) -> list[Row]:
    """What rows did that were looked at twice: what the first look planned may be done by now."""
    done = (Became.SAME, Became.CHANGED)
    return [
        replace(new, became=old.became)
        if new.became is Became.SAME or (old.became is Became.NEW and new.became in done)
        else new
        for old, new in zip(first, again, strict=True)
    ]
