"""A session in Teams: what a press says at once, and a form that stays what it was."""

from __future__ import annotations

import pytest

from adapters.teams import replies
from bot.events import Person
from bot.messages import Button, Buttons, Facts, Message, Text, When
from bot.messages.blocks import Fact
from bot.messenger import Faces
from tests.adapters.teams.fakes import Call, Json, says
from tests.adapters.teams.house import House, actions, submitted, words
from tests.adapters.teams.material import card_problems
from tests.world import NOON

FILLED = {
    "text:title": "Query planner 101",
    "date:day": "2026-12-03",
    "time:begins": "12:30",
    "text:time_zone": "Europe/Oslo",
}


async def fetch(house: House, card: Call, label: str, kind: str = "personal") -> Json:
    """The dialog behind a button."""
    data = {"data": actions(card)[label]["data"]}
    status, body = await house.post(house.invoke("task/fetch", data, kind=kind))
    assert status == 200
    made: Json = body["task"]["value"]
    return made


async def announced(house: House) -> Call:
    """The card of a session that Ana announced in the channel."""
    await house.say("{bot} session")
    dialog = await fetch(house, house.posts("personal-")[-1], "Plan a session")
    filled = submitted(dialog["card"]["content"], **FILLED)
    assert (await house.post(house.invoke("task/submit", filled)))[0] == 200
    await house.deliver()
    return house.posts("19%3Ac")[-1]


async def test_who_presses_is_told_at_once_what_happened(house: House) -> None:
    card = await announced(house)
    body = await house.press(actions(card)["Going"], card, who="bo")
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert body["value"] == (
        "You're going to Query planner 101, Thursday 3 December 2026, 11:30 (UTC). "
        "I'll remind you before.\n\n“Add to calendar” and “Month view” are in our own chat."
    )
    assert "Add to calendar" in actions(house.posts("personal-")[-1])
    body = await house.press(actions(card)["Can't"], card, who="bo")
    assert body["value"].startswith("Noted: you can't come to Query planner 101, Thursday")


async def test_what_happened_is_told_even_when_the_rest_can_be_sent_nowhere(house: House) -> None:
    card = await announced(house)
    error = {"error": {"code": "ForbiddenOperationException", "message": "x"}}
    house.microsoft.refuse_conversations = says(403, error)
    body = await house.press(actions(card)["Going"], card, who="chi")
    assert body["value"].startswith("You're going to Query planner 101")
    assert body["value"].endswith(replies.NOWHERE)


async def test_a_change_with_something_wrong_in_it_is_still_a_change(house: House) -> None:
    await announced(house)
    told = house.posts("a%3Aana")[-1]
    await house.press(actions(told)["Manage"], told)
    managing = house.posts("a%3Aana")[-1]
    opened = await fetch(house, managing, "Change it")
    filled = submitted(opened["card"]["content"], **{"number:seats": "0"})
    _, body = await house.post(house.invoke("task/submit", filled))
    again = body["task"]["value"]
    card = again["card"]["content"]
    assert card_problems(card) == []
    assert (opened["title"], again["title"]) == ("Change the session",) * 2
    assert card["actions"][0]["title"] == "Save"
    said = [e.get("text", "") for e in card["body"]]
    assert "That is Thursday 3 December 2026." in said
    assert any("1 or more" in s for s in said)
    assert "toggle:is_draft" not in {e.get("id") for e in card["body"]}
    mended = submitted(card, **{"number:seats": "2"})
    await house.post(house.invoke("task/submit", mended))
    await house.deliver()
    edits = [c for c in house.microsoft.calls if c.method == "PUT"]
    assert "2 of 2 left" in words(edits[-1])


AT = When(at=NOON)
LINK = Button(label="Open", url="https://potluck.example/x")


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (Message.of("Done.", Buttons.of(LINK)), "Done.\n\n“Open” is here."),
        (Message.of("Done.", Buttons.of(*[LINK] * 3)), "Done.\n\nThe whole answer is here."),
        (
            Message.of("Done.", Facts(facts=(Fact(label="a", value=()),)), Buttons.of(LINK)),
            "Done.\n\nThe whole answer is here.",
        ),
        (Message.of(Buttons.of(LINK), summary="Look."), "Look.\n\n“Open” is here."),
        (
            Message.of("x" * 400, Buttons.of(LINK)),
            f"{'x' * replies.GIST}…\n\nThe whole answer is here.",
        ),
        (
            Message.of(Text.of(Person(1, "Ana"), " at ", AT), Buttons.of(LINK)),
            "Ana at Wednesday 18 November 2026, 13:00 (Europe/Oslo)\n\n“Open” is here.",
        ),
    ],
)
def test_the_gist_names_what_is_elsewhere(message: Message, told: str) -> None:
    assert replies.gist(message, Faces({}, "Europe/Oslo"), "here") == told


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../x"])
def test_an_unknown_zone_is_no_obstacle(zone: str) -> None:
    said = replies.words(Message.of(Text.of(AT)), Faces({}, zone))
    assert said is not None
    assert said.endswith("(UTC)")
