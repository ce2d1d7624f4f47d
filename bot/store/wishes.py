"""Queries on wishes: sessions people would like, and who would come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import (
    PersonRow,
    TopicRow,
    WishRow,
    WishTopicRow,
    WishVoteRow,
    columns,
)
from bot.store.outbox import insert_once

WISH = columns(WishRow)
VOTE = columns(WishVoteRow)
ABOUT = columns(WishTopicRow)
TOPIC = columns(TopicRow)
PERSON = columns(PersonRow)


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish with how many would come; `session_id` is what became of it."""

    id: int
    title: str
    votes: int
    topics: tuple[str, ...]
    session_id: int | None


def add(
    session: Session,
    organization_id: int,
    person_id: int | None,
    title: str,
    topic_ids: Iterable[int],
    now: datetime,
) -> int:
    """Store a wish; its votes follow. `person_id` None: nobody in particular wished for it."""
    own = {"organization_id": organization_id, "person_id": person_id}
    made = session.execute(
        insert(WISH.id.table).returning(WISH.id), {**own, "title": title, "wished_at": now}
    )
    wish_id = int(made.scalar_one())
    about = [
        {"organization_id": organization_id, "wish_id": wish_id, "topic_id": t} for t in topic_ids
    ]
    if about:
        session.execute(insert(ABOUT.wish_id.table), about)
    return wish_id


def vote(session: Session, organization_id: int, wish_id: int, person_id: int) -> bool:
    """Count somebody in; False when they were before."""
    statement = insert_once(session, WishVoteRow, ("wish_id", "person_id")).returning(VOTE.wish_id)
    values = {"organization_id": organization_id, "wish_id": wish_id, "person_id": person_id}
    return session.execute(statement, values).first() is not None


def get(session: Session, organization_id: int, wish_id: int) -> Wish | None:
    """One wish of this organization, locked until the transaction ends."""
    session.execute(
        select(WISH.id)
        .where(WISH.organization_id == organization_id, WISH.id == wish_id)
        .with_for_update()
    )
    found = _load(session, organization_id, WISH.id == wish_id, 1)
    return found[0] if found else None


def titled(session: Session, organization_id: int, title: str) -> Wish | None:
    """An open wish of the same words."""
    same = (func.lower(WISH.title) == title.lower()) & WISH.session_id.is_(None)
    found = _load(session, organization_id, same, 1)
    return found[0] if found else None


def open_(session: Session, organization_id: int, most: int) -> list[Wish]:
    """Wishes nobody has taken up, those of most people first."""
    return _load(session, organization_id, WISH.session_id.is_(None), most)


def of_session(session: Session, organization_id: int, session_id: int) -> list[Wish]:
    """The wishes that a session fulfils."""
    return _load(session, organization_id, WISH.session_id == session_id, 10)


def take_up(session: Session, organization_id: int, wish_id: int, session_id: int) -> None:
    """A session will fulfil this wish."""
    session.execute(
        update(WishRow)
        .where(WISH.organization_id == organization_id, WISH.id == wish_id)
        .values(session_id=session_id)
    )


def voters(session: Session, organization_id: int, wish_id: int) -> list[Person]:
    """Those who would come."""
    rows = session.execute(
        select(PERSON.id, PERSON.name)
        .join(VOTE.person_id.table, VOTE.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(VOTE.organization_id == organization_id, VOTE.wish_id == wish_id)
        .order_by(PERSON.id)
    )
    return [Person(id_, name) for id_, name in rows]


def _load(
    session: Session, organization_id: int, condition: ColumnElement[bool], most: int
) -> list[Wish]:
    votes = (
        select(func.count())
        .where(VOTE.organization_id == organization_id, VOTE.wish_id == WISH.id)
        .scalar_subquery()
        .label("votes")
    )
    rows = session.execute(
        select(WISH.id, WISH.title, WISH.session_id, votes)
        .where(WISH.organization_id == organization_id)
        .where(condition)
        .order_by(votes.desc(), WISH.id)
        .limit(most)
    ).all()
    topics: dict[int, list[str]] = {}
    for wish_id, name in session.execute(
        select(ABOUT.wish_id, TOPIC.name)
        .join(TOPIC.id.table, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == organization_id)
        .where(TOPIC.organization_id == organization_id)
        .where(ABOUT.wish_id.in_([row.id for row in rows]))
        .order_by(TOPIC.name)
    ):
        topics.setdefault(wish_id, []).append(name)
    return [
        Wish(row.id, row.title, row.votes, tuple(topics.get(row.id, ())), row.session_id)
        for row in rows
    ]
