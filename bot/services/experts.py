"""Being an expert of a topic: declared, nominated or invited, never enlisted silently."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.events import Person
from bot.rules import experts as rules
from bot.services import attention
from bot.settings import Attention
from bot.store import expert_reservations, roles, topics
from bot.store import experts as store
from bot.store.experts import Expertise, Habits
from bot.store.models import ExpertState
from bot.store.topics import Topic
from bot.store.unit_of_work import UnitOfWork
from bot.views import nominations as views

USUAL = Attention()
WAITING = (ExpertState.NOMINATED, ExpertState.INVITED)
"""Somebody asked them, and they have not said yet."""


class CannotBe(Exception):
    """A bot, a guest or somebody who left can't be an expert."""

    def __init__(self, person: Person, what: str) -> None:
        super().__init__(person, what)
        self.person = person
        self.what = what
        """ "bot", "guest" or "gone"."""


class Gone(Exception):
    """Nobody asks this person about that topic (any more)."""


@dataclass(frozen=True, slots=True)
class Status:
    """What somebody is expert of, what waits for them, and how often they are asked."""

    topics: tuple[Topic, ...]
    waiting: tuple[Expertise, ...]
    habits: Habits
    asked: int
    """Questions they were asked in the last seven days."""

    @property
    def is_any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.topics or self.waiting)


def is_expert(uow: UnitOfWork, person: Person, topics: Iterable[str]) -> bool:
    """Whether somebody is an active expert of one of these topics (their names, resolved)."""
    return store.is_expert(uow.session, uow.organization_id, person.id, topics)


def owners(uow: UnitOfWork, topics: Iterable[str]) -> list[Person]:
    """Who looks after these topics (their names, resolved) and is still here."""
    return store.owners(uow.session, uow.organization_id, topics)


def status(uow: UnitOfWork, person: Person) -> Status:
    """What somebody is shown about themselves."""
    at = uow.session, uow.organization_id, person.id
    known = store.of_person(*at)
    habits = store.habits(*at)
    if habits.paused_until is not None and habits.paused_until <= uow.now:
        habits = replace(habits, paused_until=None)
    return Status(
        tuple(e.topic for e in known if e.state is ExpertState.ACTIVE),
        tuple(e for e in known if e.state in WAITING),
        habits,
        expert_reservations.taken(*at, uow.now),
    )


def add(uow: UnitOfWork, person: Person, names: Sequence[str]) -> list[Topic]:
    """Be an expert of these topics (as written; new ones are stored). Raises CannotBe."""
    _check(uow, person)
    at = uow.session, uow.organization_id
    found = topics.by_id(*at, topics.stored(*at, names))
    for topic in found:
        store.set_state(*at, topic.id, person.id, ExpertState.ACTIVE, uow.now)
    return found


def remove(uow: UnitOfWork, person: Person, names: Sequence[str]) -> list[Topic]:
    """Stop being an expert of these topics (as written); those that one was."""
    at = uow.session, uow.organization_id
    names = topics.resolved(*at, names)
    mine = [
        e.topic
        for e in store.of_person(*at, person.id)
        if e.state in (*WAITING, ExpertState.ACTIVE) and e.topic.name in names
    ]
    for topic in mine:
        store.set_state(*at, topic.id, person.id, ExpertState.LEFT, uow.now)
    return mine


def pause(uow: UnitOfWork, person: Person, until: datetime | None) -> None:
    """Don't ask somebody until then (aware UTC); None: they may be asked from now on."""
    at = uow.session, uow.organization_id, person.id
    store.set_habits(*at, replace(store.habits(*at), paused_until=until))


def limit(uow: UnitOfWork, person: Person, weekly: int | None) -> None:
    """Ask somebody at most so often in seven days; None: as `app.yaml` says."""
    at = uow.session, uow.organization_id, person.id
    store.set_habits(*at, replace(store.habits(*at), weekly_limit=weekly))


