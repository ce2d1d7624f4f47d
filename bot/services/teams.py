"""Teams by hand: taking colleagues in, letting them go, and what they say to it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import insert

from bot.events import Person
from bot.messages import Message
from bot.rules import teams as rules
from bot.rules.attention import Weight
from bot.rules.invitations import one_line
from bot.services import attention
from bot.settings import Attention
from bot.store import roles, teams
from bot.store import teams_claims as store
from bot.store import teams_import as lists
from bot.store.models import AuditRow, ClaimState, Role
from bot.store.teams import Line, Team
from bot.store.teams_claims import Claim
from bot.store.unit_of_work import UnitOfWork
from bot.views import teams_told as views


class NotAllowed(Exception):
    """Only those who lead a team, managers and administrators change one: their own."""


class OthersTeam(Exception):
    """Only administrators decide about the team of somebody else."""


class Settled(Exception):
    """What was asked or said is answered, or stands otherwise by now."""


class NoName(Exception):
    """Nothing of what was typed can be a name."""


class NobodyYet(Exception):
    """There is nobody in the team that is to be named."""


class NameTaken(Exception):
    """Another team is called so."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotAdded(Exception):
    """Why one colleague does not come into a team; nothing was written about them."""

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self.person = person


class CannotBe(NotAdded):
    """A bot, a guest, somebody who left, or oneself."""

    def __init__(self, person: Person, what: str) -> None:
        super().__init__(person)
        self.what = what


class Loops(NotAdded):
    """They lead the manager, by way of others or directly: `chain` begins and ends with them."""

    def __init__(self, person: Person, chain: list[Person]) -> None:
        super().__init__(person)
        self.chain = chain


class IsIn(NotAdded):
    """They report to that manager already."""


class Asked(NotAdded):
    """Whoever leads them was asked already and has not answered."""

    def __init__(self, person: Person, leads: Person) -> None:
        super().__init__(person)
        self.leads = leads


class Unreachable(NotAdded):
    """Whoever leads them can't be asked: an administrator has to move them."""

    def __init__(self, person: Person, leads: Person) -> None:
        super().__init__(person)
        self.leads = leads


class Refused(NotAdded):
    """They said before that it is not right: an administrator has to decide."""


class NotIn(NotAdded):
    """They don't report to whoever lets them go."""


class Became(Enum):
    """What became of somebody's word."""

    IN = auto()
    ASKED = auto()


@dataclass(frozen=True, slots=True)
class About:
    """What somebody is shown about their team."""

    leads: Person | None
    team: Team | None
    beside: tuple[Person, ...]
    """Who reports to the same manager, without themselves."""
    led: tuple[Person, ...]
    led_team: Team | None
    may_add: bool


def about(uow: UnitOfWork, actor: Person) -> About:
    """Somebody's place: who leads them, who is beside them, whom they lead."""
    at = uow.session, uow.organization_id
    leads = teams.manager_of(*at, [actor.id], uow.now).get(actor.id)
    if leads is not None and leads.id in teams.leavers(*at, [leads.id], uow.now):
        leads = None
    return About(
        leads=leads,
        team=teams.team_of(*at, [actor.id], uow.now).get(actor.id),
        beside=tuple(p for p in _led(uow, leads) if p != actor) if leads else (),
        led=tuple(_led(uow, actor)),
        led_team=_led_team(uow, actor),
        may_add=may_add(uow, actor),
    )


def _led(uow: UnitOfWork, manager: Person) -> list[Person]:
    at = uow.session, uow.organization_id
    found = store.named(*at, [line.person_id for line in store.led(*at, manager.id)])
    return sorted(found.values(), key=lambda p: (p.name, p.id))


def _led_team(uow: UnitOfWork, manager: Person) -> Team | None:
    """The team most of somebody's reports are in."""
    lines = store.led(uow.session, uow.organization_id, manager.id)
    counted = Counter(line.team_id for line in lines if line.team_id is not None)
    most = min(counted, key=lambda id_: (-counted[id_], id_), default=None)
    known = {team.id: team for team in teams.teams(uow.session, uow.organization_id)}
    return None if most is None else known[most]


