"""One event, one transaction, one reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.orm import Session

from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    ConversationKind,
    FormSubmitted,
    Inbound,
    Person,
    ProfileChanged,
    Raw,
    ShortcutUsed,
    TimerFired,
    Workspace,
)
from bot.legible import legible
from bot.messages import (
    Blank,
    FormErrors,
    FormInvalid,
    Home,
    Message,
    Replace,
    Reply,
    Unreadable,
    form_by_key,
    people_in,
    unpack,
)
from bot.messenger import Faces
from bot.profiles import Profiles, accounts_in
from bot.router import Context, Route, Router, Usage, unfold
from bot.services import badges, digests, linking
from bot.settings import Settings
from bot.store import conversations, events, people, person_merge, timers
from bot.store.database import Database
from bot.store.people import Met, Whereabouts
from bot.store.seals import seals
from bot.store.unit_of_work import UnitOfWork
from bot.views import trouble

log = structlog.get_logger()

NAMING = frozenset({"person_id", "whom"})
"""What of a timer's data is a person's id; 0 is nobody's."""


class NotTaken(RuntimeError):
    """The event could not be handled and nothing was written: the platform may try again."""


class _Repeated(Exception):
    """This event was taken before."""


class _NothingWritten(Exception):
    """The reply promises that nothing was written, so the transaction ends with it."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to answer, and how the people in it are known where the asker is."""

    reply: Reply = None
    faces: Faces = field(default_factory=Faces)
    is_repeat: bool = False
    """The event had been taken before; nothing happened this time."""


class Dispatcher:
    """The core's front door: adapters hand it events and get one outcome each.

    `observe` is told of every event: its kind, "ok", "repeated", "corrected" or "failed", and the
    seconds it took.
    """

    def __init__(
        self,
        database: Database,
        router: Router,
        settings: Settings,
        profiles: Profiles,
        clock: Callable[[], datetime],
        wake_delivery: Callable[[], None] = lambda: None,
        observe: Callable[[str, str, float], None] = lambda kind, result, seconds: None,
    ) -> None:
        self._database = database
        self._router = router
        self._settings = settings
        self._profiles = profiles
        self._clock = clock
        self._wake_delivery = wake_delivery
        self._places: dict[Workspace, Whereabouts] = {}
        """Workspaces seen: their ids never change."""
        self._observe = observe

    def reached_at(self, public_url: str) -> None:
        """Links point there from now on: which port is free is known only once it is taken."""
        self._settings = self._settings.reached_at(public_url)

    @property
    def usages(self) -> Mapping[str, tuple[Usage, ...]]:
        """Command → its lines of help: a door completes what people type with them."""
        return self._router.usages

    async def handle(self, event: Inbound | TimerFired) -> Outcome:
        """Handle one event. Raises NotTaken when it can't be, and then nothing was written.

        A person who waits for an answer gets a sentence instead of the error.
        """
        kind, began, result = type(event).__name__, time.perf_counter(), "failed"
        try:
            outcome = await self._handle(event)
            result = "ok"
        except _Repeated:
            log.info("event.repeated", event_kind=kind)
            result = "repeated"
            return Outcome(is_repeat=True)
        except _NothingWritten as nothing:
            result = "corrected"
            return nothing.outcome
        except Exception as error:
            log.exception("event.failed", event_kind=kind)
            if isinstance(event, CommandInvoked | ButtonClicked | FormSubmitted | ShortcutUsed):
                return Outcome(trouble.on_our_side())
            raise NotTaken(type(error).__name__) from error
        else:
            return outcome
        finally:
            self._observe(kind, result, time.perf_counter() - began)

    async def _handle(self, event: Inbound | TimerFired) -> Outcome:
        now = self._clock()
        if isinstance(event, TimerFired):
            fired = event
            await self._database.write(lambda s: self._fire(s, fired, now))
            self._wake_delivery()
            return Outcome()
        event = legible(event)
        if isinstance(event, CommandInvoked):
            event = unfold(event)
        taken, route = event, self._router.find(event)
        # A changed profile is its own news, and most of them are of people nobody here has met.
        news: list[Account] = []
        if not isinstance(event, ProfileChanged):
            news = legible(await self._profiles.learn(event))
        if route is not None and not news and route.only_reads(event):
            seen = await self._database.read(lambda s: self._look(s, taken, route, now))
            if seen is not None:
                return seen
        try:
            at, outcome = await self._database.write(
                lambda s: self._take(s, taken, route, news, now)
            )
        except BaseException:
            for account in news:  # What was learnt about them is not written: ask again.
                self._profiles.forget(event.workspace, account.address)
            raise
        self._places[event.workspace] = at
        self._wake_delivery()
        return outcome

    def _told_apart(self, event_id: str) -> str:
        """What an event is remembered by: some platforms put into its id who acted."""
        secret = self._settings.secret
        return seals(secret).mark("event", event_id) if secret else event_id

    def _look(
        self, session: Session, event: Inbound, route: Route, now: datetime
    ) -> Outcome | None:
        """Answer an event that only reads; None when somebody in it is not yet known."""
        at = people.known(session, event.workspace)
        if at is None:
            return None
        named = {a.address for a in accounts_in(event)}
        met = people.lookup(session, at, named)
        if len(met) < len(named):
            return None
        return self._answer(session, at, event, met, route, now)

    def _take(
        self,
        session: Session,
        event: Inbound,
        route: Route | None,
        news: list[Account],
        now: datetime,
    ) -> tuple[Whereabouts, Outcome]:
        at = self._places.get(event.workspace)
        if at is None:
            owner = self._settings.organization_of(event.workspace)
            at = people.settle(session, event.workspace, owner, now)
            digests.begin_planning(UnitOfWork(session, at.organization_id, at.workspace_id, now))
        if not events.first_time(session, at, self._told_apart(event.id), now):
            raise _Repeated
        if isinstance(event, ProfileChanged) and not people.lookup(
            session, at, [event.actor.address]
        ):
            return at, Outcome()
        met = people.resolve(
            session,
            at,
            [*news, *accounts_in(event)],
            now,
            actor=event.actor.address,
            appointed=self._settings.roles_in(event.workspace),
            welcome=linking.welcome if self._settings.people.link else None,
        )
        here = event.conversation
        if here is not None and here.reference:
            is_direct = here.kind is ConversationKind.PERSONAL
            own = met[event.actor.address].person.id if is_direct else None
            conversations.stored(session, at.organization_id, at.workspace_id, here, own)
        if route is None:
            return at, Outcome()
        return at, self._answer(session, at, event, met, route, now)

    def _answer(
        self,
        session: Session,
        at: Whereabouts,
        event: Inbound,
        met: dict[str, Met],
        route: Route,
        now: datetime,
    ) -> Outcome:
        who = {address: known.person for address, known in met.items()}
        zone = met[event.actor.address].zone
        uow = UnitOfWork(session, at.organization_id, at.workspace_id, now, self._settings.secret)
        try:
            known = _today(session, at, _typed(_personal(event, who), zone))
            reply = route.handle(known, Context(uow, now, self._settings))
            if not isinstance(reply, FormErrors):
                badges.earn(uow, self._settings, known.actor, event.conversation)
        except FormInvalid as invalid:
            reply = FormErrors(errors=invalid.errors)
        except Unreadable:
            reply = trouble.outdated()
        if isinstance(reply, FormErrors) and isinstance(event, FormSubmitted):
            filled = _personal(event.form.values, who)
            form = form_by_key(event.form.key)
            filled = {k: v for k, v in filled.items() if k in form.model_fields}
            again = form.again(filled, reply.errors, event.form.look)
            reply = FormErrors(errors=reply.errors, form=again)
        faces = {known.person.id: known.account for known in met.values()}
        others = {p.id for p in _people(reply)} - faces.keys()
        outcome = Outcome(reply, Faces(faces | people.accounts_of(session, at, others), zone))
        if isinstance(reply, FormErrors):
            raise _NothingWritten(outcome)
        return outcome

    def _fire(self, session: Session, event: TimerFired, now: datetime) -> None:
        if not timers.take(session, event.timer_id, now):
            raise _Repeated
        route = self._router.find(event)
        if route is None:
            log.error("timer.unknown", name=event.name)
            return
        uow = UnitOfWork(session, event.organization_id, None, now, self._settings.secret)
        for name in NAMING.intersection(event.data):  # planned when they may have been another
            who = person_merge.today(session, event.organization_id, int(event.data[name]))
            event = replace(event, data={**event.data, name: who})
        route.handle(event, Context(uow, now, self._settings))
        badges.earn(uow, self._settings)


