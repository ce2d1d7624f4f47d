"""Everybody presses every button in every state: it does what it says, or changes nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.events import Account, Workspace
from bot.messages import Blank, Payload
from bot.views import trouble
from bot.views.kudos import HideKudos, KeepKudos, OpenGiveKudos, ReportKudos, UndoKudos
from tests.dump import dump
from tests.world import HERE, World, ana, bo, buttons, chi, guest, mod, words

ELSEWHERE = Workspace("fake", "W2", "Other Team")
"""Another organization, where people and channels have the very same addresses."""

ACTORS: dict[str, tuple[Account, Workspace]] = {
    "giver": (ana, HERE),
    "recipient": (bo, HERE),
    "stranger": (chi, HERE),
    "admin": (mod, HERE),
    "guest": (guest, HERE),
    "giver's double": (ana, ELSEWHERE),
    "recipient's double": (bo, ELSEWHERE),
    "admin's double": (mod, ELSEWHERE),
}
ACTIONS = {
    "undo": UndoKudos,
    "report": ReportKudos,
    "hide": HideKudos,
    "keep": KeepKudos,
}
STATES = ["fresh", "late", "undone", "hidden", "private", "reported"]

MAY = {
    ("giver", "undo"): {"fresh", "private", "reported"},
    ("giver", "report"): {"fresh", "late", "private", "reported"},
    ("recipient", "report"): {"fresh", "late", "private", "reported"},
    ("stranger", "report"): {"fresh", "late"},  # in "reported" it was they who did
    ("admin", "report"): {"fresh", "late", "reported"},
    ("guest", "report"): {"fresh", "late", "reported"},
    ("admin", "hide"): {"fresh", "late", "private", "reported"},
    ("admin", "keep"): {"reported"},
}


async def kudos_in(world: World, state: str) -> int:
    """Ana thanked Bo, and then something happened."""
    private = ("private ",) if state == "private" else ()
    given = await world.command(ana, "kudos", *private, bo, " for the review")
    press = buttons(given.reply)["Undo"].press
    assert press is not None
    kudos_id = int(press.data["kudos_id"])
    await world.deliver()
    match state:
        case "late":
            world.clock.forward(minutes=11)
        case "undone":
            await world.press(ana, UndoKudos(kudos_id=kudos_id))
        case "hidden":
            await world.press(mod, HideKudos(kudos_id=kudos_id))
        case "reported":
            await world.press(chi, ReportKudos(kudos_id=kudos_id))
        case _:
            pass
    await world.deliver()
    return kudos_id


@pytest.fixture
async def two_organizations(world: World) -> World:
    for actor, workspace in ACTORS.values():
        await world.home(actor, workspace=workspace)
    return world


@pytest.mark.parametrize("state", STATES)
async def test_it_does_what_it_says_or_changes_nothing(
    two_organizations: World, state: str
) -> None:
    world = two_organizations
    for action, payload in ACTIONS.items():
        for who, (actor, workspace) in ACTORS.items():
            kudos_id = await kudos_in(world, state)
            before = await dump(world)
            pressed: Payload = payload(kudos_id=kudos_id)
            outcome = await world.press(actor, pressed, workspace=workspace)
            after = await dump(world)
            changed = {name for name in before if before[name] != after[name]}
            may = state in MAY.get((who, action), set())
            assert bool(changed) is may, (who, action, state, changed)
            assert outcome.reply not in (None, trouble.on_our_side())
            if may and action in ("undo", "hide"):
                assert "kudos" in changed
            if action in ("hide", "keep") and may:
                assert "audit" in changed
            world.clock.forward(days=1)


async def test_opening_the_form_changes_nothing_and_knows_only_ones_own(
    two_organizations: World,
) -> None:
    world = two_organizations
    person = await world.person(bo)
    before = await dump(world)
    for actor, workspace in ACTORS.values():
        opened = await world.press(actor, OpenGiveKudos(person_id=person.id), workspace=workspace)
        assert isinstance(opened.reply, Blank)
        names = [p.name for p in opened.reply.people()]
        assert names == (["Bo Berg"] if workspace is HERE else [])
    for nobody in (0, -1, 10**9, 2**31 - 1):
        opened = await world.press(ana, OpenGiveKudos(person_id=nobody))
        assert isinstance(opened.reply, Blank)
        assert opened.reply.people() == set()
    assert await dump(world) == before


@pytest.mark.parametrize("kudos_id", [0, -1, 10**9, 2**31 - 1, 2**31, 10**30])
async def test_a_kudos_that_never_was_can_be_nothing_done_to(world: World, kudos_id: int) -> None:
    before = await dump(world)
    for payload in ACTIONS.values():
        for actor in (ana, mod):
            reply = (await world.press(actor, payload(kudos_id=kudos_id))).reply
            assert reply not in (None, trouble.on_our_side())
    assert await dump(world) == before


async def test_two_organizations_with_the_same_addresses_know_nothing_of_each_other(
    world: World,
) -> None:
    theirs = replace(bo, name="Their Bo")
    for _ in range(5):
        await world.command(ana, "kudos", bo, " for ours")
    given = await world.command(ana, "kudos", theirs, " for theirs", workspace=ELSEWHERE)
    assert given.reply is not None
    await world.deliver()
    assert "4 kudos left" in words(given.reply)
    assert "for theirs" not in words((await world.command(chi, "kudos", bo)).reply)
    page = await world.command(chi, "kudos", bo, workspace=ELSEWHERE)
    assert "for theirs" in words(page.reply)
    assert "for ours" not in words(page.reply)
    everything = await dump(world)
    for name, rows in everything.items():
        if name not in ("organization", "workspace"):
            assert {row[0] for row in rows} <= {1, 2}, name
    assert len(everything["kudos"]) == 6
