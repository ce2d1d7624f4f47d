"""What people type in Teams → events."""

import json
from dataclasses import replace

import pytest

from adapters.teams.activities import event_key
from adapters.teams.references import AccountReference
from bot.events import (
    Account,
    CommandInvoked,
    MessagePosted,
    MessageRef,
)
from tests.adapters.teams.reading import BO, BOT, CHI, READER, message, one


def test_mentions_become_accounts_where_they_stand() -> None:
    knows = {"29:bo": "aad-bo"}
    reader = replace(READER, knows=lambda tenant, user: knows.get(user))
    said = "<at>Potluck</at> /kudos <at>Bo Berg</at> and <at>Chi</at> for the help #sql"
    # Entities come in any order.
    (event,) = reader.events(message(said, CHI, BO, BOT))
    assert isinstance(event, CommandInvoked)
    assert event.name == "kudos"
    bo, word, chi, rest = event.text
    assert isinstance(bo, Account)
    assert isinstance(chi, Account)
    assert (bo.address, bo.name) == ("aad-bo", "Bo Berg")
    assert (chi.address, AccountReference.read(chi.reference).id) == ("29:chi", "29:chi")
    assert (word, rest) == (" and ", " for the help #sql")


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("kudos me", "kudos", ("me",)),
        ("/kudos me", "kudos", ("me",)),
        ("  KUDOS   me  ", "kudos", ("me",)),
        ("learn help", "learn", ("help",)),
        ("", "help", ()),
        ("/", "help", ()),
        ("kudos\nfor all", "kudos", ("for all",)),
        ("a &lt;b&gt; &amp; c", "a", ("&lt;b&gt; &amp; c",)),
    ],
)
def test_what_people_type(said: str, name: str, rest: tuple[str, ...]) -> None:
    event = one(message(said, kind="personal"))
    assert (event.name, event.text) == (name, rest)


def test_teams_own_encoding_is_undone_once() -> None:
    html = [{"contentType": "text/html", "content": "<div></div>"}]
    said = "<at>Potluck</at>&nbsp;kudos a &lt;b&gt; &amp;amp; c"
    assert one(message(said, BOT, attachments=html)).text == ("a <b> &amp; c",)


def test_at_tags_that_people_type_stay_text() -> None:
    event = one(message("<at>Potluck</at> kudos <at>everyone</at> hi", BOT))
    assert event.text == ("<at>everyone</at> hi",)


def test_a_channel_message_without_our_mention_is_only_read() -> None:
    event = one(message("thanks <at>Bo Berg</at>", BO))
    assert isinstance(event, MessagePosted)
    assert event.ref == MessageRef("19:x", "1700")


def test_our_own_messages_are_not_heard() -> None:
    assert READER.events(message("hi", kind="personal", **{"from": {"id": "28:bot"}})) == []


def test_message_ids_are_unique_only_within_a_conversation() -> None:
    first, second = message("a"), message("a") | {"conversation": {"id": "19:y"}}
    assert event_key(first) != event_key(second)
    assert event_key(first) == event_key(json.loads(json.dumps(first)))


@pytest.mark.parametrize(
    ("zone", "is_kept"),
    [
        ("Europe/Oslo", "Europe/Oslo"),
        ("GMT-8", None),
        ("../../etc/passwd", None),
        ("Nowhere/City", None),
        ("America", None),
        (7, None),
    ],
)
def test_only_real_zones_are_learnt(zone: object, is_kept: str | None) -> None:
    assert one(message("x", kind="personal", localTimezone=zone)).actor.time_zone == is_kept
