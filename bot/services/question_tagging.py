"""Asking those who may know: choosing them, keeping their week free, telling them why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bot.events import Person
from bot.rules.attention import Weight
from bot.rules.expert_choice import Choice, HelpsOften, as_data
from bot.rules.working_time import is_available, next_available
from bot.services import attention, expert_choice, question_cards, question_news
from bot.services.expert_choice import Asked
from bot.services.question_cards import card_key, in_thread, request_key
from bot.settings import Settings
from bot.store import colleagues, expert_reservations, experts, outbox, roles
from bot.store import question_requests as requests
from bot.store import questions as store
from bot.store.models import ExpertRequestRow, RequestState, columns
from bot.store.outbox import insert_once
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import question_cards as views
from bot.views import question_news as news_views

REQUEST = columns(ExpertRequestRow)
A_WEEK = timedelta(days=7)
AT_A_TIME = 8
"""Experts looked at together: most are at work and have room."""
MOST_LOOKED_AT = 64
"""Experts looked at for one question: whoever comes after has little to do with it."""


def ask_experts(
    uow: UnitOfWork, settings: Settings, question: Question, most: int, round_: int
) -> list[Person]:
    """Ask up to `most` further experts who are at work and have room in their week; those who were.

    Who asked anonymously is chosen like anybody else: that one of two experts is never asked would
    say who it was.
    """
    chosen: list[Person] = []
    for choice in _candidates(uow, question):
        if len(chosen) == most:
            break
        person = _here(uow, choice.person_id)
        if person is None or not _is_at_work(uow, settings, person):
            continue
        reasons = tuple(dict(as_data(r)) for r in choice.reasons)
        if ask(uow, settings, question, person, round_, reasons):
            chosen.append(person)
    return chosen


def next_chance(uow: UnitOfWork, settings: Settings, question: Question) -> datetime | None:
    """When the first expert who could be asked is at work again (aware UTC), within a week."""
    people = [c.person_id for c in _candidates(uow, question)]
    rhythms = attention.rhythms(uow, settings.attention, people)
    moments = [
        moment
        for id_, rhythm in rhythms.items()
        if not _is_paused(uow, id_)
        and not is_available(rhythm, uow.now)
        and (moment := next_available(rhythm, uow.now)) is not None
        and moment <= uow.now + A_WEEK
    ]
    return min(moments, default=None)


def _candidates(uow: UnitOfWork, question: Question) -> Iterator[Choice]:
    """Experts whom something links to the question and who were not asked yet, the best first."""
    out = {r.person.id for r in requests.of(uow.session, uow.organization_id, question.id)}
    asker = question.asker.id if question.asker else None
    wanted = Asked(
        title=question.title,
        body=question.body,
        topics=question.topics,
        asker_id=asker,
        is_anonymous=question.is_anonymous,
        question_id=question.id,
    )
    for _ in range(0, MOST_LOOKED_AT, AT_A_TIME):
        found = expert_choice.choose(uow, wanted, most=AT_A_TIME, excluding=frozenset(out))
        for choice in found:
            if any(not isinstance(reason, HelpsOften) for reason in choice.reasons):
                yield choice
        out |= {c.person_id for c in found}
        if len(found) < AT_A_TIME:
            return


def _here(uow: UnitOfWork, person_id: int) -> Person | None:
    standing = roles.standings(uow.session, uow.organization_id, [person_id]).get(person_id)
    if standing is None or standing.is_deleted or standing.is_bot:
        return None
    return standing.person


def _is_at_work(uow: UnitOfWork, settings: Settings, person: Person) -> bool:
    rhythm = attention.rhythms(uow, settings.attention, [person.id])[person.id]
    return is_available(rhythm, uow.now)


def _is_paused(uow: UnitOfWork, person_id: int) -> bool:
    until = experts.habits(uow.session, uow.organization_id, person_id).paused_until
    return until is not None and until > uow.now


def _take_a_place(uow: UnitOfWork, settings: Settings, question: Question, person: Person) -> bool:
    """Count this question into somebody's week; False when it is full, or they take a break.

    The place is taken first: whoever asks at the same moment waits for it, and a break that began
    meanwhile is seen.
    """
    at = uow.session, uow.organization_id
    own = experts.habits(*at, person.id).weekly_limit
    cap = settings.questions.weekly_limit if own is None else own
    if not expert_choice.reserve(uow, person.id, question.id, cap):
        return False
    if _is_paused(uow, person.id):
        expert_reservations.release(*at, person.id, question.id)
        return False
    return True


def ask(
    uow: UnitOfWork,
    settings: Settings,
    question: Question,
    person: Person,
    round_: int,
    reasons: tuple[dict[str, Any], ...],
    handed_by: Person | None = None,
) -> bool:
    """Ask one person, once a question; False: asked before, their week is full, or on a break."""
    if not _take_a_place(uow, settings, question, person):
        return False
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
    key = request_key(question, request.person.id)
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


def without_card(uow: UnitOfWork, settings: Settings, post_id: int) -> None:
    """A card could not be posted, to an archived channel say: those asked are written to."""
    at = uow.session, uow.organization_id
    _, _, rest = outbox.key_of(*at, post_id).partition("question:")
    number = rest.removesuffix(":card")
    question = store.get(*at, int(number), lock=True) if number.isdecimal() else None
    if question is None or question.conversation_id is None or not question.is_open:
        return
    news: dict[str, object] = {"conversation_id": None, "about_message": ""}
    if colleagues.open_channel(*at, question.conversation_id) is None:
        news["is_private"] = True  # what was asked in a closed circle is not found by others
    store.change(*at, question.id, news)
    uow.index.changed(*at, question.id)
    moved = store.get(*at, question.id)
    assert moved is not None  # noqa: S101
    question_news.tell_asker(
        uow, moved, news_views.homeless(moved), key="homeless", kind="question.homeless"
    )
    for request in requests.of(*at, question.id):
        if request.waits:
            uow.revise(request_key(question, request.person.id), None)
            tell(uow, settings, moved, request)
    question_cards.refresh(uow, question.id)  # sent again, it says that they were written to
