"""Giving thanks, taking it back, reporting it and deciding on reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events import Conversation, ConversationKind, Person
from bot.messages import Message
from bot.rules import kudos as rules
from bot.rules.calendar import next_weekly
from bot.rules.links import safe_link
from bot.services import deeds
from bot.settings import Kudos as KudosSettings
from bot.settings import Roundup
from bot.store import conversations, people, roles, topics
from bot.store import kudos as store
from bot.store.kudos import Thanks
from bot.store.models import Role, Urgency, WhenUnsure
from bot.store.unit_of_work import ConversationId, UnitOfWork
from bot.views import kudos as views

STALE_ROUNDUP = timedelta(days=3)
"""How late a round-up may come after an outage: a weekend late is still welcome."""
MOST_IN_ROUNDUP = 8
"""Thanks a round-up quotes: it should fit one screen of a phone."""


class NotGiven(Exception):
    """A gift that can't be given; `field` is the form's field that needs a change."""

    field = "to"


class NobodyNamed(NotGiven):
    """There is nobody to thank."""


class TooMany(NotGiven):
    """More people than one thanks may name."""


class SelfKudos(NotGiven):
    """The giver is among the recipients."""


class CannotReceive(NotGiven):
    """Somebody who can't be thanked: a bot, a guest, a deactivated account."""

    def __init__(self, person: Person, what: str) -> None:
        super().__init__(what)
        self.person = person
        self.what = what
        """ "bot", "guest" or "gone"."""


class CannotGive(NotGiven):
    """Guests may not give where the operator says so."""


class AllowanceSpent(NotGiven):
    """More than what is left of today's allowance."""

    def __init__(self, left: int, wanted: int) -> None:
        super().__init__(left, wanted)
        self.left = left
        self.wanted = wanted


class NothingSaid(NotGiven):
    """The note has no words."""

    field = "note"


class TooLong(NotGiven):
    """The note is longer than a note may be."""

    field = "note"

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class NotAllowed(Exception):
    """The person may not do this to that kudos."""


class Gone(Exception):
    """The kudos is not there (any more), or not in a state for this."""


class TooLate(Exception):
    """The time for taking it back has passed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A gift made: its id, how many thanks are left today, and where it can be read."""

    kudos_id: int
    to: tuple[Person, ...]
    left: int
    is_public: bool
    undo_minutes: int


def give_kudos(
    uow: UnitOfWork,
    settings: KudosSettings,
    giver: Person,
    to: Sequence[Person],
    note: str,
    *,
    conversation: Conversation | None = None,
    evidence: str = "",
    is_private: bool = False,
) -> Given:
    """Thank colleagues: announced where it was given, told to each of them directly.

    Given where nobody else listens, it is announced in `settings.channel`, or nowhere; what is
    announced nowhere is private, as the giver is told. Raises one of the NotGiven errors; then
    nothing was written.
    """
    to = list(dict.fromkeys(to))
    note = note.strip()
    _check_words(note)
    _check_people(uow, settings, giver, to)
    zone = store.lock_giver(uow.session, uow.organization_id, giver.id)
    left = _left(uow, settings, giver, zone) - len(to)
    if left < 0:
        raise AllowanceSpent(left + len(to), len(to))

    place = None if is_private else _public_place(uow, settings, conversation)
    place_id = uow.conversation_id(place) if isinstance(place, Conversation) else place
    is_private = place is None
    topic_names = rules.topics_in(note)
    kudos_id = store.add(
        uow.session,
        uow.organization_id,
        giver.id,
        note,
        evidence=safe_link(evidence),
        is_private=is_private,
        is_open=_is_open(place),
        conversation_id=place_id,
        now=uow.now,
    )
    thanks = Thanks(
        id=kudos_id,
        giver=giver,
        to=tuple(to),
        note=note,
        topics=tuple(topic_names),
        evidence=safe_link(evidence),
        is_private=is_private,
        given_at=uow.now,
        undone_at=None,
        hidden_at=None,
    )
    about = topics.stored(uow.session, uow.organization_id, topic_names)
    store.add_names(uow.session, uow.organization_id, kudos_id, to, about)
    uow.did(*deeds.of_kudos(thanks, is_open=_is_open(place)), about=about)
    if place is not None:
        uow.post(
            views.card(thanks), to=place, key=card_key(kudos_id), kind="kudos.card", author=giver
        )
        if settings.roundup is not None:
            _plan_roundup(uow, settings.roundup)
    for person in to:
        uow.post(
            views.received(thanks),
            to=person,
            key=_direct(kudos_id, person),
            kind="kudos.received",
        )
    return Given(kudos_id, tuple(to), left, place is not None, settings.undo_minutes)


