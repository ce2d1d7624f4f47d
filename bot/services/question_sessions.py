"""From a question that stays open to a session about it."""

from __future__ import annotations

from bot.events import Person
from bot.rules.attention import Weight
from bot.rules.sessions import TITLE_LENGTH
from bot.services import attention, question_news
from bot.services.experts import owners
from bot.settings import Settings
from bot.store import experts, question_followers, topics, wishes
from bot.store import questions as store
from bot.store.questions import Question
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.store.wishes import Wish
from bot.views import question_news as views
from bot.views import wishes as wish_views


def propose(uow: UnitOfWork, settings: Settings, question: Question) -> None:
    """Wish for a session about it, in the name of those who have the question.

    Who asked anonymously is not among them. The likely teacher is asked first, and nobody else yet.
    A private question stays private.
    """
    if question.is_private or question.wish_id is not None:
        return
    at = uow.session, uow.organization_id
    voices = question_followers.followers(*at, question.id)
    if question.asker is not None:
        voices = [question.asker, *voices]
    title = question.title[:TITLE_LENGTH]
    same = wishes.titled(*at, title)
    about = topics.stored(*at, question.topics)
    by = voices[0].id if voices else None
    wish_id = same.id if same else wishes.add(*at, by, title, about, uow.now)
    for person in voices:
        wishes.vote(*at, wish_id, person.id)
    store.change(*at, question.id, {"wish_id": wish_id})
    wish = wishes.get(*at, wish_id)
    assert wish is not None  # noqa: S101
    question_news.tell_asker(
        uow,
        question,
        views.session_proposed(question, wish),
        key="session",
        kind="question.session",
    )
    teacher = _likely_teacher(uow, question)
    if teacher is None or not _asked(uow, settings, question, wish, teacher):
        show(uow, question, wish)


def _asked(
    uow: UnitOfWork, settings: Settings, question: Question, wish: Wish, teacher: Person
) -> bool:
    """Ask whether they would speak, at work; False when they want no such question."""
    outcome = attention.reach(
        uow,
        settings.attention,
        teacher,
        views.would_you_teach(question, wish),
        key=f"question:{question.id}:teach:{teacher.id}",
        kind="question.teach",
        weight=Weight.AWAITED,
    )
    return outcome is not attention.Outcome.LAPSED


def declined(uow: UnitOfWork, actor: Person, question_id: int) -> None:
    """The one who was asked first would rather not: now everybody sees the wish."""
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id)
    if question is None or question.wish_id is None or question.is_private:
        return
    if actor != _likely_teacher(uow, question):
        return
    wish = wishes.get(*at, question.wish_id)
    if wish is not None:
        show(uow, question, wish)


def show(uow: UnitOfWork, question: Question, wish: Wish) -> None:
    """Let everybody join the wish, below the question's card."""
    if question.conversation_id is not None and wish.session_id is None:
        uow.post(
            wish_views.card(wish),
            to=ConversationId(question.conversation_id),
            key=f"wish:{wish.id}:card",
            kind="session.wish",
            under=f"question:{question.id}:card",
        )


def _likely_teacher(uow: UnitOfWork, question: Question) -> Person | None:
    """Whoever knows the topic longest, else who looks after it; never who asked."""
    at = uow.session, uow.organization_id
    able = [e.person for e in experts.active(*at, question.topics)]
    able += owners(uow, question.topics)
    asker = question.asker.id if question.asker else 0
    return next((p for p in able if p.id != asker), None)
