"""A real core behind the real door, and a browser's side of it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from tests.adapters.playground.stage import Stage


class Browser:
    """What a tab does, as requests."""

    def __init__(self, client: TestClient[Any, Any], who: str, ids: Iterator[int]) -> None:
        self.client = client
        self.who = who
        self._ids = ids

    def speaking_as(self, who: str) -> Browser:
        """Another tab, as somebody else."""
        return Browser(self.client, who, self._ids)

    def deed(self) -> str:
        """A new id for a deed."""
        return f"test-deed-{next(self._ids)}"

    async def get(self, name: str, status: int = 200, /, **query: Any) -> dict[str, Any]:
        """Ask for something."""
        asked = {"as": self.who, **{k: str(v) for k, v in query.items()}}
        async with self.client.get(f"/playground/api/{name}", params=asked) as answer:
            body: dict[str, Any] = await answer.json()
            assert answer.status == status, body
            return body

    async def post(self, name: str, status: int = 200, /, **body: Any) -> dict[str, Any]:
        """Do something."""
        async with self.client.post(
            f"/playground/api/{name}", json={"as": self.who, **body}
        ) as answer:
            got: dict[str, Any] = await answer.json()
            assert answer.status == status, got
            return got

    async def say(self, text: str, room: str = "c-general", **more: Any) -> dict[str, Any]:
        """Type and send."""
        more.setdefault("deed", self.deed())
        return await self.post("say", room=room, text=text, **more)

    async def press(self, message: dict[str, Any] | None, label: str, **more: Any) -> Any:
        """Press a button of a message by its label."""
        assert message is not None
        (button,) = [
            b
            for block in message["card"]["blocks"]
            if block["kind"] == "buttons"
            for b in block["buttons"]
            if b["label"] == label
        ]
        more.setdefault("deed", self.deed())
        return await self.post("press", message=message["id"], **button["press"], **more)

    async def read(self, room: str = "c-general") -> list[dict[str, Any]]:
        """The messages of a room as this person sees them."""
        found: list[dict[str, Any]] = (await self.get("messages", room=room))["messages"]
        return found

    async def marks(self, room: str) -> tuple[int, int]:
        """What is unread in a room, and how much of it calls on this person."""
        rooms = (await self.get("start"))["rooms"]
        (found,) = [r for r in rooms if r["id"] == room]
        return found["unread"], found["mentions"]

    async def live(self) -> ClientWebSocketResponse[bool]:
        """The live line, standing."""
        socket = await self.client.ws_connect(f"/playground/api/live?as={self.who}")
        assert await socket.receive_json(timeout=5) == {"kind": "ready"}
        return socket


@pytest.fixture
def folder(tmp_path: Path, migrated_file: Path) -> Path:
    """A data folder whose core database is migrated."""
    shutil.copy(migrated_file, tmp_path / "potluck.db")
    return tmp_path


@pytest.fixture
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Potluck with the gallery, open."""
    made = Stage(folder, with_gallery=True)
    yield made
    await made.stop()


@pytest.fixture
async def ana(stage: Stage) -> AsyncIterator[Browser]:
    """A tab speaking as Ana."""
    async with TestClient(TestServer(stage.app)) as client:
        yield Browser(client, "ana", count(1))


@pytest.fixture
def bo(ana: Browser) -> Browser:
    """A tab speaking as Bo."""
    return ana.speaking_as("bo")


def words(messages: Iterable[dict[str, Any]]) -> list[str]:
    """What messages say, in short."""
    return [
        m["card"]["summary"] if "card" in m else "".join(p["value"] for p in m.get("text", []))
        for m in messages
    ]


async def news(socket: ClientWebSocketResponse[bool], kind: str) -> dict[str, Any]:
    """The next news of a kind on a live line."""
    while True:
        got: dict[str, Any] = await socket.receive_json(timeout=5)
        if got["kind"] == kind:
            return got
