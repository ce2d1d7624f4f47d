"""Signed requests through the real Bolt app and the real core, to a Slack on loopback and back."""

from __future__ import annotations

import asyncio
import json
import random
from typing import Any

import pytest

from adapters.slack import phrases
from adapters.slack.carried import unpack
from tests.adapters.slack import material
from tests.adapters.slack.conftest import House
from tests.adapters.slack.drawings import alive, faults, view_faults
from tests.adapters.slack.fake_slack import Fake, says, status
from tests.adapters.slack.payloads import BUTTON, mention, press, shortcut, slash

PRIVATELY = {"is_ephemeral": True, "message_ts": "5.5", "channel_id": "C1"}


def words(drawn: dict[str, Any]) -> str:
    assert faults(drawn) == []
    return alive(drawn["blocks"]).words


def pressed(drawn: dict[str, Any], label: str, **more: Any) -> dict[str, Any]:
    """A press of the button with that label, as Slack reports it from the drawn blocks."""
    for block in drawn["blocks"]:
        for element in block.get("elements", []):
            if element.get("type") == "button" and element["text"]["text"] == label:
                return press(element, **more)
    raise AssertionError(label)


def filled(view: dict[str, Any], trigger: str = "9.9.9", **values: Any) -> dict[str, Any]:
    """That form, sent with these values over what stood in it."""
    state: dict[str, Any] = {}
    for block in view["blocks"]:
        if block["type"] != "input":
            continue
        name, element = block["block_id"], block["element"]
        given = values.get(name)
        match element["type"]:
            case "multi_users_select":
                chosen = given or element.get("initial_users", [])
                answer: dict[str, Any] = {"selected_users": chosen}
            case "checkboxes":
                answer = {"selected_options": element["options"] if given else []}
            case _:
                answer = {"value": given or element.get("initial_value")}
        state[name] = {element["action_id"]: {"type": element["type"], **answer}}
    return {
        "type": "view_submission",
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "trigger_id": trigger,
        "view": {**view, "id": "V1", "state": {"values": state}},
    }


async def test_a_command_is_answered_in_the_same_breath(house: House, slack: Fake) -> None:
    slack.users["U2"] = {"id": "U2", "team_id": "T1", "profile": {"display_name": "Bo Berg"}}
    status_, answer = await house.poke(slash("<@U2|bo> for walking me through joins #sql"))
    assert status_ == 200
    assert answer["response_type"] == "ephemeral"
    assert "Sent to Bo Berg" in words(answer)
    await house.deliver()
    posts = {p["channel"]: p for p in slack.of("chat.postMessage")}
    assert posts.keys() == {"C1", "DU2"}
    assert alive(posts["C1"]["blocks"]).users == ["U2"]
    assert "walking me through joins" in words(posts["C1"])
    assert {c.token for c in slack.calls} == {"Bearer xoxb-canary-token"}


async def test_undo_replaces_the_answer_and_edits_the_card(house: House, slack: Fake) -> None:
    _, answer = await house.poke(slash("<@U2|bo> for help"))
    await house.deliver()
    undo = pressed(answer, "Undo", container=PRIVATELY, message=None, response_url=slack.hook())
    assert await house.poke(undo | {"trigger_id": "2.2"}) == (200, "")
    told = await slack.called("hook")
    assert told["replace_original"] is True
    assert "Taken back" in words(told)
    await house.deliver()
    (edit,) = [e for e in slack.of("chat.update") if e["channel"] == "C1"]
    assert "took back a kudos" in alive(edit["blocks"]).words


async def test_a_command_opens_a_form_and_the_form_gives(house: House, slack: Fake) -> None:
    assert await house.poke(slash("", response_url=slack.hook())) == (200, "")
    opened = await slack.called("views.open")
    assert opened["trigger_id"] == "1.2.3"
    view = opened["view"]
    assert view_faults(view) == []
    form = filled(view, to=["U2"], note="<!channel> is not for you")
    assert await house.poke(form) == (200, "")
    told = await slack.called("hook")
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)
    assert "Sent to" in words(told)
    await house.deliver()
    (card,) = [p for p in slack.of("chat.postMessage") if p["channel"] == "C1"]
    assert "<!channel> is not for you" in words(card)
    assert "<!channel>" not in card["text"]


async def test_a_form_sent_twice_counts_once(house: House, slack: Fake) -> None:
    await house.poke(slash("", response_url=slack.hook()))
    view = (await slack.called("views.open"))["view"]
    form = filled(view, to=["U2"], note="help")
    answers = await asyncio.gather(*[house.poke(form | {"trigger_id": str(i)}) for i in range(5)])
    assert answers == [(200, "")] * 5
    assert await house.count("kudos") == 1


