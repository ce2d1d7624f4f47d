"""What was remembered: each person's own for them alone, many people's together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.events import Person
from bot.rules import recall_curves
from bot.rules.memory import Attempt, Grade, Memory
from bot.rules.recall_curves import Curve, Learnt
from bot.rules.recall_measures import (
    Difference,
    Seen,
    Share,
    difference,
    in_fives,
    share,
    told_until,
)
from bot.services import recall_access
from bot.services.recall_access import Gone, NotAllowed
from bot.store import calendars, recall_baseline, recall_cards, recall_decks, roles
from bot.store import recall_measures as store
from bot.store.models import LinkKind, Role
from bot.store.recall_decks import Deck
from bot.store.recall_measures import Answered, Measured
from bot.store.unit_of_work import UnitOfWork
from bot.views.recall_measures import CardFigures, DeckReport, Report, tells

PICTURE = timedelta(days=7)
"""How long the link of a picture holds."""
PROGRAMME = (Role.FACILITATOR, Role.MANAGER, Role.ADMIN)
"""Who sees the report of all decks together."""
YEAR = timedelta(days=365)
"""What ended earlier is told no more: sessions and people are others by then."""
MOST_DECKS = 8


def progress(uow: UnitOfWork, person: Person) -> list[Curve]:
    """What somebody remembers, by topic; for them alone."""
    found = store.own(uow.session, uow.organization_id, person.id)
    learnt = [
        Learnt(one.topics, tuple(Attempt(Grade(rating), at) for rating, at in one.ratings))
        for one in found
    ]
    return recall_curves.curves(learnt, uow.now)


def strength(uow: UnitOfWork, person: Person, wanted: float) -> tuple[int, int]:
    """How many of somebody's cards are strong (remembered with that probability), and fading."""
    found = store.memories(uow.session, uow.organization_id, person.id)
    known = [
        Memory(m.due_at, m.model_state, m.step, m.stability, m.difficulty, m.reviewed_at)
        for m in found
    ]
    return recall_curves.strong_and_fading(uow.now, known, wanted)


def picture(uow: UnitOfWork, person: Person) -> str:
    """A link that draws what this person remembers, and opens nothing else; its token."""
    return calendars.add(
        uow.session,
        uow.organization_id,
        person.id,
        LinkKind.PICTURE,
        uow.now,
        uow.now + PICTURE,
    )


def decks(uow: UnitOfWork, actor: Person) -> list[Measured]:
    """The newest decks whose figures somebody may see; administrators those of all."""
    every = recall_access.is_admin(uow, actor)
    return store.decks(uow.session, uow.organization_id, actor.id, MOST_DECKS, every=every)


def of_deck(uow: UnitOfWork, actor: Person, deck_id: int) -> DeckReport:
    """How a deck fares, for whose it is and who hosts its session. Raises Gone, NotAllowed.

    A manager is none of them.
    """
    at = uow.session, uow.organization_id
    deck = recall_decks.get(*at, deck_id)
    if deck is None:
        raise Gone
    if not recall_access.may_write(uow, actor, deck):
        raise NotAllowed
    until = told_until(uow.now)
    last = store.last_checks(*at, until - YEAR, until, deck_id=deck_id)
    first = store.first_answers(*at, until, deck_id)
    ids = recall_decks.card_ids(*at, deck_id)
    cards = recall_cards.cards(*at, ids)
    prompted = [a for a in last if not a.is_held_out]
    figures = [CardFigures(cards[id_], _of(first, id_), _of(prompted, id_)) for id_ in ids]
    return DeckReport(
        deck,
        _report(until, last),
        _gain(uow, deck, until),
        deck.session_id is not None and bool(recall_baseline.cards(*at, deck.session_id)),
        tuple(sorted(figures, key=_strength)),
    )


def of_all(uow: UnitOfWork, actor: Person) -> Report:
    """What prompts are good for, over all decks. Raises NotAllowed for who runs no programme."""
    at = uow.session, uow.organization_id
    if roles.role_of(*at, actor.id) not in PROGRAMME:
        raise NotAllowed
    until = told_until(uow.now)
    return _report(until, store.last_checks(*at, until - YEAR, until))


def may_see_all(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody is among those who run the programme."""
    return roles.role_of(uow.session, uow.organization_id, actor.id) in PROGRAMME


def _report(until: datetime, last: Sequence[Answered]) -> Report:
    """Both arms in full groups of five people."""
    prompted = in_fives(_seen(a) for a in last if not a.is_held_out)
    held_out = in_fives(_seen(a) for a in last if a.is_held_out)
    return Report(until, share(prompted), difference(prompted, held_out))


def _of(answers: Iterable[Answered], card_id: int) -> Share | None:
    return share(in_fives(_seen(a) for a in answers if a.card_id == card_id))


def _gain(uow: UnitOfWork, deck: Deck, until: datetime) -> Difference | None:
    if deck.session_id is None:
        return None
    pairs = recall_baseline.before_and_after(
        uow.session, uow.organization_id, deck.session_id, until
    )
    after = in_fives(Seen(p.person_id, p.after, p.at) for p in pairs)
    before = in_fives(Seen(p.person_id, p.before, p.at) for p in pairs)
    return difference(after, before)


def _seen(one: Answered) -> Seen:
    return Seen(one.person_id, one.rating > Grade.AGAIN, one.at)


def _strength(one: CardFigures) -> tuple[float, int]:
    """What cards are put in order by: no finer than what is said of them."""
    known = one.at_last or one.at_first
    if known is None:
        return 2.0, one.card.id
    return known.value if tells(known) else round(known.value), one.card.id
