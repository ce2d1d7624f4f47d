"""Reads an organization's list of people from a file of rows, whatever program wrote it."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from functools import lru_cache

from bot.rules.invitations import one_line
from bot.rules.public_holidays import country_named
from bot.rules.rows import UTF_16, rows
from bot.rules.zones import zone_named

LARGEST = 64 * 1024 * 1024
"""Bytes of a file: some 250 for each of the rows that are read."""
MOST_ROWS = 250_000
"""Rows of a file; bench/README.md says what they take."""
MOST_LINES = 20
"""Lines one row can have: a quotation mark that is open for longer was forgotten."""
MOST_HEADING = 20
"""Columns that are named back to somebody whose file lacks some."""
LONGEST_NAME = 200
"""Characters of a name, and of a team's."""
LONGEST_EMAIL = 254
"""Characters (RFC 5321, with the erratum 1690)."""
LONGEST_SAID = 60
"""Characters of a cell that are repeated to whoever mends it."""

COLUMNS = {
    "email": ("email", "mail", "emailaddress", "workemail", "userprincipalname", "upn"),
    "name": ("name", "fullname", "displayname", "employee", "employeename", "person"),
    "manager": (
        "manager",
        "manageremail",
        "managersemail",
        "manageremailaddress",
        "supervisor",
        "supervisoremail",
        "linemanager",
        "reportsto",
    ),
    "team": ("team", "teamname", "department", "orgunit", "unit"),
    "started": ("started", "starteddate", "startedon", "startdate", "starts", "hiredate", "joined"),
    "left": ("left", "lefton", "leftdate", "leaves", "leavingdate", "enddate", "lastday"),
    "country": ("country", "countrycode"),
    "zone": ("timezone", "tz", "zone"),
}
"""Part of a row → what its column may be called, in lower case without spaces and hyphens."""
NEEDED = ("email", "name", "manager", "team")

_BETWEEN = re.compile(r"[\s_\-‐-―'’./]+")
_EMAIL = re.compile(r"[^\s@<>(),:;\"\\\[\]]+@[^\s@<>(),:;\"\\\[\]]+\.[^\s@<>(),:;\"\\\[\].]+")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ][\d:.]+Z?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class NoPeople(ValueError):
    """The file can't be read; the text says why and what to do."""


class Fault(Enum):
    """What can be wrong with a row."""

    BROKEN = auto()
    NO_EMAIL = auto()
    BAD_EMAIL = auto()
    TWICE = auto()
    SAME_PERSON = auto()
    BOT = auto()
    BAD_MANAGER = auto()
    UNKNOWN_MANAGER = auto()
    MANAGER_LEFT = auto()
    MANAGER_BOT = auto()
    ITSELF = auto()
    CIRCLE = auto()
    IN_CIRCLE = auto()
    BAD_STARTED = auto()
    BAD_LEFT = auto()
    BAD_COUNTRY = auto()
    BAD_ZONE = auto()

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the row can be used; else only that part of it is left out."""
        return self.value <= Fault.BOT.value


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and the words or the row that show it."""

    fault: Fault
    about: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the line it begins at (from 1), and what it says of somebody."""

    number: int
    email: str
    """In lower case; empty where the row names nobody."""
    name: str = ""
    manager: str = ""
    """E-mail, in lower case; empty: nobody, or see `problems`."""
    team: str = ""
    started: date | None = None
    left: date | None = None
    """Their last day."""
    country: str = ""
    """ISO 3166, as hours know it."""
    zone: str = ""
    """IANA."""
    problems: tuple[Problem, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Whether nothing of it can be used."""
        return any(p.fault.is_whole for p in self.problems)

    def has(self, fault: Fault) -> bool:
        """Whether this is wrong with it."""
        return any(p.fault is fault for p in self.problems)


@dataclass(frozen=True, slots=True)
class Listed:
    """All rows of a file, in its order."""

    entries: list[Entry] = field(default_factory=list)
    is_guessed: bool = False
    """Whether its letters were read as Windows writes them, because they are not UTF-8."""


