"""The way to a question's thread, for those who may go there."""

from __future__ import annotations

from collections.abc import Iterable

from bot.events import Conversation
from bot.services.answer_access import place
from bot.store import colleagues, threads
from bot.store.questions import Question
from bot.store.threads import Card
from bot.store.unit_of_work import UnitOfWork


def to(
    uow: UnitOfWork, questions: Iterable[Question], here: Conversation | None = None
) -> dict[int, Card]:
    """Question → where its card stands, for those whose thread whoever is `here` may read.

    That is what stands in an open channel, or here. Where a closed circle talks is nobody else's
    business, not even as an address.
    """
    shown = [q.id for q in questions if q.is_readable and not q.is_private]
    at = uow.session, uow.organization_id
    own = place(uow, here)
    found = threads.cards(*at, shown) if shown else {}
    open_ = {
        id_: colleagues.open_channel(*at, id_) is not None
        for id_ in {card.conversation_id for card in found.values()}
    }
    return {
        id_: card
        for id_, card in found.items()
        if open_[card.conversation_id] or card.conversation_id == own
    }


def to_one(uow: UnitOfWork, question: Question, here: Conversation | None = None) -> Card | None:
    """The same of one question."""
    return to(uow, [question], here).get(question.id)
