"""/calendar/<token>/<session>/attendance: a list of who came is checked, then noted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiohttp import web
from sqlalchemy.orm import Session

from adapters.web import sheets
from bot.rules.roll import Entry, NoRoll, read
from bot.services import calendars, roll
from bot.store.database import Database

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Who came · Potluck</title>
<link rel="stylesheet" href="../../calendar.css">
</head>
<body>
<main>
<h1>Who came to “{title}”</h1>
{said}
<form method="post" enctype="multipart/form-data">
<label for="list">A CSV file with a name or an e-mail address in each row, up to 1 MiB</label>
<input id="list" type="file" name="list" accept=".csv,.tsv,.txt,text/csv" required>
<button name="do" value="check">Check it, change nothing</button>
<button name="do" value="apply">Note who came</button>
<button name="do" value="report">Check it, report as CSV</button>
</form>
<p><a href="../">Back to the month</a></p>
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class _Pages:
    database: Database
    clock: Callable[[], datetime]

    def _visitor(self, session: Session, request: web.Request) -> calendars.Visitor:
        return calendars.visitor(session, request.match_info["token"], self.clock())

    async def show(self, request: web.Request) -> web.Response:
        """The form."""
        title = await self._title(request)
        return _drawn(title, "")

    async def _title(self, request: web.Request) -> str:
        number = int(request.match_info["occurrence"])
        try:
            return await self.database.read(
                lambda s: roll.opened(self._visitor(s, request), number).session.title
            )
        except calendars.Unknown:
            raise web.HTTPNotFound from None

    async def take(self, request: web.Request) -> web.Response:
        """A file: its report, after it was applied if that was asked for."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden(text="Send the list from Potluck's own page.")
        title = await self._title(request)
        form = await request.post()
        sent, deed = form.get("list"), form.get("do")
        if not isinstance(sent, web.FileField) or deed not in ("check", "apply", "report"):
            return _drawn(title, "<p>Choose a file first.</p>", status=400)
        try:
            entries = await asyncio.to_thread(lambda: read(sent.file.read()))
        except NoRoll as wrong:
            return _drawn(title, f"<p>{escape(str(wrong))}</p>", status=400)
        try:
            rows = await self._rows(request, entries, is_applied=deed == "apply")
        except calendars.Unknown:
            raise web.HTTPNotFound from None
        if deed == "report":
            cells = [["Row", "Says", "Is", "Report"], *map(_cells, rows)]
            name = 'attachment; filename="attendance-report.csv"'
            kind = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name}
            return web.Response(body=sheets.as_csv(cells), headers=HEADERS | kind)
        return _drawn(title, _report(rows, is_applied=deed == "apply"))

    async def _rows(
        self, request: web.Request, entries: list[Entry], *, is_applied: bool
    ) -> list[roll.Row]:
        number = int(request.match_info["occurrence"])
        rows = await self.database.read(
            lambda s: roll.look(self._visitor(s, request), number, entries)
        )
        if not is_applied:
            return rows
        done: list[roll.Row] = []
        for i in range(0, len(rows), roll.BATCH):
            batch = rows[i : i + roll.BATCH]

            def job(session: Session, batch: list[roll.Row] = batch) -> list[roll.Row]:
                return roll.apply(self._visitor(session, request), number, batch)

            done += await self.database.write(job, behind=True)
        return done


def _cells(row: roll.Row) -> list[str]:
    name = row.person.name if row.person else ""
    return [str(row.entry.number), row.entry.said, name, row.verdict.value]


def _report(rows: list[roll.Row], *, is_applied: bool) -> str:
    """Counts, then every row."""
    of = {v: sum(row.verdict is v for row in rows) for v in roll.Verdict}
    new, known = of[roll.Verdict.NOTED], of[roll.Verdict.KNOWN]
    begins = "Done" if is_applied else "Nothing was changed yet"
    listed = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(row))}</tr>" for row in rows
    )
    return (
        f'<p role="status">{begins}: {new} noted, {known} noted before,'
        f" {len(rows) - new - known} refused.</p>"
        '<table><thead><tr><th scope="col">Row</th><th scope="col">Says</th>'
        f'<th scope="col">Is</th><th scope="col">Report</th></tr></thead><tbody>{listed}</tbody>'
        "</table>"
    )


def _drawn(title: str, said: str, status: int = 200) -> web.Response:
    text = PAGE.format(title=escape(title), said=said)
    return web.Response(text=text, content_type="text/html", headers=HEADERS, status=status)


def add_routes(
    app: web.Application, path: str, database: Database, clock: Callable[[], datetime]
) -> None:
    """Serve the form at `path`, which names a token and an occurrence."""
    pages = _Pages(database, clock)
    app.router.add_get(path, pages.show)
    app.router.add_post(path, pages.take)
