"""What the sections of app.yaml are made of: kinds of values, and the section they all are."""

from __future__ import annotations

import re
from datetime import time
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.settings.problems import did_you_mean

# Which platforms there are is the adapters' business: here only the shape is checked.
ADDRESS = re.compile(r"([a-z][a-z0-9_-]*):\s*(\S.*)")


class Weekday(StrEnum):
    """A day of the week, written in English."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @property
    def number(self) -> int:
        """As `datetime.weekday()` counts: Monday is 0."""
        return list(Weekday).index(self)


def lower(value: Any) -> Any:
    """Names may be written in any case."""
    return value.strip().lower() if isinstance(value, str) else value


def _clock_time(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?", value.strip())
    if not found:
        raise ValueError('must be a time of day on the 24-hour clock, like "09:30".')
    return time(int(found[1]), int(found[2]))


def _time_zone(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        # An absolute path or a folder's name ("Europe") is no zone either.
        return ZoneInfo(value.strip()).key
    except (KeyError, ValueError, OSError):
        raise ValueError(
            'must be an IANA time zone, like "Europe/Berlin" or "UTC".' + _zone_like(value)
        ) from None


def _zone_like(value: str) -> str:
    from zoneinfo import available_timezones

    zones = available_timezones()
    cities = {z.rpartition("/")[2]: z for z in sorted(zones)}
    near = did_you_mean(value, sorted(zones)) or did_you_mean(value.replace(" ", "_"), [*cities])
    for city in cities:
        if f'"{city}"' in near:
            return near.replace(city, cities[city])
    return near


def _channel(value: Any) -> Any:
    return value.strip().removeprefix("#") if isinstance(value, str) else value


def _workspace(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    found = ADDRESS.fullmatch(value.strip())
    if not found:
        raise ValueError(
            'must be a platform and its own id, like "slack:T0123ABCD" or "teams:<tenant id>".'
        )
    return f"{found[1]}:{found[2]}"


def account(value: Any) -> Any:
    """An account or an e-mail address as it is kept. Raises ValueError."""
    if not isinstance(value, str):
        return value
    value = value.strip()
    # The colon decides first: a Teams account id may hold an "@".
    if found := ADDRESS.fullmatch(value):
        return f"{found[1]}:{found[2]}"
    if re.fullmatch(r"[^@\s:]+@[^@\s:]+", value):
        return value.lower()
    raise ValueError(
        'must be an e-mail address, or a platform and an account id, like "slack:U0123ABCD".'
    )


ChannelName = Annotated[str, BeforeValidator(_channel), Field(max_length=100)]
"""A channel's name, without "#"."""
TimeOfDay = Annotated[time, BeforeValidator(_clock_time)]
"""Wall time, without a zone."""
ZoneName = Annotated[str, BeforeValidator(_time_zone)]
"""An IANA zone that exists."""
WorkspaceName = Annotated[str, BeforeValidator(_workspace)]
"""A workspace as "slack:T0123", "teams:<tenant id>" or "playground:<name>"."""
AccountName = Annotated[str, BeforeValidator(account)]
"""An account as "slack:U0123", or an e-mail address in lower case."""


def leaves_time(begins: time, ends: time, quiet_begins: time, quiet_ends: time) -> bool:
    """Whether quiet hours, which may pass midnight, leave something of a day's hours."""
    if quiet_begins < quiet_ends:
        return begins < quiet_begins or quiet_ends < ends
    return max(begins, quiet_ends) < min(ends, quiet_begins)


class Section(BaseModel):
    """Base of all sections: no unknown keys, nothing changes after start."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _empty_is_left_out(cls, values: Any) -> Any:
        """`kudos:` with nothing after it means its default."""
        if not isinstance(values, dict):
            return values
        return {k: v for k, v in values.items() if v is not None or k not in cls.model_fields}
