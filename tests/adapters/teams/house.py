"""The whole way: signed requests → the real CloudAdapter → the real core → a fake Microsoft."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient

from adapters.door import Core
from adapters.teams.app import TeamsDoor
from adapters.teams.port.settings import TeamsSettings
from bot import handlers
from bot.delivery import Delivery
from bot.dispatcher import Dispatcher
from bot.profiles import Profiles
from bot.settings import Settings
from bot.store.database import Database
from tests.adapters.teams.fakes import TENANT, Call, FakeMicrosoft, Json, client_for
from tests.world import Clock

PEOPLE = {"ana": "Ana Alves", "bo": "Bo Berg", "chi": "Chi Chen"}


@dataclass
class House:
    """One Potluck with its Teams door open."""

    microsoft: FakeMicrosoft
    door: TeamsDoor
    delivery: Delivery
    dispatcher: Dispatcher
    client: TestClient[Any, Any]
    database: Database
    pauses: list[float] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1000))

    async def post(self, activity: Json) -> tuple[int, Any]:
        """A signed request; status and JSON of the answer."""
        token = self.microsoft.token(serviceurl=activity["serviceUrl"])
        headers = {"Authorization": f"Bearer {token}"}
        async with self.client.post("/api/messages", json=activity, headers=headers) as response:
            return response.status, await response.json() if response.content_length else None

    def activity(self, who: str = "ana", kind: str = "personal", **more: Any) -> Json:
        """An activity by `who`; kind is personal, groupChat or channel."""
        address = {"personal": f"a:{who}", "groupChat": "19:g", "channel": "19:c;messageid=77"}
        return {
            "type": "message",
            "id": f"{next(self.ids)}",
            "channelId": "msteams",
            "serviceUrl": self.microsoft.service_url,
            "from": {"id": f"29:{who}", "aadObjectId": f"aad-{who}", "name": PEOPLE[who]},
            "recipient": {"id": "28:bot", "name": "Potluck"},
            "conversation": {
                "id": address[kind],
                "conversationType": kind,
                "tenantId": TENANT,
            },
        } | more

    def said(self, text: str, *mentioned: str, who: str = "ana", kind: str = "channel") -> Json:
        """A typed message; `{bo}` in the text is a mention of Bo, `{bot}` of the bot."""
        names = {"bot": ("28:bot", "Potluck")} | {w: (f"29:{w}", PEOPLE[w]) for w in mentioned}
        tags = {w: f"<at>{name}</at>" for w, (_, name) in names.items()}
        entities = [
            {"type": "mention", "text": tags[w], "mentioned": {"id": i, "name": name}}
            for w, (i, name) in names.items()
            if f"{{{w}}}" in text
        ]
        return self.activity(who, kind, text=text.format(**tags), entities=entities)

    def invoke(self, name: str, value: Json, who: str = "ana", kind: str = "personal") -> Json:
        return self.activity(who, kind, type="invoke", name=name, value=value)

    async def say(
        self, text: str, *mentioned: str, who: str = "ana", kind: str = "channel"
    ) -> None:
        status, _ = await self.post(self.said(text, *mentioned, who=who, kind=kind))
        assert status == 200

    async def press(self, action: Json, card: Call, who: str = "ana", **inputs: Any) -> Any:
        """Press an Action.Execute of a card that was really posted."""
        data = action["data"] | inputs
        value = {"action": {"type": "Action.Execute", "verb": action["verb"], "data": data}}
        kind = "channel" if "/19%3Ac" in card.path else "personal"
        made = self.invoke("adaptiveCard/action", value, who, kind)
        made["replyToId"] = f"sent-{self.microsoft.calls.index(card) + 1}"
        made["conversation"]["id"] = (
            card.path.split("/")[3].replace("%3A", ":").replace("%3B", ";").replace("%3D", "=")
        )
        status, body = await self.post(made)
        assert status == 200
        return body

    async def deliver(self) -> None:
        await self.delivery.drain()

    def posts(self, conversation: str = "") -> list[Call]:
        """What was posted, optionally to one conversation."""
        return [
            c
            for c in self.microsoft.calls
            if c.method == "POST"
            and c.path.endswith("/activities")
            and f"/{conversation}" in c.path
        ]

    async def close(self) -> None:
        await self.client.close()
        await self.delivery.stop()
        await self.door.stop()


def words(call: Call) -> str:
    """Everything written on a posted card."""
    return " | ".join(_texts(call.body["attachments"][0]["content"]["body"]))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (value[k] for k in ("text", "title", "value") if isinstance(value.get(k), str))
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def actions(call: Call) -> dict[str, Json]:
    """The actions of a posted card by their labels, those behind a question too."""
    return dict(_actions(call.body["attachments"][0]["content"]))


def _actions(value: Any) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        if str(value.get("type", "")).startswith("Action."):
            yield value["title"], value
        for inner in value.values():
            yield from _actions(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _actions(inner)


def submitted(card: Json, **inputs: str) -> Json:
    """What a client sends for a dialog's card."""
    values = {e["id"]: str(e.get("value", "")) for e in card["body"] if "id" in e}
    (submit,) = card["actions"]
    return {"data": submit["data"] | values | inputs}


async def build(
    microsoft: FakeMicrosoft, database: Database, settings: TeamsSettings | None = None
) -> House:
    """A house on this database, with everybody on the rosters."""
    for who, name in PEOPLE.items():
        member = {
            "id": f"29:{who}",
            "aadObjectId": f"aad-{who}",
            "name": name,
            "email": f"{who}@example.com",
            "userRole": "user",
        }
        microsoft.members |= {f"29:{who}": member, f"aad-{who}": member}
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0)

    door = TeamsDoor(settings or microsoft.settings(), pause)
    clock = Clock()
    delivery = Delivery(database, [door.messenger], clock)
    dispatcher = Dispatcher(
        database,
        handlers.router(),
        Settings(),
        Profiles([door.messenger]),
        clock,
        delivery.wake,
    )
    app = web.Application()
    door.open(Core(dispatcher), app)
    await door.start()
    client = await client_for(app)
    return House(microsoft, door, delivery, dispatcher, client, database, pauses)
