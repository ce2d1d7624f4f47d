"""A simulated policy: what it is made of, what holds for each, and that a seed decides it all."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bot.rules.recall_simulation import Company, simulate
from bot.settings import Attention, Recall
from bot.views.recall_simulation import rows, summary

HOUSE = Attention()
COMPANY = Company(people=40, days=60, begins=date(2026, 1, 5), attendance=0.3)


def test_the_same_seed_gives_the_same_and_another_does_not() -> None:
    first = simulate(Recall(), HOUSE, COMPANY)
    assert simulate(Recall(), HOUSE, COMPANY) == first
    assert simulate(Recall(), HOUSE, replace(COMPANY, seed=2)).sent != first.sent


def test_more_people_leave_those_there_were_as_they_were() -> None:
    few = simulate(Recall(), HOUSE, replace(COMPANY, people=5)).sent
    assert tuple(s for s in simulate(Recall(), HOUSE, COMPANY).sent if s.person < 5) == few


def test_nobody_is_asked_twice_a_day_more_than_their_number_or_at_the_weekend() -> None:
    for daily in (1, 3):
        sent = simulate(Recall(daily_cards=daily), HOUSE, COMPANY).sent
        assert sent
        assert max(Counter((s.person, s.day) for s in sent).values()) == 1
        assert all(0 < s.cards <= daily for s in sent)
        assert all(s.day.weekday() < 5 for s in sent)


def test_no_message_beyond_the_budget() -> None:
    house = Attention(daily_messages=1)
    free = simulate(Recall(), house, replace(COMPANY, others=0))
    full = simulate(Recall(), house, replace(COMPANY, others=0.9))
    assert len(full.sent) < len(free.sent) / 2


def test_cards_that_are_held_out_are_remembered_less() -> None:
    found = simulate(Recall(hold_out=0.5), HOUSE, replace(COMPANY, people=150, days=90))
    right, checks = found.stuck(held_out=False)
    out_right, out_checks = found.stuck(held_out=True)
    assert out_checks > 200
    assert right / checks > out_right / out_checks + 0.1


def test_asking_at_a_lower_probability_asks_less() -> None:
    company = replace(COMPANY, people=100)
    often = sum(s.cards for s in simulate(Recall(), HOUSE, company).sent)
    seldom = sum(s.cards for s in simulate(Recall(desired_retention=0.8), HOUSE, company).sent)
    assert seldom < 0.95 * often


def test_its_figures_agree_with_one_another() -> None:
    found = simulate(Recall(), HOUSE, COMPANY)
    by_day, by_person = found.by_day(), found.by_person()
    assert len(by_day) == 60
    assert sum(m for _, m, _ in by_day) == sum(m for m, _, _ in by_person) == len(found.sent)
    assert sum(c for _, _, c in by_day) == sum(c for _, c, _ in by_person)
    told = dict(summary(found))
    assert told["Messages in all"] == f"{len(found.sent):,}"
    sheet = rows(found)
    assert len(sheet) == len(found.sent) + 1
    assert len({tuple(row[:2]) for row in sheet}) == len(sheet)


def test_a_company_without_sessions_is_left_in_peace() -> None:
    found = simulate(Recall(), HOUSE, replace(COMPANY, sessions_a_week=0))
    assert found.sent == ()
    assert dict(summary(found))["Messages in all"] == "0"


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 0},
        {"people": 10**9},
        {"days": 0},
        {"days": 10**6},
        {"attendance": 1.5},
        {"answers": float("nan")},
        {"others": 1.0},
        {"sessions_a_week": -1},
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        simulate(Recall(), HOUSE, replace(COMPANY, **wrong))  # type: ignore[arg-type]
