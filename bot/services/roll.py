"""Importing a list of who came: what each row would do, and doing it in batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.events import Person
from bot.rules import attendance as rules
from bot.rules.roll import Entry
from bot.rules.signups import Answer
from bot.services.calendars import Unknown, Visitor
from bot.services.session_access import may_change
from bot.store import outcomes, roll, sessions
from bot.store.models import LinkKind
from bot.store.sessions import Occurrence

BATCH = 200
"""Rows a transaction: so that others who press a button wait for one batch at most."""


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


def opened(who: Visitor, occurrence_id: int) -> Occurrence:
    """The occurrence, for whoever runs it, once its doors are open.

    Raises Unknown for everybody else, before that, when it is off, and with a feed's link.
    """
    found = sessions.occurrence(who.uow.session, who.uow.organization_id, occurrence_id)
    if found is None or found.is_off or found.starts_at - rules.DOORS_OPEN > who.uow.now:
        raise Unknown
    if who.link.kind is not LinkKind.VISIT or not may_change(who.uow, who.person, found.session):
        raise Unknown
    return found


def look(who: Visitor, occurrence_id: int, entries: Sequence[Entry]) -> list[Row]:
    """What each row would do; nothing is written. Raises Unknown."""
    opened(who, occurrence_id)
    at = who.uow.session, who.uow.organization_id
    named = roll.by_name_or_email(*at)
    there = {a.person.id for a in outcomes.attendance(*at, occurrence_id) if a.attended}
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


def apply(who: Visitor, occurrence_id: int, rows: Sequence[Row]) -> list[Row]:
    """Note who came, of one batch; what each row did. Raises Unknown; then nothing was written."""
    opened(who, occurrence_id)
    at = who.uow.session, who.uow.organization_id, occurrence_id
    out = []
    for row in rows:
        verdict = row.verdict
        if verdict is Verdict.NOTED and row.person is not None:
            is_new = outcomes.attend(*at, row.person.id, who.uow.now, Answer.UNSAID)
            verdict = Verdict.NOTED if is_new else Verdict.KNOWN
        out.append(Row(row.entry, verdict, row.person))
    return out
