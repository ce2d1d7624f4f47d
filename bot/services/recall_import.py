"""Importing recall cards: what each row would do, and doing it in batches."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

from bot.events import Person
from bot.rules.recall_cards import Draft, problems
from bot.rules.recall_import import Record
from bot.services import recall_cards
from bot.services.calendars import Unknown, Visitor
from bot.services.recall_access import hosts, is_admin, writable
from bot.services.roll import CHECK_HOLDS, NotChecked
from bot.settings import Settings
from bot.store import recall_cards as cards
from bot.store import recall_decks, roll, sessions
from bot.store.models import CardState, LinkKind
from bot.store.recall_decks import Deck
from bot.store.sessions import Planned
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_card_forms as views

BATCH = 100
"""Rows a transaction: so that others who press a button wait for one batch at most."""
MOST_CARDS = 1000
"""Cards a deck takes by import: who learns it would be asked the last one in years."""
SHOWN = 60
"""Characters of a row that a report repeats."""


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    KNOWN = "there already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the report; `why` says what to do about one that was refused."""

    number: int
    said: str
    verdict: Verdict
    why: str = ""
    draft: Draft | None = None


@dataclass(slots=True)
class Looked:
    """What is in a deck, or will be once the rows before are: digests, so that little is held."""

    known: set[bytes] = field(default_factory=set)
    room: int = MOST_CARDS

    def look(self, record: Record) -> Row:
        """What a row does; nothing is written."""
        draft = record.draft
        if draft is None:
            return Row(record.number, "", Verdict.REFUSED, record.broken)
        said = " ".join(draft.prompt.split())[:SHOWN]
        wrong = problems(draft)
        if wrong:
            why = " ".join(views.sentence(p) for p in wrong)
            return Row(record.number, said, Verdict.REFUSED, why)
        digest = _digest(draft.kind, draft.prompt)
        if digest in self.known:
            return Row(record.number, said, Verdict.KNOWN)
        if self.room < 1:
            why = f"A deck takes {MOST_CARDS} cards. Divide them among several decks."
            return Row(record.number, said, Verdict.REFUSED, why)
        self.room -= 1
        self.known.add(digest)
        return Row(record.number, said, Verdict.NEW, draft=draft)


def in_deck(uow: UnitOfWork, deck_id: int | None) -> Looked:
    """What a deck holds already; None: it is yet to be begun."""
    if deck_id is None:
        return Looked()
    at = uow.session, uow.organization_id
    states = (CardState.DRAFT, CardState.ACTIVE)
    ids = recall_decks.card_ids(*at, deck_id, states, baseline=None)
    known = {_digest(c.kind, c.prompt) for c in cards.cards(*at, ids).values()}
    return Looked(known, MOST_CARDS - len(ids))


def _digest(kind: str, prompt: str) -> bytes:
    said = f"{kind} {' '.join(prompt.casefold().split())}"
    return hashlib.blake2b(said.encode(errors="replace"), digest_size=12).digest()


def apply(
    uow: UnitOfWork,
    actor: Person,
    deck_id: int,
    rows: Sequence[Row],
    used_under: Settings | None = None,
) -> list[Row]:
    """Write the new cards of one batch as drafts; what each row did.

    With `used_under`, the settings, they are asked at once. Raises Gone, NotAllowed.
    """
    deck = writable(uow, actor, deck_id)
    looked = in_deck(uow, deck.id)
    made, out = [], []
    for row in rows:
        if row.verdict is Verdict.NEW and row.draft is not None:
            # Somebody may have written it since it was looked at.
            row = looked.look(Record(row.number, row.draft))
            if row.verdict is Verdict.NEW and row.draft is not None:
                made.append(recall_cards.write(uow, actor, row.draft, deck.id).id)
        out.append(replace(row, draft=None))
    if used_under is not None:
        recall_cards.use(uow, used_under, actor, made)
    return out


def target(uow: UnitOfWork, actor: Person, *, session_id: int | None, title: str) -> Deck:
    """The deck that cards are imported into, begun now if need be. Raises Gone, NotAllowed."""
    if session_id is not None:
        return recall_cards.deck_of_session(uow, actor, session_id)
    return recall_cards.new_deck(uow, actor, title)


@dataclass(slots=True)
class Tally:
    """How many rows did what."""

    new: int = 0
    known: int = 0
    refused: int = 0

    def add(self, rows: Iterable[Row]) -> None:
        """Count these too."""
        for row in rows:
            self.new += row.verdict is Verdict.NEW
            self.known += row.verdict is Verdict.KNOWN
            self.refused += row.verdict is Verdict.REFUSED


CARDS = "cards."
"""How the key of a checked file of cards begins: lists of who came are kept beside them."""


def opened(who: Visitor, occurrence_id: int) -> Planned:
    """The session, for those who write its cards.

    Raises Unknown for everybody else, when there is none, and with a feed's link.
    """
    found = sessions.occurrence(who.uow.session, who.uow.organization_id, occurrence_id)
    if found is None or who.link.kind is not LinkKind.VISIT:
        raise Unknown
    if not (hosts(who.uow, who.person, found.session.id) or is_admin(who.uow, who.person)):
        raise Unknown
    return found.session


def check(who: Visitor, occurrence_id: int, entries: Sequence[Record]) -> tuple[str, list[Row]]:
    """Look, and keep the cards so that they can be written; their key. Raises Unknown."""
    rows = _look(who, opened(who, occurrence_id), entries)
    key = CARDS + secrets.token_urlsafe(16)
    at = who.uow.session, who.uow.organization_id, occurrence_id, who.person.id
    kept = [
        (e.number, json.dumps(asdict(e.draft) if e.draft else e.broken, ensure_ascii=False))
        for e in entries
    ]
    roll.keep(*at, key, kept, who.uow.now)
    return key, rows


def checked(who: Visitor, occurrence_id: int, key: str) -> list[Row]:
    """What each row of a file that was checked would do now. Raises Unknown, NotChecked."""
    session = opened(who, occurrence_id)
    where = who.uow.session, who.uow.organization_id, occurrence_id, who.person.id
    kept = roll.kept(*where, key, who.uow.now - CHECK_HOLDS) if key.startswith(CARDS) else None
    if kept is None:
        raise NotChecked
    return _look(who, session, [_record(number, json.loads(said)) for number, said in kept])


def _record(number: int, said: dict[str, object] | str) -> Record:
    if isinstance(said, str):
        return Record(number, None, said)
    return Record(number, Draft(**said))  # type: ignore[arg-type]


def _look(who: Visitor, session: Planned, entries: Sequence[Record]) -> list[Row]:
    deck = recall_decks.of_session(who.uow.session, who.uow.organization_id, session.id)
    looked = in_deck(who.uow, deck.id if deck else None)
    return [looked.look(entry) for entry in entries]


def apply_checked(who: Visitor, occurrence_id: int, rows: Sequence[Row]) -> list[Row]:
    """Write one batch as drafts of the session's deck; what each row did. Raises Unknown."""
    session = opened(who, occurrence_id)
    deck = recall_cards.deck_of_session(who.uow, who.person, session.id)
    return apply(who.uow, who.person, deck.id, rows)


def applied(who: Visitor, occurrence_id: int) -> None:
    """The file is done with: it can't be written again."""
    roll.forget(who.uow.session, who.uow.organization_id, occurrence_id, who.person.id)
