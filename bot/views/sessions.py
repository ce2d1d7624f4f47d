"""The card of a session, its buttons, and what is answered to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.events import Person
from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Fact,
    Facts,
    Header,
    Link,
    Message,
    Payload,
    Says,
    Text,
    When,
    bold,
    code,
    listed,
    spans,
)
from bot.rules.session_plan import is_link
from bot.rules.sessions import Repeats, repetition_of
from bot.rules.signups import Answer
from bot.store.models import SessionState
from bot.store.sessions import Occurrence, Planned
from bot.views.session_forms import day_in_words, wall_in_words

MISSES_SOME = "For some colleagues that's outside 9 to 17. A second time could suit them."
NAMES = 5
"""People a card names; the rest are a number."""


class PlanNew(Payload, key="session.new", opens_form=True):
    """Open the blank form."""


class EditSession(Payload, key="session.edit", opens_form=True):
    """Open the form with a session in it."""

    session_id: int


class AnnounceSession(Payload, key="session.announce"):
    """Announce a draft as it is; with `even_so` 1 although it clashes."""

    session_id: int
    even_so: int = 0


class ManageSession(Payload, key="session.manage"):
    """Look at a session as one who runs it."""

    session_id: int


class FollowSun(Payload, key="session.sun", opens_form=True):
    """Open the form with a second time in it, for those whom the first one misses."""

    session_id: int


class CheckIn(Payload, key="session.here"):
    """ "I'm here"."""

    occurrence_id: int


class SignUp(Payload, key="session.answer"):
    """Going, maybe or can't: `say` is an Answer."""

    occurrence_id: int
    say: str


def card(
    occurrence: Occurrence, counts: Mapping[str, int], first: Sequence[Person], now: datetime
) -> Message:
    """The card in the channel; `first` are some of those going."""
    session = occurrence.session
    if occurrence.is_off:
        return off_card(occurrence)
    blocks: list[Block] = [Header(text=session.title)]
    if session.abstract:
        blocks.append(Text.of(session.abstract))
    is_over = occurrence.ends_at <= now
    blocks.append(Facts(facts=tuple(facts(occurrence, None if is_over else counts))))
    going = counts.get(Answer.GOING, 0)
    if is_over:
        blocks.append(Context.of(f"This session is over. {_people(going)} had signed up."))
        return Message.of(*blocks, summary=session.title)
    if going:
        others = going - len(first)
        more = f" and {others} more" if others else ""
        names = listed(first, ping=False) if not others else _joined(first)
        blocks.append(Text.of(bold(f"{going} going"), ": ", *names, more))
    if occurrence.starts_at <= now:
        here = CheckIn(occurrence_id=occurrence.id)
        blocks.append(Buttons.of(Button.of("I'm here", here, style="primary")))
    else:
        blocks.append(answer_buttons(occurrence.id))
    quietly = _quietly(session)
    if quietly:
        blocks.append(Context.of(*quietly))
    return Message.of(*blocks, summary=f"{session.title}: {_when_words(occurrence)}")


def _joined(people: Sequence[Person]) -> list[Says]:
    """ "Ana, Bo, Chi": more are to follow."""
    out: list[Says] = []
    for person in people:
        out += [", "] if out else []
        out += listed([person], ping=False)
    return out


def facts(occurrence: Occurrence, counts: Mapping[str, int] | None) -> list[Fact]:
    """When, where, by whom, about what, and which seats are left; without `counts` no seats."""
    session = occurrence.session
    made: list[tuple[str, Sequence[Says]]] = [("When", when(occurrence))]
    if session.place:
        made.append(("Where", [place(session.place)]))
    speaking = listed(session.speakers, ping=False)
    if session.wants_speaker:
        speaking = (*speaking, " and " if speaking else "", "somebody who is still wanted")
    if speaking:
        made.append(("Speaking", speaking))
    if session.topics:
        made.append(("Topics", [" ".join(f"#{t}" for t in session.topics)]))
    if session.prerequisite:
        made.append(("Before", [Link(url=session.prerequisite, text="Read or watch this first")]))
    if session.seats is not None and counts is not None:
        made.append(("Seats", [seats_left(session.seats, counts)]))
    return [Fact(label=label, value=spans(value)) for label, value in made]


def when(occurrence: Occurrence) -> list[Says]:
    """The start in the reader's own zone, and how long it takes."""
    minutes = int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
    return [When(at=occurrence.starts_at), f" ({length_in_words(minutes)})"]


