"""Only what nobody needs any more is forgotten: no row that may be edited or posted again."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot import scheduler
from bot.services import calendars
from bot.store import housekeeping, roll
from bot.store.models import (
    CalendarLinkRow,
    CheckedRollRow,
    OutboxRow,
    PostState,
    TimerRow,
    columns,
)
from bot.views.outcomes import OpenFeedback
from tests.sessions import announced, say
from tests.world import NOON, World, ana, bo, buttons, words

OUTBOX = columns(OutboxRow)
TIMER = columns(TimerRow)


def posts(session: Session) -> dict[str, str]:
    """Every post: its key and its kind."""
    query = select(OUTBOX.dedupe_key, OUTBOX.kind).where(OUTBOX.organization_id == 1)
    return {row.dedupe_key: row.kind for row in session.execute(query)}


def moments(session: Session) -> set[str]:
    """The names of all timers."""
    return set(session.execute(select(TIMER.name).where(TIMER.organization_id == 1)).scalars())


async def test_a_session_is_forgotten_half_a_year_after_it_and_its_people_are_not(
    world: World,
) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    for days in (14, 1, 1, 1):
        await world.later(days=days)
    await world.command(ana, "kudos", bo, " for asking")
    await world.deliver()
    before = await world.read(posts)
    assert {"session.card", "session.feedback", "session.reminder"} <= set(before.values())
    await world.later(days=100)
    await world.scheduler.tidy()
    assert await world.read(posts) == before
    assert not await world.read(moments) & {"session.start", "session.end", "session.remind"}
    await world.later(days=100)
    for _ in range(2):
        await world.scheduler.tidy()
        after = await world.read(posts)
        assert {k for k in before.values() if k.startswith("session")}.isdisjoint(after.values())
        assert {k for k, kind in before.items() if not kind.startswith("session")} == set(after)
    # Nothing comes twice, and what is pressed on an old message is answered.
    await world.later(days=1)
    assert await world.read(posts) == after
    assert words((await world.press(bo, OpenFeedback(occurrence_id=1))).reply) == "[How was it?]"
    assert words((await world.press(bo, buttons(card)["Going"])).reply)


async def test_the_card_of_a_session_that_was_moved_far_ahead_stays(world: World) -> None:
    card = await announced(world)
    await world.submit(
        ana, "session.moved", day="2027-11-01", begins="12:30", minutes=45, occurrence_id=1
    )
    await world.deliver()
    await world.later(days=300)
    await world.scheduler.tidy()
    assert "session:1:card" in await world.read(posts)
    await say(world, bo, "Going", card)
    await world.later(minutes=5)
    assert "Bo Berg" in words(world.messenger.last("C-general"))


async def test_only_what_is_settled_expired_old_and_listed_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "HOUSE_BATCH", 7)
    kinds = ("session.reminder", "session.news", "kudos.told", "session.card", "unheard of")
    ages = (None, -1, 100, 179, 181, 400)
    rows: dict[str, dict[str, Any]] = {}
    expected: set[str] = set()
    for state, kind, expired, attempted in product(PostState, kinds, ages, ages[2:]):
        key = f"{state}:{kind}:{expired}:{attempted}"
        tried = NOON - timedelta(days=attempted or 0)
        rows[key] = {
            "organization_id": 1,
            "dedupe_key": key,
            "kind": kind,
            "state": state,
            "person_id": 1,
            "body": "{}",
            "created_at": tried,
            "next_attempt_at": tried,
            "expires_at": None if expired is None else NOON - timedelta(days=expired),
        }
        is_settled = state in (PostState.SENT, PostState.DEAD)
        is_old = (expired or 0) > 180 and (attempted or 0) > 180
        if not (is_settled and is_old and kind in housekeeping.PASSING):
            expected.add(key)
    common = {"version": 1, "delivered": 1, "urgency": "now", "when_unsure": "drop"}
    common |= {"attempts": 0, "error": ""}
    table = OutboxRow.__table__  # type: ignore[attr-defined]
    known = await world.read(posts)
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(insert(table), [row | common for row in rows.values()])
    )
    await world.scheduler.tidy()
    assert set(await world.read(posts)) == expected | set(known)
    assert len(expected) < len(rows)


async def test_links_and_lists_that_hold_no_more_go(world: World) -> None:
    await announced(world)
    person = await world.person(ana)

    def give(uow: Any) -> None:
        calendars.visit(uow, person)
        calendars.subscribe(uow, person)
        roll.keep(uow.session, 1, 1, person.id, "key", [(1, "Bo")], uow.now)

    await world.in_unit_of_work(give)

    def kept(session: Session) -> tuple[list[str], int]:
        link, checked = columns(CalendarLinkRow), columns(CheckedRollRow)
        kinds = session.execute(select(link.kind).where(link.organization_id == 1)).scalars()
        lists = session.execute(select(checked.key).where(checked.organization_id == 1)).all()
        return sorted(kinds), len(lists)

    await world.scheduler.tidy()
    assert await world.read(kept) == (["feed", "visit"], 1)
    world.clock.forward(days=8)
    await world.scheduler.tidy()
    assert await world.read(kept) == (["feed"], 0)
