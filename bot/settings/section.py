"""What all sections of app.yaml share: no unknown keys, nothing changes, names of accounts."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

# Which platforms there are is the adapters' business: here only the shape is checked.
ADDRESS = re.compile(r"([a-z][a-z0-9_-]*):\s*(\S.*)")


def lower(value: Any) -> Any:
    """Words may be written in capitals."""
    return value.strip().lower() if isinstance(value, str) else value


def _account(value: Any) -> Any:
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


AccountName = Annotated[str, BeforeValidator(_account)]
"""An account as "slack:U0123", or an e-mail address in lower case."""


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
