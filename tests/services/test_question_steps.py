"""The ladder as a law: an open question has one next step with a time, whatever happens to it."""

from __future__ import annotations

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.store import experts
from bot.store.database import Database
from bot.store.experts import Habits
from bot.store.models import TimerRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.views.question_cards import MeToo, NotMyTopic, PassQuestion
from bot.views.question_news import CloseQuestion, KeepOpen
from tests.questions import knows, owns, rows
from tests.world import World, ana, bo, chi, mod

TIMER = columns(TimerRow)
DEEDS = st.sampled_from(
    (
        *("pass bo", "pass mod", "not bo", "me too", "answer", "keep", "close", "edit", "pause"),
        *("hour", "night", "week", "back", "lose steps", "restart"),
    )
)


@given(st.lists(DEEDS, max_size=9), st.booleans(), st.booleans())
@settings(max_examples=12)
def test_an_open_question_always_has_its_next_step_and_ends(
    tmp_path_factory: pytest.TempPathFactory,
    populated_file: Path,
    deeds: list[str],
    has_owner: bool,
    is_anonymous: bool,
) -> None:
    file = tmp_path_factory.mktemp("ladder") / "potluck.db"
    shutil.copy(populated_file, file)
    asyncio.run(play(file, deeds, has_owner=has_owner, is_anonymous=is_anonymous))
    shutil.rmtree(file.parent)


async def play(file: Path, deeds: list[str], *, has_owner: bool, is_anonymous: bool) -> None:
    world = opened(file)
    await knows(world, bo, "postgres")
    await knows(world, mod, "postgres")
    if has_owner:
        await owns(world, chi, "postgres")
    how = "anonymously " if is_anonymous else ""
    await world.command(ana, "ask", f"{how}How do I rotate them all? #postgres")
    await holds(world)
    for deed in deeds:
        if deed == "restart":
            now = world.clock.now
            await shut(world)
            world = opened(file)
            world.clock.now = now
        else:
            await do(world, deed)
        await holds(world)
    for _ in range(40):  # nothing happens any more, for as long as it takes
        await world.later(days=6)
        await holds(world)
    (row,) = await rows(world)
    assert row.state != "open"
    assert await pending_steps(world) == []
    await shut(world)


def opened(file: Path) -> World:
    world = World(Database(f"sqlite:///{file}"))
    world.everybody_is_known()
    return world


async def shut(world: World) -> None:
    await world.close()
    world.database.close()


async def do(world: World, deed: str) -> None:
    """One thing that may happen, allowed or not."""
    match deed.split():  # every one of DEEDS but restart
        case ["pass", who]:
            await world.press({"bo": bo, "mod": mod}[who], PassQuestion(question_id=1))
        case ["not", _]:
            await world.press(bo, NotMyTopic(question_id=1))
        case ["me", _]:
            for other in (bo, chi, mod):
                await world.press(other, MeToo(question_id=1))
        case ["answer"]:
            await answered(world)
        case ["keep"]:
            await world.press(ana, KeepOpen(question_id=1))
        case ["close"]:
            await world.press(ana, CloseQuestion(question_id=1))
        case ["hour"]:
            await world.later(hours=1)
        case ["night"]:
            await world.later(hours=14)
        case ["week"]:
            await world.later(days=7)
        case ["back"]:
            await world.later(hours=-5)
        case ["lose", _]:
            gone = delete(TimerRow).where(TIMER.name == "question.step", TIMER.done_at.is_(None))
            await world.database.write(lambda s: _execute(s, gone).rowcount)
        case ["pause"]:
            for expert in (bo, mod):
                person = await world.person(expert)
                rest = Habits(None, world.clock.now + timedelta(days=3))
                await world.in_unit_of_work(
                    lambda u, p=person, r=rest: experts.set_habits(u.session, 1, p.id, r)
                )
        case _:
            await world.submit(
                ana, "question.change", question="How do I renew them all?", question_id="1"
            )


async def answered(world: World) -> None:
    """Somebody answers by the form."""
    await world.submit(chi, "answer.give", answer="Run the rotation job twice.", question_id="1")


async def pending_steps(world: World) -> list[Any]:
    """Planned steps that have not come."""
    query = select(TIMER.data, TIMER.due_at).where(
        TIMER.name == "question.step", TIMER.done_at.is_(None), TIMER.due_at > world.clock.now
    )
    return list(
        await world.read(lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all())
    )


async def holds(world: World) -> None:
    """Open means one next step, with a time, and somebody who brings it about."""
    (row,) = await rows(world)
    assert (row.state == "open") == (row.next_step is not None) == (row.next_step_at is not None)
    if row.state != "open":
        return
    patrols = select(TIMER.id).where(TIMER.name == "question.patrol", TIMER.done_at.is_(None))
    assert await world.read(lambda s: len(_execute(s, patrols).all()))


def _execute(session: Session, statement: Any) -> Any:
    return session.execute(statement, execution_options=ANY_ORGANIZATION)
