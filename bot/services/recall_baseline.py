"""What people know before a session and after it: asked of those going, and of them again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from bot.events import Person
from bot.rules.signups import Answer
from bot.services import attention
from bot.services.session_access import Gone
from bot.settings import Settings
from bot.store import outcomes, sessions
from bot.store import recall_baseline as store
from bot.store.recall_cards import Card
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_baseline as views

BEFORE = timedelta(days=2)
"""How long before the start people are asked: a working day is in it, wherever they live."""
SETTLE = timedelta(minutes=10)
"""Those who sign up later are asked together, so often at most."""
UNTIL = timedelta(days=7)
"""How long after the end an answer still tells what the session did."""


def plan(uow: UnitOfWork, occurrence: Occurrence) -> None:
    """Plan asking those who go, if there is something to ask; planning twice is once.

    A series is asked about before its first time, and those who join later before theirs.
    """
    if occurrence.is_off or occurrence.starts_at <= uow.now or not occurrence.session.recalls:
        return
    if not store.cards(uow.session, uow.organization_id, occurrence.session.id):
        return
    due = occurrence.starts_at - BEFORE
    if due <= uow.now:
        due = datetime.fromtimestamp(
            (uow.now.timestamp() // SETTLE.seconds + 1) * SETTLE.seconds, tz=uow.now.tzinfo
        )
    uow.plan(
        "recall.baseline",
        key=f"recall:baseline:{occurrence.id}:{due.isoformat()}",
        due_at=due,
        data={"occurrence_id": occurrence.id, "starts_at": occurrence.starts_at.isoformat()},
        expires_at=occurrence.starts_at,
    )


def plan_session(uow: UnitOfWork, session_id: int) -> None:
    """Its deck has something to ask before: plan it for every time that is to come."""
    for occurrence in sessions.of_session(uow.session, uow.organization_id, session_id):
        plan(uow, occurrence)


def ask_before(uow: UnitOfWork, settings: Settings, occurrence_id: int, starts_at: datetime) -> int:
    """Ask everybody who goes and was not asked before; how many that were.

    `starts_at` (aware) is the start it was planned for; if it moved, it is planned again.
    """
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.starts_at <= uow.now:
        return 0
    if found.starts_at != starts_at:
        plan(uow, found)
        return 0
    known = outcomes.attendance(uow.session, uow.organization_id, occurrence_id)
    going = [a.person for a in known if a.answer == Answer.GOING]
    done = store.answered(uow.session, uow.organization_id, found.session.id, is_after=False)
    wanted = [p for p in going if p not in found.session.speakers and p.id not in done]
    return _ask(uow, settings, found, wanted, uow.now, found.starts_at, is_after=False)


def ended(uow: UnitOfWork, settings: Settings, occurrence_id: int, due_at: datetime) -> int:
    """It is over: whoever answered before is asked the same again; how many they are."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.ends_at != due_at:
        return 0
    at = uow.session, uow.organization_id
    before = store.answered(*at, found.session.id, is_after=False)
    known = outcomes.attendance(*at, occurrence_id)
    noted = any(a.attended for a in known)
    came = [a.person for a in known if (a.attended if noted else a.answer == Answer.GOING)]
    wanted = [p for p in came if p.id in before]
    due = found.ends_at + timedelta(hours=settings.recall.first_after_hours)
    return _ask(uow, settings, found, wanted, due, found.ends_at + UNTIL, is_after=True)


def _ask(
    uow: UnitOfWork,
    settings: Settings,
    occurrence: Occurrence,
    people: Collection[Person],
    due: datetime,
    until: datetime,
    *,
    is_after: bool,
) -> int:
    cards = store.cards(uow.session, uow.organization_id, occurrence.session.id)
    if not cards or not people:
        return 0
    rhythms = attention.rhythms(uow, settings.attention, [p.id for p in people])
    side = "after" if is_after else "before"
    for person in people:
        attention.reach(
            uow,
            settings.attention,
            person,
            views.asked(occurrence, cards, is_after=is_after),
            key=f"recall:baseline:{occurrence.session.id}:{side}:{person.id}",
            kind="recall.baseline",
            due=due,
            expires_at=until,
            rhythm=rhythms[person.id],
        )
    return len(people)


def answer(
    uow: UnitOfWork,
    person: Person,
    occurrence_id: int,
    card_id: int,
    choice: str,
    *,
    is_after: bool,
) -> tuple[Occurrence, Card, list[Card]]:
    """Keep an answer, the first one: the session, the card, and the cards still to answer.

    Before counts until the session begins; after only for who answered the card before. Raises
    Gone when it does not count, or the card is no longer asked.
    """
    at = uow.session, uow.organization_id
    found = sessions.occurrence(*at, occurrence_id)
    if found is None or found.is_off:
        raise Gone
    cards = {card.id: card for card in store.cards(*at, found.session.id)}
    card = cards.get(card_id)
    if card is None or not choice.isdecimal() or int(choice) >= len(card.options):
        raise Gone
    before = store.answered(*at, found.session.id, is_after=False).get(person.id, set())
    if is_after:
        is_time = found.ends_at <= uow.now < found.ends_at + UNTIL and card_id in before
    else:
        is_time = uow.now < found.starts_at
    if not is_time:
        raise Gone
    store.put(
        *at,
        person.id,
        card_id,
        session_id=found.session.id,
        is_after=is_after,
        is_right=card.options[int(choice)].is_right,
        now=uow.now,
    )
    done = store.answered(*at, found.session.id, is_after=is_after).get(person.id, set())
    wanted = set(cards) & before if is_after else set(cards)
    return found, card, [c for id_, c in cards.items() if id_ in wanted - done]
