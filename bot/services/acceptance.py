"""What an answer did for people: accepting one, taking that back, and everybody's voice."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Conversation, Person
from bot.rules import answers as rules
from bot.services import answer_access as access
from bot.services import answer_cards as cards
from bot.services import (
    deeds,
    experts,
    question_access,
    question_cards,
    question_steps,
    verification,
)
from bot.services.answer_access import Gone, Merged, NotAllowed, OwnAnswer
from bot.settings import Settings
from bot.store import answers as store
from bot.store import questions
from bot.store.answers import Answer, Voice
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import answer_replies as views


class NotAccepted(Exception):
    """It is not the accepted answer."""


class AcceptInstead(Exception):
    """The asker says that it helped: whether it answers the question is theirs to say."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An answer that settles its question."""

    answer: Answer
    question: Question
    is_own: bool
    """Whether the asker accepted their own: it stands, and nobody is credited."""
    can_thank: bool
    """Whether thanking the author would tell nobody who asked."""
    is_new: bool


def accept(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    answer_id: int,
    here: Conversation | None = None,
) -> Accepted:
    """This answers it: the question is settled, the answer vouched for, its author told.

    The asker may, and experts of the topic, these not for their own. Another answer accepted
    before makes room. Raises Gone, Merged, NotAllowed, OwnAnswer.
    """
    question, answer = access.both(uow, answer_id, actor, here)
    if not access.may_accept(uow, question, answer, actor):
        raise NotAllowed
    if question.merged_into_id is not None:
        raise Merged(question.merged_into_id)
    if not answer.stands:
        raise Gone
    asked = question_access.is_asker(uow, question, actor)
    unnamed = asked and question.is_anonymous
    by = None if unnamed else actor
    done = Accepted(
        answer,
        question,
        is_own=answer.author == actor,
        can_thank=not unnamed and answer.author != actor,
        is_new=not answer.is_accepted,
    )
    if answer.is_accepted:
        return done
    at = uow.session, uow.organization_id
    if not question.is_open and question.state is not QuestionState.ANSWERED:
        questions.reopen(*at, question.id, uow.now)  # to be settled anew, as every answered one
    store.accept_only(*at, question.id, answer.id, by.id if by else None, uow.now)
    questions.change(*at, question.id, {"accepted_id": answer.id})
    deeds.accepted(uow, question, answer)
    verification.vouch(uow, settings, question, answer, by)
    question_steps.settle(uow, question.id, QuestionState.ANSWERED, by)
    if answer.author != actor:
        uow.post(
            views.accepted_for_author(question.title, by, answer.id),
            to=answer.author,
            key=f"answer:{answer.id}:accepted",
            kind="answer.accepted",
        )
        experts.consider_invitation(uow, answer.author, question.topics, settings.attention)
    _shown_anew(uow, question)
    return done


def unaccept(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    answer_id: int,
    here: Conversation | None = None,
) -> Question:
    """It was not the answer after all: the question is open again.

    Whoever may accept may take that back. Raises Gone, Merged, NotAllowed, NotAccepted.
    """
    question, answer = access.both(uow, answer_id, actor, here)
    if not access.may_accept(uow, question, answer, actor):
        raise NotAllowed
    if question.merged_into_id is not None:
        raise Merged(question.merged_into_id)
    if not answer.is_accepted:
        raise NotAccepted
    at = uow.session, uow.organization_id
    store.accept_only(*at, question.id, None, None, uow.now)
    store.change(*at, answer.id, {"verified_until": None})
    questions.change(*at, question.id, {"accepted_id": None})
    deeds.unaccepted(uow, question)
    question_steps.reopen(uow, settings, question.id)
    _shown_anew(uow, question)
    return question


def helped(
    uow: UnitOfWork, actor: Person, answer_id: int, here: Conversation | None = None
) -> int | None:
    """It helped somebody too: how many by now, or None when they said so before.

    Raises Gone, OwnAnswer, AcceptInstead.
    """
    question, answer = _judged(uow, actor, answer_id, here)
    if question_access.is_asker(uow, question, actor):
        if answer.is_accepted:
            return None
        raise AcceptInstead
    at = uow.session, uow.organization_id
    if not store.vote(*at, answer.id, actor.id, uow.now, helped=True):
        return None
    deeds.helped(uow, question, answer, actor)
    cards.refresh(uow, question, answer.id)
    now = store.look(*at, answer.id)
    return now.helped if now else None


def failed(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    answer_id: int,
    what_happened: str,
    here: Conversation | None = None,
) -> bool | None:
    """It didn't work for somebody: whether it is doubted now, or None when they said so before.

    A doubted answer is vouched for no more. Its author and whoever looks after it are told what
    happened. An anonymous asker's voice counts at once and is kept nowhere. Raises Gone,
    OwnAnswer.
    """
    question, answer = _judged(uow, actor, answer_id, here)
    at = uow.session, uow.organization_id
    unnamed = question.is_anonymous and question_access.is_asker(uow, question, actor)
    what = what_happened.strip()[: rules.WHAT_HAPPENED_LENGTH]
    if not unnamed and not store.vote(
        *at, answer.id, actor.id, uow.now, helped=False, what_happened=what
    ):
        return None
    deeds.helped_no_more(uow, answer, actor)
    since = store.voices(*at, answer.id, answer.verified_at)
    good = sum(1 for v in since if v.helped)
    bad = sum(1 for v in since if not v.helped) + (1 if unnamed else 0)
    voice = Voice(None if unnamed else actor, False, what, uow.now)
    is_vouched = answer.is_accepted and answer.is_verified(uow.now)
    if is_vouched and rules.is_doubtful(good, bad):
        verification.doubt(uow, settings, question, answer, voice)
        return True
    verification.tell_failed(uow, settings, question, answer, voice)
    cards.refresh(uow, question, answer.id)
    return False


def thankable(
    uow: UnitOfWork, actor: Person, answer_id: int, here: Conversation | None = None
) -> tuple[Question, Answer]:
    """An answer whose author this person can thank. Raises Gone, OwnAnswer, NotAllowed."""
    question, answer = _judged(uow, actor, answer_id, here)
    if question.is_anonymous and question_access.is_asker(uow, question, actor):
        raise NotAllowed
    return question, answer


def _judged(
    uow: UnitOfWork, actor: Person, answer_id: int, here: Conversation | None
) -> tuple[Question, Answer]:
    question, answer = access.both(uow, answer_id, actor, here)
    if not answer.stands:
        raise Gone
    if answer.author == actor:
        raise OwnAnswer
    return question, answer


def _shown_anew(uow: UnitOfWork, question: Question) -> None:
    """What may be found and all cards follow: one answer was accepted, another may have been."""
    uow.index.changed(uow.session, uow.organization_id, question.id)
    question_cards.refresh(uow, question.id)
    cards.refresh_all(uow, question)
