"""The conversation about calendars: links of one's own, a feed, and an end to both."""

from __future__ import annotations

from bot.events import ButtonClicked
from bot.messages import Reply
from bot.router import Context, Router
from bot.services import calendars as service
from bot.store import calendars as store
from bot.views import calendars as views

router = Router()


@router.button(views.ShowCalendar)
def show(event: ButtonClicked[views.ShowCalendar], ctx: Context) -> Reply:
    """ "My calendar"."""
    uow = ctx.uow
    since = store.feed_since(uow.session, uow.organization_id, event.actor.id)
    token = service.visit(uow, event.actor)
    return views.links(ctx.settings.public_url, token, service.VISIT.days, since)


@router.button(views.SubscribeCalendar)
def subscribe(event: ButtonClicked[views.SubscribeCalendar], ctx: Context) -> Reply:
    """ "Subscribe", or "Make a new one"."""
    return views.subscribed(ctx.settings.public_url, service.subscribe(ctx.uow, event.actor))


@router.button(views.RevokeCalendar)
def revoke(event: ButtonClicked[views.RevokeCalendar], ctx: Context) -> Reply:
    """ "Stop all links"."""
    return views.revoked(service.revoke(ctx.uow, event.actor))
