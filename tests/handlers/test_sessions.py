"""Scenarios: a session is planned, kept as a draft, announced."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages import Blank, FormErrors, Message
from tests.sessions import PLAN, announced, plan
from tests.world import DIRECT, World, ana, bo, buttons, filled, guest, leaver, mod, robot, words


async def test_the_form_is_announced_where_it_was_opened(world: World) -> None:
    blank = await world.command(ana, "session")
    shown = filled(blank.reply)
    assert shown["time_zone"] == "Europe/Lisbon"
    assert shown["channel"] == "general"
    done = await plan(world)
    assert "Thursday 3 December 2026 at 12:30 (Europe/Lisbon)" in words(done.reply)
    await world.deliver()
    (card,) = world.messenger.in_("C-general")
    assert card.startswith("Query planner 101")
    for said in ("How it chooses.", "2026-12-03 12:30 UTC", "Room 4", "Ana Alves", "#sql"):
        assert said in card
    assert "[Going][Maybe][Can't]" in card.replace("] [", "][")


async def test_one_line_fills_the_form_and_says_the_day_in_words(world: World) -> None:
    line = "Query planner 101 next thursday 12:30 45m #sql seats 20"
    form = (await world.command(ana, "session", line)).reply
    shown = filled(form)
    assert shown["title"] == "Query planner 101"
    assert (shown["day"], shown["begins"]) == ("2026-11-19", "12:30")
    assert (shown["minutes"], shown["seats"], shown["topics"]) == (45, 20, "#sql")
    assert isinstance(form, Blank)
    hint = next(e.field.hint for e in form.entries if e.name == "day")
    assert hint == "That is Thursday 19 November 2026."
    kept = {k: v for k, v in shown.items() if k != "speakers"} | {"speakers": [ana]}
    done = await world.submit(ana, "session.plan", **kept)
    assert "is announced" in words(done.reply)


async def test_a_day_that_does_not_exist_is_asked_for_again(world: World) -> None:
    form = (await world.command(ana, "session", "Rust 30 february 12:30")).reply
    assert isinstance(form, Blank)
    (day,) = (e for e in form.entries if e.name == "day")
    assert (day.value, day.field.hint) == (None, "There is no 30 february. Pick the day you mean.")
    assert filled(form)["title"] == "Rust 30 february"


async def test_a_long_line_is_kept_whole(world: World) -> None:
    title = "a long story " * 20
    shown = filled((await world.command(ana, "session", title)).reply)
    assert len(shown["title"]) <= 120
    assert shown["abstract"] == title.strip()


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("title", "🎉🎉", "title in words"),
        ("title", "", "fill this in"),
        ("title", "x" * 10_000, "120 characters"),
        ("abstract", "x" * 10_000, "1500 characters"),
        ("day", "2026-11-17", "passed already"),
        ("day", "2026-02-30", "date"),
        ("day", "2030-01-01", "next two years"),
        ("day", "9999-12-31", "next two years"),
        ("day", None, "Pick the day"),
        ("begins", None, "when it begins"),
        ("minutes", -30, "end after it begins"),
        ("minutes", 0, "end after it begins"),
        ("minutes", 100_000, "12 hours"),
        ("seats", 0, "1 or more"),
        ("seats", -5, "1 or more"),
        ("seats", 10**12, "at most 10,000"),
        ("seats", "many", "give a number"),
        ("time_zone", "Europe/Berln", "Do you mean Europe/Berlin?"),
        ("time_zone", "🙂", "like Europe/Berlin"),
        ("channel", "nowhere", "don't know a channel called “nowhere”"),
        ("prerequisite", "javascript:alert(1)", "https://"),
        ("speakers", [robot], "is a bot"),
        ("speakers", [leaver], "no longer has an account"),
        ("cohosts", [robot], "is a bot"),
        ("repeats", "hourly", "from the list"),
        ("times", 5, "how often"),
    ],
)
async def test_bad_input_is_said_at_its_field_and_nothing_typed_is_lost(
    small_world: World, field: str, wrong: Any, said: str
) -> None:
    answer = await plan(small_world, **{field: wrong})
    assert isinstance(answer.reply, FormErrors)
    at = "repeats" if field == "times" else field
    assert list(answer.reply.errors) == [at]
    assert said in answer.reply.errors[at]
    assert answer.reply.form is not None
    kept = filled(answer.reply.form)
    assert all(kept[k] == v for k, v in PLAN.items() if k != field)
    await small_world.deliver()
    assert small_world.messenger.in_("C-general") == []


async def test_a_time_the_clocks_skip_is_refused(small_world: World) -> None:
    answer = await plan(small_world, day="2027-03-28", begins="02:30", time_zone="Europe/Berlin")
    assert "skip this time" in words(answer.reply)


async def test_all_that_is_wrong_is_said_at_once(small_world: World) -> None:
    answer = await plan(small_world, title="🎉", minutes=0, seats=0, day="2020-01-01")
    assert isinstance(answer.reply, FormErrors)
    assert set(answer.reply.errors) == {"title", "minutes", "seats", "day"}


async def test_a_draft_is_seen_by_nobody_else_until_it_is_announced(world: World) -> None:
    saved = await plan(world, day=None, repeats="weekly", times=2, is_draft=True)
    await world.deliver()
    assert world.messenger.in_("C-general") == []
    assert list(buttons(saved.reply)) == ["Change it"]
    form = (await world.press(ana, buttons(saved.reply)["Change it"])).reply
    shown = filled(form)
    assert (shown["begins"], shown["repeats"]) == ("12:30", "weekly")
    values = shown | {"day": "2026-12-03", "is_draft": False, "speakers": [ana]}
    done = await world.submit(ana, "session.plan", DIRECT, **values)
    assert "is announced" in words(done.reply)
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 1


async def test_a_complete_draft_is_announced_in_one_press_and_once(world: World) -> None:
    saved = await plan(world, is_draft=True)
    press = buttons(saved.reply)["Announce it"]
    assert "Only the facilitator" in words((await world.press(bo, press)).reply)
    assert "is announced" in words((await world.press(ana, press)).reply)
    assert "nothing left to do" in words((await world.press(ana, press)).reply)
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 1


async def test_a_draft_whose_day_has_passed_is_not_announced(world: World) -> None:
    saved = await plan(world, is_draft=True)
    await world.later(days=30)
    said = await world.press(ana, buttons(saved.reply)["Announce it"])
    assert "passed already" in words(said.reply)
    assert "Change it" in buttons(said.reply)


async def test_a_draft_can_be_written_where_nobody_reads_along(world: World) -> None:
    refused = await plan(world, at=DIRECT)
    assert "Name the channel" in words(refused.reply)
    kept = await plan(world, at=DIRECT, is_draft=True)
    said = await world.press(ana, buttons(kept.reply)["Announce it"], DIRECT)
    assert "Name the channel" in words(said.reply)


async def test_a_channel_is_named_from_elsewhere(world: World) -> None:
    await announced(world)
    await plan(world, at=DIRECT, channel="#general", title="Another", even_so=True)
    await world.deliver()
    assert world.messenger.in_("C-general")[-1].startswith("Another")


async def test_guests_and_by_setting_everyone_but_facilitators_may_not_announce(
    world: World,
) -> None:
    assert "announced by facilitators" in words((await plan(world, guest)).reply)
    world.configure(sessions={"announce": "facilitators"})
    assert "announced by facilitators" in words((await world.command(ana, "session")).reply)
    assert "announced by facilitators" in words((await plan(world)).reply)
    assert "is announced" in words((await plan(world, mod)).reply)


async def test_the_cards_of_a_series_follow_one_another(world: World) -> None:
    card = await announced(world, repeats="weekly", times=3)
    assert "Every week, 3 times" in words(card)
    assert len(world.messenger.in_("C-general")) == 1
    world.clock.now = datetime(2026, 12, 3, 12, 31, tzinfo=UTC)
    await world.later(seconds=1)
    assert "2026-12-10 12:30 UTC" in words(world.messenger.last("C-general"))
    await world.later(days=7)
    assert "2026-12-17 12:30 UTC" in words(world.messenger.last("C-general"))
    await world.later(days=30)
    assert len(world.messenger.in_("C-general")) == 3


async def test_words_are_shown_as_they_were_typed(world: World) -> None:
    nasty = "<!channel> *b* <at>x</at> [l](https://x.example) \u202e"
    card = await announced(world, title=nasty, place=nasty, abstract=nasty)
    assert isinstance(card, Message)
    assert words(card).count("<!channel>") == 3
