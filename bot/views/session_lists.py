"""Lists of sessions: to come, somebody's own, past; and their part of Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Header,
    Link,
    Message,
    Says,
    Text,
    When,
    bold,
    code,
    listed,
)
from bot.rules.session_search import Wanted
from bot.rules.signups import Answer
from bot.store.outcomes import Material
from bot.store.sessions import Occurrence, Planned
from bot.views.outcomes import called
from bot.views.session_manage import StepBack
from bot.views.sessions import (
    ManageSession,
    PlanNew,
    SignUp,
    answer_buttons,
    draft_buttons,
    seats_left,
)

MOST_REPEATED = 60
"""Characters of what was looked for that are said again."""
MOST_LINKS = 3
"""Links to what remains of one session."""
Own = Sequence[tuple[Occurrence, str]]
PLAN = Button.of("Plan a session", PlanNew())
MOST_AT_HOME = 3
"""Sessions that Home names beside one's own."""
SAID = {
    Answer.GOING: "you're going",
    Answer.MAYBE: "you may go",
    Answer.WAITING: "you're on the waitlist",
}


def upcoming(
    found: Sequence[Occurrence], tallies: Mapping[int, Mapping[str, int]], topic: str
) -> Message:
    """`/session list`."""
    about = f" about #{topic}" if topic else ""
    if not found:
        return Message.of(
            Text.of(
                f"Nothing{about} is planned yet. You could be the first, or wish for it with ",
                code('/session wish "…"'),
                ".",
            ),
            Buttons.of(PLAN),
        )
    blocks: list[Block] = [Header(text=f"Sessions{about}")]
    for occurrence in found:
        blocks.append(_line(occurrence, tallies.get(occurrence.id, {})))
        blocks.append(answer_buttons(occurrence.id))
    return Message.of(*blocks)


def _line(occurrence: Occurrence, counts: Mapping[str, int] | None = None) -> Text:
    """`counts`: how many gave each answer; None says nothing about seats."""
    session = occurrence.session
    said: list[Says] = [bold(session.title), ", ", When(at=occurrence.starts_at)]
    if session.speakers:
        said += [", with ", *listed(session.speakers, ping=False)]
    if session.seats is not None and counts is not None:
        said.append(f". Seats: {seats_left(session.seats, counts)}")
    return Text.of(*said)


def past(
    found: Sequence[Occurrence], left: Mapping[int, Sequence[Material]], wanted: Wanted
) -> Message:
    """`/session past`, with what remains of each; `wanted` is what was looked for."""
    about = f" about {str(wanted)[:MOST_REPEATED]}" if wanted else ""
    if not found:
        return Message.of(Text.of(f"No session{about} has taken place yet."))
    blocks: list[Block] = [Header(text=f"Past sessions{about}")]
    for occurrence in found:
        blocks.append(_line(occurrence))
        linked = [m for m in left.get(occurrence.id, ()) if m.link]
        blocks += [Context.of(Link(url=m.link, text=called(m))) for m in linked[:MOST_LINKS]]
    return Message.of(*blocks)


def mine(
    answers: Own,
    hosted: Sequence[Occurrence],
    tallies: Mapping[int, Mapping[str, int]],
    drafts: Sequence[Planned],
    me: int,
) -> Message:
    """`/session mine`: what one goes to, what one runs, and drafts."""
    blocks: list[Block] = []
    if answers:
        blocks.append(Header(text="You go to"))
        for occurrence, answer in answers:
            blocks += going(occurrence, answer)
    if hosted:
        blocks.append(Header(text="You run or speak at"))
        for occurrence in hosted:
            blocks.append(_line(occurrence, tallies.get(occurrence.id, {})))
            blocks.append(_host_buttons(occurrence.session, me))
    if drafts:
        blocks.append(Header(text="Your drafts"))
        for draft in drafts:
            blocks.append(Text.of(bold(draft.title)))
            blocks.append(draft_buttons(draft))
    if not blocks:
        blocks.append(Text.of("You have no session ahead of you."))
    return Message.of(*blocks, Buttons.of(PLAN), summary="Your sessions")


def going(occurrence: Occurrence, answer: str) -> list[Block]:
    """One that somebody answered to."""
    said = SAID.get(Answer(answer), "you're there")
    leave = Button.of("I can't come", SignUp(occurrence_id=occurrence.id, say=Answer.CANT))
    return [
        Text.of(bold(occurrence.session.title), ", ", When(at=occurrence.starts_at), f" ({said})"),
        Buttons.of(leave),
    ]


def _host_buttons(session: Planned, me: int) -> Buttons:
    """What one who runs it and one who speaks at it can do."""
    made = []
    if me == session.facilitator.id or any(me == p.id for p in session.cohosts):
        made.append(Button.of("Manage", ManageSession(session_id=session.id)))
    if any(me == p.id for p in session.speakers):
        made.append(Button.of("I can't speak", StepBack(session_id=session.id)))
    return Buttons.of(*made)


def home(
    answers: Own, found: Sequence[Occurrence], tallies: Mapping[int, Mapping[str, int]]
) -> list[Block]:
    """The sessions part of somebody's Home: what they go to, and what else is on."""
    blocks: list[Block] = [Header(text="Sessions")]
    for occurrence, answer in answers:
        blocks += going(occurrence, answer)
    own = {occurrence.session.id for occurrence, _ in answers}
    others: dict[int, Occurrence] = {}
    for occurrence in found:  # of a series only the next time: the rest would hide all else
        if occurrence.session.id not in own:
            others.setdefault(occurrence.session.id, occurrence)
    for occurrence in list(others.values())[:MOST_AT_HOME]:
        blocks.append(_line(occurrence, tallies.get(occurrence.id, {})))
        blocks.append(answer_buttons(occurrence.id))
    if len(blocks) == 1:
        blocks.append(Text.of("Nothing is planned yet. What could you show your colleagues?"))
    blocks.append(Buttons.of(PLAN))
    blocks.append(Context.of(code("/session list"), " shows everything that is to come."))
    return blocks
