"""What finds questions by their words: an index beside each replica that follows the database."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.store.index import changes
from bot.store.index.asked import Asked, Found, Near, Suggestion
from bot.store.index.documents import Document, Library, NoQuestions
from bot.store.index.words import wanted

if TYPE_CHECKING:
    from bot.store.index.shelf import Shelf

__all__ = ["INDEX", "Asked", "Document", "Found", "Index", "Library", "Near", "Suggestion"]

INDEX = "index"
"""Where a session of a Database keeps it, in `Session.info`."""
AT_ONCE = 500
"""Questions read from the database in one go."""


def index_of(session: Session) -> Index:
    """The index that belongs to the database of this session."""
    return cast("Index", session.info[INDEX])


@dataclass(slots=True)
class _Place:
    """An organization's shelf, and how far it has followed."""

    shelf: Shelf
    moment: int | None = None
    """Everything before it is taken; None: nothing is."""
    taken: set[changes.Change] = field(default_factory=set)


class Index:
    """Finds questions; safe for threads. What was committed before a query counts in it."""

    def __init__(self, engine: Engine, folder: Path | None, library: Library | None = None) -> None:
        """`engine`: its own connection, which reads what is committed and nothing else."""
        self._engine = engine
        self._folder = folder
        self.library: Library = library or NoQuestions()
        self._places: dict[int, _Place] = {}
        self._lock = threading.RLock()

    def changed(self, session: Session, organization_id: int, question_id: int) -> None:
        """A question, its topics or answers changed: every replica learns of it on commit."""
        changes.note(session, organization_id, question_id)

    def answered_before(
        self,
        session: Session,
        organization_id: int,
        text: Asked,
        *,
        most: int = 3,
        exclude: Collection[int] = (),
    ) -> list[Suggestion]:
        """Earlier questions with an accepted answer that likely answer this one, best first."""
        return []

    def nearest(
        self, session: Session, organization_id: int, text: Asked, *, most: int = 100
    ) -> list[Near]:
        """Earlier questions that resemble this one, answered or not, best first."""
        with self._lock:
            shelf = self._current(organization_id)
            title, body = shelf.terms(text.title), shelf.terms(text.body)
            weights = wanted(title, body, shelf.frequency, shelf.size)
            found = shelf.search(weights, most) if weights else []
        best = found[0][1] if found else 1.0
        return [Near(i, score / best) for i, score in found]

    def find(
        self,
        session: Session,
        organization_id: int,
        words: str,
        *,
        topics: Sequence[str] = (),
        most: int = 10,
        offset: int = 0,
    ) -> list[Found]:
        """Questions with these words, accepted ones first; the last word may be unfinished.

        Whatever is typed is words: operators and quotes mean nothing. When no question has all
        of them, those with some.
        """
        with self._lock:
            shelf = self._current(organization_id)
            return [Found(i, score, w) for i, score, w in shelf.page(words, topics, most, offset)]

    def rebuild(self, organization_id: int) -> None:
        """Forget what is indexed of an organization, and read it all from the database."""
        with self._lock:
            place = self._place(organization_id)
            place.shelf.clear()
            place.moment = None
            self._current(organization_id)

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            for place in self._places.values():
                place.shelf.close()
            self._places.clear()

    def _place(self, organization_id: int) -> _Place:
        if organization_id not in self._places:
            from bot.store.index.shelf import Shelf

            folder = self._folder / str(organization_id) if self._folder else None
            self._places[organization_id] = _Place(Shelf(folder))
        return self._places[organization_id]

    def _current(self, organization_id: int) -> Shelf:
        """The organization's shelf with everything in it that is committed by now."""
        place = self._place(organization_id)
        with Session(self._engine) as session:
            horizon = changes.undecided(session, organization_id)
            if place.moment is None:
                self._read_all(session, organization_id, place)
                place.taken = set()
            else:
                found = set(changes.since(session, organization_id, place.moment))
                self._read(
                    session, organization_id, place, {c.question_id for c in found - place.taken}
                )
                place.taken = {c for c in found if c.moment >= horizon}
            place.moment = horizon
        return place.shelf

    def _read_all(self, session: Session, organization_id: int, place: _Place) -> None:
        last = 0
        while ids := self.library.after(session, organization_id, last, AT_ONCE):
            self._read(session, organization_id, place, set(ids))
            last = ids[-1]

    def _read(self, session: Session, organization_id: int, place: _Place, ids: set[int]) -> None:
        if ids:
            documents = list(self.library.documents(session, organization_id, ids))
            place.shelf.put(documents, ids - {d.question_id for d in documents})
