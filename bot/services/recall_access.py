"""Who may do what to recall cards and decks, and the errors of doing it anyway."""

from __future__ import annotations

from bot.events import Person
from bot.store import recall_cards, recall_decks, roles, sessions
from bot.store.models import CardState, Role
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck
from bot.store.sessions import SESSION, Planned
from bot.store.unit_of_work import UnitOfWork


class NotAllowed(Exception):
    """The person may not do this to that card or deck."""


class Gone(Exception):
    """There is no such card or deck, or the card is retired."""


def session_of(uow: UnitOfWork, session_id: int) -> Planned | None:
    """A session of this organization, to look at."""
    at = uow.session, uow.organization_id
    return sessions.planned(*at, SESSION.id == session_id, most=1).get(session_id)


def may_author(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody may begin decks of their own: a colleague, no bot and no guest."""
    own = roles.standings(uow.session, uow.organization_id, [actor.id]).get(actor.id)
    return own is not None and not (own.is_bot or own.is_guest or own.is_deleted)


def is_admin(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody administers the organization."""
    return roles.role_of(uow.session, uow.organization_id, actor.id) is Role.ADMIN


def hosts(uow: UnitOfWork, actor: Person, session_id: int) -> bool:
    """Whether somebody runs a session, helps to run it or speaks at it."""
    found = session_of(uow, session_id)
    if found is None:
        return False
    return actor.id in {p.id for p in (found.facilitator, *found.cohosts, *found.speakers)}


def may_write(uow: UnitOfWork, actor: Person, deck: Deck) -> bool:
    """Whether somebody may put cards into a deck: whose it is, its session's hosts, admins."""
    if actor.id == deck.owner.id or is_admin(uow, actor):
        return True
    return deck.session_id is not None and hosts(uow, actor, deck.session_id)


def writable(uow: UnitOfWork, actor: Person, deck_id: int) -> Deck:
    """A deck this person may put cards into. Raises Gone, NotAllowed."""
    deck = recall_decks.get(uow.session, uow.organization_id, deck_id)
    if deck is None:
        raise Gone
    if not may_write(uow, actor, deck):
        raise NotAllowed
    return deck


def may_change(uow: UnitOfWork, actor: Person, card: Card) -> bool:
    """Whether somebody may change a card: its author, the hosts of its sessions, admins."""
    if actor.id == card.author.id or is_admin(uow, actor):
        return True
    decks = recall_decks.holding(uow.session, uow.organization_id, card.id)
    return any(d.session_id is not None and hosts(uow, actor, d.session_id) for d in decks)


def changeable(uow: UnitOfWork, actor: Person, card_id: int) -> Card:
    """A card this person may change, locked. Raises Gone (also when retired), NotAllowed."""
    card = recall_cards.get(uow.session, uow.organization_id, card_id, lock=True)
    if card is None:
        raise Gone
    if not may_change(uow, actor, card):
        raise NotAllowed
    if card.state is CardState.RETIRED:
        raise Gone
    return card


def keepers(uow: UnitOfWork, card: Card) -> list[Person]:
    """Who looks after a card: its author, or if they left its decks' people, or administrators."""
    at = uow.session, uow.organization_id
    decks = recall_decks.holding(*at, card.id)
    planned = [session_of(uow, d.session_id) for d in decks if d.session_id is not None]
    hosting = [p for s in planned if s for p in (s.facilitator, *s.cohosts, *s.speakers)]
    rounds = ([card.author], [*(d.owner for d in decks), *hosting], roles.admins(*at))
    for people in rounds:
        known = roles.standings(*at, [p.id for p in people])
        here = [p for p in dict.fromkeys(people) if p.id in known and not known[p.id].is_deleted]
        if here:
            return here
    return []
