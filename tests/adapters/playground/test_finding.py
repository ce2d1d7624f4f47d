"""What was answered is found while it is being typed: nothing is said, nothing is pressed."""

from __future__ import annotations

from tests.adapters.playground.conftest import Browser
from tests.adapters.playground.stage import Stage


async def test_what_is_typed_is_looked_for_and_said_to_nobody(stage: Stage, ana: Browser) -> None:
    start = await ana.get("start")
    general = next(r["id"] for r in start["rooms"] if r["name"] == "general")
    await ana.say("/ask How do I rotate the staging credentials? #postgres")
    await stage.deliver()
    before = await ana.read()
    for words in ("rotate cred", "rotate credentials #postgres"):
        got = await ana.get("find", room=general, words=words)
        said = str(got["blocks"])
        assert "staging" in said
        assert {b["kind"] for b in got["blocks"]} <= {"header", "text", "context"}
    assert "Nothing found" in str(await ana.get("find", room=general, words="sourdough"))
    assert await ana.read() == before
