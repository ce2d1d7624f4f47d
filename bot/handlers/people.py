"""Coming and going: the bot is installed, added to conversations, and removed."""

from __future__ import annotations

from bot.events import BotAdded, BotRemoved, ConversationKind
from bot.messages import Reply
from bot.router import Context, Router
from bot.services import people as service

router = Router()


@router.added()
def added(event: BotAdded, ctx: Context) -> Reply:
    """Installed in a workspace, for a person, or added to a channel."""
    where = event.conversation
    service.join(ctx.uow)
    if where is not None and where.kind is ConversationKind.PERSONAL:
        service.greet(ctx.uow, event.actor)
    return None


@router.removed()
def removed(event: BotRemoved, ctx: Context) -> Reply:
    """Uninstalled from a workspace; leaving one conversation changes nothing for the others."""
    if event.conversation is None:
        service.leave(ctx.uow)
    return None
