"""Scenarios: a speaker, a room or those who come would be in two places at once."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import Conversation, ConversationKind
from bot.messages import FormErrors
from bot.views.session_manage import MoveOccurrence
from bot.views.sessions import EditSession
from tests.sessions import announced, plan, say
from tests.world import World, ana, bo, buttons, chi, filled, mod, words


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"speakers": [chi]}, "Chi Chen speaks at “Joins” on Thursday 3 December 2026 at 12:00"),
        ({"speakers": [bo]}, "Bo Berg goes to “Joins”"),
        ({"place": " room  4"}, "Room 4 is taken by “Joins”"),
    ],
)
async def test_a_clash_is_named_before_anything_is_posted(
    world: World, other: dict[str, Any], said: str
) -> None:
    card = await announced(world, title="Joins", begins="12:00", speakers=[chi])
    await say(world, bo, "Going", card)
    values = {"place": "Room 9", "speakers": [ana]} | other
    answer = await plan(world, **values)
    assert isinstance(answer.reply, FormErrors)
    assert said in answer.reply.errors["begins"]
    await world.deliver()
    assert len(world.messenger.in_("C-general")) == 1
    assert "is announced" in words((await plan(world, **values, even_so=True)).reply)


async def test_what_only_touches_does_not_clash(world: World) -> None:
    await announced(world, title="Joins", begins="11:45")
    assert "is announced" in words((await plan(world)).reply)
    assert "is announced" in words((await plan(world, begins="13:15")).reply)


async def test_a_draft_that_clashes_is_announced_even_so_only_when_asked(world: World) -> None:
    await announced(world, title="Joins")
    draft = await plan(world, is_draft=True)
    warned = (await world.press(ana, buttons(draft.reply)["Announce it"])).reply
    assert "Ana Alves speaks at “Joins”" in words(warned)
    done = await world.press(ana, buttons(warned)["Announce it even so"])
    assert "is announced" in words(done.reply)


async def test_moving_onto_another_session_names_it_and_those_who_come_to_both(
    world: World,
) -> None:
    one = await announced(world, title="Joins", begins="10:00", place="Room 1", speakers=[chi])
    two = await announced(world, title="Borrowing")
    for card in (one, two):
        await say(world, bo, "Going", card)
    form = filled((await world.press(ana, MoveOccurrence(occurrence_id=2))).reply)
    refused = await world.submit(ana, "session.moved", **(form | {"begins": "10:30"}))
    assert "1 of those who come also go to “Joins”" in words(refused.reply)
    moved = await world.submit(
        ana, "session.moved", **(form | {"begins": "10:30", "even_so": True})
    )
    assert "is now on" in words(moved.reply)


async def test_only_a_change_that_books_anew_is_checked(world: World) -> None:
    await announced(world, title="Joins")
    await plan(world, even_so=True)
    form = filled((await world.press(ana, EditSession(session_id=2))).reply) | {"speakers": [ana]}
    saved = await world.submit(ana, "session.plan", **(form | {"abstract": "More."}))
    assert "Saved" in words(saved.reply)
    longer = await world.submit(ana, "session.plan", **(form | {"minutes": 60}))
    assert "Ana Alves speaks at “Joins”" in words(longer.reply)


async def test_whoever_goes_to_two_at_once_hears_of_it(world: World) -> None:
    card = await announced(world, title="Joins", speakers=[chi], place="Room 1")
    await say(world, bo, "Going", card)
    other = await announced(world)
    said = await say(world, bo, "Going", other)
    assert "At that time you also go to “Joins”." in words(said.reply)


@pytest.mark.parametrize("kind", [ConversationKind.GROUP, ConversationKind.CHANNEL])
async def test_a_closed_circles_session_is_named_only_to_whom_it_concerns(
    world: World, kind: ConversationKind
) -> None:
    circle = Conversation("C-secret", kind)  # what no platform names is a closed circle
    await plan(world, at=circle, title="Redundancies", speakers=[chi])
    await world.deliver()
    card = world.messenger.last("C-secret")
    values: dict[str, Any] = {"place": "Room 9", "speakers": [chi]}
    for stranger in (bo, mod):
        said = words((await plan(world, stranger, **values)).reply)
        assert "Chi Chen speaks at another session on Thursday 3 December 2026" in said
        assert "Redundancies" not in said
    await say(world, bo, "Can't", card)
    for invited in (ana, bo, chi):
        said = words((await plan(world, invited, **values)).reply)
        assert "Chi Chen speaks at “Redundancies”" in said
