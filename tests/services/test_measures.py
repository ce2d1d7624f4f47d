"""The programme's figures on real databases: equal to what was counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.rules.measures import Part, Wait
from bot.rules.recall_measures import Verdict
from bot.services import measures
from bot.settings import Settings
from bot.store import measures as store
from bot.store.database import Database
from bot.store.unit_of_work import UnitOfWork
from tests.measures import NOW, WEEK, H, plant

SETTINGS = Settings()


@pytest.fixture
def planted(database: Database) -> Database:
    """The small organization."""
    with Session(database.engine) as session, session.begin():
        plant(session)
    return database


async def test_the_figures_of_a_week_are_those_counted_by_hand(planted: Database) -> None:
    def tell(session: Session) -> None:
        uow = UnitOfWork(session, 1, None, NOW)
        found = measures.figures(uow, SETTINGS, WEEK)
        assert found.contributors == 7
        assert found.sessions == 4
        assert found.seats == Part(7, 14)
        assert found.attendance == Part(7, 10)
        assert found.deflected == Part(3, 7)

        assert found.waits is not None
        assert found.waits.replied == Part(5, 7)
        assert found.waits.settled == Part(3, 7)
        assert found.waits.reply == Wait(19 * H, None)
        assert found.waits.reply_at_work == Wait(3 * H, None)
        assert found.waits.settling == Wait(None, None)

        assert found.gain is not None
        assert (found.gain.first.right, found.gain.first.answers) == (4, 5)
        assert (found.gain.second.right, found.gain.second.people) == (1, 5)
        assert found.gain.value == pytest.approx(0.6)

        assert found.week_on is not None
        assert (found.week_on.right, found.week_on.answers, found.week_on.people) == (4, 5, 5)
        assert found.month_on is not None
        assert (found.month_on.right, found.month_on.answers, found.month_on.people) == (3, 5, 5)
        assert found.effect is not None
        assert found.effect.second.right == 1
        assert found.effect.verdict is Verdict.UNSURE

        assert store.colleagues(session, 1) == 12
        held = store.held(session, 1, WEEK.begins, WEEK.ends)
        assert (held.people, held.unsaid) == (10, 1)

    await planted.read(tell)


async def test_weeks_before_and_after_have_their_own_figures(planted: Database) -> None:
    def tell(session: Session) -> None:
        uow = UnitOfWork(session, 1, None, NOW)
        before = measures.figures(uow, SETTINGS, WEEK.earlier())
        # 2, 5 and 6 answered then, and 5 gave thanks as Sunday ended.
        assert store.contributors(session, 1, WEEK.earlier().begins, WEEK.begins) == 3
        assert before.contributors is None
        assert (before.sessions, before.seats, before.attendance) == (0, None, None)
        assert (before.waits, before.gain, before.week_on, before.month_on) == (None,) * 4
        assert before.deflected == Part(0, 7)
        after = measures.figures(uow, SETTINGS, replace(WEEK, monday=NOW.date()))
        assert (after.contributors, after.sessions) == (None, 1)
        assert after.waits is None  # four questions were asked in the week before it

    await planted.read(tell)


async def test_an_operator_can_ask_for_larger_groups(planted: Database) -> None:
    strict = Settings.model_validate({"digests": {"smallest_group": 8}})

    def tell(session: Session) -> None:
        found = measures.figures(UnitOfWork(session, 1, None, NOW), strict, WEEK)
        assert (found.contributors, found.deflected, found.waits) == (None, None, None)
        assert (found.gain, found.week_on, found.month_on, found.effect) == (None,) * 4
        assert found.seats == Part(7, 14)
        assert found.attendance == Part(7, 10)  # ten people are enough

    await planted.read(tell)


async def test_in_another_zone_the_week_has_other_edges(planted: Database) -> None:
    def tell(session: Session) -> None:
        uow = UnitOfWork(session, 1, None, NOW)
        utc = replace(WEEK, zone="UTC")
        found = measures.figures(uow, SETTINGS, utc)
        # In UTC the session of one Sunday night falls out of the week, and the next one's into it.
        assert found.sessions == 4
        assert found.seats == Part(8, 23)
        assert found.contributors == 8
        assert utc.begins - WEEK.begins == timedelta(hours=1)

    await planted.read(tell)
