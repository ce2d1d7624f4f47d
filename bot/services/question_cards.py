"""The card of a question where it was asked, and what those who were asked see: kept current."""

from __future__ import annotations

from bot.events import Conversation, Person
from bot.services.answer_access import best_of
from bot.services.session_cards import SETTLE
from bot.store import question_cards as card_store
from bot.store import question_followers
from bot.store import question_requests as requests
from bot.store import questions as store
from bot.store.models import RequestState
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.store.seals import Sealed
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import question_cards as views


def card_key(question_id: int) -> str:
    """The key of a question's card in the outbox."""
    return f"question:{question_id}:card"


def request_key(question: Question, person_id: int) -> str:
    """The key of what somebody is asked with: below the card, or directly."""
    how = "request" if in_thread(question) else "direct"
    return f"question:{question.id}:{how}:{person_id}"


def draw(uow: UnitOfWork, question: Question) -> views.Card:
    """All that the card shows, as it is now."""
    at = uow.session, uow.organization_id, question.id
    best = None if question.merged_into_id is None else best_of(uow, question)
    return views.Card(
        question=question,
        asked=tuple(r.person for r in requests.of(*at) if r.waits),
        is_direct=not in_thread(question),
        answers=store.answered(*at).count,
        accepted=card_store.accepted(uow.session, uow.organization_id, question.accepted_id),
        followers=len(question_followers.followers(*at)),
        best=best if best is not None and best.is_readable else None,
    )


def post(
    uow: UnitOfWork,
    question: Question,
    to: Conversation | ConversationId,
    author: Person | Sealed | None,
) -> None:
    """Show a new question where it is asked; whoever asked is told if that can't be done."""
    uow.post(
        views.card(draw(uow, question)),
        to=to,
        key=card_key(question.id),
        kind="question.card",
        author=author,
    )


def refresh(uow: UnitOfWork, question_id: int) -> None:
    """Bring the card, and what those who were asked see, up to date; a burst makes one edit."""
    question = store.get(uow.session, uow.organization_id, question_id)
    if question is None:
        return
    uow.revise(card_key(question_id), views.card(draw(uow, question)), SETTLE)
    for request in requests.of(uow.session, uow.organization_id, question_id):
        refresh_request(uow, question, request)


def refresh_request(uow: UnitOfWork, question: Question, request: Request) -> None:
    """Bring what one of those asked sees up to date: who passed is not shown to have been asked."""
    key = request_key(question, request.person.id)
    gone = (RequestState.PASSED, RequestState.NOT_MY_TOPIC, RequestState.HANDED_ON)
    if in_thread(question):
        hide = request.state in gone or not question.is_open or not question.is_readable
        uow.revise(key, None if hide else views.request(question, request), SETTLE)
    elif request.state in gone:
        uow.revise(key, views.request_done(question, request), SETTLE)
    elif question.is_open and question.is_readable:
        uow.revise(key, views.request_direct(question, request), SETTLE)
    else:
        uow.revise(key, views.request_over(question), SETTLE)


def in_thread(question: Question) -> bool:
    """Whether those asked are tagged below the card; else each is written to directly."""
    return question.conversation_id is not None and not question.is_private
