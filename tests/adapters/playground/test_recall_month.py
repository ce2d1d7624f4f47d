"""The demo's deck, and a month in the playground: its cards come back when it is time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from adapters.playground.demo import seed
from adapters.playground.demo_story import scenes
from adapters.playground.people import BOT
from bot.store.models import RecallPromptRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from tests.adapters.playground.stage import Stage

PROMPT = columns(RecallPromptRow)
DAYS = 30
HOURS = 3
"""How far the clock is moved at a time: within everybody's working hours at least twice a day."""


async def test_a_month_shows_the_whole_course(folder: Path) -> None:
    stage = Stage(folder)
    await seed(stage.door, stage.settle)
    for _ in range(DAYS * 24 // HOURS):
        for _ in range(HOURS):
            stage.clock.move("hour", "UTC")
        await stage.settle()

    def asked(session: Session) -> dict[int, int]:
        query = select(PROMPT.person_id, func.count()).group_by(PROMPT.person_id)
        found = session.execute(query, execution_options=ANY_ORGANIZATION)
        return {row[0]: row[1] for row in found}

    prompts = await stage.database.read(asked)
    learners = set()
    for scene in scenes():
        for said in scene["talk"]:
            if "cards" in said:
                learners |= {*said["came"]} - {*said["plan"]["speakers"]}
    assert len(prompts) == len(learners), "whoever came and did not speak"
    assert all(number >= 2 for number in prompts.values())
    room = await stage.door.server.direct([BOT, "chidi"])
    page = await stage.door.server.ask(stage.door.server.store.page, room.id, "chidi")
    words = " ".join(str(m.body) for m in page.messages if m.author == BOT)
    assert "quick question" in words
    assert "This card is wrong" in words
    await stage.stop()
