"""Telling those whom a question concerns: its asker, whoever that is, and those who follow it."""

from __future__ import annotations

from bot.messages import Message
from bot.services import anonymity
from bot.store import question_followers
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork


def tell_asker(
    uow: UnitOfWork, question: Question, message: Message, *, key: str, kind: str
) -> None:
    """Write to the asker directly. An anonymous one is found when it is delivered, not before."""
    to = question.asker or anonymity.destination(uow, question.id)
    if to is not None:
        uow.post(message, to=to, key=f"question:{question.id}:asker:{key}", kind=kind)


def tell_followers(
    uow: UnitOfWork, question: Question, message: Message, *, key: str, kind: str
) -> None:
    """Write to everybody who has the same question, once for each `key`."""
    for person in question_followers.followers(uow.session, uow.organization_id, question.id):
        uow.post(
            message,
            to=person,
            key=f"question:{question.id}:follower:{key}:{person.id}",
            kind=kind,
        )
