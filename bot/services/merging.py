"""Duplicates: pointing one question to a better one, and taking that back."""

from __future__ import annotations

from bot.events import Conversation, Person
from bot.services import answer_access as access
from bot.services import answer_cards as cards
from bot.services import question_access, question_cards, question_news, question_steps
from bot.services.answer_access import Gone, NotAllowed
from bot.settings import Settings
from bot.store import flags, question_followers, questions
from bot.store.index import Asked
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import ageing as views

MOST_OFFERED = 10


class NoSuchQuestion(Exception):
    """There is nothing to merge it into."""


class GoesRound(Exception):
    """The better one was merged into this one."""


def mergeable(
    uow: UnitOfWork, actor: Person, question_id: int, here: Conversation | None = None
) -> Question:
    """A question this person may merge into another. Raises Gone, NotAllowed."""
    question = access.seen(uow, question_id, actor, here)
    if not question.is_readable:
        raise Gone
    if not access.may_merge(uow, question, actor):
        raise NotAllowed
    return question


def offered(
    uow: UnitOfWork, actor: Person, question: Question, here: Conversation | None = None
) -> list[Question]:
    """What it may be the same as, the nearest first."""
    asked = Asked(question.title, question.body, question.topics)
    near = uow.index.nearest(uow.session, uow.organization_id, asked, most=3 * MOST_OFFERED)
    found: list[Question] = []
    for one in near:
        other = questions.get(uow.session, uow.organization_id, one.question_id)
        if other is None or other.id == question.id or other.merged_into_id is not None:
            continue
        if access.may_point_to(uow, question, other, actor, here):
            found.append(other)
    return found[:MOST_OFFERED]


def merge(
    uow: UnitOfWork,
    actor: Person,
    question_id: int,
    into_id: int,
    here: Conversation | None = None,
) -> tuple[Question, Question]:
    """Let a question point to a better one; both keep their answers and history.

    It stops being open; its asker and its followers follow the better one, and are told. Only who
    sees both. Raises Gone, NotAllowed, NoSuchQuestion, GoesRound.
    """
    mergeable(uow, actor, question_id, here)
    at = uow.session, uow.organization_id
    for id_ in sorted({question_id, into_id}):  # in one order, so that none deadlocks
        questions.get(*at, id_, lock=True)
    question = mergeable(uow, actor, question_id, here)
    if question.merged_into_id is not None:
        raise Gone
    try:
        into = access.best_of(uow, access.seen(uow, into_id, actor, here))
    except Gone:
        raise NoSuchQuestion from None
    if into_id == question_id:
        raise NoSuchQuestion
    if into.id == question_id:
        raise GoesRound
    if not access.may_point_to(uow, question, into, actor, here):
        raise NoSuchQuestion
    own = question_access.is_asker(uow, question, actor)
    question_steps.settle(uow, question.id, QuestionState.CLOSED, _named(question, actor, own=own))
    questions.change(*at, question.id, {"merged_into_id": into.id})
    _audited(uow, question, actor, "question.merged", own=own)
    followers = question_followers.followers(*at, question.id)
    for person in [*followers, *([question.asker] if question.asker else [])]:
        if not question_access.is_asker(uow, into, person):
            question_followers.follow(*at, into.id, person.id, uow.now)
    news = views.merged_for_asker(question.title, into.title, into.id)
    key, kind = f"merged:{into.id}:{uow.now.isoformat()}", "question.merged"
    if not own:
        question_news.tell_asker(uow, question, news, key=key, kind=kind)
    also = views.merged_for_followers(question.title, into.title, into.id)
    question_news.tell_followers(uow, question, also, key=key, kind=kind)
    _shown_anew(uow, question, into)
    return question, into


def unmerge(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    question_id: int,
    here: Conversation | None = None,
) -> Question:
    """It is another question after all: answered if an answer of its own is accepted, else open.

    Who came to follow the better one by the merge leaves it again.

    Raises Gone, NotAllowed.
    """
    question = mergeable(uow, actor, question_id, here)
    if question.merged_into_id is None:
        raise Gone
    at = uow.session, uow.organization_id
    question = question_access.found(uow, question.id)
    into = questions.get(*at, question.merged_into_id or 0)
    if into is not None:
        _part(uow, question, into)
    questions.change(*at, question.id, {"merged_into_id": None})
    own = question_access.is_asker(uow, question, actor)
    _audited(uow, question, actor, "question.unmerged", own=own)
    if question.accepted_id is not None:
        if question.state is QuestionState.CLOSED:
            questions.change(*at, question.id, {"state": QuestionState.ANSWERED})
    else:
        question_steps.reopen(uow, settings, question.id)
    _shown_anew(uow, question, into)
    return question


def _part(uow: UnitOfWork, question: Question, into: Question) -> None:
    """Those whom the merge made follow the better question follow it no more.

    They do since the moment of the merge: that is written down, or, where an anonymous asker did
    it, the moment at which the question was settled.
    """
    at = uow.session, uow.organization_id
    done = flags.history(*at, [f"question:{question.id}"])
    merged_at = next((d.at for d in done if d.action == "question.merged"), question.settled_at)
    people = [
        *question_followers.followers(*at, question.id),
        *([question.asker] if question.asker else []),
    ]
    if merged_at is not None:
        question_followers.unfollow(*at, into.id, [p.id for p in people], merged_at)


def _named(question: Question, actor: Person, *, own: bool) -> Person | None:
    """Who did it, as it may be written down: of an anonymous asker nothing is."""
    return None if own and question.is_anonymous else actor


def _audited(uow: UnitOfWork, question: Question, actor: Person, deed: str, *, own: bool) -> None:
    """Write down who did it; an anonymous asker's own deed would say who asked."""
    by = _named(question, actor, own=own)
    if by is not None:
        at = uow.session, uow.organization_id
        flags.audit(*at, by.id, deed, f"question:{question.id}", uow.now)


def _shown_anew(uow: UnitOfWork, question: Question, into: Question | None) -> None:
    earlier = questions.merged_into(uow.session, uow.organization_id, question.id)
    for one in (question, into, *earlier):
        if one is not None:
            uow.index.changed(uow.session, uow.organization_id, one.id)
            question_cards.refresh(uow, one.id)
    cards.refresh_of(uow, question.id)
