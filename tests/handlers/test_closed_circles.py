"""Scenarios: what somebody did in a closed circle counts for them, and nobody else is told."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.events import Conversation, ConversationKind
from bot.services import attendance
from bot.store.models import DeedKind
from tests.answering import asked
from tests.badging import badge, levels, use
from tests.digests import monday, posts, report
from tests.sessions import plan
from tests.world import DIRECT, GENERAL, World, ana, bo, chi, words

CIRCLE = Conversation("C-circle", ConversationKind.GROUP, "circle")
UNNAMED = Conversation("C-unnamed", ConversationKind.CHANNEL)
"""What a platform names nowhere, as far as anybody here knows."""
BEGINS = datetime(2026, 11, 19, 12, 30, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


async def a_session(world: World, where: Conversation) -> None:
    """Ana tells Bo of #merger."""
    told = {"title": "Plans", "topics": "#merger", "day": "2026-11-19", "time_zone": "UTC"}
    await plan(world, ana, where, **told)
    listener = await world.person(bo)
    speaker = await world.person(ana)
    world.clock.now = BEGINS
    await world.in_unit_of_work(lambda uow: attendance.mark(uow, speaker, 1, [listener]))
    await world.later(hours=2)


async def an_answer(world: World, where: Conversation) -> None:
    """Bo asks about #merger, and Ana answers."""
    question_id = await asked(world, bo, "Who signs?", about=("merger",), at=where)
    await world.submit(ana, "answer.give", where, question_id=question_id, answer="The board.")


@pytest.mark.parametrize("where", [GENERAL, CIRCLE, UNNAMED], ids=["open", "circle", "unnamed"])
@pytest.mark.parametrize("deed", [a_session, an_answer])
async def test_nobody_else_hears_what_it_was_about(
    world: World, where: Conversation, deed: Callable[[World, Conversation], Awaitable[None]]
) -> None:
    kinds = [DeedKind.SESSION_GIVEN, DeedKind.ANSWERED_FIRST]
    use(world, badge("guide", {"count": kinds}, per_topic=True), announce="general")
    await report(world, chi, ana)
    await deed(world, where)
    assert await levels(world, ana) == ["guide 1 #merger"], "it counts as any other"

    await world.later(minutes=1)
    others = [
        *(said for said in world.messenger.in_("C-general") if "badge" in said),
        words((await world.command(chi, "badges", ana)).reply),
        words((await world.command(chi, "board", "#merger", at=DIRECT)).reply),
        words((await world.command(chi, "board", at=DIRECT)).reply),
    ]
    await monday(world, MONDAY)
    others += [row.body for row in await posts(world)]
    told = [said for said in others if "Ana" in said and "merger" in said]
    assert bool(told) is (where is GENERAL)
