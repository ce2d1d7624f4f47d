"""Scenarios: somebody looks at what they remember, a speaker at what stuck."""

from __future__ import annotations

import pytest

from bot.events import Account
from bot.messages import Image, Message, Progress
from bot.rules.memory import Grade
from bot.views.recall_measures import ShowDeckReport, ShowReport
from tests.recall import written
from tests.recall_answers import answered, crowd
from tests.world import World, ana, bo, buttons, chi, mod, words


async def test_somebody_sees_what_they_remember_and_nobody_else_does(world: World) -> None:
    card_id = await written(world)
    empty = await world.command(bo, "recall", "progress")
    assert words(empty.reply).startswith("There is nothing to draw yet")
    await answered_by(world, bo, card_id, days_ago=5)

    shown = await world.command(bo, "recall", "progress")
    assert isinstance(shown.reply, Message)
    (picture,) = [b for b in shown.reply.blocks if isinstance(b, Image)]
    (line,) = [b for b in shown.reply.blocks if isinstance(b, Progress)]
    assert picture.url.startswith("http://127.0.0.1:8080/recall/")
    assert picture.url.endswith("/progress.png")
    assert line.label in picture.alt
    assert line.label.startswith("#sql: ")
    assert line.label.endswith("in 30 days (1 card)")
    assert 0.5 < line.fraction < 0.95
    assert words((await world.command(ana, "recall", "progress")).reply).startswith("There is no")

    home = await world.home(bo)
    assert "0 cards strong, 1 fading" in words(home.reply)
    again = await world.press(bo, buttons(home.reply)["What I remember"])
    assert line.label in words(again.reply)


async def answered_by(world: World, who: Account, card_id: int, days_ago: float) -> None:
    person = await world.person(who)
    await answered(world, person.id, card_id, Grade.GOOD, days_ago=days_ago)


async def test_a_deck_tells_of_five_people_not_of_four_and_moves_by_five(world: World) -> None:
    card_id = await written(world)
    people = await crowd(world)
    for person_id in people[:4]:
        await answered(world, person_id, card_id, Grade.GOOD, days_ago=9, is_last=True)
    shown = await _deck(world, ana)
    assert "Too few to tell" in shown
    assert "Card by card" not in shown
    assert "1 card with answers of fewer than 5 people" in shown

    await answered(world, people[4], card_id, Grade.AGAIN, days_ago=8, is_last=True)
    five = await _deck(world, ana)
    assert "At the end of the course: nearly all of 5 answers of 5 people remembered" in five
    assert "too few to tell" in five, "nothing was held out"

    for person_id in people[5:9]:
        await answered(world, person_id, card_id, Grade.AGAIN, days_ago=7, is_last=True)
        assert await _deck(world, ana) == five, "one more person's answer shows nowhere"
    await answered(world, people[9], card_id, Grade.AGAIN, days_ago=7, is_last=True)
    told = await _deck(world, ana)
    assert "40 % remembered (" in told
    assert "4 of 10 answers, 10 people" in told
    assert "when first asked 40 % of 10 people; at the end 40 % of 10 people" in told


async def test_what_was_answered_since_monday_is_told_next_monday(world: World) -> None:
    card_id = await written(world)
    for person_id in (await crowd(world))[:5]:
        await answered(world, person_id, card_id, Grade.GOOD, is_last=True)
    assert "Too few to tell" in await _deck(world, ana)
    world.clock.forward(days=6)
    assert "nearly all of 5 answers" in await _deck(world, ana)


async def test_the_effect_of_prompts_is_told_with_its_interval(world: World) -> None:
    cards = [await written(world, prompt=f"Question number {n}?") for n in range(6)]
    for place, person_id in enumerate((await crowd(world))[:10]):
        for n, card_id in enumerate(cards):
            held_out = n % 2 == 1
            forgot = (place + n) % 6 == 0 if not held_out else (place + n) % 10 != 1
            await answered(
                world,
                person_id,
                card_id,
                Grade.AGAIN if forgot else Grade.GOOD,
                days_ago=10,
                is_last=True,
                is_held_out=held_out,
            )
    shown = await _deck(world, ana)
    assert "with them" in shown
    assert "of cards that were held out" in shown
    assert "Difference: +" in shown
    assert "The prompts help." in shown
    report = words((await world.press(mod, ShowReport())).reply)
    assert "What the prompts are good for" in report
    assert "The prompts help." in report


@pytest.mark.parametrize("who", [bo, chi])
async def test_reports_are_for_hosts_and_the_programme(world: World, who: Account) -> None:
    await written(world)
    refused = await world.press(who, ShowDeckReport(deck_id=1))
    assert "for whoever made the deck" in words(refused.reply)
    refused = await world.press(who, ShowReport())
    assert "/recall report lists the ones you may see" in words(refused.reply)
    listed = await world.command(who, "recall", "report")
    assert "there are none yet" in words(listed.reply)
    gone = await world.press(ana, ShowDeckReport(deck_id=99))
    assert "no longer there" in words(gone.reply)


async def test_a_report_lists_ones_decks_and_administrators_see_all(world: World) -> None:
    await written(world)
    own = await world.command(ana, "recall", "report")
    assert "Query plans" in words(own.reply)
    assert "See the report" not in words(own.reply)
    shown = await world.press(ana, buttons(own.reply)["What stuck"])
    assert words(shown.reply).startswith("What stuck: Query plans")
    every = await world.command(mod, "recall", "report")
    assert "Query plans" in words(every.reply)
    assert "Too few to tell" in words(
        (await world.press(mod, buttons(every.reply)["See the report"])).reply
    )


async def _deck(world: World, who: Account) -> str:
    shown = await world.press(who, ShowDeckReport(deck_id=1))
    return words(shown.reply)
