"""One human in several workspaces: found by verified address, asked in doubt, proved by a code."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from bot.events import Person
from bot.rules import linking as rules
from bot.rules.linking import Verdict
from bot.services import attention
from bot.services.person_merging import merge
from bot.settings import Settings
from bot.store import link_pairs as pairs
from bot.store import linking as store
from bot.store import people, roles, timers
from bot.store.link_pairs import Pair
from bot.store.linking import Side
from bot.store.models import PairState, Role
from bot.store.people import Whereabouts
from bot.store.seals import seals
from bot.store.timers import NewTimer
from bot.store.unit_of_work import UnitOfWork
from bot.views import linking as views

LOOK, SWEEP = "linking.look", "linking.sweep"
BATCH = 20
"""Accounts looked at in one transaction: a merge takes some hundredths of a second."""
TELLS_WITHIN = timedelta(days=7)
"""What was linked longer ago was told, or is old news."""
TRIES = 20
"""Codes drawn until one is free: of a million, some are taken."""


class Gone(Exception):
    """There is no such question, account or code, or it is not theirs."""


class Settled(Exception):
    """It was answered before, or too late."""


class Off(Exception):
    """The operator wants no linking."""


class TooManyGuesses(Exception):
    """Too many wrong codes were typed."""


class SamePlace(Exception):
    """Both have an account in one workspace: they are two."""

    def __init__(self, other: Side) -> None:
        super().__init__()
        self.other = other


class OneAlready(Exception):
    """Both accounts are one person's."""


# What platforms say


def welcome(
    session: Session, at: Whereabouts, told: set[str], fresh: set[str], now: datetime
) -> bool:
    """Accounts whose verified e-mail is news (platform addresses; `fresh` are new this very
    moment): who is without doubt somebody known becomes theirs at once. Two people who turn out to
    be one, and those in doubt, are looked at in a moment, in a transaction of their own.

    Whether any of them is somebody else's now. Called while events are taken: it asks nobody.
    """
    own = store.accounts_at(session, at.organization_id, at.workspace_id, told)
    addresses = {side.email for side in own if side.email and not side.is_bot}
    if not addresses:
        return False
    store.one_at_a_time(session, at.organization_id, addresses)
    same = store.same_address(session, at.organization_id, addresses)
    new = _new_among(session, at, own, fresh)
    changed = False
    for side in own:
        found = _verdicts(session, at.organization_id, side, same)
        if not found:
            continue
        person_id = next((p for p, verdict in found.items() if verdict is Verdict.SAME), None)
        if person_id is not None and side.account_id in new:
            store.join(session, at.organization_id, side, person_id, now)
            changed = True
        _look_soon(session, at.organization_id, side, now)
    return changed


def _new_among(
    session: Session, at: Whereabouts, own: Collection[Side], fresh: set[str]
) -> set[int | None]:
    new = store.accounts_at(session, at.organization_id, at.workspace_id, fresh) if fresh else []
    return {side.account_id for side in new} & {side.account_id for side in own}


def _verdicts(
    session: Session, organization_id: int, side: Side, same: Collection[Side]
) -> dict[int, Verdict]:
    if all(one.person_id == side.person_id for one in same if one.email == side.email):
        return {}
    return rules.verdicts(
        side,
        same,
        beside=store.beside(session, organization_id, side.person_id),
        apart=store.apart(session, organization_id, side.person_id),
    )


def _look_soon(session: Session, organization_id: int, side: Side, now: datetime) -> None:
    timers.plan(
        session,
        NewTimer(
            organization_id=organization_id,
            key=f"{LOOK}:{side.account_id}:{now.isoformat()}",
            name=LOOK,
            data={"account_id": side.account_id or 0},
            due_at=now,
        ),
    )


def keep_looking(session: Session, settings: Settings, now: datetime) -> None:
    """To be called at every start: once a day, addresses that two people have are looked at."""
    if not settings.people.link:
        return
    for organization_id in store.organizations_in_several(session):
        _sweep_at(UnitOfWork(session, organization_id, None, now), now)


def sweep(uow: UnitOfWork, settings: Settings, after: int) -> None:
    """Look at the next accounts whose address others have too; the rest follows, or tomorrow."""
    if not settings.people.link:
        return
    found = store.to_look_at(uow.session, uow.organization_id, after, BATCH)
    for account_id in found:
        look(uow, settings, account_id)
    if len(found) == BATCH:
        key = f"{SWEEP}:{uow.now.isoformat()}:{found[-1]}"
        uow.plan(SWEEP, key=key, due_at=uow.now, data={"after": found[-1]})
    else:
        _sweep_at(uow, uow.now + timedelta(days=1))


