"""Giving badges by hand: nominate, endorse, pass on, withdraw."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Person
from bot.rules import awards as rules
from bot.rules.awards import Act, Part, State
from bot.rules.kudos import topics_in
from bot.rules.links import safe_link
from bot.services import attention
from bot.services.award_access import (
    allowed,
    by_hand,
    has_it,
    responsible,
    what_bars,
)
from bot.services.award_asking import (
    ask,
    ask_to_decide,
    asked_key,
    back_to_nominator,
    settled,
)
from bot.services.award_errors import (
    AlreadyOpen,
    AskedBefore,
    BadLink,
    CannotBe,
    HasIt,
    NeedsTopic,
    NobodyDecides,
    NothingSaid,
    NoTopic,
    SelfNomination,
    TooManyOpen,
    WrongEndorser,
)
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store import topics
from bot.store.awards import Nomination
from bot.store.unit_of_work import UnitOfWork
from bot.views import award_news as views


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody fills in to nominate a colleague."""

    badge: str
    """Its key."""
    nominee: Person
    endorser: Person
    reason: str
    evidence: str = ""
    topic: str = ""
    """As written, with or without "#"."""


def nominate(
    uow: UnitOfWork, settings: Settings, nominator: Person, proposal: Proposal
) -> Nomination:
    """Propose a colleague for a badge; whom the nominator names is asked to endorse it.

    Raises one of the NotNominated errors; then nothing was written.
    """
    badge = by_hand(settings, proposal.badge)
    _check_people(uow, nominator, proposal)
    if not rules.is_a_reason(proposal.reason):
        raise NothingSaid
    evidence = safe_link(proposal.evidence)
    if proposal.evidence and not evidence.startswith("https:"):
        raise BadLink
    at = uow.session, uow.organization_id
    topic_id = _topic(uow, badge, proposal.topic)
    if has_it(uow, proposal.nominee, badge.key, topic_id):
        raise HasIt
    if store.count_open(*at, nominator.id, rules.OPEN) >= rules.MOST_OPEN:
        raise TooManyOpen
    if not responsible(uow, settings, badge.key, proposal.nominee.id):
        raise NobodyDecides
    new = store.NewNomination(
        badge=badge.key,
        topic_id=topic_id,
        nominee_id=proposal.nominee.id,
        nominator_id=nominator.id,
        endorser_id=proposal.endorser.id,
        reason=proposal.reason,
        evidence=evidence,
        state=State.ASKED,
        lapses_at=uow.now + rules.LAPSES_AFTER,
    )
    id_ = store.add(*at, new, uow.now)
    made = None if id_ is None else store.get(*at, id_)
    if made is None:
        raise AlreadyOpen
    uow.plan(
        "awards.lapse",
        key=f"nomination:{made.id}:lapse",
        due_at=made.lapses_at,
        data={"nomination_id": made.id},
    )
    ask(uow, settings, made, proposal.endorser)
    return made


def name_another(
    uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int, endorser: Person
) -> Nomination:
    """The nominator names (another) colleague who knows the work.

    Raises Gone, NotAllowed, TooLate, CannotBe, WrongEndorser, AskedBefore.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.NAME)
    return _named(uow, settings, found, endorser)


def endorse(
    uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int, words: str
) -> Nomination:
    """Say what one knows of the work; then whoever decides is asked.

    Raises Gone, NotAllowed, TooLate, NothingSaid.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.ENDORSE)
    if not rules.is_a_reason(words):
        raise NothingSaid
    at = uow.session, uow.organization_id
    store.endorse(*at, found.id, State.ENDORSED, words, uow.now)
    endorsed = store.get(*at, found.id) or found
    if found.endorser is not None:
        attention.revise(uow, asked_key(found.id, found.endorser), views.you_endorsed(endorsed))
    ask_to_decide(uow, settings, endorsed)
    return endorsed


def pass_on(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    nomination_id: int,
    other: Person | None = None,
) -> Nomination:
    """Say that one does not know the work, and perhaps who does; else the nominator is asked.

    Raises Gone, NotAllowed, TooLate, CannotBe, WrongEndorser, AskedBefore.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.PASS)
    at = uow.session, uow.organization_id
    if other is not None:
        passed = _named(uow, settings, found, other)
        store.note_passed(*at, found.id, actor.id, uow.now)
        return passed
    store.note_passed(*at, found.id, actor.id, uow.now)
    attention.revise(uow, asked_key(found.id, actor), views.asked_another())
    back_to_nominator(uow, found, settings.badges.by_key(found.badge))
    return store.get(*at, found.id) or found


def withdraw(uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int) -> Nomination:
    """The nominator takes it back: whoever was asked has nothing left to do.

    Raises Gone, NotAllowed, TooLate.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.WITHDRAW)
    at = uow.session, uow.organization_id
    store.close(*at, found.id, State.WITHDRAWN, uow.now, by=actor.id)
    withdrawn = store.get(*at, found.id) or found
    settled(uow, settings, withdrawn, views.settled(withdrawn, settings.badges.by_key(found.badge)))
    return withdrawn


def _check_people(uow: UnitOfWork, nominator: Person, proposal: Proposal) -> None:
    if proposal.nominee.id == nominator.id:
        raise SelfNomination
    for person, field in (
        (nominator, "badge"),
        (proposal.nominee, "nominee"),
        (proposal.endorser, "endorser"),
    ):
        if what := what_bars(uow, person):
            raise CannotBe(person, what, field)
    if proposal.endorser.id == nominator.id:
        raise WrongEndorser(Part.NOMINATOR)
    if proposal.endorser.id == proposal.nominee.id:
        raise WrongEndorser(Part.NOMINEE)


def _topic(uow: UnitOfWork, badge: Badge, written: str) -> int | None:
    """The topic a badge is given for, if it is given for one; a new one is stored."""
    names = topics_in("#" + written.strip().lstrip("#"))
    if not badge.per_topic:
        if written.strip():
            raise NoTopic
        return None
    if not names:
        raise NeedsTopic
    return topics.stored(uow.session, uow.organization_id, names[:1])[0]


def _named(uow: UnitOfWork, settings: Settings, found: Nomination, endorser: Person) -> Nomination:
    if what := what_bars(uow, endorser):
        raise CannotBe(endorser, what, "endorser")
    if endorser.id == found.nominator.id:
        raise WrongEndorser(Part.NOMINATOR)
    if endorser.id == found.nominee.id:
        raise WrongEndorser(Part.NOMINEE)
    at = uow.session, uow.organization_id
    if endorser.id in store.was_asked(*at, found.id):
        raise AskedBefore
    store.note_asked(*at, found.id, endorser.id, uow.now)
    store.set_endorser(*at, found.id, endorser.id)
    if found.endorser is not None:
        attention.revise(uow, asked_key(found.id, found.endorser), views.asked_another())
    named = store.get(*at, found.id) or found
    ask(uow, settings, named, endorser)
    return named
