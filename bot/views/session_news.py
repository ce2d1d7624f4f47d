"""What those concerned are told when a session changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Mention,
    Message,
    Payload,
    Says,
    Text,
    When,
    bold,
    listed,
)
from bot.rules import sessions as rules
from bot.rules.session_plan import Draft
from bot.rules.signups import Answer
from bot.store.sessions import Occurrence, Planned
from bot.views.sessions import SignUp, length_in_words, place, repeats_in_words

ForSession: TypeAlias = Callable[[Planned], Message]


class StepIn(Payload, key="session.step_in"):
    """Speak instead of somebody who can't."""

    session_id: int


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now."""

    label: str
    was: tuple[Says, ...]
    now: tuple[Says, ...]


def changes(before: Planned, after: Planned, was: Draft, now: Draft) -> list[Change]:
    """What is different for those who come; `was` and `now` are its next time."""
    found = [
        Change("Title", (before.title,), (after.title,)),
        Change("When", _begins(was), _begins(now)),
        Change("Length", _lasts(before), _lasts(after)),
        Change("How often", (_often(before),), (_often(after),)),
        Change("Where", _where(before), _where(after)),
        Change("Speaking", _speaking(before), _speaking(after)),
        Change("Read or watch before", (before.prerequisite or "–",), (after.prerequisite or "–",)),
    ]
    if was.repetition == now.repetition:
        found = [c for c in found if c.label != "How often"]
    return [c for c in found if c.was != c.now]


def _begins(draft: Draft) -> tuple[Says, ...]:
    if draft.wall is None:
        return ()
    return (When(at=rules.moment(draft.wall, draft.time_zone).at),)


def _lasts(session: Planned) -> tuple[Says, ...]:
    return (length_in_words(session.minutes),)


def _often(session: Planned) -> str:
    return repeats_in_words(session.rule) or "just once"


def _where(session: Planned) -> tuple[Says, ...]:
    return (place(session.place),) if session.place else ("not said",)


def _speaking(session: Planned) -> tuple[Says, ...]:
    return listed(session.speakers, ping=False) or ("nobody yet",)


def changed(session: Planned, made: Sequence[Change]) -> Message:
    """A session was changed, and how."""
    return Message.of(
        Text.of(bold(session.title), " has changed:"),
        Bullets.of(*([bold(c.label), ": ", *c.now, " (was ", *c.was, ")"] for c in made)),
        summary=f"{session.title} has changed",
    )


def moved(before: Occurrence, after: Occurrence) -> Message:
    """One occurrence has another time."""
    blocks: list[Block] = [
        Text.of(
            bold(after.session.title),
            " has moved: it's ",
            When(at=after.starts_at),
            " now, not ",
            When(at=before.starts_at),
            ".",
        ),
        Buttons.of(Button.of("I can't come", SignUp(occurrence_id=after.id, say=Answer.CANT))),
    ]
    return Message.of(*blocks, summary=f"{after.session.title} has moved")


def cancelled(session: Planned, off: Sequence[Occurrence]) -> Message:
    """It does not take place."""
    title = bold(session.title)
    if len(off) == 1:
        said: list[Says] = [title, " on ", When(at=off[0].starts_at), " is cancelled."]
    else:
        first = When(at=off[0].starts_at, form="date")
        said = [title, f" is cancelled: all {len(off)} times from ", first, " on."]
    return Message.of(Text.of(*said), summary=f"{session.title} is cancelled")


def substitute_wanted(session: Planned, who: Mention) -> Message:
    """A speaker can't make it: who can?"""
    return Message.of(
        Text.of(who, " can't speak at ", bold(session.title), " after all. Who can step in?"),
        Buttons.of(Button.of("I'll do it", StepIn(session_id=session.id), style="primary")),
        summary=f"A speaker is wanted: {session.title}",
    )


def substitute_found(session: Planned, who: Mention) -> Message:
    """Somebody steps in."""
    return Message.of(Text.of(who, " steps in and speaks at ", bold(session.title), ". Thank you!"))
