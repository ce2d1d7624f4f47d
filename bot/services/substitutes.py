"""A speaker who can't make it, and whoever steps in."""

from __future__ import annotations

from bot.events import Person
from bot.messages import Mention
from bot.services import session_cards as cards
from bot.services.session_access import Gone, NotAllowed
from bot.services.session_changes import coming
from bot.store import roles
from bot.store import sessions as store
from bot.store.models import SessionState
from bot.store.sessions import Planned
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import session_news as news


def step_back(uow: UnitOfWork, actor: Person, session_id: int) -> Planned:
    """A speaker can't make it: the channel is asked for a substitute, whoever runs it is told.

    Raises NotAllowed for anybody but a speaker; Gone.
    """
    session = _upcoming(uow, session_id)
    if actor not in session.speakers:
        raise NotAllowed
    rest = [p for p in session.speakers if p != actor]
    _set_speakers(uow, session, rest, wants_speaker=True)
    message = news.substitute_wanted(session, Mention(person=actor, ping=False))
    number = session.revision + 1
    if session.conversation_id is not None:
        uow.post(
            message,
            to=ConversationId(session.conversation_id),
            key=f"session:{session_id}:substitute:{number}",
            kind="session.substitute",
            author=session.facilitator,
        )
    for host in dict.fromkeys([session.facilitator, *session.cohosts]):
        if host != actor:
            uow.post(
                message,
                to=host,
                key=f"session:{session_id}:substitute:{number}:{host.id}",
                kind="session.substitute",
            )
    return session


def step_in(uow: UnitOfWork, actor: Person, session_id: int) -> Planned:
    """Speak instead: whoever is first. Raises Gone when nobody is wanted (any more), NotAllowed."""
    session = _upcoming(uow, session_id)
    if not session.wants_speaker:
        raise Gone
    own = roles.standings(uow.session, uow.organization_id, [actor.id]).get(actor.id)
    if own is None or own.is_bot:
        raise NotAllowed
    asked = session.revision
    _set_speakers(uow, session, [*session.speakers, actor], wants_speaker=False)
    message = news.substitute_found(session, Mention(person=actor, ping=False))
    uow.revise(f"session:{session_id}:substitute:{asked}", message)
    for host in dict.fromkeys([session.facilitator, *session.cohosts]):
        key = f"session:{session_id}:substitute:{asked}:{host.id}"
        uow.revise(key, None)
        if host != actor:
            uow.post(message, to=host, key=f"{key}:found", kind="session.substitute")
    return session


def _upcoming(uow: UnitOfWork, session_id: int) -> Planned:
    session = store.get(uow.session, uow.organization_id, session_id)
    if session is None or session.state is not SessionState.ANNOUNCED:
        raise Gone
    if not coming(uow, session_id):
        raise Gone
    return session


def _set_speakers(
    uow: UnitOfWork, session: Planned, speakers: list[Person], *, wants_speaker: bool
) -> None:
    at = uow.session, uow.organization_id, session.id
    store.set_speakers(*at, speakers, session.cohosts)
    values = {"wants_speaker": wants_speaker, "revision": session.revision + 1}
    store.change(*at, values)
    for occurrence in coming(uow, session.id):
        cards.redraw(uow, occurrence)
