"""The recorded material: third parties' activities, and the official schemas."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import validators
from jsonschema.protocols import Validator

Json = dict[str, Any]

ROOT = Path(__file__).resolve().parents[4] / "shared/material/teams"
SCHEMAS = ROOT / "schemas"
# Teams' own extensions of the card format, which the public schema does not know.
EXTENSIONS = ("msteams",)


def recorded() -> dict[str, Json]:
    """Every recorded activity by its path below the folder of material."""
    found = {}
    for file in sorted(ROOT.rglob("*.json")):
        if SCHEMAS not in file.parents:
            found[str(file.relative_to(ROOT))] = json.loads(file.read_text("utf-8-sig"))
    return found


@cache
def _validator(name: str) -> Validator:
    schema = json.loads((SCHEMAS / name).read_text("utf-8-sig"))
    made: Validator = validators.validator_for(schema)(schema)
    return made


def problems(name: str, document: Json) -> list[str]:
    return [
        f"{list(e.absolute_path)}: {e.message[:200]}"
        for e in _validator(name).iter_errors(document)
    ]


def card_problems(card: Json) -> list[str]:
    """What the official 1.5 schema has against a card, Teams' documented extensions aside."""
    assert card["type"] == "AdaptiveCard"
    assert card["version"] == "1.5"
    plain = {k: v for k, v in card.items() if k not in EXTENSIONS}
    return problems("adaptive-card.1.5.0.json", _fallen_back(_without(plain, "choices.data")))


def _fallen_back(value: Any) -> Any:
    """What a client sees that does not know Teams' charts: what each falls back to."""
    if isinstance(value, dict):
        if str(value.get("type", "")).startswith("Chart."):
            return value["fallback"]
        return {k: _fallen_back(v) for k, v in value.items()}
    return [_fallen_back(v) for v in value] if isinstance(value, list) else value


def _without(value: Any, key: str) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, key) for k, v in value.items() if k != key}
    return [_without(v, key) for v in value] if isinstance(value, list) else value
