"""Home and windows with pictures that Slack has to be given; and what only one person sees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from adapters.slack import pictures as module
from bot.messages import Home, Message
from tests.adapters.slack import material
from tests.adapters.slack.conftest import House
from tests.adapters.slack.drawings import view_faults
from tests.adapters.slack.fake_slack import Fake, says
from tests.adapters.slack.payloads import BUTTON, press, slash
from tests.adapters.slack.test_pictures import ALT, NOT_FETCHED, SEALED, told
from tests.adapters.slack.test_replies import Stub, stubbed

NOWHERE: dict[str, Any] = {
    "channel": None,
    "message": None,
    "container": {"type": "view"},
    "response_url": "",
}
HOME_OPENED = material.wrapped({"type": "app_home_opened", "user": "U1", "tab": "home"})


@pytest.fixture
async def spoken(house: House) -> House:
    """A house that was spoken to before, so that the workspace is known."""
    await house.poke(HOME_OPENED)
    await house.slack.called("views.publish")
    house.slack.calls.clear()
    return house


def picture(call: dict[str, Any]) -> dict[str, Any]:
    """The first block of a view, which is valid."""
    assert view_faults(call["view"]) == []
    block: dict[str, Any] = call["view"]["blocks"][0]
    return block


async def opened(house: House, monkeypatch: pytest.MonkeyPatch, message: Message) -> None:
    await stubbed(house, monkeypatch, Stub(Home(blocks=message.blocks)))
    status, _ = await house.poke(HOME_OPENED)
    assert status == 200


async def settled(house: House) -> None:
    """Wait for views that are being completed."""
    views = house.door._answers._views
    while house.door._tasks or views._completing:
        for task in [*house.door._tasks, *views._completing]:
            await task


async def test_home_is_shown_at_once_and_gets_its_picture_a_moment_later(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    first, second = slack.of("views.publish")
    assert ALT in json.dumps(picture(first))
    assert "hash" not in first
    (file,) = slack.files
    assert picture(second) == {"type": "image", "slack_file": {"id": file}, "alt_text": ALT}
    assert second["hash"].startswith("h")
    assert second["user_id"] == "U1"

    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    assert len(slack.of("views.publish")) == 3
    assert picture(slack.of("views.publish")[-1])["slack_file"] == {"id": file}


async def test_home_without_pictures_is_shown_once(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(spoken, monkeypatch, Message.of("hello"))
    public = told(settings=SEALED.reached_at("https://potluck.example.org"))
    await opened(spoken, monkeypatch, public)
    await settled(spoken)
    assert len(slack.of("views.publish")) == 2
    assert slack.files == {}


@pytest.mark.parametrize(("looks", "times"), [(2, 4), (99, 5)])
async def test_home_waits_some_moments_for_a_picture_and_not_for_ever(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch, looks: int, times: int
) -> None:
    slack.looks = looks
    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    assert len(slack.of("views.publish")) == times
    assert len(slack.files) == 1


@pytest.mark.parametrize("word", ["hash_conflict", "ratelimited", "internal_error"])
async def test_a_newer_home_is_left_alone(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    async def first(request: Any) -> Any:
        return await request.json()

    slack.fail("views.publish", first, says(word))
    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    assert len(slack.of("views.publish")) == 2


async def test_a_file_that_is_gone_leaves_home_in_words_and_comes_back(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    slack.files.clear()
    slack.calls.clear()
    await opened(spoken, monkeypatch, told())
    await settled(spoken)
    refused, words, again = slack.of("views.publish")
    assert "slack_file" in picture(refused)
    assert ALT in json.dumps(picture(words))
    assert picture(again)["slack_file"] == {"id": next(iter(slack.files))}


async def test_home_with_an_address_that_slack_does_not_reach(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = told(settings=SEALED.reached_at("https://intranet.example.org"))
    slack.fail("views.publish", says("invalid_arguments", NOT_FETCHED))
    await opened(spoken, monkeypatch, public)
    await settled(spoken)
    assert "slack_file" in picture(slack.of("views.publish")[-1])


@pytest.mark.parametrize("kind", ["home", "modal"])
async def test_a_window_gets_its_picture_too(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    await stubbed(spoken, monkeypatch, Stub(told()))
    view = {"id": "V7", "type": kind, "private_metadata": ""}
    await spoken.poke(press(BUTTON, view=view, **NOWHERE))
    await settled(spoken)
    updates = slack.of("views.update")
    if kind == "home":
        (window,) = slack.of("views.open")
        (later,) = updates
    else:
        window, later = updates
        assert later["view_id"] == "V7"
    assert ALT in json.dumps(picture(window))
    assert "slack_file" in picture(later)
    assert later["hash"].startswith("h")


async def test_what_only_one_person_sees_in_a_channel_is_in_words(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack shows a file to whom it is shared with, and such a message shares nothing."""
    await stubbed(spoken, monkeypatch, Stub(told()))
    status, answer = await spoken.poke(slash("x", response_url=slack.hook()))
    assert status == 200
    assert ALT in json.dumps(answer["blocks"][0])
    await spoken.poke(press(BUTTON, response_url=slack.hook()))
    await settled(spoken)
    assert ALT in json.dumps((await slack.called("hook"))["blocks"][0])
    assert slack.files == {}


async def test_stopping_leaves_views_as_they_are(
    spoken: House, slack: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    slack.fail("files.getUploadURLExternal", slack.hold)
    await opened(spoken, monkeypatch, told())
    await slack.called("files.getUploadURLExternal")
    monkeypatch.setattr(module, "LONGEST", 0.1)
    await spoken.door.stop()
    assert len(slack.of("views.publish")) == 1
