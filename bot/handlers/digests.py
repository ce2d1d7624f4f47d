"""The conversation about digests."""

from __future__ import annotations

from bot.events import TimerFired
from bot.messages import Reply
from bot.router import Context, Router
from bot.services import digests as service

router = Router()


@router.timer(service.TIMER)
def plan(event: TimerFired, ctx: Context) -> Reply:
    """An hour begins: make what is due in it."""
    service.plan_on(ctx.uow, ctx.settings, event.data)
    return None
