"""One organization's index: it follows the log of changes, and settles on disk now and then."""

from __future__ import annotations

import json
import shutil
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.store.index import changes
from bot.store.index.documents import Document, Library
from bot.store.index.entries import Entry
from bot.store.index.shelf import Shelf
from bot.store.index.tail import Lengths
from bot.store.index.view import View

log = structlog.get_logger()

FORMAT = 1
"""Of what lies on disk; another one is read anew from the database."""
AT_ONCE = 1_000
"""Questions read from the database in one go."""
SETTLE = 128
"""Changes that are kept in memory, at least, before they are written to disk together."""
MORE = 50_000
"""Questions after which what was read of many can be found."""
WAITED_FOR = 5_000
"""Questions that a first query waits for; of more it sees what is read by then."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _State:
    """How far what is on disk has followed."""

    moment: int
    """Everything before it is there."""
    lengths: Lengths
    format: int = FORMAT


class Place:
    """Keeps up with the database. Safe for threads."""

    def __init__(
        self, organization_id: int, engine: Engine, library: Library, folder: Path | None
    ) -> None:
        self._organization_id = organization_id
        self._engine = engine
        self._library = library
        self._folder = folder
        self._lock = threading.RLock()
        self._settling: threading.Thread | None = None
        self._closed = False
        self._taken: set[changes.Change] = set()
        """Of the moment up to which it followed, and later: what of them is in."""
        self._moment: int | None = None
        self._shelf, state = self._open()
        lengths = Lengths()
        if state is not None:
            self._moment, lengths = state.moment, state.lengths
        self._view = View(
            self._shelf.searcher(),
            self._shelf.schema,
            self._shelf.analyzer,
            self._shelf.speller,
            lengths=lengths,
        )

    @property
    def view(self) -> View:
        """The index as it was when it was brought up to date last."""
        return self._view

    def current(self) -> View:
        """The index with everything in it that is committed by now."""
        with self._lock:
            with Session(self._engine) as session:
                horizon = changes.undecided(session, self._organization_id)
                if self._moment is not None and horizon < self._moment:
                    if self._is_writing():  # of what is gone: the next query sees to it
                        return self._view
                    log.warning("index.database_replaced", organization_id=self._organization_id)
                    self._moment = None
                if self._moment is not None:
                    self._follow(session, self._moment, horizon)
            if self._moment is None:
                self._start(horizon)
            return self._view

    def read_all(self, progress: Progress = lambda read: None) -> None:
        """Forget what is indexed, and read everything from the database."""
        while True:
            self.settled()  # it needs the lock to end
            with self._lock:
                if self._is_writing():
                    continue
                with Session(self._engine) as session:
                    horizon = changes.undecided(session, self._organization_id)
                self._clear()
                self._read_on(0, None, progress)
                self._is_at(horizon)
                return

    def close(self) -> None:
        """Finish what is being written."""
        self._closed = True
        if self._settling is not None:
            self._settling.join()

    def settled(self) -> None:
        """Return when what is being written is on disk."""
        if self._settling is not None:
            self._settling.join()

    def _start(self, horizon: int) -> None:
        """Nothing is indexed: read what a query may wait for, and the rest beside it."""
        self._clear()
        last = self._read_on(0, WAITED_FOR, lambda read: None)
        if last is None:
            self._is_at(horizon)
            return
        self._moment = horizon
        self._settling = threading.Thread(
            target=self._read_rest, args=(last, horizon), name="index", daemon=True
        )
        self._settling.start()

    def _read_rest(self, last: int, horizon: int) -> None:
        """What a first query did not wait for; until all is read, a restart begins anew."""
        more: int | None = last
        while more is not None and not self._closed:
            more = self._read_on(more, MORE, lambda read: None)
        if more is None:
            with self._lock:
                self._write_state(horizon)

    def _read_on(self, last: int, most: int | None, progress: Progress) -> int | None:
        """Read questions after `last` to disk; where it stopped, or None when that was all."""
        read, is_all, lengths = 0, False, Lengths()

        def entries() -> Iterator[Entry]:
            nonlocal last, read, is_all, lengths
            while not self._closed and (most is None or read < most):
                with Session(self._engine) as session:
                    ids = self._library.after(session, self._organization_id, last, AT_ONCE)
                    documents = self._documents(session, ids) if ids else []
                for document in documents:
                    entry = self._entry(document)
                    lengths = lengths.plus(entry)
                    yield entry
                progress(len(ids))
                if len(ids) < AT_ONCE:
                    is_all = True
                    return
                last, read = ids[-1], read + len(ids)

        self._shelf.fill(entries(), anew=last == 0)
        with self._lock:
            self._view = replace(
                self._view, searcher=self._shelf.searcher(), lengths=self._view.lengths + lengths
            )
        return None if is_all else last

    def _follow(self, session: Session, moment: int, horizon: int) -> None:
        found = set(changes.since(session, self._organization_id, moment))
        if new := found - self._taken:
            self._take(session, {c.question_id for c in new})
        self._taken = {c for c in found if c.moment >= horizon}
        self._moment = horizon
        if len(self._view.newest) >= SETTLE:
            self._settle()

    def _take(self, session: Session, ids: Collection[int]) -> None:
        """Read changed questions into memory."""
        fresh: dict[int, Entry | None] = dict.fromkeys(ids)
        fresh |= {d.question_id: self._entry(d) for d in self._documents(session, ids)}
        having, lengths = Counter(self._view.having), self._view.lengths
        for question_id, entry in fresh.items():
            if before := self._view.newest.get(question_id):
                having.subtract(before.words)
            if entry is not None:
                having.update(entry.words)
                lengths = lengths.plus(entry)
        newest = {**self._view.newest, **fresh}
        self._view = replace(self._view, newest=newest, having=having, lengths=lengths)

    def _keep(self, newest: dict[int, Entry | None]) -> None:
        """Of what is in memory, only that."""
        having: Counter[str] = Counter()
        for entry in newest.values():
            having.update(entry.words if entry is not None else ())
        self._view = replace(
            self._view, searcher=self._shelf.searcher(), newest=newest, having=having
        )

    def _settle(self) -> None:
        """Write what is in memory to disk, beside the queries that go on meanwhile."""
        if self._is_writing():
            return
        written, moment = dict(self._view.newest), self._moment
        self._settling = threading.Thread(
            target=self._write, args=(written, moment), name="index", daemon=True
        )
        self._settling.start()

    def _write(self, written: dict[int, Entry | None], moment: int) -> None:
        self._shelf.write([e for e in written.values() if e is not None], written.keys())
        with self._lock:
            left = {i: e for i, e in self._view.newest.items() if written.get(i, self) is not e}
            self._keep(left)
            self._write_state(moment)

    def _is_writing(self) -> bool:
        return self._settling is not None and self._settling.is_alive()

    def _documents(self, session: Session, ids: Collection[int]) -> list[Document]:
        return list(self._library.documents(session, self._organization_id, ids))

    def _entry(self, document: Document) -> Entry:
        return Entry.of(document, self._shelf.analyzer.analyze)

    def _is_at(self, moment: int) -> None:
        self._moment = moment
        self._write_state(moment)

    def _clear(self) -> None:
        self._forget_state()
        self._taken = set()
        self._view = replace(self._view, newest={}, having={}, lengths=Lengths())

    def _open(self) -> tuple[Shelf, _State | None]:
        """What lies on disk; what can't be read or is of another version is thrown away."""
        if self._folder is None:
            return Shelf(None), None
        state = self._read_state()
        if state is None:
            shutil.rmtree(self._folder, ignore_errors=True)
        try:
            return Shelf(self._folder / "words"), state
        except (ValueError, OSError) as error:
            log.warning("index.unreadable", error=type(error).__name__)
            shutil.rmtree(self._folder, ignore_errors=True)
            return Shelf(self._folder / "words"), None

    @property
    def _state_file(self) -> Path | None:
        return self._folder / "state.json" if self._folder is not None else None

    def _read_state(self) -> _State | None:
        if self._state_file is None:
            return None
        try:
            raw = json.loads(self._state_file.read_text())
            if raw["format"] != FORMAT:
                return None
            return _State(int(raw["moment"]), Lengths(**raw["lengths"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _write_state(self, moment: int) -> None:
        if self._state_file is not None:
            fresh = self._state_file.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(_State(moment, self._view.lengths))))
            fresh.replace(self._state_file)

    def _forget_state(self) -> None:
        if self._state_file is not None:
            self._state_file.unlink(missing_ok=True)
