"""The course after a session: who came learns its cards, is told once, and may leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.events import Person
from bot.services import attention, recall_enrolment, recall_leaving
from bot.services.attendance import listeners
from bot.services.recall_access import session_of
from bot.settings import Enrol, Settings
from bot.store import recall_decks as decks
from bot.store import recall_learners, sessions, unasked
from bot.store.models import SessionState
from bot.store.recall_decks import Deck
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_learning as views

SETTLE = timedelta(minutes=15)
"""After the last card of a deck that comes when its session is over: all of them in one message."""


def ended(uow: UnitOfWork, settings: Settings, occurrence_id: int, due_at: datetime) -> None:
    """A session is over: those who came learn what there is of its deck."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is not None and not found.is_off and found.ends_at == due_at:
        _begin(uow, settings, found, listeners(uow, found), found.ends_at)


def noted(uow: UnitOfWork, settings: Settings, occurrence_id: int, person: Person) -> None:
    """Somebody was noted as having come once it was over."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is not None and not found.is_off and person not in found.session.speakers:
        _begin(uow, settings, found, [person], max(found.ends_at, uow.now))


def unnoted(uow: UnitOfWork, occurrence_id: int, people: Iterable[Person]) -> None:
    """It was taken back that these came: what it enrolled them in ends, unless they answered.

    Who came another time stays. Should they be noted again, they begin as if for the first time.
    """
    at = uow.session, uow.organization_id
    found = sessions.occurrence(*at, occurrence_id)
    deck = decks.of_session(*at, found.session.id) if found is not None else None
    if found is None or deck is None:
        return
    others = [o for o in _over(uow, found.session.id) if o.id != found.id]
    elsewhere = {p.id for o in others for p in listeners(uow, o)}
    absent = {p.id for p in people} - elsewhere
    enrolled = recall_learners.unenrol(*at, deck.id, absent)
    recall_learners.rest_unlearnt(*at, deck.id, enrolled)
    for person_id, since in enrolled.items():
        recall_leaving.left(uow, Person(person_id, ""))
        key = _told_key(deck, person_id, since)
        if unasked.waits(*at, key):
            attention.revise(uow, key, None)
    recall_learners.forget_unlearnt(*at, deck.id, enrolled)


def came_late(uow: UnitOfWork, deck_id: int) -> None:
    """Cards were added to a deck: if its session is over, those who came learn them soon."""
    deck = decks.get(uow.session, uow.organization_id, deck_id)
    if deck is None or deck.session_id is None or not _over(uow, deck.session_id):
        return
    due_at = uow.now + SETTLE
    uow.plan(
        "recall.enrol",
        key=f"recall:enrol:{deck.id}:{due_at.isoformat()}",
        due_at=due_at,
        data={"deck_id": deck.id, "cards": deck.active},
    )


def settled(uow: UnitOfWork, settings: Settings, deck_id: int, cards: int) -> None:
    """No card was added for a while: those who came to the deck's session learn it.

    `cards` is how many there were; if there are more by now, a later moment was planned.
    """
    deck = decks.get(uow.session, uow.organization_id, deck_id)
    if deck is None or deck.session_id is None or deck.active > cards:
        return
    for found in _over(uow, deck.session_id):
        _begin(uow, settings, found, listeners(uow, found), uow.now)


def _over(uow: UnitOfWork, session_id: int) -> list[Occurrence]:
    found = sessions.of_session(uow.session, uow.organization_id, session_id)
    return [o for o in found if not o.is_off and o.ends_at <= uow.now]


def _begin(
    uow: UnitOfWork,
    settings: Settings,
    occurrence: Occurrence,
    people: Iterable[Person],
    began_at: datetime,
) -> None:
    at = uow.session, uow.organization_id
    deck = decks.of_session(*at, occurrence.session.id)
    if deck is None or not deck.active or not occurrence.session.recalls:
        return
    ids = [p.id for p in people]
    if settings.recall.enrol is Enrol.OPT_OUT:
        new = recall_enrolment.enrol(uow, settings.recall, ids, deck.id, began_at)
    else:
        new = recall_enrolment.undecided(uow, ids, deck.id)
    _tell(uow, settings, deck, new)


def _tell(uow: UnitOfWork, settings: Settings, deck: Deck, person_ids: list[int]) -> None:
    """Each is told once about a deck, or asked once whether they like to."""
    is_enrolled = settings.recall.enrol is Enrol.OPT_OUT
    said = views.enrolled(deck, settings.recall) if is_enrolled else views.invited(deck)
    rhythms = attention.rhythms(uow, settings.attention, person_ids)
    for person_id in person_ids:
        attention.reach(
            uow,
            settings.attention,
            Person(person_id, ""),
            said,
            key=_told_key(deck, person_id, uow.now if is_enrolled else None),
            kind="recall.enrolled",
            merge="session.after",
            rhythm=rhythms[person_id],
        )


def _told_key(deck: Deck, person_id: int, since: datetime | None) -> str:
    """Once for each time somebody is enrolled; None: they are only asked, once and for all."""
    when = f":{since.date().isoformat()}" if since is not None else ""
    return f"recall:enrolled:{deck.id}:{person_id}{when}"


def may_be_left(uow: UnitOfWork, person: Person, deck_id: int) -> int | None:
    """The subscription by which somebody learns a deck; None: they don't."""
    mine = recall_learners.learning(uow.session, uow.organization_id, person.id)
    return next((one.id for one in mine if one.deck_id == deck_id), None)


def is_cancelled(uow: UnitOfWork, deck: Deck) -> bool:
    """Whether a deck is of a session that was called off."""
    if deck.session_id is None:
        return False
    session = session_of(uow, deck.session_id)
    return session is None or session.state is SessionState.CANCELLED
