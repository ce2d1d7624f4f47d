"""Bad requests: the right 4xx at once, never a 500, and nothing changes."""

from __future__ import annotations

import gzip
import io
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.slack import guard
from adapters.slack.limits import BODY_BYTES
from tests.adapters.slack import material
from tests.adapters.slack.conftest import House
from tests.adapters.slack.fake_slack import FORM, JSON, SECRET, Fake, signed
from tests.adapters.slack.payloads import BUTTON, mention, press, slash, submission

COMMAND = b"command=%2Fkudos&text=%3C%40U2%7Cbo%3E+for+help&team_id=T1&user_id=U1&channel_id=C1"


@pytest.fixture
async def untouched(house: House, slack: Fake) -> AsyncIterator[House]:
    """A house in which nothing may have happened by the end of the test."""
    yield house
    assert slack.calls == []
    assert await house.count("events") == 0


async def send(house: House, body: bytes, headers: dict[str, str]) -> int:
    async with house.session.post(house.url, data=io.BytesIO(body), headers=headers) as response:
        await response.read()
        return response.status


async def test_the_same_request_well_signed_is_taken(house: House) -> None:
    assert await send(house, COMMAND, signed(COMMAND, FORM)) == 200
    assert await house.count("kudos") == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"X-Slack-Signature": None}, 401),
        ({"X-Slack-Request-Timestamp": None}, 401),
        ({"X-Slack-Signature": None, "X-Slack-Request-Timestamp": None}, 401),
        ({"X-Slack-Signature": ""}, 401),
        ({"X-Slack-Request-Timestamp": ""}, 401),
        ({"X-Slack-Request-Timestamp": "soon"}, 401),
        ({"X-Slack-Request-Timestamp": "1.5"}, 401),
        ({"X-Slack-Request-Timestamp": "-1"}, 401),
        ({"X-Slack-Request-Timestamp": "9" * 30}, 401),
        ({"X-Slack-Request-Timestamp": "1531420618"}, 403),
        ({"X-Slack-Request-Timestamp": "99999999999"}, 403),
        ({"X-Slack-Signature": "v0=" + "0" * 64}, 403),
        ({"X-Slack-Signature": "v1=abc"}, 403),
        ({"X-Slack-Signature": "v0=é"}, 403),
        ({"Content-Encoding": "gzip"}, 415),
        ({"Content-Encoding": "deflate"}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
    ],
)
async def test_headers_that_open_nothing(
    untouched: House, change: dict[str, str | None], status: int
) -> None:
    headers = {k: v for k, v in (signed(COMMAND, FORM) | change).items() if v is not None}
    assert await send(untouched, COMMAND, headers) == status


async def test_another_secret_and_another_body(untouched: House) -> None:
    assert await send(untouched, COMMAND, signed(COMMAND, FORM, secret="guessed")) == 403
    assert await send(untouched, COMMAND + b"x", signed(COMMAND, FORM)) == 403


@pytest.mark.parametrize("skew", [-301, -3600, 302, 3600])
async def test_old_and_future_requests_are_stale(untouched: House, skew: int) -> None:
    assert await send(untouched, COMMAND, signed(COMMAND, FORM, skew=skew)) == 403


async def test_a_truly_compressed_body_is_refused_unread(untouched: House) -> None:
    body = gzip.compress(b"0" * 50_000_000)
    headers = signed(body, FORM) | {"Content-Encoding": "gzip"}
    assert await send(untouched, body, headers) == 415


async def test_a_large_body_is_refused(untouched: House) -> None:
    body = COMMAND + b"x" * BODY_BYTES
    assert await send(untouched, body, signed(body, FORM)) == 413


