"""Afterwards: feedback, thanks to the speakers, materials and takeaways."""

from __future__ import annotations

from bot.events import Conversation, Person
from bot.rules.session_plan import is_link
from bot.rules.session_search import searchable
from bot.services import kudos
from bot.services.attendance import run_by
from bot.services.session_access import Gone
from bot.services.session_cards import card_key
from bot.settings import Kudos as KudosSettings
from bot.store import conversations, sessions
from bot.store import outcomes as store
from bot.store.outcomes import Material
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import outcomes as views


class NoLink(Exception):
    """What should be an address is none."""


class NothingLeft(Exception):
    """Neither a link nor a takeaway was given."""


class ThankedBefore(Exception):
    """Somebody thanked these speakers already."""


def give_feedback(
    uow: UnitOfWork, person: Person, occurrence_id: int, rating: int, will_use: str, comment: str
) -> Occurrence:
    """Say how it was; saying it again replaces what was said. Raises Gone before the end."""
    found = _ended(uow, occurrence_id)
    values = {
        "rating": rating,
        "will_use": will_use,
        "comment": comment,
        "given_at": uow.now,
    }
    store.put_feedback(uow.session, uow.organization_id, occurrence_id, person.id, values)
    return found


def thank_speakers(
    uow: UnitOfWork, settings: KudosSettings, person: Person, occurrence_id: int
) -> Occurrence:
    """Kudos for the speakers in one press, shown where the session was announced.

    Raises ThankedBefore, Gone, and what giving kudos raises.
    """
    found = _ended(uow, occurrence_id)
    session = found.session
    topics = "".join(f" #{t}" for t in session.topics)
    with uow.session.begin_nested():  # What can't be given leaves no trace of having been.
        if not store.thank(uow.session, uow.organization_id, occurrence_id, person.id, uow.now):
            raise ThankedBefore
        kudos.give_kudos(
            uow,
            settings,
            person,
            [p for p in session.speakers if p != person],
            views.thanks_note(session.title) + topics,
            conversation=_place(uow, session.conversation_id),
        )
    return found


def leave_materials(
    uow: UnitOfWork, actor: Person, occurrence_id: int, material: Material
) -> Occurrence:
    """A speaker, or whoever runs it, adds slides, a recording, takeaways; the channel sees them.

    Raises NoLink, NothingLeft, Gone, NotAllowed.
    """
    found = run_by(uow, actor, occurrence_id)
    if found.is_off:
        raise Gone
    if material.link and not is_link(material.link):
        raise NoLink
    if not material.link and not material.takeaways:
        raise NothingLeft
    said = searchable(material.title, material.link, material.takeaways)
    made = store.add_material(
        uow.session, uow.organization_id, occurrence_id, actor.id, material, said, uow.now
    )
    if found.session.conversation_id is not None:
        uow.post(
            views.materials(found, material),
            to=ConversationId(found.session.conversation_id),
            key=f"session:{occurrence_id}:material:{made}",
            kind="session.material",
            author=actor,
            under=card_key(occurrence_id),
        )
    return found


def _ended(uow: UnitOfWork, occurrence_id: int) -> Occurrence:
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.ends_at > uow.now:
        raise Gone
    return found


def _place(uow: UnitOfWork, conversation_id: int | None) -> Conversation | None:
    """Where it was announced, when that is in the workspace of whoever thanks."""
    if conversation_id is None or uow.workspace_id is None:
        return None
    return conversations.by_id(uow.session, uow.organization_id, uow.workspace_id, conversation_id)
