"""/calendar/<token>/<session>/cards: a file of recall cards is checked, then written as drafts."""

from __future__ import annotations

from collections.abc import Sequence

from adapters.web.imports import LARGEST, Import, Unreadable
from bot.rules.recall_import import NoCards, Record, looks_like_markdown, records
from bot.services import calendars, recall_import
from bot.services.recall_import import Row, Tally

MOST_ROWS = 2000
"""More are imported on the command line, which reads as it goes."""


class Cards(Import[Record, Row]):
    """Recall cards of a session."""

    heading = "Recall cards of “{title}”"
    choose = "Cards as CSV or Markdown, up to 1 MiB; the first row of a CSV names its columns"
    accept = ".csv,.tsv,.txt,.md,.markdown,text/csv,text/markdown"
    do = "Write them as drafts"
    columns = ("Row", "Asks", "Is", "What to do")
    report = "cards-report.csv"
    event = "cards.failed"
    not_yours = (
        '<p role="alert">Stopped: you may not write cards for this session any more. The rows below'
        " are done and stay so.</p>"
    )
    our_fault = (
        '<p role="alert">Stopped: that is our fault, not yours. The rows below are done; check the'
        " same file again and write the rest. Nothing is written twice.</p>"
    )

    def read(self, name: str, raw: bytes) -> list[Record]:
        """The cards of a file."""
        if len(raw) > LARGEST:
            raise Unreadable("The file is larger than 1 MiB. Split it, and send the parts.")
        try:
            found = list(records([raw], is_markdown=looks_like_markdown(name, raw[:64])))
        except NoCards as wrong:
            raise Unreadable(str(wrong)) from None
        if len(found) > MOST_ROWS:
            raise Unreadable(f"The file has {len(found)} cards; {MOST_ROWS} fit. Split it.")
        if not found:
            raise Unreadable("The file has no cards: in Markdown each begins with “## ”.")
        return found

    def title(self, who: calendars.Visitor, number: int) -> str:
        """For those who write its cards."""
        return recall_import.opened(who, number).title

    def check(
        self, who: calendars.Visitor, number: int, entries: list[Record]
    ) -> tuple[str, list[Row]]:
        """What each row would do."""
        return recall_import.check(who, number, entries)

    def checked(self, who: calendars.Visitor, number: int, key: str) -> list[Row]:
        """What each row would do now."""
        return recall_import.checked(who, number, key)

    def apply(self, who: calendars.Visitor, number: int, rows: list[Row]) -> list[Row]:
        """Write them as drafts."""
        return recall_import.apply_checked(who, number, rows)

    def applied(self, who: calendars.Visitor, number: int) -> None:
        """It can't be applied again."""
        recall_import.applied(who, number)

    def batch(self) -> int:
        """Rows of a transaction."""
        return recall_import.BATCH

    def counts(self, rows: Sequence[Row]) -> str:
        """How many are new, and how many refused."""
        tally = Tally()
        tally.add(rows)
        return f"{tally.new} new, {tally.known} there already, {tally.refused} refused."

    def cells(self, row: Row) -> list[str]:
        """Row, what it asks, what became of it, and what to do."""
        return [str(row.number), row.said, row.verdict.value, row.why]
