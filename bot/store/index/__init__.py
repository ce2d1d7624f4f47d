"""What finds questions by their words: an index beside each replica that follows the database."""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.store.index import changes
from bot.store.index.asked import Asked, Found, Near, Suggestion
from bot.store.index.documents import Document, Library
from bot.store.index.library import Questions
from bot.store.index.words import Query

if TYPE_CHECKING:
    from bot.store.index.place import Place, Progress
    from bot.store.index.ranking import Ranked
    from bot.store.index.view import Candidate, View

__all__ = ["INDEX", "Asked", "Document", "Found", "Index", "Library", "Near", "Suggestion"]

INDEX = "index"
"""Where a session of a Database keeps it, in `Session.info`."""
SURE = 0.151
"""The least confidence that is shown: that the same question is among those shown. At most 15 % of
the questions whose twin was taken away get a suggestion. `python -m bench.matching_fit` finds it.
"""
LEAST = 2
"""Words that a suggestion shares with the question: one alone says too little."""


def index_of(session: Session) -> Index:
    """The index that belongs to the database of this session."""
    return cast("Index", session.info[INDEX])


class Index:
    """Finds questions; safe for threads. What was committed before a query counts in it."""

    def __init__(self, engine: Engine, folder: Path | None, library: Library | None = None) -> None:
        """`engine`: a connection of its own, which sees what is committed and nothing else."""
        self._engine = engine
        self._folder = folder
        self.library: Library = library or Questions()
        self._places: dict[int, Place] = {}
        self._lock = threading.Lock()

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
        """Earlier questions with an accepted answer that likely answer this one, best first.

        All of them or none: only when it is sure enough that the answer is among them.
        """
        from bot.store.index.ranking import CANDIDATES, shown, sure

        ranked = self.alike(organization_id, text, most=CANDIDATES, exclude=exclude, accepted=True)
        near = [r for r in ranked if len(r.words) >= LEAST][:most]
        if sure([r.likelihood for r in near]) < SURE:
            return []
        view, said = self._place(organization_id).view, f"{text.title}\n{text.body}"
        return [
            Suggestion(r.question_id, r.likelihood, view.spelt(said, r.words)) for r in shown(near)
        ]

    def alike(
        self,
        organization_id: int,
        text: Asked,
        *,
        most: int,
        exclude: Collection[int] = (),
        accepted: bool = False,
    ) -> list[Ranked]:
        """Earlier questions by how likely each is the same one, however unlikely that is."""
        from bot.store.index.ranking import CANDIDATES, rank

        enough = CANDIDATES + len(exclude)
        query, found, now = self.candidates(organization_id, text, enough, accepted=accepted)
        left = [c for c in found if c.question_id not in exclude][:CANDIDATES]
        return rank(query, left, now, most)

    def candidates(
        self, organization_id: int, text: Asked, most: int, *, accepted: bool = False
    ) -> tuple[Query, list[Candidate], float]:
        """A question's words, who has them, and when anybody said anything last (Unix time)."""
        view = self._current(organization_id)
        query = _query(view, text)
        found = view.search(query.weights, most, accepted=accepted)
        return query, found, view.lengths.active_at

    def nearest(
        self, session: Session, organization_id: int, text: Asked, *, most: int = 100
    ) -> list[Near]:
        """Earlier questions that resemble this one, answered or not, best first."""
        view = self._current(organization_id)
        found = view.search(_query(view, text).weights, most)
        return [Near(c.question_id, c.score / found[0].score) for c in found]

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
        view = self._current(organization_id)
        return [Found(i, score, w) for i, score, w in view.page(words, topics, most, offset)]

    def rebuild(self, organization_id: int, progress: Progress = lambda read: None) -> None:
        """Forget what is indexed of an organization, and read it all from the database.

        `progress` is told how many questions were read since it was told last.
        """
        self._place(organization_id).read_all(progress)

    def settled(self) -> None:
        """Return when what is being written is on disk."""
        for place in list(self._places.values()):
            place.settled()

    def close(self) -> None:
        """Finish what is being written."""
        with self._lock:
            for place in self._places.values():
                place.close()
            self._places.clear()

    def _current(self, organization_id: int) -> View:
        return self._place(organization_id).current()

    def _place(self, organization_id: int) -> Place:
        # Loaded when first asked for: a Potluck in which nobody asks needs none of it.
        from bot.store.index.place import Place

        with self._lock:
            if organization_id not in self._places:
                folder = self._folder / str(organization_id) if self._folder else None
                self._places[organization_id] = Place(
                    organization_id, self._engine, self.library, folder
                )
            return self._places[organization_id]


def _query(view: View, text: Asked) -> Query:
    return Query.of(view.words(text.title), view.words(text.body), view.frequency, view.documents)
