"""Law: a look at those for whom a digest may be due finds every digest that is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.events import Person
from bot.rules import digests as rules
from bot.services import digests as service
from bot.services.digests import MAKERS, Ready
from bot.settings import Cadence, Settings
from bot.store.database import Database
from bot.store.models import (
    AccountRow,
    AttentionDayRow,
    DayOffRow,
    DigestKind,
    DigestRow,
    DigestSettingRow,
    OrganizationRow,
    PersonRhythmRow,
    PersonRow,
    ReportingRow,
    WorkspaceRow,
    columns,
)
from bot.store.unit_of_work import UnitOfWork

ORGANIZATION, WORKSPACE = columns(OrganizationRow), columns(WorkspaceRow)
PERSON = columns(PersonRow)
NUMBERS = count()
LONG_AGO = datetime(2025, 1, 6, tzinfo=UTC)
ZONES = (
    *("UTC", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles"),
    *("Asia/Dubai", "Asia/Kathmandu", "Pacific/Kiritimati", "Etc/GMT+12", "Australia/Lord_Howe"),
)
DAYS = (
    *(date(2026, 11, 23), date(2026, 10, 26), date(2026, 11, 2), date(2026, 3, 9)),
    *(date(2026, 5, 25), date(2026, 4, 6), date(2026, 12, 28), date(2026, 11, 26)),
)
"""Plain days, days after clocks changed, and public holidays."""


@dataclass(frozen=True)
class Lives:
    """Where and how somebody lives, and what they were told."""

    zone: str = "UTC"
    country: str | None = None
    """What the organization's list says."""
    rhythm: dict[str, Any] | None = None
    chosen: dict[str, Any] | None = None
    told: int | None = None
    """Days from today at whose midnight the last one ended; None: there was none."""
    told_elsewhere: bool = False
    """It was made where they lived before."""
    away: tuple[int, int] | None = None
    """Days off, from so many days from now to so many later."""
    messages: tuple[int, ...] = ()
    """How many they got yesterday, today and tomorrow."""


def rhythms() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "weekdays": st.sampled_from([[0, 1, 2, 3], [6, 0, 1, 2, 3], [2], [5, 6]]),
            "begins": st.sampled_from([time(0), time(6), time(11, 30)]),
            "ends": st.sampled_from([time(12), time(20), time(23, 59)]),
            "country": st.sampled_from(["", "DE", "US", "AE"]),
            "daily_messages": st.sampled_from([0, 1, 5]),
            "paused_until": st.sampled_from([LONG_AGO, datetime(2026, 11, 24, tzinfo=UTC)]),
        },
    )


def choices() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {},
        optional={
            "is_on": st.sampled_from([True, True, False]),
            "weekday": st.integers(0, 6),
            "cadence": st.sampled_from([c.value for c in Cadence]),
            "at": st.sampled_from([time(0), time(7, 45), time(16), time(23, 30)]),
            "paused_until": st.just(datetime(2026, 11, 24, tzinfo=UTC)),
        },
    )


def lives() -> st.SearchStrategy[Lives]:
    """Mostly as usual: one thing or the other is out of the ordinary."""
    return st.builds(
        Lives,
        zone=st.sampled_from(ZONES),
        country=st.none() | st.sampled_from(["", "DE", "US", "SA"]),
        rhythm=st.none() | rhythms(),
        chosen=st.none() | choices(),
        told=st.none() | st.integers(-9, 0) | st.sampled_from([-14, -50, 3]),
        told_elsewhere=st.sampled_from([False, False, True]),
        away=st.none() | st.none() | st.tuples(st.integers(-5, 2), st.integers(0, 6)),
        messages=st.just(()) | st.tuples(*[st.integers(0, 4)] * 3),
    )


def houses() -> st.SearchStrategy[Settings]:
    """What operators say, of digests and of hours."""
    own = st.fixed_dictionaries(
        {},
        optional={
            "weekday": st.sampled_from(["monday", "wednesday", "sunday"]),
            "time": st.sampled_from(["00:00", "08:30", "16:45", "23:15"]),
            "cadence": st.sampled_from(["weekly", "fortnightly", "monthly"]),
        },
    )
    hours = st.fixed_dictionaries(
        {},
        optional={
            "daily_messages": st.integers(1, 3),
            "public_holidays": st.booleans(),
            "day_begins": st.sampled_from(["00:00", "07:00", "10:00"]),
            "day_ends": st.sampled_from(["15:00", "23:59"]),
        },
    )
    return st.builds(
        lambda one, house: Settings.model_validate(
            {"digests": {"manager": one, "personal": one}, "attention": house}
        ),
        own,
        hours,
    )