async def test_a_large_body_of_unknown_length_is_refused(untouched: House) -> None:
    async def drip() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * (BODY_BYTES // 32)

    async with untouched.session.post(
        untouched.url, data=drip(), headers=signed(b"", FORM)
    ) as response:
        assert response.status == 413


@pytest.mark.parametrize("kind", [JSON, FORM])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"\xff\xfe{}",
        b"payload=\xff",
        b"payload=%ff",
        b"command=%ff",
        b'{"type": NaN',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"1" * 5_000,
        b"payload=",
        b"payload={",
        b"payload=[1]",
        b"hello",
        b"a=b&c=d",
        b"%00",
    ],
)
async def test_a_body_that_is_nothing_is_400(untouched: House, body: bytes, kind: str) -> None:
    assert await send(untouched, body, signed(body, kind)) == 400


WRONG: list[Any] = [5, "x", [], [5], {}, {"id": 5}, None, True, {"id": None}, [[]], -1.5]


@pytest.mark.parametrize(
    "payload",
    [
        mention("<@UBOT> help"),
        press(BUTTON),
        submission({"note": {"value": {"type": "plain_text_input", "value": "x"}}}, ""),
        slash("x"),
    ],
    ids=["event", "press", "form", "command"],
)
async def test_no_member_of_another_shape_is_a_fault_of_ours(
    house: House, payload: dict[str, Any]
) -> None:
    got = set()
    for name in payload:
        for wrong in WRONG:
            status, _ = await house.poke(payload | {name: wrong})
            got.add(status)
    for name in payload.get("event", {}):
        for wrong in WRONG:
            status, _ = await house.poke(payload | {"event": payload["event"] | {name: wrong}})
            got.add(status)
    assert got <= {200, 400, 415}


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_read_or_rejected(body: bytes, is_json: bool) -> None:
    try:
        read: dict[str, Any] | int = guard.parse(body, is_json=is_json)
    except guard.Rejected as rejected:
        read = rejected.status
    assert read == 400 or isinstance(read, dict)


async def test_slacks_check_of_the_certificate_is_answered(untouched: House) -> None:
    assert await send(untouched, b"ssl_check=1&token=x", {"Content-Type": FORM}) == 200
    body = b"ssl_check=1&token=x"
    assert await send(untouched, body, signed(body, FORM)) == 200
    assert await send(untouched, b"ssl_check=2", {"Content-Type": FORM}) == 401


async def test_the_address_is_verified_with_a_challenge(untouched: House) -> None:
    given = {"type": "url_verification", "challenge": "abc123", "token": "x"}
    status, answer = await untouched.poke(given)
    assert (status, answer) == (200, {"challenge": "abc123"})
    body = json.dumps(given).encode()
    assert await send(untouched, body, {"Content-Type": JSON}) == 401


async def test_being_told_of_withheld_events_is_acknowledged(untouched: House) -> None:
    given = {"type": "app_rate_limited", "team_id": "T1", "minute_rate_limited": 1518467820}
    assert (await untouched.poke(given))[0] == 200


async def test_what_nobody_minds_is_acknowledged(untouched: House) -> None:
    for kind in ("view_closed", "shortcut", "block_suggestion", "dialog_submission", "new_kind"):
        assert await untouched.poke({"type": kind, "callback_id": "x"}) == (200, "")


async def test_a_command_about_a_payload_is_not_lost(house: House) -> None:
    """Bolt takes any form that contains the word for an interaction, and finds none."""
    status, answer = await house.poke(slash("<@U2|bo> for fixing the payload=broken bug"))
    assert status == 200
    assert "Sent to" in json.dumps(answer)
    assert await house.count("kudos") == 1


async def test_only_posts_are_taken(untouched: House) -> None:
    async with untouched.session.get(untouched.url) as response:
        assert response.status == 405


def test_the_signature_is_slacks_own_example() -> None:
    """docs.slack.dev/authentication/verifying-requests-from-slack: its numbers."""
    body = material.load("recorded/python-slack-sdk/slash_command.e2f138.json")["form"].encode()
    expected = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    guard.verify(body, "1531420618", expected, SECRET, 1531420618.0)
    with pytest.raises(guard.Rejected):
        guard.verify(body, "1531420618", expected, SECRET, time.time())
