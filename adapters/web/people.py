"""/calendar/<token>/organization/people: a list of people is checked, then written."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence

from adapters.web.imports import LARGEST, Import, Unreadable
from bot.rules.teams_import import Entry, NoPeople, read
from bot.rules.teams_plan import Became, Row
from bot.services import calendars, teams_page
from bot.services.roll import NotChecked
from bot.views import teams_import as views


class People(Import[bytes, Row]):
    """Who works in an organization; the file itself is the key under which it was checked.

    So nothing of it is kept before it is written. Whoever sends another one might as well have
    checked that.
    """

    heading = "Who works at “{title}”"
    choose = "A CSV file with the columns email, name, manager and team, up to 1 MiB"
    accept = ".csv,.tsv,.txt,text/csv"
    do = "Write the list"
    columns = ("Row", "E-mail", "Is", "What to do")
    report = "people-report.csv"
    event = "people.failed"
    not_yours = (
        '<p role="alert">Stopped: only administrators write lists of people. Nothing was'
        " written.</p>"
    )
    our_fault = (
        '<p role="alert">Stopped: that is our fault, not yours, or somebody else wrote at the same'
        " time. Nothing was written; check the same file again and write it.</p>"
    )

    def read(self, name: str, raw: bytes) -> list[bytes]:
        """The file, when it is a list."""
        if len(raw) > LARGEST:
            raise Unreadable("The file is larger than 1 MiB. `potluck people import` takes more.")
        if len(_entries(raw)) > teams_page.MOST_ROWS:
            raise Unreadable(
                f"The file has more than {teams_page.MOST_ROWS:,} rows. Split it, or let whoever"
                " runs Potluck import it with `potluck people import`."
            )
        return [raw]

    def title(self, who: calendars.Visitor, number: int) -> str:
        """The organization's name, for administrators."""
        return teams_page.organization(who)

    def check(
        self, who: calendars.Visitor, number: int, entries: list[bytes]
    ) -> tuple[str, list[Row]]:
        """What each row would do."""
        (raw,) = entries
        key = base64.urlsafe_b64encode(zlib.compress(raw)).decode()
        return key, teams_page.look(who, _entries(raw))

    def checked(self, who: calendars.Visitor, number: int, key: str) -> list[Row]:
        """What each row would do now."""
        try:
            raw = zlib.decompressobj().decompress(base64.urlsafe_b64decode(key), LARGEST + 1)
            if not raw:
                raise NotChecked
            (same,) = self.read("", raw)
        except (ValueError, binascii.Error, zlib.error):
            raise NotChecked from None
        return teams_page.look(who, _entries(same))

    def apply(self, who: calendars.Visitor, number: int, rows: list[Row]) -> list[Row]:
        """Write all of it: who leads whom is decided as a whole."""
        return teams_page.write(who, [row.entry for row in rows])

    def applied(self, who: calendars.Visitor, number: int) -> None:
        """Nothing was kept."""

    def batch(self) -> int:
        """Rows of a transaction: all."""
        return teams_page.MOST_ROWS

    def counts(self, rows: Sequence[Row]) -> str:
        """How many are new, changed, refused."""
        return views.counts(rows, 0)

    def cells(self, row: Row) -> list[str]:
        """Row, whom it means, what becomes of it, and what to do."""
        is_part = bool(row.problems) and row.became is not Became.REFUSED
        became = f"{row.became.value}, in part" if is_part else row.became.value
        return [str(row.entry.number), row.entry.email, became, views.reasons(row)]


def _entries(raw: bytes) -> list[Entry]:
    try:
        return read(raw).entries
    except NoPeople as wrong:
        raise Unreadable(str(wrong)) from None
