"""Reminding those who come: planned by moment, checked again and sent when the moment comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from bot.rules import reminders as rules
from bot.rules.signups import Answer
from bot.settings import Sessions as SessionsSettings
from bot.store import session_lists, sessions, signups, timers
from bot.store.models import WhenUnsure
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import signups as views

AT_MOST = 100_000
"""People reminded of one occurrence; more than any session has seats."""
REPLAN = "session.replan"
REPLANNED = 100
"""Occurrences planned anew in one transaction."""
NEAR = timedelta(days=3)
"""How long before the start the first reminder may have been sent."""


def plan(
    uow: UnitOfWork, settings: SessionsSettings, occurrence: Occurrence, zones: Iterable[str]
) -> None:
    """Plan the moments at which people of these zones are reminded; planning twice is once.

    One timer a moment, however many people it concerns. What a moment means is decided when it
    comes: after a move or a cancellation it means nothing.
    """
    for due in sorted({d for zone in set(zones) for d in _moments(settings, occurrence, zone)}):
        if due > uow.now:
            uow.plan(
                "session.remind",
                key=f"session:{occurrence.id}:remind:{due.isoformat()}",
                due_at=due,
                data={"occurrence_id": occurrence.id},
                expires_at=occurrence.starts_at,
            )


def plan_all(
    uow: UnitOfWork, settings: SessionsSettings, occurrences: Sequence[Occurrence]
) -> None:
    """Plan every reminder of these occurrences anew: for whoever goes to each of them."""
    by_id = {o.id: o for o in occurrences if not o.is_off}
    zones: dict[int, list[str]] = {}
    if by_id:
        for id_, zone in signups.zones(uow.session, uow.organization_id, list(by_id)):
            zones.setdefault(id_, []).append(zone)
    for id_, found in zones.items():
        plan(uow, settings, by_id[id_], found)


def replan_if_changed(session: Session, settings: SessionsSettings, now: datetime) -> int:
    """Plan anew for every organization whose reminders were planned with other settings.

    To be called at every start; how many organizations that concerned. What is told of by no
    timer (any more) counts as changed: planning twice is once.
    """
    wanted = _fingerprint(settings)
    changed = 0
    for organization_id, data in timers.newest(session, REPLAN):
        if data is None or data.get("settings") != wanted:
            changed += 1
            uow = UnitOfWork(session, organization_id, None, now)
            _plan_batch(uow, wanted, now.isoformat(), 0)
    return changed


def replan(uow: UnitOfWork, settings: SessionsSettings, data: Mapping[str, str | int]) -> None:
    """Plan the reminders of the next batch of occurrences to come; the one after it follows."""
    after = int(data["after"])
    batch = session_lists.ahead(uow.session, uow.organization_id, after, uow.now, REPLANNED)
    plan_all(uow, settings, batch)
    if len(batch) == REPLANNED:
        last = max(o.id for o in batch)
        _plan_batch(uow, str(data["settings"]), str(data["since"]), last)


def _plan_batch(uow: UnitOfWork, settings: str, since: str, after: int) -> None:
    uow.plan(
        REPLAN,
        key=f"{REPLAN}:{since}:{after}",
        due_at=uow.now,
        data={"settings": settings, "since": since, "after": after},
    )


def _fingerprint(settings: SessionsSettings) -> str:
    """What decides when people are reminded, as one text."""
    hours = f"{settings.day_begins:%H:%M}-{settings.day_ends:%H:%M}"
    minutes = ",".join(str(m) for m in sorted(set(settings.remind_minutes)))
    return f"{hours if settings.remind_day_before else ''};{minutes}"


def remind(
    uow: UnitOfWork, settings: SessionsSettings, occurrence_id: int, due_at: datetime
) -> int:
    """Remind those for whom this is the moment; how many they are.

    A reminder expires at the start: late it would only annoy.
    """
    occurrence = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if occurrence is None or occurrence.is_off or occurrence.starts_at <= uow.now:
        return 0
    going = signups.in_turn(
        uow.session, uow.organization_id, occurrence_id, Answer.GOING, most=AT_MOST
    )
    is_due = {
        zone: due_at in _moments(settings, occurrence, zone) for zone in {s.zone for s in going}
    }
    message = views.reminder(occurrence)
    reminded = [s.person for s in going if is_due[s.zone]]
    for person in reminded:
        uow.post(
            message,
            to=person,
            key=_key(occurrence, person.id, due_at),
            kind="session.reminder",
            when_unsure=WhenUnsure.DROP,
            expires_at=occurrence.starts_at,
        )
    return len(reminded)


def take_back(uow: UnitOfWork, settings: SessionsSettings, occurrence: Occurrence) -> None:
    """What was said about a time that holds no more disappears, sent or not."""
    if occurrence.starts_at - NEAR > uow.now:
        return
    for signup in signups.in_turn(
        uow.session, uow.organization_id, occurrence.id, Answer.GOING, most=AT_MOST
    ):
        for due in _moments(settings, occurrence, signup.zone):
            if due <= uow.now:
                uow.revise(_key(occurrence, signup.person.id, due), None)


def _key(occurrence: Occurrence, person_id: int, due_at: datetime) -> str:
    start = occurrence.starts_at.isoformat()
    return f"session:{occurrence.id}:{start}:remind:{person_id}:{due_at.isoformat()}"


def _moments(settings: SessionsSettings, occurrence: Occurrence, zone: str) -> set[datetime]:
    hours: tuple[time, time] | None = None
    if settings.remind_day_before:
        hours = settings.day_begins, settings.day_ends
    planned = rules.reminders(
        occurrence.starts_at, zone, hours=hours, minutes_before=settings.remind_minutes
    )
    return set(planned.values())
