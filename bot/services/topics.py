"""What is known and decided about topics, and who may decide it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from bot.events import Person
from bot.rules import topics as rules
from bot.store import conversations, experts, roles, topic_merging, topics
from bot.store import topic_settings as store
from bot.store.experts import Expertise
from bot.store.models import AuditRow, Role
from bot.store.topic_settings import Decided
from bot.store.topics import Topic
from bot.store.unit_of_work import UnitOfWork

MOST_SYNONYMS = 20


class NotAllowed(Exception):
    """Only owners of the topic, managers and administrators decide about it."""


class Gone(Exception):
    """There is no such topic (any more)."""


class NotDecided(Exception):
    """Something about it can't be; `field` is the form's field that needs a change."""

    field = ""


class NoSuchChannel(NotDecided):
    """Nobody has used Potluck in a channel of that name."""

    field = "channel"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class Taken(NotDecided):
    """A synonym is one of another topic already."""

    field = "synonyms"

    def __init__(self, name: str, of: str) -> None:
        super().__init__(name, of)
        self.name, self.of = name, of


class CannotOwn(NotDecided):
    """A bot, a guest or somebody who left can't look after a topic."""

    field = "owners"

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self.person = person


@dataclass(frozen=True, slots=True)
class About:
    """All there is to know about a topic."""

    topic: Topic
    owners: list[Person]
    experts: list[Expertise]
    open_questions: int
    decided: Decided
    may_change: bool


def about(uow: UnitOfWork, actor: Person, topic: Topic) -> About:
    """What somebody is shown about a topic."""
    at = uow.session, uow.organization_id
    return About(
        topic=topic,
        owners=experts.owners(*at, [topic.name]),
        experts=experts.active(*at, [topic.name]),
        open_questions=store.open_questions(*at, topic.id),
        decided=store.of(*at, topic.id),
        may_change=may_change(uow, actor, topic),
    )


def near(uow: UnitOfWork, name: str) -> list[str]:
    """Topics that somebody may have meant by a name nobody has used; none if it has been used."""
    at = uow.session, uow.organization_id
    if topics.found_by(*at, [name]):
        return []
    return topics.resolved(*at, rules.near(name, topics.names(*at)))


def misspelt(uow: UnitOfWork, names: Iterable[str]) -> dict[str, list[str]]:
    """Of these names those that nobody has used, and what may have been meant; others are left."""
    found = {name: near(uow, name) for name in names}
    return {name: meant for name, meant in found.items() if meant}


def may_change(uow: UnitOfWork, actor: Person, topic: Topic | None) -> bool:
    """Whether somebody decides about a topic (None: any): its owners, managers, administrators."""
    at = uow.session, uow.organization_id
    if roles.role_of(*at, actor.id).rank >= Role.MANAGER.rank:
        return True
    return topic is not None and actor in experts.owners(*at, [topic.name])


def changeable(uow: UnitOfWork, actor: Person, topic_id: int) -> Topic:
    """A topic this person may decide about. Raises Gone, NotAllowed."""
    topic = next(iter(topics.by_id(uow.session, uow.organization_id, [topic_id])), None)
    if topic is None:
        raise Gone
    if not may_change(uow, actor, topic):
        raise NotAllowed
    return topic


def change(
    uow: UnitOfWork,
    actor: Person,
    topic_id: int,
    *,
    owners: Sequence[Person],
    synonyms: str,
    channel: str,
    verify_days: int | None,
) -> Topic:
    """Decide about a topic; an audit row says who did.

    A synonym that is a topic itself becomes one with this, with all that was about it. `channel` is
    a name without `#`, or empty. Raises Gone, NotAllowed, or one of the NotDecided errors; then
    nothing was written.
    """
    topic = changeable(uow, actor, topic_id)
    at = uow.session, uow.organization_id
    before = store.of(*at, topic.id)
    place = before.conversation_id
    channel = channel.strip().lstrip("#")
    if channel != before.channel or not channel:
        place = conversations.by_name(*at, channel) if channel else None
        if channel and place is None:
            raise NoSuchChannel(channel)
    _check_owners(uow, owners)
    names = [n for n in rules.written(synonyms) if n != topic.name][:MOST_SYNONYMS]
    merged = _merged(uow, topic, names)
    for other in merged:
        topic_merging.merge(*at, other.id, topic.id)
    store.set_synonyms(*at, topic.id, names)
    store.decide(*at, topic.id, place, verify_days)
    experts.set_owners(*at, topic.id, owners)
    uow.session.execute(
        insert(AuditRow),
        {
            "organization_id": uow.organization_id,
            "at": uow.now,
            "actor_id": actor.id,
            "action": "topic.merged" if merged else "topic.changed",
            "subject": f"topic:{topic.id}",
        },
    )
    return topic


def _check_owners(uow: UnitOfWork, owners: Sequence[Person]) -> None:
    known = roles.standings(uow.session, uow.organization_id, [p.id for p in owners])
    for person in owners:
        own = known.get(person.id)
        if own is None or own.is_bot or own.is_guest or own.is_deleted:
            raise CannotOwn(person)


def _merged(uow: UnitOfWork, topic: Topic, names: Sequence[str]) -> list[Topic]:
    """Topics that new synonyms name until now. Raises Taken."""
    found = topics.found_by(uow.session, uow.organization_id, names)
    for name, other in found.items():
        if other.id != topic.id and other.name != name:
            raise Taken(name, other.name)
    return [other for other in found.values() if other.id != topic.id]