def moments() -> st.SearchStrategy[datetime]:
    """Around a morning, late enough at times that something is overdue."""
    return st.builds(
        lambda day, minutes: datetime.combine(day, time(9), UTC) + timedelta(minutes=minutes),
        st.sampled_from(DAYS),
        st.integers(-12 * 60, 12 * 60) | st.integers(-26 * 60, 5 * 24 * 60),
    )


def colleagues(session: Session, kind: DigestKind, some: list[Lives], now: datetime) -> int:
    """An organization in which these people lead one another; its id."""
    made = {"name": f"Example {next(NUMBERS)}", "created_at": LONG_AGO}
    organization_id = int(
        session.execute(insert(OrganizationRow).returning(ORGANIZATION.id), made).scalar_one()
    )
    own = {"organization_id": organization_id}
    door = {**own, "platform": "fake", "address": made["name"], "name": ""}
    workspace = session.execute(insert(WorkspaceRow).returning(WORKSPACE.id), door).scalar_one()
    ids = []
    for n, one in enumerate(some):
        who = {**own, "name": f"Person {n}", "time_zone": one.zone, "created_at": LONG_AGO}
        who |= {"role": "member", "email": "", "country": one.country}
        id_ = session.execute(insert(PersonRow).returning(PERSON.id), who).scalar_one()
        ids.append(id_)
        account = {**own, "workspace_id": workspace, "person_id": id_, "address": f"U{n}"}
        account |= {"name": "", "email": "", "reference": "", "is_bot": False, "is_guest": False}
        session.execute(insert(AccountRow), {**account, "is_deleted": False, "is_admin": False})
        for table, values in _lived(kind, one, now):
            session.execute(insert(table), {**own, "person_id": id_, **values})
    for n, id_ in enumerate(ids):
        session.execute(
            insert(ReportingRow),
            {**own, "person_id": id_, "manager_id": ids[n - 1], "since": LONG_AGO},
        )
    return organization_id


def _lived(
    kind: DigestKind, one: Lives, now: datetime
) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    if one.rhythm is not None:
        yield PersonRhythmRow, one.rhythm
    wants = {"is_on": True} if kind is DigestKind.PERSONAL else {}
    if one.chosen is not None or wants:
        chosen = wants | (one.chosen or {})
        yield DigestSettingRow, {"kind": kind.value, "is_left_out": False, **chosen}
    if one.told is not None:
        zone = "Asia/Tokyo" if one.told_elsewhere else one.zone
        day = rules.local_day(zone, now) + timedelta(days=one.told)
        about: dict[str, Any] = {"kind": kind.value, "once": f"{next(NUMBERS)}"}
        about |= {"begins_at": LONG_AGO, "ends_at": rules.midnight(day, zone), "made_at": LONG_AGO}
        yield DigestRow, about | {"first_day": day, "last_day": day, "body": "", "figures": {}}
    if one.away is not None:
        first = now.date() + timedelta(days=one.away[0])
        yield DayOffRow, {"first": first, "last": first + timedelta(days=one.away[1])}
    for n, messages in enumerate(one.messages):
        yield AttentionDayRow, {"day": now.date() + timedelta(days=n - 1), "messages": messages}


def found(uow: UnitOfWork, house: Settings, kind: DigestKind, people: list[Person]) -> list[Ready]:
    return service.all_due(uow, house, kind, people)


def looked_at(uow: UnitOfWork, house: Settings, kind: DigestKind, most: int) -> list[Person]:
    """Batch by batch, as a look goes on."""
    out, after = list[Person](), 0
    while True:
        some = service.readers(uow, house, kind, after, most)
        out += some
        if len(some) < most:
            return out
        after = some[-1].id


