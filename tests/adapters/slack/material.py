"""The recorded material: payloads of four SDKs and Slack's samples, and a Block Kit check."""

from __future__ import annotations

import importlib.util
import json
import sys
import warnings
from functools import cache
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SHARED = Path(__file__).resolve().parents[4] / "shared"
ROOT = SHARED / "material/slack"
SCHEMA = ROOT / "blockkit/slack-block-kit.subset.schema.json"


def load(name: str) -> Json:
    """One file, by its path below the folder of material."""
    read: Json = json.loads((ROOT / name).read_text("utf-8"))
    return read


def names(*folders: str) -> list[str]:
    """Every payload of these folders, by its path below the folder of material."""
    found = [f for folder in folders for f in (ROOT / folder).rglob("*.json")]
    return sorted(str(f.relative_to(ROOT)) for f in found)


def payload(document: Json) -> Json:
    """As it reaches inbound: forms parsed, envelopes opened, bare events wrapped."""
    if "form" in document and "parsed" in document:
        return dict(document["parsed"])
    if "envelope_id" in document:
        return dict(document.get("payload") or {})
    return document


def wrapped(event: Json) -> Json:
    """An event as the Events API delivers it."""
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "user_id": "UBOT", "is_bot": True}],
        "event": event,
    }


@cache
def _checker() -> Any:
    """The third party's schema with its rules for whole payloads, as a module."""
    spec = importlib.util.spec_from_file_location(
        "check_blockkit_schema", SHARED / "tools/check_blockkit_schema.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    given, sys.argv = sys.argv, ["check", str(SCHEMA)]
    try:
        with warnings.catch_warnings():
            # The tool leaves it to the interpreter to close the schema.
            warnings.simplefilter("ignore", ResourceWarning)
            spec.loader.exec_module(module)
    finally:
        sys.argv = given
    return module


def problems(document: Json | list[Json]) -> list[str]:
    """What the check has against a message's blocks or a view."""
    found: list[str] = _checker().check(document)
    return found