def undo_kudos(uow: UnitOfWork, settings: KudosSettings, actor: Person, kudos_id: int) -> Thanks:
    """Take a gift back: the card says so, the direct messages disappear, the allowance returns.

    Only the giver, and only for `settings.undo_minutes`. Undoing twice is undoing once.
    Raises Gone, NotAllowed, TooLate.
    """
    thanks = store.get(uow.session, uow.organization_id, kudos_id)
    if thanks is None or thanks.hidden_at is not None:
        raise Gone
    if thanks.giver.id != actor.id:
        raise NotAllowed
    if thanks.undone_at is not None:
        return thanks
    if not rules.can_undo(thanks.given_at, uow.now, settings.undo_minutes):
        raise TooLate
    store.mark_undone(uow.session, uow.organization_id, kudos_id, uow.now)
    uow.undid(deeds.kudos_subject(kudos_id))
    _revise(uow, thanks, views.undone_card(thanks))
    return thanks


def report_kudos(uow: UnitOfWork, actor: Person, kudos_id: int) -> bool:
    """Tell the moderators about a kudos; False when this person did so before.

    Anyone who can see it may. Nobody but the moderators learns of it, and they don't learn who.
    Raises Gone, NotAllowed.
    """
    thanks = store.get(uow.session, uow.organization_id, kudos_id)
    if thanks is None or thanks.undone_at is not None or thanks.hidden_at is not None:
        raise Gone
    if thanks.is_private and actor not in (thanks.giver, *thanks.to):
        raise NotAllowed
    if not store.report(uow.session, uow.organization_id, kudos_id, actor.id, uow.now):
        return False
    decided = store.decided_reports(uow.session, uow.organization_id, kudos_id)
    for moderator in roles.admins(uow.session, uow.organization_id):
        uow.post(
            views.reported(thanks),
            to=moderator,
            key=f"kudos:{kudos_id}:report:{moderator.id}:{decided}",
            kind="kudos.report",
        )
    return True


def decide_report(uow: UnitOfWork, actor: Person, kudos_id: int, *, hide: bool) -> Thanks:
    """Hide a kudos, or keep it, and close all reports on it; an audit row says who did.

    Only administrators. Keeping what nobody reports changes nothing. Raises NotAllowed, Gone.
    """
    if roles.role_of(uow.session, uow.organization_id, actor.id) is not Role.ADMIN:
        raise NotAllowed
    thanks = store.get(uow.session, uow.organization_id, kudos_id)
    if thanks is None or thanks.undone_at is not None or thanks.hidden_at is not None:
        raise Gone
    decision = store.HIDDEN if hide else store.KEPT
    store.decide(uow.session, uow.organization_id, kudos_id, decision, actor.id, uow.now)
    if hide:
        store.mark_hidden(uow.session, uow.organization_id, kudos_id, uow.now)
        uow.undid(deeds.kudos_subject(kudos_id))
        _revise(uow, thanks, views.hidden_card())
    return thanks


def _plan_roundup(uow: UnitOfWork, roundup: Roundup) -> None:
    """This thanks will be in the next round-up, so there is one to come."""
    due = next_weekly(uow.now, roundup.weekday.number, roundup.time, roundup.time_zone)
    uow.plan(
        "kudos.roundup",
        key=f"kudos.roundup:{due.isoformat()}",
        due_at=due,
        wall_time=f"{roundup.weekday} {roundup.time:%H:%M}",
        time_zone=roundup.time_zone,
        expires_at=due + STALE_ROUNDUP,
    )


