"""Every word about digests themselves: when they come, how one would read now, the mirror."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from typing import Annotated

from pydantic import TypeAdapter

from bot.events import Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Date,
    Form,
    Header,
    Hidden,
    Mention,
    Message,
    Option,
    Payload,
    PickOne,
    PickPerson,
    Says,
    Spans,
    Text,
    Time,
    Toggle,
    bold,
    code,
)
from bot.messages.blocks import texts
from bot.rules.digests import Pace
from bot.settings import Cadence
from bot.store.models import DigestKind
from bot.views.attention import DAYS, WEEKDAYS
from bot.views.digest_teams import cut, days

LINES: TypeAdapter[tuple[Spans, ...]] = TypeAdapter(tuple[Spans, ...])

CALLED = {
    DigestKind.MANAGER: "your team's week",
    DigestKind.PERSONAL: "your own week",
    DigestKind.PROGRAMME: "the programme's week",
}
OFTEN = {
    Cadence.WEEKLY: "every week",
    Cadence.FORTNIGHTLY: "every other week",
    Cadence.MONTHLY: "once a month",
}
CADENCES = tuple(Option(value=c.value, label=words.capitalize()) for c, words in OFTEN.items())
MOST_OTHERS = 6
TITLE = 100


class ChangeDigest(Payload, key="digests.change", opens_form=True):
    """Open the form about a digest."""

    kind: str


class Preview(Payload, key="digests.preview"):
    """How it would read now."""

    kind: str


class LeaveMeOut(Payload, key="digests.leave_out"):
    """Never be thought of as long unthanked; 0: be thought of again."""

    is_left_out: int


class ChooseDigest(Form, key="digests.choose", heading="Your digest", submit="Save"):
    """When somebody wants a digest; what is left empty is as usual."""

    is_on: Annotated[bool, Toggle("I want it")] = True
    cadence: Annotated[
        str | None, PickOne("How often", options=CADENCES, hint="Empty: as usual here.")
    ] = None
    weekday: Annotated[str | None, PickOne("On which day", options=WEEKDAYS)] = None
    clock: Annotated[
        time | None, Time("At what time", hint="By your own clock, within your hours.")
    ] = None
    paused_on: Annotated[date | None, Date("Pause until", hint="Empty: no pause.")] = None
    kind: Annotated[str, Hidden()] = DigestKind.MANAGER.value


class SuggestColleague(Form, key="digests.suggest", heading="I know who", submit="Ask them"):
    """Who may know the answer."""

    to: Annotated[
        Person,
        PickPerson("Who may know?", hint="They are asked, and see that you thought of them."),
    ]
    question_id: Annotated[int, Hidden()]


def lines_about(message: Message) -> dict[int, tuple[Spans, ...]]:
    """Person id → every line of a message that names them, as it stands there."""
    out: dict[int, list[Spans]] = {}
    for block in message.blocks:
        for line in texts(block):
            for person_id in sorted({s.person.id for s in line if isinstance(s, Mention)}):
                out.setdefault(person_id, []).append(line)
    return {person_id: tuple(lines) for person_id, lines in out.items()}


def packed(lines: Sequence[Spans]) -> str:
    """Lines as JSON, to be kept."""
    return LINES.dump_json(tuple(lines)).decode()


def unpacked(words: str) -> tuple[Spans, ...]:
    """Lines that were kept."""
    return LINES.validate_json(words)


def overview(digests: Sequence[tuple[DigestKind, bool, Pace, date | None]]) -> Message:
    """`/learn digest`: each with whether it is on, its pace, and until when it pauses."""
    if not digests:
        return Message.of(
            Text.of(
                "There is no digest for you here. What your manager's says about you: ",
                code("/learn mirror"),
            )
        )
    blocks: list[Block] = [Header(text="Your digests")]
    for kind, is_on, pace, paused_on in digests:
        blocks.append(Text.of(bold(CALLED[kind].capitalize()), ": ", when(is_on, pace, paused_on)))
        blocks.append(
            Buttons.of(
                Button.of("How it would read now", Preview(kind=kind.value)),
                Button.of("Change", ChangeDigest(kind=kind.value)),
            )
        )
    blocks.append(Context.of("It is left out when there is nothing to say, and never comes twice."))
    return Message.of(*blocks)


def when(is_on: bool, pace: Pace, paused_on: date | None) -> str:
    """When it comes, in words."""
    if not is_on:
        return "off."
    comes = f"{OFTEN[pace.cadence]}, {DAYS[pace.weekday]} {pace.at:%H:%M} by your clock"
    if paused_on is not None:
        return f"{comes}; paused until {paused_on.day} {paused_on:%B}."
    return f"{comes}."


def saved(kind: DigestKind, is_on: bool, pace: Pace, paused_on: date | None) -> Message:
    """The answer to the form."""
    return Message.of(
        Text.of("Saved. ", bold(CALLED[kind].capitalize()), ": ", when(is_on, pace, paused_on))
    )


def preview(said: Message | None, kind: DigestKind) -> Message:
    """How it would read if it came now."""
    if said is None:
        return Message.of(
            f"If it came now, there would be nothing to say about {CALLED[kind]}, so it would not"
            " come."
        )
    note = Context.of("A preview, as of now. Nothing was sent, and nothing counts as told.")
    return Message.of(note, *said.blocks, summary=said.summary)


def not_for_you() -> Message:
    """A digest that is made for others."""
    return Message.of("That digest is not made for you. /learn digest lists those that are.")


def bad_pause() -> str:
    """A day that can't be meant."""
    return "Pick a day after today, a year ahead at most."


