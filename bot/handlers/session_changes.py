"""The conversation about changing sessions: moving, cancelling, stepping back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.events import ButtonClicked, FormSubmitted, Person
from bot.messages import FormErrors, Reply
from bot.router import Context, Router
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


def _allowed(deed: Callable[[], Reply]) -> Reply:
    """What a deed answers, or why it can't be done."""
    try:
        return deed()
    except access.NotAllowed:
        return session_views.not_yours()
    except access.Gone:
        return session_views.gone()


@router.button(session_views.ManageSession)
def manage(event: ButtonClicked[session_views.ManageSession], ctx: Context) -> Reply:
    """ "Manage"."""

    def deed() -> Reply:
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

    return _allowed(deed)


def _second(
    actor: Person, session: Planned, ahead: Sequence[Occurrence], ctx: Context
) -> follow_the_sun.Offer | None:
    return follow_the_sun.second(ctx.uow, ctx.settings.sessions, actor, session, ahead)


def misses_some(actor: Person, session: Planned, ctx: Context) -> bool:
    """Whether a second time would suit colleagues whom what was announced now misses."""
    ahead = service.coming(ctx.uow, session.id)
    return _second(actor, session, ahead, ctx) is not None


@router.button(session_views.FollowSun)
def follow(event: ButtonClicked[session_views.FollowSun], ctx: Context) -> Reply:
    """ "Offer a second time": the form with it."""

    def deed() -> Reply:
        session = access.changeable(ctx.uow, event.actor, event.payload.session_id)
        ahead = service.coming(ctx.uow, session.id)
        if not ahead:
            raise access.Gone
        offer = _second(event.actor, session, ahead, ctx)
        if offer is None:
            return session_views.suits_already()
        return forms.plan(offer.draft, reached=offer.reached)

    return _allowed(deed)


@router.button(views.MoveOccurrence)
def offer_move(event: ButtonClicked[views.MoveOccurrence], ctx: Context) -> Reply:
    """ "Move it"."""
    return _allowed(
        lambda: views.move(
            access.changeable_occurrence(ctx.uow, event.actor, event.payload.occurrence_id)
        )
    )


@router.form(views.MoveSession)
def move(event: FormSubmitted[views.MoveSession], ctx: Context) -> Reply:
    """Another time, filled in."""
    form = event.form

    def deed() -> Reply:
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

    return _allowed(deed)


@router.button(views.CancelOccurrence)
def cancel_one(event: ButtonClicked[views.CancelOccurrence], ctx: Context) -> Reply:
    """ "Cancel it"."""

    def deed() -> Reply:
        done = service.cancel_occurrence(
            ctx.uow, ctx.settings, event.actor, event.payload.occurrence_id
        )
        return views.cancelled(done.session.title)

    return _allowed(deed)


@router.button(views.CancelSession)
def cancel(event: ButtonClicked[views.CancelSession], ctx: Context) -> Reply:
    """ "Cancel the series"."""

    def deed() -> Reply:
        done = service.cancel(ctx.uow, ctx.settings, event.actor, event.payload.session_id)
        return views.cancelled(done.title)

    return _allowed(deed)


@router.button(views.StepBack)
def step_back(event: ButtonClicked[views.StepBack], ctx: Context) -> Reply:
    """ "I can't speak"."""
    try:
        substitutes.step_back(ctx.uow, event.actor, event.payload.session_id)
    except access.NotAllowed:
        return views.speakers_only()
    except access.Gone:
        return session_views.gone()
    return views.stepped_back()


@router.button(StepIn)
def step_in(event: ButtonClicked[StepIn], ctx: Context) -> Reply:
    """ "I'll do it"."""
    try:
        session = substitutes.step_in(ctx.uow, event.actor, event.payload.session_id)
    except (access.Gone, access.NotAllowed):
        return views.nobody_wanted()
    return views.stepped_in(session.title)
