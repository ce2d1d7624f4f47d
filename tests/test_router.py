"""The table of routes: one handler for one thing, and `/learn` for everything."""

from __future__ import annotations

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import handlers
from bot.events import Account, CommandInvoked, HomeOpened, ProfileChanged
from bot.messages import Message, Reply
from bot.router import Context, Refusals, Router, Usage, unfold
from tests.world import HERE, ana, bo


def learn(*text: str | Account) -> CommandInvoked[Account]:
    return CommandInvoked(id="E", workspace=HERE, actor=ana, name="learn", text=text)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ((), "help", ()),
        (("",), "help", ("",)),
        (("  ",), "help", ("  ",)),
        ((bo,), "help", (bo,)),
        (("help",), "help", ()),
        (("kudos ", bo, " for x"), "kudos", (bo, " for x")),
        ((" Kudos\n me",), "kudos", ("me",)),
        (("kudos",), "kudos", ()),
        (("unheard of",), "unheard", ("of",)),
    ],
)
def test_learn_reaches_every_command(
    text: tuple[str | Account, ...], name: str, rest: tuple[str | Account, ...]
) -> None:
    unfolded = unfold(learn(*text))
    assert (unfolded.name, unfolded.text) == (name, rest)


@given(st.text(), st.text())
def test_whatever_is_typed_becomes_some_command(first: str, second: str) -> None:
    unfolded = unfold(learn(first, bo, second))
    assert unfolded.name
    assert unfolded.name == unfolded.name.lower()


def test_a_second_handler_for_the_same_is_refused() -> None:
    router, other = Router(), Router()
    for made in (router, other):
        made.command("kudos")(lambda event, ctx: None)
    with pytest.raises(ValueError, match="'kudos' has a handler already"):
        router.command("kudos")(lambda event, ctx: None)
    with pytest.raises(ValueError, match="has a handler already"):
        router.include(other)


def test_included_routes_bring_their_help_along() -> None:
    main, feature = Router(), Router()
    feature.command("teach", Usage("/teach", "teach something"), reads=True)(lambda e, c: None)
    main.include(feature)
    assert [u.does for u in main.usages["teach"]] == ["teach something"]
    route = main.find(CommandInvoked(id="E", workspace=HERE, actor=ana, name="teach"))
    assert route is not None
    assert route.reads


def test_what_has_no_route_has_none() -> None:
    assert Router().find(HomeOpened(id="E", workspace=HERE, actor=ana)) is None
    assert handlers.router().find(ProfileChanged(id="E", workspace=HERE, actor=ana)) is None


def test_each_router_of_all_features_is_its_own() -> None:
    assert handlers.router().routes.keys() == handlers.router().routes.keys()
    assert handlers.router().routes is not handlers.router().routes


class Refused(Exception):
    """What a service raises."""


class RefusedFor(Refused):
    """A narrower one."""


@pytest.mark.parametrize(
    ("raised", "said"), [(Refused, "No."), (RefusedFor, "Not you."), (KeyError, None)]
)
def test_what_a_service_raises_becomes_the_narrowest_sentence_there_is(
    raised: type[Exception], said: str | None
) -> None:
    router = Router()
    table: Refusals = {
        Refused: lambda: Message.of("No."),
        RefusedFor: lambda: Message.of("Not you."),
    }

    @router.command("teach", refuses=table)
    def teach(event: CommandInvoked, ctx: Context) -> Reply:
        raise raised

    event = CommandInvoked(id="E", workspace=HERE, actor=ana, name="teach")
    route, ctx = router.find(event), cast("Context", None)
    assert route is not None
    if said is None:
        with pytest.raises(KeyError):
            route.handle(event, ctx)
    else:
        assert route.handle(event, ctx) == Message.of(said)
