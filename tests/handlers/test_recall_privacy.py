"""Nobody sees what another person answered: whoever looks, wherever, it shows nowhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from adapters.web import month_page, sheets
from adapters.web.calendar import SHEETS
from bot.events import Account
from bot.rules.memory import Grade
from bot.rules.months import month_of
from bot.services import calendars, results
from bot.store import calendars as links
from bot.store import outcomes, roles
from bot.store.models import LinkKind, RecallMemoryRow, RecallReviewRow, Role, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.views.recall_learning import SeeDeck
from bot.views.recall_measures import ShowDeckReport, ShowProgress, ShowReport, ShowReports
from tests.recall import newest, use, write
from tests.recall_answers import CROWD, answered, crowd
from tests.sessions import announced, say
from tests.world import DIRECT, World, ana, bo, chi, guest, mod

MEMORY, REVIEW = columns(RecallMemoryRow), columns(RecallReviewRow)
manager = CROWD[10]
helper = CROWD[11]
SUBJECTS = {"a member": bo, "the manager": manager, "the speaker": chi, "the facilitator": ana}
VIEWERS = {
    "the facilitator": ana,
    "the speaker": chi,
    "a colleague": helper,
    "the manager": manager,
    "an administrator": mod,
    "a guest": guest,
}
COMMANDS = ("", "progress", "report", "decks", "learn #sql")
DIGESTS = ("", "preview", "programme", "me")
BUTTONS = (
    ShowProgress(),
    ShowReports(),
    ShowReport(),
    ShowDeckReport(deck_id=1),
    SeeDeck(deck_id=1),
)


async def course(world: World) -> list[int]:
    """A session with two cards that five people have answered to the end; the cards."""
    card = await announced(world, ana, speakers=[chi])
    people = await crowd(world)
    await say(world, bo, "Going", card)
    boss = (await world.person(manager)).id
    await world.database.write(lambda s: roles.give(s, boss, Role.MANAGER))
    await world.press(ana, SeeDeck(session_id=1))
    cards = []
    for n in range(2):
        await write(world, ana, deck_id=1, title="", prompt=f"Question {n}?")
        cards.append(await newest(world))
        await use(world, ana, cards[-1])
    for place, person_id in enumerate(people[:5]):
        for n, card_id in enumerate(cards):
            grade = Grade.AGAIN if (place + n) % 2 else Grade.GOOD
            await answered(
                world,
                person_id,
                card_id,
                grade,
                days_ago=9,
                is_last=True,
                is_held_out=bool(n),
            )
    return cards


async def say_so(world: World, who: Account, cards: list[int], grade: Grade) -> None:
    """Of one person the log holds this, and nothing else."""
    person = (await world.person(who)).id

    def forget(session: Session) -> None:
        for table, column in ((RecallMemoryRow, MEMORY), (RecallReviewRow, REVIEW)):
            session.execute(
                delete(table).where(column.person_id == person), execution_options=ANY_ORGANIZATION
            )

    await world.database.write(forget)
    for n, card_id in enumerate(cards):
        await answered(world, person, card_id, grade, days_ago=4, is_last=True, is_held_out=bool(n))


async def seen(world: World, viewer: Account) -> list[str]:
    """All that somebody can look at that might know of recall, in chat and in a browser."""
    out = [
        repr((await world.command(viewer, "recall", text, at=DIRECT)).reply) for text in COMMANDS
    ]
    out += [repr((await world.press(viewer, button)).reply) for button in BUTTONS]
    out += [repr((await world.command(viewer, "digest", text)).reply) for text in DIGESTS]
    out.append(repr((await world.home(viewer)).reply))
    out += world.messenger.in_(f"D-{viewer.address}")
    out.append(repr(await _browsed(world, viewer)))
    return [_without_links(text) for text in out]


async def _browsed(world: World, viewer: Account) -> list[Any]:
    """Every page and sheet that a link of theirs opens."""
    person = await world.person(viewer)

    def look(session: Session) -> list[Any]:
        token = links.add(session, 1, person.id, LinkKind.VISIT, world.clock.now, None)
        who = calendars.visitor(session, token, world.clock.now)
        shown = month_of(calendars.today(who))
        found = calendars.month(who, shown, "")
        out: list[Any] = [month_page.draw(shown, found, "")]
        for sheet in (calendars.export, results.export, roll_opened):
            try:
                out.append(sheet(who, 1))
            except calendars.Unknown:
                out.append("unknown")
        return out

    return await world.database.write(look)


def roll_opened(who: calendars.Visitor, occurrence_id: int) -> str:
    """Who came, as the page of the import has it."""
    at = who.uow.session, who.uow.organization_id, occurrence_id
    return repr(outcomes.attendance(*at))


def _without_links(text: str) -> str:
    """A link is drawn anew for every answer."""
    return re.sub(r"/(calendar|recall|charts)/[A-Za-z0-9_=-]{43,}", r"/\1/…", text)


@pytest.mark.parametrize("subject", SUBJECTS)
async def test_what_one_person_answered_shows_to_nobody_else(
    small_world: World, subject: str
) -> None:
    world, whose = small_world, SUBJECTS[subject]
    cards = await course(world)
    for viewer in VIEWERS.values():
        await seen(world, viewer)  # who looks begins to learn
    before: dict[str, list[str]] = {}
    own: dict[Grade, list[str]] = {}
    for grade in (Grade.AGAIN, Grade.EASY):
        await say_so(world, whose, cards, grade)
        own[grade] = await seen(world, whose)
        for name, viewer in VIEWERS.items():
            if viewer is whose:
                continue
            now = await seen(world, viewer)
            assert before.setdefault(name, now) == now, f"{name} sees what {subject} answered"
    assert own[Grade.AGAIN] != own[Grade.EASY], "they themselves see it"


async def test_reports_name_nobody_who_answered(world: World) -> None:
    await course(world)
    for viewer in (ana, mod, manager):
        for button in (ShowDeckReport(deck_id=1), ShowReport(), ShowReports()):
            shown = repr((await world.press(viewer, button)).reply)
            assert "Crowd Member" not in shown


def test_no_sheet_of_an_export_is_about_recall() -> None:
    """What the test above looks at is all there is: a new export has to be added to it."""
    assert {"signups": calendars.export, "results": results.export} == SHEETS
    assert set(sheets.KINDS) == {"csv", "xlsx"}
