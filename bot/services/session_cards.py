"""The card of each occurrence in its channel: posting it in time, and keeping it current."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import Message
from bot.rules.signups import Answer
from bot.store import sessions as store
from bot.store import signups
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import sessions as views

SETTLE = timedelta(seconds=1)
"""How long a card waits for more answers before it is edited: a burst makes an edit a second."""
LATE = timedelta(days=2)
"""How late, after an outage, it still makes sense to ask how a session was."""
AHEAD = timedelta(days=7)
"""How long before the start the card of a series' next occurrence is posted."""


def card_key(occurrence_id: int) -> str:
    """The key of an occurrence's card in the outbox."""
    return f"session:{occurrence_id}:card"


def draw(uow: UnitOfWork, occurrence: Occurrence) -> Message:
    """The card as it should stand now."""
    at = uow.session, uow.organization_id, occurrence.id
    counts = signups.counts(*at)
    first = signups.in_turn(*at, Answer.GOING, most=views.NAMES) if counts else []
    return views.card(occurrence, counts, [s.person for s in first], uow.now)


def redraw(uow: UnitOfWork, occurrence: Occurrence, settle: timedelta = timedelta()) -> None:
    """Bring the posted card up to date; nothing happens before it is posted."""
    if occurrence.opened_at is not None:
        uow.revise(card_key(occurrence.id), draw(uow, occurrence), settle)


def post_card(uow: UnitOfWork, occurrence: Occurrence) -> None:
    """Announce an occurrence in its channel, once."""
    session = occurrence.session
    if session.conversation_id is None:
        return
    store.change_occurrence(uow.session, uow.organization_id, occurrence.id, {"opened_at": uow.now})
    uow.post(
        draw(uow, occurrence),
        to=ConversationId(session.conversation_id),
        key=card_key(occurrence.id),
        kind="session.card",
        author=session.facilitator,
        expires_at=occurrence.ends_at,
    )
    plan_moments(uow, occurrence)


def plan_moments(uow: UnitOfWork, occurrence: Occurrence) -> None:
    """Plan its start and its end; planning twice is once, and moved moments mean nothing."""
    for name, due in (("start", occurrence.starts_at), ("end", occurrence.ends_at)):
        if due > uow.now:
            uow.plan(
                f"session.{name}",
                key=f"session:{occurrence.id}:{name}:{due.isoformat()}",
                due_at=due,
                data={"occurrence_id": occurrence.id},
                expires_at=due + LATE,
            )


def post_next(uow: UnitOfWork, session_id: int, *, at_once: bool = False) -> None:
    """Post the cards whose time has come and plan for the one after them.

    `at_once`: the first one is due however far ahead it is; the session is announced now.
    """
    for occurrence in store.of_session(uow.session, uow.organization_id, session_id):
        if occurrence.is_off or occurrence.opened_at is not None or occurrence.ends_at <= uow.now:
            continue
        due = occurrence.starts_at - AHEAD
        if due > uow.now and not at_once:
            uow.plan(
                "session.open",
                key=f"session:{occurrence.id}:open:{due.isoformat()}",
                due_at=due,
                data={"session_id": session_id},
                expires_at=occurrence.ends_at,
            )
            return
        post_card(uow, occurrence)
        at_once = False
