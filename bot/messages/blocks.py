"""The closed set of blocks a message is made of; each renderer matches every one of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from bot.events import Person
from bot.messages.payload import Payload
from bot.messages.text import Mention, Part, Says, Spans, plain, spans


class Header(Part):
    """A heading; plain text of at most 150 characters (Slack's header block is the tightest)."""

    kind: Literal["header"] = "header"
    text: str = Field(max_length=150)


class Text(Part):
    """A paragraph."""

    kind: Literal["text"] = "text"
    spans: Spans

    @classmethod
    def of(cls, *parts: Says) -> Text:
        """A paragraph of these pieces."""
        return cls(spans=spans(parts))


class Context(Part):
    """A small, quiet line below what matters."""

    kind: Literal["context"] = "context"
    spans: Spans

    @classmethod
    def of(cls, *parts: Says) -> Context:
        """A context line of these pieces."""
        return cls(spans=spans(parts))


class Fact(Part):
    """One label with its value."""

    label: str
    value: Spans


class Facts(Part):
    """Labels and values side by side."""

    kind: Literal["facts"] = "facts"
    facts: tuple[Fact, ...] = Field(min_length=1)

    @classmethod
    def of(cls, *pairs: tuple[str, Says]) -> Facts:
        """Facts of (label, value) pairs."""
        return cls(facts=tuple(Fact(label=k, value=spans([v])) for k, v in pairs))


class Bullets(Part):
    """A list; `ordered` numbers it."""

    kind: Literal["list"] = "list"
    items: tuple[Spans, ...] = Field(min_length=1)
    ordered: bool = False

    @classmethod
    def of(cls, *items: Iterable[Says] | str, ordered: bool = False) -> Bullets:
        """A list whose items are strings or pieces of text."""
        made = tuple(spans([i]) if isinstance(i, str) else spans(i) for i in items)
        return cls(items=made, ordered=ordered)


class Press(Part):
    """What a button or select sends back: the payload's key and its ids."""

    key: str
    data: dict[str, str | int] = Field(default_factory=dict)
    opens_form: bool = False
    """A hint for platforms that open dialogs only from marked buttons."""

    @classmethod
    def of(cls, payload: Payload) -> Press:
        """The packed form of a typed payload."""
        return cls(key=payload.key, data=payload.pack(), opens_form=payload.opens_form)


class Confirm(Part):
    """A question asked before a press counts."""

    title: str = Field(max_length=100)
    text: str = Field(max_length=300)
    yes: str = Field(max_length=30)
    no: str = Field(default="Not now", max_length=30)


class Button(Part):
    """Sends `press`, or opens `url`: exactly one of the two."""

    label: str = Field(max_length=75)
    press: Press | None = None
    url: str | None = None
    style: Literal["default", "primary", "danger"] = "default"
    confirm: Confirm | None = None

    @classmethod
    def of(
        cls,
        label: str,
        payload: Payload,
        *,
        style: Literal["default", "primary", "danger"] = "default",
        confirm: Confirm | None = None,
    ) -> Button:
        """A button that sends a typed payload."""
        return cls(label=label, press=Press.of(payload), style=style, confirm=confirm)


class Buttons(Part):
    """A row of at most five buttons."""

    kind: Literal["buttons"] = "buttons"
    buttons: tuple[Button, ...] = Field(min_length=1, max_length=5)

    @classmethod
    def of(cls, *buttons: Button) -> Buttons:
        """A row of these buttons."""
        return cls(buttons=buttons)


class Option(Part):
    """One choice: what is sent and what is shown."""

    value: str = Field(min_length=1, max_length=150)
    label: str = Field(min_length=1, max_length=75)


class Select(Part):
    """A drop-down that acts at once; the chosen value comes back as the payload's `choice`."""

    kind: Literal["select"] = "select"
    placeholder: str = Field(max_length=150)
    options: tuple[Option, ...] = Field(min_length=1, max_length=100)
    press: Press
    chosen: str | None = None

    @classmethod
    def of(
        cls,
        placeholder: str,
        payload: Payload,
        options: Iterable[tuple[str, str]],
        *,
        chosen: str | None = None,
    ) -> Select:
        """A select of (value, label) options."""
        made = tuple(Option(value=v, label=label) for v, label in options)
        return cls(placeholder=placeholder, options=made, press=Press.of(payload), chosen=chosen)


class Image(Part):
    """A picture with the words for those who can't see it; `url` is absolute."""

    kind: Literal["image"] = "image"
    url: str
    alt: str = Field(min_length=1, max_length=2000)


class Divider(Part):
    """A line between things."""

    kind: Literal["divider"] = "divider"


class Progress(Part):
    """How far something is, from 0 to 1, with words that say it too."""

    kind: Literal["progress"] = "progress"
    label: str
    fraction: float = Field(ge=0, le=1)


class Series(Part):
    """One row of numbers in a chart; as many as it has labels, and none below 0."""

    label: str = Field(min_length=1, max_length=75)
    values: tuple[Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)], ...] = Field(
        min_length=1, max_length=12
    )


class Chart(Part):
    """Bars side by side; `alt` says the same in words, for those who can't see them.

    `url` is the same as a picture (absolute), for doors that draw no charts; empty: there is none.
    """

    kind: Literal["chart"] = "chart"
    title: str = Field(min_length=1, max_length=150)
    labels: tuple[Annotated[str, Field(min_length=1, max_length=40)], ...] = Field(
        min_length=1, max_length=12
    )
    series: tuple[Series, ...] = Field(min_length=1, max_length=4)
    alt: str = Field(min_length=1, max_length=2000)
    url: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Chart:
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("every series needs a value for every label")
        return self


Block: TypeAlias = (
    Header
    | Text
    | Facts
    | Bullets
    | Buttons
    | Select
    | Image
    | Chart
    | Divider
    | Progress
    | Context
)
AnyBlock: TypeAlias = Annotated[Block, Field(discriminator="kind")]


class Message(Part):
    """What the bot says. `summary` is what a notification or a screen reader gets."""

    blocks: tuple[AnyBlock, ...] = Field(min_length=1, max_length=50)
    summary: str

    @classmethod
    def of(cls, *parts: Block | str, summary: str = "") -> Message:
        """A message of blocks; bare strings are paragraphs. The summary defaults to the words."""
        blocks = tuple(Text.of(p) if isinstance(p, str) else p for p in parts)
        return cls(blocks=blocks, summary=summary or _words(blocks))

    def people(self) -> set[Person]:
        """Everyone mentioned: a renderer needs their names and addresses."""
        return set(people_in(self.blocks))


def texts(block: Block) -> Iterator[Spans]:
    """Every typed text in a block."""
    match block:
        case Text() | Context():
            yield block.spans
        case Facts():
            yield from (f.value for f in block.facts)
        case Bullets():
            yield from block.items
        case Header() | Buttons() | Select() | Image() | Chart() | Divider() | Progress():
            pass


def people_in(blocks: Iterable[Block]) -> Iterator[Person]:
    """Everyone mentioned in these blocks."""
    for block in blocks:
        for text in texts(block):
            yield from (s.person for s in text if isinstance(s, Mention))


def _words(blocks: Iterable[Block]) -> str:
    for block in blocks:
        if isinstance(block, Header):
            return block.text
        if isinstance(block, Text):
            return plain(block.spans)
    return "A message from Potluck"
