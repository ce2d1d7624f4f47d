"""/calendar/<token>/<session>/attendance: a list of who came is checked, then noted.

The page has no script: while a list is noted the answer itself grows, bar by bar, and the style
sheet shows the last of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TypeVar

import structlog
from aiohttp import web
from sqlalchemy.orm import Session

from adapters.web import sheets
from bot.rules.roll import LARGEST, NoRoll, read
from bot.services import calendars, roll
from bot.store.database import Database

log = structlog.get_logger()
T = TypeVar("T")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
GROWS = {"Content-Type": "text/html; charset=utf-8", "X-Accel-Buffering": "no"}
"""Of a page that is told bit by bit; nginx would else keep it until it is complete."""

BEGIN = """<!doctype html>
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
"""
CHOOSE = """<form method="post" enctype="multipart/form-data">
<label for="list">A CSV file with a name or an e-mail address in each row, up to 1 MiB</label>
<input id="list" type="file" name="list" accept=".csv,.tsv,.txt,text/csv" required>
<button name="do" value="check">Check it, change nothing</button>
</form>
"""
APPLY = """<form method="post" enctype="multipart/form-data">
<input type="hidden" name="key" value="{key}">
<button name="do" value="apply">Note who came</button>
<button name="do" value="report">Report as CSV</button>
</form>
"""
END = """<p><a href="../">Back to the month</a></p>
</main>
</body>
</html>
"""

NO_FILE = "<p>Choose a file first.</p>"
CHECK_FIRST = "<p>That list has to be checked again: choose the file, and look at what it does.</p>"
NOT_YOURS = (
    '<p role="alert">Stopped: you may not note people for this session any more, or it was called'
    " off. The rows below are done and stay so.</p>"
)
OUR_FAULT = (
    '<p role="alert">Stopped: that is our fault, not yours. The rows below are done; check the same'
    " file again and note the rest. Nobody is noted twice.</p>"
)


@dataclass(frozen=True, slots=True)
class _Pages:
    database: Database
    clock: Callable[[], datetime]

    async def _asked(
        self,
        request: web.Request,
        answer: Callable[[calendars.Visitor, int], T],
        *,
        writes: bool = False,
    ) -> T:
        """What the service answers this visitor of this session. Raises Unknown."""
        number = int(request.match_info["occurrence"])

        def job(session: Session) -> T:
            visitor = calendars.visitor(session, request.match_info["token"], self.clock())
            return answer(visitor, number)

        if writes:
            return await self.database.write(job, behind=True)
        return await self.database.read(job)

    async def show(self, request: web.Request) -> web.Response:
        """The form."""
        return _drawn(await self._title(request), CHOOSE)

    async def _title(self, request: web.Request) -> str:
        try:
            found = await self._asked(request, roll.opened)
        except calendars.Unknown:
            raise web.HTTPNotFound from None
        return found.occurrence.session.title

    async def take(self, request: web.Request) -> web.StreamResponse:
        """A file: what it would do. Or the one that was checked: it is applied, or reported."""
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPForbidden(text="Send the list from Potluck's own page.")
        title = await self._title(request)
        form = await request.post()
        sent, deed, key = form.get("list"), form.get("do"), form.get("key")
        try:
            if deed in ("apply", "report"):
                rows = await self._checked(request, key if isinstance(key, str) else "")
                if deed == "report":
                    return _sheet(rows)
                return await self._apply(request, title, rows)
            if deed != "check" or not isinstance(sent, web.FileField):
                return _drawn(title, NO_FILE + CHOOSE, status=400)
            return await self._check(request, title, sent)
        except calendars.Unknown:
            raise web.HTTPNotFound from None
        except roll.NotChecked:
            return _drawn(title, CHECK_FIRST + CHOOSE, status=409)

    async def _check(
        self, request: web.Request, title: str, sent: web.FileField
    ) -> web.StreamResponse:
        try:
            entries = await asyncio.to_thread(lambda: read(sent.file.read(LARGEST + 1)))
        except NoRoll as wrong:
            return _drawn(title, f"<p>{escape(str(wrong))}</p>{CHOOSE}", status=400)
        key, rows = await self._asked(
            request, lambda who, number: roll.check(who, number, entries), writes=True
        )
        counts = f'<p role="status">Nothing was changed yet: {_counts(rows)}</p>'
        return _drawn(title, counts + APPLY.format(key=key) + _table(rows) + CHOOSE)

    async def _checked(self, request: web.Request, key: str) -> list[roll.Row]:
        return await self._asked(request, lambda who, number: roll.checked(who, number, key))

    async def _apply(
        self, request: web.Request, title: str, rows: list[roll.Row]
    ) -> web.StreamResponse:
        """Note who came while the page grows; whoever leaves it stops nothing."""
        page = web.StreamResponse(headers=HEADERS | GROWS)
        await page.prepare(request)
        told = _Told(page)
        await told.say(BEGIN.format(title=escape(title)) + '<section class="growing">\n')
        await told.say(_bar(0, len(rows)))
        done, ended = await self._batches(request, rows, told)
        counts = f'<p role="status">{"Stopped" if ended else "Done"}: {_counts(done)}</p>'
        await told.say(f"{counts}\n</section>\n{ended}{_table(done)}{CHOOSE}{END}")
        await told.end()
        return page

    async def _batches(
        self, request: web.Request, rows: list[roll.Row], told: _Told
    ) -> tuple[list[roll.Row], str]:
        """What was done, and why not all of it; each batch is checked anew for who may."""
        done: list[roll.Row] = []
        try:
            for i in range(0, len(rows), roll.BATCH):
                batch = rows[i : i + roll.BATCH]

                def note(
                    who: calendars.Visitor, number: int, batch: list[roll.Row] = batch
                ) -> list[roll.Row]:
                    return roll.apply(roll.opened(who, number), batch)

                done += await self._asked(request, note, writes=True)
                await told.say(_bar(len(done), len(rows)))
            await self._asked(request, roll.applied, writes=True)
        except calendars.Unknown:
            return done, NOT_YOURS
        except Exception:
            log.exception("roll.failed", done=len(done), rows=len(rows))
            return done, OUR_FAULT
        return done, ""


class _Told:
    """A page under way. When its reader has gone, what is said is dropped."""

    def __init__(self, page: web.StreamResponse) -> None:
        self._page = page
        self._is_read = True

    async def say(self, text: str) -> None:
        if self._is_read:
            try:
                await self._page.write(text.encode())
            except ConnectionError:
                self._is_read = False

    async def end(self) -> None:
        if self._is_read:
            await self._page.write_eof()


def _bar(done: int, of: int) -> str:
    return f'<p><progress max="{of}" value="{done}"></progress> {done} of {of} rows</p>\n'


def _sheet(rows: Sequence[roll.Row]) -> web.Response:
    cells = [["Row", "Says", "Is", "Report"], *map(_cells, rows)]
    name = 'attachment; filename="attendance-report.csv"'
    kind = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name}
    return web.Response(body=sheets.as_csv(cells), headers=HEADERS | kind)


def _cells(row: roll.Row) -> list[str]:
    name = row.person.name if row.person else ""
    return [str(row.entry.number), row.entry.said, name, row.verdict.value]


def _counts(rows: Sequence[roll.Row]) -> str:
    of = {v: sum(row.verdict is v for row in rows) for v in roll.Verdict}
    new, known = of[roll.Verdict.NOTED], of[roll.Verdict.KNOWN]
    return f"{new} noted, {known} noted before, {len(rows) - new - known} refused."


def _table(rows: Sequence[roll.Row]) -> str:
    listed = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(row))}</tr>" for row in rows
    )
    return (
        '<table class="rows"><thead><tr><th scope="col">Row</th><th scope="col">Says</th>'
        f'<th scope="col">Is</th><th scope="col">Report</th></tr></thead><tbody>{listed}</tbody>'
        "</table>"
    )


def _drawn(title: str, said: str, status: int = 200) -> web.Response:
    text = BEGIN.format(title=escape(title)) + said + END
    return web.Response(text=text, content_type="text/html", headers=HEADERS, status=status)


def add_routes(
    app: web.Application, path: str, database: Database, clock: Callable[[], datetime]
) -> None:
    """Serve the form at `path`, which names a token and an occurrence."""
    pages = _Pages(database, clock)
    app.router.add_get(path, pages.show)
    app.router.add_post(path, pages.take)
