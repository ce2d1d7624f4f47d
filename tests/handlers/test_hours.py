"""Scenarios: people say when they like to be written to, and are written to then."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.messages import Blank, FormErrors, Replace
from tests.leaving import listed, recognised, row
from tests.sessions import announced, say
from tests.world import World, bo, buttons, chi, filled, words

END = datetime(2026, 12, 3, 13, 15, tzinfo=UTC)
AHEAD: dict[str, Any] = {"away_first": "2026-12-01", "away_last": "2026-12-04"}


async def at(world: World, when: datetime) -> None:
    """Let that moment come."""
    world.clock.now = when
    await world.later(seconds=1)
    await world.later(seconds=1)


async def test_somebody_sees_and_changes_their_hours(world: World) -> None:
    shown = (await world.command(bo, "learn", "hours")).reply
    assert "Monday to Friday" in words(shown)
    assert "09:00–17:00 (Europe/Oslo)" in words(shown)
    assert "of Norway" in words(shown)
    assert "3 at most" in words(shown)
    form = (await world.press(bo, buttons(shown)["Change"])).reply
    assert isinstance(form, Blank)
    values = filled(form) | {
        "weekdays": ["6", "0", "1", "2", "3"],
        "begins": "07:30",
        "ends": "15:00",
        "quiet_begins": "11:00",
        "quiet_ends": "11:45",
        "country": "germany",
        "prompts_at": "08:15",
        "most": "1",
        "away_first": "2026-12-24",
        "away_last": "2027-01-03",
    }
    saved = (await world.submit(bo, "attention.hours", **values)).reply
    for said in (
        "Saved.",
        "Sunday to Thursday",
        "07:30–15:00",
        "11:00–11:45",
        "of Germany",
        "08:15",
        "1 at most",
        "24 Dec 2026 – 3 Jan 2027",
    ):
        assert said in words(saved)
    again = (await world.press(bo, buttons(saved)["Change"])).reply
    kept = filled(again)
    assert kept["weekdays"] == ["0", "1", "2", "3", "6"]
    assert (kept["begins"], kept["country"], kept["most"]) == ("07:30", "DE", 1)
    assert kept["away_first"] is None  # noted already; the field is for another leave
    back = buttons(saved)["Not away 24 Dec 2026 – 3 Jan 2027"]
    assert "aren't away" in words((await world.press(chi, back)).reply)
    assert "24 Dec" in words((await world.command(bo, "hours")).reply)  # it is not Chi's to end
    done = (await world.press(bo, back)).reply
    assert isinstance(done, Replace)
    assert "24 Dec" not in words(done)
    assert "aren't away" in words((await world.press(bo, back)).reply)


async def test_the_country_of_a_list_holds_until_they_choose_one(world: World) -> None:
    await recognised(world, bo)

    async def listed_in(country: str) -> str:
        await listed(world, row(bo, country=country))
        return words((await world.command(bo, "hours")).reply)

    async def fill_in(**values: Any) -> str:
        shown = (await world.command(bo, "hours")).reply
        form = filled((await world.press(bo, buttons(shown)["Change"])).reply)
        return words((await world.submit(bo, "attention.hours", **form | values)).reply)

    assert "of Portugal" in await listed_in("PT")
    assert "of Spain" in await listed_in("ES"), "a later list corrects it"
    assert "of Spain" in await listed_in("")
    assert "of Spain" in await fill_in(most="1")
    assert "of Portugal" in await listed_in("PT"), "nothing was chosen but a number"
    assert "of Germany" in await fill_in(country="germany")
    assert "of Germany" in await listed_in("ES")
    assert "of Spain" in await fill_in(country=""), "as the list says again"
    assert "not regarded" in await fill_in(country="none")
    assert "not regarded" in await listed_in("PT")


async def test_home_says_when_and_leads_to_the_rest(world: World) -> None:
    home = (await world.home(bo)).reply
    assert "unasked Monday to Friday, 09:00–17:00, at most 3 times a day" in words(home)
    assert "Europe/Oslo" in words((await world.press(bo, buttons(home)["Your hours"])).reply)


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"begins": "10:00", "ends": "10:00"}, "ends", "begins at 10:00"),
        ({"begins": "18:00"}, "ends", "begins at 18:00"),
        ({"quiet_begins": "12:00"}, "quiet_ends", "both ends"),
        ({"quiet_ends": "12:00"}, "quiet_begins", "both ends"),
        ({"quiet_begins": "20:00", "quiet_ends": "19:00"}, "quiet_ends", "shorter"),
        ({"country": "Norwy"}, "country", "Do you mean Norway (NO)?"),
        ({"country": "qqqq"}, "country", "Write it like Germany"),
        ({"prompts_at": "17:00"}, "prompts_at", "within your hours, 09:00–17:00"),
        (
            {"prompts_at": "12:15", "quiet_begins": "12:00", "quiet_ends": "13:00"},
            "prompts_at",
            "quiet time, 12:00–13:00",
        ),
        ({"most": "51"}, "most", "up to 50"),
        ({"most": "-1"}, "most", "from 0 up"),
        ({"weekdays": ["7"]}, "weekdays", "pick from the list"),
        ({"away_first": "2026-12-01"}, "away_last", "first and the last"),
        ({"away_first": "2026-12-04", "away_last": "2026-12-01"}, "away_last", "later one"),
        ({"away_first": "2026-11-01", "away_last": "2026-11-17"}, "away_last", "are over"),
        ({"away_first": "2026-12-01", "away_last": "2029-12-01"}, "away_last", "a year"),
        ({"paused_until": "2026-11-18"}, "paused_until", "after today"),
        ({"paused_until": "2029-01-01"}, "paused_until", "within a year"),
    ],
)
async def test_what_cannot_be_meant_is_refused_and_not_kept(
    small_world: World, values: dict[str, Any], field: str, said: str
) -> None:
    before = words((await small_world.command(bo, "hours")).reply)
    refused = (await small_world.submit(bo, "attention.hours", **values)).reply
    assert isinstance(refused, FormErrors)
    assert list(refused.errors) == [field]
    assert said in refused.errors[field]
    assert words((await small_world.command(bo, "hours")).reply) == before


async def test_days_off_that_overlap_become_one(world: World) -> None:
    await world.submit(bo, "attention.hours", away_first="2026-12-01", away_last="2026-12-04")
    saved = await world.submit(
        bo, "attention.hours", away_first="2026-12-03", away_last="2026-12-09"
    )
    assert "1 Dec – 9 Dec 2026" in words(saved.reply)
    assert len([label for label in buttons(saved.reply) if "Not away" in label]) == 1


async def test_a_pause_holds_what_waits_and_its_end_lets_it_go(world: World) -> None:
    card = await announced(world)
    await say(world, chi, "Going", card)
    await at(world, END)
    assert world.messenger.in_("D-chi") == []  # evening in Shanghai
    shown = (await world.command(chi, "hours")).reply
    paused = (await world.press(chi, buttons(shown)["Pause a week"])).reply
    assert "[End the pause]" in words(paused)
    await at(world, datetime(2026, 12, 4, 2, 0, tzinfo=UTC))
    assert "How was" not in " ".join(world.messenger.in_("D-chi"))
    assert "again from" in words((await world.home(chi)).reply)
    await world.press(chi, buttons(paused)["End the pause"])
    await world.later(seconds=1)
    assert "How was" in world.messenger.in_("D-chi")[-1]


async def test_who_is_away_is_asked_when_back_or_not_at_all(world: World) -> None:
    card = await announced(world)
    for who in (bo, chi):
        await say(world, who, "Going", card)
    await world.submit(bo, "attention.hours", **AHEAD)
    await world.submit(chi, "attention.hours", away_first="2026-12-01", away_last="2027-01-31")
    await at(world, END)
    assert "How was" not in " ".join(world.messenger.in_("D-bo"))
    await at(world, datetime(2026, 12, 7, 8, 0, tzinfo=UTC))
    assert "How was" in world.messenger.in_("D-bo")[-1]
    await at(world, datetime(2027, 2, 1, 3, 0, tzinfo=UTC))
    assert "How was" not in " ".join(world.messenger.in_("D-chi"))


async def test_reminders_follow_hours_that_change_later(world: World) -> None:
    card = await announced(world)
    await say(world, bo, "Going", card)
    await world.submit(bo, "attention.hours", begins="07:00", ends="08:00")
    await at(world, datetime(2026, 12, 2, 12, 30, tzinfo=UTC))
    assert world.messenger.in_("D-bo") == []  # half past one in Oslo: no hour of theirs
    await at(world, datetime(2026, 12, 3, 6, 0, tzinfo=UTC))
    assert "Coming up" in world.messenger.in_("D-bo")[-1]


async def test_a_public_holiday_is_a_day_off(world: World) -> None:
    await announced(world, day="2026-12-24", begins="16:30")  # ends as Oslo's Christmas begins
    await world.submit(bo, "attention.hours", begins="09:00", ends="17:00")
    card = world.messenger.last("C-general")
    await say(world, bo, "Going", card)
    await at(world, datetime(2026, 12, 24, 17, 15, tzinfo=UTC))
    await at(world, datetime(2026, 12, 25, 10, 0, tzinfo=UTC))
    assert "How was" not in " ".join(world.messenger.in_("D-bo"))
    await at(world, datetime(2026, 12, 28, 8, 0, tzinfo=UTC))
    assert "How was" in world.messenger.in_("D-bo")[-1]


async def test_a_direct_answer_is_never_held_back(world: World) -> None:
    world.clock.now = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # Sunday night
    await world.submit(bo, "attention.hours", most="0", paused_until="2026-12-24")
    card = await announced(world)
    assert "You're going" in words((await say(world, bo, "Going", card)).reply)
