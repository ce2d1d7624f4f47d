"""Every word about topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Protocol

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Context,
    Facts,
    Form,
    Header,
    Hidden,
    Line,
    Message,
    Number,
    Payload,
    PickPeople,
    Says,
    Text,
    bold,
    code,
)
from bot.store.experts import Expertise
from bot.store.topic_settings import Decided
from bot.store.topics import Topic

MOST_OWNERS = 10
LONGEST_VERIFIED = 3650
"""Days: an answer that holds ten years needs no reminder."""


def named(topics: Iterable[Topic]) -> list[Says]:
    """ "#sql", "#sql and #git", "#sql, #git and #css"."""
    return tagged([t.name for t in topics])


def tagged(names: Sequence[str]) -> list[Says]:
    """The same of mere names."""
    out: list[Says] = []
    for i, name in enumerate(names):
        if i:
            out.append(" and " if i == len(names) - 1 else ", ")
        out.append(bold(f"#{name}"))
    return out


def with_doubts(said: Message, unsure: Mapping[str, Sequence[str]], mend: str) -> Message:
    """A message that says below which topics may be misspelt (name → what may have been meant).

    `mend` says what to do then.
    """
    if not unsure:
        return said
    doubts = [
        Context.of(*tagged([name]), " is new here. Did you mean ", *tagged(near), f"? {mend}")
        for name, near in unsure.items()
    ]
    return said.model_copy(update={"blocks": (*said.blocks, *doubts)})


class Known(Protocol):
    """All there is to know about a topic."""

    @property
    def topic(self) -> Topic:
        """Which one."""

    @property
    def owners(self) -> list[Person]:
        """Who looks after it."""

    @property
    def experts(self) -> list[Expertise]:
        """Who can be asked about it."""

    @property
    def open_questions(self) -> int:
        """How many wait for an answer."""

    @property
    def decided(self) -> Decided:
        """Its other names, its channel, how long answers hold."""

    @property
    def may_change(self) -> bool:
        """Whether the reader decides about it."""


class ChangeTopic(Form, key="topic.change", heading="About this topic", submit="Save"):
    """What is decided about a topic."""

    owners: Annotated[
        list[Person],
        PickPeople(
            "Owners", most=MOST_OWNERS, hint="Asked when no expert answers; keep answers current."
        ),
        Field(default_factory=list, max_length=MOST_OWNERS),
    ]
    synonyms: Annotated[
        str,
        Line(
            "Other names",
            placeholder="#pg #postgresql",
            hint="They mean this topic from now on. One that is a topic becomes one with it.",
        ),
        Field(max_length=500),
    ] = ""
    channel: Annotated[
        str,
        Line("Channel of its questions", hint="Its name. Not known? Type /learn topic there once."),
        Field(max_length=100),
    ] = ""
    verify_days: Annotated[
        int | None,
        Number(
            "Days an answer stays verified",
            hint="Then owners look at it again. Empty: as is usual here.",
            least=1,
            most=LONGEST_VERIFIED,
        ),
        Field(ge=1, le=LONGEST_VERIFIED),
    ] = None
    topic_id: Annotated[int, Hidden()] = 0


class OpenTopic(Payload, key="topic.open", opens_form=True):
    """Open the form about a topic."""

    topic_id: int


class SetUpTopic(Payload, key="topic.set_up", opens_form=True):
    """Begin a topic that nobody has used yet."""

    name: str


class ShowTopic(Payload, key="topic.show"):
    """Show a topic."""

    topic_id: int


def about(known: Known, verify_days: int | None = None) -> Message:
    """`/learn topic #postgres`. `verify_days` is what holds where nothing was decided."""
    decided = known.decided
    pairs = [
        ("Owners", ", ".join(p.name for p in known.owners) or "nobody yet"),
        ("Experts", _experts(known.experts)),
        ("Open questions", str(known.open_questions)),
        ("Channel", f"#{decided.channel}" if decided.channel else "where the question is asked"),
    ]
    if decided.synonyms:
        pairs.append(("Also called", " ".join(f"#{n}" for n in decided.synonyms)))
    days = decided.verify_days or verify_days
    if days is not None:
        pairs.append(("Answers hold", "1 day" if days == 1 else f"{days} days"))
    name = known.topic.name
    blocks: list[Block] = [Header(text=f"#{name}"), Facts.of(*pairs)]
    if known.may_change:
        blocks.append(Buttons.of(Button.of("Change", OpenTopic(topic_id=known.topic.id))))
    blocks.append(
        Context.of(
            code(f"/ask … #{name}"), " asks about it, ", code(f"/expert add #{name}"), " helps out."
        )
    )
    return Message.of(*blocks)


def _experts(experts: Sequence[Expertise]) -> str:
    names = [e.person.name for e in experts]
    if not names:
        return "nobody yet"
    rest = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + rest


def unused(name: str, *, may_set_up: bool) -> Message:
    """A topic nobody has used, and that resembles none."""
    blocks: list[Block] = [
        Text.of(
            "Nobody has used ",
            bold(f"#{name}"),
            " yet. Write it in a question or a kudos, or ",
            code(f"/expert add #{name}"),
            ", and it's there.",
        )
    ]
    if may_set_up:
        blocks.append(Buttons.of(Button.of("Set it up", SetUpTopic(name=name))))
    return Message.of(*blocks)


def did_you_mean(name: str, near: Sequence[str], typed: str) -> Message:
    """A topic nobody has used that resembles others; `typed` is the command to repeat."""
    guesses = [code(f"{typed} #{n}") for n in near]
    said: list[Says] = []
    for i, guess in enumerate(guesses):
        said += [" or " if i else "", guess]
    return Message.of(
        Text.of("Nobody has used ", bold(f"#{name}"), " yet. Did you mean ", *said, "?")
    )


def offered(name: str, near: Sequence[Topic], *, may_set_up: bool) -> Message:
    """The same with buttons."""
    buttons = [Button.of(f"#{t.name}", ShowTopic(topic_id=t.id)) for t in near]
    if may_set_up:
        buttons.append(Button.of(f"No, #{name} is new"[:75], SetUpTopic(name=name)))
    return Message.of(
        Text.of("Nobody has used ", bold(f"#{name}"), " yet. Did you mean:"), Buttons.of(*buttons)
    )


def form(known: Known) -> Blank:
    """The form, as things stand."""
    decided = known.decided
    return ChangeTopic.blank(
        owners=list(known.owners),
        synonyms=" ".join(f"#{n}" for n in decided.synonyms),
        channel=decided.channel,
        verify_days=decided.verify_days,
        topic_id=known.topic.id,
    )


def saved(topic: Topic) -> Message:
    """The answer to the form."""
    return Message.of(
        Text.of("Saved. ", code(f"/learn topic #{topic.name}"), " shows how things stand.")
    )


def which() -> Message:
    """`/learn topic` alone."""
    return Message.of(Text.of("Which topic? Type it like ", code("/learn topic #postgres"), "."))


def not_yours() -> Message:
    """A change by somebody who may not."""
    return Message.of(
        "Only its owners, managers and administrators decide about a topic."
        " Ask one of them; /learn topic shows who owns it."
    )


def gone() -> Message:
    """A button on a topic that became one with another."""
    return Message.of("That topic has become one with another. Please look it up again.")


def no_such_channel(name: str) -> str:
    """A channel Potluck has never been used in."""
    return f"I haven't met #{name[:60]} yet. Type /learn topic there once, then try again."


def taken(name: str, of: str) -> str:
    """A synonym of another topic."""
    return f"#{name} means #{of} already. Take it away there first."


def cannot_own(person: Person) -> str:
    """An owner who can't be one."""
    return f"{person.name} can't look after a topic: pick colleagues who work here."
