"""The way to a question's thread and to an answer in it, for those who may go there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol

from bot.events import Conversation, MessageRef
from bot.services.answer_access import place
from bot.store import colleagues, threads
from bot.store.models import AnswerVia
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


def answer_key(answer_id: int) -> str:
    """The key of an answer's card in the thread."""
    return f"answer:{answer_id}:card"


class Given(Protocol):
    """An answer, and the message it was said with if it was."""

    @property
    def id(self) -> int: ...
    @property
    def question_id(self) -> int: ...
    @property
    def via(self) -> AnswerVia: ...
    @property
    def conversation_id(self) -> int | None: ...
    @property
    def message(self) -> str | None: ...


def to_answers(
    uow: UnitOfWork, answers: Iterable[Given], asked: Mapping[int, Card]
) -> dict[int, Card]:
    """Answer → where it stands in the thread of its question; `asked` is what `to` gave of those.

    One whose place is not known, or not sent yet, is where its question is.
    """
    there = [a for a in answers if a.question_id in asked]
    keys = {answer_key(a.id) for a in there if a.via is AnswerVia.FORM}
    posted = threads.posted(uow.session, uow.organization_id, keys) if keys else {}
    out = {}
    for answer in there:
        card = asked[answer.question_id]
        said = posted.get(answer_key(answer.id))
        is_heard = answer.via is AnswerVia.THREAD and answer.message is not None
        if is_heard and answer.conversation_id == card.conversation_id:
            above = card.ref.thread or card.ref.id
            ref = MessageRef(card.ref.conversation, answer.message or "", above)
            out[answer.id] = replace(card, ref=ref)
        elif said is not None and said.conversation_id == card.conversation_id:
            out[answer.id] = said
        else:
            out[answer.id] = card
    return out


def to_answer(uow: UnitOfWork, question: Question, answer: Given) -> Card | None:
    """The same of one answer."""
    return to_answers(uow, [answer], to(uow, [question])).get(answer.id)
