"""Finding who or what a session would double-book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.events import Person
from bot.rules.clashes import Clash, Double, same_place, shared
from bot.rules.session_plan import Fault, Problem
from bot.rules.sessions import Moment
from bot.store import session_lists as store
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork

MOST_NAMED = 3
"""Clashes that are named at once: whoever plans has to change something anyway."""


def clashes(
    uow: UnitOfWork,
    actor: Person,
    times: Sequence[Moment],
    minutes: int,
    speakers: Sequence[Person],
    place: str,
    *,
    session_id: int = 0,
    coming: Mapping[Moment, int] | None = None,
) -> list[Clash]:
    """What these times would double-book, the earliest first, as far as `actor` may know.

    `session_id` does not clash with itself. `coming` names the occurrence whose people come to
    each time, when it has any yet.
    """
    found: list[Clash] = []
    for moment in times:
        end = moment.at + timedelta(minutes=minutes)
        for other in store.overlapping(
            uow.session, uow.organization_id, moment.at, end, session_id
        ):
            own = (coming or {}).get(moment)
            found += _between(uow, actor, speakers, place, own, other)
            if len(found) >= MOST_NAMED:
                return found[:MOST_NAMED]
    return found


def _between(
    uow: UnitOfWork,
    actor: Person,
    speakers: Sequence[Person],
    place: str,
    own: int | None,
    other: Occurrence,
) -> list[Clash]:
    session = other.session
    names = [(p.id, p.name) for p in speakers]
    double: dict[Double, str] = {}
    double[Double.SPEAKS] = shared(names, [p.id for p in session.speakers])
    going = store.going_among(uow.session, uow.organization_id, other.id, [p.id for p in speakers])
    double[Double.GOES] = shared(names, going)
    double[Double.PLACE] = session.place if same_place(place, session.place) else ""
    if own is not None:
        both = store.going_to_both(uow.session, uow.organization_id, own, other.id)
        double[Double.COMES] = str(both) if both else ""
    if not any(double.values()):
        return []
    may_know = store.may_know(uow.session, uow.organization_id, actor.id, other.id)
    title = session.title if may_know else ""
    return [
        Clash(what, who, title, other.wall, session.zone) for what, who in double.items() if who
    ]


def problems(found: Sequence[Clash]) -> list[Problem]:
    """The clashes as what is wrong with the start."""
    return [Problem("begins", Fault.CLASH, clash=clash) for clash in found]


def also_going_to(uow: UnitOfWork, person: Person, occurrence: Occurrence) -> list[Occurrence]:
    """What else somebody goes to at the time of an occurrence."""
    return store.own_overlapping(
        uow.session,
        uow.organization_id,
        person.id,
        occurrence.starts_at,
        occurrence.ends_at,
        occurrence.session.id,
    )
