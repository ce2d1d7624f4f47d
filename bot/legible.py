"""Text as it comes in, made such that every database and platform can carry it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

T = TypeVar("T")

_UNFIT = re.compile("[\0\ud800-\udfff]")
"""PostgreSQL keeps no NUL, and half a surrogate pair, which JSON can spell, is no text at all."""


def legible(value: T) -> T:
    """The same event, with U+FFFD for what can't be kept; itself when there is nothing such."""
    made: T = _legible(value)
    return made


def _legible(value: Any) -> Any:
    match value:
        case str():
            return _UNFIT.sub("\ufffd", value) if _UNFIT.search(value) else value
        case tuple() | list():
            made = [_legible(v) for v in value]
            same = all(new is old for new, old in zip(made, value, strict=True))
            return value if same else type(value)(made)
        case Mapping():
            pairs = [(k, v, _legible(k), _legible(v)) for k, v in value.items()]
            same = all(key is k and new is v for k, v, key, new in pairs)
            return value if same else {key: new for _, _, key, new in pairs}
        case _ if is_dataclass(value) and not isinstance(value, type):
            changed = {}
            for field in fields(value):
                old = getattr(value, field.name)
                if (new := _legible(old)) is not old:
                    changed[field.name] = new
            return replace(value, **changed) if changed else value
        case _:
            return value
