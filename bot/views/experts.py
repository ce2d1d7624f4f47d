"""Every word about being an expert."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Annotated, Protocol

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Blank,
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Date,
    Form,
    Header,
    Line,
    Mention,
    Message,
    Number,
    Payload,
    PickMany,
    Says,
    Text,
    When,
    bold,
    code,
    listed,
)
from bot.rules.experts import ALWAYS, MOST_A_WEEK
from bot.store.experts import Expertise, Habits
from bot.store.topics import Topic
from bot.views.nominations import OpenNominate, waiting_for
from bot.views.topics import named, tagged

MOST_OFFERED = 100
"""Topics a form lists to leave: as many as a select holds."""


class Standing(Protocol):
    """What somebody is expert of, what waits for them, and how often they are asked."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """What they are an expert of."""

    @property
    def waiting(self) -> tuple[Expertise, ...]:
        """What waits for their yes or no."""

    @property
    def habits(self) -> Habits:
        """How much they like to be asked."""

    @property
    def asked(self) -> int:
        """Questions they were asked in the last seven days."""


class ChangeExpertise(Form, key="expert.change", heading="What you can be asked", submit="Save"):
    """Everything about oneself as an expert."""

    add: Annotated[
        str,
        Line("Topics to add", placeholder="#postgres #sql", hint="What colleagues may ask you."),
        Field(max_length=200),
    ] = ""
    leave: Annotated[list[str], PickMany("Topics to leave"), Field(default_factory=list)]
    weekly_limit: Annotated[
        int | None,
        Number(
            "Questions a week at most",
            hint="In any seven days. Empty: as is usual here.",
            least=1,
            most=MOST_A_WEEK,
        ),
        Field(ge=1, le=MOST_A_WEEK),
    ] = None
    paused_until: Annotated[
        date | None, Date("Don't ask me until", hint="Empty: you can be asked.")
    ] = None


class OpenExpertise(Payload, key="expert.open", opens_form=True):
    """Open the form about oneself."""


class PauseExpert(Payload, key="expert.pause"):
    """Don't ask me for so many days; 0: until I say so."""

    days: int = 0


class ResumeExpert(Payload, key="expert.resume"):
    """I can be asked again."""


class BeExpert(Payload, key="expert.be"):
    """Be an expert of a topic that stands in a list, by id, or of a new one by its name."""

    topic_id: int = 0
    name: str = ""


def status(standing: Standing, usual: int) -> Message:
    """`/expert`; `usual` is the house's limit of questions in any seven days."""
    return Message.of(*_status(standing, usual), summary="What colleagues can ask you")


def home(standing: Standing, usual: int) -> list[Block]:
    """The expert part of somebody's Home; nothing for those who are none."""
    if not (standing.topics or standing.waiting):
        return []
    return _status(standing, usual)


def _status(standing: Standing, usual: int) -> list[Block]:
    blocks: list[Block] = [Header(text="What colleagues can ask you")]
    if standing.topics:
        blocks.append(Text.of("You're an expert of ", *named(standing.topics), "."))
        blocks.append(Text.of(*_burden(standing, usual)))
    else:
        blocks.append(
            Text.of(
                "You're not an expert of anything yet. Knowing a bit more than whoever asks is"
                " enough: ",
                code("/expert add #postgres"),
                " and you're asked when somebody is stuck with it.",
            )
        )
    blocks.append(_buttons(standing))
    if standing.waiting:
        blocks += waiting_for(standing.waiting)
    return blocks


def _burden(standing: Standing, usual: int) -> list[Says]:
    habits = standing.habits
    asked = {0: "Nobody has asked you", 1: "You've been asked once", 2: "You've been asked twice"}
    said: list[Says] = [asked.get(standing.asked, f"You've been asked {standing.asked} times")]
    said.append(" in the last seven days")
    if habits.weekly_limit is not None:
        said.append(f"; you take at most {_questions(habits.weekly_limit)} in any seven days")
    else:
        said.append(f"; here that's at most {_questions(usual)} in any seven days")
    said.append(". ")
    if habits.paused_until is not None:
        said += ["You're paused ", *_until(habits.paused_until), ": nobody is sent to you."]
    return said


def _buttons(standing: Standing) -> Buttons:
    change = Button.of("Change", OpenExpertise()) if standing.topics else None
    if standing.habits.paused_until is not None:
        pause = [Button.of("I'm back", ResumeExpert(), style="primary")]
    elif standing.topics:
        pause = [Button.of("Pause for a week", PauseExpert(days=7))]
    else:
        pause = []
    first = change or Button.of("Choose topics", OpenExpertise(), style="primary")
    return Buttons.of(first, *pause, Button.of("Nominate a colleague", OpenNominate()))


def added(topics: Sequence[Topic], unsure: Iterable[tuple[str, Sequence[Topic]]] = ()) -> Message:
    """The answer to `add`. `unsure` are names nobody has used, with the topics they resemble."""
    blocks: list[Block] = []
    if topics:
        blocks.append(
            Text.of("You're an expert of ", *named(topics), " now. Thank you for being there.")
        )
        blocks.append(
            Context.of(
                "Too much at times? ",
                code("/expert pause until monday"),
                " or ",
                code("/expert limit 3 a week"),
                ".",
            )
        )
    for name, near in unsure:
        blocks.append(Text.of("Nobody has used ", bold(f"#{name}"), " yet. Did you mean:"))
        blocks.append(
            Buttons.of(
                *(Button.of(f"#{t.name}", BeExpert(topic_id=t.id)) for t in near),
                Button.of(f"No, #{name} is new"[:75], BeExpert(name=name)),
            )
        )
    return Message.of(*blocks)


