"""Following the sun: a second time for the colleagues whose working hours the first one misses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.events import Person
from bot.rules import follow_the_sun as rules
from bot.rules.session_plan import Draft
from bot.rules.sessions import Repetition
from bot.services.session_access import may_announce
from bot.services.sessions import draft_of
from bot.settings import Sessions as SessionsSettings
from bot.store import colleagues, people
from bot.store.sessions import Occurrence, Planned
from bot.store.unit_of_work import UnitOfWork

AROUND = timedelta(days=7)
"""How near to the first one the same session counts as its second time."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A second session, ready to be announced, and whom it reaches besides, by zone."""

    draft: Draft
    reached: Mapping[str, int]


def second(
    uow: UnitOfWork,
    settings: SessionsSettings,
    actor: Person,
    session: Planned,
    ahead: Sequence[Occurrence],
) -> Offer | None:
    """A second time, in the actor's zone, for the next of the times `ahead`.

    None when it would help nobody, the actor may not announce it, or it is for a closed circle.
    """
    if not ahead or session.conversation_id is None or not may_announce(uow, settings, actor):
        return None
    at = uow.session, uow.organization_id
    channel = colleagues.open_channel(*at, session.conversation_id)
    if channel is None:
        return None
    first = ahead[0].starts_at
    same = colleagues.starts_of_same(*at, session, first - AROUND, first + AROUND)
    hosts = {p.id for p in (session.facilitator, *session.speakers)}
    zone = people.zone_of(*at, actor.id)
    found = rules.second_slot(
        [first, *(start for start in same if start != first)],
        int((ahead[0].ends_at - first).total_seconds() // 60),
        zone,
        colleagues.zones(*at, channel.workspace_id, hosts),
        uow.now,
    )
    if found is None:
        return None
    draft = replace(
        draft_of(session),
        day=found.moment.wall.date(),
        begins=found.moment.wall.time(),
        minutes=int((ahead[0].ends_at - first).total_seconds() // 60),
        time_zone=zone,
        channel=channel.name,
        repetition=Repetition(),
    )
    return Offer(draft, found.reached)
