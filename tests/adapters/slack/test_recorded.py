"""Every recorded payload → the event it becomes, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.slack.arrival import Arrival
from adapters.slack.inbound import arrival
from adapters.slack.payload import Malformed
from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    FormSubmitted,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    Said,
    ShortcutUsed,
)
from tests.adapters.slack import material

TABLE = Path(__file__).with_name("expected.txt").read_text("utf-8")
EXPECTED = dict(line.partition(" ")[::2] for line in TABLE.splitlines() if not line.startswith("#"))


def read(name: str) -> Arrival | None:
    document = material.load(name)
    bare = name.rpartition("/")[2].startswith("inner.")
    return arrival(material.wrapped(document) if bare else material.payload(document))


@pytest.mark.parametrize("name", material.names("curated", "recorded", "skeleton"))
def test_every_recorded_payload(name: str) -> None:
    try:
        found = read(name)
        what = told(found) if found else None
    except Malformed:
        what = "malformed"
    assert what == EXPECTED.get(name.removesuffix(".json"))


def test_the_table_names_real_files_alone() -> None:
    there = {n.removesuffix(".json") for n in material.names("curated", "recorded", "skeleton")}
    assert EXPECTED.keys() <= there
    assert len(EXPECTED) > 90


def told(found: Arrival) -> str:
    event = found.event
    match event:
        case CommandInvoked():
            mentions = sum(isinstance(p, Account) for p in event.text)
            what = f"{event.name} {_number_of_words(event.text)} {mentions}"
        case ButtonClicked():
            what = f"{event.payload.key} {event.message.id if event.message else '-'}"
        case FormSubmitted():
            filled = sorted(k for k, v in event.form.values.items() if v)
            what = " ".join([event.form.key or "-", *filled])
        case ShortcutUsed():
            author = event.quote.author.address if event.quote.author else "-"
            what = f"{event.name} {author} {'link' if event.quote.link else '-'}"
            what += f" {_number_of_words(event.quote.text)}"
        case MessagePosted() | MessageChanged():
            what = f"{event.ref.id} {_number_of_words(event.text)}"
        case MessageDeleted():
            what = event.ref.id
        case ReactionAdded() | ReactionRemoved():
            author = event.author.address if event.author else "-"
            what = f"{event.emoji} {event.ref.id} {author}"
        case ProfileChanged():
            what = f"{event.actor.time_zone or '-'} {'gone' if event.actor.is_deleted else 'here'}"
        case _:
            what = ""
    there = event.conversation
    place = (there.address + (f":{there.thread}" if there.thread else "")) if there else "-"
    kind, team = type(event).__name__, event.workspace.address
    return f"{kind} {team} {event.actor.address} {place} {what}".strip()


def _number_of_words(text: Said[Account]) -> int:
    return len(" ".join(p for p in text if isinstance(p, str)).split())
