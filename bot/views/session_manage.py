"""What whoever runs a session sees of it: each time it takes place, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Annotated

from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Confirm,
    Context,
    Date,
    Form,
    Header,
    Hidden,
    Message,
    Number,
    Payload,
    Says,
    Text,
    Time,
    Toggle,
    When,
    bold,
)
from bot.rules.signups import Answer
from bot.store.sessions import Occurrence, Planned
from bot.views.session_forms import hinted, wall_in_words
from bot.views.session_news import Change
from bot.views.sessions import MISSES_SOME, EditSession, sun_button

MOST_TIMES = 10
"""Times of a series that are shown at once."""


class MoveOccurrence(Payload, key="session.move", opens_form=True):
    """Open the form that moves one occurrence."""

    occurrence_id: int


class CancelOccurrence(Payload, key="session.cancel_one"):
    """One occurrence does not take place."""

    occurrence_id: int


class CancelSession(Payload, key="session.cancel"):
    """All that is still to come does not take place."""

    session_id: int


class StepBack(Payload, key="session.step_back"):
    """A speaker can't make it."""

    session_id: int


class MoveSession(Form, key="session.moved", heading="Move it", submit="Move"):
    """When one occurrence takes place instead."""

    day: Annotated[date, Date("Day")]
    begins: Annotated[time, Time("Start")]
    minutes: Annotated[int, Number("How many minutes?")]
    even_so: Annotated[
        bool, Toggle("Even if it clashes", hint="Somebody or a room may be booked twice.")
    ] = False
    occurrence_id: Annotated[int, Hidden()]


def move(occurrence: Occurrence) -> Blank:
    """The form, with the time it has now."""
    minutes = int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
    blank = MoveSession.blank(
        day=occurrence.wall.date().isoformat(),
        begins=occurrence.wall.time().isoformat("minutes"),
        minutes=minutes,
        occurrence_id=occurrence.id,
    )
    return hinted(blank, "begins", f"By the clock of {occurrence.session.zone}.")


def manage(
    session: Planned,
    ahead: Sequence[Occurrence],
    counts: Mapping[int, Mapping[str, int]],
    *,
    misses_some: bool = False,
) -> Message:
    """Each time to come with who comes, and what can be done about it.

    `misses_some`: a second time would reach more people.
    """
    blocks: list[Block] = [Header(text=session.title)]
    for occurrence in ahead[:MOST_TIMES]:
        said = counts.get(occurrence.id, {})
        blocks.append(Text.of(bold("When: "), When(at=occurrence.starts_at), *_who(said)))
        blocks.append(
            Buttons.of(
                Button.of("Move it", MoveOccurrence(occurrence_id=occurrence.id)),
                Button.of(
                    "Cancel it",
                    CancelOccurrence(occurrence_id=occurrence.id),
                    style="danger",
                    confirm=_SURE_ONE,
                ),
            )
        )
    if len(ahead) > MOST_TIMES:
        blocks.append(Context.of(f"And {len(ahead) - MOST_TIMES} more times after these."))
    whole = [Button.of("Change it", EditSession(session_id=session.id))]
    if misses_some:
        blocks.append(Text.of(MISSES_SOME))
        whole.append(sun_button(session))
    if len(ahead) > 1:
        whole.append(
            Button.of(
                "Cancel the series",
                CancelSession(session_id=session.id),
                style="danger",
                confirm=_SURE_ALL,
            )
        )
    blocks.append(Buttons.of(*whole))
    return Message.of(*blocks)


def _who(counts: Mapping[str, int]) -> list[Says]:
    said = [f"{counts[a]} {a}" for a in (Answer.GOING, Answer.MAYBE, Answer.WAITING) if a in counts]
    return [": ", ", ".join(said)] if said else [": nobody has answered yet"]


_SURE_ONE = Confirm(
    title="Cancel this one?", text="Everybody who meant to come will be told.", yes="Cancel it"
)
_SURE_ALL = Confirm(
    title="Cancel all that are to come?",
    text="Everybody who meant to come to any of them will be told.",
    yes="Cancel all",
)


def changed(session_title: str, changes: Sequence[Change]) -> Message:
    """It was changed; who had to know was told."""
    what = ", ".join(c.label.lower() for c in changes)
    told = f"Changed: {what}. Everybody who meant to come is told." if changes else "Saved."
    return Message.of(Text.of(bold(session_title), ": ", told))


def moved(occurrence: Occurrence) -> Message:
    """It was moved."""
    return Message.of(
        Text.of(
            bold(occurrence.session.title),
            f" is now on {wall_in_words(occurrence.wall, occurrence.session.zone)}."
            " Everybody who meant to come is told.",
        )
    )


def cancelled(title: str) -> Message:
    """It was cancelled."""
    return Message.of(
        Text.of(bold(title), " is cancelled, and everybody who meant to come is told.")
    )


def stepped_back() -> Message:
    """A speaker stepped back."""
    return Message.of(
        "Thank you for saying so. I've asked the channel who can step in, and told the facilitator."
    )


def speakers_only() -> Message:
    """Somebody steps back who does not speak."""
    return Message.of("You don't speak at this session, so there is nothing to step back from.")


def stepped_in(title: str) -> Message:
    """Somebody speaks instead."""
    return Message.of(Text.of("You speak at ", bold(title), ". Thank you! The facilitator knows."))


def nobody_wanted() -> Message:
    """A substitute was found already."""
    return Message.of("Somebody has stepped in already. Thank you for offering!")
