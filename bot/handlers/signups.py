"""The conversation about coming to a session: answers to its card, reminders."""

from __future__ import annotations

from bot.events import ButtonClicked, TimerFired
from bot.messages import Reply, Unreadable
from bot.router import Context, Router
from bot.rules.signups import Answer
from bot.services import calendars, clashes, reminders
from bot.services import signups as service
from bot.services.session_access import Gone
from bot.views import calendars as calendar_views
from bot.views import sessions as session_views
from bot.views import signups as views

router = Router()


@router.button(session_views.SignUp, refuses={Gone: session_views.gone})
def answer(event: ButtonClicked[session_views.SignUp], ctx: Context) -> Reply:
    """ "Going", "Maybe" or "Can't"."""
    try:
        wish = Answer(event.payload.say)
    except ValueError as error:
        raise Unreadable("no such answer") from error
    if wish is Answer.UNSAID:
        raise Unreadable("that is nothing one can say")
    done = service.answer(ctx.uow, ctx.settings, event.actor, event.payload.occurrence_id, wish)
    double = []
    if done.answer is Answer.GOING:
        double = clashes.also_going_to(ctx.uow, event.actor, done.occurrence)
    said = views.answered(
        done.occurrence, done.answer, done.place, [o.session.title for o in double]
    )
    if done.answer is not Answer.GOING:
        return said
    token = calendars.visit(ctx.uow, event.actor)
    return calendar_views.with_links(
        said, calendar_views.add_buttons(ctx.settings.public_url, token, done.occurrence)
    )


@router.timer(reminders.REPLAN)
def replan(event: TimerFired, ctx: Context) -> Reply:
    """People are to be reminded at other times than was planned."""
    reminders.replan(ctx.uow, ctx.settings, event.data)
    return None


@router.timer("session.remind")
def remind(event: TimerFired, ctx: Context) -> Reply:
    """It is near."""
    reminders.remind(ctx.uow, ctx.settings, int(event.data["occurrence_id"]), event.due_at)
    return None
