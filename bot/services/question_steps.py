"""The ladder: an open question has exactly one next step, with a time, until it is settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events import Person
from bot.rules.question_waiting import patience
from bot.services import (
    attention,
    question_cards,
    question_news,
    question_sessions,
    question_tagging,
    ways,
)
from bot.services.experts import owners
from bot.settings import Settings
from bot.store import answers, question_followers
from bot.store import question_requests as requests
from bot.store import questions as store
from bot.store.models import NextStep, QuestionState
from bot.store.questions import Answered, Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import answer_replies as replies
from bot.views import question_news as views

PATROL = timedelta(hours=6)
"""How often it is looked whether a question's timer was lost."""
LOST = timedelta(minutes=10)
"""How late a step is when its timer must have been lost."""
MOST_LOST = 200
"""Questions that one patrol sets going again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """All that decides about the next step."""

    rung: NextStep
    rung_at: datetime
    stirred_at: datetime
    answered: Answered
    asked_if_answered_at: datetime | None
    waits_until: datetime | None
    """Until when those who were asked are waited for; None: for nobody."""
    askers: int


def next_step(settings: Settings, standing: Standing, now: datetime) -> tuple[NextStep, datetime]:
    """What comes next, and when (aware UTC); the past means at once."""
    rules = settings.questions
    last = standing.answered.last_at
    if standing.answered.count and last is not None:
        if standing.asked_if_answered_at is None:
            return NextStep.ASK_IF_ANSWERED, last + timedelta(hours=rules.quiet_hours)
        since = max(standing.stirred_at, last, standing.asked_if_answered_at)
        return NextStep.CLOSE, since + timedelta(days=rules.close_days)
    match standing.rung:
        case NextStep.PROPOSE_SESSION:
            enough = standing.askers >= rules.session_askers
            wait = timedelta() if enough else timedelta(days=rules.session_days)
            return standing.rung, standing.rung_at + wait
        case NextStep.CLOSE | NextStep.ASK_IF_ANSWERED:
            since = max(standing.stirred_at, standing.rung_at)
            return NextStep.CLOSE, since + timedelta(days=rules.close_days)
        case _:
            return standing.rung, standing.waits_until or max(standing.rung_at, now)


def stirred(uow: UnitOfWork, settings: Settings, question_id: int) -> None:
    """Somebody did something about a question: find its one next step anew, and draw its card."""
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id, lock=True)
    if question is None or not question.is_open:
        return
    store.change(*at, question_id, {"stirred_at": uow.now})
    advance(uow, settings, question_id)


def due(uow: UnitOfWork, settings: Settings, question_id: int, meant_for: str) -> None:
    """A planned step has come. One that is not the next any more is left."""
    question = store.get(uow.session, uow.organization_id, question_id, lock=True)
    if question is None or question.next_step_at is None:
        return
    if question.next_step_at.isoformat() == meant_for:
        advance(uow, settings, question_id)


def patrol(uow: UnitOfWork, settings: Settings) -> None:
    """Set questions going again whose timer was lost, and come back while any is open."""
    at = uow.session, uow.organization_id
    for question_id in store.overdue(*at, uow.now - LOST, MOST_LOST):
        store.get(*at, question_id, lock=True)
        advance(uow, settings, question_id)
    if store.any_open(*at):
        _plan_patrol(uow)


def advance(uow: UnitOfWork, settings: Settings, question_id: int) -> None:
    """Take every step whose time has come, and plan the one after."""
    at = uow.session, uow.organization_id
    while True:
        question = store.get(*at, question_id)
        if question is None or not question.is_open:
            break
        step, when = next_step(settings, _standing(uow, settings, question), uow.now)
        if when > uow.now:
            _plan(uow, question, step, when)
            break
        _take(uow, settings, question, step)
    question_cards.refresh(uow, question_id)


def settle(
    uow: UnitOfWork, question_id: int, state: QuestionState, by: Person | None
) -> Question | None:
    """A question stops being open: no next step, nobody is waited for, its followers are told.

    `by` is who did it; None: Potluck, or an anonymous asker. What it became, or None when it was
    not open.
    """
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id, lock=True)
    if question is None or not question.is_open:
        return None
    store.settle(*at, question_id, state, by.id if by else None, uow.now)
    requests.lapse(*at, question_id, uow.now)
    question_cards.refresh(uow, question_id)
    settled = store.get(*at, question_id)
    if settled is not None and settled.is_readable and state is not QuestionState.CLOSED:
        news = views.settled(settled, ways.to_one(uow, settled))
        question_news.tell_followers(uow, settled, news, key=state, kind="question.settled")
    return settled


def reopen(uow: UnitOfWork, settings: Settings, question_id: int) -> None:
    """A settled question needs an answer after all: it stands where its ladder was left."""
    at = uow.session, uow.organization_id
    question = store.get(*at, question_id, lock=True)
    if question is None or question.is_open or not question.is_readable:
        return
    store.reopen(*at, question_id, uow.now)
    advance(uow, settings, question_id)


def _plan(uow: UnitOfWork, question: Question, step: NextStep, when: datetime) -> None:
    values = {"next_step": step, "next_step_at": when}
    store.change(uow.session, uow.organization_id, question.id, values)
    uow.plan(
        "question.step",
        key=f"question:{question.id}:{step}:{when.isoformat()}",
        due_at=when,
        data={"question_id": question.id, "meant_for": when.isoformat()},
    )
    _plan_patrol(uow)


def _plan_patrol(uow: UnitOfWork) -> None:
    """The same moment for all questions of these hours, so that it is planned once."""
    seconds = int(PATROL.total_seconds())
    begun = int(uow.now.timestamp()) // seconds * seconds
    when = datetime.fromtimestamp(begun, uow.now.tzinfo) + PATROL
    uow.plan("question.patrol", key=f"question.patrol:{when.isoformat()}", due_at=when)


def _standing(uow: UnitOfWork, settings: Settings, question: Question) -> Standing:
    at = uow.session, uow.organization_id, question.id
    asked = {r.person.id: r.asked_at for r in requests.of(*at) if r.waits}
    rhythms = attention.rhythms(uow, settings.attention, asked)
    waiting = [(rhythms[id_], since) for id_, since in asked.items()]
    return Standing(
        rung=question.rung,
        rung_at=question.rung_at,
        stirred_at=question.stirred_at,
        answered=store.answered(*at),
        asked_if_answered_at=question.asked_if_answered_at,
        waits_until=patience(waiting, settings.questions.wait_hours),
        askers=1 + len(question_followers.followers(*at)),
    )


def _take(uow: UnitOfWork, settings: Settings, question: Question, step: NextStep) -> None:
    """Do what the step says. Each either climbs, or asks somebody new: this ends."""
    match step:
        case NextStep.ASK_EXPERTS:
            _ask_experts(uow, settings, question)
        case NextStep.ASK_OWNER:
            _ask_owners(uow, settings, question)
        case NextStep.STAND_OPEN:
            _climb(uow, question, NextStep.PROPOSE_SESSION)
            question_news.tell_asker(
                uow, question, views.stands_open(question), key="open", kind="question.open"
            )
        case NextStep.PROPOSE_SESSION:
            _climb(uow, question, NextStep.CLOSE)
            question_sessions.propose(uow, settings, question)
        case NextStep.ASK_IF_ANSWERED:
            values = {"asked_if_answered_at": uow.now}
            at = uow.session, uow.organization_id
            store.change(*at, question.id, values)
            question_news.tell_asker(
                uow,
                question,
                replies.was_it(question, answers.of_question(*at, question.id)),
                key="answered?",
                kind="question.quiet",
            )
        case NextStep.CLOSE:
            closed = settle(uow, question.id, QuestionState.CLOSED, None)
            if closed is not None:
                question_news.tell_asker(
                    uow, closed, views.closed_quietly(closed), key="closed", kind="question.closed"
                )


def _climb(uow: UnitOfWork, question: Question, rung: NextStep, at: datetime | None = None) -> None:
    values = {"rung": rung, "rung_at": at or uow.now}
    store.change(uow.session, uow.organization_id, question.id, values)


def _ask_experts(uow: UnitOfWork, settings: Settings, question: Question) -> None:
    at = uow.session, uow.organization_id
    before = [r for r in requests.of(*at, question.id) if r.round < requests.OWNERS]
    round_ = max((r.round for r in before), default=0) + 1
    requests.lapse(*at, question.id, uow.now)
    asked = question_tagging.ask_experts(
        uow, settings, question, settings.questions.experts, round_
    )
    if asked and round_ < settings.questions.rounds:
        return
    chance = None if asked else question_tagging.next_chance(uow, settings, question)
    if chance is None:
        _climb(uow, question, NextStep.ASK_OWNER)
    else:  # all of them are off work: it waits for the first one who comes back
        _climb(uow, question, NextStep.ASK_EXPERTS, chance)


def _ask_owners(uow: UnitOfWork, settings: Settings, question: Question) -> None:
    at = uow.session, uow.organization_id
    requests.lapse(*at, question.id, uow.now)
    for owner in owners(uow, question.topics):
        if question.asker is None or owner.id != question.asker.id:
            about = {"kind": "owner", "topic": question.topics[0] if question.topics else ""}
            question_tagging.ask(uow, settings, question, owner, requests.OWNERS, (about,))
    _climb(uow, question, NextStep.STAND_OPEN)
