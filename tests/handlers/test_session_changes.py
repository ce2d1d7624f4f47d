"""Scenarios: a session changes, and everybody concerned hears of it once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.events import Account
from bot.messages import FormErrors, Message, Payload
from bot.store import sessions, signups
from bot.views.session_manage import CancelOccurrence, CancelSession, MoveOccurrence, StepBack
from bot.views.session_news import StepIn
from bot.views.sessions import AnnounceSession, EditSession, ManageSession
from tests.sessions import PLAN, announced, plan, say
from tests.world import DIRECT, World, ana, bo, buttons, chi, filled, guest, mod, words

NEWS = "has changed:"


async def edited(world: World, who: Account = ana, **change: Any) -> Any:
    """Open the form of the session and send it with something changed."""
    form = (await world.press(who, EditSession(session_id=1))).reply
    values = filled(form) | {"speakers": [ana]} | change
    return (await world.submit(who, "session.plan", DIRECT, **values)).reply


async def test_what_changed_is_told_once_to_those_who_come(world: World) -> None:
    card = await announced(world, repeats="weekly", times=3)
    await say(world, bo, "Going", card)
    await say(world, chi, "Can't", card)
    done = await edited(world, place="Room 5", begins="13:00", abstract="New words.")
    assert "Changed: when, where" in words(done)
    await world.deliver()
    (told,) = world.messenger.in_("D-bo")
    assert "Where: Room 5 (was Room 4)" in told
    assert "When: 2026-12-03 13:00 UTC (was 2026-12-03 12:30 UTC)" in told
    assert world.messenger.in_("D-chi") == []
    assert world.messenger.in_("D-ana") == []
    await world.later(seconds=2)
    (shown,) = world.messenger.in_("C-general")
    assert "Room 5" in shown
    assert "13:00" in shown
    assert "New words." in shown


async def test_saving_without_a_change_tells_nobody(world: World) -> None:
    card = await announced(world, repeats="monthly", times=3)
    await say(world, bo, "Going", card)
    assert "Saved." in words(await edited(world))
    await world.deliver()
    assert world.messenger.in_("D-bo") == []


async def test_a_series_under_way_is_changed_from_its_next_time_on(world: World) -> None:
    await announced(world, repeats="weekly", times=3)
    world.clock.now = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
    form = filled((await world.press(ana, EditSession(session_id=1))).reply)
    assert (form["day"], form["times"]) == ("2026-12-10", 2)
    done = await edited(world, day="2026-12-11")
    assert "Changed: when" in words(done)
    found = await world.read(lambda s: sessions.of_session(s, 1, 1))
    assert [o.wall.day for o in found] == [3, 11, 18]
    assert [o.is_off for o in found] == [False] * 3


async def test_a_series_may_be_moved_onto_its_own_days_and_get_shorter(world: World) -> None:
    card = await announced(world, repeats="weekly", times=4)
    await say(world, bo, "Going", card)
    await edited(world, day="2026-12-10", times=3)
    found = await world.read(lambda s: sessions.of_session(s, 1, 1))
    assert [(o.wall.day, o.is_off) for o in found if not o.is_off] == [
        (10, False),
        (17, False),
        (24, False),
    ]
    await world.deliver()
    assert len(world.messenger.in_("D-bo")) == 1
    await edited(world, times=5)
    found = await world.read(lambda s: sessions.of_session(s, 1, 1))
    assert [o.wall.day for o in found if not o.is_off] == [10, 17, 24, 31, 7]


async def test_seats_may_not_be_lowered_below_those_going_and_more_let_people_in(
    world: World,
) -> None:
    card = await announced(world, seats=2)
    for who in (bo, chi, mod):
        await say(world, who, "Going", card)
    refused = await edited(world, seats=1)
    assert isinstance(refused, FormErrors)
    assert "2 people are going already" in refused.errors["seats"]
    await edited(world, seats=3)
    await world.deliver()
    assert "it's yours" in world.messenger.in_("D-mod")[0]
    assert await world.read(lambda s: signups.counts(s, 1, 1)) == {"going": 3}


async def test_one_time_of_a_series_is_moved_alone(world: World) -> None:
    card = await announced(world, repeats="weekly", times=2)
    await say(world, bo, "Going", card)
    form = (await world.press(ana, MoveOccurrence(occurrence_id=1))).reply
    values = filled(form) | {"day": "2026-12-04"}
    done = await world.submit(ana, "session.moved", **values)
    assert "is now on Friday 4 December 2026 at 12:30" in words(done.reply)
    await world.deliver()
    (told,) = world.messenger.in_("D-bo")
    assert "it's 2026-12-04 12:30 UTC now, not 2026-12-03 12:30 UTC" in told
    found = await world.read(lambda s: sessions.of_session(s, 1, 1))
    assert [(o.wall.day, o.meant_for) for o in found] == [
        (4, "2026-12-03T12:30"),
        (10, "2026-12-10T12:30"),
    ]
    assert found[0].session.revision == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"day": "2026-11-01"}, "passed already"),
        ({"minutes": 0}, "end after it begins"),
        ({"day": "2027-03-28", "begins": "01:30"}, "skip this time"),
    ],
)
async def test_it_can_only_be_moved_to_a_time_there_is(
    small_world: World, change: dict[str, Any], said: str
) -> None:
    await announced(small_world)
    form = (await small_world.press(ana, MoveOccurrence(occurrence_id=1))).reply
    done = await small_world.submit(ana, "session.moved", **(filled(form) | change))
    assert isinstance(done.reply, FormErrors)
    assert said in words(done.reply)


async def test_a_moved_session_reminds_of_its_new_time_alone(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    world.clock.now = datetime(2026, 12, 2, 15, 0, tzinfo=UTC)
    await world.later(seconds=0)
    assert "Coming up" in world.messenger.in_("D-bo")[-1]
    await world.submit(
        ana, "session.moved", day="2026-12-04", begins="12:30", minutes=45, occurrence_id=1
    )
    await world.deliver()
    (told,) = world.messenger.in_("D-bo")  # what was said about the old time is taken back
    assert "has moved" in told
    world.clock.now = datetime(2026, 12, 3, 12, 31, tzinfo=UTC)
    await world.later(seconds=0)
    assert sum("Coming up" in m for m in world.messenger.in_("D-bo")) == 1  # the day before
    world.clock.now = datetime(2026, 12, 4, 12, 21, tzinfo=UTC)
    await world.later(seconds=0)
    assert sum("Coming up" in m for m in world.messenger.in_("D-bo")) == 2


async def test_a_cancelled_session_is_called_off_everywhere(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    done = await world.press(ana, CancelOccurrence(occurrence_id=1))
    assert "is cancelled" in words(done.reply)
    await world.later(seconds=2)
    assert world.messenger.in_("C-general")[0].startswith("Cancelled: Query planner 101")
    assert "is cancelled" in world.messenger.in_("D-bo")[0]
    assert "cancelled or is over" in words((await say(world, chi, "Going", card)).reply)
    world.clock.now = datetime(2026, 12, 3, 12, 25, tzinfo=UTC)
    await world.later(seconds=0)
    assert len(world.messenger.in_("D-bo")) == 1
    again = await world.press(ana, CancelOccurrence(occurrence_id=1))
    assert "nothing left to do" in words(again.reply)


async def test_cancelling_a_series_is_told_once(world: World) -> None:
    card = await announced(world, repeats="weekly", times=4)
    await say(world, bo, "Going", card)
    shown = await world.press(ana, ManageSession(session_id=1))
    assert "1 going" in words(shown.reply)
    await world.press(ana, buttons(shown.reply)["Cancel the series"])
    await world.deliver()
    await world.later(days=40)
    (told,) = world.messenger.in_("D-bo")
    assert "all 4 times" in told
    assert len(world.messenger.in_("C-general")) == 1


EVERYTHING: list[Payload] = [
    ManageSession(session_id=1),
    EditSession(session_id=1),
    AnnounceSession(session_id=1),
    MoveOccurrence(occurrence_id=1),
    CancelOccurrence(occurrence_id=1),
    CancelSession(session_id=1),
]


@pytest.mark.parametrize("payload", EVERYTHING, ids=lambda p: p.key)
@pytest.mark.parametrize("who", [bo, guest], ids=lambda a: a.address)
async def test_nobody_else_may_change_a_session_whatever_the_button_says(
    small_world: World, who: Account, payload: Payload
) -> None:
    world = small_world
    await announced(world)
    before = await world.read(lambda s: sessions.of_session(s, 1, 1))
    assert "Only the facilitator" in words((await world.press(who, payload)).reply)
    for form, values in (
        ("session.plan", PLAN | {"title": "Mine now", "session_id": 1}),
        ("session.moved", {"day": "2026-12-09", "begins": "1:30", "minutes": 5}),
    ):
        extra = {"occurrence_id": 1, "begins": "10:30"} if form == "session.moved" else {}
        said = await world.submit(who, form, **(values | extra))
        assert "Only the facilitator" in words(said.reply)
    assert await world.read(lambda s: sessions.of_session(s, 1, 1)) == before


@pytest.mark.parametrize("who", [chi, mod], ids=["co-host", "admin"])
async def test_a_cohost_and_an_admin_may(small_world: World, who: Account) -> None:
    await announced(small_world, cohosts=[chi])
    assert isinstance((await small_world.press(who, ManageSession(session_id=1))).reply, Message)
    done = await edited(small_world, who, place="Room 9", cohosts=[chi])
    assert "Changed: where" in words(done)
    await small_world.deliver()
    assert "Room 9" in small_world.messenger.in_("D-ana")[0]


async def test_a_speaker_steps_back_and_the_first_to_step_in_speaks(world: World) -> None:
    await announced(world, speakers=[bo])
    assert "don't speak" in words((await world.press(chi, StepBack(session_id=1))).reply)
    assert "stepped in already" in words((await world.press(chi, StepIn(session_id=1))).reply)
    await world.press(bo, StepBack(session_id=1))
    await world.later(seconds=2)
    card, asked = world.messenger.in_("C-general")
    assert "somebody who is still wanted" in card
    assert "Who can step in?" in asked
    assert "Who can step in?" in world.messenger.in_("D-ana")[0]
    press = buttons(world.messenger.last("C-general"))["I'll do it"]
    assert "You speak at" in words((await world.press(chi, press)).reply)
    assert "stepped in already" in words((await world.press(mod, press)).reply)
    await world.later(seconds=2)
    card, found = world.messenger.in_("C-general")
    assert "Chi Chen" in card
    assert found.startswith("Chi Chen steps in")
    assert world.messenger.in_("D-ana")[-1].startswith("Chi Chen steps in")


async def test_a_draft_disappears_without_a_word(world: World) -> None:
    await plan(world, is_draft=True)
    await world.press(ana, CancelSession(session_id=1))
    await world.deliver()
    assert world.messenger.shown == {}
    assert "nothing left" in words((await world.press(ana, AnnounceSession(session_id=1))).reply)
