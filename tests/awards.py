"""Steps of scenarios about badges that are given by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.events import Account, ProfileChanged, Workspace
from bot.messages import Blank, Message
from bot.rules.awards import State
from bot.services import award_decisions, awards
from bot.store import awards as store
from bot.store.models import AuditRow, NominationRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.world import HERE, World, ana, bo, buttons, chi, filled, mod, words

dee = Account("dee", "Dee Dahl", "UTC")
"""Owns badges."""
eli = Account("eli", "Eli Eck", "UTC")
"""Has nothing to do with it."""
OTHER = Workspace("fake", "W2", "Other Team")

LINK = "https://example.org/notes"
REASON = "Sat with Kim every Thursday until the release was out"
AUDIT = columns(AuditRow)
NOMINATION = columns(NominationRow)

BADGES: list[dict[str, Any]] = [
    {
        "key": "mentor",
        "name": "Mentor",
        "words": "Took somebody along.",
        "picture": {"motif": "lighthouse"},
        "per_topic": True,
        "owner": "fake:dee",
    },
    {"key": "unsung", "name": "Behind the scenes", "words": "Nobody sees it.", "owner": "fake:dee"},
    {"key": "ownerless", "name": "Nobody's own", "words": "Administrators give it."},
    {
        "key": "earned",
        "name": "Earned",
        "words": "Deeds alone.",
        "rule": {"count": ["kudos_received"]},
        "levels": [1, 5],
    },
    {
        "key": "secret",
        "name": "Keeps it",
        "words": "For its holder's eyes.",
        "rule": {"count": ["recall_kept"]},
        "private": True,
    },
]


async def prepare(world: World) -> None:
    """Badges with owners, and everybody known."""
    world.configure(badges={"kinds": BADGES})
    for account in (dee, eli):
        await world.home(account)


async def nominated(
    world: World,
    badge: str = "unsung",
    nominee: Account = chi,
    by: Account = ana,
    endorser: Account = bo,
    **more: Any,
) -> Any:
    """Somebody fills in the form; what they are told."""
    values = {"reason": REASON, "evidence": LINK} | more
    sent = await world.submit(
        by, "awards.nominate", badge=badge, nominee=nominee, endorser=endorser, **values
    )
    return sent.reply


async def newest(world: World) -> store.Nomination:
    """The nomination made last."""

    def read(session: Session) -> store.Nomination:
        ids = session.execute(
            select(NOMINATION.id).where(NOMINATION.organization_id == 1).order_by(NOMINATION.id)
        ).scalars()
        found = store.get(session, 1, list(ids)[-1])
        assert found is not None
        return found

    made: store.Nomination = await world.read(read)
    return made


async def in_state(world: World, state: State, badge: str = "unsung") -> store.Nomination:
    """A nomination of chi by ana, whom bo knows, that stands so; through the services."""
    people = {a.address: await world.person(a) for a in (ana, bo, chi, dee)}
    settings = world.settings

    def make(uow: UnitOfWork) -> None:
        topic = f"#t{state}" if badge == "mentor" else ""
        proposal = awards.Proposal(badge, people["chi"], people["bo"], REASON, LINK, topic)
        id_ = awards.nominate(uow, settings, people["ana"], proposal).id
        match state:
            case State.WITHDRAWN:
                awards.withdraw(uow, settings, people["ana"], id_)
            case State.LAPSED:
                assert award_decisions.lapse(uow, settings, id_)
            case State.ENDORSED | State.GRANTED | State.DECLINED:
                awards.endorse(uow, settings, people["bo"], id_, "I saw it")
                if state is State.GRANTED:
                    award_decisions.grant(uow, settings, people["dee"], id_, "Well done")
                elif state is State.DECLINED:
                    award_decisions.decline(uow, settings, people["dee"], id_, "Not yet")
            case State.ASKED:
                pass

    await world.in_unit_of_work(make)
    found = await newest(world)
    assert found.state == state
    return found


async def audited(world: World) -> list[str]:
    """The audit rows: who did what to what."""

    def read(session: Session) -> list[str]:
        query = select(AUDIT.action, AUDIT.subject).where(AUDIT.organization_id == 1)
        return [f"{r.action} {r.subject}" for r in session.execute(query.order_by(AUDIT.id))]

    found: list[str] = await world.read(read)
    return found


def last(world: World, account: Account) -> Message:
    """What somebody was told directly last."""
    return world.messenger.last(f"D-{account.address}")


def told(world: World, account: Account) -> str:
    """Its words."""
    return words(last(world, account))


__all__ = ["ana", "bo", "chi", "mod"]


async def fill(world: World, who: Account, label: str, **values: Any) -> Any:
    """Press a button on what somebody was told last, fill in the form; what they are told."""
    opened = (await world.press(who, buttons(last(world, who))[label])).reply
    assert isinstance(opened, Blank), words(opened)
    return (await world.submit(who, opened.key, **filled(opened) | values)).reply


async def is_gone(world: World, account: Account) -> None:
    """Somebody leaves."""
    await world.dispatcher.handle(
        ProfileChanged(id=world.event_id(), workspace=HERE, actor=replace(account, is_deleted=True))
    )
