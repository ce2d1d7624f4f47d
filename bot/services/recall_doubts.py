""" "This card is wrong": told to whoever looks after it, and answered."""

from __future__ import annotations

from contextlib import suppress

from bot.events import Person
from bot.rules.attention import Weight
from bot.rules.recall_cards import LONGEST_DOUBT
from bot.services import acceptance, attention, question_access
from bot.services.recall_access import Gone, changeable, keepers
from bot.settings import Settings
from bot.store import recall_cards
from bot.store import recall_doubts as store
from bot.store.models import CardState
from bot.store.recall_cards import Card
from bot.store.recall_doubts import Decision
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_doubts as views


class DoubtedBefore(Exception):
    """This person said so of this version already."""


def doubt(uow: UnitOfWork, settings: Settings, actor: Person, card_id: int, said: str) -> Card:
    """Somebody finds a card wrong: whoever looks after it is told, with what was said.

    Raises Gone for one that is no longer asked, DoubtedBefore.
    """
    at = uow.session, uow.organization_id
    card = recall_cards.get(*at, card_id)
    if card is None or card.state is not CardState.ACTIVE:
        raise Gone
    said = said.strip()[:LONGEST_DOUBT]
    if not store.add(*at, card.id, card.version, actor.id, said, uow.now):
        raise DoubtedBefore
    for keeper in keepers(uow, card):
        attention.reach(
            uow,
            settings.attention,
            keeper,
            views.doubted(card, actor, said),
            key=f"recall:doubt:{card.id}:{card.version}:{actor.id}:{keeper.id}",
            kind="recall.doubt",
            weight=Weight.AWAITED,
        )
    if card.answer_id is not None:
        _count_against(uow, settings, actor, card.answer_id, said)
    return card


def _count_against(
    uow: UnitOfWork, settings: Settings, actor: Person, answer_id: int, said: str
) -> None:
    """The answer that a card was made of failed for somebody, unless they can't judge it."""
    with suppress(question_access.Gone, question_access.NotAllowed):
        acceptance.failed(uow, settings, actor, answer_id, said)


def keep(uow: UnitOfWork, settings: Settings, actor: Person, card_id: int) -> Card:
    """It is right as it is; whoever doubted it is told. Raises Gone, NotAllowed."""
    card = changeable(uow, actor, card_id)
    decided(uow, settings, card, "kept", actor)
    return card


def decided(
    uow: UnitOfWork, settings: Settings, card: Card, decision: Decision, actor: Person
) -> None:
    """Whoever found a card wrong hears what became of it."""
    for person in store.decide(uow.session, uow.organization_id, card.id, decision, uow.now):
        if person != actor:
            attention.reach(
                uow,
                settings.attention,
                person,
                views.decided(card, decision, actor),
                key=f"recall:decided:{card.id}:{card.version}:{decision}:{person.id}",
                kind="recall.decided",
            )
