"""Who has which part in giving a badge by hand, and what they may do with a nomination."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from bot.events import Person
from bot.rules import awards as rules
from bot.rules.awards import Act, Answer, Part, State
from bot.services.award_errors import Gone, NotAllowed, NotByHand, TooLate
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store import badges, roles
from bot.store.awards import Nomination
from bot.store.models import Role
from bot.store.unit_of_work import UnitOfWork


def what_bars(uow: UnitOfWork, person: Person) -> str:
    """Why somebody can't take part in nominations: "gone", "bot" or "guest"; empty: they can."""
    own = roles.standings(uow.session, uow.organization_id, [person.id]).get(person.id)
    left = store.left(uow.session, uow.organization_id, [person.id])
    if own is None or own.is_deleted or person.id in left:
        return "gone"
    if own.is_bot:
        return "bot"
    return "guest" if own.is_guest else ""


def owners(uow: UnitOfWork, settings: Settings, key: str) -> list[Person]:
    """The owner of a badge, as far as they have an account here and have not left."""
    badge = settings.badges.by_key(key)
    if badge is None or badge.owner is None:
        return []
    platform, colon, name = badge.owner.partition(":")
    if not colon:  # an e-mail address has none
        platform, name = "", badge.owner
    return store.called(uow.session, uow.organization_id, platform, name)


def deciders(uow: UnitOfWork, settings: Settings, key: str) -> list[Person]:
    """Who may grant, decline and revoke a badge: its owner, and administrators."""
    at = uow.session, uow.organization_id
    everybody = {p.id: p for p in (*owners(uow, settings, key), *roles.admins(*at))}
    standings = roles.standings(*at, list(everybody))
    gone = {id_ for id_, s in standings.items() if s.is_deleted or s.is_bot or s.is_guest}
    gone |= store.left(*at, list(everybody))
    return [p for id_, p in everybody.items() if id_ in standings and id_ not in gone]


def decides(uow: UnitOfWork, settings: Settings, person: Person, key: str) -> bool:
    """Whether somebody may grant, decline and revoke a badge."""
    return bool(decided_by(uow, settings, person, [key]))


def decided_by(
    uow: UnitOfWork, settings: Settings, person: Person, keys: Iterable[str]
) -> set[str]:
    """Which of these badges somebody may grant, decline and revoke."""
    keys = set(keys)
    if not keys or what_bars(uow, person):
        return set()
    if roles.role_of(uow.session, uow.organization_id, person.id) is Role.ADMIN:
        return keys
    return {k for k in keys if person.id in {p.id for p in owners(uow, settings, k)}}


def responsible(uow: UnitOfWork, settings: Settings, key: str, nominee_id: int) -> list[Person]:
    """Who is asked to decide: the owner; administrators where there is none, or it is theirs."""
    able = [p for p in deciders(uow, settings, key) if p.id != nominee_id]
    owning = {p.id for p in owners(uow, settings, key)}
    return [p for p in able if p.id in owning] or able


def parts_of(
    uow: UnitOfWork, settings: Settings, person: Person, nomination: Nomination
) -> set[Part]:
    """What somebody has to do with a nomination; whoever is a guest or has left: nothing."""
    if what_bars(uow, person):
        return set()
    parts = set()
    if person.id == nomination.nominee.id:
        parts.add(Part.NOMINEE)
    if person.id == nomination.nominator.id:
        parts.add(Part.NOMINATOR)
    if nomination.endorser is not None and person.id == nomination.endorser.id:
        parts.add(Part.ENDORSER)
    if decides(uow, settings, person, nomination.badge):
        parts.add(Part.DECIDER)
    return parts


def check(
    uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int, act: Act
) -> Nomination:
    """The nomination, if this may be done with it now; nothing is held. Raises as `allowed`."""
    return _if_may(uow, settings, actor, store.get(*_at(uow), nomination_id), act)


def allowed(
    uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int, act: Act
) -> Nomination:
    """The nomination, which nobody else changes until the commit, if this may be done with it.

    Raises Gone, NotAllowed, TooLate.
    """
    return _if_may(uow, settings, actor, store.get(*_at(uow), nomination_id, lock=True), act)


def _at(uow: UnitOfWork) -> tuple[Session, int]:
    return uow.session, uow.organization_id


def _if_may(
    uow: UnitOfWork, settings: Settings, actor: Person, found: Nomination | None, act: Act
) -> Nomination:
    if found is None:
        raise Gone
    match rules.may(act, State(found.state), parts_of(uow, settings, actor, found)):
        case Answer.YES:
            return found
        case Answer.NOT_ALLOWED:
            raise NotAllowed
        case Answer.TOO_LATE:
            raise TooLate(found)
        case _:
            raise Gone


def waiting_for(
    uow: UnitOfWork, settings: Settings, person: Person, most: int
) -> tuple[list[Nomination], list[Nomination]]:
    """What waits for somebody's endorsement, and for their decision, the longest waiting first."""
    at = uow.session, uow.organization_id
    if what_bars(uow, person):
        return [], []
    to_endorse = store.of_endorser(*at, person.id, State.ASKED, most)
    asked: dict[tuple[str, int], set[int]] = {}
    to_decide = []
    for one in store.in_state(*at, [State.ENDORSED], most * 20):
        key = one.badge, one.nominee.id
        if key not in asked:
            asked[key] = {p.id for p in responsible(uow, settings, *key)}
        if person.id in asked[key]:
            to_decide.append(one)
    return to_endorse, to_decide[:most]


def by_hand(settings: Settings, key: str) -> Badge:
    """The badge, if there is one that is given by hand. Raises NotByHand."""
    badge = settings.badges.by_key(key)
    if badge is None or not badge.is_by_hand:
        raise NotByHand
    return badge


def has_it(uow: UnitOfWork, person: Person, badge: str, topic_id: int | None) -> bool:
    """Whether somebody has this badge now; for the topic, if it is of one."""
    awards = badges.awards_of(uow.session, uow.organization_id, [person.id])
    return any(a.badge == badge and a.topic_id == topic_id for a in awards)
