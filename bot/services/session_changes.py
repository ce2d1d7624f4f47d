"""Changing what is announced: whoever is concerned is told once, with what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, time

from bot.events import Conversation, Person
from bot.rules import session_plan as plan
from bot.rules import sessions as rules
from bot.rules.session_plan import Draft, Fault, Problem
from bot.rules.signups import Answer
from bot.services import reminders
from bot.services import session_cards as cards
from bot.services import sessions as service
from bot.services import signups as seats
from bot.services.clashes import clashes
from bot.services.clashes import problems as clash_problems
from bot.services.session_access import Gone, changeable, changeable_occurrence
from bot.services.sessions import NotPlanned
from bot.settings import Settings
from bot.store import sessions as store
from bot.store import signups
from bot.store.models import SessionState
from bot.store.sessions import Occurrence, Planned
from bot.store.unit_of_work import UnitOfWork
from bot.views import session_news as news

CONCERNED = (Answer.GOING, Answer.MAYBE, Answer.WAITING)


def coming(uow: UnitOfWork, session_id: int) -> list[Occurrence]:
    """The times a session will still take place, or is taking place, locked and in order."""
    found = store.of_session(uow.session, uow.organization_id, session_id, lock=True)
    return [o for o in found if not o.is_off and o.ends_at > uow.now]


def current(session: Planned, ahead: Sequence[Occurrence]) -> Draft:
    """A session as the form shows it: a series from its next time on."""
    draft = service.draft_of(session)
    if not ahead:
        return draft
    chosen = draft.repetition
    if chosen.times is not None:
        chosen = replace(chosen, times=len(ahead))
    first = ahead[0].wall
    return replace(draft, day=first.date(), begins=first.time(), repetition=chosen)


def change(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    session_id: int,
    draft: Draft,
    conversation: Conversation | None,
    *,
    even_so: bool = False,
) -> list[news.Change]:
    """Change all of a session that is still to come; what changed for those who come.

    When its time changes, all of a series moves along: also what had been moved by itself.
    Raises NotPlanned, NotAllowed, Gone; then nothing was written.
    """
    before = changeable(uow, actor, session_id)
    ahead = coming(uow, session_id)
    if before.state is not SessionState.ANNOUNCED or not ahead:
        raise Gone
    shown = current(before, ahead)
    draft = plan.tidied(draft)
    is_moved = (draft.wall, draft.time_zone, draft.repetition) != (
        shown.wall,
        shown.time_zone,
        shown.repetition,
    )
    _check_seats(uow, draft, ahead)
    checked = service.check(
        uow,
        draft,
        conversation,
        before.conversation_id,
        is_draft=False,
        is_held=not is_moved,
    )
    if not even_so:
        _check_clashes(uow, actor, checked.draft, before, shown, ahead)
    columns = service.columns_of(checked)
    if not is_moved:
        del columns["wall_time"], columns["rule"]
    at = uow.session, uow.organization_id
    store.change(*at, session_id, columns)
    stays_open = before.wants_speaker and not draft.speakers
    service.set_names(uow, session_id, draft, None if stays_open else before.facilitator)
    store.change(*at, session_id, {"wants_speaker": stays_open})
    if is_moved or draft.minutes != before.minutes:
        for occurrence in ahead:
            reminders.take_back(uow, settings, occurrence)
    if is_moved:
        _reschedule(uow, draft, session_id, ahead)
    elif draft.minutes != before.minutes:
        for occurrence in ahead:
            moved = service.columns_of_time(
                rules.moment(occurrence.wall, before.zone), draft.minutes
            )
            store.change_occurrence(*at, occurrence.id, moved)
    after = store.get(*at, session_id)
    assert after is not None  # noqa: S101
    changes = news.changes(before, after, shown, current(after, coming(uow, session_id)))
    _follow(uow, settings, after, ahead)
    if changes:
        _tell(uow, actor, before, after, ahead, lambda s: news.changed(s, changes))
    return changes


def _check_clashes(
    uow: UnitOfWork,
    actor: Person,
    draft: Draft,
    before: Planned,
    shown: Draft,
    ahead: Sequence[Occurrence],
) -> None:
    """Whether what changes books somebody or something twice. Raises NotPlanned."""

    def booked(of: Draft) -> tuple[object, ...]:
        return (of.wall, of.time_zone, of.minutes, of.repetition, of.place, set(of.speakers))

    if draft.wall is None or booked(draft) == booked(shown):
        return
    times = rules.moments(draft.wall, draft.time_zone, draft.rule)
    found = clashes(
        uow,
        actor,
        times,
        draft.minutes,
        draft.speakers,
        draft.place,
        session_id=before.id,
        coming={t: o.id for t, o in zip(times, ahead, strict=False)},
    )
    if found:
        raise NotPlanned(clash_problems(found))


def _check_seats(uow: UnitOfWork, draft: Draft, ahead: Sequence[Occurrence]) -> None:
    going = signups.most_going(uow.session, uow.organization_id, [o.id for o in ahead])
    if draft.seats is not None and 0 < draft.seats < going:
        raise NotPlanned([Problem("seats", Fault.BELOW_GOING, str(going))])


def _reschedule(
    uow: UnitOfWork, draft: Draft, session_id: int, ahead: Sequence[Occurrence]
) -> None:
    """The next times take the place of the next ones before; more are added, the rest cancelled."""
    assert draft.wall is not None  # noqa: S101
    at = uow.session, uow.organization_id
    times = rules.moments(draft.wall, draft.time_zone, draft.rule)
    taken = {service.text(t.wall) for t in times}
    for occurrence in store.of_session(*at, session_id):
        # Each is unique in its series: make room before the new ones come.
        if occurrence in ahead or occurrence.meant_for in taken:
            aside = f"{occurrence.meant_for}~{occurrence.id}"
            store.change_occurrence(*at, occurrence.id, {"meant_for": aside})
    for occurrence, moment in zip(ahead, times, strict=False):
        store.change_occurrence(
            *at,
            occurrence.id,
            {
                "meant_for": service.text(moment.wall),
                **service.columns_of_time(moment, draft.minutes),
            },
        )
    for occurrence in ahead[len(times) :]:
        store.change_occurrence(*at, occurrence.id, {"cancelled_at": uow.now})
    service.add_times(uow, session_id, times[len(ahead) :], draft.minutes)


def move(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    occurrence_id: int,
    day: date,
    begins: time,
    minutes: int,
    *,
    even_so: bool = False,
) -> Occurrence:
    """Let one occurrence take place at another time of its own zone.

    Raises NotPlanned, NotAllowed, Gone; then nothing was written.
    """
    before = changeable_occurrence(uow, actor, occurrence_id)
    session = before.session
    draft = replace(service.draft_of(session), day=day, begins=begins, minutes=minutes)
    wrong = plan.problems(replace(draft, repetition=plan.ONCE), uow.now, is_draft=False)
    wrong = [p for p in wrong if p.field in ("day", "begins", "minutes")]
    if wrong or draft.wall is None:
        raise NotPlanned(wrong)
    moment = rules.moment(draft.wall, session.zone)
    moved = service.columns_of_time(moment, minutes)
    if moment.at == before.starts_at and moved["ends_at"] == before.ends_at:
        return before
    found = clashes(
        uow,
        actor,
        [moment],
        minutes,
        session.speakers,
        session.place,
        session_id=session.id,
        coming={moment: occurrence_id},
    )
    if found and not even_so:
        raise NotPlanned(clash_problems(found))
    reminders.take_back(uow, settings, before)
    store.change_occurrence(uow.session, uow.organization_id, occurrence_id, moved)
    _follow(uow, settings, session, [before])
    after = store.occurrence(uow.session, uow.organization_id, occurrence_id)
    assert after is not None  # noqa: S101
    _tell(uow, actor, session, session, [before], lambda s: news.moved(before, after))
    return after


def cancel_occurrence(
    uow: UnitOfWork, settings: Settings, actor: Person, occurrence_id: int
) -> Occurrence:
    """One occurrence does not take place; the others of its series do. Raises NotAllowed, Gone."""
    before = changeable_occurrence(uow, actor, occurrence_id)
    reminders.take_back(uow, settings, before)
    store.change_occurrence(
        uow.session, uow.organization_id, occurrence_id, {"cancelled_at": uow.now}
    )
    _follow(uow, settings, before.session, [before])
    _tell(
        uow, actor, before.session, before.session, [before], lambda s: news.cancelled(s, [before])
    )
    return before


def cancel(uow: UnitOfWork, settings: Settings, actor: Person, session_id: int) -> Planned:
    """Nothing of a session that is still to come takes place. Raises NotAllowed, Gone.

    A draft just disappears.
    """
    before = changeable(uow, actor, session_id)
    ahead = coming(uow, session_id)
    if before.state is SessionState.ANNOUNCED and not ahead:
        raise Gone
    at = uow.session, uow.organization_id
    for occurrence in ahead:
        reminders.take_back(uow, settings, occurrence)
        store.change_occurrence(*at, occurrence.id, {"cancelled_at": uow.now})
    if len(ahead) == len(store.of_session(*at, session_id)):
        store.change(*at, session_id, {"state": SessionState.CANCELLED})
    if ahead:
        _follow(uow, settings, before, ahead)
        _tell(uow, actor, before, before, ahead, lambda s: news.cancelled(s, ahead))
    return before


def _follow(
    uow: UnitOfWork, settings: Settings, session: Planned, touched: Sequence[Occurrence]
) -> None:
    """Calendar, seats, reminders and cards follow what was changed."""
    at = uow.session, uow.organization_id
    store.change(*at, session.id, {"revision": session.revision + 1})
    ids = {o.id for o in touched}
    found = [o for o in store.of_session(*at, session.id) if o.id in ids]
    for occurrence in found:
        if not occurrence.is_off:
            seats.fill_seats(uow, settings, occurrence)
            if occurrence.opened_at is not None:
                cards.plan_moments(uow, occurrence)
        cards.redraw(uow, occurrence)
    reminders.plan_all(uow, settings, found)
    cards.post_next(uow, session.id)


def _tell(
    uow: UnitOfWork,
    actor: Person,
    before: Planned,
    after: Planned,
    touched: Sequence[Occurrence],
    message: news.ForSession,
) -> None:
    """Tell each person concerned once, however many of these times they meant to come to."""
    people: Iterable[Person] = signups.people(
        uow.session, uow.organization_id, [o.id for o in touched], CONCERNED
    )
    hosts = (*before.speakers, *after.speakers, *after.cohosts, after.facilitator)
    last = max(o.ends_at for o in touched)
    for person in dict.fromkeys([*people, *hosts]):
        if person != actor:
            uow.post(
                message(after),
                to=person,
                key=f"session:{after.id}:news:{before.revision + 1}:{person.id}",
                kind="session.news",
                expires_at=max(last, uow.now + cards.AHEAD),
            )