def removed(topics: Sequence[Topic], names: Sequence[str]) -> Message:
    """The answer to `remove`."""
    if not topics:
        return Message.of(
            Text.of(
                "You aren't an expert of ",
                *tagged(names),
                ", so there is nothing to leave. ",
                code("/expert"),
                " shows what you are.",
            )
        )
    return Message.of(
        Text.of("You're no longer asked about ", *named(topics), ". Thank you for your help.")
    )


def paused(until: datetime) -> Message:
    """The answer to `pause`: what was understood."""
    return Message.of(
        Text.of("You're paused ", *_until(until), ". Until then nobody is sent to you."),
        Buttons.of(Button.of("I'm back", ResumeExpert())),
    )


def ask_until() -> Message:
    """`/expert pause` without a date, or with one that was not understood."""
    return Message.of(
        Text.of("How long would you like to be left alone?"),
        Buttons.of(
            Button.of("A day", PauseExpert(days=1)),
            Button.of("A week", PauseExpert(days=7)),
            Button.of("Two weeks", PauseExpert(days=14)),
            Button.of("Until I say so", PauseExpert()),
        ),
    )


def not_understood(words: str) -> Message:
    """A pause until something that is no moment to come."""
    said = ask_until()
    return Message.of(
        Text.of(
            f"I can't work out when “{words[:60]}” is. Type it like ",
            code("/expert pause until monday"),
            " or ",
            code("/expert pause until 24 december"),
            ", or pick:",
        ),
        *said.blocks[1:],
    )


def resumed() -> Message:
    """The answer to `resume`."""
    return Message.of("Welcome back. You can be asked again.")


def limited(weekly: int | None, usual: int) -> Message:
    """The answer to `limit`."""
    if weekly is None:
        return Message.of(
            f"Your own limit is gone. You're asked at most {_questions(usual)} in any seven days,"
            " as is usual here."
        )
    return Message.of(f"Noted: at most {_questions(weekly)} in any seven days.")


def what_limit(words: str) -> Message:
    """A limit that is no number."""
    wrote = f"I can't read a number in “{words[:60]}”. " if words else ""
    return Message.of(
        Text.of(
            f"{wrote}Say how many questions a week are fine, from 1 to {MOST_A_WEEK}: ",
            code("/expert limit 3 a week"),
            ". ",
            code("/expert limit off"),
            " takes your limit away, and ",
            code("/expert pause"),
            " is for a rest.",
        )
    )


def who(
    topic: str, experts: Sequence[tuple[Expertise, int, datetime | None]], owners: Sequence[Person]
) -> Message:
    """`/expert who #topic`: each with accepted answers and the end of a pause."""
    if not experts:
        blocks: list[Block] = [Text.of("Nobody has declared ", bold(f"#{topic}"), " yet.")]
        if owners:
            blocks.append(Text.of("It is looked after by ", *listed(owners, ping=False), "."))
        blocks.append(
            Buttons.of(
                Button.of("I know it", BeExpert(name=topic)),
                Button.of("Nominate a colleague", OpenNominate()),
            )
        )
        return Message.of(*blocks)
    lines: list[list[Says]] = []
    for one, helped, until in experts:
        line: list[Says] = [Mention(person=one.person, ping=False)]
        if helped:
            line.append(f" · {_answers(helped)} accepted")
        if until is not None:
            line += [" · paused ", *_until(until)]
        lines.append(line)
    return Message.of(
        Header(text=f"Experts of #{topic}"[:150]),
        Bullets.of(*lines),
        Context.of("To ask them, type ", code(f"/ask … #{topic}"), ": it is shared out fairly."),
    )


def no_topics(typed: str) -> Message:
    """A command without a topic."""
    return Message.of(
        Text.of("Which topics? Type them like ", code(typed), "."),
        Buttons.of(Button.of("Use a form", OpenExpertise())),
    )


def no_topic_in_form() -> str:
    """A form without a topic that can be one."""
    return "Write at least one topic, like #postgres: letters or digits, no sentence."


def in_the_past() -> str:
    """A pause that is over already."""
    return "Pick a day to come, or leave it empty."


def usage() -> Message:
    """Words after `/expert` that mean nothing to it."""
    return Message.of(
        Text.of("I didn't get that. You can type:"),
        Bullets.of(
            [code("/expert"), " to see what you can be asked, and how often you were"],
            [code("/expert add #postgres #sql"), " and ", code("/expert remove #sql")],
            [code("/expert pause until monday"), " and ", code("/expert resume")],
            [code("/expert limit 3 a week"), " to be asked no more than that"],
            [code("/expert who #postgres"), " to see who knows it"],
            [code("/expert nominate @colleague #postgres"), " to propose somebody, who can say no"],
        ),
        summary="What /expert can do",
    )


def form(standing: Standing, paused_until: date | None) -> Blank:
    """The form about oneself, as things stand."""
    own = [(str(t.id), f"#{t.name}") for t in standing.topics[:MOST_OFFERED]]
    return ChangeExpertise.blank(
        options={"leave": own},
        weekly_limit=standing.habits.weekly_limit,
        paused_until=paused_until,
    )


def saved(standing: Standing, usual: int) -> Message:
    """The answer to the form."""
    return Message.of(Text.of("Saved."), *_status(standing, usual), summary="Saved.")


def _until(at: datetime) -> list[Says]:
    if at >= ALWAYS:
        return ["until you say you're back"]
    return ["until ", When(at=at)]


def _questions(n: int) -> str:
    return "1 question" if n == 1 else f"{n} questions"


def _answers(n: int) -> str:
    return "1 answer" if n == 1 else f"{n} answers"
