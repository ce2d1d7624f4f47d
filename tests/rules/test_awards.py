"""Laws of nominations: what no state and no combination of parts allows."""

from __future__ import annotations

from itertools import chain, combinations

from bot.rules.awards import OPEN, Act, Answer, Part, State, may

EVERY_SET = [
    frozenset(parts)
    for parts in chain.from_iterable(combinations(Part, n) for n in range(len(Part) + 1))
]
CHANGES = [act for act in Act if act is not Act.SEE]


def test_whoever_is_nominated_sees_it_only_when_granted_and_changes_nothing() -> None:
    for state in State:
        for parts in EVERY_SET:
            if Part.NOMINEE in parts:
                sees = may(Act.SEE, state, parts) is Answer.YES
                assert sees == (state is State.GRANTED)
                assert {may(act, state, parts) for act in CHANGES} == {Answer.UNKNOWN}


def test_whoever_has_no_part_learns_of_nothing() -> None:
    assert {may(act, state, ()) for act in Act for state in State} == {Answer.UNKNOWN}


def test_what_is_settled_stays_settled() -> None:
    for state in set(State) - OPEN:
        for parts in EVERY_SET:
            assert Answer.YES not in {may(act, state, parts) for act in CHANGES}


def test_nothing_is_granted_without_an_endorsement() -> None:
    for parts in EVERY_SET:
        for state in State:
            if may(Act.GRANT, state, parts) is Answer.YES:
                assert state is State.ENDORSED
                assert Part.DECIDER in parts


def test_one_more_part_never_takes_a_right_away_but_being_nominated() -> None:
    for state in State:
        for act in Act:
            for parts in EVERY_SET:
                if Part.NOMINEE not in parts and may(act, state, parts) is Answer.YES:
                    for more in Part:
                        if more is not Part.NOMINEE:
                            assert may(act, state, parts | {more}) is Answer.YES
