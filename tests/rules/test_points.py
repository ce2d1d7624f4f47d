"""How help is counted: laws that hold for any log, and the worked example of the docs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.points import (
    ACCEPTED,
    BACK,
    CLOSING,
    HELPED_TOO,
    OFTEN,
    THANKED,
    Thanks,
    points,
    rings,
)

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ANA, BO, CHI, DEE, EVA = range(1, 6)
PEOPLE = st.integers(1, 6)


def thanks(giver: int | None, receiver: int, day: float = 0, weight: float = THANKED) -> Thanks:
    """A thanks so many days after NOON."""
    return Thanks(receiver, giver, weight, NOON + timedelta(days=day))


@st.composite
def one(draw: st.DrawFn, receiver: st.SearchStrategy[int] = PEOPLE) -> Thanks:
    """Any thanks among a few people, some of nobody who may be named."""
    to = draw(receiver)
    giver = draw(st.none() | PEOPLE.filter(lambda id_: id_ != to))
    weight = draw(st.sampled_from([HELPED_TOO, THANKED, ACCEPTED]))
    return thanks(giver, to, draw(st.integers(0, 60)) / 2, weight)


LOGS = st.lists(one(), max_size=25)


def of_all(log: Sequence[Thanks]) -> dict[int, float]:
    """Points over a whole log, in which circles are looked for, too."""
    return points(log, log)


def test_a_thanks_counts_its_weight_and_the_nth_of_the_same_colleague_an_nth() -> None:
    assert of_all([thanks(ANA, BO)]) == {BO: 2}
    assert of_all([thanks(ANA, BO, day) for day in range(3)]) == {BO: pytest.approx(2 + 1 + 2 / 3)}
    assert of_all([thanks(giver, BO) for giver in (ANA, CHI, DEE)]) == {BO: 6}


def test_the_heaviest_of_a_colleague_counts_wholly_whenever_it_came() -> None:
    log = [thanks(ANA, BO, 0, HELPED_TOO), thanks(ANA, BO, 1, ACCEPTED), thanks(ANA, BO, 2)]
    assert of_all(log) == {BO: pytest.approx(ACCEPTED + THANKED / 2 + HELPED_TOO / 3)}


def test_a_thanks_that_comes_back_counts_half_and_the_first_one_wholly() -> None:
    assert of_all([thanks(ANA, BO, 0), thanks(BO, ANA, 1)]) == {BO: 2, ANA: 1}


def test_a_thanks_that_closes_a_circle_of_three_counts_half() -> None:
    log = [thanks(ANA, BO, 0), thanks(BO, CHI, 1), thanks(CHI, ANA, 2)]
    assert of_all(log) == {BO: 2, CHI: 2, ANA: 1}
    assert of_all([*log, thanks(DEE, ANA, 3)]) == {BO: 2, CHI: 2, ANA: 3}


def test_a_circle_of_four_is_none_and_has_little_to_win() -> None:
    around = [(ANA, BO), (BO, CHI), (CHI, DEE), (DEE, ANA)]
    log = [thanks(*pair, day) for day in range(10) for pair in around]
    assert len(set(of_all(log).values())) == 1
    assert of_all(log)[ANA] < 3 * THANKED  # ten thanks are worth fewer than three colleagues'


@pytest.mark.parametrize(("days", "left"), [(29, 1.0), (30, 1.0), (30.5, 2.0)])
def test_what_was_given_long_ago_is_no_circle(days: float, left: float) -> None:
    assert of_all([thanks(ANA, BO, 0), thanks(BO, ANA, days)])[ANA] == left


def test_nobody_who_may_be_named_is_one_colleague_and_in_no_circle() -> None:
    log = [thanks(ANA, BO), thanks(None, ANA, 1), thanks(None, ANA, 2)]
    assert of_all(log) == {BO: 2, ANA: 3}


def test_circles_are_looked_for_in_what_is_around_alone() -> None:
    back = thanks(BO, ANA, 1)
    assert points([back]) == {ANA: 2}
    assert points([back], [thanks(ANA, BO)]) == {ANA: 1}


@given(LOGS.flatmap(lambda log: st.tuples(st.just(log), st.permutations(log))))
def test_the_order_of_the_log_changes_nothing(logs: tuple[list[Thanks], list[Thanks]]) -> None:
    assert of_all(logs[0]) == of_all(logs[1])
    assert of_all(logs[0]) == of_all(logs[0])


@given(LOGS, one())
def test_a_further_thanks_never_lowers_the_points_of_who_gets_it(
    log: list[Thanks], more: Thanks
) -> None:
    assert of_all([*log, more])[more.receiver] >= of_all(log).get(more.receiver, 0)


@given(LOGS, one())
def test_a_further_thanks_gives_at_most_its_weight_and_half_when_it_comes_back(
    log: list[Thanks], more: Thanks
) -> None:
    gained = of_all([*log, more])[more.receiver] - of_all(log).get(more.receiver, 0)
    assert gained <= more.weight + 1e-5
    pair = more.receiver, more.giver
    if any((t.giver, t.receiver) == pair and more.at - BACK <= t.at <= more.at for t in log):
        assert gained <= more.weight * CLOSING + 1e-5


@given(LOGS, one())
def test_a_further_thanks_helps_nobody_but_who_gets_it(log: list[Thanks], more: Thanks) -> None:
    before, after = of_all(log), of_all([*log, more])
    for person in before.keys() - {more.receiver}:
        assert after[person] <= before[person]


@given(LOGS)
def test_circles_only_take_away_and_never_more_than_half(log: list[Thanks]) -> None:
    plain, damped = points(log), of_all(log)
    for person, value in damped.items():
        assert plain[person] * CLOSING - 1e-5 <= value <= plain[person]


@given(st.integers(1, 20), st.booleans())
def test_two_who_thank_each_other_gain_less_than_one_colleague_more_each(
    rounds: int, swapped: bool
) -> None:
    a, b = (BO, ANA) if swapped else (ANA, BO)
    log = [t for n in range(rounds) for t in (thanks(a, b, n), thanks(b, a, n + 0.5))]
    farmed = of_all(log)
    harmonic = sum(1 / n for n in range(1, rounds + 1))
    assert sum(farmed.values()) <= THANKED * (harmonic + CLOSING) + 1e-5
    honest = [thanks(giver, ANA, n) for n, giver in enumerate((CHI, DEE, EVA, 6, 7))]
    assert of_all(honest)[ANA] > max(farmed.values())


def test_rings_are_found_where_all_thank_often() -> None:
    numbers = {(ANA, BO): OFTEN, (BO, ANA): OFTEN, (CHI, DEE): 9, (DEE, CHI): OFTEN - 1}
    assert rings(numbers) == [frozenset({ANA, BO})]
    circle = {(ANA, BO): OFTEN, (BO, CHI): OFTEN, (CHI, ANA): OFTEN}
    assert rings(circle) == [frozenset({ANA, BO, CHI})]
    assert rings({**circle, (CHI, ANA): OFTEN - 1}) == []
    assert rings({(ANA, ANA): 9}) == []


def test_rings_that_share_somebody_are_one_group_and_the_largest_comes_first() -> None:
    both = dict.fromkeys([(ANA, BO), (BO, ANA), (BO, CHI), (CHI, BO)], OFTEN)
    others = dict.fromkeys([(DEE, EVA), (EVA, DEE)], OFTEN)
    assert rings(others | both) == [frozenset({ANA, BO, CHI}), frozenset({DEE, EVA})]


@given(st.dictionaries(st.tuples(PEOPLE, PEOPLE), st.integers(1, 2 * OFTEN)))
def test_rings_are_apart_and_everybody_in_one_is_in_a_circle(
    numbers: dict[tuple[int, int], int],
) -> None:
    found = rings(numbers)
    assert sum(map(len, found)) == len(frozenset().union(*found))

    def linked(a: int, b: int) -> bool:
        return a != b and numbers.get((a, b), 0) >= OFTEN

    people = range(1, 7)
    in_circle = {
        a
        for a in people
        for b in people
        if linked(a, b) and (linked(b, a) or any(linked(b, c) and linked(c, a) for c in people))
    }
    assert frozenset().union(*found) == in_circle


def test_the_worked_example_of_the_docs() -> None:
    """docs/boards.md: what Ana, Bo and Chi have at the end of the month."""
    log = [
        thanks(BO, ANA, 1),
        thanks(BO, ANA, 3),
        thanks(CHI, ANA, 5, ACCEPTED),
        thanks(None, ANA, 6, HELPED_TOO),
        thanks(ANA, BO, 8),
        thanks(BO, CHI, 10),
        thanks(ANA, CHI, 12),
    ]
    assert of_all(log) == {ANA: 7, BO: 1, CHI: 2}
    assert isclose(BACK / timedelta(days=1), 30)
