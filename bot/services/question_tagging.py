"""Asking those who may know: choosing them, writing it down, telling them why."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.events import Person
from bot.rules.attention import Weight
from bot.rules.working_time import is_available, next_available
from bot.services import attention
from bot.services.question_cards import card_key, in_thread, request_key
from bot.settings import Settings
from bot.store import experts
from bot.store import question_requests as requests
from bot.store.models import ExpertRequestRow, PersonRow, RequestState, columns
from bot.store.outbox import insert_once
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import question_cards as views

REQUEST = columns(ExpertRequestRow)
PERSON = columns(PersonRow)
WEEK = timedelta(days=7)


def ask_experts(
    uow: UnitOfWork, settings: Settings, question: Question, most: int, round_: int
) -> list[Person]:
    """Ask up to `most` further experts of the question's topics who are at work; those who were.

    Who asked anonymously is chosen like anybody else: that one of two experts is never asked would
    say who it was.
    """
    at = uow.session, uow.organization_id
    able = _able(uow, question)
    rhythms = attention.rhythms(uow, settings.attention, able)
    here = [id_ for id_ in able if is_available(rhythms[id_], uow.now)]
    asked = {id_: experts.asked_since(*at, id_, uow.now - WEEK) for id_ in here}
    chosen: list[Person] = []
    for id_ in sorted(asked, key=lambda i: (asked[i], i)):
        if len(chosen) == most:
            break
        person, topic = able[id_]
        if _has_room(uow, settings, person) and ask(
            uow, settings, question, person, round_, ({"kind": "declared", "topic": topic},)
        ):
            chosen.append(person)
    return chosen


def next_chance(uow: UnitOfWork, settings: Settings, question: Question) -> datetime | None:
    """When the first expert who could be asked is at work again (aware UTC), within a week."""
    able = _able(uow, question)
    rhythms = attention.rhythms(uow, settings.attention, able)
    moments = [
        moment
        for id_, (person, _) in able.items()
        if _has_room(uow, settings, person)
        and (moment := next_available(rhythms[id_], uow.now)) is not None
        and uow.now < moment <= uow.now + WEEK
    ]
    return min(moments, default=None)


def _able(uow: UnitOfWork, question: Question) -> dict[int, tuple[Person, str]]:
    """Experts of its topics who were not asked yet and did not ask it themselves."""
    at = uow.session, uow.organization_id
    known = {r.person.id for r in requests.of(*at, question.id)}
    if question.asker is not None:
        known.add(question.asker.id)
    able: dict[int, tuple[Person, str]] = {}
    for found in experts.active(*at, question.topics):
        if found.person.id not in known:
            able.setdefault(found.person.id, (found.person, found.topic.name))
    return able


def _has_room(uow: UnitOfWork, settings: Settings, person: Person) -> bool:
    """Whether an expert's week has room and no pause; locked, so that two questions share it."""
    at = uow.session, uow.organization_id
    uow.session.execute(
        select(PERSON.id)
        .where(PERSON.organization_id == uow.organization_id, PERSON.id == person.id)
        .with_for_update(key_share=True)
    )
    habits = experts.habits(*at, person.id)
    if habits.paused_until is not None and habits.paused_until > uow.now:
        return False
    limit = habits.weekly_limit
    limit = settings.questions.weekly_limit if limit is None else limit
    return experts.asked_since(*at, person.id, uow.now - WEEK) < limit


def ask(
    uow: UnitOfWork,
    settings: Settings,
    question: Question,
    person: Person,
    round_: int,
    reasons: tuple[dict[str, Any], ...],
    handed_by: Person | None = None,
) -> bool:
    """Ask one person, once a question; False when they were asked before."""
    statement = insert_once(uow.session, ExpertRequestRow, ("question_id", "person_id"))
    values: dict[str, Any] = {
        "organization_id": uow.organization_id,
        "question_id": question.id,
        "person_id": person.id,
        "asked_at": uow.now,
        "round": round_,
        "reasons": json.dumps(reasons),
        "state": RequestState.ASKED,
        "handed_by": handed_by.id if handed_by else None,
    }
    if uow.session.execute(statement.returning(REQUEST.person_id), values).first() is None:
        return False
    tell(
        uow,
        settings,
        question,
        Request(person, uow.now, round_, reasons, RequestState.ASKED, values["handed_by"]),
    )
    return True


def tell(uow: UnitOfWork, settings: Settings, question: Question, request: Request) -> None:
    """Tag somebody below the card, or write to them when it has none or is not for everybody."""
    key = request_key(question.id, request.person.id)
    if question.conversation_id is not None and in_thread(question):
        uow.post(
            views.request(question, request),
            to=ConversationId(question.conversation_id),
            key=key,
            kind="question.request",
            under=card_key(question.id),
        )
    else:
        attention.reach(
            uow,
            settings.attention,
            request.person,
            views.request_direct(question, request),
            key=key,
            kind="question.request",
            weight=Weight.AWAITED,
        )
