"""The conversation about flags: raising one, and what moderators decide."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted
from bot.messages import Reply
from bot.router import Context, Refusals, Router, Usage
from bot.services import flags as service
from bot.services.answer_access import Gone, NotAllowed
from bot.views import answer_replies as answer_views
from bot.views import flags as views
from bot.views.flags import HideFlagged, KeepFlagged, OpenFlag, RaiseFlag, RestoreHidden

router = Router()

NOT_DECIDED: Refusals = {NotAllowed: views.moderators_only, Gone: answer_views.gone}
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


@router.form(RaiseFlag, refuses={service.TooManyFlags: views.too_many, Gone: answer_views.gone})
def flag(event: FormSubmitted[RaiseFlag], ctx: Context) -> Reply:
    """Tell the moderators."""
    form = event.form
    first = service.flag(ctx.uow, event.actor, form.subject, form.why, event.conversation)
    return views.flag_taken(first=first)


@router.button(HideFlagged, refuses=NOT_DECIDED)
def hide(event: ButtonClicked[HideFlagged], ctx: Context) -> Reply:
    """A moderator hides it."""
    return _decide(event, ctx, hide=True)


@router.button(KeepFlagged, refuses=NOT_DECIDED)
def keep(event: ButtonClicked[KeepFlagged], ctx: Context) -> Reply:
    """A moderator keeps it."""
    return _decide(event, ctx, hide=False)


def _decide(
    event: ButtonClicked[HideFlagged] | ButtonClicked[KeepFlagged], ctx: Context, *, hide: bool
) -> Reply:
    shown = service.decide(ctx.uow, event.actor, event.payload.subject, hide=hide)
    return views.decided(shown, hidden=hide)


@router.button(RestoreHidden, refuses=NOT_DECIDED)
def restore(event: ButtonClicked[RestoreHidden], ctx: Context) -> Reply:
    """A moderator shows it again."""
    shown = service.restore(ctx.uow, event.actor, event.payload.subject)
    return views.restored(shown)
