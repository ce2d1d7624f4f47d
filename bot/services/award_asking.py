"""Asking people about nominations, and telling them when nothing is left to do."""

from __future__ import annotations

from bot.events import Person
from bot.messages import Message
from bot.rules import awards as rules
from bot.rules.attention import Weight
from bot.rules.awards import State
from bot.services import attention
from bot.services.award_access import deciders, responsible
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store.awards import Nomination
from bot.store.unit_of_work import UnitOfWork
from bot.views import award_news as views


def ask(uow: UnitOfWork, settings: Settings, found: Nomination, endorser: Person) -> None:
    """Ask a colleague what they know of the work, when they like to be written to."""
    attention.reach(
        uow,
        settings.attention,
        endorser,
        views.to_endorse(found, settings.badges.by_key(found.badge)),
        key=asked_key(found.id, endorser),
        kind="awards.asked",
        weight=Weight.AWAITED,
        expires_at=found.lapses_at,
    )
    _plan_reminder(uow, found, State.ASKED, "asked", endorser.id)


def ask_to_decide(uow: UnitOfWork, settings: Settings, found: Nomination) -> None:
    """Ask whoever decides about the badge."""
    badge = settings.badges.by_key(found.badge)
    for decider in responsible(uow, settings, found.badge, found.nominee.id):
        attention.reach(
            uow,
            settings.attention,
            decider,
            views.to_decide(found, badge),
            key=decide_key(found, decider),
            kind="awards.decide",
            weight=Weight.AWAITED,
            expires_at=found.lapses_at,
        )
    _plan_reminder(uow, found, State.ENDORSED, _round(found), 0)


def _plan_reminder(uow: UnitOfWork, found: Nomination, state: State, step: str, whom: int) -> None:
    uow.plan(
        "awards.remind",
        key=f"nomination:{found.id}:remind:{step}:{whom}",
        due_at=uow.now + rules.REMINDED_AFTER,
        data={"nomination_id": found.id, "state": state.value, "whom": whom},
        expires_at=found.lapses_at,
    )


def back_to_nominator(
    uow: UnitOfWork, found: Nomination, badge: Badge | None, *, was_self: bool = False
) -> None:
    """Whoever was asked can't say, or is the nominator: they name somebody else."""
    store.set_endorser(uow.session, uow.organization_id, found.id, None)
    uow.post(
        views.name_another(found, badge, was_self=was_self),
        to=found.nominator,
        key=f"nomination:{found.id}:name:{uow.now.isoformat()}",
        kind="awards.name_another",
    )


def settled(uow: UnitOfWork, settings: Settings, found: Nomination, said: Message) -> None:
    """Whoever was asked has nothing left to do, and sees so where they were asked."""
    at = uow.session, uow.organization_id
    for person_id in store.was_asked(*at, found.id):
        person = Person(person_id, "")
        for key in (asked_key(found.id, person), asked_again_key(found.id, person)):
            attention.revise(uow, key, said)
    for decider in deciders(uow, settings, found.badge):
        not_to_decide(uow, found, decider, said)


def not_to_decide(uow: UnitOfWork, found: Nomination, decider: Person, said: Message) -> None:
    """Somebody who was asked to decide has nothing left to do."""
    for key in (decide_key(found, decider), decide_again_key(found, decider)):
        attention.revise(uow, key, said)


def asked_key(nomination_id: int, endorser: Person) -> str:
    """The key of what somebody is asked."""
    return f"nomination:{nomination_id}:asked:{endorser.id}"


def asked_again_key(nomination_id: int, endorser: Person) -> str:
    """The key of the reminder to somebody who is asked."""
    return f"nomination:{nomination_id}:again:asked:{endorser.id}"


def decide_key(found: Nomination, decider: Person) -> str:
    """The key of what whoever decides is told; another one when it was endorsed anew."""
    return f"nomination:{found.id}:decide:{_round(found)}:{decider.id}"


def decide_again_key(found: Nomination, decider: Person) -> str:
    """The key of the reminder to whoever decides."""
    return f"nomination:{found.id}:again:{_round(found)}:{decider.id}"


def _round(found: Nomination) -> str:
    return f"{found.endorsed_at:%Y%m%d%H%M%S}" if found.endorsed_at else "0"
