"""A small organization of experts, straight in a database, to choose from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.rules.expert_choice import Choice
from bot.services import expert_choice
from bot.services.expert_choice import Asked
from bot.store import topics
from bot.store.database import Database
from bot.store.models import (
    AccountRow,
    AnswerRow,
    ExpertRequestRow,
    ExpertRow,
    ExpertState,
    OrganizationRow,
    PersonRow,
    QuestionRow,
    QuestionTopicRow,
    RequestState,
    WorkspaceRow,
)
from bot.store.unit_of_work import UnitOfWork

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)


@dataclass
class Experts:
    """People, questions and answers of one organization."""

    database: Database
    now: datetime = MONDAY
    organization_id: int = 1
    people: dict[str, int] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=count)

    async def begin(self, *names: str) -> None:
        """An organization with these people."""
        await self.database.write(self._begin)
        for name in names:
            await self.add(name)

    def _begin(self, session: Session) -> None:
        made = OrganizationRow(name="Acme", created_at=self.now)
        session.add(made)
        session.flush()
        self.organization_id = made.id or 0
        session.add(self._own(WorkspaceRow, platform="fake", address="W1"))

    def _own(self, table: Any, **values: Any) -> Any:
        return table(organization_id=self.organization_id, **values)

    async def add(self, name: str, **account: bool) -> int:
        """Somebody joins."""

        def job(session: Session) -> int:
            person = self._own(PersonRow, name=name, created_at=self.now)
            session.add(person)
            session.flush()
            row = self._own(
                AccountRow, workspace_id=1, person_id=person.id, address=name, **account
            )
            session.add(row)
            return int(person.id)

        self.people[name] = await self.database.write(job)
        return self.people[name]

    async def knows(
        self,
        name: str,
        *about: str,
        state: ExpertState = ExpertState.ACTIVE,
        nominated_by: str | None = None,
    ) -> None:
        """Somebody is an expert."""

        def job(session: Session) -> None:
            for topic_id in topics.stored(session, self.organization_id, about):
                row = {
                    "organization_id": self.organization_id,
                    "topic_id": topic_id,
                    "person_id": self.people[name],
                    "state": state,
                    "nominated_by": self.people.get(nominated_by or ""),
                    "since": self.now,
                }
                session.execute(insert(ExpertRow), row)

        await self.database.write(job)

    async def asks(self, name: str | None, title: str, *about: str, body: str = "") -> int:
        """Somebody (None: anonymously) asks; the question's id."""

        def job(session: Session) -> int:
            row = self._own(
                QuestionRow,
                once=str(next(self._numbers)),
                asker_id=self.people[name] if name else None,
                is_anonymous=name is None,
                title=title,
                body=body,
                next_step_at=self.now,
                rung_at=self.now,
                asked_at=self.now,
                stirred_at=self.now,
            )
            session.add(row)
            session.flush()
            for topic_id in topics.stored(session, self.organization_id, about):
                session.add(self._own(QuestionTopicRow, question_id=row.id, topic_id=topic_id))
            uow = self.uow(session)
            uow.index.changed(session, self.organization_id, row.id)
            if name:
                expert_choice.asked_something(uow, self.people[name])
            return int(row.id)

        return await self.database.write(job)

    async def answers(
        self, name: str, question_id: int, body: str = "Look here.", **more: Any
    ) -> None:
        """Somebody answers."""

        def job(session: Session) -> None:
            row = self._own(
                AnswerRow,
                question_id=question_id,
                author_id=self.people[name],
                body=body,
                given_at=self.now,
                **more,
            )
            session.add(row)
            session.flush()
            uow = self.uow(session)
            uow.index.changed(session, self.organization_id, question_id)
            expert_choice.answered(uow, question_id, self.people[name])

        await self.database.write(job)

    async def was_asked(
        self, name: str, question_id: int, state: RequestState = RequestState.ASKED
    ) -> None:
        """Somebody was asked, and did this about it."""

        def job(session: Session) -> None:
            row = self._own(
                ExpertRequestRow,
                question_id=question_id,
                person_id=self.people[name],
                asked_at=self.now,
                state=state,
            )
            session.add(row)
            if state is RequestState.NOT_MY_TOPIC:
                expert_choice.not_my_topic(self.uow(session), question_id, self.people[name])

        await self.database.write(job)

    async def choose(
        self,
        title: str,
        *about: str,
        asker: str | None = None,
        most: int = 2,
        excluding: Collection[str] = (),
        **more: Any,
    ) -> list[Choice]:
        """Who would be asked."""
        asked = Asked(
            title=title, topics=about, asker_id=self.people[asker] if asker else None, **more
        )
        ids = {self.people[name] for name in excluding}
        return await self.database.write(
            lambda s: expert_choice.choose(self.uow(s), asked, most=most, excluding=ids)
        )

    def names(self, choices: Sequence[Choice]) -> list[str]:
        """Who they are."""
        called = {id_: name for name, id_ in self.people.items()}
        return [called[c.person_id] for c in choices]

    def later(self, **by: float) -> None:
        """Time passes."""
        self.now += timedelta(**by)

    def uow(self, session: Session) -> UnitOfWork:
        """A transaction of this organization."""
        return UnitOfWork(session, self.organization_id, None, self.now)
