"""The conversation about when somebody likes to be written to."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person, TimerFired
from bot.messages import FormErrors, Message, Replace, Reply
from bot.router import Context, Router, Usage
from bot.services import attention
from bot.services import hours as service
from bot.views import attention as views
from bot.views.attention import ChooseHours

router = Router()


@router.command(
    "hours",
    Usage("/learn hours", "when I may write to you: your hours, days off, a pause"),
    reads=True,
)
def hours(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn hours`: what holds, and ways to change it."""
    return _card(service.own(ctx.uow, ctx.settings, event.actor), ctx)


@router.button(views.ShowHours, reads=True)
def show(event: ButtonClicked[views.ShowHours], ctx: Context) -> Reply:
    """ "Your hours", on Home."""
    return _card(service.own(ctx.uow, ctx.settings, event.actor), ctx)


@router.button(views.ChangeHours, reads=True)
def change(event: ButtonClicked[views.ChangeHours], ctx: Context) -> Reply:
    """ "Change": the form with what was chosen so far."""
    own = service.own(ctx.uow, ctx.settings, event.actor)
    return views.form(own.chosen, own.paused_on)


@router.form(ChooseHours)
def choose(event: FormSubmitted[ChooseHours], ctx: Context) -> Reply:
    """The form, filled in."""
    try:
        own = service.choose(ctx.uow, ctx.settings, event.actor, event.form.filled())
    except service.NotChosen as error:
        return FormErrors(errors=views.errors(error.problems))
    return _card(own, ctx, saved=True)


@router.button(views.PauseWeek)
def pause(event: ButtonClicked[views.PauseWeek], ctx: Context) -> Reply:
    """ "Pause a week"."""
    return Replace(message=_card(service.pause(ctx.uow, ctx.settings, event.actor), ctx))


@router.button(views.EndPause)
def resume(event: ButtonClicked[views.EndPause], ctx: Context) -> Reply:
    """ "End the pause"."""
    return Replace(message=_card(service.resume(ctx.uow, ctx.settings, event.actor), ctx))


@router.button(views.ComeBack)
def come_back(event: ButtonClicked[views.ComeBack], ctx: Context) -> Reply:
    """ "Not away …"."""
    own = service.come_back(ctx.uow, ctx.settings, event.actor, event.payload.day_off_id)
    return views.not_away() if own is None else Replace(message=_card(own, ctx))


@router.timer("attention.late")
def late(event: TimerFired, ctx: Context) -> Reply:
    """Something could not leave while they were at work: it waits for the next time they are."""
    person = Person(int(event.data["person_id"]), "")
    attention.replan(ctx.uow, ctx.settings.attention, person)
    return None


def _card(own: service.Own, ctx: Context, *, saved: bool = False) -> Message:
    return views.hours(own.rhythm, own.away, ctx.now, saved=saved)