def read(raw: bytes) -> Listed:
    """Whom a file lists; empty rows are left out. Raises NoPeople."""
    if len(raw) > LARGEST:
        raise NoPeople(
            f"The file is larger than {LARGEST // 1024**2} MiB. Leave columns out that"
            " docs/people.md does not name, or split it."
        )
    encoding = _encoding(raw)
    if b"\0" in raw and not encoding.startswith("utf-16"):
        raise NoPeople("The file is no CSV: it holds zero bytes. Save it as “CSV UTF-8”.")
    lines = io.TextIOWrapper(io.BytesIO(raw), encoding, errors="replace", newline=None)
    entries: list[Entry] = []
    places: dict[str, int] | None = None
    for number, cells in rows((line.rstrip("\n") for line in lines), MOST_LINES):
        if places is None:
            places = _places(cells or [])
        elif cells is None:
            entries.append(Entry(number, "", problems=(Problem(Fault.BROKEN),)))
        elif any(cell.strip() for cell in cells):
            said = {p: cells[i] for p, i in places.items() if i < len(cells) and cells[i]}
            entries.append(_entry(number, said))
        if len(entries) > MOST_ROWS:
            raise NoPeople(
                f"The file has more than {MOST_ROWS:,} rows. Split it, and import the parts one"
                " after the other; managers go into the first."
            )
    if places is None:
        raise NoPeople("The file names nobody: it is empty.")
    if not entries:
        raise NoPeople("The file names nobody: below its first row there is nothing.")
    return Listed(entries, is_guessed=encoding not in ("utf-8-sig", "utf-16"))


def _encoding(raw: bytes) -> str:
    if raw.startswith(UTF_16):
        return "utf-16"
    for encoding in ("utf-8-sig", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            for i in range(0, len(raw), 1024**2):
                decoder.decode(raw[i : i + 1024**2])
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return "latin-1"


def _places(heading: list[str]) -> dict[str, int]:
    """Part → the column it stands in. Raises NoPeople, naming those that are missing."""
    cells = [_BETWEEN.sub("", one_line(cell, LONGEST_NAME)).casefold() for cell in heading]
    found = {
        part: next(i for i, cell in enumerate(cells) if cell in names)
        for part, names in COLUMNS.items()
        if any(cell in names for cell in cells)
    }
    missing = [name for name in NEEDED if name not in found]
    if missing:
        named = [said for cell in heading if (said := one_line(cell, LONGEST_SAID))]
        has = ", ".join(f"“{said}”" for said in named[:MOST_HEADING]) or "nothing"
        lacks = "the column" if len(missing) == 1 else "the columns"
        raise NoPeople(
            "The first row must name the columns: email, name, manager (their e-mail), team."
            f" It lacks {lacks} {', '.join(missing)}; it has {has}."
        )
    return found


def _entry(number: int, said: Mapping[str, str]) -> Entry:
    problems: list[Problem] = []

    def take(part: str, fault: Fault, value: object) -> None:
        if said.get(part, "").strip() and not value:
            problems.append(Problem(fault, one_line(said[part], LONGEST_SAID)))

    email, manager = _email(said.get("email", "")), _email(said.get("manager", ""))
    started, left = _day(said.get("started", "")), _day(said.get("left", ""))
    country, zone = _country(said.get("country", "")), _zone(said.get("zone", ""))
    take("email", Fault.BAD_EMAIL, email)
    if not email and not problems:
        problems.append(Problem(Fault.NO_EMAIL))
    take("manager", Fault.BAD_MANAGER, manager)
    take("started", Fault.BAD_STARTED, started)
    take("left", Fault.BAD_LEFT, left)
    take("country", Fault.BAD_COUNTRY, country)
    take("zone", Fault.BAD_ZONE, zone)
    return Entry(
        number,
        email,
        " ".join(one_line(said.get("name", ""), LONGEST_NAME).split()),
        manager,
        " ".join(one_line(said.get("team", ""), LONGEST_NAME).split()),
        started,
        left,
        country,
        zone,
        tuple(problems),
    )


@lru_cache(maxsize=4096)
def _email(said: str) -> str:
    """An e-mail address in lower case; empty for what is none."""
    plain = one_line(said, LONGEST_EMAIL + 1).lower()
    return plain if len(plain) <= LONGEST_EMAIL and _EMAIL.fullmatch(plain) else ""


@lru_cache(maxsize=4096)
def _day(said: str) -> date | None:
    """A day, written year first, or as 31.12.2026; what may be two days is none."""
    plain = said.strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DAY_FIRST.fullmatch(plain):
        day, month, year = found.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=512)
def _country(said: str) -> str:
    return (country_named(said) or "") if said.strip() else ""


@lru_cache(maxsize=512)
def _zone(said: str) -> str:
    return (zone_named(said) or "") if said.strip() else ""
