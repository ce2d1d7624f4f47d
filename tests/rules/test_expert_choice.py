"""Who is chosen, what each thing known of somebody does to it, and what answers teach."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import expert_choice as rules
from bot.rules import expert_facts
from bot.rules.expert_choice import FEATURES, PRIOR, Facts
from bot.rules.expert_facts import Answered

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEIGHTS = [PRIOR[name] for name in FEATURES]


def order(*facts: Facts, load: float = rules.LOAD) -> list[int]:
    made = rules.vectors(facts, newcomer=False, now=NOW)
    scores = rules.scores(facts, made, WEIGHTS, load)
    return [c.person_id for c in rules.choose(facts, scores, most=len(facts))]


def busy(person_id: int, **more: float) -> Facts:
    known = {"week": 2.0, "month": 5.0, "season": 9.0, "year": 12.0, "questions": 20}
    about = {"near": 1.0, "nearest": 0.5, "first_at": NOW - timedelta(days=300), "seen_at": NOW}
    return Facts(person_id=person_id, **{**known, **about, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "better",
    [
        {"near": 3.0, "nearest": 2.0},
        {"worded": 1.0},
        {"accepted": 1.0},
        {"topic": 4.0},
        {"month": 9.0},
        {"declared": "postgres"},
    ],
)
def test_what_speaks_for_somebody(better: dict[str, float]) -> None:
    assert order(busy(1), busy(2, **better)) == [2, 1]
    assert order(busy(2), busy(1, **better)) == [1, 2]


@pytest.mark.parametrize(
    "worse", [{"asked": 5}, {"passed": 2}, {"not_mine": 1.0}, {"seen_at": NOW - timedelta(days=90)}]
)
def test_what_spares_somebody(worse: dict[str, float]) -> None:
    assert order(busy(1, **worse), busy(2)) == [2, 1]
    assert order(busy(2, **worse), busy(1)) == [1, 2]


def test_a_declared_topic_beats_somebody_busy_elsewhere() -> None:
    elsewhere = busy(1, near=0.0, nearest=0.0, month=40.0, season=90.0, questions=400)
    assert order(elsewhere, Facts(person_id=2, declared="postgres")) == [2, 1]


def test_nobody_unavailable_is_chosen_and_no_more_than_wanted() -> None:
    facts = [busy(n) for n in range(1, 9)]
    scores = [0.0] * len(facts)
    chosen = rules.choose(facts, scores, most=3, unavailable={2, 3, 4})
    assert len({c.person_id for c in chosen} - {2, 3, 4}) == 3
    assert rules.choose(facts, scores, most=3, unavailable=set(range(9))) == []


def test_equals_take_turns() -> None:
    facts = [Facts(person_id=n, declared="postgres") for n in range(1, 6)]
    first = Counter(
        rules.choose(facts, [0.0] * 5, most=1, turn=turn)[0].person_id for turn in range(500)
    )
    assert set(first) == {1, 2, 3, 4, 5}
    assert max(first.values()) < 200


@given(st.integers(0, 40), st.floats(0.01, 0.5))
def test_the_more_somebody_was_asked_the_later_they_come(asked: int, load: float) -> None:
    facts = [busy(1, asked=asked), busy(2, asked=asked + 1)]
    assert order(*facts, load=load) == [1, 2]


@given(st.lists(st.floats(0, 50), min_size=2, max_size=30))
def test_chances_are_chances(month: list[float]) -> None:
    facts = [busy(n, month=m) for n, m in enumerate(month)]
    chances = rules.probabilities(rules.vectors(facts, newcomer=True, now=NOW), WEIGHTS)
    assert sum(chances) == pytest.approx(1.0)
    assert all(0 <= p <= 1 for p in chances)


def test_it_learns_towards_what_happens_and_never_runs_away() -> None:
    facts = [busy(1, near=5.0, nearest=4.0), busy(2, topic=5.0)]
    made = rules.vectors(facts, newcomer=False, now=NOW)
    weights = WEIGHTS
    before = rules.probabilities(made, weights)[1]
    for _ in range(50):
        weights = rules.learned(weights, made, 1)
    assert rules.probabilities(made, weights)[1] > before
    for _ in range(20_000):
        weights = rules.learned(weights, made, 1)
    assert all(abs(w - p) < 30 for w, p in zip(weights, WEIGHTS, strict=True))
    topic = FEATURES.index("topic")
    assert weights[topic] > WEIGHTS[topic]


def test_reasons_survive_being_stored() -> None:
    for reason in (
        rules.AnsweredSimilar(3, "postgres"),
        rules.Declared("postgres"),
        rules.Nominated("postgres", 7),
        rules.KnowsTopic(2, "postgres"),
        rules.HelpsOften(),
    ):
        assert rules.from_data(rules.as_data(reason)) == reason
    assert rules.from_data({"kind": "handed"}) is None


def test_votes_fade_and_doubted_answers_count_little() -> None:
    found = expert_facts.votes(
        [
            Answered(1, 10, 1.0, days=0.0, accepted=True),
            Answered(2, 11, 1.0, days=365.0),
            Answered(3, 12, 1.0, days=0.0, doubted=True),
            Answered(4, 13, 0.2, days=0.0),
        ],
        {(10, 1): 0.5},
    )
    assert (found[1].near, found[1].accepted, found[1].worded) == (1.0, 1.0, 0.5)
    assert found[2].near == pytest.approx(0.5)
    assert found[3].near == pytest.approx(expert_facts.DOUBTED)
    assert [len(found[n].similar) for n in (1, 2, 3, 4)] == [1, 1, 0, 0]


def test_rare_words_of_the_question_tell_more() -> None:
    asked = expert_facts.words("How to rotate the vault credentials")
    answers = [
        (1, 1, "the vault"),
        (2, 2, "the credentials"),
        (3, 3, "the credentials"),
        (4, 4, ""),
    ]
    overlaps = expert_facts.overlaps(asked, answers)
    assert overlaps[1, 1] > overlaps[2, 2] == overlaps[3, 3] > 0
    assert (4, 4) not in overlaps
    assert expert_facts.overlaps([], answers) == {}