def _sweep_at(uow: UnitOfWork, when: datetime) -> None:
    key = f"{SWEEP}:{when.date().isoformat()}"
    uow.plan(SWEEP, key=key, due_at=when, data={"after": 0})


def look(uow: UnitOfWork, settings: Settings, account_id: int) -> None:
    """Whose is this account? Merge, ask, and tell, as it turns out."""
    at = uow.session, uow.organization_id
    side = store.account(*at, account_id)
    if side is None or not side.email or not settings.people.link:
        return
    store.one_at_a_time(*at, [side.email])
    same = store.same_address(*at, [side.email])
    for person_id, verdict in sorted(_verdicts(*at, side, same).items()):
        if verdict is Verdict.SAME:
            merge(uow, settings, side.person_id, person_id)
        else:
            _ask(uow, settings, side, [s for s in same if s.person_id == person_id])
    _tell(uow, settings, account_id)


def _tell(uow: UnitOfWork, settings: Settings, account_id: int) -> None:
    """Tell somebody, once, that an account of theirs was linked."""
    at = uow.session, uow.organization_id
    known = store.account(*at, account_id)
    if known is None:
        return
    own = store.accounts_of(*at, known.person_id)
    for side in own:
        if side.linked_at is None or side.email != known.email:
            continue
        if uow.now - side.linked_at > TELLS_WITHIN:
            continue
        others = [s for s in own if s.account_id != side.account_id and s.email == side.email]
        if others:
            attention.reach(
                uow,
                settings.attention,
                Person(side.person_id, side.person_name),
                views.linked(side, others),
                key=f"linking:{side.account_id}:told:{side.linked_at.isoformat()}",
                kind="linking.told",
            )


def _ask(uow: UnitOfWork, settings: Settings, own: Side, same: Collection[Side]) -> None:
    """Ask both sides, once and never again."""
    other = next((s for s in same if s.account_id is not None and not s.is_gone), None)
    if other is None or other.account_id is None or own.account_id is None:
        return
    until = uow.now + rules.ANSWERABLE
    ids = own.account_id, other.account_id
    pair_id = pairs.ask(uow.session, uow.organization_id, ids, uow.now, until)
    if pair_id is None:
        return
    for asked, about in ((own, other), (other, own)):
        attention.reach(
            uow,
            settings.attention,
            Person(asked.person_id, asked.person_name),
            views.ask(about, pair_id),
            key=_asked_key(pair_id, asked),
            kind="linking.asked",
            expires_at=until,
        )


def _asked_key(pair_id: int, side: Side) -> str:
    return f"linking:{pair_id}:asked:{side.account_id}"


# What people say


@dataclass(frozen=True, slots=True)
class Said:
    """What became of an answer."""

    state: PairState
    accounts: tuple[Side, ...] = ()
    """All there are, when they are one person's now."""


def say(uow: UnitOfWork, settings: Settings, actor: Person, pair_id: int, *, is_me: bool) -> Said:
    """One side answers. Both have to say yes; either's no settles it.

    Raises Gone, Settled, Off, SamePlace.
    """
    pair, own, other = _sides(uow, actor, pair_id)
    if pair.state is not PairState.ASKED or pair.expires_at <= uow.now:
        raise Settled
    if not is_me:
        _keep_apart(uow, own, other)
        return Said(PairState.APART)
    if not settings.people.link:
        raise Off
    at = uow.session, uow.organization_id
    assert own.account_id is not None and other.account_id is not None  # noqa: S101, PT018
    pairs.agree(*at, pair, own.account_id)
    if not pair.said_yes(other.account_id):
        return Said(PairState.ASKED)
    if store.overlap(*at, own.person_id, other.person_id):
        raise SamePlace(other)
    merge(uow, settings, own.person_id, other.person_id)
    pairs.settle(*at, pair_id, PairState.SAME)
    attention.revise(uow, _asked_key(pair_id, other), views.settled())
    now = store.account(*at, own.account_id)
    return Said(PairState.SAME, tuple(store.accounts_of(*at, now.person_id)) if now else ())


def _sides(uow: UnitOfWork, actor: Person, pair_id: int) -> tuple[Pair, Side, Side]:
    """The pair, held; the actor's side of it, and the other. Raises Gone, Settled."""
    at = uow.session, uow.organization_id
    pair = pairs.get(*at, pair_id)
    if pair is None:
        raise Gone
    one, other = store.account(*at, pair.one_id), store.account(*at, pair.other_id)
    if one is None or other is None or actor.id not in (one.person_id, other.person_id):
        raise Gone
    if one.person_id == other.person_id:
        raise Settled
    return (pair, one, other) if one.person_id == actor.id else (pair, other, one)


