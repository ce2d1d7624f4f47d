"""The pace: never faster than a platform allows, and no slower than it must be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messenger import Deed, Rate, RateLimited
from bot.pace import Pace


class Time:
    """Seconds that are moved by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def read(self) -> float:
        return self.now


@contextmanager
def paced(time: Time) -> Iterator[None]:
    fake = SimpleNamespace(time=time.read, monotonic=time.read)
    with pytest.MonkeyPatch.context() as patch:
        for where in ("bot.pace", "limits.storage.memory", "limits.strategies"):
            patch.setattr(f"{where}.time", fake)
        yield


@given(
    most=st.integers(1, 5),
    window=st.sampled_from([1, 7, 60]),
    steps=st.lists(st.floats(0, 20), min_size=1, max_size=40),
)
def test_no_window_holds_more_than_the_limit(most: int, window: int, steps: list[float]) -> None:
    time = Time()
    with paced(time):
        pace, rates = Pace(), (Rate("workspace", f"{most}/{window} second"),)
        sent: list[float] = []
        for step in steps:
            time.now += step
            wait = pace.take(rates, "post", "W", "C")
            if wait > 0:
                assert wait <= window + 1
                time.now += wait + 0.001
                wait = pace.take(rates, "post", "W", "C")
            if wait == 0:
                sent.append(time.now)
        for first, beyond in zip(sent, sent[most:], strict=False):
            assert beyond - first >= window - 0.01


@pytest.mark.parametrize("deed", ["post", "edit"])
def test_a_pause_of_a_conversation_holds_back_that_one_alone(deed: Deed) -> None:
    time = Time()
    with paced(time):
        pace = Pace()
        pace.pause(RateLimited(30), "W", "C")
        assert pace.rest((deed, "open"), "W", "C") == pytest.approx(30)
        assert pace.rest((deed,), "W", "other") == 0
        assert pace.rest((deed,), "W2", "C") == 0
        time.now += 30
        assert pace.rest((deed,), "W", "C") == 0


def test_a_pause_of_a_method_holds_it_back_in_the_whole_workspace() -> None:
    time = Time()
    with paced(time):
        pace = Pace()
        pace.pause(RateLimited(30, "workspace", "edit"), "W", "C")
        for conversation in ("C", "other"):
            assert pace.rest(("edit",), "W", conversation) == pytest.approx(30)
            assert pace.rest(("post", "open"), "W", conversation) == 0
        assert pace.rest(("edit",), "W2", "C") == 0
        pace.pause(RateLimited(5, "workspace", "open"), "W", "C")
        assert pace.rest(("post", "open"), "W", "other") == pytest.approx(5)
        assert pace.rest(("post",), "W", "other") == 0


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    time = Time()
    with paced(time):
        pace = Pace()
        for seconds in (30, 5):
            pace.pause(RateLimited(seconds), "W", "C")
        assert pace.rest(("post",), "W", "C") == pytest.approx(30)


def test_what_must_wait_for_one_limit_is_not_counted_against_another() -> None:
    time = Time()
    with paced(time):
        pace = Pace()
        rates = (Rate("conversation", "1/minute"), Rate("workspace", "2/minute"))
        assert pace.take(rates, "post", "W", "C") == 0
        for _ in range(5):
            assert pace.take(rates, "post", "W", "C") > 0
        assert pace.take(rates, "post", "W", "other") == 0
        assert pace.take(rates, "post", "W", "third") > 0
