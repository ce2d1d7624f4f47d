"""The conversation about the programme's week, and about one's own."""

from __future__ import annotations

from bot.events import CommandInvoked
from bot.messages import Reply
from bot.router import Context
from bot.services import chart_links, digest_choices, digests
from bot.services import measures as service
from bot.services.digest_choices import Choice
from bot.settings import Cadence
from bot.store.models import DigestKind
from bot.views import digests as digest_views
from bot.views import measures as views
from bot.views import personal as own_views


def programme(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn digest programme`."""
    try:
        told = service.look(ctx.uow, ctx.settings, event.actor)
    except service.NotAllowed:
        return views.not_yours()
    if told is None:
        return views.nothing()
    return chart_links.pictured(ctx.settings, views.digest(told), ctx.now)


def own(event: CommandInvoked, rest: str, ctx: Context) -> Reply:
    """`/learn digest me`, `… me on`, `… me off`."""
    try:
        match rest.strip().lower():
            case "":
                digest_choices.one(ctx.uow, ctx.settings, event.actor, DigestKind.PERSONAL)
                found = digests.preview(ctx.uow, ctx.settings, DigestKind.PERSONAL, event.actor)
                return found.message if found else own_views.nothing()
            case "on":
                return _switch(event, ctx, is_on=True)
            case "off":
                return _switch(event, ctx, is_on=False)
            case _:
                return own_views.unclear()
    except digest_choices.NotFor:
        return digest_views.not_for_you()


def _switch(event: CommandInvoked, ctx: Context, *, is_on: bool) -> Reply:
    """Only that changes: day, time and pause stay as they were chosen."""
    kind = DigestKind.PERSONAL
    before = digest_choices.one(ctx.uow, ctx.settings, event.actor, kind)
    choice = Choice(
        is_on=is_on,
        cadence=Cadence(before.chosen.cadence) if before.chosen.cadence else None,
        weekday=before.chosen.weekday,
        at=before.chosen.at,
        paused_on=before.paused_on,
    )
    now = digest_choices.choose(ctx.uow, ctx.settings, event.actor, kind, choice)
    if not is_on:
        return own_views.switched_off()
    comes = digest_views.when(now.is_on, now.pace, now.paused_on)
    return own_views.switched_on(comes)
