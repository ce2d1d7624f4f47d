"""Payloads: buttons carry a key and ids; what comes back is not trusted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Button, Payload, Unreadable, unpack


class Press(Payload, key="test.press", opens_form=True):
    thing_id: int
    how: str = ""


class Bare(Payload, key="test.bare"):
    """Nothing but its key."""


@given(st.integers(-(2**31) + 1, 2**31 - 1), st.text())
def test_what_is_packed_is_unpacked(thing_id: int, how: str) -> None:
    payload = Press(thing_id=thing_id, how=how)
    button = Button.of("Press", payload)
    assert button.press is not None
    assert unpack(button.press.key, button.press.data) == payload
    assert button.press.opens_form


def test_only_what_differs_from_the_default_is_carried() -> None:
    assert Press(thing_id=7).pack() == {"thing_id": 7}
    assert Bare().pack() == {}


def test_numbers_that_went_through_a_platform_as_text_are_numbers_again() -> None:
    assert unpack("test.press", {"thing_id": "7", "choice": "x"}) == Press(thing_id=7, choice="x")


@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("test.nobody", {}),
        ("", {}),
        ("x" * 10_000, {}),
        ("test.press", {}),
        ("test.press", {"thing_id": "seven"}),
        ("test.press", {"thing_id": None}),
        ("test.press", {"thing_id": 1.5}),
        ("test.press", {"thing_id": [1]}),
        ("test.press", {"thing_id": 2**31}),
        ("test.press", {"thing_id": "9" * 30}),
        ("test.press", {"thing_id": 7, "admin": True}),
        ("test.bare", {"thing_id": 7}),
    ],
)
def test_what_no_button_sends_is_unreadable(key: str, data: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as unreadable:
        unpack(key, data)
    assert len(str(unreadable.value)) < 200


def test_two_payloads_cannot_have_one_key() -> None:
    with pytest.raises(ValueError, match=r"'test.bare' is taken by Bare"):

        class Twice(Payload, key="test.bare"):
            pass

    assert isinstance(unpack("test.bare", {}), Bare)
