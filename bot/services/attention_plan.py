"""Reaching many people unasked at once, when a plan has found a moment for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.rules.attention import Weight
from bot.store import attention, outbox, unasked
from bot.store.models import Urgency, WhenUnsure
from bot.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Planned:
    """A message and its moment, which lies in its person's hours. All moments are aware."""

    person_id: int
    body: str
    """The message as JSON."""
    key: str
    """Unique in the organization, and new: who plans has seen to that."""
    day: date
    """The person's own day, on which it is counted."""
    due: datetime
    """What it waited for: not before this may it go when its moment is found anew."""
    at: datetime
    expires_at: datetime
    not_after: datetime
    """The end of the stretch of work that it goes in."""


def reach_planned(uow: UnitOfWork, planned: Sequence[Planned], kind: str) -> None:
    """Post all of them as `services/attention.reach` posts one that can wait.

    Whether their days have room is for who plans to see (`store/attention.taken`). Some hundred
    at a time: a few statements, however many they are.
    """
    at = uow.session, uow.organization_id
    unasked.add_many(
        *at,
        [
            unasked.Unasked(
                key=new.key,
                person_id=new.person_id,
                post_key=new.key,
                merge="",
                weight=Weight.CAN_WAIT,
                due_at=new.due,
                expires_at=new.expires_at,
                at_prompt_time=False,
                day=new.day,
                body="",
            )
            for new in planned
        ],
    )
    outbox.add_many(
        uow.session,
        [
            outbox.NewPost(
                organization_id=uow.organization_id,
                dedupe_key=new.key,
                kind=kind,
                body=new.body,
                person_id=new.person_id,
                urgency=Urgency.BULK,
                when_unsure=WhenUnsure.DROP,
                next_attempt_at=max(new.at, uow.now),
                expires_at=new.expires_at,
                not_after=new.not_after,
            )
            for new in planned
        ],
        uow.now,
    )
    attention.count_many(*at, [(new.person_id, new.day) for new in planned])
