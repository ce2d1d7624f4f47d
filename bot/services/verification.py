"""How long an answer is vouched for: verifying, doubting, growing old, retiring."""

from __future__ import annotations

from datetime import datetime

from bot.events import Conversation, Person
from bot.rules import answers as rules
from bot.rules.attention import Weight
from bot.services import answer_access as access
from bot.services import answer_cards as cards
from bot.services import attention, experts, question_cards
from bot.services.answer_access import NotAllowed
from bot.settings import Settings
from bot.store import answers as store
from bot.store import keepers, questions, roles
from bot.store.answers import Answer, Voice
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import ageing as views


def vouch(
    uow: UnitOfWork, settings: Settings, question: Question, answer: Answer, by: Person | None
) -> datetime:
    """Somebody says that an answer holds (None: an anonymous asker); until when (aware UTC)."""
    at = uow.session, uow.organization_id
    days = keepers.verify_days(*at, question.topics) or settings.questions.verify_days
    until = rules.verified_until(uow.now, days)
    store.change(
        *at,
        answer.id,
        {
            "verified_at": uow.now,
            "verified_by": by.id if by else None,
            "verified_until": until,
            "doubted_at": None,
            "retired_at": None,
        },
    )
    uow.plan(
        "answer.stale",
        key=f"answer:{answer.id}:stale:{until.isoformat()}",
        due_at=until,
        data={"answer_id": answer.id, "meant_for": until.isoformat()},
    )
    _done_asking(uow, question, answer, by)
    return until


def doubt(
    uow: UnitOfWork, settings: Settings, question: Question, answer: Answer, voice: Voice | None
) -> None:
    """An answer is vouched for no more: it failed for somebody, or its time is over.

    Whoever looks after it is asked, once for each doubt, and its author if it failed.
    """
    values = {"verified_until": None, "doubted_at": uow.now}
    store.change(uow.session, uow.organization_id, answer.id, values)
    if voice is not None:
        tell_failed(uow, settings, question, answer, voice)
    else:
        for person in looked_after_by(uow, question, answer):
            attention.reach(
                uow,
                settings.attention,
                person,
                views.outdated(answer, question.title),
                key=_asking(answer.id, uow.now, person),
                kind="answer.verify",
                weight=Weight.CAN_WAIT,
            )
    shown_anew(uow, question, answer.id)


def tell_failed(
    uow: UnitOfWork, settings: Settings, question: Question, answer: Answer, voice: Voice
) -> None:
    """It didn't work for somebody: its author hears what happened, and whoever looks after it."""
    own = roles.standings(uow.session, uow.organization_id, [answer.author.id])
    is_here = answer.author.id in own and not own[answer.author.id].is_deleted
    concerned = {p.id: p for p in looked_after_by(uow, question, answer)}
    if is_here:
        concerned.setdefault(answer.author.id, answer.author)
    for person in concerned.values():
        if person != voice.person:
            attention.reach(
                uow,
                settings.attention,
                person,
                views.failed(voice, answer, question.title),
                key=_asking(answer.id, uow.now, person),
                kind="answer.failed",
                weight=Weight.AWAITED,
            )


def went_stale(uow: UnitOfWork, settings: Settings, answer_id: int, meant_for: str) -> None:
    """The time of a verification is over. One that was renewed meanwhile is left."""
    at = uow.session, uow.organization_id
    looked = store.look(*at, answer_id)
    if looked is None:
        return
    question = questions.get(*at, looked.question_id, lock=True)
    answer = store.get(*at, answer_id)
    if question is None or answer is None or not answer.is_accepted or not answer.stands:
        return
    until = answer.verified_until
    if until is not None and until.isoformat() == meant_for and question.is_readable:
        doubt(uow, settings, question, answer, None)


def verify(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    answer_id: int,
    here: Conversation | None = None,
) -> datetime:
    """Somebody who looks after it says that it still holds; a retired one is back. Until when.

    Raises Gone, NotAllowed.
    """
    question, answer = access.both(uow, answer_id, actor, here)
    if not access.may_verify(uow, question, answer, actor):
        raise NotAllowed
    until = vouch(uow, settings, question, answer, actor)
    shown_anew(uow, question, answer.id)
    return until


def retire(
    uow: UnitOfWork, actor: Person, answer_id: int, here: Conversation | None = None
) -> bool:
    """It holds no more and is found no more; whoever has the page can read it.

    False when it was retired before. Raises Gone, NotAllowed.
    """
    question, answer = access.both(uow, answer_id, actor, here)
    if not access.may_change(uow, question, answer, actor):
        raise NotAllowed
    if answer.retired_at is not None:
        return False
    values = {"retired_at": uow.now, "verified_until": None}
    store.change(uow.session, uow.organization_id, answer.id, values)
    _done_asking(uow, question, answer, actor)
    shown_anew(uow, question, answer.id)
    return True


def looked_after_by(uow: UnitOfWork, question: Question, answer: Answer) -> list[Person]:
    """Who is asked about an answer: owners of its topics, else its author, else moderators."""
    found = experts.owners(uow, question.topics)
    if found:
        return found
    at = uow.session, uow.organization_id
    own = roles.standings(*at, [answer.author.id]).get(answer.author.id)
    if own is not None and not own.is_deleted and not own.is_bot:
        return [answer.author]
    return roles.admins(*at)


def shown_anew(uow: UnitOfWork, question: Question, answer_id: int) -> None:
    """What may be found and what is shown follow."""
    uow.index.changed(uow.session, uow.organization_id, question.id)
    question_cards.refresh(uow, question.id)
    cards.refresh(uow, question, answer_id)


def _asking(answer_id: int, doubted_at: datetime, person: Person) -> str:
    return f"answer:{answer_id}:doubt:{doubted_at.isoformat()}:{person.id}"


def _done_asking(uow: UnitOfWork, question: Question, answer: Answer, by: Person | None) -> None:
    """Whoever else was asked about this doubt need not look any more."""
    if answer.doubted_at is None:
        return
    for person in looked_after_by(uow, question, answer):
        if person != by:
            key = _asking(answer.id, answer.doubted_at, person)
            uow.revise(key, views.settled_by(by, question.title))
