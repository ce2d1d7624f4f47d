"""Pictures that Slack can't fetch: uploaded once, shown by their file, or said in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pytest
import structlog
from PIL import Image as Opened
from sqlalchemy import text

from adapters.slack import pictures as module
from adapters.slack.config import may_upload
from adapters.slack.messenger import SlackMessenger
from bot.events import Conversation, ConversationKind, MessageRef, Workspace
from bot.messages import Chart, Image, Message, Series, Text
from bot.messenger import Faces, Refused, TryLater
from bot.rules.badge_pictures import Pictured
from bot.services.badge_pictures import EDGE, picture_url
from bot.services.chart_links import pictured
from bot.settings import Picture, Settings
from bot.settings.badge import Motif
from bot.store import people
from bot.store.unit_of_work import UnitOfWork
from tests.adapters.slack.conftest import SEALED_WITH, House, told_by_us
from tests.adapters.slack.fake_slack import Fake, says, status
from tests.world import NOON

TEAM = Workspace("slack", "T1")
DIRECT = Conversation("D1", ConversationKind.PERSONAL)
OTHER = Conversation("D2", ConversationKind.PERSONAL)
SEALED = Settings().sealed_with(SEALED_WITH)
ALT = "First responder, level 1, #sql"
NOT_YET = "[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file.id/slack_file]"
NOT_FETCHED = "[ERROR] downloading image failed [json-pointer:/blocks/0/image_url]"


def told(level: int = 1, settings: Settings = SEALED) -> Message:
    """A badge, with its picture and words."""
    badge = Pictured(Picture(motif=Motif.KEY), level, "sql")
    return Message.of(Image(url=picture_url(settings, [badge]), alt=ALT), "A badge!")


def shown(slack: Fake, method: str = "chat.postMessage") -> dict[str, Any]:
    """The first block of what was said last."""
    block: dict[str, Any] = slack.of(method)[-1]["blocks"][0]
    return block


def in_words(slack: Fake, method: str = "chat.postMessage") -> bool:
    return shown(slack, method)["type"] == "rich_text" and ALT in str(shown(slack, method))


async def post(
    messenger: SlackMessenger, message: Message | None = None, to: Conversation = DIRECT
) -> MessageRef:
    return await messenger.post(TEAM, to, message or told(), Faces())


async def posted(
    house: House, messenger: SlackMessenger, message: Message | None = None
) -> MessageRef:
    """Posted, as delivery does it: again when it is asked to."""
    for _ in range(60):
        try:
            return await post(messenger, message)
        except TryLater:
            house.clock.forward(seconds=2)
    raise AssertionError("never posted")


async def test_it_is_uploaded_once_and_shown_by_its_file(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    with pytest.raises(TryLater):
        await post(messenger)
    assert slack.of("chat.postMessage") == []
    house.clock.forward(seconds=2)
    await post(messenger)
    (file,) = slack.files
    assert shown(slack) == {"type": "image", "slack_file": {"id": file}, "alt_text": ALT}
    with Opened.open(BytesIO(slack.files[file].png)) as picture:
        assert (picture.format, picture.size) == ("PNG", (EDGE, EDGE))
    (asked,) = slack.of("files.getUploadURLExternal")
    assert int(asked["length"]) == len(slack.files[file].png)
    (completed,) = slack.of("files.completeUploadExternal")
    assert set(completed) == {"files"}  # shared with nobody

    await post(messenger)
    await post(messenger, to=OTHER)
    assert len(slack.of("chat.postMessage")) == 3
    assert {c["blocks"][0]["slack_file"]["id"] for c in slack.of("chat.postMessage")} == {file}
    assert len(slack.files) == 1
    await posted(house, messenger, told(level=2))
    assert len(slack.files) == 2


async def test_a_chart_is_drawn_and_uploaded(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    chart = Chart(
        title="Help", labels=("2 Nov",), series=(Series(label="A", values=(3,)),), alt=ALT
    )
    message = pictured(SEALED, Message.of(chart, summary="x"), NOON)
    await posted(house, messenger, message)
    (file,) = slack.files
    assert shown(slack)["slack_file"] == {"id": file}
    with Opened.open(BytesIO(slack.files[file].png)) as picture:
        assert picture.size == (800, 320)


async def test_what_slack_can_fetch_is_not_uploaded(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    public = told(settings=SEALED.reached_at("https://potluck.example.org"))
    await post(messenger, public)
    assert shown(slack)["image_url"].startswith("https://potluck.example.org/badges/")
    assert slack.files == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8080/recall/abc/progress.png",
        "http://127.0.0.1:8080/badges/unknown-160.png",
        "http://127.0.0.1:8080/charts/unknown.png",
        "http://10.0.0.1/badges/x.svg",
        "not an address",
    ],
)
async def test_what_is_not_ours_or_goes_away_is_said_in_words(
    slack: Fake, messenger: SlackMessenger, url: str
) -> None:
    await post(messenger, Message.of(Image(url=url, alt=ALT), summary="x"))
    assert in_words(slack)
    assert slack.files == {}


@pytest.mark.parametrize("looks", [1, 3])
async def test_a_file_slack_still_looks_at_is_waited_for(
    house: House, slack: Fake, messenger: SlackMessenger, looks: int
) -> None:
    slack.looks = looks
    await posted(house, messenger)
    assert len(slack.of("chat.postMessage")) == looks + 1
    assert "slack_file" in shown(slack)
    assert len(slack.files) == 1


async def test_what_never_gets_ready_is_said_in_words(
    house: House, slack: Fake, messenger: SlackMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 1000.0
    monkeypatch.setattr(module, "_now", lambda: at)
    slack.looks = 1000
    before = house.clock.now
    with structlog.testing.capture_logs() as logged:
        await posted(house, messenger)
    assert in_words(slack)
    assert timedelta(seconds=60) <= house.clock.now - before < timedelta(seconds=70)
    assert [e["why"] for e in logged if e["event"] == "slack.pictures_in_words"] == ["not shown"]
    slack.looks = 0
    await post(messenger)  # nobody waits that long for each
    assert in_words(slack)
    at += 3601
    await posted(house, messenger)
    assert "slack_file" in shown(slack)


async def test_a_file_that_was_deleted_is_uploaded_anew(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    await posted(house, messenger)
    (first,) = slack.files
    del slack.files[first]
    await posted(house, messenger)
    (second,) = slack.files
    assert shown(slack)["slack_file"] == {"id": second} != {"id": first}


STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
WAYS: dict[str, Callable[..., Any]] = {
    "missing_scope": says("missing_scope"),
    "token_revoked": says("token_revoked"),
    "500": status(500),
    "503": status(503),
    "403": status(403),
    "html": status(200, "<html>"),
}


@pytest.mark.parametrize(
    ("step", "way"),
    [
        (step, way)
        for step in STEPS
        for way in (*WAYS, "drop")
        # All that an upload says is its status.
        if step != "upload" or way in ("500", "503", "403", "drop")
    ],
)
async def test_whatever_fails_the_message_is_said_in_words(
    house: House, slack: Fake, messenger: SlackMessenger, step: str, way: str
) -> None:
    slack.fail(step, *[slack.drop if way == "drop" else WAYS[way]] * 2)
    with structlog.testing.capture_logs() as logged:
        await posted(house, messenger)
        await posted(house, messenger)
    assert in_words(slack)
    assert len(slack.of("chat.postMessage")) == 2
    (warned,) = [e for e in logged if e["event"] == "slack.pictures_in_words"]
    assert "words" in warned["mend"]
    assert ("files:write" in warned["mend"]) == (way == "missing_scope")
    assert len(slack.of("files.getUploadURLExternal")) <= 2


async def test_one_failure_is_not_yet_a_reason_for_words(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    slack.fail("upload", slack.drop)
    await posted(house, messenger)
    assert "slack_file" in shown(slack)


async def test_after_an_hour_what_was_refused_is_tried_again(
    house: House, slack: Fake, messenger: SlackMessenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = 1000.0
    monkeypatch.setattr(module, "_now", lambda: at)
    slack.fail("files.getUploadURLExternal", says("missing_scope"))
    await post(messenger)
    at += 3500
    await post(messenger)
    assert in_words(slack)
    at += 200
    await posted(house, messenger)
    assert "slack_file" in shown(slack)


async def test_an_address_that_slack_does_not_reach_is_uploaded_instead(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    public = told(settings=SEALED.reached_at("https://intranet.example.org"))
    slack.fail("chat.postMessage", says("invalid_blocks", NOT_FETCHED))
    await posted(house, messenger, public)
    assert "slack_file" in shown(slack)
    await posted(house, messenger, public)
    assert ["image_url" in c["blocks"][0] for c in slack.of("chat.postMessage")] == [
        True,
        False,
        False,
    ]
    assert len(slack.files) == 1


async def test_a_message_that_slack_refuses_for_its_words_stays_refused(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    wrong = says(
        "invalid_blocks", "[ERROR] must be more than 0 characters [json-pointer:/blocks/1]"
    )
    await posted(house, messenger)
    slack.fail("chat.postMessage", wrong, says("not_in_channel"))
    for _ in range(2):
        with pytest.raises(Refused):
            await post(messenger)
    assert len(slack.files) == 1


async def test_an_edit_shows_what_stood_there_and_nothing_new(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    ref = await posted(house, messenger)
    (first,) = slack.files
    await messenger.edit(TEAM, DIRECT, ref, told(), Faces())
    assert shown(slack, "chat.update")["slack_file"] == {"id": first}

    await messenger.edit(TEAM, DIRECT, ref, told(level=2), Faces())
    assert in_words(slack, "chat.update")
    assert list(slack.files) == [first]

    # Shown to somebody else is not shown here.
    await messenger.post(TEAM, OTHER, Message.of("hello"), Faces())
    elsewhere = MessageRef(OTHER.address, "9.9")
    await messenger.edit(TEAM, OTHER, elsewhere, told(), Faces())
    assert in_words(slack, "chat.update")

    del slack.files[first]
    await messenger.edit(TEAM, DIRECT, ref, told(), Faces())
    assert in_words(slack, "chat.update")


async def test_workspaces_do_not_share_files(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    second = Workspace("slack", "T2")
    await house.database.write(lambda s: people.settle(s, second, "another", NOON))
    await posted(house, messenger)
    with pytest.raises(TryLater):
        await messenger.post(second, DIRECT, told(), Faces())
    assert len(slack.files) == 2


async def test_a_database_that_fails_costs_the_picture_alone(
    house: House, slack: Fake, messenger: SlackMessenger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with house.database.engine.connect() as connection, connection.begin():
        connection.execute(text("DROP TABLE kept_picture"))
    with structlog.testing.capture_logs() as logged:
        await post(messenger)
    assert in_words(slack)
    assert {e["event"] for e in logged} == {"slack.picture_failed"}
    assert "canary" not in told_by_us(caplog)


async def test_the_outbox_waits_for_the_picture_and_delivers(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    slack.looks = 1
    numbers = count()

    def say(session: Any) -> None:
        at = people.known(session, TEAM)
        assert at is not None
        uow = UnitOfWork(session, at.organization_id, at.workspace_id, house.clock.now)
        here = Conversation("C1", name="general")
        uow.post(told(), to=here, key=f"test:{next(numbers)}", kind="badge.announced")
        uow.post(Message.of(Text.of("words")), to=here, key=f"test:{next(numbers)}", kind="x")

    await house.database.write(say)
    await house.deliver()
    assert "slack_file" in str([c["blocks"] for c in slack.of("chat.postMessage")])
    assert len([c for c in slack.of("chat.postMessage") if "words" in str(c)]) == 1


@pytest.mark.parametrize(
    ("url", "api", "good"),
    [
        ("https://files.slack.com/upload/v1/abc", "https://slack.com/api/", True),
        ("https://slack.com/upload", "https://www.slack.com/api/", True),
        ("https://files.slack-gov.com/upload", "https://slack-gov.com/api/", True),
        ("http://files.slack.com/upload", "https://slack.com/api/", False),
        ("https://files.slack.com.evil.example/x", "https://slack.com/api/", False),
        ("https://evilslack.com/x", "https://slack.com/api/", False),
        ("https://x:y@files.slack.com/x", "https://slack.com/api/", False),
        ("https://169.254.169.254/x", "https://slack.com/api/", False),
        ("http://127.0.0.1:1/x", "https://slack.com/api/", False),
        ("http://127.0.0.1:1/x", "http://127.0.0.1:2/api/", True),
        ("https://[", "https://slack.com/api/", False),
    ],
)
def test_where_a_picture_may_be_sent(url: str, api: str, good: bool) -> None:
    assert may_upload(url, api) is good


async def test_a_picture_goes_to_slack_alone(
    house: House, slack: Fake, messenger: SlackMessenger
) -> None:
    slack.upload_url = "https://elsewhere.example/upload"
    await post(messenger)
    assert in_words(slack)