def post_roundup(uow: UnitOfWork, roundup: Roundup, due_at: datetime) -> bool:
    """Tell a channel the public thanks of the week before `due_at`.

    False when there is nothing to tell any more, or when nobody has given kudos in that channel
    yet: until then its address is not known.
    """
    place = conversations.by_name(uow.session, uow.organization_id, roundup.channel)
    since = due_at - timedelta(days=7)
    thanks = store.latest_public(uow.session, uow.organization_id, since, due_at, MOST_IN_ROUNDUP)
    if place is None or not thanks:
        return False
    count = store.count_public(uow.session, uow.organization_id, since, due_at)
    uow.post(
        views.roundup(thanks, count),
        to=ConversationId(place),
        key=f"kudos.roundup:{due_at.isoformat()}",
        kind="kudos.roundup",
        urgency=Urgency.BULK,
        when_unsure=WhenUnsure.DROP,
        expires_at=uow.now + timedelta(days=1),
    )
    return True


def allowance_left(uow: UnitOfWork, settings: KudosSettings, giver: Person) -> int:
    """How many thanks somebody may still give today, by their own midnight."""
    zone = people.zone_of(uow.session, uow.organization_id, giver.id)
    return _left(uow, settings, giver, zone)


def _left(uow: UnitOfWork, settings: KudosSettings, giver: Person, zone: str) -> int:
    begin, end = rules.day_of(uow.now, zone)
    given = store.given_between(uow.session, uow.organization_id, giver.id, begin, end)
    return max(settings.allowance - given, 0)


def undoable(uow: UnitOfWork, settings: KudosSettings, giver: Person) -> list[Thanks]:
    """What somebody gave and may still take back."""
    since = _minutes_ago(uow.now, settings.undo_minutes)
    return store.latest_by(uow.session, uow.organization_id, giver.id, since, most=5)


def _minutes_ago(now: datetime, minutes: int) -> datetime:
    return now - timedelta(minutes=minutes)


def card_key(kudos_id: int) -> str:
    """The key of the card of a thanks in the outbox."""
    """The key of the public card."""
    return f"kudos:{kudos_id}:card"


def _direct(kudos_id: int, person: Person) -> str:
    """The key of what a recipient is told."""
    return f"kudos:{kudos_id}:to:{person.id}"


def _revise(uow: UnitOfWork, thanks: Thanks, card: Message) -> None:
    """Change the public card, and take the direct messages away."""
    uow.revise(card_key(thanks.id), card)
    for person in thanks.to:
        uow.revise(_direct(thanks.id, person), None)


def _check_words(note: str) -> None:
    if not rules.says_something(note):
        raise NothingSaid
    if len(note) > rules.NOTE_LENGTH:
        raise TooLong(len(note))


def _check_people(
    uow: UnitOfWork, settings: KudosSettings, giver: Person, to: Sequence[Person]
) -> None:
    if not to:
        raise NobodyNamed
    if len(to) > rules.MOST_RECIPIENTS:
        raise TooMany
    if giver in to:
        raise SelfKudos
    standings = roles.standings(uow.session, uow.organization_id, [giver.id, *(p.id for p in to)])
    own = standings.get(giver.id)
    if own is None or own.is_bot or (own.is_guest and not settings.guests):
        raise CannotGive
    for person in to:
        other = standings.get(person.id)
        if other is None or other.is_deleted:
            raise CannotReceive(person, "gone")
        if other.is_bot:
            raise CannotReceive(person, "bot")
        if other.is_guest and not settings.guests:
            raise CannotReceive(person, "guest")


def _public_place(
    uow: UnitOfWork, settings: KudosSettings, conversation: Conversation | None
) -> Conversation | ConversationId | None:
    """Where the card goes: where it was given, else the operator's channel, else nowhere."""
    if conversation is not None and conversation.kind is not ConversationKind.PERSONAL:
        return conversation
    if not settings.channel:
        return None
    found = conversations.by_name(uow.session, uow.organization_id, settings.channel)
    return None if found is None else ConversationId(found)


def _is_open(place: Conversation | ConversationId | None) -> bool:
    """Whether what is said there may be quoted elsewhere.

    What a platform does not name is a closed circle, as far as anybody here knows. The operator's
    own channel has a name.
    """
    if not isinstance(place, Conversation):
        return place is not None
    return place.kind is ConversationKind.CHANNEL and bool(place.name or place.reference)
