"""Typed button payloads: a key and ids, packed into what a platform can carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.messages.errors import Unreadable

_KEYS: dict[str, type[Payload]] = {}

T = TypeVar("T", bound="Payload")

LARGEST_ID = 2**31 - 1
"""What PostgreSQL's integer holds, as our ids are; a client may send anything."""


class Payload(BaseModel):
    """Base of all payloads: `class UndoKudos(Payload, key="kudos.undo"): kudos_id: int`.

    Fields are ids (int) and short words (str), nothing that carries content or authority.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    key: ClassVar[str] = ""
    opens_form: ClassVar[bool] = False
    """Whether the answer is a form, as `class OpenX(Payload, key="…", opens_form=True)` says.

    Some platforms open a dialog only from a button that was marked when it was drawn.
    """
    choice: str = ""
    """What was chosen, when a select sent this."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes key and opens_form; they are read below, when the fields are known."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        key: str = kwargs["key"]
        if key in _KEYS:
            raise ValueError(f"payload key {key!r} is taken by {_KEYS[key].__name__}")
        cls.key, cls.opens_form = key, bool(kwargs.get("opens_form"))
        _KEYS[key] = cls

    def pack(self) -> dict[str, str | int]:
        """The ids alone; unset fields stay out."""
        return self.model_dump(exclude_defaults=True)


def unpack(key: str, data: Mapping[str, object]) -> Payload:
    """The typed payload again. Raises Unreadable for an unknown key or bad ids."""
    if key not in _KEYS:
        raise Unreadable(f"no button is called {key[:60]!r}")
    try:
        payload = _KEYS[key].model_validate(dict(data))
    except ValidationError as bad:
        raise Unreadable(f"the button {key!r} came back with other fields") from bad
    if any(isinstance(v, int) and abs(v) > LARGEST_ID for _, v in payload):
        raise Unreadable(f"the button {key!r} came back with an id no database has")
    return payload
