"""Seeing badges: one's own, a colleague's, and nothing that is nobody else's business."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.events import Person
from bot.rules.badge_pictures import MOST_TOGETHER
from bot.services.award_access import decided_by
from bot.services.badge_pictures import picture_url, pictured
from bot.settings import Badge, Settings
from bot.store import awards as store
from bot.store import badges
from bot.store.badges import Award
from bot.store.unit_of_work import UnitOfWork

PAGE = MOST_TOGETHER
"""Badges shown at once: as many as one picture holds."""


@dataclass(frozen=True, slots=True)
class Held:
    """The highest level somebody has of a badge; of a topic, if it is of one that may be told."""

    award: Award
    badge: Badge | None
    """None: app.yaml no longer has it. Nobody loses it for that."""
    topic: str
    is_private: bool

    @property
    def since(self) -> datetime:
        """When it was earned or given (aware UTC)."""
        return self.award.earned_at


@dataclass(frozen=True, slots=True)
class Page:
    """Some of somebody's badges, the newest first, as one viewer sees them."""

    person: Person
    is_own: bool
    held: tuple[Held, ...]
    number: int
    """Of this page, from 0."""
    of: int
    """Pages there are; at least one."""
    total: int
    picture: str
    """The address of one picture of them all; empty: there is none."""
    revocable: tuple[Held, ...]
    """What of it the viewer may take back."""


def shelf(uow: UnitOfWork, settings: Settings, viewer: Person, person: Person) -> list[Held]:
    """What somebody has, as the viewer may see it, the newest first.

    Badges are public, but for those that are private by their settings: these only their holder
    sees. Others are told a topic only if its holder did anything about it in the open, or was
    given the badge by hand.
    """
    is_own = viewer.id == person.id
    awards = badges.awards_of(uow.session, uow.organization_id, [person.id])
    highest: dict[tuple[str, int | None], Award] = {}
    for award in awards:
        key = award.badge, award.topic_id
        # Of the same level, given by hand for what were two topics once, the older one counts.
        if key not in highest or award.level >= highest[key].level:
            highest[key] = award
    held = []
    for award in highest.values():
        badge = settings.badges.by_key(award.badge)
        is_private = badge is not None and badge.private
        if is_own or not is_private:
            held.append(Held(award, badge, award.topic or "", is_private))
    if not is_own:
        held = _without_secrets(uow, person, held)
    return sorted(held, key=lambda h: (h.since, h.award.id), reverse=True)


def _without_secrets(uow: UnitOfWork, person: Person, held: Sequence[Held]) -> list[Held]:
    earned = {h.award.topic_id for h in held if h.topic and h.award.nomination_id is None}
    ids = [id_ for id_ in earned if id_ is not None]
    told = store.openly_about(uow.session, uow.organization_id, person.id, ids) if ids else set()
    return [
        h if h.award.nomination_id is not None or h.award.topic_id in told else replace(h, topic="")
        for h in held
    ]


def page(
    uow: UnitOfWork,
    settings: Settings,
    viewer: Person,
    person: Person,
    number: int = 0,
    size: int = PAGE,
) -> Page:
    """A page of somebody's badges; a page that is not there (any more) is the nearest that is."""
    held = shelf(uow, settings, viewer, person)
    pages = max(1, -(-len(held) // size))
    number = min(max(number, 0), pages - 1)
    shown = tuple(held[number * size : (number + 1) * size])
    deciding = decided_by(uow, settings, viewer, (h.award.badge for h in shown))
    return Page(
        person,
        viewer.id == person.id,
        shown,
        number,
        pages,
        len(held),
        picture_url(settings, [pictured(h.badge, h.award.level, h.topic) for h in shown]),
        tuple(h for h in shown if h.award.badge in deciding),
    )
