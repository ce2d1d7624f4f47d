"""/calendar/<token>/<session>/…: a file is checked row by row, then done, whatever it holds.

The page has no script: while a file is done the answer itself grows, bar by bar, and the style
sheet shows the last of them.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import ClassVar, Generic, TypeVar

import structlog
from aiohttp import web
from sqlalchemy.orm import Session

from adapters.web import sheets
from bot.services import calendars
from bot.services.roll import NotChecked
from bot.store.database import Database

log = structlog.get_logger()
T = TypeVar("T")
Entry = TypeVar("Entry")
Row = TypeVar("Row")

LARGEST = 1024 * 1024
"""Bytes of a file."""


class Unreadable(ValueError):
    """The file can't be read; the text says why and what to do."""


class Import(ABC, Generic[Entry, Row]):
    """What is imported: the words of its page, and what becomes of its rows.

    `number` is the occurrence's, or 0 where the page belongs to none.

    Whatever takes a visitor raises Unknown for whoever may not, each time anew.
    """

    heading: ClassVar[str]
    """With `{title}`, the session's or the organization's."""
    choose: ClassVar[str]
    accept: ClassVar[str]
    do: ClassVar[str]
    """What the button says that does it."""
    columns: ClassVar[tuple[str, ...]]
    report: ClassVar[str]
    """The file's name of a report."""
    not_yours: ClassVar[str]
    our_fault: ClassVar[str]
    event: ClassVar[str]
    """What a failure is called in the log."""

    @abstractmethod
    def read(self, name: str, raw: bytes) -> list[Entry]:
        """What a file of that name says. Raises Unreadable."""

    @abstractmethod
    def title(self, who: calendars.Visitor, number: int) -> str:
        """What that to which it is imported is called, for whoever may."""

    @abstractmethod
    def check(
        self, who: calendars.Visitor, number: int, entries: list[Entry]
    ) -> tuple[str, list[Row]]:
        """What each row would do, and the key under which it is kept."""

    @abstractmethod
    def checked(self, who: calendars.Visitor, number: int, key: str) -> list[Row]:
        """What each row of a file that was checked would do now. Raises NotChecked."""

    @abstractmethod
    def apply(self, who: calendars.Visitor, number: int, rows: list[Row]) -> list[Row]:
        """Do one batch; what each row did."""

    @abstractmethod
    def applied(self, who: calendars.Visitor, number: int) -> None:
        """The file is done with."""

    @abstractmethod
    def batch(self) -> int:
        """Rows of a transaction."""

    @abstractmethod
    def counts(self, rows: Sequence[Row]) -> str:
        """How many rows did what, in a sentence."""

    @abstractmethod
    def cells(self, row: Row) -> list[str]:
        """A row of the report, as many as there are columns."""


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
<title>{heading} · Potluck</title>
<link rel="stylesheet" href="../../calendar.css">
</head>
<body>
<main>
<h1>{heading}</h1>
"""
CHOOSE = """<form method="post" enctype="multipart/form-data">
<label for="list">{choose}</label>
<input id="list" type="file" name="list" accept="{accept}" required>
<button name="do" value="check">Check it, change nothing</button>
</form>
"""
APPLY = """<form method="post" enctype="multipart/form-data">
<input type="hidden" name="key" value="{key}">
<button name="do" value="apply">{do}</button>
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


