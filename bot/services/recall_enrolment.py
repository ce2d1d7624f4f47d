"""Beginning to learn: those who came to a session, and whoever chooses a deck or a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from bot.events import Person
from bot.rules.recall_enrolment import beginning
from bot.services import recall_leaving
from bot.services.recall_access import Gone
from bot.services.recall_planning import begin_planning
from bot.settings import Recall
from bot.store import recall_decks, roles, topics
from bot.store import recall_learners as store
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck
from bot.store.unit_of_work import UnitOfWork

MOST_AT_ONCE = 5000
"""People a query names: databases take some ten thousand parameters."""


def enrol(
    uow: UnitOfWork, settings: Recall, person_ids: Iterable[int], deck_id: int, began_at: datetime
) -> list[int]:
    """These people learn a deck because they came; those who did not learn it before.

    Left out is who wants no recall, who left this deck once, and who is a bot or gone. What is
    asked begins at `began_at` (aware), the end of the session.
    """
    at = uow.session, uow.organization_id
    ids = _able(uow, person_ids)
    parts = store.part(*at, ids)
    willing = [id_ for id_ in ids if parts[id_] is not False]
    new = store.subscribe(*at, willing, uow.now, deck_id=deck_id, is_enrolled=True)
    begin(uow, settings, new, recall_decks.card_ids(*at, deck_id), began_at)
    return new


def undecided(uow: UnitOfWork, person_ids: Iterable[int], deck_id: int) -> list[int]:
    """Of these people, those who neither learn a deck nor said no to it or to all recall."""
    at = uow.session, uow.organization_id
    ids = _able(uow, person_ids)
    parts = store.part(*at, ids)
    known = set(store.ever_learnt(*at, deck_id, ids))
    return [id_ for id_ in ids if parts[id_] is not False and id_ not in known]


def learn_deck(uow: UnitOfWork, settings: Recall, person: Person, deck_id: int) -> Deck:
    """Somebody chooses a deck; choosing it again changes nothing.

    Raises Gone, also for what was told in a closed circle they were not in.
    """
    at = uow.session, uow.organization_id
    deck = recall_decks.get(*at, deck_id)
    if deck is None or not recall_decks.may_learn(*at, person.id, deck_id):
        raise Gone
    new = store.subscribe(*at, _able(uow, [person.id]), uow.now, deck_id=deck_id)
    _chose(uow, settings, new, recall_decks.card_ids(*at, deck_id))
    return deck


def learn_topic(uow: UnitOfWork, settings: Recall, person: Person, topic_id: int) -> int:
    """Somebody chooses all cards about a topic, those to come too; how many there are now."""
    at = uow.session, uow.organization_id
    new = store.subscribe(*at, _able(uow, [person.id]), uow.now, topic_id=topic_id)
    card_ids = recall_decks.cards_about(*at, [topic_id])
    _chose(uow, settings, new, card_ids)
    return len(card_ids)


def _chose(
    uow: UnitOfWork, settings: Recall, person_ids: Sequence[int], card_ids: Sequence[int]
) -> None:
    for person_id in person_ids:
        store.choose_part(uow.session, uow.organization_id, person_id, takes_part=True)
    begin(uow, settings, person_ids, card_ids, uow.now, wake=True)


def leave(uow: UnitOfWork, person: Person, subscription_id: int | None = None) -> int:
    """Somebody stops learning one thing, or everything (None); how many they were.

    It takes effect at once: nothing of it is due any more. Who leaves everything is not enrolled
    again by coming to a session.
    """
    at = uow.session, uow.organization_id
    which = None if subscription_id is None else [subscription_id]
    done = store.leave(*at, person.id, uow.now, subscription_ids=which)
    if subscription_id is None:
        store.choose_part(*at, person.id, takes_part=False)
    if done:
        recall_leaving.left(uow, person)
    return done


def arrived(uow: UnitOfWork, settings: Recall, card: Card, *, wake: bool = False) -> None:
    """Those who learn a deck or a topic of an active card begin with it; the others rest."""
    at = uow.session, uow.organization_id
    deck_ids = [d.id for d in recall_decks.holding(*at, card.id)]
    topic_ids: list[int] = []
    if recall_decks.is_for_all(*at, card.id):
        topic_ids = [t.id for t in topics.found_by(*at, card.topics).values()]
    store.rest(*at, card.id, unlearnt_only=True)
    learners = _able(uow, store.learners(*at, deck_ids, topic_ids))
    begin(uow, settings, learners, [card.id], uow.now, wake=wake)


def begin(
    uow: UnitOfWork,
    settings: Recall,
    person_ids: Collection[int],
    card_ids: Collection[int],
    began_at: datetime,
    *,
    wake: bool = False,
) -> None:
    """These people begin with these cards, unless they did before: that goes on as it was.

    `wake`: a card that rests, because they had left it, is asked again.
    """
    rows = []
    for person_id in person_ids:
        for card_id in card_ids:
            first = beginning(
                person_id,
                card_id,
                began_at,
                course_days=settings.course_days,
                first_after_hours=settings.first_after_hours,
                hold_out=settings.hold_out,
            )
            rows.append(
                {
                    "person_id": person_id,
                    "card_id": card_id,
                    "began_at": began_at,
                    **asdict(first),
                }
            )
    store.begin(uow.session, uow.organization_id, rows, wake=wake)
    if rows:
        begin_planning(uow)


def _able(uow: UnitOfWork, person_ids: Iterable[int]) -> list[int]:
    """Of these, the people who are here and no bots."""
    ids, out = sorted(set(person_ids)), []
    for i in range(0, len(ids), MOST_AT_ONCE):
        part = ids[i : i + MOST_AT_ONCE]
        known = roles.standings(uow.session, uow.organization_id, part)
        out += [p for p in part if p in known and not (known[p].is_bot or known[p].is_deleted)]
    return out