def bad_words() -> Message:
    """What can be typed."""
    return Message.of(
        "I know: /learn digest, /learn digest preview, /learn digest me, /learn digest programme,"
        " /learn digest pause until monday, /learn digest resume."
    )


def mirror(
    manager: Person | None,
    last: tuple[date, date, Sequence[Spans]] | None,
    others: Sequence[tuple[Person, date, date, Sequence[Spans]]],
    *,
    is_left_out: bool,
) -> Message:
    """`/learn mirror`: what digests said about whoever asks, in their very words."""
    blocks: list[Block] = [Header(text="What your manager reads about you")]
    if manager is None:
        blocks.append(Text.of("You report to nobody here, so there is no digest about your team."))
    elif last is None:
        name = Mention(person=manager, ping=False)
        blocks.append(Text.of(name, " has had no digest lately, so nothing was said about you."))
    else:
        first, until, lines = last
        name = Mention(person=manager, ping=False)
        of: list[Says] = ["The last digest of ", name, f" was about {days(first, until)}. "]
        of.append("It says about you:" if lines else "It does not name you.")
        blocks.append(Text.of(*of))
        if lines:
            blocks.append(Bullets(items=tuple(lines)))
    for reader, first, until, lines in others[:MOST_OTHERS]:
        name = Mention(person=reader, ping=False)
        blocks.append(Text.of("The digest of ", name, f" about {days(first, until)} says:"))
        blocks.append(Bullets(items=tuple(lines)))
    if is_left_out:
        left_out = Button.of("You may think of me again", LeaveMeOut(is_left_out=0))
        blocks.append(Text.of("As you wished, you are never thought of as long unthanked."))
    else:
        left_out = Button.of("Never think of me as unthanked", LeaveMeOut(is_left_out=1))
    blocks.append(Buttons.of(left_out))
    blocks.append(
        Context.of(
            "Word for word, and all of it. What you answer to recall prompts, ask anonymously or"
            " privately, and private thanks are in no digest."
        )
    )
    return Message.of(*blocks)


def left_out(*, is_left_out: bool) -> Message:
    """The answer to the button."""
    if is_left_out:
        return Message.of("Done: your manager's digest never thinks of you as long unthanked.")
    return Message.of("Done: your manager's digest may think of you again, kindly.")


def asked(to: Person, title: str) -> Message:
    """The answer to "I know who"."""
    name = Mention(person=to, ping=False)
    return Message.of(Text.of(name, " is asked about “", cut(title, TITLE), "”. Thank you."))
