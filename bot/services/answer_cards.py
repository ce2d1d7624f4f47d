"""Where an answer is shown: in its question's thread, and to an asker who isn't there."""

from __future__ import annotations

from datetime import timedelta

from bot.messages import Message
from bot.services import anonymity, ways
from bot.services.question_cards import card_key as question_key
from bot.services.ways import answer_key
from bot.store import answers as store
from bot.store import questions
from bot.store.answers import Answer
from bot.store.models import AnswerVia
from bot.store.questions import Question
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import answers as views

SETTLE = timedelta(seconds=1)
"""How long a card waits for more voices before it is edited."""


def asker_key(answer_id: int) -> str:
    """The key of what the asker is told directly."""
    return f"answer:{answer_id}:asker"


def post(uow: UnitOfWork, question: Question, answer: Answer) -> bool:
    """Show a new answer to whom it is for; False when the asker alone reads it.

    What was said in the thread already is not said there again; its asker is told of the first
    such reply, since whoever asks by a command follows no thread. Anonymous and private askers
    are told of each directly.
    """
    is_public = not question.is_private and question.conversation_id is not None
    if is_public and answer.via is AnswerVia.FORM and question.conversation_id is not None:
        uow.post(
            _card(uow, question, answer),
            to=ConversationId(question.conversation_id),
            key=answer_key(answer.id),
            kind="answer.card",
            author=answer.author,
            under=question_key(question.id),
        )
    if not is_public or question.is_anonymous or _is_first_of_thread(uow, answer):
        _tell_asker(uow, question, answer, is_first=is_public and not question.is_anonymous)
    return is_public


def _tell_asker(uow: UnitOfWork, question: Question, answer: Answer, *, is_first: bool) -> None:
    asker = question.asker or anonymity.destination(uow, question.id)
    if asker is None or asker == answer.author:
        return
    uow.post(
        views.for_asker(
            answer,
            question.title,
            uow.now,
            is_first_of_thread=is_first,
            way=ways.to_answer(uow, question, answer),
        ),
        to=asker,
        key=asker_key(answer.id),
        kind="answer.given",
        author=answer.author,
    )


def _is_first_of_thread(uow: UnitOfWork, answer: Answer) -> bool:
    if answer.via is AnswerVia.FORM:
        return False
    others = store.of_question(uow.session, uow.organization_id, answer.question_id)
    return all(a.via is AnswerVia.FORM or a.id == answer.id for a in others)


def refresh(uow: UnitOfWork, question: Question, answer_id: int) -> None:
    """Bring what is shown of an answer up to date."""
    answer = store.look(uow.session, uow.organization_id, answer_id)
    if answer is None:
        return
    uow.revise(answer_key(answer.id), _card(uow, question, answer), SETTLE)
    told = _instead(question, answer) or views.for_asker(
        answer,
        question.title,
        uow.now,
        is_first_of_thread=False,
        way=ways.to_answer(uow, question, answer),
    )
    uow.revise(asker_key(answer.id), told, SETTLE)


def refresh_all(uow: UnitOfWork, question: Question) -> None:
    """The same of all answers to a question."""
    for answer in store.of_question(uow.session, uow.organization_id, question.id):
        refresh(uow, question, answer.id)


def refresh_of(uow: UnitOfWork, question_id: int) -> None:
    """The same, for a question of which somebody changed something."""
    question = questions.get(uow.session, uow.organization_id, question_id)
    if question is not None:
        refresh_all(uow, question)


def _card(uow: UnitOfWork, question: Question, answer: Answer) -> Message:
    return _instead(question, answer) or views.card(
        answer, question.title, uow.now, to=question.asker
    )


def _instead(question: Question, answer: Answer) -> Message | None:
    """What stands in the place of an answer that is not to be read."""
    if answer.deleted_at is not None:
        return views.withdrawn_card()
    if answer.hidden_at is not None or question.hidden_at is not None:
        return views.hidden_card()
    return None
