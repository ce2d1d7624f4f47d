"""Logs: in one form wherever they come from, and no canary in any of them."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from adapters.logs import QUIET, Redactor, configure

CANARIES = {
    "SLACK_BOT_TOKEN": "xoxb-1234-5678-canarycanary",
    "SLACK_APP_TOKEN": "xapp-1-A1-2-canarycanary",
    "SLACK_SIGNING_SECRET": "8f742231canary0b10da",
    "MicrosoftAppPassword": 'can~8Q~ary"/quo+te canary',
    "DATABASE_URL": "postgresql://potluck:p%40sscanary@db/potluck",
}


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Where the lines go; logging is as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield io.StringIO()
    root.handlers, root.level = handlers, level
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def start(out: io.StringIO, level: str = "debug", *, readable: bool = False) -> Any:
    configure(level, Redactor.of(CANARIES), stream=out, readable=readable)
    return structlog.get_logger()


def test_own_lines_and_those_of_libraries_look_alike(out: io.StringIO) -> None:
    log = start(out)
    log.info("event.taken", event_kind="CommandInvoked", seconds=0.5)
    logging.getLogger("some.library").warning("slow: %d", 7)
    own, other = lines(out)
    assert own["event"] == "event.taken"
    assert (own["level"], own["seconds"]) == ("info", 0.5)
    assert (other["event"], other["level"]) == ("slow: 7", "warning")
    assert other["logger"] == "some.library"
    assert own.keys() - {"event_kind", "seconds"} == other.keys() - {"logger"}


def test_a_terminal_gets_readable_lines(out: io.StringIO) -> None:
    log = start(out, readable=True)
    log.info("event.taken", event_kind="CommandInvoked")
    assert "event.taken" in out.getvalue()
    assert "{" not in out.getvalue()


def test_the_level_decides_what_is_told(out: io.StringIO) -> None:
    log = start(out, level="warning")
    log.info("quiet")
    logging.getLogger("some.library").info("quiet")
    log.warning("told")
    assert [line["event"] for line in lines(out)] == ["told"]


@pytest.mark.parametrize("name", QUIET)
def test_libraries_that_tell_bodies_stay_quiet_at_debug(out: io.StringIO, name: str) -> None:
    start(out)
    logging.getLogger(f"{name}.web.client").debug("body: canary words")
    logging.getLogger(f"{name}.web.client").info("body: canary words")
    assert out.getvalue() == ""


@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize("canary", CANARIES.values())
def test_known_secrets_are_hidden_wherever_they_turn_up(
    out: io.StringIO, canary: str, readable: bool
) -> None:
    log = start(out, readable=readable)
    log.debug(canary, value=canary, nested={"list": [canary]}, **{"odd key": canary})
    logging.getLogger("some.library").debug("argument %s and %r", canary, [canary])
    try:
        raise ValueError(f"cause {canary}")
    except ValueError:
        log.exception("failed")
        logging.getLogger("some.library").exception("failed")
    logging.getLogger("py.warnings").warning(canary)
    shown = out.getvalue().replace("{canary}", "")  # the line of code above, in the tracebacks
    assert shown.count("Traceback") == 2
    assert canary not in shown
    assert json.dumps(canary)[1:-1] not in shown
    assert "sscanary" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "xoxb-0000-canary",
        "xoxe.xoxp-1-canary",
        "xapp-1-A-canary",
        "Authorization: Bearer canary.canary",
        "{'Authorization': 'Bearer eyJcanarycanary.canarycanary.canary'}",
        "eyJcanarycanary.canarycanary.sig",
        "client_id=1&client_secret=canary&x=2",
        '{"access_token": "canary"}',
        '{\\"token\\": \\"canary\\"}',
        "signing_secret='canary'",
        "postgresql+psycopg://potluck:canary@db/potluck",
        "postgresql://u:can@ary:canary@db",
        "password=canary host=db",
        "abc8Q~canarycanarycanarycanary",
    ],
)
def test_whatever_looks_like_a_secret_is_hidden(text: str) -> None:
    shown = Redactor()(text)
    assert "canary" not in shown
    assert "[hidden]" in shown


@pytest.mark.parametrize(
    "text",
    [
        "delivery result=sent kind=kudos.announce post=12",
        "http://127.0.0.1:8080/healthz",
        "ana@example.com",
        "token expired",
        "3 secrets of good code review",
        "2026-03-29T02:30:00Z",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor()(text) == text


@given(st.text(max_size=300))
def test_hiding_never_fails_and_is_done_once(text: str) -> None:
    redact = Redactor.of(CANARIES)
    assert redact(redact(text)) == redact(text)


def test_a_readable_password_that_is_very_short_hides_only_where_it_is_a_password() -> None:
    redact = Redactor.of({"DATABASE_URL": "postgresql://u:pw@db/x"})
    assert redact("pw in postgresql://u:pw@db/x") == "pw in postgresql://u:[hidden]@db/x"


def test_what_people_wrote_is_not_in_tracebacks(out: io.StringIO) -> None:
    log, words = start(out), "canary words"

    class Note(BaseModel):
        note: int

    try:
        Note.model_validate({"note": words})
    except ValidationError:
        log.exception("failed")
    engine = create_engine("sqlite://", hide_parameters=True)
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE t (a TEXT UNIQUE)"))
        try:
            for _ in range(2):
                connection.execute(text("INSERT INTO t VALUES (:a)"), {"a": words})
        except IntegrityError:
            log.exception("failed")
    engine.dispose()
    try:
        raise RuntimeError(f"null value\nDETAIL:  Failing row contains (1, {words}).")
    except RuntimeError:
        logging.getLogger("some.library").exception("failed")
    assert len(lines(out)) == 3
    assert "canary words" not in out.getvalue()


@pytest.mark.parametrize("readable", [True, False])
def test_nobody_can_forge_a_line_or_paint_the_terminal(out: io.StringIO, readable: bool) -> None:
    log = start(out, readable=readable)
    log.info("told", name='x\n{"event": "forged"}\x1b[2J\u2028y')
    logging.getLogger("some.library").info("told\nforged \x1b[2J")
    assert len(out.getvalue().splitlines()) == 2
    assert "\x1b" not in out.getvalue()


def test_odd_text_and_odd_objects_are_written_somehow(out: io.StringIO) -> None:
    log = start(out)
    log.info("told", name="\ud800", value=object(), raw=b"\xff")
    assert len(lines(out)) == 1
