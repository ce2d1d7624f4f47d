"""Importing a list of who came: what each row would do, and doing it in batches."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from bot.events import Person
from bot.rules import attendance as rules
from bot.rules.roll import Entry
from bot.rules.signups import Answer
from bot.services import badges, deeds
from bot.services.attendance import ask_how_it_was
from bot.services.calendars import Unknown, Visitor
from bot.services.session_access import may_change
from bot.settings import Settings
from bot.store import outcomes, roll, sessions
from bot.store.models import LinkKind
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork

BATCH = 200
"""Rows a transaction: so that others who press a button wait for one batch at most."""
CHECK_HOLDS = timedelta(days=1)
"""How long a list that was checked can be applied as it is."""

WHO_CAME = "who."
"""How the key of a list begins: other files that were checked are kept beside them."""


class NotChecked(Exception):
    """There is no such list that this person checked, or it was long ago, or another since."""


class Verdict(StrEnum):
    """What becomes of a row."""

    NOTED = "noted"
    KNOWN = "noted before"
    TWICE = "refused: named in a row above already"
    NOBODY = "refused: nobody here has this name or e-mail address"
    SEVERAL = "refused: several people have this name; use e-mail addresses"
    BOT = "refused: that is a bot"
    UNSAID = "refused: the row names nobody"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report; `person` only where it names exactly one."""

    entry: Entry
    verdict: Verdict
    person: Person | None = None

    @property
    def is_refused(self) -> bool:
        """Whether it does nothing, for a reason that somebody may want to mend."""
        return self.verdict not in (Verdict.NOTED, Verdict.KNOWN)


@dataclass(frozen=True, slots=True)
class Opened:
    """An occurrence whose list whoever asks may bring; only the functions below make it."""

    uow: UnitOfWork
    occurrence: Occurrence


def opened(who: Visitor, occurrence_id: int) -> Opened:
    """For whoever runs it, once its doors are open.

    Raises Unknown for everybody else, before that, when it is off, and with a feed's link.
    """
    found = opened_by_operator(who.uow, occurrence_id)
    session = found.occurrence.session
    if who.link.kind is not LinkKind.VISIT or not may_change(who.uow, who.person, session):
        raise Unknown
    return found


def opened_by_operator(uow: UnitOfWork, occurrence_id: int) -> Opened:
    """For whoever holds the database itself. Raises Unknown before its doors open or if off."""
    found = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.starts_at - rules.DOORS_OPEN > uow.now:
        raise Unknown
    return Opened(uow, found)


def look(at: Opened, entries: Sequence[Entry]) -> list[Row]:
    """What each row would do; nothing is written."""
    where = at.uow.session, at.uow.organization_id
    named = roll.by_name_or_email(*where)
    there = {a.person.id for a in outcomes.attendance(*where, at.occurrence.id) if a.attended}
    seen: set[int] = set()
    out = []
    for entry in entries:
        found = named.get(entry.key, {})
        people = [p for p, is_bot in found.items() if not is_bot]
        if not entry.key:
            out.append(Row(entry, Verdict.UNSAID))
        elif not found:
            out.append(Row(entry, Verdict.NOBODY))
        elif not people:
            out.append(Row(entry, Verdict.BOT))
        elif len(people) > 1:
            out.append(Row(entry, Verdict.SEVERAL))
        elif people[0].id in seen:
            out.append(Row(entry, Verdict.TWICE, people[0]))
        else:
            seen.add(people[0].id)
            verdict = Verdict.KNOWN if people[0].id in there else Verdict.NOTED
            out.append(Row(entry, verdict, people[0]))
    return out


def check(who: Visitor, occurrence_id: int, entries: Sequence[Entry]) -> tuple[str, list[Row]]:
    """Look, and keep the list so that it can be applied; its key. Raises Unknown."""
    rows = look(opened(who, occurrence_id), entries)
    key = WHO_CAME + secrets.token_urlsafe(16)
    at = who.uow.session, who.uow.organization_id, occurrence_id, who.person.id
    roll.keep(*at, key, [(e.number, e.said) for e in entries], who.uow.now)
    return key, rows


def checked(who: Visitor, occurrence_id: int, key: str) -> list[Row]:
    """What each row of a list that was checked would do now. Raises Unknown, NotChecked."""
    at = opened(who, occurrence_id)
    where = who.uow.session, who.uow.organization_id, occurrence_id, who.person.id
    since = who.uow.now - CHECK_HOLDS
    entries = roll.kept(*where, key, since) if key.startswith(WHO_CAME) else None
    if entries is None:
        raise NotChecked
    return look(at, [Entry(number, said) for number, said in entries])


def apply(at: Opened, rows: Sequence[Row], settings: Settings) -> list[Row]:
    """Note who came, of one batch; what each row did.

    Who is noted once people have been asked how it was is asked too, and badges are earned.
    """
    uow, found = at.uow, at.occurrence
    where = uow.session, uow.organization_id, found.id
    out = []
    for row in rows:
        verdict = row.verdict
        if verdict is Verdict.NOTED and row.person is not None:
            is_new = outcomes.attend(*where, row.person.id, uow.now, Answer.UNSAID)
            verdict = Verdict.NOTED if is_new else Verdict.KNOWN
            if is_new:
                deeds.came(uow, found, row.person)
                ask_how_it_was(uow, found, row.person)
        out.append(Row(row.entry, verdict, row.person))
    badges.earn(uow, settings)
    return out


def applied(who: Visitor, occurrence_id: int) -> None:
    """The list is done with: it can't be applied again."""
    roll.forget(who.uow.session, who.uow.organization_id, occurrence_id, who.person.id)
