"""Logs: one line an event, JSON for machines or readable on a terminal, and never a secret."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, TextIO
from urllib.parse import quote, quote_plus, urlsplit

import structlog
from structlog.typing import Processor

SECRET_VARIABLES = re.compile(r"TOKEN|SECRET|PASSWORD|KEY|CREDENTIAL", re.IGNORECASE)
"""Environment variables whose values are kept out of every line."""
SHORTEST = 6
"""Secrets shorter than this are left to the patterns: hiding "a" everywhere hides everything."""

HIDDEN = "[hidden]"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bxox[a-z](?:\.xox[a-z])?-[\w.%-]+|\bxapp-[\w%-]+|\bxwfp-[\w%-]+"), HIDDEN),
    (re.compile(r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?"), HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=%-]{6,}"), rf"\1 {HIDDEN}"),
    # user:password@ in an address, whatever the password holds but quotes and blanks
    (re.compile(r"(\w://[^\s:/@'\"]*):[^\s'\"]*@"), rf"\1:{HIDDEN}@"),
    (
        re.compile(
            r"(?i)((?:\b|_)(?:token|secret|password|passwd|pwd|assertion|signature|authorization)"
            r"(?:\\?[\"'])?\s*[=:]\s*(?:\\?[\"'])?)(?!\[hidden)[^\s&,;\"'\\)}\]]{4,}"
        ),
        rf"\1{HIDDEN}",
    ),
    # Azure client secrets have no key when somebody pastes them: three letters, a digit, Q~
    (re.compile(r"[\w.-]{3}\dQ~[\w.~-]{20,}"), HIDDEN),
)
SPILLED = (
    # What databases and pydantic add to an error is what people wrote.
    (re.compile(r"(?m)^(\s*(?:DETAIL|CONTEXT):).*$"), rf"\1 {HIDDEN}"),
    (re.compile(r"input_value=.*?, input_type="), f"input_value={HIDDEN}, input_type="),
    (re.compile(r"(?m)^(\[(?:parameters|SQL): ).*$"), rf"\1{HIDDEN}]"),
)
FIRST = ("timestamp", "level", "event")
"""What a line begins with."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

QUIET = (
    *("slack_bolt", "slack_sdk", "botbuilder", "botframework", "msal", "msrest", "urllib3"),
    *("requests", "azure", "apscheduler", "alembic", "aiohttp", "sqlalchemy", "psycopg"),
)
"""Libraries that tell bodies, tokens or SQL when asked for details: never below WARNING."""


class Redactor:
    """Takes secrets out of text: those that are known, and whatever looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {
            form
            for secret in secrets
            if len(secret) >= SHORTEST
            for form in (secret, quote(secret, safe=""), quote_plus(secret), *_escaped(secret))
        }
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Redactor:
        """One that knows the secrets of an environment."""
        secrets = [v for name, v in environ.items() if v and SECRET_VARIABLES.search(name)]
        secrets += [_password(v) for v in environ.values() if "://" in v and "@" in v]
        return cls(secrets)

    def __call__(self, text: str) -> str:
        """The same text without secrets."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern, instead in PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _escaped(text: str) -> tuple[str, str, str]:
    """As it stands in JSON, in a repr, and in the JSON of a repr."""
    shown = repr(text)[1:-1]
    return json.dumps(text)[1:-1], shown, json.dumps(shown)[1:-1]


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""


def configure(
    level: str, redact: Redactor, *, stream: TextIO | None = None, readable: bool | None = None
) -> None:
    """Send Potluck's own logs and those of all libraries to one place, in one form.

    `level` is "debug", "info", "warning" or "error" and concerns Potluck's own lines. `stream` is
    standard error unless given; `readable` is whether that is a terminal unless given.
    """
    out = stream if stream is not None else sys.stderr
    pretty = out.isatty() if readable is None else readable
    number = logging.getLevelNamesMapping()[level.upper()]

    def hide(_logger: Any, _method: str, line: str | bytes) -> str:
        return redact(line if isinstance(line, str) else line.decode())

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _cleaned,
    ]
    last: list[Processor] = [
        _rendered(pretty, colors=pretty and out.isatty()),
        hide,  # type: ignore[list-item]  # after the renderer the event is a line
    ]
    structlog.configure(
        processors=[*shared, *last],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=out),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
            keep_exc_info=False,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
    logging.captureWarnings(capture=True)


def _rendered(pretty: bool, *, colors: bool) -> Processor:
    if pretty:
        return structlog.dev.ConsoleRenderer(
            colors=colors,
            exception_formatter=structlog.dev.plain_traceback,  # rich's would show local variables
        )
    return structlog.processors.JSONRenderer(default=repr)


def _cleaned(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """No terminal tricks, no forged lines, and no words of people in what errors add."""
    for key, value in event.items():
        if not isinstance(value, str):
            continue
        if key == "exception":
            for pattern, instead in SPILLED:
                value = pattern.sub(instead, value)
        elif "\n" in value:
            value = value.replace("\n", "\\n")
        event[key] = CONTROL.sub(lambda c: f"\\x{ord(c[0]):02x}", value)
    first = {name: event.pop(name) for name in FIRST if name in event}
    return first | dict(event)