def length_in_words(minutes: int) -> str:
    """ "45 minutes", "1 hour", "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    said = [f"{hours} hour{'s' * (hours > 1)}"] if hours else []
    return " ".join(said + ([f"{rest} minutes"] if rest else []))


def place(said: str) -> Says:
    """A room by its name, a meeting as a link."""
    return Link(url=said, text="Join the meeting") if is_link(said) else said


def seats_left(seats: int, counts: Mapping[str, int]) -> str:
    """How many seats are left, or how many wait for one."""
    left = max(seats - counts.get(Answer.GOING, 0), 0)
    waiting = counts.get(Answer.WAITING, 0)
    if waiting:
        return f"{left} of {seats} left, {waiting} on the waitlist"
    return f"{left} of {seats} left" if left else f"0 of {seats} left; there is a waitlist"


def answer_buttons(occurrence_id: int) -> Buttons:
    """Going, maybe, can't."""
    return Buttons.of(
        Button.of("Going", SignUp(occurrence_id=occurrence_id, say=Answer.GOING), style="primary"),
        Button.of("Maybe", SignUp(occurrence_id=occurrence_id, say=Answer.MAYBE)),
        Button.of("Can't", SignUp(occurrence_id=occurrence_id, say=Answer.CANT)),
    )


def _quietly(session: Planned) -> list[Says]:
    """How often it takes place, and whom to ask where that is not who speaks."""
    again = repeats_in_words(session.rule)
    said: list[Says] = [f"{again}. "] if again else []
    if session.facilitator not in session.speakers:
        said += ["Announced by ", *listed([session.facilitator], ping=False)]
    return said


def repeats_in_words(rule: str) -> str:
    """ "Every week, 10 times"; empty when it never repeats."""
    chosen = repetition_of(rule)
    words = {
        Repeats.NEVER: "",
        Repeats.WEEKLY: "Every week",
        Repeats.FORTNIGHTLY: "Every two weeks",
        Repeats.MONTHLY: "Every month",
    }[chosen.repeats]
    if chosen.until:
        return f"{words} until {day_in_words(chosen.until)}"
    return f"{words}, {chosen.times} times" if chosen.times and words else words


def off_card(occurrence: Occurrence) -> Message:
    """The card of an occurrence that does not take place."""
    title = occurrence.session.title
    return Message.of(
        Text.of(bold("Cancelled: "), title, " on ", When(at=occurrence.starts_at)),
        summary=f"Cancelled: {title}",
    )


def _when_words(occurrence: Occurrence) -> str:
    return wall_in_words(occurrence.wall, occurrence.session.zone)


def _people(n: int) -> str:
    return "1 person" if n == 1 else f"{n} people"


# What is answered to whoever plans one.


MEND_TOPIC = "You can change the session's topics at any time: “Change it” in /session mine."
"""What to do about a misspelt topic."""


def saved(session: Planned) -> Message:
    """A draft was stored."""
    return Message.of(
        Text.of("Saved as a draft: ", bold(session.title), ". Only you see it."),
        draft_buttons(session),
        Context.of("You'll find it again with ", code("/session mine"), "."),
    )


def draft_buttons(session: Planned) -> Buttons:
    """What can be done with a draft."""
    edit = Button.of("Change it", EditSession(session_id=session.id))
    if session.wall is None:
        return Buttons.of(edit)
    return Buttons.of(
        Button.of("Announce it", AnnounceSession(session_id=session.id), style="primary"), edit
    )


def sun_button(session: Planned) -> Button:
    """Shown where a second time would reach somebody."""
    return Button.of("Offer a second time", FollowSun(session_id=session.id))


def announced(session: Planned, *, misses_some: bool = False) -> Message:
    """It is on its way into the channel; `misses_some`: a second time would reach more people."""
    assert session.state is SessionState.ANNOUNCED  # noqa: S101
    said: list[Says] = [bold(session.title), " is announced"]
    if session.wall is not None:
        said.append(f" for {wall_in_words(session.wall, session.zone)}")
    again = repeats_in_words(session.rule)
    blocks: list[Block] = [Text.of(*said, f". {again}." if again else ".")]
    made = [Button.of("Manage", ManageSession(session_id=session.id))]
    if misses_some:
        blocks.append(Text.of(MISSES_SOME))
        made.append(sun_button(session))
    return Message.of(
        *blocks,
        Buttons.of(*made),
        Context.of("You'll find it again with ", code("/session mine"), "."),
    )


def may_not_announce() -> Message:
    """Somebody who may not plan sessions here."""
    return Message.of(
        Text.of(
            "Sessions are announced by facilitators here. You can suggest one, though: type ",
            code('/session wish "…"'),
            ".",
        )
    )


def not_yours() -> Message:
    """Changing somebody else's session."""
    return Message.of(
        "Only the facilitator, a co-host or an administrator can change this session."
        " Tell them what you'd like to be different."
    )


def gone() -> Message:
    """A button on something that is not there any more."""
    return Message.of(
        "That session has been cancelled or is over, so there is nothing left to do here."
    )


def lacking(sentences: Sequence[str], session_id: int, *, even_so: bool) -> Message:
    """A draft that can't be announced as it is, or only `even_so`."""
    made = [Button.of("Change it", EditSession(session_id=session_id), style="primary")]
    if even_so:
        made.append(
            Button.of("Announce it even so", AnnounceSession(session_id=session_id, even_so=1))
        )
    return Message.of(Text.of("It isn't announced yet. ", " ".join(sentences)), Buttons.of(*made))


def suits_already() -> Message:
    """A second time would reach nobody more (any longer)."""
    return Message.of(
        "I don't find a second time that would suit more of your colleagues than there are now."
    )
