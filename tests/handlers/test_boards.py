"""Scenarios: what people see on boards, what they choose, and how they stay off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.events import Account, ButtonClicked, Raw
from bot.messages import Replace
from bot.services import boards as service
from bot.store.models import DeedKind
from bot.views.boards import ShowBoard
from tests.boards import about, crowd, join, lines, selects, team, thanked
from tests.dump import dump
from tests.world import (
    GENERAL,
    HERE,
    World,
    ana,
    bo,
    buttons,
    chi,
    guest,
    leaver,
    mod,
    robot,
    words,
)

ACCEPTED, HELPED = DeedKind.ANSWER_ACCEPTED, DeedKind.ANSWER_HELPED
FIRST = DeedKind.ANSWERED_FIRST


async def board(world: World, *line: str, actor: Account = mod) -> Any:
    """What somebody is shown."""
    return (await world.command(actor, "learn", " ".join(["board", *line]))).reply


async def pick(world: World, shown: Any, what: str, value: str) -> Any:
    """What somebody is shown after choosing from a list."""
    press = selects(shown)[what].press
    outcome = await world.dispatcher.handle(
        ButtonClicked(
            id=world.event_id(),
            workspace=HERE,
            actor=mod,
            conversation=GENERAL,
            payload=Raw(press.key, {**press.data, "choice": value}),
        )
    )
    assert isinstance(outcome.reply, Replace)
    return outcome.reply


async def test_thanks_accepted_answers_and_helped_too_make_the_board(world: World) -> None:
    await world.command(ana, "kudos", bo, " for the review")
    await thanked(world, chi, ana, kind=ACCEPTED)
    await thanked(world, ana, mod, kind=HELPED)
    shown = await board(world)
    assert lines(shown) == ["1st Ana Alves", "2nd Bo Berg", "3rd Mo Moderator"]
    assert words(shown).startswith("Who helped most, this month")
    assert "1 Nov – 30 Nov" in words(shown)
    assert "You: 3rd. Only you see this line." in words(shown)
    assert "point" not in words(shown)


async def test_totals_are_shown_where_the_operator_says_so(world: World) -> None:
    world.configure(boards={"totals": True})
    await thanked(world, chi, bo, 2)
    await thanked(world, chi, ana, kind=HELPED)
    assert lines(await board(world)) == ["1st Bo Berg · 3 points", "2nd Ana Alves · 1 point"]


async def test_a_kudos_taken_back_is_as_if_it_had_never_been(world: World) -> None:
    await thanked(world, chi, bo, kind=HELPED)
    given = await world.command(chi, "kudos", ana, " for the slides")
    assert lines(await board(world)) == ["1st Ana Alves", "2nd Bo Berg"]
    await world.press(chi, buttons(given.reply)["Undo"])
    assert lines(await board(world)) == ["1st Bo Berg"]


async def test_a_private_thanks_moves_nothing_not_even_by_closing_a_circle(world: World) -> None:
    world.configure(boards={"totals": True})
    await thanked(world, ana, bo)
    before = words(await board(world, actor=chi))
    await world.command(bo, "kudos", "private ", ana, " for the pep talk")
    await thanked(world, bo, ana, 3, is_open=False, days_ago=1)
    await thanked(world, chi, ana, kind=ACCEPTED, is_open=False)
    assert words(await board(world, actor=chi)) == before
    assert lines(await board(world, actor=ana)) == ["1st Bo Berg · 2 points"]


async def test_weeks_and_months_this_one_and_the_last(world: World) -> None:
    await thanked(world, chi, ana)
    await thanked(world, chi, bo, days_ago=8)
    await thanked(world, chi, mod, days_ago=30)
    assert lines(await board(world)) == ["1st Ana Alves", "1st Bo Berg"]
    assert lines(await board(world, "week")) == ["1st Ana Alves"]
    assert lines(await board(world, "last week")) == ["1st Bo Berg"]
    shown = await board(world)
    shown = await pick(world, shown, "Which time", "last_month")
    assert lines(shown) == ["1st Mo Moderator"]
    assert selects(shown)["Which time"].chosen == "last_month"
    assert "1 Oct – 31 Oct" in words(shown)


async def test_a_month_is_that_of_the_askers_own_calendar(world: World) -> None:
    world.clock.now = datetime(2026, 11, 30, 18, 0, tzinfo=UTC)  # December in Shanghai
    await thanked(world, mod, ana)
    assert lines(await board(world, actor=bo)) == ["1st Ana Alves"]
    assert lines(await board(world, actor=chi)) == ["1st Ana Alves"]
    world.clock.forward(hours=12)
    assert lines(await board(world, actor=bo)) == []
    assert "Nobody has been thanked here this month" in words(await board(world, actor=bo))


async def test_a_board_about_a_topic(world: World) -> None:
    await thanked(world, chi, ana, topics=("sql",))
    await thanked(world, chi, bo, 2, topics=("git",))
    shown = await board(world, "#SQL")
    assert lines(shown) == ["1st Ana Alves"]
    assert "#sql" in words(shown)
    offered = {o.label: o.value for o in selects(shown)["Which topic"].options}
    assert list(offered) == ["All topics", "#git", "#sql"]
    assert lines(await pick(world, shown, "Which topic", offered["#git"])) == ["1st Bo Berg"]
    assert lines(await pick(world, shown, "Which topic", "0")) == ["1st Bo Berg", "2nd Ana Alves"]
    assert "Did you mean #sql?" in words(await board(world, "#sqll"))
    assert "Nobody has used #nothing yet." in words(await board(world, "#nothing"))


async def test_a_board_of_a_team_that_is_large_enough(world: World) -> None:
    await join(world, crowd(4))
    await team(world, "Data Platform", [ana, *crowd(4)])
    await team(world, "Duo", [bo, chi])
    await thanked(world, chi, ana)
    await thanked(world, chi, bo, 2)
    shown = await board(world, "team data platform")
    assert lines(shown) == ["1st Ana Alves"]
    assert "Data Platform" in words(shown)
    offered = {o.label: o.value for o in selects(shown)["Which team"].options}
    assert list(offered) == ["Everybody", "Data Platform"]
    assert lines(await pick(world, shown, "Which team", "0")) == ["1st Bo Berg", "2nd Ana Alves"]
    assert lines(await board(world, "team", actor=ana)) == ["1st Ana Alves"]


async def test_a_team_of_four_is_kindly_told_why_it_has_none(world: World) -> None:
    await join(world, crowd(5))
    id_ = await team(world, "Four", crowd(4))
    await thanked(world, chi, crowd(1)[0])
    shown = await board(world, "team four")
    assert "“Four” has fewer than 5 people" in words(shown)
    assert "Crowd" not in words(shown)
    assert "Four" not in str(selects(await board(world, actor=crowd(1)[0])))
    forged = ShowBoard(team_id=id_)
    assert "fewer than 5" in words((await world.press(mod, forged)).reply)
    everybody = await world.press(mod, buttons(shown)["See everybody's"])
    assert lines(everybody.reply) == ["1st Crowd 000"]
    await team(world, "Four", crowd(5))
    assert lines(await board(world, "team four")) == ["1st Crowd 000"]
    await about(world, crowd(5)[4], left_at=world.clock.now)
    assert "fewer than 5" in words(await board(world, "team four"))


async def test_a_team_nobody_knows(world: World) -> None:
    await team(world, "Data Platform", [ana])
    assert "Did you mean “Data Platform”?" in words(await board(world, "team data platfrom"))
    assert "I know no team called “x”." in words(await board(world, "team x"))
    assert "I don't know which team you are in" in words(await board(world, "team"))


async def test_ties_share_a_rank_and_nobody_is_cut_by_name(world: World) -> None:
    people = await join(world, crowd(13))
    for n, account in enumerate(crowd(13)):
        await thanked(world, chi, account, kind=ACCEPTED if n < 2 else HELPED)
    shown = await board(world)
    assert lines(shown) == ["1st Crowd 000", "1st Crowd 001"]
    assert "11 more colleagues share the 3rd rank." in words(shown)
    assert len(people) == 13


async def test_at_most_ten_lines_and_whoever_is_further_down_reads_no_rank(world: World) -> None:
    await join(world, crowd(14))
    for n, account in enumerate(crowd(14)):
        for giver in crowd(14)[: 14 - n]:
            if giver != account:
                await thanked(world, giver, account, kind=HELPED)
    shown = await board(world, actor=crowd(14)[13])
    assert len(lines(shown)) <= 10
    own = words(shown).partition("You: ")[2]
    assert own.startswith("thanked once, by one colleague. Only you see this line.")
    assert "Only you see" not in words(await board(world))


async def test_of_very_many_who_did_the_same_nobody_counts_how_many(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_LOOKED_AT", 12)
    await join(world, crowd(13))
    for n, account in enumerate(crowd(13)):
        await thanked(world, chi, account, days_ago=n / 10)
    shown = await board(world)
    assert lines(shown) == [f"1st Crowd {n:03}" for n in range(10)]  # those thanked last
    assert "Many more colleagues share the 1st rank." in words(shown)


async def test_first_answers_are_a_board_of_their_own(world: World) -> None:
    await thanked(world, chi, ana, kind=FIRST)
    await thanked(world, None, bo, 3, kind=FIRST)
    await thanked(world, chi, mod)
    shown = await board(world, "first")
    assert lines(shown) == ["1st Bo Berg", "2nd Ana Alves"]
    assert "First answers" in words(shown)
    assert "You: the first answer" not in words(shown)
    assert "You: 2nd." in words(await board(world, "first", actor=ana))
    other = await world.press(mod, buttons(shown)["Who helped most"])
    assert lines(other.reply) == ["1st Mo Moderator"]


async def test_newcomers_are_welcomed_without_ranks(world: World) -> None:
    await about(world, ana, started_on=date(2026, 11, 2))
    await about(world, bo, started_on=date(2026, 9, 1))
    await about(world, chi, started_on=date(2026, 11, 9))
    await about(world, mod, started_on=date(2020, 1, 1))
    for kind, who in (
        (DeedKind.SESSION_ATTENDED, ana),
        (DeedKind.SESSION_GIVEN, ana),
        (DeedKind.KUDOS_GIVEN, bo),
        (DeedKind.SESSION_GIVEN, mod),
        (DeedKind.RECALL_KEPT, chi),
    ):
        await thanked(
            world, None, who, kind=kind, is_open=kind is not DeedKind.RECALL_KEPT, days_ago=0.1
        )
    shown = await board(world, "new")
    assert lines(shown) == []
    assert "Ana Alves, here since 2 Nov: came to a session" in words(shown)
    assert "Bo Berg, here since 1 Sep: thanked a colleague" in words(shown)
    assert words(shown).index("Ana Alves") < words(shown).index("Bo Berg")
    assert "Mo Moderator" not in words(shown)
    assert "Chi Chen" not in words(shown)  # what is kept for oneself is told to nobody
    world.configure(boards={"newcomer_days": 30})
    assert "Bo Berg" not in words(await board(world, "new"))


async def test_whom_potluck_met_in_its_own_first_days_is_not_new(world: World) -> None:
    await thanked(world, None, ana, kind=DeedKind.SESSION_ATTENDED)
    assert "Nobody new has taken part this month" in words(await board(world, "new"))
    world.clock.forward(days=120)
    await join(world, crowd(1))
    await thanked(world, None, crowd(1)[0], kind=DeedKind.SESSION_ATTENDED)
    await thanked(world, None, ana, kind=DeedKind.SESSION_ATTENDED)
    shown = words(await board(world, "new"))
    assert "Crowd 000, here since" in shown
    assert "Ana Alves" not in shown


async def test_empty_boards_say_what_fills_them(world: World) -> None:
    shown = await board(world)
    assert "/kudos @colleague for …" in words(shown)
    assert {"Give kudos", "See last month"} <= buttons(shown).keys()
    again = await world.press(mod, buttons(shown)["See last month"])
    assert "last month" in words(again.reply)
    assert "See last month" not in buttons(again.reply)
    assert "Those that wait stand on Home" in words(await board(world, "first week"))


async def test_staying_off_is_one_press_and_holds_at_once(world: World) -> None:
    await thanked(world, chi, ana, kind=ACCEPTED)
    await thanked(world, chi, bo)
    shown = await board(world, actor=ana)
    assert lines(shown) == ["1st Ana Alves", "2nd Bo Berg"]
    off = await world.press(ana, buttons(shown)["Stay off the boards"])
    assert "from this moment you are on no board" in words(off.reply)
    assert lines(await board(world, actor=bo)) == ["1st Bo Berg"]  # and takes no rank of his
    own = await board(world, actor=ana)
    assert lines(own) == ["1st Bo Berg"]
    assert "You are off the boards" in words(own)
    back = await world.press(ana, buttons(own)["Show me on boards"])
    assert "with all you did meanwhile" in words(back.reply)
    assert lines(await board(world)) == ["1st Ana Alves", "2nd Bo Berg"]


async def test_staying_off_by_command_twice_is_once(world: World) -> None:
    await thanked(world, chi, ana)
    for _ in range(2):
        assert "on no board" in words((await world.command(ana, "learn", "board OFF")).reply)
    await about(world, ana, started_on=date(2026, 11, 2))
    assert lines(await board(world)) == []
    assert "Ana" not in words(await board(world, "new"))
    for _ in range(2):
        assert "on the boards again" in words(await board(world, "on", actor=ana))
    assert lines(await board(world)) == ["1st Ana Alves"]
    assert "Ana" in words(await board(world, "new"))


async def test_bots_guests_and_leavers_stand_on_no_board(world: World) -> None:
    for who in (robot, guest, leaver, chi):
        await thanked(world, ana, who, kind=ACCEPTED)
        await thanked(world, ana, who, kind=FIRST)
        await about(world, who, started_on=date(2026, 11, 2))
    await about(world, chi, left_at=datetime(2026, 11, 18, 11, tzinfo=UTC))
    await thanked(world, ana, bo)
    assert lines(await board(world)) == ["1st Bo Berg"]
    assert lines(await board(world, "first")) == []
    shown = words(await board(world, "new"))
    assert not [n for n in ("Robot", "Gus", "Lea", "Chi") if n in shown]


async def test_the_operator_switches_boards_off_whole(world: World) -> None:
    await thanked(world, chi, ana)
    shown = await board(world)
    world.configure(boards={"shown": False})
    for reply in (
        await board(world),
        await board(world, "new"),
        await board(world, "#sql"),
        await board(world, "rings"),
        (await world.press(mod, buttons(shown)["Newcomers"])).reply,
    ):
        assert "There are no boards here" in words(reply)
    assert "Who helped lately" not in buttons((await world.home(mod)).reply)


async def test_home_leads_to_the_boards(world: World) -> None:
    await thanked(world, chi, ana)
    home = (await world.home(bo)).reply
    shown = (await world.press(bo, buttons(home)["Who helped lately"])).reply
    assert lines(shown) == ["1st Ana Alves"]
    assert not isinstance(shown, Replace)  # Home stays as it is


@pytest.mark.parametrize(
    "payload",
    [
        {"board": "best"},
        {"period": "year"},
        {"picks": "period", "choice": "year"},
        {"picks": "topic", "choice": "sql"},
        {"picks": "team", "choice": "-1"},
        {"picks": "team", "choice": "9" * 30},
        {"picks": "rank", "choice": "1"},
    ],
)
async def test_a_forged_choice_is_refused(small_world: World, payload: dict[str, Any]) -> None:
    outcome = await small_world.press(bo, ShowBoard(**payload))
    assert "older version" in words(outcome.reply)


async def test_what_is_not_there_any_more(world: World) -> None:
    for forged in (ShowBoard(topic_id=999), ShowBoard(team_id=999)):
        gone = (await world.press(bo, forged)).reply
        assert "no longer there" in words(gone)
        assert "Nobody has been thanked" in words(
            (await world.press(bo, buttons(gone)["See everybody's"])).reply
        )
    assert "I don't know what “frist” means" in words(await board(world, "frist"))


async def test_looking_writes_nothing_and_another_organization_sees_nothing(world: World) -> None:
    await thanked(world, chi, ana, topics=("sql",))
    await team(world, "Data", [ana, bo, chi, mod, leaver])
    before = await dump(world)
    shown = await board(world)
    for line in ("first", "new", "#sql", "team data", "rings"):
        await board(world, line)
    assert await dump(world) == before
    there = replace(HERE, address="W2", name="Elsewhere")
    elsewhere = await world.command(ana, "learn", "board", workspace=there)
    assert lines(elsewhere.reply) == []
    topic = selects(shown)["Which topic"].options[1].value
    forged = ShowBoard(topic_id=int(topic))
    assert "no longer there" in words((await world.press(ana, forged, workspace=there)).reply)


async def test_help_speaks_of_boards(small_world: World) -> None:
    said = words((await small_world.command(bo, "learn", "help")).reply)
    assert "/learn board first last week #sql" in said
    assert "/learn board off" in said
