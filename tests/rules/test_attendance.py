"""What becomes of a sign-up, and what may be shown of opinions."""

from __future__ import annotations

import pytest

from bot.rules.attendance import Came, average, became


@pytest.mark.parametrize(
    ("answer", "turn", "attended", "what"),
    [
        ("going", 1, True, Came.CAME),
        ("going", 1, False, Came.NO_SHOW),
        ("unsaid", 0, True, Came.WALKED_IN),
        ("maybe", 0, True, Came.WALKED_IN),
        ("waiting", 4, True, Came.WALKED_IN),
        ("cant", 2, True, Came.WALKED_IN),
        ("cant", 2, False, Came.CANCELLED),
        ("cant", 0, False, Came.NEVER_MEANT),
        ("maybe", 0, False, Came.NEVER_MEANT),
        ("waiting", 4, False, Came.NEVER_MEANT),
    ],
)
def test_no_shows_walk_ins_and_cancellations_are_told_apart(
    answer: str, turn: int, attended: bool, what: Came
) -> None:
    assert became(answer, turn, attended=attended) is what


def test_few_opinions_are_not_shown() -> None:
    assert average([5, 1]) is None
    assert average([5, 4, 3]) == 4
