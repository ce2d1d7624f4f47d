"""Badges in app.yaml: what can't be meant is told with its line, and what to write instead."""

from __future__ import annotations

import pytest

from bot.settings import BadSettings, Settings
from bot.settings.default_badges import DEFAULT_BADGES
from bot.settings.file import read_text

HEAD = """badges:
  kinds:
    - key: any
      name: Any
      words: Some words.
"""


def told(text: str) -> list[str]:
    """What is wrong, by line."""
    with pytest.raises(BadSettings) as bad:
        read_text(text, "app.yaml")
    return [str(problem) for problem in bad.value.problems]


@pytest.mark.parametrize(
    ("rest", "line", "says"),
    [
        ("rule: {count: kudos_recieved}", 6, 'Did you mean "kudos_received"?'),
        ("rule: {cuont: kudos_received}", 6, 'Did you mean "count"?'),
        ("rule: {count: kudos_received, all_of: [{count: kudos_given}]}", 6, "exactly one of"),
        ("rule: {within_days: 3}", 6, "says nothing to count: write exactly one of"),
        ("rule: {count: session_given, different: colleagues}", 6, "can't be asked of session"),
        ("rule: {count: recall_kept, newcomers: true}", 6, "can't be asked of recall_kept"),
        ("rule: {count: recall_kept, topics: sql}", 6, "which has no topics"),
        ("rule: {count: recall_kept}\n      per_topic: true", 6, "for each topic"),
        ("rule: {count: recall_kept, within_days: 3}\n      levels: [5]", 6, "holds 4 at most"),
        ("rule: {count: kudos_given, within_days: 2}\n      levels: [16]", 6, "holds 15 at most"),
        ("rule: {weeks_in_row: recall_kept, within_days: 20}", 6, "when a week goes by without"),
        ("rule: {weeks_in_row: kudos_given, different: colleagues}", 6, "weeks in a row"),
        ("rule: {count: kudos_received, colleagues: 5}\n      levels: [3]", 6, "at most 3"),
        (
            "rule: {count: kudos_received, colleagues: 5, different: colleagues}",
            6,
            "write one of the two",
        ),
        ("rule: {count: kudos_given, different: topics}\n      per_topic: true", 6, "Remove one"),
        ("rule: {all_of: [{count: kudos_given}]}", 6, "two rules or more"),
        (
            "rule: {any_of: [{count: kudos_given}, {count: kudos_received}], within_days: 4}",
            6,
            "belongs to the rules within",
        ),
        ("rule: {count: kudos_received}\n      levels: [5, 5]", 7, "5 follows 5"),
        ("rule: {count: kudos_received}\n      levels: []", 7, "at least one number"),
        ("rule: {count: kudos_received}\n      levels: [0]", 7, "from 1 to 1000000"),
        ("picture: {motif: hart}", 6, 'Did you mean "heart"?'),
        ("owner: ana@example.com\n      levels: [2]", 7, "only where there is a rule"),
        ("owner: ana", 6, "must be an e-mail address"),
    ],
)
def test_a_badge_that_cant_be_meant_is_refused_with_its_line(
    rest: str, line: int, says: str
) -> None:
    problem = told(f"{HEAD}      {rest}\n")[0]
    assert problem.startswith(f"app.yaml, line {line}: ")
    assert says in problem


def test_two_badges_with_one_key_or_name_are_refused() -> None:
    again = HEAD + "      owner: a@example.com\n"
    same = again + "\n".join(HEAD.splitlines()[2:]) + "\n      owner: a@example.com\n"
    assert "is the key of another" in told(same)[0] or "the key of another" in told(same)[0]
    other = same.replace(
        "    - key: any\n      name: Any\n      words: Some words.\n      o", "", 0
    )
    renamed = other[::-1].replace("yna :yek -", "rehto :yek -", 1)[::-1]
    assert "the name of another badge above" in told(renamed)[0]


def test_no_badges_at_all_can_be_meant() -> None:
    assert read_text("badges:\n  kinds: []\n", "app.yaml").badges.kinds == ()


def test_the_default_badges_are_a_dozen_and_reward_helping() -> None:
    assert Settings().badges.kinds == DEFAULT_BADGES
    earned = [b for b in DEFAULT_BADGES if not b.is_by_hand]
    assert len(earned) == 12
    assert len({b.picture for b in DEFAULT_BADGES}) == len(DEFAULT_BADGES)
    giving = [b for b in DEFAULT_BADGES if b.rule and b.rule.all_kinds == {"kudos_given"}]
    assert [b.key for b in giving] == ["notices"]
    assert giving[0].rule is not None
    assert giving[0].rule.different == "colleagues"