def nominate(
    uow: UnitOfWork, house: Attention, actor: Person, person: Person, names: Sequence[str]
) -> tuple[list[Topic], list[Topic]]:
    """Propose a colleague as expert: they are asked, and nothing happens until they say yes.

    They are asked when they like to be written to.

    Returns the topics they are asked about, and those they were asked about already. Who said no,
    or left, is not asked again for `rules.REST`. Raises CannotBe.
    """
    _check(uow, actor)
    _check(uow, person)
    at = uow.session, uow.organization_id
    found = topics.by_id(*at, topics.stored(*at, names))
    asked = [
        topic
        for topic in found
        if store.propose(
            *at,
            topic.id,
            person.id,
            ExpertState.NOMINATED,
            uow.now,
            nominated_by=actor.id,
            rested_since=uow.now - rules.REST,
        )
    ]
    if asked:
        _ask(uow, house, person, asked)
    return asked, [topic for topic in found if topic not in asked]


def consider_invitation(
    uow: UnitOfWork, person: Person, names: Iterable[str], house: Attention = USUAL
) -> None:
    """An answer of somebody was accepted: who knows a topic that well is invited to it, once.

    `house` is what app.yaml says of hours, `names` are the question's topics, resolved. Who was
    ever asked about one is left in peace.
    """
    try:
        _check(uow, person)
    except CannotBe:
        return
    at = uow.session, uow.organization_id
    found = topics.found_by(*at, names).values()
    asked = []
    for topic in sorted(set(found), key=lambda t: t.name):
        accepted = store.accepted_answers(*at, [person.id], topic.id).get(person.id, 0)
        if accepted >= rules.INVITED_AFTER and store.propose(
            *at, topic.id, person.id, ExpertState.INVITED, uow.now
        ):
            asked.append(topic)
    if asked:
        _ask(uow, house, person, asked)


def respond(uow: UnitOfWork, actor: Person, topic_id: int, *, accept: bool) -> Topic:
    """Say yes or no to being an expert; who nominated them hears of a yes alone. Raises Gone."""
    at = uow.session, uow.organization_id
    found = store.get(*at, topic_id, actor.id)
    if found is None or found.state not in WAITING:
        raise Gone
    if not accept:
        store.set_state(*at, topic_id, actor.id, ExpertState.DECLINED, uow.now)
        return found.topic
    _check(uow, actor)
    store.set_state(*at, topic_id, actor.id, ExpertState.ACTIVE, uow.now)
    if found.nominated_by is not None:
        uow.post(
            views.said_yes(actor, found.topic),
            to=found.nominated_by,
            key=f"expert:{topic_id}:{actor.id}:yes:{found.since.isoformat()}",
            kind="expert.said_yes",
        )
    return found.topic


def who(uow: UnitOfWork, names: Sequence[str]) -> list[tuple[Expertise, int, datetime | None]]:
    """The experts of the first of these topics: each with accepted answers and end of a pause.

    The most helpful stand first.
    """
    at = uow.session, uow.organization_id
    found = topics.found_by(*at, names[:1])
    topic = next(iter(found.values()), None)
    if topic is None:
        return []
    experts = store.active(*at, [topic.name])
    ids = [e.person.id for e in experts]
    helped = store.accepted_answers(*at, ids, topic.id)
    paused = store.paused(*at, ids, uow.now)
    experts.sort(key=lambda e: -helped.get(e.person.id, 0))
    return [(e, helped.get(e.person.id, 0), paused.get(e.person.id)) for e in experts]


def _ask(uow: UnitOfWork, house: Attention, person: Person, about: Sequence[Topic]) -> None:
    """Ask somebody, in one message about all that waits for their yes or no."""
    attention.reach(
        uow,
        house,
        person,
        views.asked(status(uow, person).waiting),
        key=f"expert:asked:{person.id}:{about[0].id}:{uow.now.isoformat()}",
        kind="expert.asked",
    )


def _check(uow: UnitOfWork, person: Person) -> None:
    own = roles.standings(uow.session, uow.organization_id, [person.id]).get(person.id)
    if own is None or own.is_deleted:
        raise CannotBe(person, "gone")
    if own.is_bot:
        raise CannotBe(person, "bot")
    if own.is_guest:
        raise CannotBe(person, "guest")
