"""Every word from the start of a session on: checking in, feedback, thanks, materials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from bot.events import Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Context,
    Form,
    Header,
    Hidden,
    Line,
    Link,
    Message,
    Option,
    Paragraph,
    Payload,
    PickOne,
    PickPeople,
    Says,
    Text,
    Toggle,
    bold,
    code,
)
from bot.rules.attendance import LEAST_ANSWERS, Came, average, became
from bot.store.outcomes import Attendance, Feedback, Material
from bot.store.sessions import Occurrence
from bot.views.recall_learning import SeeDeck

MOST_MARKED = 100
MOST_TAKEAWAYS = 20


class OpenMarks(Payload, key="session.marks", opens_form=True):
    """Note who was there."""

    occurrence_id: int


class OpenFeedback(Payload, key="session.rate", opens_form=True):
    """Open the feedback form."""

    occurrence_id: int


class ThankSpeakers(Payload, key="session.thank"):
    """Kudos for the speakers."""

    occurrence_id: int


class OpenMaterials(Payload, key="session.leave", opens_form=True):
    """Open the form for materials."""

    occurrence_id: int


class SeeOutcome(Payload, key="session.outcome"):
    """Who came, and what they thought."""

    occurrence_id: int


class MarkPeople(Form, key="session.marked", heading="Who was there?", submit="Note them"):
    """Whoever runs it notes who was there."""

    people: Annotated[
        list[Person],
        PickPeople("Who was there?", most=MOST_MARKED),
        Field(min_length=1, max_length=MOST_MARKED),
    ]
    were_absent: Annotated[
        bool, Toggle("They were not there", hint="Takes back what was noted by mistake.")
    ] = False
    occurrence_id: Annotated[int, Hidden()]


class GiveFeedback(Form, key="session.feedback", heading="How was it?"):
    """What somebody thinks of a session."""

    rating: Annotated[
        int,
        PickOne(
            "How useful was it?",
            options=(
                Option(value="5", label="5: I'd have missed something"),
                Option(value="4", label="4: useful"),
                Option(value="3", label="3: all right"),
                Option(value="2", label="2: little new"),
                Option(value="1", label="1: not for me"),
            ),
        ),
        Field(ge=1, le=5),
    ]
    will_use: Annotated[str, Line("What will you use?"), Field(max_length=300)] = ""
    comment: Annotated[
        str,
        Paragraph("Anything else?", hint="Shown without names, once three people have answered."),
        Field(max_length=1000),
    ] = ""
    occurrence_id: Annotated[int, Hidden()]


class LeaveMaterials(Form, key="session.materials", heading="What remains"):
    """What a speaker leaves."""

    link: Annotated[
        str, Line("Slides or recording", placeholder="https://…"), Field(max_length=1000)
    ] = ""
    title: Annotated[
        str,
        Line("What is it called?", placeholder="Slides: the query planner, step by step"),
        Field(max_length=120),
    ] = ""
    takeaways: Annotated[
        str,
        Paragraph("What should people remember?", hint="One thought a line."),
        Field(max_length=1500),
    ] = ""
    occurrence_id: Annotated[int, Hidden()]


def doors(occurrence: Occurrence, shown: str) -> Message:
    """What whoever runs it gets at the start."""
    return Message.of(
        Text.of(bold(occurrence.session.title), " begins. The code for the room: ", bold(shown)),
        Text.of("People check in on the card, or by typing ", code(f"/session here {shown}"), "."),
        Buttons.of(Button.of("Note who's there", OpenMarks(occurrence_id=occurrence.id))),
        summary=f"{occurrence.session.title} begins; the code is {shown}",
    )


def checked_in(occurrence: Occurrence) -> Message:
    """Somebody is there."""
    return Message.of(Text.of("Welcome to ", bold(occurrence.session.title), "!"))


def doors_closed() -> Message:
    """Checking in before or long after, or with a code that is none."""
    return Message.of(
        "I can't check you in: that session isn't on right now, or the code isn't quite right."
    )


def marked(new: int) -> Message:
    """It was noted who was there."""
    return Message.of("Noted: 1 more person." if new == 1 else f"Noted: {new} more people.")


def unmarked(number: int) -> Message:
    """It was taken back that these were there."""
    people = "1 person" if number == 1 else f"{number} people"
    return Message.of(f"Noted: {people} fewer.")


def how_was_it(occurrence: Occurrence) -> Message:
    """Asked of those who came."""
    id_ = occurrence.id
    return Message.of(
        Text.of("How was ", bold(occurrence.session.title), "?"),
        Buttons.of(
            Button.of("Say how it was", OpenFeedback(occurrence_id=id_), style="primary"),
            Button.of("Thank the speaker", ThankSpeakers(occurrence_id=id_)),
        ),
        summary=f"How was {occurrence.session.title}?",
    )


def what_remains(occurrence: Occurrence) -> Message:
    """Asked of the speakers."""
    return Message.of(
        Text.of(
            "Thank you for speaking at ",
            bold(occurrence.session.title),
            ". Would you leave your slides or recording, and what people should remember?",
        ),
        Buttons.of(
            Button.of("Add them", OpenMaterials(occurrence_id=occurrence.id), style="primary"),
            Button.of("Write recall cards", SeeDeck(session_id=occurrence.session.id)),
            Button.of("How it went", SeeOutcome(occurrence_id=occurrence.id)),
        ),
        summary=f"What remains of {occurrence.session.title}?",
    )


def over(occurrence: Occurrence) -> Message:
    """Told to whoever runs it."""
    return Message.of(
        Text.of(bold(occurrence.session.title), " is over. I've asked those who came how it was."),
        Buttons.of(
            Button.of("How it went", SeeOutcome(occurrence_id=occurrence.id)),
            Button.of("Note who was there", OpenMarks(occurrence_id=occurrence.id)),
            Button.of("Write recall cards", SeeDeck(session_id=occurrence.session.id)),
        ),
    )


def outcome(
    occurrence: Occurrence, known: Sequence[Attendance], feedback: Sequence[Feedback]
) -> Message:
    """Who came, and, from three answers up, what they thought."""
    blocks: list[Block] = [Header(text=occurrence.session.title)]
    groups: dict[Came, list[str]] = {}
    for one in known:
        what = became(one.answer, one.turn, attended=one.attended)
        groups.setdefault(what, []).append(one.person.name)
    lines: list[list[Says]] = [
        [bold(f"{len(groups[what])} {what}"), ": ", ", ".join(groups[what])]
        for what in Came
        if what in groups and what is not Came.NEVER_MEANT
    ]
    blocks.append(Bullets.of(*lines) if lines else Text.of("Nobody signed up or checked in."))
    mean = average([f.rating for f in feedback])
    if mean is None:
        blocks.append(
            Context.of(f"What people thought is shown once {LEAST_ANSWERS} of them have answered.")
        )
        return Message.of(*blocks)
    blocks.append(Text.of(bold(f"{mean:.1f} of 5"), f" from {len(feedback)} answers"))
    said = [f.will_use for f in feedback if f.will_use] + [f.comment for f in feedback if f.comment]
    if said:
        blocks.append(Bullets.of(*(f"“{s}”" for s in sorted(said)[:20])))
    return Message.of(*blocks)


def thanks_note(title: str) -> str:
    """What the kudos says."""
    return f"for speaking at “{title}”"


def thanked() -> Message:
    """The speakers were thanked."""
    return Message.of("Thanked. It's good to hear, believe me.")


def thanked_before() -> Message:
    """A second press."""
    return Message.of("You've thanked them already, and they know.")


def rated() -> Message:
    """Feedback was given."""
    return Message.of("Thank you. It's shown without names, once three people have answered.")


def too_early() -> Message:
    """Before the end, or after a cancellation."""
    return Message.of("That session isn't over, or never took place.")


def materials(occurrence: Occurrence, material: Material) -> Message:
    """What remains, in the thread of the card."""
    blocks: list[Block] = [Text.of(bold("What remains of "), bold(occurrence.session.title))]
    if material.title and not material.link:
        blocks.append(Text.of(bold(material.title)))
    if material.takeaways:
        lines = [line.strip() for line in material.takeaways.splitlines() if line.strip()]
        blocks.append(Bullets.of(*lines[:MOST_TAKEAWAYS]))
    if material.link:
        blocks.append(Text.of(Link(url=material.link, text=called(material))))
    return Message.of(*blocks, summary=f"What remains of {occurrence.session.title}")


def called(material: Material) -> str:
    """What a link to what remains is called: its title, or what it most likely is."""
    return material.title or "Slides or recording"


def nothing_left() -> str:
    """An empty form."""
    return "Paste an address above, or write down one thought to remember."


def left() -> Message:
    """Materials were added."""
    return Message.of("Thank you. They're with the announcement now.")
