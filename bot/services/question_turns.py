"""A question turns into a session: somebody took the wish up that came of it."""

from __future__ import annotations

from bot.events import Person
from bot.services import question_news, question_steps
from bot.store import questions as store
from bot.store.models import QuestionState
from bot.store.unit_of_work import UnitOfWork
from bot.views import question_news as views


def taken_up(uow: UnitOfWork, wish_id: int, session_id: int, by: Person) -> None:
    """Every open question behind this wish is settled by the session; its asker is told."""
    at = uow.session, uow.organization_id
    for question in store.of_wishes(*at, [wish_id]):
        store.change(*at, question.id, {"session_id": session_id})
        settled = question_steps.settle(uow, question.id, QuestionState.IN_SESSION, by)
        if settled is not None:
            question_news.tell_asker(
                uow,
                settled,
                views.becomes_session(settled, by),
                key="in session",
                kind="question.settled",
            )
