"""The deed log: whatever people do and take back, it holds what history says, and nothing else."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.events import Person
from bot.services import (
    acceptance,
    answers,
    attendance,
    badge_recompute,
    flags,
    kudos,
    session_access,
)
from bot.services.answer_access import Gone, Merged, NotAllowed, OwnAnswer
from bot.settings import DeedKind, Settings
from bot.store import answers as answer_store
from bot.store import deed_history
from bot.store.flags import Subject
from bot.store.models import (
    AnswerRow,
    DeedRow,
    DeedTopicRow,
    KudosRow,
    OccurrenceRow,
    PersonRow,
    Role,
    TopicRow,
    columns,
)
from bot.store.unit_of_work import UnitOfWork
from tests.answering import CLOSED, asked
from tests.recall import at, learns, press
from tests.sessions import announced, plan
from tests.world import GENERAL, World, ana, bo, chi, mod, words

ABOUT = columns(DeedTopicRow)
ANSWER = columns(AnswerRow)
DEED = columns(DeedRow)
KUDOS = columns(KudosRow)
OCCURRENCE = columns(OccurrenceRow)
PERSON = columns(PersonRow)
TOPIC = columns(TopicRow)

NEVER_MIND = (
    *(kudos.NotGiven, kudos.NotAllowed, kudos.Gone, kudos.TooLate),
    *(Gone, Merged, NotAllowed, OwnAnswer, answers.NotGiven),
    *(acceptance.NotAccepted, acceptance.AcceptInstead),
    *(session_access.Gone, session_access.NotAllowed),
)
STEPS = 60


def counting(session: Session) -> set[tuple[Any, ...]]:
    """Every deed that counts, with its topics."""
    about: dict[int, list[str]] = {}
    for deed_id, name in session.execute(
        select(ABOUT.deed_id, TOPIC.name)
        .join(TopicRow, TOPIC.id == ABOUT.topic_id)
        .where(ABOUT.organization_id == 1, TOPIC.organization_id == 1)
    ):
        about.setdefault(deed_id, []).append(name)
    rows = session.execute(
        select(*DEED).where(DEED.organization_id == 1, DEED.undone_at.is_(None))
    ).all()
    out = {
        (r.subject, r.kind, r.person_id, r.other_id, r.at, r.is_open, *sorted(about.get(r.id, ())))
        for r in rows
    }
    assert len(out) == len(rows)
    return out


def filled(uow: UnitOfWork) -> int:
    """Write down what is missing."""
    sources = deed_history.sources(uow.session, 1)
    number = sum(badge_recompute.fill(uow, source, 0, last) for source, last in sources)
    return number + badge_recompute.fill_anonymous(uow)


class Story:
    """People who do this and that, whatever the dice say."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice = world, random.Random(seed)  # noqa: S311
        self.settings: Settings = world.settings
        self.people: list[Person] = []
        self.questions: list[int] = []
        self.when: datetime = world.clock.now

    async def begin(self) -> None:
        """Questions of all sorts, and sessions that have begun, some of it in a closed circle."""
        self.people = [await self.world.person(who) for who in (ana, bo, chi, mod)]

        def moderate(uow: UnitOfWork) -> None:
            whole = update(PersonRow).where(PERSON.organization_id == 1)
            uow.session.execute(whole.where(PERSON.id == self.people[3].id).values(role=Role.ADMIN))

        await self.world.in_unit_of_work(moderate)
        self.questions = [
            await asked(self.world, ana, "One?"),
            await asked(self.world, bo, "Two?", about=("sql", "python")),
            await asked(self.world, bo, "Three?", is_anonymous=True),
            await asked(self.world, chi, "Four?", is_private=True),
            await asked(self.world, chi, "Five?", at=CLOSED),
        ]
        card = await announced(self.world, ana)
        assert "Query planner" in words(card)
        await plan(self.world, bo, CLOSED, place="Room 9")
        begins = datetime.fromisoformat("2026-12-03T12:30+00:00")
        self.world.clock.now = begins + timedelta(minutes=5)

    async def step(self) -> None:
        """Somebody does something, or can't."""
        deeds: list[Callable[[UnitOfWork], object]] = [
            self.thank,
            self.thank,
            self.undo,
            self.hide_kudos,
            self.answer,
            self.answer,
            self.accept,
            self.unaccept,
            self.helped,
            self.helped,
            self.failed,
            self.hide_answer,
            self.forget_answer,
            self.come,
            self.stay_away,
        ]
        deed = self.dice.choice(deeds)
        self.world.clock.forward(minutes=self.dice.choice([1, 1, 4, 20]))
        with suppress(*NEVER_MIND):
            await self.world.in_unit_of_work(deed)

    def one(self) -> Person:
        """Anybody."""
        return self.dice.choice(self.people)

    def some(self, uow: UnitOfWork, column: Any) -> int:
        """Any row's id."""
        owner = column.table.c.organization_id
        ids = list(uow.session.scalars(select(column).where(owner == 1).order_by(column)))
        return int(self.dice.choice(ids)) if ids else 0

    def thank(self, uow: UnitOfWork) -> None:
        to = self.dice.sample(self.people, self.dice.choice([1, 1, 2]))
        note = self.dice.choice(["for the help", "for #sql and #python", "for #sql"])
        private = self.dice.random() < 0.3
        at = uow, self.settings.kudos, self.one(), to, note
        kudos.give_kudos(*at, conversation=GENERAL, is_private=private)

    def undo(self, uow: UnitOfWork) -> None:
        kudos.undo_kudos(uow, self.settings.kudos, self.one(), self.some(uow, KUDOS.id))

    def hide_kudos(self, uow: UnitOfWork) -> None:
        kudos.decide_report(uow, self.people[3], self.some(uow, KUDOS.id), hide=True)

    def answer(self, uow: UnitOfWork) -> None:
        question_id, said = self.dice.choice(self.questions), f"Try {self.dice.random()}."
        here = CLOSED if question_id == self.questions[-1] else GENERAL
        answers.give(uow, self.settings, self.one(), question_id, said, here)

    def accept(self, uow: UnitOfWork) -> None:
        acceptance.accept(uow, self.settings, self.one(), self.some(uow, ANSWER.id), GENERAL)

    def unaccept(self, uow: UnitOfWork) -> None:
        acceptance.unaccept(uow, self.settings, self.one(), self.some(uow, ANSWER.id), GENERAL)

    def helped(self, uow: UnitOfWork) -> None:
        acceptance.helped(uow, self.one(), self.some(uow, ANSWER.id), GENERAL)

    def failed(self, uow: UnitOfWork) -> None:
        said = f"It broke {self.dice.random()}."
        at = uow, self.settings, self.one(), self.some(uow, ANSWER.id)
        acceptance.failed(*at, said, GENERAL)

    def hide_answer(self, uow: UnitOfWork) -> None:
        """Sometimes to be shown again at once: when it was hidden is forgotten then."""
        subject = Subject("answer", self.some(uow, ANSWER.id))
        flags.decide(uow, self.people[3], subject, hide=True)
        if self.dice.random() < 0.6:
            flags.restore(uow, self.people[3], subject)

    def forget_answer(self, uow: UnitOfWork) -> None:
        """As when its message is deleted."""
        from bot.services import deeds

        found = answer_store.look(uow.session, 1, self.some(uow, ANSWER.id))
        if found is None or found.is_accepted or found.deleted_at is not None:
            raise Gone
        answer_store.forget(uow.session, 1, found.id, uow.now)
        deeds.answer_is_gone(uow, found)

    def come(self, uow: UnitOfWork) -> None:
        who = self.dice.sample(self.people, 2)
        attendance.mark(uow, self.people[3], self.some(uow, OCCURRENCE.id), who)

    def stay_away(self, uow: UnitOfWork) -> None:
        attendance.unmark(uow, self.people[3], self.some(uow, OCCURRENCE.id), [self.one()])

    async def end(self) -> None:
        """The session is over."""
        ends = await self.world.read(
            lambda s: list(
                s.scalars(select(OCCURRENCE.ends_at).where(OCCURRENCE.organization_id == 1))
            )
        )
        self.world.clock.now = max(self.world.clock.now, *ends)
        await self.world.scheduler.sweep()


