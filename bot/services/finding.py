"""Finding what was asked and answered before, as far as somebody may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.events import Conversation, Person
from bot.rules.found import Query
from bot.services import answer_access as access
from bot.services import ways
from bot.store import answers as store
from bot.store import finding, flags, questions, roles, topics
from bot.store.answers import Answer, Version, Voice
from bot.store.flags import Deed
from bot.store.index import Found
from bot.store.models import QuestionState
from bot.store.questions import Question
from bot.store.threads import Card
from bot.store.unit_of_work import UnitOfWork

PAGE = 5
"""Questions a page of results shows: with their buttons a screen and a half of a phone."""
MOST_PAGES = 40
"""Pages one can turn: whoever comes this far should look for something else."""


class GuestsDont(Exception):
    """Guests see what goes on where they are, and search nothing else."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A question that was found, and the answer to show first."""

    question: Question
    answer: Answer | None
    answers: int
    words: tuple[str, ...]
    """Why it matched: what was looked for and it has."""
    way: Card | None = None
    """Where its thread is, if whoever looks may read that."""


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found."""

    hits: tuple[Hit, ...]
    page: int
    has_more: bool
    unknown: tuple[str, ...]
    """Topics looked for that there are none of."""


@dataclass(frozen=True, slots=True)
class Page:
    """A question with all that somebody may see of it, and what they may do."""

    question: Question
    answers: tuple[Answer, ...]
    best: Question | None
    """What it was merged into."""
    duplicates: tuple[Question, ...]
    may_merge: bool
    number: int = 0
    way: Card | None = None
    """Where its thread is, if whoever looks may read that."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """An answer, and what this person may do with it."""

    question: Question
    answer: Answer
    voices: tuple[Voice, ...]
    versions: tuple[Version, ...]
    deeds: tuple[Deed, ...]
    """What moderators did; for moderators alone."""
    may_accept: bool
    may_change: bool
    may_verify: bool
    number: int = 0


def find(
    uow: UnitOfWork,
    viewer: Person,
    query: Query,
    page: int = 0,
    here: Conversation | None = None,
) -> Results:
    """A page of the questions somebody looks for, accepted ones first. Raises GuestsDont.

    The index knows only what everybody may find; what it says is checked against the rows.
    """
    at = uow.session, uow.organization_id
    own = roles.standings(*at, [viewer.id]).get(viewer.id)
    if own is None or own.is_guest or own.is_bot:
        raise GuestsDont
    page = max(0, min(page, MOST_PAGES))
    known = topics.found_by(*at, query.topics)
    unknown = tuple(t for t in query.topics if t not in known)
    if not query or unknown:
        return Results((), page, False, unknown)
    names = tuple(dict.fromkeys(known[t].name for t in query.topics))
    found = uow.index.find(*at, query.words, topics=names, most=PAGE + 1, offset=page * PAGE)
    hits = _hits(uow, viewer, found[:PAGE], here)
    return Results(tuple(hits), page, len(found) > PAGE and page < MOST_PAGES, ())


def _hits(
    uow: UnitOfWork, viewer: Person, found: Sequence[Found], here: Conversation | None
) -> list[Hit]:
    at = uow.session, uow.organization_id
    asked = {q.id: q for q in finding.some(*at, [f.question_id for f in found])}
    answers = store.of_questions(*at, list(asked))
    ways_ = ways.to(uow, asked.values(), here)
    replies = ways.to_answers(uow, [a for own in answers.values() for a in own], ways_)
    hits: list[Hit] = []
    for one in found:
        question = asked.get(one.question_id)
        if question is None or not question.is_readable or question.merged_into_id is not None:
            continue
        if not access.sees(uow, question, viewer, here):
            continue
        standing = [a for a in answers.get(question.id, ()) if a.stands]
        if not standing and question.state is not QuestionState.OPEN:
            continue  # what answered it was retired or hidden
        best = standing[0] if standing else None
        way = replies.get(best.id) if best is not None else ways_.get(question.id)
        hits.append(Hit(question, best, len(standing), one.words, way))
    hits.sort(key=lambda h: _rank(h, uow))
    return hits


def _rank(hit: Hit, uow: UnitOfWork) -> int:
    """Accepted and vouched for, accepted, answered, open."""
    if hit.answer is None:
        return 3
    if not hit.answer.is_accepted:
        return 2
    return 0 if hit.answer.is_verified(uow.now) else 1


def question_page(
    uow: UnitOfWork,
    viewer: Person,
    question_id: int,
    number: int = 0,
    here: Conversation | None = None,
) -> Page:
    """A question and its answers. Raises Gone.

    Moderators see what is hidden too. Retired answers stand at the end.
    """
    question = access.seen(uow, question_id, viewer, here)
    at = uow.session, uow.organization_id
    moderates = access.moderates(uow, question, viewer)
    answers = [
        a
        for a in store.of_question(*at, question.id)
        if a.deleted_at is None and (a.hidden_at is None or moderates)
    ]
    answers.sort(key=lambda a: not a.stands)
    best = access.best_of(uow, question)
    may_see_best = best.id != question.id and access.sees(uow, best, viewer, here)
    duplicates = [
        q
        for q in questions.merged_into(*at, question.id)
        if q.is_readable and access.sees(uow, q, viewer, here)
    ]
    return Page(
        question,
        tuple(answers),
        best if may_see_best else None,
        tuple(duplicates),
        access.may_merge(uow, question, viewer),
        max(0, number),
        ways.to_one(uow, question, here),
    )


def answer_page(
    uow: UnitOfWork,
    viewer: Person,
    answer_id: int,
    number: int = 0,
    here: Conversation | None = None,
) -> AnswerPage:
    """One answer, whole, and what this person may do with it. Raises Gone."""
    at = uow.session, uow.organization_id
    answer = store.look(*at, answer_id)
    if answer is None or answer.deleted_at is not None:
        raise access.Gone
    question = access.seen(uow, answer.question_id, viewer, here)
    moderates = access.moderates(uow, question, viewer)
    if answer.hidden_at is not None and not moderates:
        raise access.Gone
    try:
        may_accept = access.may_accept(uow, question, answer, viewer)
    except access.OwnAnswer:
        may_accept = False
    deeds = flags.history(*at, [f"answer:{answer.id}", f"question:{question.id}"])
    return AnswerPage(
        question,
        answer,
        tuple(store.voices(*at, answer.id)),
        tuple(store.versions(*at, answer.id)),
        tuple(deeds) if moderates else (),
        may_accept,
        access.may_change(uow, question, answer, viewer),
        access.may_verify(uow, question, answer, viewer),
        max(0, number),
    )
