"""Calendars: private links, invitations, a feed, a month; who may see which is decided here."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.events import Person
from bot.rules import invitations as rules
from bot.rules.months import Month
from bot.rules.sessions import moment
from bot.rules.signups import Answer
from bot.services.invitations import hosts, several, single
from bot.services.session_access import may_change
from bot.store import calendars as store
from bot.store import roles, sessions, signups
from bot.store.models import LinkKind, Role, SessionState
from bot.store.sessions import OCCURRENCE, Occurrence
from bot.store.unit_of_work import UnitOfWork
from bot.views import calendars as views

VISIT = timedelta(days=7)
"""How long a link to look and download holds."""
PAST = timedelta(days=60)
"""How long a feed keeps what is over."""
MOST = 500
"""Occurrences a feed or a month shows."""
MOST_SIGNUPS = 100_000
"""Sign-ups an export holds; more than any session has seats."""

TO_CALENDARS = (LinkKind.VISIT, LinkKind.FEED)
COMING = (Answer.GOING, Answer.MAYBE, Answer.WAITING)


class Unknown(Exception):
    """There is nothing here for whoever asks: no such link or session, or none of theirs."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever comes with a link that holds."""

    uow: UnitOfWork
    person: Person
    zone: str
    link: store.Link
    is_guest: bool


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is told now; `changed_at` (aware UTC, whole seconds) since when."""

    body: bytes
    tag: str
    changed_at: datetime
    is_news: bool
    """Whether `changed_at` is still to be noted, with `note`."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One occurrence on the page: what the visitor answered, and whether they may export it."""

    occurrence: Occurrence
    answer: str
    may_export: bool


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month as somebody sees it; `topics` are those of all its sessions."""

    name: str
    zone: str
    is_feed: bool
    today: date
    shown: tuple[Shown, ...]
    topics: tuple[str, ...]
    may_list_people: bool = False
    """Whether they bring the organization's list of people."""


def visit(uow: UnitOfWork, person: Person) -> str:
    """A link to look and download, good for some days; its token."""
    expires_at = uow.now + VISIT
    return store.add(
        uow.session, uow.organization_id, person.id, LinkKind.VISIT, uow.now, expires_at
    )


def subscribe(uow: UnitOfWork, person: Person) -> str:
    """The person's one feed, made anew: what was given out before shows nothing any more."""
    return store.add(uow.session, uow.organization_id, person.id, LinkKind.FEED, uow.now, None)


def revoke(uow: UnitOfWork, person: Person) -> int:
    """Nothing that was given out shows anything any more; how many links there were."""
    return store.remove(uow.session, uow.organization_id, person.id)


def visitor(
    session: Session, token: str, now: datetime, kinds: Collection[LinkKind] = TO_CALENDARS
) -> Visitor:
    """Whoever comes with this token. Raises Unknown; also for people who have left.

    A link of any other kind than these opens nothing.
    """
    link = store.find(session, token, now)
    if link is None or link.kind not in kinds:
        raise Unknown
    own = roles.standings(session, link.organization_id, [link.person_id]).get(link.person_id)
    if own is None or own.is_deleted:
        raise Unknown
    uow = UnitOfWork(session, link.organization_id, None, now)
    return Visitor(uow, Person(link.person_id, link.name), link.zone, link, own.is_guest)


def today(who: Visitor) -> date:
    """The day it is where the visitor is."""
    return who.uow.now.astimezone(ZoneInfo(who.zone)).date()


def invitation(who: Visitor, occurrence_id: int) -> tuple[str, bytes]:
    """One occurrence as a file for the visitor, and its METHOD. Raises Unknown."""
    occurrence, answer = _seen(who, occurrence_id)
    made = single(who.uow, who.person, occurrence, answer)
    return rules.method_of(made), rules.invite(made, who.uow.now)


