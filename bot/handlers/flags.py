"""The conversation about flags: raising one, and what moderators decide."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted
from bot.messages import Reply
from bot.router import Context, Router, Usage
from bot.services import flags as service
from bot.services.answer_access import Gone, NotAllowed
from bot.views import answer_replies as answer_views
from bot.views import flags as views
from bot.views.flags import HideFlagged, KeepFlagged, OpenFlag, RaiseFlag, RestoreHidden

router = Router()

MOST_SHOWN = 8
"""Flagged and hidden things that the queue shows at once."""


@router.command(
    "flags",
    Usage("/flags", "what was flagged in questions and answers, for those who moderate"),
    reads=True,
)
def queue(event: CommandInvoked, ctx: Context) -> Reply:
    """`/flags`: the moderators' queue."""
    if not service.is_moderator(ctx.uow, event.actor):
        return views.moderators_only()
    return views.queue(
        service.waiting(ctx.uow, event.actor, MOST_SHOWN),
        service.hidden(ctx.uow, event.actor, MOST_SHOWN // 2),
    )


@router.button(OpenFlag, reads=True)
def open_form(event: ButtonClicked[OpenFlag], ctx: Context) -> Reply:
    """ "Flag"."""
    pressed = event.payload
    return RaiseFlag.blank(question_id=pressed.question_id, answer_id=pressed.answer_id)


@router.form(RaiseFlag)
def flag(event: FormSubmitted[RaiseFlag], ctx: Context) -> Reply:
    """Tell the moderators."""
    form = event.form
    try:
        first = service.flag(ctx.uow, event.actor, form.subject, form.why, event.conversation)
    except service.TooManyFlags:
        return views.too_many()
    except Gone:
        return answer_views.gone()
    return views.flag_taken(first=first)


@router.button(HideFlagged)
def hide(event: ButtonClicked[HideFlagged], ctx: Context) -> Reply:
    """A moderator hides it."""
    return _decide(event, ctx, hide=True)


@router.button(KeepFlagged)
def keep(event: ButtonClicked[KeepFlagged], ctx: Context) -> Reply:
    """A moderator keeps it."""
    return _decide(event, ctx, hide=False)


def _decide(
    event: ButtonClicked[HideFlagged] | ButtonClicked[KeepFlagged], ctx: Context, *, hide: bool
) -> Reply:
    try:
        shown = service.decide(ctx.uow, event.actor, event.payload.subject, hide=hide)
    except NotAllowed:
        return views.moderators_only()
    except Gone:
        return answer_views.gone()
    return views.decided(shown, hidden=hide)


@router.button(RestoreHidden)
def restore(event: ButtonClicked[RestoreHidden], ctx: Context) -> Reply:
    """A moderator shows it again."""
    try:
        shown = service.restore(ctx.uow, event.actor, event.payload.subject)
    except NotAllowed:
        return views.moderators_only()
    except Gone:
        return answer_views.gone()
    return views.restored(shown)
