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
    _plan_reminder(uow, found, State.ASKED, endorser.id)


def ask_to_decide(uow: UnitOfWork, settings: Settings, found: Nomination) -> None:
    """Ask whoever decides about the badge."""
    badge = settings.badges.by_key(found.badge)
    for decider in responsible(uow, settings, found.badge, found.nominee.id):
        attention.reach(
            uow,
            settings.attention,
            decider,
            views.to_decide(found, badge),
            key=decide_key(found.id, decider),
            kind="awards.decide",
            weight=Weight.AWAITED,
            expires_at=found.lapses_at,
        )
    _plan_reminder(uow, found, State.ENDORSED, 0)


def _plan_reminder(uow: UnitOfWork, found: Nomination, state: State, whom: int) -> None:
    uow.plan(
        "awards.remind",
        key=f"nomination:{found.id}:remind:{state}:{whom}",
        due_at=uow.now + rules.REMINDED_AFTER,
        data={"nomination_id": found.id, "state": state.value, "whom": whom},
        expires_at=found.lapses_at,
    )


def back_to_nominator(uow: UnitOfWork, found: Nomination, badge: Badge | None) -> None:
    """Whoever was asked can't say: the nominator names somebody else."""
    at = uow.session, uow.organization_id
    store.set_endorser(*at, found.id, None)
    asked = len(store.was_asked(*at, found.id))
    uow.post(
        views.name_another(found, badge),
        to=found.nominator,
        key=f"nomination:{found.id}:name:{asked}",
        kind="awards.name_another",
    )


def settled(uow: UnitOfWork, settings: Settings, found: Nomination, said: Message) -> None:
    """Whoever was asked has nothing left to do, and sees so where they were asked."""
    at = uow.session, uow.organization_id
    for person_id in store.was_asked(*at, found.id):
        attention.revise(uow, asked_key(found.id, Person(person_id, "")), said)
        attention.revise(uow, again_key(found.id, State.ASKED, person_id), said)
    for decider in deciders(uow, settings, found.badge):
        attention.revise(uow, decide_key(found.id, decider), said)
        attention.revise(uow, again_key(found.id, State.ENDORSED, decider.id), said)


def asked_key(nomination_id: int, endorser: Person) -> str:
    """The key of what somebody is asked."""
    return f"nomination:{nomination_id}:asked:{endorser.id}"


def decide_key(nomination_id: int, decider: Person) -> str:
    """The key of what whoever decides is told."""
    return f"nomination:{nomination_id}:decide:{decider.id}"


def again_key(nomination_id: int, state: str, person_id: int) -> str:
    """The key of a reminder."""
    return f"nomination:{nomination_id}:again:{state}:{person_id}"
