"""Who may do what to a session, and the errors of doing it anyway."""

from __future__ import annotations

from bot.events import Person
from bot.settings import Sessions as SessionsSettings
from bot.settings import WhoMay
from bot.store import roles
from bot.store import sessions as store
from bot.store.models import Role, SessionState
from bot.store.sessions import Occurrence, Planned
from bot.store.unit_of_work import UnitOfWork


class NotAllowed(Exception):
    """The person may not do this to that session."""


class Gone(Exception):
    """There is no such session, or it is cancelled, or over."""


def may_announce(uow: UnitOfWork, settings: SessionsSettings, actor: Person) -> bool:
    """Whether somebody may plan sessions: by setting, and never a guest or a bot."""
    own = roles.standings(uow.session, uow.organization_id, [actor.id]).get(actor.id)
    if own is None or own.is_bot or own.is_guest or own.is_deleted:
        return False
    if settings.announce is WhoMay.EVERYONE:
        return True
    return roles.role_of(uow.session, uow.organization_id, actor.id) is not Role.MEMBER


def may_change(uow: UnitOfWork, actor: Person, session: Planned) -> bool:
    """Whether somebody may change a session: its facilitator, a co-host, an administrator."""
    if actor.id == session.facilitator.id or any(actor.id == p.id for p in session.cohosts):
        return True
    return roles.role_of(uow.session, uow.organization_id, actor.id) is Role.ADMIN


def changeable(uow: UnitOfWork, actor: Person, session_id: int) -> Planned:
    """A session this person may change, locked. Raises Gone, NotAllowed."""
    session = store.get(uow.session, uow.organization_id, session_id)
    if session is None:
        raise Gone
    if not may_change(uow, actor, session):
        raise NotAllowed
    if session.state is SessionState.CANCELLED:
        raise Gone
    return session


def changeable_occurrence(uow: UnitOfWork, actor: Person, occurrence_id: int) -> Occurrence:
    """An occurrence this person may change, locked. Raises Gone, NotAllowed."""
    found = store.occurrence(uow.session, uow.organization_id, occurrence_id, lock=True)
    if found is None:
        raise Gone
    if not may_change(uow, actor, found.session):
        raise NotAllowed
    if found.is_off or found.ends_at <= uow.now:
        raise Gone
    return found
