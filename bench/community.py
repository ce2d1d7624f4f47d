"""A community's events as rows of a real database, written when somebody asks something of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store import topics
from bot.store.database import Database
from bot.store.index import Asked
from bot.store.migrate import upgrade
from bot.store.models import (
    AnswerRow,
    OrganizationRow,
    PersonRow,
    QuestionRow,
    QuestionTopicRow,
    columns,
)

T = TypeVar("T")
Event = dict[str, Any]

OURS = 1
"""The one organization."""
QUESTION = columns(QuestionRow)


def asked(event: Event) -> Asked:
    """What a question says, as the product takes it."""
    return Asked(event["title"], event["body"], tuple(event.get("tags", ())))


def moment(event: Event) -> datetime:
    """When it happened, aware."""
    return datetime.fromisoformat(event["ts"])


class Community:
    """People, questions and answers of a replay in a database file of its own."""

    def __init__(self, folder: Path) -> None:
        self.database = Database(f"sqlite:///{folder / 'bench.db'}")
        upgrade(self.database)
        self.people: dict[str, int] = {}
        """As the replay calls them → id of the person."""
        self.questions: dict[str, int] = {}
        self._answers: dict[tuple[str, str], int] = {}
        self.watchers: list[Callable[[Session, Event], None]] = []
        """Told of each event after its rows are written, in the same transaction."""
        self._waiting: list[Event] = []
        self._runner = asyncio.Runner()
        self._names: dict[int, str] = {}
        self.write(_found)

    def close(self) -> None:
        """Let go of the files."""
        self.database.close()
        self._runner.close()

    def write(self, job: Callable[[Session], T]) -> T:
        """Run a job in a writing transaction."""
        return self._runner.run(self.database.write(job))

    def read(self, job: Callable[[Session], T]) -> T:
        """Run a job that only reads."""
        return self._runner.run(self.database.read(job))

    def tell(self, event: Event) -> None:
        """Something happened. It is written together with what follows, before the next look."""
        self._waiting.append(event)

    def catch_up(self) -> None:
        """Write what happened."""
        if self._waiting:
            happened, self._waiting = self._waiting, []
            self.write(lambda session: self._store_all(session, happened))

    def called(self, question_id: int) -> str:
        """What the replay calls a question."""
        return self._names[question_id]

    def _store_all(self, session: Session, events: Sequence[Event]) -> None:
        for event in events:
            self._store(session, event)

    def _store(self, session: Session, event: Event) -> None:
        now = moment(event)
        match event["ev"]:
            case "question":
                question_id = self._ask(session, event, now)
            case "answer":
                question_id = self._answer(session, event, now)
            case "accept":
                question_id = self._accept(session, event, now)
            case other:
                raise ValueError(f"nobody knows what {other!r} is")
        self.database.index.changed(session, OURS, question_id)
        for watcher in self.watchers:
            watcher(session, event)

    def _ask(self, session: Session, event: Event, now: datetime) -> int:
        row = QuestionRow(
            organization_id=OURS,
            once=event["qid"],
            asker_id=self._person(session, event["asker"], now),
            title=event["title"],
            body=event["body"],
            next_step_at=now,
            rung_at=now,
            asked_at=now,
            stirred_at=now,
        )
        question_id = _added(session, row)
        self.questions[event["qid"]], self._names[question_id] = question_id, event["qid"]
        for topic in topics.stored(session, OURS, sorted(set(event["tags"]))):
            session.add(
                QuestionTopicRow(organization_id=OURS, question_id=question_id, topic_id=topic)
            )
        return question_id

    def _answer(self, session: Session, event: Event, now: datetime) -> int:
        question_id = self.questions[event["qid"]]
        row = AnswerRow(
            organization_id=OURS,
            question_id=question_id,
            author_id=self._person(session, event["uid"], now),
            body=event["text"],
            given_at=now,
        )
        self._answers[event["qid"], event["uid"]] = _added(session, row)
        return question_id

    def _accept(self, session: Session, event: Event, now: datetime) -> int:
        question_id = self.questions[event["qid"]]
        session.execute(
            update(QuestionRow)
            .where(QUESTION.organization_id == OURS, QUESTION.id == question_id)
            .values(
                accepted_id=self._answers.get((event["qid"], event["uid"])),
                state="answered",
                next_step=None,
                next_step_at=None,
                settled_at=now,
            )
        )
        return question_id

    def _person(self, session: Session, name: str, now: datetime) -> int:
        if name not in self.people:
            self.people[name] = _added(
                session, PersonRow(organization_id=OURS, name=name, created_at=now)
            )
        return self.people[name]


def _found(session: Session) -> None:
    session.add(OrganizationRow(name="bench", created_at=datetime(2000, 1, 1, tzinfo=UTC)))


def _added(session: Session, row: Any) -> int:
    session.add(row)
    session.flush()
    return int(row.id)


def said(line: str) -> Event:
    """An event of the replay."""
    event: Event = json.loads(line)
    return event
