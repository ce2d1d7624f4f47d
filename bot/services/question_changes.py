"""What may still be done to a question: join, edit, close, take back."""

from __future__ import annotations

from bot.events import Person
from bot.rules import questions as rules
from bot.services import question_cards, question_news, question_steps
from bot.services.answer_access import may_merge
from bot.services.question_access import (
    Gone,
    NotAllowed,
    found,
    is_asker,
    may_close,
    may_see,
)
from bot.services.questions import NoWords, TooLong, TooShort
from bot.settings import Settings
from bot.store import question_followers, topics
from bot.store import questions as store
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import question_news as views


class OwnQuestion(Exception):
    """Joining what one asked oneself."""


def me_too(uow: UnitOfWork, settings: Settings, actor: Person, question_id: int) -> bool:
    """Have the same question, and be told of its answer; False when they had before.

    Raises Gone, NotAllowed, OwnQuestion.
    """
    question = found(uow, question_id)
    if not may_see(uow, question, actor):
        raise NotAllowed
    if not question.is_open:
        raise Gone
    if is_asker(uow, question, actor):
        raise OwnQuestion
    if not question_followers.follow(
        uow.session, uow.organization_id, question_id, actor.id, uow.now
    ):
        return False
    question_steps.stirred(uow, settings, question_id)
    return True


def keep_open(uow: UnitOfWork, settings: Settings, actor: Person, question_id: int) -> None:
    """The asker still needs an answer. Raises Gone, NotAllowed."""
    question = found(uow, question_id)
    if not is_asker(uow, question, actor):
        raise NotAllowed
    if not question.is_open:
        raise Gone
    question_steps.stirred(uow, settings, question_id)


def close(uow: UnitOfWork, actor: Person, question_id: int) -> Question:
    """No answer is needed any more. The asker, an owner of its topics, or a moderator may.

    Raises Gone, NotAllowed.
    """
    question = _closable(uow, actor, question_id)
    by = None if question.is_anonymous and is_asker(uow, question, actor) else actor
    settled = question_steps.settle(uow, question_id, QuestionState.CLOSED, by)
    assert settled is not None  # noqa: S101
    if not is_asker(uow, question, actor):
        question_news.tell_asker(
            uow, settled, views.closed_by(settled, actor), key="closed", kind="question.closed"
        )
    _tell_followers(uow, settled)
    return settled


def take_back(uow: UnitOfWork, actor: Person, question_id: int) -> Question:
    """Whoever asked takes it back: its words are gone. Raises Gone, NotAllowed."""
    question = found(uow, question_id)
    if not is_asker(uow, question, actor):
        raise NotAllowed
    if question.state is QuestionState.ANSWERED:
        raise Gone  # what was answered helps others too; a moderator can hide it
    at = uow.session, uow.organization_id, question_id
    store.change(*at, {"withdrawn_at": uow.now, "title": "…", "body": ""})
    by = None if question.is_anonymous else actor
    if question_steps.settle(uow, question_id, QuestionState.CLOSED, by) is None:
        question_cards.refresh(uow, question_id)
    uow.index.changed(*at)
    return question


def edit(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    question_id: int,
    text: str,
    *,
    by_message: bool = False,
) -> Question:
    """Whoever asked says it better. Raises Gone, NotAllowed, or what asking it would.

    From then on it says what it was told here, and no longer what its message says, unless it was
    the message that was edited (`by_message`).
    """
    question = found(uow, question_id)
    if not is_asker(uow, question, actor):
        raise NotAllowed
    if len(text) > rules.LONGEST:
        raise TooLong(len(text))
    if not rules.has_words(text):
        raise NoWords
    if rules.is_too_short(text):
        raise TooShort
    at = uow.session, uow.organization_id, question_id
    said = rules.read(text)
    if (said.title, said.body) != (question.title, question.body):
        store.change(*at, {"title": said.title, "body": said.body, "edited_at": uow.now})
        if question.follows_message and not by_message:
            store.change(*at, {"follows_message": False})
    more = topics.stored(uow.session, uow.organization_id, said.topics)
    store.set_topics(*at, more)
    uow.index.changed(*at)
    if question.is_open:
        question_steps.stirred(uow, settings, question_id)
    else:
        question_cards.refresh(uow, question_id)
    edited = store.get(*at)
    assert edited is not None  # noqa: S101
    return edited


def message_changed(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    conversation_id: int,
    message: str,
    text: str,
) -> list[Question]:
    """A message says something else: so do the questions of its author that were its words.

    Words that could not be asked (none, too few, too many) leave a question as it was.
    """
    changed = []
    for question in store.about(uow.session, uow.organization_id, conversation_id, message):
        if not question.follows_message or not is_asker(uow, question, actor):
            continue
        try:
            changed.append(edit(uow, settings, actor, question.id, text, by_message=True))
        except (Gone, NoWords, TooLong, TooShort):
            continue
    return changed


def message_deleted(
    uow: UnitOfWork, actor: Person, conversation_id: int, message: str
) -> list[Question]:
    """A message is gone: if who asked about it deleted it, so is the question."""
    at = uow.session, uow.organization_id
    gone = []
    for question in store.about(*at, conversation_id, message):
        if not question.is_readable or not is_asker(uow, question, actor):
            continue
        if question.state is not QuestionState.ANSWERED:
            gone.append(take_back(uow, actor, question.id))
    return gone


def managed(uow: UnitOfWork, actor: Person, question_id: int) -> views.Manages:
    """What this person may do to a question. Raises Gone, NotAllowed."""
    question = found(uow, question_id)
    if not may_see(uow, question, actor):
        raise NotAllowed
    own = is_asker(uow, question, actor)
    return views.Manages(
        question=question,
        may_edit=own,
        may_take_back=own and question.state is not QuestionState.ANSWERED,
        may_close=question.is_open and may_close(uow, question, actor),
        may_follow=question.is_open and not own,
        may_merge=may_merge(uow, question, actor),
    )


def _closable(uow: UnitOfWork, actor: Person, question_id: int) -> Question:
    question = found(uow, question_id)
    if not may_close(uow, question, actor):
        raise NotAllowed
    if not question.is_open:
        raise Gone
    return question


def _tell_followers(uow: UnitOfWork, question: Question) -> None:
    question_news.tell_followers(
        uow, question, views.closed_for_followers(question), key="closed", kind="question.closed"
    )