@pytest.mark.parametrize("seed", range(3))
async def test_the_log_holds_what_history_says(world: World, seed: int) -> None:
    world.configure(kudos={"allowance": 100})
    story = Story(world, seed)
    await story.begin()
    for _ in range(STEPS):
        await story.step()
    await story.end()
    for _ in range(STEPS // 3):
        await story.step()
    logged = await world.read(counting)
    kinds = {row[1] for row in logged}
    assert len(kinds) >= 5
    assert {is_open for *_, is_open in (row[:6] for row in logged)} == {True, False}
    await world.in_unit_of_work(filled)
    assert await world.read(counting) == logged

    def forget(uow: UnitOfWork) -> None:
        for table in (DeedTopicRow, DeedRow):
            whole = delete(table).where(columns(table).organization_id == 1)
            uow.session.execute(whole)

    await world.in_unit_of_work(forget)
    assert await world.in_unit_of_work(filled) == len(logged)
    assert await world.read(counting) == logged
    assert await world.in_unit_of_work(filled) == 0


async def test_a_recall_is_kept_by_answering_it_however_often(world: World) -> None:
    await learns(world)
    await at(world, datetime.fromisoformat("2026-11-19T08:00+00:00"))
    card = world.messenger.last("D-bo")
    reply = await press(world, card, "It would read most of the table")
    assert "Right" in words(reply)
    logged = await world.read(counting)
    person = await world.person(bo)
    assert {(row[1], row[2], row[3], row[5]) for row in logged} == {
        (DeedKind.RECALL_KEPT, person.id, person.id, False)
    }
    assert await world.in_unit_of_work(filled) == 0