LATE = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""Tuesday: Potluck was down on Monday."""
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)
MORNING = datetime(2026, 11, 25, 8, 10, tzinfo=UTC)
FIRST, LAST = "Pacific/Kiritimati", "Etc/GMT+12"
A_WEDNESDAY = datetime(2026, 11, 24, 19, 30, tzinfo=UTC)
"""It is one in the first zone, and not yet in the last, where it is Tuesday morning."""
SUNDAY = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOLIDAY = datetime(2026, 4, 6, 7, 0, tzinfo=UTC)
"""Easter Monday in Germany."""
EVENINGS = Settings.model_validate(
    {"digests": {"manager": {"weekday": "wednesday", "time": "16:45"}}}
)
MONTHLY = Settings.model_validate({"digests": {"manager": {"cadence": "monthly"}}})
ALL_DAY = Settings.model_validate(
    {
        "attention": {"day_begins": "00:00", "day_ends": "23:59"},
        "digests": {"manager": {"weekday": "wednesday"}},
    }
)


@pytest.mark.parametrize("url", ["sqlite_url", "postgresql_url"])
def test_nobody_is_left_out_for_whom_one_is_due(url: str, request: pytest.FixtureRequest) -> None:
    database = Database(request.getfixturevalue(url))

    @settings(
        max_examples=400 if url == "sqlite_url" else 60,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @example(DigestKind.MANAGER, Settings(), LATE, [Lives(), Lives(told=-8), Lives("Asia/Dubai")])
    @example(DigestKind.MANAGER, ALL_DAY, A_WEDNESDAY, [Lives(FIRST, told=-7), Lives(LAST)])
    @example(DigestKind.MANAGER, Settings(), NIGHT, [Lives(rhythm={"begins": time(0)})])
    @example(DigestKind.PERSONAL, Settings(), MORNING, [Lives(chosen={"weekday": 2}, told=-4)])
    @example(DigestKind.MANAGER, Settings(), SUNDAY, [Lives(), Lives(country="SA")])
    @example(DigestKind.MANAGER, Settings(), HOLIDAY, [Lives("Europe/Berlin", "US")])
    @example(DigestKind.MANAGER, EVENINGS, MORNING, [Lives(chosen={"at": time(8)}, told=-7)])
    @example(DigestKind.MANAGER, MONTHLY, MORNING, [Lives(chosen={"cadence": "weekly"}, told=-9)])
    @given(
        kind=st.sampled_from([DigestKind.MANAGER, DigestKind.PERSONAL]),
        house=houses(),
        now=moments(),
        some=st.lists(lives(), min_size=1, max_size=9),
    )
    def agree(kind: DigestKind, house: Settings, now: datetime, some: list[Lives]) -> None:
        with Session(database.engine) as session, session.begin() as transaction:
            uow = UnitOfWork(session, colleagues(session, kind, some, now), None, now)
            everybody = MAKERS[kind].readers(uow, house, LONG_AGO, 0, 100)
            assert len(everybody) >= sum(one.chosen is None for one in some)
            near = looked_at(uow, house, kind, 2)
            due = found(uow, house, kind, everybody)
            assert found(uow, house, kind, near) == due
            event(f"{min(len(due), 2)} due, {min(len(everybody) - len(near), 2)} left out")
            transaction.rollback()

    try:
        agree()
    finally:
        database.close()


def test_who_was_told_or_sleeps_is_not_looked_at(database: Database) -> None:
    """What makes a look cheap: of thousands of managers it reads those of some zones, once."""
    usual = [Lives("Europe/Berlin"), Lives("America/New_York"), Lives("Asia/Dubai", told=0)]
    own = [Lives("Asia/Tokyo", rhythm={}), Lives("Asia/Tokyo", chosen={"at": time(15)}, told=0)]
    now = datetime(2026, 11, 23, 8, tzinfo=UTC)
    with Session(database.engine) as session, session.begin() as transaction:
        organization_id = colleagues(session, DigestKind.MANAGER, [*usual, *own], now)
        for hours, expected in ((-2, [3]), (0, [0, 3]), (6, [0, 1, 3]), (96, [0, 3, 4])):
            uow = UnitOfWork(session, organization_id, None, now + timedelta(hours=hours))
            near = service.readers(uow, Settings(), DigestKind.MANAGER, 0, 100)
            assert [person.name for person in near] == [f"Person {n}" for n in expected]
        transaction.rollback()
