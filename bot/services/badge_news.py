"""Telling of badges: to whoever earned them, and once to others where that suits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.events import Conversation, ConversationKind, Person
from bot.messages import Message
from bot.services import attention
from bot.services.badge_pictures import picture_url, pictured
from bot.settings import Badges, Settings
from bot.settings.badges import NOWHERE, WHERE_EARNED
from bot.store import badges as store
from bot.store import conversations, roles
from bot.store.badges import Award, NewAward
from bot.store.models import Urgency, WhenUnsure
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import badges as views
from bot.views.badges import Given


def give(
    uow: UnitOfWork,
    settings: Settings,
    new: Sequence[NewAward],
    actor: Person | None,
    here: Conversation | None,
) -> None:
    """Write awards down, and tell of those that are new: everybody of all theirs at once."""
    place = place_of(uow, settings.badges, here)
    open_ = {id_ for id_, deed in uow.done if deed.is_open} if place is not None else set()
    announced = f"badges:{uow.done[0][0]}:{uow.now.isoformat()}:announced"
    first: dict[int, NewAward] = {}
    marked = []
    for award in new:
        key = first.setdefault(award.person_id, award)
        told = f"badges:{key.person_id}:{key.once}:{key.deed_id}:{uow.now.isoformat()}"
        badge = settings.badges.by_key(award.badge)
        is_told = award.deed_id in open_ and badge is not None and badge.announce
        marked.append(replace(award, told=told, announced=announced if is_told else ""))
    made = [award for _, award in store.give(uow.session, uow.organization_id, marked, uow.now)]
    for person_id, told in dict.fromkeys((a.person_id, a.told) for a in made):
        message = _for_own(uow, settings, person_id, told)
        person = Person(person_id, "")
        if message is None:
            continue
        if actor is not None and actor.id == person_id:
            uow.post(
                message,
                to=person,
                key=told,
                kind="badge.earned",
                when_unsure=WhenUnsure.DROP,
            )
        else:
            attention.reach(
                uow,
                settings.attention,
                person,
                message,
                key=told,
                kind="badge.earned",
                merge="badge.earned",
                when_unsure=WhenUnsure.DROP,
            )
    if place is not None and any(a.announced for a in made):
        message = _for_others(uow, settings, announced)
        if message is not None:
            uow.post(
                message,
                to=place,
                key=announced,
                kind="badge.announced",
                urgency=Urgency.BULK,
                when_unsure=WhenUnsure.DROP,
                expires_at=uow.now + timedelta(days=1),
            )


def withdraw(uow: UnitOfWork, settings: Settings) -> None:
    """Take away, quietly, what was completed by deeds that are taken back soon after.

    Soon is the time in which kudos can be undone; what was given earlier stays.
    """
    at = uow.session, uow.organization_id
    since = uow.now - timedelta(minutes=settings.kudos.undo_minutes)
    gone = store.withdraw(*at, uow.undone, since)
    for person_id, told in dict.fromkeys((g.person_id, g.told) for g in gone if g.told):
        attention.revise(uow, told, _for_own(uow, settings, person_id, told))
    for announced in dict.fromkeys(g.announced for g in gone if g.announced):
        uow.revise(announced, _for_others(uow, settings, announced))


def place_of(
    uow: UnitOfWork, badges: Badges, here: Conversation | None
) -> Conversation | ConversationId | None:
    """Where badges are announced that came about `here`; None: nowhere."""
    if badges.announce == NOWHERE:
        return None
    if badges.announce == WHERE_EARNED:
        is_ours = here is not None and here.kind is not ConversationKind.PERSONAL
        return here if is_ours else None
    found = conversations.by_name(uow.session, uow.organization_id, badges.announce)
    return None if found is None else ConversationId(found)


def _for_own(uow: UnitOfWork, settings: Settings, person_id: int, told: str) -> Message | None:
    """What somebody is told; None: nothing is left of it."""
    awards = store.told_in(uow.session, uow.organization_id, person_id, told)
    shown = [given for award in awards if (given := _given(settings.badges, award)) is not None]
    return views.earned(shown, sheet(settings, shown)) if shown else None


def _for_others(uow: UnitOfWork, settings: Settings, announced: str) -> Message | None:
    awards = store.announced_in(
        uow.session, uow.organization_id, announced, uow.now - timedelta(days=1)
    )
    people = roles.standings(uow.session, uow.organization_id, {a.person_id for a in awards})
    shown = [
        (people[award.person_id].person, given)
        for award in awards
        if award.person_id in people and (given := _given(settings.badges, award)) is not None
    ]
    return views.announced(shown, sheet(settings, [one for _, one in shown])) if shown else None


def sheet(settings: Settings, given: Sequence[Given]) -> str:
    """The address of one picture of these badges; empty: there is none."""
    shown = [pictured(one.badge, one.level, one.topic or "") for one in given]
    return picture_url(settings, shown[: views.MOST_SHOWN])


def _given(badges: Badges, award: Award) -> Given | None:
    badge = badges.by_key(award.badge)
    return None if badge is None else Given(badge, award.level, award.topic)