@dataclass(frozen=True, slots=True)
class _Pages(Generic[Entry, Row]):
    kind: Import[Entry, Row]
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
        number = int(request.match_info.get("occurrence", 0))

        def job(session: Session) -> T:
            visitor = calendars.visitor(session, request.match_info["token"], self.clock())
            return answer(visitor, number)

        if writes:
            return await self.database.write(job, behind=True)
        return await self.database.read(job)

    async def show(self, request: web.Request) -> web.Response:
        """The form."""
        return self._drawn(await self._title(request), self._choose())

    async def _title(self, request: web.Request) -> str:
        try:
            return await self._asked(request, self.kind.title)
        except calendars.Unknown:
            raise web.HTTPNotFound from None

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
                    return self._sheet(rows)
                return await self._apply(request, title, rows)
            if deed != "check" or not isinstance(sent, web.FileField):
                return self._drawn(title, NO_FILE + self._choose(), status=400)
            return await self._check(request, title, sent)
        except calendars.Unknown:
            raise web.HTTPNotFound from None
        except NotChecked:
            return self._drawn(title, CHECK_FIRST + self._choose(), status=409)

    async def _check(
        self, request: web.Request, title: str, sent: web.FileField
    ) -> web.StreamResponse:
        try:
            entries = await asyncio.to_thread(
                lambda: self.kind.read(sent.filename or "", sent.file.read(LARGEST + 1))
            )
        except Unreadable as wrong:
            said = f"<p>{escape(str(wrong))}</p>{self._choose()}"
            return self._drawn(title, said, status=400)
        key, rows = await self._asked(
            request, lambda who, number: self.kind.check(who, number, entries), writes=True
        )
        counts = f'<p role="status">Nothing was changed yet: {self.kind.counts(rows)}</p>'
        apply = APPLY.format(key=key, do=self.kind.do)
        return self._drawn(title, counts + apply + self._table(rows) + self._choose())

    async def _checked(self, request: web.Request, key: str) -> list[Row]:
        return await self._asked(request, lambda who, number: self.kind.checked(who, number, key))

    async def _apply(self, request: web.Request, title: str, rows: list[Row]) -> web.StreamResponse:
        """Note who came while the page grows; whoever leaves it stops nothing."""
        page = web.StreamResponse(headers=HEADERS | GROWS)
        await page.prepare(request)
        told = _Told(page)
        await told.say(self._begin(title) + '<section class="growing">\n')
        await told.say(_bar(0, len(rows)))
        done, ended = await self._batches(request, rows, told)
        counts = f'<p role="status">{"Stopped" if ended else "Done"}: {self.kind.counts(done)}</p>'
        await told.say(f"{counts}\n</section>\n{ended}{self._table(done)}{self._choose()}{END}")
        await told.end()
        return page

    async def _batches(
        self, request: web.Request, rows: list[Row], told: _Told
    ) -> tuple[list[Row], str]:
        """What was done, and why not all of it; each batch is checked anew for who may."""
        done: list[Row] = []
        try:
            for i in range(0, len(rows), self.kind.batch()):
                batch = rows[i : i + self.kind.batch()]

                def note(
                    who: calendars.Visitor, number: int, batch: list[Row] = batch
                ) -> list[Row]:
                    return self.kind.apply(who, number, batch)

                done += await self._asked(request, note, writes=True)
                await told.say(_bar(len(done), len(rows)))
            await self._asked(request, self.kind.applied, writes=True)
        except calendars.Unknown:
            return done, self.kind.not_yours
        except Exception:
            log.exception(self.kind.event, done=len(done), rows=len(rows))
            return done, self.kind.our_fault
        return done, ""

    def _begin(self, title: str) -> str:
        return BEGIN.format(heading=escape(self.kind.heading.format(title=title)))

    def _choose(self) -> str:
        return CHOOSE.format(choose=escape(self.kind.choose), accept=self.kind.accept)

    def _drawn(self, title: str, said: str, status: int = 200) -> web.Response:
        text = self._begin(title) + said + END
        return web.Response(text=text, content_type="text/html", headers=HEADERS, status=status)

    def _sheet(self, rows: Sequence[Row]) -> web.Response:
        cells = [list(self.kind.columns), *map(self.kind.cells, rows)]
        name = f'attachment; filename="{self.kind.report}"'
        headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": name}
        return web.Response(body=sheets.as_csv(cells), headers=HEADERS | headers)

    def _table(self, rows: Sequence[Row]) -> str:
        listed = "".join(_cells(self.kind.cells(row), "td") for row in rows)
        heading = _cells(self.kind.columns, "th")
        return f'<table class="rows"><thead>{heading}</thead><tbody>{listed}</tbody></table>'


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


def _cells(cells: Sequence[str], tag: str) -> str:
    scope = ' scope="col"' if tag == "th" else ""
    return f"<tr>{''.join(f'<{tag}{scope}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"


def add_routes(
    app: web.Application,
    path: str,
    kind: Import[Entry, Row],
    database: Database,
    clock: Callable[[], datetime],
) -> None:
    """Serve the form at `path`, which names a token, and an occurrence where it is for one."""
    pages = _Pages(kind, database, clock)
    app.router.add_get(path, pages.show)
    app.router.add_post(path, pages.take)
