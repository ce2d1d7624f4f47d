"""Leaving takes effect at once: also what waits to be sent no longer asks what was left."""

from __future__ import annotations

from datetime import timedelta

from bot.events import Person
from bot.services import attention, recall_prompts
from bot.services.recall_planning import prompt_key
from bot.store import recall_learners, unasked
from bot.store import recall_prompts as prompts
from bot.store.unit_of_work import UnitOfWork

DAYS = range(-1, 4)
"""Days from today, by UTC, whose prompts may still wait: calendars differ, weekends are long."""


def taken_out(uow: UnitOfWork, card_id: int) -> None:
    """A card rests for those who learnt it by one deck: what waits for them asks it no more."""
    at = uow.session, uow.organization_id
    asking = recall_prompts.asking(uow, card_id)
    for person_id in sorted({p.person_id for p in asking}):
        known = prompts.remembered(*at, person_id, card_id)
        if known is not None and known.due_at is None:
            left(uow, Person(person_id, ""))


def left(uow: UnitOfWork, person: Person) -> None:
    """Prompts of theirs that are not sent yet ask only what they still learn."""
    at = uow.session, uow.organization_id
    for days in DAYS:
        day = uow.now.date() + timedelta(days=days)
        key = prompt_key(person.id, day)
        waiting = [k for k in (key, f"{key}:again") if unasked.waits(*at, k)]
        found = prompts.of_day(*at, person.id, day) if waiting else None
        if found is None:
            continue
        recall_learners.take_out_resting(*at, found.id)
        now = prompts.get(*at, found.id)
        parts = recall_prompts.parts_of(uow, now) if now else []
        said = recall_prompts.draw(uow, now) if now and any(p.is_open for p in parts) else None
        for waits in waiting:
            attention.revise(uow, waits, said)
