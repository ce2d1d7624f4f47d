"""Laws of reporting lines: circles are found, and lines are written without making one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.teams import circles, closes, top_down, way_up

LINES = st.dictionaries(st.integers(0, 12), st.none() | st.integers(0, 12), max_size=13)


def _reaches_itself(above: dict[int, int | None], person: int) -> bool:
    at = above.get(person)
    for _ in above:
        if at is None or at == person:
            break
        at = above.get(at)
    return at == person


@given(LINES)
def test_circles_are_those_who_report_to_themselves(above: dict[int, int | None]) -> None:
    found = circles(above)
    assert sorted(p for circle in found for p in circle) == sorted(
        p for p in above if _reaches_itself(above, p)
    )
    for circle in found:
        assert circle[0] == min(circle)
        assert [above[p] for p in circle] == circle[1:] + circle[:1]


@given(LINES, st.integers(0, 12), st.integers(0, 12))
def test_a_line_closes_a_circle_exactly_when_there_is_one_then(
    above: dict[int, int | None], person: int, manager: int
) -> None:
    then = above | {person: manager}
    circle = closes(above, person, manager)
    assert bool(circle) == _reaches_itself(then, person)
    if circle:
        assert circle[0] == person
        assert len(set(circle)) == len(circle)
    assert way_up(above, person)[0] == person


@given(LINES, LINES)
def test_written_from_the_top_down_lines_never_make_a_circle(
    before: dict[int, int | None], after: dict[int, int | None]
) -> None:
    for lines in (before, after):
        for circle in circles(lines):
            lines[circle[0]] = None
    final = before | after
    for circle in circles(final):
        final[circle[0]] = None
    now = dict(before)
    for person in top_down([p for p in final if final[p] != before.get(p)], final):
        now[person] = final[person]
        assert circles(now) == []
    assert {p: m for p, m in now.items() if m is not None} == {
        p: m for p, m in final.items() if m is not None
    }
