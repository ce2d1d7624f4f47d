"""Laws of the attention budget."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.attention import (
    FORGIVEN,
    WEEK,
    Allotment,
    Prompt,
    Sending,
    Weight,
    Welcome,
    allot,
    in_a_row,
    welcome,
)
from bot.rules.working_time import Rhythm, is_available, local_day
from tests.rules.test_working_time import rhythms

NOW = datetime.fromisoformat("2026-11-18T12:00+00:00")  # a Wednesday
NEAR = st.timedeltas(timedelta(days=-3), timedelta(days=20)).map(lambda d: NOW + d)


@st.composite
def prompts(draw: st.DrawFn, *, may_merge: bool = True) -> list[Prompt]:
    """Several features that want the same person."""
    made = st.builds(
        Prompt,
        key=st.just(""),
        due=NEAR,
        weight=st.sampled_from(Weight),
        expires_at=st.none() | NEAR,
        merge=st.sampled_from(["", "a", "b"]) if may_merge else st.just(""),
        at_prompt_time=st.booleans(),
    )
    found = draw(st.lists(made, max_size=9))
    return [
        Prompt(f"p{n}", p.due, p.weight, p.expires_at, p.merge, p.at_prompt_time)
        for n, p in enumerate(found)
    ]


TAKEN = st.dictionaries(st.dates(NOW.date(), NOW.date() + timedelta(days=9)), st.integers(0, 4))


def _where(found: Allotment) -> dict[str, datetime]:
    return {key: s.at for s in (*found.now, *found.later) for key in s.keys}


@given(prompts(), rhythms(), TAKEN)
def test_every_prompt_has_one_place_that_its_person_allows(
    wanted: list[Prompt], rhythm: Rhythm, taken: dict[date, int]
) -> None:
    found = allot(wanted, rhythm, taken, NOW)
    where = _where(found)
    assert sorted([*where, *found.lapsed]) == sorted(p.key for p in wanted)
    assert sum(len(s.keys) for s in (*found.now, *found.later)) == len(where)
    for prompt in wanted:
        at = where.get(prompt.key)
        if at is not None:
            assert is_available(rhythm, at)
            assert at >= max(prompt.due, NOW)
            assert prompt.expires_at is None or at < prompt.expires_at


@given(prompts(), rhythms(), TAKEN)
def test_no_day_holds_more_than_the_person_wants_but_for_promises(
    wanted: list[Prompt], rhythm: Rhythm, taken: dict[date, int]
) -> None:
    found = allot(wanted, rhythm, taken, NOW)
    promised = {p.key for p in wanted if p.weight is Weight.PROMISED}
    days = Counter(
        local_day(rhythm, s.at)
        for s in (*found.now, *found.later)
        if not promised.intersection(s.keys)
    )
    for day, number in days.items():
        assert number + taken.get(day, 0) <= rhythm.most


@given(prompts(), rhythms(), TAKEN, st.randoms())
def test_the_order_of_asking_does_not_matter(
    wanted: list[Prompt], rhythm: Rhythm, taken: dict[date, int], random: object
) -> None:
    mixed = list(wanted)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert allot(mixed, rhythm, taken, NOW) == allot(wanted, rhythm, taken, NOW)


@given(prompts(may_merge=False), rhythms(), TAKEN)
def test_a_larger_budget_makes_nothing_later(
    wanted: list[Prompt], rhythm: Rhythm, taken: dict[date, int]
) -> None:
    less = _where(allot(wanted, rhythm, taken, NOW))
    more = _where(allot(wanted, rhythm, {d: n - 1 for d, n in taken.items()}, NOW))
    for key, at in less.items():
        assert more[key] <= at


@given(prompts(), rhythms())
def test_what_only_one_wants_goes_as_soon_as_it_may(wanted: list[Prompt], rhythm: Rhythm) -> None:
    for prompt in wanted[:1]:
        found = allot([prompt], rhythm, {}, NOW)
        again = allot([prompt], rhythm, {}, NOW + timedelta(minutes=1))
        for key, at in _where(again).items():
            assert _where(found)[key] <= at


@pytest.mark.parametrize(
    ("wanted", "now", "later", "lapsed"),
    [
        (
            [Prompt(f"p{n}", NOW) for n in range(5)],
            [("p0",), ("p1",), ("p2",)],
            [("2026-11-19T09:00", "p3"), ("2026-11-19T09:00", "p4")],
            (),
        ),
        ([Prompt(f"p{n}", NOW, merge="recall") for n in range(5)],
         [("p0", "p1", "p2", "p3", "p4")], [], ()),
        ([Prompt("late", NOW, expires_at=NOW)], [], [], ("late",)),
        (
            [Prompt("a", NOW), Prompt("b", NOW, Weight.AWAITED), Prompt("c", NOW, Weight.AWAITED),
             Prompt("d", NOW, Weight.AWAITED), Prompt("e", NOW, Weight.PROMISED)],
            [("b",), ("c",), ("e",)],
            [("2026-11-19T09:00", "d"), ("2026-11-19T09:00", "a")],
            (),
        ),
        ([Prompt("m", NOW, at_prompt_time=True)], [], [("2026-11-19T09:00", "m")], ()),
    ],
)  # fmt: skip
def test_who_goes_first(
    wanted: list[Prompt],
    now: list[tuple[str, ...]],
    later: list[tuple[str, str]],
    lapsed: tuple[str, ...],
) -> None:
    found = allot(wanted, Rhythm(), {}, NOW)
    assert sorted(s.keys for s in found.now) == now
    assert [(f"{s.at:%Y-%m-%dT%H:%M}", *s.keys) for s in found.later] == later
    assert found.lapsed == lapsed
    assert all(isinstance(s, Sending) for s in found.now)


MONDAY, DAY = date(2026, 11, 16), timedelta(days=1)


@pytest.mark.parametrize(
    ("ignored", "after", "patience", "found"),
    [
        (0, DAY, 5, Welcome.AS_USUAL),
        (4, DAY, 5, Welcome.AS_USUAL),
        (5, DAY, 5, Welcome.NOT_YET),
        (5, WEEK - DAY, 5, Welcome.NOT_YET),
        (5, WEEK, 5, Welcome.FIRST_OF_A_WEEK),
        (6, WEEK, 5, Welcome.AS_USUAL),
        (8, DAY, 5, Welcome.NOT_YET),
        (9, WEEK, 5, Welcome.LAST),
        (10, WEEK, 5, Welcome.STOPPED),
        (10, FORGIVEN, 5, Welcome.STOPPED),
        (10, FORGIVEN + DAY, 5, Welcome.AS_USUAL),
        (1, WEEK, 1, Welcome.LAST),
        (2, WEEK, 1, Welcome.STOPPED),
        (99, DAY, 0, Welcome.AS_USUAL),
    ],
)
def test_silence_slows_prompts_and_then_ends_them(
    ignored: int, after: timedelta, patience: int, found: Welcome
) -> None:
    assert welcome(ignored, MONDAY, MONDAY + after, patience) is found


def test_a_silence_is_what_was_let_go_by_without_a_long_pause() -> None:
    assert in_a_row([]) == (0, None)
    assert in_a_row([MONDAY, MONDAY - DAY, MONDAY - FORGIVEN]) == (3, MONDAY)
    assert in_a_row([MONDAY, MONDAY - DAY, MONDAY - FORGIVEN - 2 * DAY]) == (2, MONDAY)
