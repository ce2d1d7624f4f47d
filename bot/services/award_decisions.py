"""What becomes of nominations: granted, declined or lapsed; and taking a badge back."""

from __future__ import annotations

from datetime import timedelta

from bot.events import Conversation, Person
from bot.rules import awards as rules
from bot.rules.awards import Act, State
from bot.services import attention, badge_news
from bot.services.award_access import (
    allowed,
    by_hand,
    decides,
    has_it,
    responsible,
    what_bars,
)
from bot.services.award_asking import (
    asked_again_key,
    back_to_nominator,
    decide_again_key,
    settled,
)
from bot.services.award_errors import (
    AlreadyRevoked,
    CannotBe,
    Gone,
    NotAllowed,
    NothingSaid,
)
from bot.services.badge_pictures import picture_of
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store import badges, flags
from bot.store.awards import Nomination
from bot.store.badges import Award, NewAward
from bot.store.models import Urgency, WhenUnsure
from bot.store.unit_of_work import UnitOfWork
from bot.views import award_news as views
from bot.views.badges import Given


def grant(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    nomination_id: int,
    word: str,
    here: Conversation | None = None,
) -> tuple[Nomination, Award | None]:
    """Give the badge: its new holder and the nominator are told, others as of badges earned `here`.

    The award is None when they had it already: then nothing new is given, and nobody is told.
    Raises Gone, NotAllowed, TooLate, NothingSaid, NotByHand, CannotBe.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.GRANT)
    if not rules.is_a_reason(word):
        raise NothingSaid
    badge = by_hand(settings, found.badge)
    if what := what_bars(uow, found.nominee):
        raise CannotBe(found.nominee, what, "word")
    at = uow.session, uow.organization_id
    had_it = has_it(uow, found.nominee, found.badge, found.topic_id)
    store.close(*at, found.id, State.GRANTED, uow.now, by=actor.id, word=word)
    granted = store.get(*at, found.id) or found
    settled(uow, settings, granted, views.settled(granted, badge))
    if had_it:
        return granted, None
    award_id = _give(uow, granted, actor)
    award = badges.get(*at, award_id)
    flags.audit(*at, actor.id, "badge.granted", f"award:{award_id}", uow.now)
    attention.reach(
        uow,
        settings.attention,
        granted.nominee,
        views.given(granted, badge, picture_of(settings, badge, 1, granted.topic)),
        key=f"award:{award_id}:given",
        kind="awards.given",
        when_unsure=WhenUnsure.DROP,
    )
    uow.post(
        views.granted(granted, badge),
        to=granted.nominator,
        key=f"nomination:{granted.id}:granted",
        kind="awards.settled",
    )
    _announce(uow, settings, granted, badge, here)
    return granted, award


def _announce(
    uow: UnitOfWork,
    settings: Settings,
    granted: Nomination,
    badge: Badge,
    here: Conversation | None,
) -> None:
    place = badge_news.place_of(uow, settings.badges, here) if badge.announce else None
    if place is None or badge.private:
        return
    given = Given(badge, 1, granted.topic or None)
    uow.post(
        views.announced(granted, badge, badge_news.sheet(settings, [given])),
        to=place,
        key=f"nomination:{granted.id}:announced",
        kind="badge.announced",
        urgency=Urgency.BULK,
        when_unsure=WhenUnsure.DROP,
        expires_at=uow.now + timedelta(days=1),
    )


def _give(uow: UnitOfWork, granted: Nomination, actor: Person) -> int:
    new = NewAward(
        granted.nominee.id,
        granted.badge,
        1,
        granted.topic_id,
        uow.now,
        nomination_id=granted.id,
        words=granted.reason,
        granted_by=actor.id,
    )
    ((award_id, _),) = badges.give(uow.session, uow.organization_id, [new], uow.now)
    return award_id


def decline(
    uow: UnitOfWork, settings: Settings, actor: Person, nomination_id: int, word: str
) -> Nomination:
    """Don't give it, and say why to the nominator; the nominee never hears of it.

    Raises Gone, NotAllowed, TooLate, NothingSaid.
    """
    found = allowed(uow, settings, actor, nomination_id, Act.DECLINE)
    if not rules.is_a_reason(word):
        raise NothingSaid
    at = uow.session, uow.organization_id
    store.close(*at, found.id, State.DECLINED, uow.now, by=actor.id, word=word)
    declined = store.get(*at, found.id) or found
    badge = settings.badges.by_key(found.badge)
    flags.audit(*at, actor.id, "nomination.declined", f"nomination:{found.id}", uow.now)
    settled(uow, settings, declined, views.settled(declined, badge))
    uow.post(
        views.declined(declined, badge),
        to=declined.nominator,
        key=f"nomination:{found.id}:declined",
        kind="awards.settled",
    )
    return declined


def lapse(uow: UnitOfWork, settings: Settings, nomination_id: int) -> bool:
    """Its time is over; the nominator is told. False when it was settled before."""
    at = uow.session, uow.organization_id
    found = store.get(*at, nomination_id, lock=True)
    if found is None or found.state not in rules.OPEN:
        return False
    store.close(*at, found.id, State.LAPSED, uow.now)
    lapsed = store.get(*at, found.id) or found
    badge = settings.badges.by_key(found.badge)
    settled(uow, settings, lapsed, views.settled(lapsed, badge))
    attention.reach(
        uow,
        settings.attention,
        lapsed.nominator,
        views.lapsed(lapsed, badge),
        key=f"nomination:{found.id}:lapsed",
        kind="awards.settled",
    )
    return True


def remind(uow: UnitOfWork, settings: Settings, nomination_id: int, state: str, whom: int) -> bool:
    """Whoever is waited for is reminded, once; False when nobody is waited for so any more.

    If the colleague who was asked has left, the nominator is asked for another.
    """
    at = uow.session, uow.organization_id
    found = store.get(*at, nomination_id)
    if found is None or found.state != state:
        return False
    badge = settings.badges.by_key(found.badge)
    if state == State.ASKED:
        if found.endorser is None or found.endorser.id != whom:
            return False
        if what_bars(uow, found.endorser):
            back_to_nominator(uow, found, badge)
            return True
        message = views.to_endorse(found, badge, again=True)
        keys = {asked_again_key(found.id, found.endorser): found.endorser}
    else:
        waited_for = responsible(uow, settings, found.badge, found.nominee.id)
        message = views.to_decide(found, badge, again=True)
        keys = {decide_again_key(found, person): person for person in waited_for}
    for key, person in keys.items():
        attention.reach(
            uow,
            settings.attention,
            person,
            message,
            key=key,
            kind="awards.again",
            expires_at=found.lapses_at,
        )
    return True


def revoke(
    uow: UnitOfWork, settings: Settings, actor: Person, award_id: int, why: str
) -> tuple[Award, Badge | None]:
    """Take a badge back, by its owner or an administrator; its holder is told why.

    An audit row stays, and the award says who, when and why. Raises Gone, NotAllowed,
    NothingSaid, AlreadyRevoked.
    """
    at = uow.session, uow.organization_id
    award = badges.get(*at, award_id)
    if award is None:
        raise Gone
    if not decides(uow, settings, actor, award.badge):
        raise NotAllowed
    if award.revoked_at is not None:
        raise AlreadyRevoked(award)
    if not rules.is_a_reason(why):
        raise NothingSaid
    badge = settings.badges.by_key(award.badge)
    if not store.revoke(*at, award_id, actor.id, why, uow.now):
        raise AlreadyRevoked(award)
    flags.audit(*at, actor.id, "badge.revoked", f"award:{award_id}", uow.now)
    if award.nomination_id is not None:
        uow.revise(f"nomination:{award.nomination_id}:announced", None)
    uow.post(
        views.revoked(award, badge, actor, why),
        to=Person(award.person_id, ""),
        key=f"award:{award_id}:revoked",
        kind="awards.revoked",
    )
    return award, badge
