"""Cards that are offered as drafts: from a session's takeaways and its accepted answers."""

from __future__ import annotations

from bot.events import Person
from bot.rules import recall_drafts as rules
from bot.rules.recall_cards import Draft, problems
from bot.services import recall_cards
from bot.services.recall_access import session_of
from bot.store import recall_drafts as store
from bot.store.recall_decks import Deck
from bot.store.unit_of_work import UnitOfWork

MOST_ANSWERS = 5
"""Accepted answers that are offered at a time."""


def gather(uow: UnitOfWork, actor: Person, deck: Deck) -> int:
    """Offer what is new of a session as drafts in its deck; how many. Each is offered once.

    Whoever asked for it may write in the deck. What was declined does not come again.
    """
    session = session_of(uow, deck.session_id) if deck.session_id is not None else None
    if session is None:
        return 0
    at = uow.session, uow.organization_id
    made = 0
    for material_id, takeaways in store.new_takeaways(*at, session.id):
        for draft in rules.of_takeaways(session.title, takeaways):
            made += _offer(uow, actor, draft, deck, material_id=material_id)
    for answer in store.new_answers(*at, session.id, session.topics, MOST_ANSWERS):
        draft = rules.of_answer(answer.title, answer.body, answer.topics)
        made += _offer(uow, actor, draft, deck, answer_id=answer.id)
    return made


def _offer(uow: UnitOfWork, actor: Person, draft: Draft, deck: Deck, **source: int) -> int:
    if problems(draft):
        return 0
    recall_cards.write(uow, actor, draft, deck.id, **source)
    return 1
