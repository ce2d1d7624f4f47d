"""The conversation about what was remembered: one's own picture, reports, and baselines."""

from __future__ import annotations

from datetime import datetime

from bot.events import ButtonClicked, CommandInvoked, Person, TimerFired
from bot.messages import Replace, Reply
from bot.router import Context, Router
from bot.services import calendars, recall_access, recall_baseline, session_access
from bot.services import recall_measures as service
from bot.services.recall_access import Gone, NotAllowed
from bot.views import recall_baseline as baseline_views
from bot.views import recall_measures as views

router = Router()


def progress(event: CommandInvoked, rest: str, ctx: Context) -> Reply:
    """`/recall progress`."""
    return _progress(event.actor, ctx)


def report(event: CommandInvoked, rest: str, ctx: Context) -> Reply:
    """`/recall report`."""
    return _reports(event.actor, ctx)


@router.button(views.ShowProgress)
def show_progress(event: ButtonClicked[views.ShowProgress], ctx: Context) -> Reply:
    """ "What I remember"."""
    return _progress(event.actor, ctx)


@router.button(views.ShowReports)
def show_reports(event: ButtonClicked[views.ShowReports], ctx: Context) -> Reply:
    """ "What stuck", of whatever there is."""
    return _reports(event.actor, ctx)


@router.button(
    views.ShowDeckReport, reads=True, refuses={Gone: views.gone, NotAllowed: views.not_yours}
)
def show_deck(event: ButtonClicked[views.ShowDeckReport], ctx: Context) -> Reply:
    """ "What stuck" of a deck."""
    return views.deck(service.of_deck(ctx.uow, event.actor, event.payload.deck_id))


@router.button(views.ShowReport, reads=True, refuses={NotAllowed: views.not_yours})
def show_all(event: ButtonClicked[views.ShowReport], ctx: Context) -> Reply:
    """ "See the report"."""
    return views.everything(service.of_all(ctx.uow, event.actor))


@router.timer("recall.baseline")
def ask_before(event: TimerFired, ctx: Context) -> Reply:
    """Those who go are asked what they know already."""
    starts_at = datetime.fromisoformat(str(event.data["starts_at"]))
    recall_baseline.ask_before(ctx.uow, ctx.settings, int(event.data["occurrence_id"]), starts_at)
    return None


@router.button(baseline_views.AnswerBaseline)
def answer(event: ButtonClicked[baseline_views.AnswerBaseline], ctx: Context) -> Reply:
    """A choice in one of the questions before, or after."""
    said = event.payload
    is_after = bool(said.is_after)
    try:
        found, card, left = recall_baseline.answer(
            ctx.uow,
            event.actor,
            said.occurrence_id,
            said.card_id,
            said.choice,
            is_after=is_after,
        )
    except session_access.Gone:
        return baseline_views.too_late(is_after=is_after)
    return Replace(message=baseline_views.noted(found, card, left, is_after=is_after))


def _progress(person: Person, ctx: Context) -> Reply:
    curves = service.progress(ctx.uow, person)
    url = ""
    if curves:
        url = views.picture_url(ctx.settings.public_url, service.picture(ctx.uow, person))
    return views.progress(curves, url, service.PICTURE.days)


def _reports(person: Person, ctx: Context) -> Reply:
    decks = service.decks(ctx.uow, person)
    simulation = ""
    if recall_access.is_admin(ctx.uow, person):
        token = calendars.visit(ctx.uow, person)
        simulation = views.simulation_url(ctx.settings.public_url, token)
    sees_all = service.may_see_all(ctx.uow, person)
    return views.reports(decks, sees_all=sees_all, simulation=simulation)
