"""Scenarios: a second time is offered to those whom the first one misses."""

from __future__ import annotations

from zoneinfo import available_timezones

from bot.events import Account, Conversation, ConversationKind
from bot.messages import Blank, Message
from bot.views.session_forms import reach_in_words
from bot.views.sessions import FollowSun, ManageSession
from tests.sessions import plan
from tests.world import World, ana, bo, buttons, filled, words

OFFER = "Offer a second time"
yuki = Account("yuki", "Yuki Yamada", "Asia/Tokyo")
gone = Account("gone", "Gone Girl", "Asia/Tokyo", is_deleted=True)
machine = Account("machine", "Machine", "Asia/Tokyo", is_bot=True)


async def join(world: World, *who: Account) -> None:
    """Let more colleagues be known."""
    for account in who:
        world.messenger.people[account.address] = account
        await world.home(account)


def hint(form: object, name: str) -> str:
    """The line of help below a field."""
    assert isinstance(form, Blank)
    return next(e.field.hint for e in form.entries if e.name == name)


async def test_one_press_offers_a_time_for_those_who_are_missed(world: World) -> None:
    await join(world, yuki, gone, machine)
    done = await plan(world, place="", seats=20)  # 12:30 in Lisbon: 20:30 in Shanghai
    assert "outside 9 to 17" in words(done.reply)
    form = (await world.press(ana, buttons(done.reply)[OFFER])).reply
    values = filled(form)
    assert values["title"] == "Query planner 101"
    assert values["day"] == "2026-12-03"
    assert values["begins"] == "07:00"  # 15:00 in Shanghai, 16:00 in Tokyo
    assert values["time_zone"] == "Europe/Lisbon"
    assert values["channel"] == "general"
    assert values["seats"] == 20
    assert values["session_id"] == 0
    said = hint(form, "begins")
    assert said == "Suits 2 more colleagues: 1 in Asia/Shanghai, 1 in Asia/Tokyo."
    assert "Thursday 3 December 2026" in hint(form, "day")
    again = await world.submit(ana, "session.plan", **values)
    assert "is announced" in words(again.reply)
    assert OFFER not in buttons(again.reply)
    for session_id in (1, 2):
        manage = (await world.press(ana, ManageSession(session_id=session_id))).reply
        assert isinstance(manage, Message)
        assert OFFER not in buttons(manage)
    late = (await world.press(ana, buttons(done.reply)[OFFER])).reply
    assert "don't find a second time" in words(late)
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 2


async def test_whoever_manages_it_can_offer_it_and_nobody_else(world: World) -> None:
    await plan(world, cohosts=[bo])
    manage = (await world.press(bo, ManageSession(session_id=1))).reply
    form = (await world.press(bo, buttons(manage)[OFFER])).reply
    assert filled(form)["time_zone"] == "Europe/Oslo"
    assert filled(form)["begins"] == "09:00"  # 16:00 in Shanghai
    assert "is announced" in words((await world.submit(bo, "session.plan", **filled(form))).reply)
    settled = (await world.press(ana, ManageSession(session_id=1))).reply
    assert OFFER not in buttons(settled)
    refused = await world.press(yuki, FollowSun(session_id=1))
    assert "Only the facilitator" in words(refused.reply)
    assert "cancelled or is over" in words((await world.press(ana, FollowSun(session_id=9))).reply)
    await world.later(days=30)
    assert "cancelled or is over" in words((await world.press(ana, FollowSun(session_id=1))).reply)


async def test_every_time_of_a_series_has_a_second_one_and_newcomers_count(world: World) -> None:
    done = await plan(world, repeats="weekly", times=3)
    days = []
    for _ in range(3):
        form = (await world.press(ana, buttons(done.reply)[OFFER])).reply
        values = filled(form)
        days.append(values["day"])
        assert hint(form, "begins") == "Suits 1 more colleague: 1 in Asia/Shanghai."
        await world.submit(ana, "session.plan", **values | {"even_so": True})
    assert days == ["2026-12-03", "2026-12-10", "2026-12-17"]
    late = (await world.press(ana, buttons(done.reply)[OFFER])).reply
    assert "don't find a second time" in words(late)
    await join(world, Account("noa", "Noa New", "America/Los_Angeles"))
    form = (await world.press(ana, buttons(done.reply)[OFFER])).reply
    assert filled(form)["day"] == "2026-12-03"
    assert hint(form, "begins") == "Suits 1 more colleague: 1 in America/Los_Angeles."


async def test_a_closed_circle_and_a_time_that_suits_all_need_no_second(world: World) -> None:
    circle = Conversation("G-few", ConversationKind.GROUP)
    assert OFFER not in buttons((await plan(world, at=circle)).reply)
    early = await plan(world, title="Joins", begins="09:00", day="2026-12-04")
    assert OFFER in buttons(early.reply)  # Lisbon and Oslo work, Shanghai not any more
    utc = await plan(world, title="Views", begins="08:15", day="2026-12-04")
    form = (await world.press(ana, buttons(utc.reply)[OFFER])).reply
    assert "UTC" in hint(form, "begins")
    assert "Shanghai" not in hint(form, "begins")


def test_the_hint_has_room_for_the_longest_zones() -> None:
    longest = sorted(available_timezones(), key=len)[-30:]
    said = reach_in_words(dict.fromkeys(longest, 9_999))
    assert len(said) <= 150
    assert said.endswith("in 28 other zones.")
    assert reach_in_words({"Asia/Tokyo": 1}) == "Suits 1 more colleague: 1 in Asia/Tokyo."
    assert reach_in_words({"A": 3, "B": 2, "C": 1}).endswith("2 in B, 1 in another zone.")
