"""Colleagues in Teams: the Agents Playground shows one person's window, others act beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.adapters.teams.material import card_problems
from tests.peers.teams import AgentsPlayground, Json

Place = Json
"""What an activity says about where it comes from."""


class TeamsPerson:
    """Somebody of the playground's context, whose clients send what Teams' clients send."""

    def __init__(self, teams: AgentsPlayground, number: int, name: str) -> None:
        self._teams = teams
        self.lives_in: str | None = None
        """Their time zone, which Teams' clients tell with what they send."""
        self.id = f"user-id-{number}"
        self.address = f"00000000-0000-4000-8000-00000000000{number}"
        """How people are picked in forms."""
        self._from = {"id": self.id, "aadObjectId": self.address, "name": name}

    def press(self, place: Place, message: Json, label: str, nth: int = 0) -> Json:
        """Press a button of a message's card, the `nth` from 0; what the client is answered."""
        action = _action(card_of(message), label, nth)
        if action["type"] == "Action.Submit":
            return self.fetch(place, action)
        value = {"action": action, "trigger": "manual"}
        return self._invoke("adaptiveCard/action", value, place)

    def _invoke(self, name: str, value: Json, place: Place) -> Json:
        told: Json = {"from": self._from}
        if self.lives_in:
            told["localTimezone"] = self.lives_in
        return self._teams.invoke(name, value, **place, **told)

    def fetch(self, place: Place, action: Json) -> Json:
        """Press a button that opens a dialog; the form's card."""
        assert action["data"]["msteams"] == {"type": "task/fetch"}
        asked = {"data": action["data"]}
        opened = self._invoke("task/fetch", asked, place)
        form: Json = opened["task"]["value"]["card"]["content"]
        assert card_problems(form) == []
        return form

    def submit(self, place: Place, form: Json, /, **filled: Any) -> Json:
        """Send a dialog: inputs by name, the rest as they were shown."""
        values = {i["id"]: i["value"] for i in _inputs(form["body"]) if "value" in i}
        known = {i["id"].partition(":")[2]: i["id"] for i in _inputs(form["body"])}
        values |= {known[name]: value for name, value in filled.items()}
        value = {"data": {**form["actions"][0]["data"], **values}}
        return self._invoke("task/submit", value, place)

    def point(
        self,
        place: Place,
        name: str,
        content: str,
        id_: str,
        *,
        by: TeamsPerson | None = None,
        below: str = "",
    ) -> Json:
        """Choose from the menu of a message (its HTML and id) that `by` wrote; the answer."""
        wrote = by or self
        message = {
            "id": id_,
            "replyToId": below or None,
            "from": {"user": {"id": wrote.address, "displayName": wrote._from["name"]}},
            "body": {"contentType": "html", "content": content},
        }
        value = {"commandId": name, "commandContext": "message", "messagePayload": message}
        return self._invoke("composeExtension/fetchTask", value, place)

    @property
    def chat(self) -> Place:
        """Their own chat with the bot, which the bot has opened."""
        return self._teams.place_of(self.id)


def card_of(message: Json) -> Json:
    """The card in a message that was sent; it must be one by the official schema."""
    card: Json = message["attachments"][0]["content"]
    assert card_problems(card) == []
    return card


def address(message: Json, label: str) -> str:
    """Where the button with this label leads."""
    return str(_action(card_of(message), label)["url"])


def _action(card: Json, label: str, nth: int = 0) -> Json:
    is_outer = [a for a in _parts(card) if a.get("title") == label and "type" in a]
    # What asks first has a button of its own inside, maybe of the same name.
    inside = [id(p) for a in is_outer if "card" in a for p in _parts(a["card"])]
    found = [a for a in is_outer if id(a) not in inside]
    assert len(found) > nth, f"no button {label!r}"
    if found[nth]["type"] == "Action.ShowCard":
        inner: Json = found[nth]["card"]["actions"][0]
        return inner
    return found[nth]


def _inputs(body: list[Json]) -> list[Json]:
    return [part for part in _parts(body) if str(part.get("type", "")).startswith("Input.")]


def _parts(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)