async def test_errors_stand_at_their_fields_and_the_form_stays_open(
    house: House, slack: Fake
) -> None:
    await house.poke(slash("", response_url=slack.hook()))
    view = (await slack.called("views.open"))["view"]
    status_, answer = await house.poke(filled(view, to=["U1"], note="for myself"))
    assert status_ == 200
    assert answer["response_action"] == "errors"
    assert answer["errors"].keys() == {"to"}
    assert "not yourself" in answer["errors"]["to"]
    _, answer = await house.poke(filled(view, to=["U2"], note="x" * 600))
    assert answer["errors"].keys() == {"note"}
    assert await house.poke(filled(view, to=["U2"], note="help")) == (200, "")
    assert await house.count("kudos") == 1


async def test_the_shortcut_thanks_a_messages_author(house: House, slack: Fake) -> None:
    assert await house.poke(shortcut(response_url=slack.hook())) == (200, "")
    view = (await slack.called("views.open"))["view"]
    (to,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "to"]
    assert to["initial_users"] == ["U2"]
    kept = unpack(view["private_metadata"])
    assert kept is not None
    assert kept.hidden["evidence"] == "https://acme.slack.com/archives/C1/p1700000000000100"
    await house.poke(filled(view, note="for this answer"))
    await slack.called("hook")
    await house.deliver()
    (card,) = [p for p in slack.of("chat.postMessage") if p["channel"] == "C1"]
    assert kept.hidden["evidence"] in alive(card["blocks"]).links


async def test_home_is_published_and_its_buttons_work(house: House, slack: Fake) -> None:
    opened = {"type": "app_home_opened", "user": "U1", "channel": "D1", "tab": "home"}
    assert await house.poke(material.wrapped(opened)) == (200, "")
    published = await slack.called("views.publish")
    assert published["user_id"] == "U1"
    assert view_faults(published["view"]) == []
    home = {"view": {"id": "VH", "type": "home"}, "container": {"type": "view"}}
    nowhere = {"channel": None, "message": None, "response_url": ""}
    give = pressed(published["view"], "Give kudos", **home, **nowhere)
    assert await house.poke(give) == (200, "")
    view = (await slack.called("views.open"))["view"]
    status_, answer = await house.poke(filled(view, to=["U2"], note="help"))
    assert (status_, answer["response_action"]) == (200, "update")
    assert view_faults(answer["view"]) == []
    assert "Sent to" in alive(answer["view"]["blocks"]).words


async def test_a_mention_is_answered_to_its_writer_in_the_thread(house: House, slack: Fake) -> None:
    asked = mention("<@UBOT> help", thread_ts="8.1")
    assert await house.poke(asked) == (200, "")
    told = await slack.called("chat.postEphemeral")
    assert (told["channel"], told["user"], told["thread_ts"]) == ("C1", "U1", "8.1")
    assert "What you can do" in alive(told["blocks"]).words


async def test_a_mention_that_needs_a_form_gets_a_button_for_it(house: House, slack: Fake) -> None:
    asked = mention("<@UBOT> kudos for help with <joins> &amp; more", thread_ts="8.1")
    await house.poke(asked)
    told = await slack.called("chat.postEphemeral")
    assert phrases.READY in alive(told["blocks"]).words
    hidden = PRIVATELY | {"thread_ts": "8.1"}
    again = pressed(told, phrases.OPEN_FORM, container=hidden, message=None)
    assert await house.poke(again) == (200, "")
    view = (await slack.called("views.open"))["view"]
    kept = unpack(view["private_metadata"])
    assert kept is not None
    assert kept.conversation is not None
    assert (kept.conversation.address, kept.conversation.thread) == ("C1", "8.1")
    (note,) = [b["element"] for b in view["blocks"] if b.get("block_id") == "note"]
    assert note["initial_value"] == "for help with joins & more"


@pytest.mark.parametrize("error", ["expired_trigger_id", "exchanged_trigger_id"])
async def test_a_form_that_came_too_late_leaves_a_button(
    house: House, slack: Fake, error: str
) -> None:
    slack.fail("views.open", says(error))
    assert await house.poke(slash("", response_url=slack.hook())) == (200, "")
    told = await slack.called("hook")
    assert phrases.TOO_LATE in words(told)
    again = pressed(told, phrases.OPEN_FORM, container=PRIVATELY, trigger_id="2.2")
    assert await house.poke(again) == (200, "")
    assert (await slack.called("views.open", 2))["trigger_id"] == "2.2"


async def test_a_late_form_of_a_button_or_shortcut_asks_for_another_try(
    house: House, slack: Fake
) -> None:
    slack.fail("views.open", says("expired_trigger_id"), says("expired_trigger_id"))
    button = {"type": "button", "action_id": "kudos.open", "value": "{}"}
    await house.poke(press(button, response_url=slack.hook()))
    assert phrases.PRESS_AGAIN in words(await slack.called("hook"))
    await house.poke(shortcut(response_url=slack.hook()))
    assert phrases.USE_AGAIN in words(await slack.called("hook", 2))


