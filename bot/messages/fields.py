"""The closed set of form fields; each renderer matches every one of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field as Limit
from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema

from bot.messages.blocks import Option
from bot.messages.text import Part


class Asking(Part):
    """What every field shares: its question, and a quiet line of help below it."""

    label: str = Limit(max_length=150)
    hint: str = Limit(default="", max_length=150)

    def __init__(self, label: str = "", /, **rest: object) -> None:
        if label:
            rest["label"] = label
        super().__init__(**rest)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """As an annotation on a form's field it only labels: the field keeps its own type."""
        return handler(source)


class Line(Asking):
    """One line of text."""

    kind: Literal["line"] = "line"
    placeholder: str = Limit(default="", max_length=150)


class Paragraph(Asking):
    """Several lines of text."""

    kind: Literal["paragraph"] = "paragraph"
    placeholder: str = Limit(default="", max_length=150)


class PickPerson(Asking):
    """One colleague."""

    kind: Literal["person"] = "person"


class PickPeople(Asking):
    """Some colleagues, at most `most`."""

    kind: Literal["people"] = "people"
    most: int = 20


class PickOne(Asking):
    """One of some options."""

    kind: Literal["one"] = "one"
    options: tuple[Option, ...] = ()


class PickMany(Asking):
    """Any of some options."""

    kind: Literal["many"] = "many"
    options: tuple[Option, ...] = ()


class Date(Asking):
    """A calendar day (`datetime.date`)."""

    kind: Literal["date"] = "date"


class Time(Asking):
    """A wall-clock time (`datetime.time`) where the person is."""

    kind: Literal["time"] = "time"


class DateAndTime(Asking):
    """A moment (aware `datetime`), written as wall time where the person is."""

    kind: Literal["datetime"] = "datetime"


class Number(Asking):
    """A whole number (`int`) or, with `decimal`, any number (`float`)."""

    kind: Literal["number"] = "number"
    least: float | None = None
    most: float | None = None
    decimal: bool = False


class Toggle(Asking):
    """Yes or no (`bool`)."""

    kind: Literal["toggle"] = "toggle"


class Hidden(Asking):
    """Carried along, not shown. It comes back from a client, so it holds no authority."""

    kind: Literal["hidden"] = "hidden"
    label: str = ""


Field: TypeAlias = (
    Line
    | Paragraph
    | PickPerson
    | PickPeople
    | PickOne
    | PickMany
    | Date
    | Time
    | DateAndTime
    | Number
    | Toggle
    | Hidden
)
AnyField: TypeAlias = Annotated[Field, Limit(discriminator="kind")]
