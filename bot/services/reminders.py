"""Reminding those who come: planned by moment, checked again and sent when the moment comes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.events import Person
from bot.rules import reminders as rules
from bot.rules.attention import Weight
from bot.rules.reminders import DAY_BEFORE
from bot.rules.signups import Answer
from bot.rules.working_time import Rhythm
from bot.services import attention, recall_baseline
from bot.settings import Settings
from bot.store import attention as hours
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
MOST_OWN = 100
"""Occurrences ahead whose reminders follow when somebody changes their hours."""
NEAR = rules.FARTHEST + timedelta(days=1)
"""How long before the start the first reminder may have been sent."""


def plan(
    uow: UnitOfWork, settings: Settings, occurrence: Occurrence, person_ids: Iterable[int]
) -> None:
    """Plan the moments at which these people are reminded; planning twice is once.

    One timer a moment, however many people it concerns. What a moment means is decided when it
    comes: after a move or a cancellation it means nothing.
    """
    found = attention.rhythms(uow, settings.attention, person_ids)
    _plan(uow, settings, occurrence, set(found.values()))


def plan_all(uow: UnitOfWork, settings: Settings, occurrences: Sequence[Occurrence]) -> None:
    """Plan every reminder of these occurrences anew: for whoever goes to each of them."""
    by_id = {o.id: o for o in occurrences if not o.is_off}
    if not by_id:
        return
    at = uow.session, uow.organization_id
    planned: dict[int, set[Rhythm]] = {id_: set() for id_ in by_id}
    usual: dict[str, Rhythm] = {}
    for id_, zone in signups.usual_zones(*at, list(by_id)):
        if zone not in usual:
            usual[zone] = attention.as_rhythm(settings.attention, hours.Hours(zone), uow.now)
        planned[id_].add(usual[zone])
    own = signups.with_own_hours(*at, list(by_id))
    found = attention.rhythms(uow, settings.attention, {person_id for _, person_id in own})
    for id_, person_id in own:
        planned[id_].add(found[person_id])
    for id_, rhythms in planned.items():
        _plan(uow, settings, by_id[id_], rhythms)


def plan_own(uow: UnitOfWork, settings: Settings, person: Person) -> None:
    """Somebody's hours are others now: plan the reminders of what they go to."""
    ahead = session_lists.own_answers(
        uow.session, uow.organization_id, person.id, uow.now, MOST_OWN
    )
    for occurrence, answer in ahead:
        if answer == Answer.GOING:
            plan(uow, settings, occurrence, [person.id])


def _plan(
    uow: UnitOfWork, settings: Settings, occurrence: Occurrence, rhythms: set[Rhythm]
) -> None:
    recall_baseline.plan(uow, occurrence)
    moments = {at for rhythm in rhythms for at in _moments(settings, occurrence, rhythm).values()}
    for due in sorted(moments):
        if due > uow.now:
            uow.plan(
                "session.remind",
                key=f"session:{occurrence.id}:remind:{due.isoformat()}",
                due_at=due,
                data={"occurrence_id": occurrence.id},
                expires_at=occurrence.starts_at,
            )


def replan_if_changed(session: Session, settings: Settings, now: datetime) -> int:
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


def replan(uow: UnitOfWork, settings: Settings, data: Mapping[str, str | int]) -> None:
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


def _fingerprint(settings: Settings) -> str:
    """What decides when people are reminded, as one text."""
    sessions_part = settings.sessions.model_dump_json(
        include={"remind_day_before", "remind_minutes"}
    )
    return sessions_part + settings.attention.model_dump_json()


def remind(uow: UnitOfWork, settings: Settings, occurrence_id: int, due_at: datetime) -> int:
    """Remind those for whom this is the moment; how many they are.

    A reminder expires at the start: late it would only annoy.
    """
    occurrence = sessions.occurrence(uow.session, uow.organization_id, occurrence_id)
    if occurrence is None or occurrence.is_off or occurrence.starts_at <= uow.now:
        return 0
    going = signups.in_turn(
        uow.session, uow.organization_id, occurrence_id, Answer.GOING, most=AT_MOST
    )
    rhythms = attention.rhythms(uow, settings.attention, [s.person.id for s in going])
    planned = {r: _moments(settings, occurrence, r) for r in set(rhythms.values())}
    reminded = 0
    for signup in going:
        rhythm = rhythms[signup.person.id]
        for name, at in planned[rhythm].items():
            if at == due_at:
                _say(uow, settings, occurrence, signup.person, name, rhythm)
                reminded += 1
    return reminded


def _say(
    uow: UnitOfWork,
    settings: Settings,
    occurrence: Occurrence,
    person: Person,
    name: str,
    rhythm: Rhythm,
) -> None:
    """The day before keeps their hours; minutes before the start it is now or never."""
    message, key = views.reminder(occurrence), _key(occurrence, person.id, name)
    if name == DAY_BEFORE:
        attention.reach(
            uow,
            settings.attention,
            person,
            message,
            key=key,
            kind="session.reminder",
            weight=Weight.PROMISED,
            expires_at=occurrence.starts_at,
            when_unsure=WhenUnsure.DROP,
            rhythm=rhythm,
        )
    else:
        uow.post(
            message,
            to=person,
            key=key,
            kind="session.reminder",
            when_unsure=WhenUnsure.DROP,
            expires_at=occurrence.starts_at,
        )


def take_back(uow: UnitOfWork, settings: Settings, occurrence: Occurrence) -> None:
    """What was said about a time that holds no more disappears, sent or not."""
    if occurrence.starts_at - NEAR > uow.now:
        return
    names = [f"{m}" for m in settings.sessions.remind_minutes]
    for signup in signups.in_turn(
        uow.session, uow.organization_id, occurrence.id, Answer.GOING, most=AT_MOST
    ):
        attention.revise(uow, _key(occurrence, signup.person.id, DAY_BEFORE), None)
        for name in names:
            uow.revise(_key(occurrence, signup.person.id, name), None)


def _key(occurrence: Occurrence, person_id: int, name: str) -> str:
    start = occurrence.starts_at.isoformat()
    return f"session:{occurrence.id}:{start}:remind:{person_id}:{name}"


def _moments(settings: Settings, occurrence: Occurrence, rhythm: Rhythm) -> dict[str, datetime]:
    return rules.reminders(
        occurrence.starts_at,
        rhythm,
        a_day_before=settings.sessions.remind_day_before,
        minutes_before=settings.sessions.remind_minutes,
    )
