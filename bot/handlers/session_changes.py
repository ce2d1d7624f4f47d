"""The conversation about changing sessions: moving, cancelling, stepping back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.events import ButtonClicked, FormSubmitted, Person
from bot.messages import FormErrors, Reply
from bot.router import Context, Refusals, Router
from bot.services import follow_the_sun, substitutes
from bot.services import session_access as access
from bot.services import session_changes as service
from bot.services.sessions import NotPlanned
from bot.store import signups
from bot.store.sessions import Occurrence, Planned
from bot.views import session_forms as forms
from bot.views import session_manage as views
from bot.views import sessions as session_views
from bot.views.session_news import StepIn

router = Router()


NOT_NOW: Refusals = {
    access.NotAllowed: session_views.not_yours,
    access.Gone: session_views.gone,
}


@router.button(session_views.ManageSession, refuses=NOT_NOW)
def manage(event: ButtonClicked[session_views.ManageSession], ctx: Context) -> Reply:
    """ "Manage"."""
    uow = ctx.uow
    session = access.changeable(uow, event.actor, event.payload.session_id)
    ahead = service.coming(uow, session.id)
    if not ahead:
        raise access.Gone
    return views.manage(
        session,
        ahead,
        {o.id: signups.counts(uow.session, uow.organization_id, o.id) for o in ahead},
        misses_some=_second(event.actor, session, ahead, ctx) is not None,
    )


def _second(
    actor: Person, session: Planned, ahead: Sequence[Occurrence], ctx: Context
) -> follow_the_sun.Offer | None:
    return follow_the_sun.second(ctx.uow, ctx.settings.sessions, actor, session, ahead)


def misses_some(actor: Person, session: Planned, ctx: Context) -> bool:
    """Whether a second time would suit colleagues whom what was announced now misses."""
    ahead = service.coming(ctx.uow, session.id)
    return _second(actor, session, ahead, ctx) is not None


@router.button(session_views.FollowSun, refuses=NOT_NOW)
def follow(event: ButtonClicked[session_views.FollowSun], ctx: Context) -> Reply:
    """ "Offer a second time": the form with it."""
    session = access.changeable(ctx.uow, event.actor, event.payload.session_id)
    ahead = service.coming(ctx.uow, session.id)
    if not ahead:
        raise access.Gone
    offer = _second(event.actor, session, ahead, ctx)
    if offer is None:
        return session_views.suits_already()
    return forms.plan(offer.draft, reached=offer.reached)


@router.button(views.MoveOccurrence, refuses=NOT_NOW)
def offer_move(event: ButtonClicked[views.MoveOccurrence], ctx: Context) -> Reply:
    """ "Move it"."""
    found = access.changeable_occurrence(ctx.uow, event.actor, event.payload.occurrence_id)
    return views.move(found)


@router.form(views.MoveSession, refuses=NOT_NOW)
def move(event: FormSubmitted[views.MoveSession], ctx: Context) -> Reply:
    """Another time, filled in."""
    form = event.form
    try:
        after = service.move(
            ctx.uow,
            ctx.settings,
            event.actor,
            form.occurrence_id,
            form.day,
            form.begins,
            form.minutes,
            even_so=form.even_so,
        )
    except NotPlanned as error:
        return FormErrors(errors=forms.errors(error.problems))
    return views.moved(after)


@router.button(views.CancelOccurrence, refuses=NOT_NOW)
def cancel_one(event: ButtonClicked[views.CancelOccurrence], ctx: Context) -> Reply:
    """ "Cancel it"."""
    done = service.cancel_occurrence(
        ctx.uow, ctx.settings, event.actor, event.payload.occurrence_id
    )
    return views.cancelled(done.session.title)


@router.button(views.CancelSession, refuses=NOT_NOW)
def cancel(event: ButtonClicked[views.CancelSession], ctx: Context) -> Reply:
    """ "Cancel the series"."""
    done = service.cancel(ctx.uow, ctx.settings, event.actor, event.payload.session_id)
    return views.cancelled(done.title)


@router.button(
    views.StepBack,
    refuses={access.NotAllowed: views.speakers_only, access.Gone: session_views.gone},
)
def step_back(event: ButtonClicked[views.StepBack], ctx: Context) -> Reply:
    """ "I can't speak"."""
    substitutes.step_back(ctx.uow, event.actor, event.payload.session_id)
    return views.stepped_back()


@router.button(
    StepIn, refuses={access.Gone: views.nobody_wanted, access.NotAllowed: views.nobody_wanted}
)
def step_in(event: ButtonClicked[StepIn], ctx: Context) -> Reply:
    """ "I'll do it"."""
    session = substitutes.step_in(ctx.uow, event.actor, event.payload.session_id)
    return views.stepped_in(session.title)