def _personal(value: Any, who: dict[str, Person]) -> Any:
    """The same value with each account replaced by its person."""
    match value:
        case Account():
            return who[value.address]
        case tuple() | list():
            return type(value)(_personal(v, who) for v in value)
        case dict():
            return {k: _personal(v, who) for k, v in value.items()}
        case _ if is_dataclass(value) and any(True for _ in accounts_in(value)):
            changed = {f.name: _personal(getattr(value, f.name), who) for f in fields(value)}
            return replace(value, **changed)  # type: ignore[type-var]
        case _:
            return value


def _typed(event: Any, zone: str) -> Any:
    """The same event with its raw form or payload read into its class."""
    match event:
        case ButtonClicked(payload=Raw() as raw):
            return replace(event, payload=unpack(raw.key, raw.values))
        case FormSubmitted(form=Raw() as raw):
            return replace(event, form=form_by_key(raw.key).read(raw.values, ZoneInfo(zone)))
        case _:
            return event


def _today(session: Session, at: Whereabouts, event: Any) -> Any:
    """The same event with a button that names a person naming who that is now."""
    who = getattr(event.payload, "person_id", 0) if isinstance(event, ButtonClicked) else 0
    if not who:
        return event
    now_called = person_merge.today(session, at.organization_id, who)
    return replace(event, payload=event.payload.model_copy(update={"person_id": now_called}))


def _people(reply: Reply) -> set[Person]:
    """Everyone whose account a renderer will want."""
    match reply:
        case Message() | Blank():
            return reply.people()
        case Replace():
            return reply.message.people()
        case Home():
            return set(people_in(reply.blocks))
        case FormErrors():
            return reply.form.people() if reply.form else set()
        case None:
            return set()