def may_add(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody may have a team: they lead one, or are a manager or an administrator."""
    at = uow.session, uow.organization_id
    own = roles.standings(*at, [actor.id]).get(actor.id)
    if own is None or own.is_bot or own.is_guest or own.is_deleted:
        return False
    if roles.role_of(*at, actor.id).rank >= Role.MANAGER.rank:
        return True
    return bool(store.led(*at, actor.id))


def add(
    uow: UnitOfWork, house: Attention, actor: Person, person: Person, to: Person | None = None
) -> tuple[Became, Claim]:
    """Take a colleague into one's team, or into another's (`to`), which administrators may.

    The colleague is told, and can say that it is not right. Who has another manager stays with
    them until that one agrees; administrators move people without asking. Raises NotAllowed,
    OthersTeam, or one of the NotAdded errors.
    """
    is_admin = _check_may(uow, actor, to)
    manager = to or actor
    lists.hold(uow.session, uow.organization_id)
    _check(uow, person, manager)
    at = uow.session, uow.organization_id
    leads = teams.manager_of(*at, [person.id], uow.now).get(person.id)
    if leads == manager:
        raise IsIn(person)
    before = store.last(*at, person.id, manager.id)
    if before is not None and before.state is ClaimState.OBJECTED and not is_admin:
        raise Refused(person)
    if leads is not None and leads.id in teams.leavers(*at, [leads.id], uow.now):
        leads = None
    claim = Claim(0, person, manager, actor, leads, ClaimState.HELD)
    if leads is None or is_admin:
        return Became.IN, _place(uow, house, claim)
    own = roles.standings(*at, [leads.id]).get(leads.id)
    if own is None or own.is_deleted:
        raise Unreachable(person, leads)
    if before is not None and before.state is ClaimState.ASKED and before.asked == leads:
        raise Asked(person, leads)
    return Became.ASKED, _ask(uow, house, claim, leads)


def _check_may(uow: UnitOfWork, actor: Person, to: Person | None) -> bool:
    """Whether an administrator does it. Raises NotAllowed, OthersTeam."""
    is_admin = roles.role_of(uow.session, uow.organization_id, actor.id) is Role.ADMIN
    if to is not None and to != actor and not is_admin:
        raise OthersTeam
    if not may_add(uow, actor):
        raise NotAllowed
    return is_admin


def _check(uow: UnitOfWork, person: Person, manager: Person) -> None:
    """Whether one may report to the other. Raises CannotBe, Loops."""
    at = uow.session, uow.organization_id
    if person == manager:
        raise CannotBe(person, "self")
    known = roles.standings(*at, [person.id, manager.id])
    for one in (person, manager):
        own = known.get(one.id)
        if own is None or own.is_deleted:
            raise CannotBe(one, "gone")
        if own.is_bot or own.is_guest:
            raise CannotBe(one, "bot" if own.is_bot else "guest")
    circle = rules.closes(store.way_up(*at, manager.id), person.id, manager.id)
    if circle:
        names = store.named(*at, circle)
        raise Loops(person, [names[id_] for id_ in [*circle, person.id]])


def _place(uow: UnitOfWork, house: Attention, claim: Claim) -> Claim:
    """They report to that manager from now on; whom it concerns is told."""
    at = uow.session, uow.organization_id
    held = _kept(uow, claim, ClaimState.HELD)
    team = _led_team(uow, claim.manager)
    line = Line(claim.person.id, claim.manager.id, team.id if team else None, held.id)
    teams.put(*at, [line], uow.now)
    _audit(uow, claim.by, "team.added", claim.person)
    concerned = [(held.person, views.told(held, team))]
    if held.manager != held.by:
        concerned.append((held.manager, views.given(held)))
    if held.asked is not None and held.by != held.asked:
        concerned.append((held.asked, views.moved(held)))
    for person, message in concerned:
        if person != held.by:
            _tell(uow, house, person, message, f"team:{held.id}:in:{person.id}")
    return held


def _kept(uow: UnitOfWork, claim: Claim, state: ClaimState) -> Claim:
    """The claim as it is stored now, with its id."""
    at = uow.session, uow.organization_id
    if claim.id:
        store.become(*at, claim.id, state)
    id_ = claim.id or store.add(*at, claim, uow.now)
    return Claim(id_, claim.person, claim.manager, claim.by, claim.asked, state)


def _ask(uow: UnitOfWork, house: Attention, claim: Claim, leads: Person) -> Claim:
    at = uow.session, uow.organization_id
    asked = Claim(0, claim.person, claim.manager, claim.by, leads, ClaimState.ASKED)
    id_ = store.add(*at, asked, uow.now)
    asked = Claim(id_, claim.person, claim.manager, claim.by, leads, ClaimState.ASKED)
    _tell(uow, house, leads, views.may_i(asked), f"team:{id_}:ask")
    return asked


def answer(
    uow: UnitOfWork, house: Attention, actor: Person, claim_id: int, *, agrees: bool
) -> Claim:
    """Whoever leads somebody lets them go to another manager, or does not.

    Raises Settled for everybody else and when it stands otherwise by now, or one of the NotAdded
    errors.
    """
    at = uow.session, uow.organization_id
    lists.hold(*at)
    claim = store.get(*at, claim_id)
    if claim is None or claim.state is not ClaimState.ASKED or claim.asked != actor:
        raise Settled
    if teams.manager_of(*at, [claim.person.id], uow.now).get(claim.person.id) != actor:
        raise Settled
    if agrees:
        _check(uow, claim.person, claim.manager)
        held = _place(uow, house, claim)
        _tell(uow, house, claim.by, views.agreed(held, actor), f"team:{claim_id}:yes")
        return held
    refused = _kept(uow, claim, ClaimState.REFUSED)
    _tell(uow, house, claim.by, views.disagreed(claim, actor), f"team:{claim_id}:no")
    return refused


def say_no(
    uow: UnitOfWork, house: Attention, actor: Person, claim_id: int
) -> tuple[Claim, Person | None]:
    """ "That's not right": where they stood before holds as if nothing had been.

    The manager, administrators, and whoever led them before are told. The claim, and who leads them
    again. Raises Settled.
    """
    at = uow.session, uow.organization_id
    lists.hold(*at)
    claim = store.get(*at, claim_id)
    line = store.line_of(*at, actor.id)
    if claim is None or claim.person != actor or line is None or line.claim_id != claim_id:
        raise Settled
    before = store.line_before(*at, actor.id, claim_id)
    restored = before is not None and not _would_loop(uow, before)
    store.never_was(*at, actor.id, claim_id, restored=restored)
    objected = _kept(uow, claim, ClaimState.OBJECTED)
    _audit(uow, actor, "team.objected", actor)
    again = claim.asked if restored else None
    concerned = dict.fromkeys([claim.manager, *roles.admins(*at), *([again] if again else [])])
    for person in concerned:
        if person != actor:
            message = views.objected_to(objected, again)
            _tell(uow, house, person, message, f"team:{claim_id}:not:{person.id}")
    return objected, again


def _would_loop(uow: UnitOfWork, line: Line) -> bool:
    if line.manager_id is None:
        return False
    above = store.way_up(uow.session, uow.organization_id, line.manager_id)
    return bool(rules.closes(above, line.person_id, line.manager_id))


def remove(uow: UnitOfWork, house: Attention, actor: Person, person: Person) -> Person:
    """A colleague reports to nobody any more, and is told; to whom they did.

    Raises NotAllowed, NotIn.
    """
    at = uow.session, uow.organization_id
    is_admin = _check_may(uow, actor, None)
    lists.hold(*at)
    leads = teams.manager_of(*at, [person.id], uow.now).get(person.id)
    if leads is None or (leads != actor and not is_admin):
        raise NotIn(person)
    teams.put(*at, [Line(person.id, None, None)], uow.now)
    _audit(uow, actor, "team.removed", person)
    for other in dict.fromkeys([person, leads]):
        if other != actor:
            key = f"team:out:{person.id}:{other.id}:{uow.now.isoformat()}"
            _tell(uow, house, other, views.let_go(actor, person, leads, other), key)
    return leads


def name(uow: UnitOfWork, actor: Person, typed: str) -> Team:
    """Give one's team a name; it keeps its people. Raises NotAllowed, NobodyYet, NameTaken."""
    at = uow.session, uow.organization_id
    said = " ".join(one_line(typed, rules.NAME_LENGTH).split())
    _check_may(uow, actor, None)
    if not said:
        raise NoName
    lists.hold(*at)
    lines = store.led(*at, actor.id)
    if not lines:
        raise NobodyYet
    mine, other = _led_team(uow, actor), store.team(*at, said)
    own = {line.person_id for line in lines}
    if other is not None and other != mine:
        raise NameTaken(other.name)
    if mine is not None and {p.id for p in teams.members(*at, [mine.id], uow.now)[mine.id]} <= own:
        store.rename(*at, mine.id, said)
        team = Team(mine.id, said)
    else:
        team = Team(teams.stored(*at, [said])[said], said)
    moving = [
        Line(line.person_id, actor.id, team.id, line.claim_id)
        for line in lines
        if line.team_id != team.id
    ]
    teams.put(*at, moving, uow.now)
    _audit(uow, actor, "team.named", actor)
    return team


def _tell(uow: UnitOfWork, house: Attention, person: Person, message: Message, key: str) -> None:
    attention.reach(uow, house, person, message, key=key, kind="teams.told", weight=Weight.AWAITED)


def _audit(uow: UnitOfWork, actor: Person, action: str, about_whom: Person) -> None:
    uow.session.execute(
        insert(AuditRow),
        {
            "organization_id": uow.organization_id,
            "at": uow.now,
            "actor_id": actor.id,
            "action": action,
            "subject": f"person:{about_whom.id}",
        },
    )
