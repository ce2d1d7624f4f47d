"""Scenarios: a session begins, people check in, it ends, and something remains."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.events import Account
from bot.messages import FormErrors, Message
from bot.views.outcomes import (
    OpenFeedback,
    OpenMarks,
    OpenMaterials,
    SeeOutcome,
    ThankSpeakers,
)
from bot.views.session_manage import CancelOccurrence
from bot.views.sessions import CheckIn
from tests.sessions import announced, say
from tests.world import World, ana, bo, buttons, chi, guest, mod, words

START = datetime(2026, 12, 3, 12, 30, tzinfo=UTC)
END = datetime(2026, 12, 3, 13, 15, tzinfo=UTC)


async def at(world: World, when: datetime) -> None:
    """Let that moment come."""
    world.clock.now = when
    await world.later(seconds=1)
    await world.later(seconds=1)


async def outcome(world: World, who: Account = ana) -> str:
    """What whoever runs it sees."""
    return words((await world.press(who, SeeOutcome(occurrence_id=1))).reply)


async def test_people_check_in_on_the_card_and_with_the_code(world: World) -> None:
    card = await announced(world)
    for who in (bo, chi):
        await say(world, who, "Going", card)
    await say(world, mod, "Going", card)
    await say(world, mod, "Can't", card)
    assert "isn't on right now" in words((await world.press(bo, CheckIn(occurrence_id=1))).reply)
    await at(world, START)
    running = world.messenger.last("C-general")
    assert list(buttons(running)) == ["I'm here"]
    told = world.messenger.in_("D-ana")[-1]
    code = re.search(r"\b\d{6}\b", told)
    assert code
    assert "Welcome" in words((await world.press(bo, buttons(running)["I'm here"])).reply)
    assert "Welcome" in words((await world.command(guest, "session", f"here {code[0]}")).reply)
    wrong = f"{(int(code[0]) + 1) % 1_000_000:06}"
    assert "code isn't" in words((await world.command(chi, "session", f"here {wrong}")).reply)
    seen = await outcome(world)
    assert "1 came: Bo Berg" in seen
    assert "1 walked in: Gus Guest" in seen
    assert "1 no-show: Chi Chen" in seen
    assert "1 cancelled: Mo Moderator" in seen
    await world.later(hours=3)
    assert "code isn't" in words((await world.command(chi, "session", f"here {code[0]}")).reply)


async def test_whoever_runs_it_notes_who_was_there(world: World) -> None:
    await announced(world)
    early = await world.submit(ana, "session.marked", people=[bo], occurrence_id=1)
    assert "isn't over" in words(early.reply)
    await at(world, START)
    assert "Only the facilitator" in words(
        (await world.press(bo, OpenMarks(occurrence_id=1))).reply
    )
    refused = await world.submit(bo, "session.marked", people=[bo], occurrence_id=1)
    assert "Only the facilitator" in words(refused.reply)
    noted = await world.submit(ana, "session.marked", people=[bo, chi], occurrence_id=1)
    assert "2 more people" in words(noted.reply)
    again = await world.submit(ana, "session.marked", people=[bo], occurrence_id=1)
    assert "0 more people" in words(again.reply)


async def test_what_was_noted_by_mistake_is_taken_back(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    early = await world.submit(
        ana, "session.marked", people=[bo], were_absent=True, occurrence_id=1
    )
    assert "isn't over" in words(early.reply)
    await at(world, START)
    await world.submit(ana, "session.marked", people=[bo, chi], occurrence_id=1)
    absent: dict[str, Any] = {"people": [bo, chi, mod], "were_absent": True, "occurrence_id": 1}
    refused = await world.submit(bo, "session.marked", **absent)
    assert "Only the facilitator" in words(refused.reply)
    assert "1 came: Bo Berg" in await outcome(world)
    assert "2 people fewer" in words((await world.submit(ana, "session.marked", **absent)).reply)
    assert "0 people fewer" in words((await world.submit(ana, "session.marked", **absent)).reply)
    seen = await outcome(world)
    assert "1 no-show: Bo Berg" in seen
    assert "Chi Chen" not in seen
    await world.submit(ana, "session.marked", people=[bo], occurrence_id=1)
    assert "1 came: Bo Berg" in await outcome(world)


async def test_those_who_came_are_asked_and_seen_only_together(world: World) -> None:
    await announced(world, speakers=[ana])
    await at(world, START)
    for who in (bo, chi, mod):
        await world.press(who, CheckIn(occurrence_id=1))
    early = await world.submit(bo, "session.feedback", rating=5, occurrence_id=1)
    assert "isn't over" in words(early.reply)
    await at(world, END)
    assert world.messenger.in_("D-chi") == []  # it is evening in Shanghai
    for who in (bo, mod):
        assert "How was Query planner 101?" in world.messenger.in_(f"D-{who.address}")[-1]
    await at(world, datetime(2026, 12, 4, 1, 0, tzinfo=UTC))
    assert "How was Query planner 101?" in world.messenger.in_("D-chi")[-1]
    assert "slides or recording" in " ".join(world.messenger.in_("D-ana"))
    for who, rating in ((bo, "5"), (chi, "4")):
        await world.submit(
            who, "session.feedback", rating=rating, comment="Loved it", occurrence_id=1
        )
    seen = await outcome(world)
    assert "once 3 of them have answered" in seen
    assert "Loved it" not in seen
    await world.submit(mod, "session.feedback", rating="3", will_use="EXPLAIN", occurrence_id=1)
    await world.submit(mod, "session.feedback", rating="3", will_use="ANALYZE", occurrence_id=1)
    seen = await outcome(world)
    assert "4.0 of 5 from 3 answers" in seen
    assert "ANALYZE" in seen
    assert "EXPLAIN" not in seen
    assert "Only the facilitator" in await outcome(world, bo)


@pytest.mark.parametrize("rating", ["0", "6", "great", None])
async def test_a_rating_is_one_to_five(small_world: World, rating: Any) -> None:
    await announced(small_world)
    await at(small_world, END)
    said = await small_world.submit(bo, "session.feedback", rating=rating, occurrence_id=1)
    assert isinstance(said.reply, FormErrors)
    assert list(said.reply.errors) == ["rating"]


async def test_the_speakers_are_thanked_in_one_press_and_once(world: World) -> None:
    await announced(world, speakers=[chi])
    await at(world, END)
    thank = ThankSpeakers(occurrence_id=1)
    assert "Thanked" in words((await world.press(bo, thank)).reply)
    assert "thanked them already" in words((await world.press(bo, thank)).reply)
    await world.deliver()
    assert world.messenger.in_("C-general")[-1].startswith("Bo Berg thanks Chi Chen")
    assert "speaking at “Query planner 101” #sql" in world.messenger.in_("C-general")[-1]
    assert "Pick at least one" in words((await world.press(chi, thank)).reply)


async def test_thanks_that_cannot_be_given_can_be_given_later(world: World) -> None:
    await announced(world, speakers=[chi, mod])
    await at(world, END)
    world.configure(kudos={"allowance": 1})
    thank = ThankSpeakers(occurrence_id=1)
    assert "you have 1 kudos left" in words((await world.press(bo, thank)).reply)
    world.configure(kudos={"allowance": 2})
    assert "Thanked" in words((await world.press(bo, thank)).reply)


async def test_materials_stand_below_the_card_and_are_found_again(world: World) -> None:
    await announced(world, speakers=[chi])
    await at(world, END)
    card = next(iter(world.messenger.shown.values()))
    form = (await world.press(chi, OpenMaterials(occurrence_id=1))).reply
    assert words(form) == "[What remains]"
    for link, takeaways, field in (("ftp://x", "", "link"), ("", "", "takeaways")):
        wrong = await world.submit(
            chi, "session.materials", link=link, takeaways=takeaways, occurrence_id=1
        )
        assert isinstance(wrong.reply, FormErrors)
        assert list(wrong.reply.errors) == [field]
    values: dict[str, Any] = {
        "title": " Slides: plans ",
        "link": "https://x.example/slides",
        "takeaways": "Indexes first.\n\nThen joins.",
    }
    refused = await world.submit(bo, "session.materials", **values, occurrence_id=1)
    assert "Only the facilitator" in words(refused.reply)
    await world.submit(chi, "session.materials", **values, occurrence_id=1)
    await world.deliver()
    shown = list(world.messenger.shown.values())[-1]
    assert shown.ref.thread == card.ref.id
    assert "Indexes first. Then joins." in words(shown.message)
    assert "Slides: plans" in words(shown.message)
    await world.submit(chi, "session.materials", link="https://x.example/2", occurrence_id=1)
    await world.deliver()
    assert "Slides or recording" in words(list(world.messenger.shown.values())[-1].message)
    past = (await world.command(bo, "session", "past")).reply
    assert isinstance(past, Message)
    assert "https://x.example/slides" in past.model_dump_json()


async def test_where_nobody_checked_in_those_going_are_asked(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    await at(world, END)
    assert "How was" in world.messenger.in_("D-bo")[-1]
    form = await world.press(bo, OpenFeedback(occurrence_id=1))
    assert words(form.reply) == "[How was it?]"
    assert "is over" in words(world.messenger.last("C-general"))


async def test_nothing_begins_or_ends_that_was_cancelled_or_moved(world: World) -> None:
    await announced(world)
    await world.submit(
        ana, "session.moved", day="2026-12-04", begins="12:30", minutes=45, occurrence_id=1
    )
    await at(world, START)
    await at(world, END)
    assert world.messenger.in_("D-ana") == []
    await at(world, START.replace(day=4))
    assert "The code for the room" in world.messenger.in_("D-ana")[0]
    await world.press(ana, CancelOccurrence(occurrence_id=1))
    await at(world, END.replace(day=4))
    assert len(world.messenger.in_("D-ana")) == 1
    gone = await world.press(bo, ThankSpeakers(occurrence_id=1))
    assert "never took place" in words(gone.reply)