def feed(who: Visitor) -> Feed:
    """The visitor's sessions, to subscribe to. Raises Unknown with a link that is for visits."""
    if who.link.kind is not LinkKind.FEED:
        raise Unknown
    uow = who.uow
    at = uow.session, uow.organization_id
    mine = store.concerns(uow.organization_id, who.person.id, COMING)
    recent = OCCURRENCE.ends_at > uow.now - PAST
    found = [o for o in sessions.occurrences(*at, mine & recent, MOST) if _is_public(o)]
    answers = store.answers_of(*at, who.person.id, [o.id for o in found])
    found = [o for o in found if answers.get(o.id) != Answer.CANT]
    content = several(uow, who.person, found, answers)
    named = views.feed_name(who.person)
    tag = hashlib.sha256(repr((named, content)).encode(errors="replace")).hexdigest()
    changed_at, is_news = who.link.changed_at.replace(microsecond=0), tag != who.link.content
    if is_news:
        # Whoever asks by date must see that it changed, even twice within a second.
        after = changed_at + timedelta(seconds=1)
        changed_at = max(uow.now.replace(microsecond=0), after)
    return Feed(rules.feed(named, content, changed_at), tag, changed_at, is_news)


def note(session: Session, who: store.Link, told: Feed) -> None:
    """Remember since when a feed says what it says."""
    store.note_content(session, who.organization_id, who.digest, told.tag, told.changed_at)


def month(who: Visitor, shown: Month, topic: str) -> MonthShown:
    """What takes place in a month of the visitor's own zone. Guests see only what is theirs."""
    uow = who.uow
    at = uow.session, uow.organization_id
    begins, ends = (
        moment(datetime.combine(d, datetime.min.time()), who.zone).at
        for d in (shown.first, shown.after)
    )
    condition = (OCCURRENCE.starts_at >= begins) & (OCCURRENCE.starts_at < ends)
    if who.is_guest:
        condition &= store.concerns(uow.organization_id, who.person.id, COMING)
    found = [o for o in sessions.occurrences(*at, condition, MOST) if _is_public(o)]
    answers = store.answers_of(*at, who.person.id, [o.id for o in found])
    topics = sorted({t for o in found for t in o.session.topics})
    is_visit = who.link.kind is LinkKind.VISIT
    planned = {o.session.id: o.session for o in found}
    is_admin = roles.role_of(*at, who.person.id) is Role.ADMIN
    may = {
        s.id: is_visit and (is_admin or (hosts(who.person, s) and may_change(uow, who.person, s)))
        for s in planned.values()
    }
    return MonthShown(
        who.person.name,
        who.zone,
        is_feed=not is_visit,
        today=today(who),
        shown=tuple(
            Shown(o, answers.get(o.id, ""), may[o.session.id])
            for o in found
            if not topic or topic in o.session.topics
        ),
        topics=tuple(topics),
        may_list_people=is_visit and is_admin,
    )


def export(who: Visitor, occurrence_id: int) -> list[list[str]]:
    """Who signed up, for whoever runs the session: a heading, then one row a person.

    A feed's link is passed on to calendars, so it opens no list of people. Raises Unknown.
    """
    occurrence, _ = _seen(who, occurrence_id)
    if who.link.kind is not LinkKind.VISIT or not may_change(
        who.uow, who.person, occurrence.session
    ):
        raise Unknown
    at = who.uow.session, who.uow.organization_id, occurrence_id
    rows = [
        (answer, signup)
        for answer in Answer
        for signup in signups.in_turn(*at, answer, most=MOST_SIGNUPS)
    ]
    return views.export(rows)


def _seen(who: Visitor, occurrence_id: int) -> tuple[Occurrence, str]:
    """An occurrence the visitor may look at, and what they answered. Raises Unknown."""
    at = who.uow.session, who.uow.organization_id
    found = sessions.occurrence(*at, occurrence_id)
    if found is None or not _is_public(found):
        raise Unknown
    answer = store.answers_of(*at, who.person.id, [occurrence_id]).get(occurrence_id, "")
    if who.is_guest and not answer and not hosts(who.person, found.session):
        raise Unknown
    return found, answer


def _is_public(occurrence: Occurrence) -> bool:
    return occurrence.session.state is not SessionState.DRAFT
