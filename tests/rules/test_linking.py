"""When two accounts are one human's without doubt, and when both sides are asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.linking import (
    GUESSES,
    GUESSES_WITHIN,
    MOST_ASKED,
    Verdict,
    alike,
    code_in,
    is_shared,
    may_guess,
    verdicts,
)

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Side:
    """Somebody with an address."""

    person_id: int
    account_id: int | None = 1
    names: tuple[str, ...] = ("Ana Alves",)
    email: str = "ana@example.com"
    is_bot: bool = False
    is_guest: bool = False
    is_gone: bool = False


OWN = Side(1)
SAME = Side(2)


def judged(*same: Side, own: Side = OWN, **more: set[int]) -> dict[int, Verdict]:
    return verdicts(
        own, [own, *same], beside=more.get("beside", set()), apart=more.get("apart", set())
    )


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        (SAME, Verdict.SAME),
        (replace(SAME, names=("Alves, Ana (she/her)",)), Verdict.SAME),
        (replace(SAME, names=("xq7", "Ana Alves")), Verdict.SAME),
        (replace(SAME, names=("Zoë Quist",)), Verdict.DOUBT),
        (replace(SAME, names=("陈琪",)), Verdict.DOUBT),
        (replace(SAME, is_guest=True), Verdict.DOUBT),
        (replace(SAME, is_bot=True), None),
        (replace(SAME, is_gone=True), None),
        (replace(SAME, email="another@example.com"), None),
        (replace(SAME, account_id=None, names=("Zoë Quist",)), Verdict.SAME),
        (replace(SAME, account_id=None, is_gone=True), None),
    ],
)
def test_one_other_with_the_same_address(other: Side, verdict: Verdict | None) -> None:
    assert judged(other).get(2) is verdict


@pytest.mark.parametrize("own", [replace(OWN, is_bot=True), replace(OWN, is_gone=True)])
def test_bots_and_leavers_are_nobody(own: Side) -> None:
    assert judged(SAME, own=own) == {}


def test_a_guest_is_asked_and_can_not_be_somebody_who_is_only_on_a_list() -> None:
    guest = replace(OWN, is_guest=True)
    assert judged(SAME, own=guest) == {2: Verdict.DOUBT}
    assert judged(replace(SAME, account_id=None), own=guest) == {}


def test_an_address_that_many_read_is_in_doubt() -> None:
    assert judged(
        replace(SAME, email="team@example.com"), own=replace(OWN, email="team@example.com")
    ) == {2: Verdict.DOUBT}
    assert is_shared("support+eu@example.com")
    assert not is_shared("supportive@example.com")


def test_with_several_candidates_all_are_in_doubt_up_to_a_number() -> None:
    many = [replace(SAME, person_id=n, account_id=n) for n in range(2, 2 + MOST_ASKED)]
    assert judged(*many) == dict.fromkeys(range(2, 2 + MOST_ASKED), Verdict.DOUBT)
    assert judged(*many, replace(SAME, person_id=99, account_id=99)) == {}


def test_who_is_beside_them_is_another_and_makes_the_rest_doubtful() -> None:
    twin, third = replace(SAME, person_id=3), SAME
    assert judged(twin, beside={3}) == {}
    assert judged(twin, third, beside={3}) == {2: Verdict.DOUBT}


def test_who_said_no_stays_another_and_leaves_no_doubt_about_the_rest() -> None:
    assert judged(SAME, apart={2}) == {}
    assert judged(SAME, replace(SAME, person_id=3), apart={3}) == {2: Verdict.SAME}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Alves", "Alves, Ana"),
        ("Ana Alves", "aalves"),
        ("Ana Alves", "anaalves"),
        ("Ana Alves", "ana.alves"),
        ("Ána Álves", "ANA ALVES"),
        ("Ana Alves", "Ana Costa"),
        ("Ana Alves [Contractor]", "Ana (she/her)"),
        ("José María García", "Jose Garcia"),
    ],
)
def test_names_that_may_be_one_humans(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Alves", "Bo Berg"),
        ("Ana Alves", "A B"),
        ("Ana Alves", ""),
        ("Ana (external)", "Bo (external)"),
        ("42", "42"),
        ("Al", "Alves"),
    ],
)
def test_names_of_two(one: str, other: str) -> None:
    assert not alike(one, other)


@given(st.text(), st.text())
def test_likeness_goes_both_ways_and_takes_any_text(one: str, other: str) -> None:
    assert alike(one, other) is alike(other, one)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("482193", "482193"),
        ("482 193", "482193"),
        ("482-193", "482193"),
        ("012345", "012345"),
        ("48219", None),
        ("4821934", None),
        ("४८२१९३", None),
        ("undo", None),
        ("", None),
    ],
)
def test_a_code_however_it_is_typed(typed: str, code: str | None) -> None:
    assert code_in(typed) == code


def test_guesses_are_counted_for_an_hour() -> None:
    assert may_guess(GUESSES - 1, NOW, NOW)
    assert not may_guess(GUESSES, NOW, NOW + GUESSES_WITHIN - timedelta(seconds=1))
    assert may_guess(GUESSES, NOW, NOW + GUESSES_WITHIN)