async def test_a_form_slack_refuses_is_owned_up_to(house: House, slack: Fake) -> None:
    slack.fail("views.open", says("invalid_arguments"))
    await house.poke(slash("", response_url=slack.hook()))
    assert phrases.NO_FORM in words(await slack.called("hook"))


async def test_an_answer_finds_another_way_when_one_surely_failed(
    house: House, slack: Fake
) -> None:
    report = {"type": "button", "action_id": "kudos.report", "value": '{"kudos_id":99}'}
    slack.fail("hook", status(404))
    slack.fail("chat.postEphemeral", says("not_in_channel"))
    await house.poke(press(report, response_url=slack.hook()))
    told = await slack.called("chat.postMessage")
    assert told["channel"] == "DU1"
    assert "no longer there" in alive(told["blocks"]).words
    assert len(slack.of("chat.postEphemeral")) == 1


async def test_an_answer_that_may_have_arrived_is_not_given_twice(
    house: House, slack: Fake
) -> None:
    report = {"type": "button", "action_id": "kudos.report", "value": '{"kudos_id":99}'}
    slack.fail("hook", slack.drop)
    await house.poke(press(report, response_url=slack.hook()))
    await slack.called("hook")
    await house.door.stop()
    assert slack.of("chat.postEphemeral") == []
    assert slack.of("chat.postMessage") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/hook",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "http://hooks.slack.com/x",
        "https://hooks.slack.com:8443/x",
        "http://127.0.0.1:1/x",
        "http://localhost/x",
        "https://[::1]/x",
        "file:///etc/passwd",
        "http://[",
        "nonsense",
    ],
)
async def test_answers_go_to_slack_alone(house: House, slack: Fake, url: str) -> None:
    report = {"type": "button", "action_id": "kudos.report", "value": '{"kudos_id":99}'}
    await house.poke(press(report, response_url=url))
    await slack.called("chat.postEphemeral")


async def test_a_redirect_of_an_answer_is_not_followed(house: House, slack: Fake) -> None:
    report = {"type": "button", "action_id": "kudos.report", "value": '{"kudos_id":99}'}
    slack.fail("hook", status(307, Location=slack.hook("elsewhere")))
    await house.poke(press(report, response_url=slack.hook()))
    await slack.called("chat.postEphemeral")
    assert len(slack.of("hook")) == 1


async def test_a_command_in_a_direct_conversation_asks_whose_it_is(
    house: House, slack: Fake
) -> None:
    for channel in ("DU1", "DOTHERS"):
        await house.poke(slash("me", channel_id=channel, channel_name="directmessage"))
    assert slack.of("conversations.open") == [{"users": "U1"}]


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_slack_repeats_happens_once(house: House, slack: Fake, seed: int) -> None:
    """Each deed two to five times, shuffled and at the same time."""
    deeds = [
        slash(f"<@U2|bo> for deed {i}", trigger_id=f"7.{i}", channel_id=f"C{i}") for i in range(3)
    ]
    deeds += [mention(f"<@UBOT> kudos <@U3> for deed {i}") | {"event_id": f"Ev{i}"} for i in (1, 2)]
    dice = random.Random(seed)  # noqa: S311
    sent = [d for d in deeds for _ in range(dice.randint(2, 5))]
    dice.shuffle(sent)
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    answers = await asyncio.gather(*[house.poke(d, **retry) for d in sent])
    assert {a[0] for a in answers} == {200}
    assert await house.count("kudos") == 5
    assert sum("Sent to" in json.dumps(a[1]) for a in answers) == 3


async def test_a_repeat_is_acknowledged_in_silence(house: House, slack: Fake) -> None:
    asked = [slash("me"), press(BUTTON, trigger_id="2.2", response_url=slack.hook())]
    asked += [mention("<@UBOT> help"), shortcut(trigger_id="3.3", response_url=slack.hook())]
    for payload in asked:
        assert (await house.poke(payload))[0] == 200
    await slack.called("hook")
    await slack.called("chat.postEphemeral")
    await slack.called("views.open")
    before = len(slack.calls)
    for payload in asked[1:3]:
        assert await house.poke(payload) == (200, "")
    await house.door.stop()
    assert len(slack.calls) == before


async def test_stopping_finishes_answers_and_leaves_no_task(house: House, slack: Fake) -> None:
    slack.fail("views.open", slack.hold)
    await house.poke(slash("", response_url=slack.hook()))
    await slack.called("views.open")
    stopping = asyncio.create_task(house.door.stop())
    slack.held.set()
    await stopping
    assert (await house.poke(slash("me", trigger_id="8.8")))[0] == 503
    own = [t for t in asyncio.all_tasks() if "slack" in repr(t.get_coro())]
    assert [t for t in own if "test" not in repr(t.get_coro())] == []
