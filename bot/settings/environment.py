"""What the environment decides: where to listen, what to store in, how much to tell."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.settings.problems import BadSettings, Problem, did_you_mean, listed

T = TypeVar("T")

SHORTEST_SECRET = 16
LEVELS = ("debug", "info", "warning", "error")
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Environment:
    """The variables that are nobody's but the house's; an empty one counts as not set."""

    host: str = "127.0.0.1"
    port: int = 8080
    """0: any free port."""
    database_url: str = field(default="sqlite:///data/potluck.db", repr=False)
    """As SQLAlchemy reads it; may hold a password."""
    config: Path = Path("app.yaml")
    config_is_chosen: bool = False
    """Whether POTLUCK_CONFIG names it: then it must exist."""
    data: Path = Path("data")
    playground: bool | None = None
    """None: open when neither Slack nor Teams is."""
    log_level: str = "info"
    secret: str = field(default="", repr=False)
    """What anonymous askers are sealed with; empty: none was given."""
    public_url: str = ""
    """Where browsers find it, without "/" at the end; empty: where it listens."""

    @property
    def address(self) -> str:
        """The address in links: PUBLIC_URL, or where a browser on this machine finds it."""
        if self.public_url:
            return self.public_url
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    @property
    def indexes(self) -> Path | None:
        """Where indexes are kept; None: next to the SQLite file."""
        return None if self.database_url.startswith("sqlite") else self.data / "index"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach what listens on `host`."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Environment:
        """The environment, checked. Raises BadSettings with every problem found."""
        problems: list[Problem] = []

        def take(name: str, default: T, read: Callable[[str], T]) -> T:
            value = environ.get(name, "").strip()
            if not value:
                return default
            try:
                return read(value)
            except ValueError as error:
                problems.append(Problem(name, str(error)))
                return default

        data = take("POTLUCK_DATA", Path("data"), Path)
        made = cls(
            host=take("HOST", "127.0.0.1", _host),
            port=take("PORT", 8080, _port),
            data=data,
            database_url=take("DATABASE_URL", f"sqlite:///{data / 'potluck.db'}", _database_url),
            config=take("POTLUCK_CONFIG", Path("app.yaml"), Path),
            config_is_chosen=bool(environ.get("POTLUCK_CONFIG", "").strip()),
            playground=take("POTLUCK_PLAYGROUND", None, _yes_or_no),
            log_level=take("LOG_LEVEL", "info", _level),
            secret=take("POTLUCK_SECRET", "", _secret),
            public_url=take("PUBLIC_URL", "", _public_url),
        )
        if problems:
            raise BadSettings(problems)
        return made


def _host(value: str) -> str:
    if "/" in value or any(c.isspace() for c in value):
        raise ValueError('must be an address to listen on, like "127.0.0.1" or "0.0.0.0".')
    return value.removeprefix("[").removesuffix("]")


def _port(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value[:6]) < 65536):
        raise ValueError("must be a whole number from 0 to 65535 (0: any free port).")
    return int(value)


def _yes_or_no(value: str) -> bool | None:
    if value.lower() in YES:
        return True
    if value.lower() in NO:
        return False
    raise ValueError(f"must be one of {listed(YES + NO)}.")


def _level(value: str) -> str:
    if value.lower() not in LEVELS:
        raise ValueError(f"must be one of {listed(LEVELS)}.{did_you_mean(value, LEVELS)}")
    return value.lower()


def _secret(value: str) -> str:
    """What is wrong is told without repeating it."""
    if len(value) < SHORTEST_SECRET:
        raise ValueError(
            f"must have at least {SHORTEST_SECRET} characters, or it could be guessed. This makes"
            ' one: python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
    return value


def _public_url(value: str) -> str:
    example = 'must be an address browsers can open, like "https://potluck.example.com".'
    try:
        parts = urlsplit(value)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        raise ValueError(example) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not has_port:
        raise ValueError(example)
    if "@" in parts.netloc or any(
        c.isspace() or not c.isprintable() or c in '"<>\\' for c in value
    ):
        raise ValueError(example)
    if parts.query or parts.fragment:
        raise ValueError(f"{example} It may have a path, but no ? and no #.")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    """The address as SQLAlchemy reads it. What is wrong is told without repeating a password."""
    try:
        url = make_url(value)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise ValueError(
            'can\'t be read. Write it like "postgresql://potluck:PASSWORD@localhost/potluck";'
            " percent-encode odd characters in the password (@ is %40, / is %2F)."
        ) from None
    if backend in ("postgres", "postgresql"):
        if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
            raise ValueError('names a driver Potluck does not use. Begin it with "postgresql://".')
        url = url.set(drivername="postgresql+psycopg")
        return url.render_as_string(hide_password=False)
    if backend == "sqlite":
        if url.drivername != "sqlite":
            raise ValueError('names a driver Potluck does not use. Begin it with "sqlite:///".')
        if not url.database or ":memory:" in url.database or "mode=memory" in value:
            raise ValueError(
                "keeps everything in memory, and all would be lost at the end. Name a file:"
                ' "sqlite:///data/potluck.db".'
            )
        return url.render_as_string(hide_password=False)
    raise ValueError(
        f'begins with "{backend[:20]}", but Potluck stores in PostgreSQL ("postgresql://…") or'
        ' SQLite ("sqlite:///file.db").'
    )
