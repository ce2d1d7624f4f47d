"""/calendar/<token>/<session>/attendance: a list of who came is checked, then noted."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.web.imports import Import, Unreadable
from bot.rules.roll import Entry, NoRoll, read
from bot.services import calendars, roll
from bot.services.roll import Row
from bot.settings import Settings


class WhoCame(Import[Entry, Row]):
    """Who came to a session."""

    heading = "Who came to “{title}”"
    choose = "A CSV file with a name or an e-mail address in each row, up to 1 MiB"
    accept = ".csv,.tsv,.txt,text/csv"
    do = "Note who came"
    columns = ("Row", "Says", "Is", "Report")
    report = "attendance-report.csv"
    event = "roll.failed"
    not_yours = (
        '<p role="alert">Stopped: you may not note people for this session any more, or it was'
        " called off. The rows below are done and stay so.</p>"
    )
    our_fault = (
        '<p role="alert">Stopped: that is our fault, not yours. The rows below are done; check the'
        " same file again and note the rest. Nobody is noted twice.</p>"
    )

    def __init__(self, settings: Settings) -> None:
        """`settings` say which badges are earned by coming."""
        self._settings = settings

    def read(self, name: str, raw: bytes) -> list[Entry]:
        """Whom a file names."""
        try:
            return read(raw)
        except NoRoll as wrong:
            raise Unreadable(str(wrong)) from None

    def title(self, who: calendars.Visitor, number: int) -> str:
        """Once its doors are open."""
        return roll.opened(who, number).occurrence.session.title

    def check(
        self, who: calendars.Visitor, number: int, entries: list[Entry]
    ) -> tuple[str, list[Row]]:
        """What each row would do."""
        return roll.check(who, number, entries)

    def checked(self, who: calendars.Visitor, number: int, key: str) -> list[Row]:
        """What each row would do now."""
        return roll.checked(who, number, key)

    def apply(self, who: calendars.Visitor, number: int, rows: list[Row]) -> list[Row]:
        """Note who came."""
        return roll.apply(roll.opened(who, number), rows, self._settings)

    def applied(self, who: calendars.Visitor, number: int) -> None:
        """It can't be applied again."""
        roll.applied(who, number)

    def batch(self) -> int:
        """Rows of a transaction."""
        return roll.BATCH

    def counts(self, rows: Sequence[Row]) -> str:
        """How many were noted, and how many refused."""
        of = {v: sum(row.verdict is v for row in rows) for v in roll.Verdict}
        new, known = of[roll.Verdict.NOTED], of[roll.Verdict.KNOWN]
        return f"{new} noted, {known} noted before, {len(rows) - new - known} refused."

    def cells(self, row: Row) -> list[str]:
        """Row, what it says, whom it means, what became of it."""
        name = row.person.name if row.person else ""
        return [str(row.entry.number), row.entry.said, name, row.verdict.value]
