"""Nominations of people who turn out to be one: each goes on, and nobody speaks for themselves."""

from __future__ import annotations

from bot.rules import awards as rules
from bot.rules.awards import State
from bot.services.award_asking import (
    ask_to_decide,
    back_to_nominator,
    not_to_decide,
    settled,
)
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store.awards import Nomination
from bot.store.unit_of_work import UnitOfWork
from bot.views import award_news as views


def follow(uow: UnitOfWork, settings: Settings, person_id: int) -> None:
    """To be called when two have become this person: what is open goes on as if they had been one.

    Who nominated themselves is told that they did. Who spoke for themselves, or for somebody they
    nominated, did not: the nominator names another. Who would decide about themselves does not:
    others are asked.
    """
    for found in store.concerning(uow.session, uow.organization_id, person_id, rules.OPEN):
        badge = settings.badges.by_key(found.badge)
        if found.nominee == found.nominator:
            _take_back(uow, settings, found, badge)
        elif found.endorser in (found.nominee, found.nominator):
            _ask_another(uow, settings, found, badge)
        elif found.nominee.id == person_id and found.state == State.ENDORSED:
            not_to_decide(uow, found, found.nominee, views.asked_another())
            ask_to_decide(uow, settings, found)


def _take_back(uow: UnitOfWork, settings: Settings, found: Nomination, badge: Badge | None) -> None:
    at = uow.session, uow.organization_id
    store.close(*at, found.id, State.WITHDRAWN, uow.now)
    withdrawn = store.get(*at, found.id) or found
    settled(uow, settings, withdrawn, views.settled(withdrawn, badge))
    uow.post(
        views.is_yours(withdrawn, badge),
        to=withdrawn.nominator,
        key=f"nomination:{found.id}:yours",
        kind="awards.settled",
    )


def _ask_another(
    uow: UnitOfWork, settings: Settings, found: Nomination, badge: Badge | None
) -> None:
    settled(uow, settings, found, views.asked_another())
    store.not_endorsed(uow.session, uow.organization_id, found.id, State.ASKED)
    was_self = found.endorser == found.nominator
    back_to_nominator(uow, found, badge, was_self=was_self)
