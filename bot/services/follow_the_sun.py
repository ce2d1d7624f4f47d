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
from bot.store import colleagues, people, sessions
from bot.store.sessions import Occurrence, Planned
from bot.store.unit_of_work import UnitOfWork

AROUND = timedelta(days=7)
"""How near to a time the same session counts as its second one."""
MOST_LOOKED_AT = 6
"""Times of a series, the next ones first: what is further off can wait."""


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
    """A second time, in the actor's zone, for the first of the times `ahead` that misses somebody.

    Of a series the next few times are looked at; each has second times of its own, and who has
    joined or moved meanwhile counts. None when it would help nobody, the actor may not announce
    it, or it is for a closed circle.
    """
    if not ahead or session.conversation_id is None or not may_announce(uow, settings, actor):
        return None
    at = uow.session, uow.organization_id
    channel = colleagues.open_channel(*at, session.conversation_id)
    if channel is None:
        return None
    hosts = {p.id for p in (session.facilitator, *session.speakers)}
    zone = people.zone_of(*at, actor.id)
    known = colleagues.zones(*at, channel.workspace_id, hosts)
    looked_at = ahead[:MOST_LOOKED_AT]
    begin, end = looked_at[0].starts_at - AROUND, looked_at[-1].starts_at + AROUND
    same = colleagues.starts_of_same(*at, session, begin, end)
    own = [o.starts_at for o in sessions.of_session(*at, session.id) if not o.is_off]
    for one in looked_at:
        minutes = int((one.ends_at - one.starts_at).total_seconds() // 60)
        held = rules.held_for(one.starts_at, same, own, AROUND)
        found = rules.second_slot(held, minutes, zone, known, uow.now)
        if found is not None:
            draft = replace(
                draft_of(session),
                day=found.moment.wall.date(),
                begins=found.moment.wall.time(),
                minutes=minutes,
                time_zone=zone,
                channel=channel.name,
                repetition=Repetition(),
            )
            return Offer(draft, found.reached)
    return None
