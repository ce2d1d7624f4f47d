"""What a browser may ask for, checked: one class a kind of request."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    ValidationError,
)

from adapters.playground import limits
from adapters.playground.clock import Move

Id = Annotated[str, Field(min_length=1, max_length=120)]
Deed = Annotated[str, Field(min_length=8, max_length=limits.DEED, pattern=r"^[A-Za-z0-9-]+$")]
Moment = Annotated[int, Field(ge=0, lt=2**53)]


class Refusal(Exception):
    """A request that can't be done. The sentence is for the person who asked."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


class Asked(BaseModel):
    """What all requests share: who is spoken as."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    who: Id = Field(alias="as")


class Say(Asked):
    """Somebody typed something and sent it."""

    deed: Deed
    room: Id
    thread: Moment | None = None
    text: str


class Press(Asked):
    """A button was pressed or a select used."""

    deed: Deed
    message: Moment | None = None
    key: Id
    data: dict[Id, Annotated[str, Field(max_length=2000)] | int] = Field(
        default_factory=dict, max_length=50
    )
    choice: Annotated[str, Field(max_length=150)] | None = None


class Given(BaseModel):
    """A field's value, and which kind of field it was in."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Id
    value: StrictBool | StrictInt | StrictFloat | StrictStr | list[Id] | None = None


class Filled(Asked):
    """A form was sent. `deed` was made when it was opened, so sending it twice counts once."""

    deed: Deed
    room: Id | None = None
    thread: Moment | None = None
    key: Id
    values: dict[Id, Given] = Field(default_factory=dict, max_length=100)


class Shortcut(Asked):
    """A shortcut in a message's menu."""

    deed: Deed
    message: Moment
    name: Id


class Edit(Asked):
    """Somebody wrote a message of theirs anew."""

    deed: Deed
    message: Moment
    text: str


class TakeBack(Asked):
    """Somebody deletes a message of theirs."""

    deed: Deed
    message: Moment


class React(Asked):
    """An emoji on a message, or off it."""

    deed: Deed
    message: Moment
    emoji: Id
    on: bool


class Seen(Asked):
    """Everything in a room up to a message has been seen."""

    room: Id
    upto: Moment


class Meet(Asked):
    """Open the direct conversation with these people."""

    people: list[Id] = Field(min_length=1, max_length=limits.GROUP - 1)


class Dismiss(Asked):
    """Put away a message that only I can see."""

    message: Moment


class Look(Asked):
    """Open the Home tab."""

    deed: Deed


class Forward(Asked):
    """Move the clock."""

    by: Move


class Join(Asked):
    """Let somebody into a channel."""

    room: Id
    person: Id


A = TypeVar("A", bound=Asked)


def checked(kind: type[A], given: object) -> A:
    """A request as its class. Raises Refusal with what is wrong."""
    try:
        return kind.model_validate(given)
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False)[0]
        at = ".".join(str(step)[:40] for step in first["loc"]) or "the request"
        raise Refusal(400, f"This request can't be read: {at}: {first['msg']}.") from bad
