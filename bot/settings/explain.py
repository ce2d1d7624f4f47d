"""What a value should have been: pydantic's complaints in an operator's words."""

from __future__ import annotations

import types
from datetime import time
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bot.settings.model import Settings
from bot.settings.parts import Section
from bot.settings.problems import did_you_mean, listed
from bot.settings.tree import Loc, spelt

SHOWN = 40
"""Most characters of a wrong value that are repeated: no more is needed to find it."""


def explain(detail: ErrorDetails) -> tuple[Loc, str]:
    """Where it is and what is wrong, what is allowed included."""
    loc: Loc = detail["loc"]
    context = detail.get("ctx", {})
    match detail["type"]:
        case "clash":
            loc = tuple(context["loc"])
            return loc, f"{spelt(loc)} {context['what']}"
        case "extra_forbidden":
            return loc, _unknown(loc)
        case "missing":
            return loc, f"{spelt(loc[:-1])} needs the key {loc[-1]}: {_allowed(loc)}."
        case "value_error":
            return loc, f"{spelt(loc)} {_shown(detail['input'])}{context['error']}"
        case _:
            near = _near(loc, detail["input"])
            return loc, f"{spelt(loc)} {_shown(detail['input'])}must be {_allowed(loc)}.{near}"


MOVED: dict[Loc, str] = {
    ("sessions", "day_begins"): "attention.day_begins",
    ("sessions", "day_ends"): "attention.day_ends",
}
"""Keys that stood elsewhere in an earlier version."""


def _unknown(loc: Loc) -> str:
    if loc in MOVED:
        return f"{spelt(loc)} has moved to {MOVED[loc]}: write it there."
    section = _annotation(loc[:-1])[0]
    known = list(section.model_fields) if _is_section(section) else []
    where = f" in {spelt(loc[:-1])}" if len(loc) > 1 else ""
    said = f'"{str(loc[-1])[:SHOWN]}" is no key{where}.{did_you_mean(str(loc[-1]), known)}'
    return f"{said} Known keys: {', '.join(known)}." if known else said


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return ""
    text = str(value)
    return f'is "{text}", but ' if len(text) <= SHOWN else ""


def _near(loc: Loc, value: object) -> str:
    """Which of the words that may stand there is meant."""
    kind, _ = _annotation(loc)
    is_word = isinstance(kind, type) and issubclass(kind, StrEnum) and isinstance(value, str)
    return did_you_mean(str(value), list(kind)) if is_word else ""


def _allowed(loc: Loc) -> str:
    """What may stand at a place."""
    kind, rules = _annotation(loc)
    low = next((r.ge for r in rules if isinstance(r, Ge)), None)
    high = next((r.le for r in rules if isinstance(r, Le)), None)
    short = next((r.min_length for r in rules if isinstance(r, MinLen)), None)
    long = next((r.max_length for r in rules if isinstance(r, MaxLen)), None)
    if kind is bool:
        return "true or false"
    if kind is int:
        return f"a whole number from {low} to {high}"
    if kind is time:
        return 'a time of day on the 24-hour clock, like "09:30"'
    if kind is str:
        return f"text of {short or 0} to {long} characters" if long else "text"
    if get_origin(kind) is tuple:
        return 'a list: one item a line, each begun with "- "'
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return f"one of {listed(kind)}"
    if _is_section(kind):
        return f"a section with the keys {', '.join(kind.model_fields)}"
    raise AssertionError(f"no words for {kind}")


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _annotation(loc: Loc) -> tuple[Any, list[Any]]:
    """The type and the rules at a place, as the sections declare them."""
    kind: Any = Settings
    rules: list[Any] = []
    for step in loc:
        if isinstance(step, int):
            kind, rules = _unwrapped(get_args(kind)[0])
        elif _is_section(kind) and step in kind.model_fields:
            field: FieldInfo = kind.model_fields[step]
            kind, more = _unwrapped(field.annotation)
            rules = [*field.metadata, *more]
        else:
            return object, []
    return kind, rules


def _unwrapped(kind: Any) -> tuple[Any, list[Any]]:
    """A type without `Annotated` and `| None`, and the rules it carried."""
    rules: list[Any] = []
    while True:
        if get_origin(kind) is Annotated:
            kind, *found = get_args(kind)
            rules += [m for f in found for m in (f.metadata if isinstance(f, FieldInfo) else [f])]
        elif get_origin(kind) in (Union, types.UnionType):
            kind = next(k for k in get_args(kind) if k is not type(None))
        else:
            return kind, rules