def _keep_apart(uow: UnitOfWork, own: Side, other: Side) -> None:
    """They are two; what the other was asked is asked no more."""
    assert own.account_id is not None and other.account_id is not None  # noqa: S101, PT018
    at = uow.session, uow.organization_id
    ids = own.account_id, other.account_id
    pair_id = pairs.claim(*at, ids, 0, uow.now, uow.now)
    pairs.settle(*at, pair_id, PairState.APART)
    attention.revise(uow, _asked_key(pair_id, other), views.settled())


def own_accounts(uow: UnitOfWork, actor: Person) -> list[Side]:
    """All accounts of somebody, those they began with first."""
    return store.accounts_of(uow.session, uow.organization_id, actor.id)


def _here(uow: UnitOfWork, actor: Person) -> Side:
    """The account somebody acts with. Raises Gone."""
    for side in own_accounts(uow, actor):
        if side.workspace_id == uow.workspace_id and not side.is_gone:
            return side
    raise Gone


def code_for(uow: UnitOfWork, settings: Settings, actor: Person) -> str:
    """A code to be typed with another account. Raises Off, Gone."""
    if not settings.people.link:
        raise Off
    own = _here(uow, actor)
    assert own.account_id is not None  # noqa: S101
    until = uow.now + rules.CODE_HOLDS
    for _ in range(TRIES):
        digits = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
        digest = _digest(uow, digits)
        if pairs.set_code(uow.session, uow.organization_id, own.account_id, digest, until):
            return digits
    raise RuntimeError("no code is free")


def _digest(uow: UnitOfWork, digits: str) -> str:
    """What is stored of a code; without the secret nobody can tell which it is."""
    if uow.secret:
        return seals(uow.secret).mark("link", uow.organization_id, digits)
    return sha256(f"{uow.organization_id}:{digits}".encode()).hexdigest()


def type_code(uow: UnitOfWork, settings: Settings, actor: Person, digits: str) -> tuple[Side, int]:
    """Whose code that is, and the question whether that is them: nothing is merged by typing.

    A code works once. Raises Off, Gone (also: no such code), TooManyGuesses, SamePlace, OneAlready.
    """
    if not settings.people.link:
        raise Off
    own = _here(uow, actor)
    assert own.account_id is not None  # noqa: S101
    at = uow.session, uow.organization_id
    wrong, since = pairs.guesses(*at, own.account_id) or (0, uow.now)
    if not rules.may_guess(wrong, since, uow.now):
        raise TooManyGuesses
    if uow.now - since >= rules.GUESSES_WITHIN:
        wrong, since = 0, uow.now
    shown_to = pairs.use_code(*at, _digest(uow, digits), uow.now)
    other = store.account(*at, shown_to) if shown_to is not None else None
    if other is None or other.account_id is None or other.is_gone:
        pairs.guessed_wrong(*at, own.account_id, wrong + 1, since)
        raise Gone
    if other.person_id == own.person_id:
        raise OneAlready
    if store.overlap(*at, own.person_id, other.person_id):
        raise SamePlace(other)
    until = uow.now + rules.CODE_HOLDS
    ids = own.account_id, other.account_id
    return other, pairs.claim(*at, ids, other.account_id, uow.now, until)


def separate(uow: UnitOfWork, settings: Settings, actor: Person, account_id: int) -> Side:
    """Let an account that was linked be on its own again; what there was stays where it is.

    It is not linked by itself again to any account it was with. Raises Gone.
    """
    own = own_accounts(uow, actor)
    side = next((s for s in own if s.account_id == account_id), None)
    if side is None or side.linked_at is None or len(own) < 2:
        raise Gone
    at = uow.session, uow.organization_id
    known = _role(uow, settings, [side])
    store.separate(*at, side, known, uow.now)
    roles.give(uow.session, actor.id, _role(uow, settings, [s for s in own if s is not side]))
    for other in own:
        if other is not side:
            _keep_apart(uow, side, other)
    return side


def _role(uow: UnitOfWork, settings: Settings, sides: Collection[Side]) -> Role:
    """What app.yaml and the platforms give to the holder of these accounts."""
    ids = [side.account_id or 0 for side in sides]
    given = [
        people.given_role(account, settings.roles_in(workspace))
        for workspace, account in roles.accounts(uow.session, uow.organization_id, ids)
    ]
    return max(given, key=lambda role: role.rank, default=Role.MEMBER)
