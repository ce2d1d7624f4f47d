"""Beginning to learn: those who came to a session, and whoever chooses a deck or a topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from datetime import datetime

from bot.rules.recall_enrolment import beginning
from bot.settings import Recall
from bot.store import recall_decks, roles
from bot.store import recall_learners as store
from bot.store.unit_of_work import UnitOfWork


def enrol(
    uow: UnitOfWork, settings: Recall, person_ids: Iterable[int], deck_id: int, began_at: datetime
) -> list[int]:
    """These people learn a deck because they came; those who did not learn it before.

    Left out is who wants no recall, who left this deck once, and who is a bot or gone. What is
    asked begins at `began_at` (aware), the end of the session.
    """
    at = uow.session, uow.organization_id
    ids = _able(uow, person_ids)
    parts = store.part(*at, ids)
    willing = [id_ for id_ in ids if parts[id_] is not False]
    new = store.subscribe(*at, willing, uow.now, deck_id=deck_id, is_enrolled=True)
    begin(uow, settings, new, recall_decks.card_ids(*at, deck_id), began_at)
    return new


def begin(
    uow: UnitOfWork,
    settings: Recall,
    person_ids: Collection[int],
    card_ids: Collection[int],
    began_at: datetime,
) -> None:
    """These people begin with these cards, unless they did before: that goes on as it was."""
    rows = []
    for person_id in person_ids:
        for card_id in card_ids:
            first = beginning(
                person_id,
                card_id,
                began_at,
                course_days=settings.course_days,
                first_after_hours=settings.first_after_hours,
                hold_out=settings.hold_out,
            )
            rows.append(
                {
                    "person_id": person_id,
                    "card_id": card_id,
                    "began_at": began_at,
                    **asdict(first),
                }
            )
    store.begin(uow.session, uow.organization_id, rows)


def _able(uow: UnitOfWork, person_ids: Iterable[int]) -> list[int]:
    """Of these, the people who are here and no bots."""
    ids = sorted(set(person_ids))
    known = roles.standings(uow.session, uow.organization_id, ids)
    return [i for i in ids if i in known and not (known[i].is_bot or known[i].is_deleted)]
