"""What `potluck check` says: what is configured, what is wrong with it, and how to mend it."""

from __future__ import annotations

import difflib
import os
import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from adapters.doors import WIRING, Planned, planned
from bot.messenger import MaybeSent, RateLimited, Refused, TryLater
from bot.settings import BadSettings, Environment, Problem, Settings, WhoMay, read_file
from bot.settings.secret import file_of, is_alone

KNOWN = (
    *("HOST", "PORT", "PUBLIC_URL", "DATABASE_URL", "LOG_LEVEL"),
    *("POTLUCK_CONFIG", "POTLUCK_DATA", "POTLUCK_PLAYGROUND", "POTLUCK_SECRET"),
    *("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_API_URL"),
    *("MicrosoftAppId", "MicrosoftAppPassword", "MicrosoftAppTenantId"),
)
"""Every variable Potluck reads."""
OURS = re.compile(r"(?i)(slack|teams|microsoft|potluck|database)_?")
"""How the names of variables begin that may be meant for us."""
OTHERS = frozenset({"POTLUCK_SHARED", "POTLUCK_PICTURES"})
"""Variables of the project's own tests."""

TOKENS = {
    "SLACK_BOT_TOKEN": ("xoxb-", "the Bot User OAuth Token, on the page OAuth & Permissions"),
    "SLACK_APP_TOKEN": ("xapp-", "an app-level token, on the page Basic Information"),
}
"""Variable → how its value begins, and what it is and where Slack shows it."""
GUID = re.compile(r"(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Level(StrEnum):
    """How grave a finding is."""

    FINE = "ok"
    NOTE = "note"
    MEND = "MEND"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    about: str
    says: str

    def __str__(self) -> str:
        return f"{self.level:<5} {self.about}: {self.says}"


def examine(environ: Mapping[str, str], *, asks: bool = False) -> list[Finding]:
    """Look at everything without starting or changing anything.

    `asks`: ask Slack, too, what Potluck may do there; a few seconds at most.
    """
    try:
        environment = Environment.read(environ)
    except BadSettings as bad:
        return [*_to_mend(bad.problems), *_file(Environment()), *_names(environ), *_tokens(environ)]
    values = list(_tokens(environ))
    return [
        *_file(environment),
        *_names(environ),
        *_storage(environment),
        *_unused_topics(environment),
        *_sealing(environment),
        *_address(environment),
        *values,
        *_doors(environment, environ, told={_platform(v.about) for v in values}, asks=asks),
    ]


def _to_mend(problems: tuple[Problem, ...]) -> list[Finding]:
    return [Finding(Level.MEND, p.where, p.what) for p in problems]


def _file(environment: Environment) -> Iterator[Finding]:
    try:
        settings = read_file(environment.config, required=environment.config_is_chosen)
    except BadSettings as bad:
        yield from _to_mend(bad.problems)
        return
    name = str(environment.config)
    if environment.config.exists():
        yield Finding(Level.FINE, name, "valid")
    else:
        yield Finding(Level.NOTE, name, "is not here, so everything is as by default")
    if not settings.admins:
        says = "names no admins: only administrators of the workspace itself can moderate"
        yield Finding(Level.NOTE, name, says)
    if settings.sessions.announce is WhoMay.FACILITATORS and not any(settings.appointed.values()):
        says = "lets only facilitators announce sessions, and names none"
        yield Finding(Level.NOTE, name, says)
    yield from _strangers(settings, name)


def _sealing(environment: Environment) -> Iterator[Finding]:
    """Whether anonymous askers can be sealed, and where what opens the seals is kept."""
    if environment.secret:
        says = "is set; without it nobody learns who asked anonymously, nor can tell them answers"
        yield Finding(Level.FINE, "POTLUCK_SECRET", says)
    elif is_alone(environment):
        file = file_of(environment)
        kept = "is kept" if file.exists() else "will be made at start and kept"
        says = f"is not set; one {kept} in {file}: back it up apart from the database"
        yield Finding(Level.NOTE, "POTLUCK_SECRET", says)
    else:
        says = (
            "is not set, so questions can't be asked anonymously. All replicas need the same one:"
            ' python -c "import secrets; print(secrets.token_urlsafe(32))"'
        )
        yield Finding(Level.NOTE, "POTLUCK_SECRET", says)


def _strangers(settings: Settings, name: str) -> Iterator[Finding]:
    """Workspaces and accounts of platforms that do not exist, like "slak:T0123"."""
    platforms = (*WIRING, "playground")
    listed = [w for o in settings.organizations for w in o.workspaces]
    for entry in (*listed, *(name for names in settings.appointed.values() for name in names)):
        platform, colon, _ = entry.partition(":")
        if colon and platform not in platforms:
            says = f'"{entry[:60]}" names no platform Potluck knows ({", ".join(platforms)})'
            yield Finding(Level.MEND, name, says)


def _unused_topics(environment: Environment) -> Iterator[Finding]:
    """Topics that rules of badges name and nobody has used: so far they count nothing."""
    from sqlalchemy import NullPool, create_engine, make_url, text
    from sqlalchemy.exc import DBAPIError

    try:
        settings = read_file(environment.config, required=environment.config_is_chosen)
    except BadSettings:
        return
    named = sorted({topic for b in settings.badges.kinds if b.rule for topic in b.rule.all_topics})
    url = make_url(environment.database_url)
    is_file = url.get_backend_name() == "sqlite"
    if not named or (is_file and not Path(url.database or "").exists()):
        return
    opened = f"sqlite:///file:{url.database}?mode=ro&uri=true" if is_file else url
    engine = create_engine(opened, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            known = set(connection.execute(text("SELECT name FROM topic")).scalars())
            known |= set(connection.execute(text("SELECT name FROM topic_synonym")).scalars())
    except DBAPIError:
        return  # what is wrong with the database is told elsewhere
    finally:
        engine.dispose()
    for topic in named:
        if topic not in known:
            says = f"badges count deeds about #{topic}, which nobody has used yet"
            near = difflib.get_close_matches(topic, known, n=1, cutoff=0.6)
            more = f". Did you mean #{near[0]}?" if near else ""
            yield Finding(Level.NOTE, str(environment.config), says + more)


def _names(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Variables that look like ours and are not read, which is easily overlooked."""
    ours = {re.sub(r"[_-]", "", known).lower(): known for known in KNOWN}
    for name in sorted(environ):
        if name in KNOWN or name in OTHERS or not OURS.match(name):
            continue
        spelt = re.sub(r"[_-]", "", name).lower()
        near = difflib.get_close_matches(spelt, ours, n=1, cutoff=0.8)
        if near and not environ.get(ours[near[0]]):
            says = f"Potluck reads no such variable. Did you mean {ours[near[0]]}?"
            yield Finding(Level.MEND, name, says)


def _storage(environment: Environment) -> Iterator[Finding]:
    from sqlalchemy import make_url

    url = make_url(environment.database_url)
    uses_data = f"sqlite:///{environment.data / 'potluck.db'}" == environment.database_url
    yield from _folder(environment.data, "POTLUCK_DATA")
    if url.get_backend_name() == "sqlite":
        file = Path(url.database or "")
        if not uses_data:
            yield from _folder(file.parent, "DATABASE_URL")
        yield _sqlite(file)
    else:
        yield _postgresql(environment.database_url)


def _folder(folder: Path, name: str) -> Iterator[Finding]:
    """Whether we may write there, or may make it."""
    existing = folder
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        yield Finding(Level.MEND, name, f"{existing} is no folder. Name another.")
        return
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        says = f"{existing} can't be written to ({error.strerror}). Let this user, or name another."
        yield Finding(Level.MEND, name, says)
        return
    if existing == folder:
        yield Finding(Level.FINE, name, f"{folder.absolute()} can be written to")
    else:
        yield Finding(Level.FINE, name, f"{folder.absolute()} will be made")


def _sqlite(file: Path) -> Finding:
    about = "database"
    if not file.exists():
        return Finding(Level.FINE, about, f"SQLite; {file} will be made at the first start")
    from bot.store.single_process import InUse, claim_file

    try:
        claim_file(file)()
    except InUse:
        return Finding(Level.NOTE, about, f"SQLite; a running Potluck is using {file}")
    except OSError as error:
        return Finding(Level.MEND, about, f"{file} can't be opened ({error.strerror})")
    return _opened(f"sqlite:///file:{file}?mode=ro&uri=true", f"SQLite; {file}")


def _postgresql(url: str) -> Finding:
    return _opened(url, "PostgreSQL")


def _opened(url: str, kind: str) -> Finding:
    """Whether a database answers, and stands at this version's migrations."""
    from sqlalchemy import NullPool, create_engine
    from sqlalchemy.exc import DBAPIError

    from bot.store.migrate import is_current, is_foreign

    engine = create_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as connection:
            current, foreign = is_current(connection), is_foreign(connection)
    except DBAPIError as error:
        why = (str(error.orig).strip().splitlines() or ["no answer"])[0]
        says = f"{kind} can't be used: {why.rstrip('.')}. Check DATABASE_URL and the server."
        return Finding(Level.MEND, "database", says)
    finally:
        engine.dispose()
    if foreign:
        says = f"{kind} was made by another version of Potluck. Start that version, or restore a"
        return Finding(Level.MEND, "database", f"{says} backup made by this one.")
    end = "is up to date" if current else "will be brought up to date at the next start"
    return Finding(Level.FINE, "database", f"{kind} {end}")


def _address(environment: Environment) -> Iterator[Finding]:
    where = f"{environment.host}, port {environment.port}"
    try:
        family, kind, *_, address = socket.getaddrinfo(
            environment.host, environment.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if "in use" in (error.strerror or ""):
            says = f"{where} is taken: by a running Potluck, or choose another PORT"
            yield Finding(Level.NOTE, "address", says)
        else:
            says = f"can't listen on {where} ({error.strerror}). Set HOST and PORT."
            yield Finding(Level.MEND, "address", says)
        return
    yield Finding(Level.FINE, "address", where)


def _tokens(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Values in the wrong place, which every door would only call wrong."""
    for name, (begins, what) in TOKENS.items():
        value = environ.get(name, "").strip()
        if not value or value.startswith(begins):
            continue
        other = next((n for n, (b, _) in TOKENS.items() if value.startswith(b)), None)
        has = f"what belongs in {other}" if other else "something else"
        says = f"must begin with {begins} ({what}), but holds {has}. Copy it again."
        yield Finding(Level.MEND, name, says)
    signing = environ.get("SLACK_SIGNING_SECRET", "").strip()
    if signing.startswith(("xoxb-", "xapp-", "xoxp-")):
        says = "holds a token. The Signing Secret is on the page Basic Information."
        yield Finding(Level.MEND, "SLACK_SIGNING_SECRET", says)
    app_id = environ.get("MicrosoftAppId", "").strip()
    if app_id and not GUID.fullmatch(app_id):
        says = "must be the Application (client) ID, like 00000000-0000-0000-0000-000000000000"
        yield Finding(Level.MEND, "MicrosoftAppId", says)
    if GUID.fullmatch(environ.get("MicrosoftAppPassword", "").strip()):
        says = "holds the ID of a client secret. Copy the secret's Value; Azure shows it only once."
        yield Finding(Level.MEND, "MicrosoftAppPassword", says)


def _platform(variable: str) -> str:
    return "slack" if variable.startswith("SLACK") else "teams"


def _doors(
    environment: Environment, environ: Mapping[str, str], told: set[str], *, asks: bool
) -> Iterator[Finding]:
    """The doors; `told` are the platforms whose trouble has been explained."""
    try:
        doors = {door.platform: door for door in planned(environment, environ)}
    except BadSettings as bad:
        yield from _to_mend(tuple(p for p in bad.problems if p.where not in told))
        return
    yield _slack(doors.get("slack"), environ)
    if asks and "slack" in doors:
        yield _granted(doors["slack"].config)
    yield _teams(doors.get("teams"), environ)
    for platform in doors.keys() - {"slack", "teams", "playground"}:
        yield Finding(Level.FINE, platform, "configured")
    if "playground" in doors:
        says = f"open to this machine at http://127.0.0.1:{environment.port}/"
        if any(not d.is_local for d in doors.values() if d.platform != "playground"):
            says += ". Anybody on this machine may speak there as anybody, and move its clock"
        yield Finding(Level.FINE, "playground", says)
    else:
        yield Finding(Level.FINE, "playground", "shut; POTLUCK_PLAYGROUND=1 opens it")
    yield from _public_url(environment, is_public=any(not d.is_local for d in doors.values()))
    http = [p for p in ("slack", "teams") if p in doors and not doors[p].is_local]
    if http and environment.is_loopback:
        says = "only this machine gets in: let a reverse proxy with TLS, or a tunnel, forward to it"
        yield Finding(Level.NOTE, "address", says)
    elif not environment.is_loopback:
        says = "other machines get in: keep a reverse proxy with TLS in front"
        yield Finding(Level.NOTE, "address", says)


def _public_url(environment: Environment, *, is_public: bool) -> Iterator[Finding]:
    """Where links to calendars lead."""
    if environment.public_url:
        says = f"links to calendars begin with {environment.public_url}"
        yield Finding(Level.FINE, "PUBLIC_URL", says)
        if environment.public_url.startswith("http:") and is_public:
            says = "begins with http: whoever listens on the way reads the links. Use https"
            yield Finding(Level.NOTE, "PUBLIC_URL", says)
    elif is_public:
        says = "not set, so links to calendars open on this machine only. Set it to https://…"
        yield Finding(Level.NOTE, "PUBLIC_URL", says)


def _slack(door: Planned | None, environ: Mapping[str, str]) -> Finding:
    if door is None:
        says = "not configured. SLACK_BOT_TOKEN, and SLACK_SIGNING_SECRET or SLACK_APP_TOKEN, do it"
        return Finding(Level.NOTE, "slack", says)
    if environ.get("SLACK_APP_TOKEN", "").strip():
        return Finding(Level.FINE, "slack", "configured, over Socket Mode")
    says = "configured, over HTTP: the request URL in Slack is https://…/slack/events"
    return Finding(Level.FINE, "slack", says)


def _granted(config: Any) -> Finding:
    """What Slack says of the token: it is no secret, only not known here."""
    from adapters.slack.advice import TOKEN
    from adapters.slack.phrases import UPLOADS_LACK_SCOPE
    from adapters.slack.scopes import PICTURES, granted

    try:
        scopes = granted(config)
    except (Refused, RateLimited, TryLater, MaybeSent, TimeoutError) as error:
        if isinstance(error, Refused) and error.reason in TOKEN:
            says = (
                f"Slack does not accept it ({error.reason}). Copy it again, or reinstall the app."
            )
            return Finding(Level.MEND, "SLACK_BOT_TOKEN", says)
        why = str(error) or "it took too long"
        says = f"could not be asked what Potluck may do there ({why})"
        return Finding(Level.NOTE, "slack", says)
    if PICTURES not in scopes:
        return Finding(Level.NOTE, "slack", f"where Slack can't fetch them, {UPLOADS_LACK_SCOPE}")
    return Finding(Level.FINE, "slack", "accepts the token, and pictures where it can't fetch them")


def _teams(door: Planned | None, environ: Mapping[str, str]) -> Finding:
    if door is None or door.is_local:
        says = "not configured. MicrosoftAppId and MicrosoftAppPassword do it"
        if door is not None:
            says += "; until then test clients on this machine may use /api/messages"
        return Finding(Level.NOTE, "teams", says)
    kind = "single-tenant" if environ.get("MicrosoftAppTenantId", "").strip() else "multi-tenant"
    says = f"configured ({kind}): the messaging endpoint in Azure is https://…/api/messages"
    return Finding(Level.FINE, "teams", says)
