"""The conversation from the start of a session on: checking in, feedback, thanks, materials."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person, TimerFired
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Router
from bot.services import attendance, recall_baseline, recall_courses
from bot.services import kudos as kudos_service
from bot.services import outcomes as service
from bot.services.session_access import Gone, NotAllowed
from bot.store import outcomes as store
from bot.store import recall_decks
from bot.views import calendars as calendar_views
from bot.views import kudos as kudos_views
from bot.views import outcomes as views
from bot.views import recall_measures as measure_views
from bot.views import session_forms as forms
from bot.views import sessions as session_views

router = Router()


@router.timer("session.start")
def begin(event: TimerFired, ctx: Context) -> Reply:
    """It starts."""
    attendance.begin(ctx.uow, int(event.data["occurrence_id"]), event.due_at)
    return None


@router.timer("session.end")
def end(event: TimerFired, ctx: Context) -> Reply:
    """It is over."""
    occurrence_id = int(event.data["occurrence_id"])
    attendance.end(ctx.uow, ctx.settings.attention, occurrence_id, event.due_at)
    recall_courses.ended(ctx.uow, ctx.settings, occurrence_id, event.due_at)
    recall_baseline.ended(ctx.uow, ctx.settings, occurrence_id, event.due_at)
    return None


@router.timer("session.ask")
def ask(event: TimerFired, ctx: Context) -> Reply:
    """Somebody was noted once it was over."""
    data, house = event.data, ctx.settings.attention
    occurrence_id, person_id = int(data["occurrence_id"]), int(data["person_id"])
    attendance.ask_one(ctx.uow, house, occurrence_id, person_id)
    recall_courses.noted(ctx.uow, ctx.settings, occurrence_id, Person(person_id, ""))
    return None


@router.button(session_views.CheckIn, refuses={Gone: views.doors_closed})
def check_in(event: ButtonClicked[session_views.CheckIn], ctx: Context) -> Reply:
    """ "I'm here"."""
    found = attendance.check_in(ctx.uow, event.actor, event.payload.occurrence_id)
    return views.checked_in(found)


def here(event: CommandInvoked, code: str, ctx: Context) -> Reply:
    """`/session here 482193`."""
    try:
        found = attendance.check_in_with(ctx.uow, event.actor, code)
    except Gone:
        return views.doors_closed()
    return views.checked_in(found)


@router.button(
    views.OpenMarks, refuses={NotAllowed: session_views.not_yours, Gone: session_views.gone}
)
def open_marks(event: ButtonClicked[views.OpenMarks], ctx: Context) -> Reply:
    """ "Note who's there"."""
    found = attendance.run_by(ctx.uow, event.actor, event.payload.occurrence_id)
    return views.MarkPeople.blank(occurrence_id=found.id)


@router.form(views.MarkPeople, refuses={NotAllowed: session_views.not_yours, Gone: views.too_early})
def mark(event: FormSubmitted[views.MarkPeople], ctx: Context) -> Reply:
    """Who was there."""
    form = event.form
    if form.were_absent:
        gone = attendance.unmark(ctx.uow, event.actor, form.occurrence_id, form.people)
        recall_courses.unnoted(ctx.uow, form.occurrence_id, form.people)
        return views.unmarked(gone)
    return views.marked(attendance.mark(ctx.uow, event.actor, form.occurrence_id, form.people))


@router.button(views.OpenFeedback, reads=True)
def open_feedback(event: ButtonClicked[views.OpenFeedback], ctx: Context) -> Reply:
    """ "Say how it was"."""
    return views.GiveFeedback.blank(occurrence_id=event.payload.occurrence_id)


@router.form(views.GiveFeedback, refuses={Gone: views.too_early})
def give_feedback(event: FormSubmitted[views.GiveFeedback], ctx: Context) -> Reply:
    """How it was."""
    form = event.form
    service.give_feedback(
        ctx.uow, event.actor, form.occurrence_id, form.rating, form.will_use, form.comment
    )
    return views.rated()


@router.button(
    views.ThankSpeakers,
    refuses={service.ThankedBefore: views.thanked_before, Gone: views.too_early},
)
def thank(event: ButtonClicked[views.ThankSpeakers], ctx: Context) -> Reply:
    """ "Thank the speaker"."""
    settings = ctx.settings.kudos
    try:
        service.thank_speakers(ctx.uow, settings, event.actor, event.payload.occurrence_id)
    except kudos_service.AllowanceSpent as spent:
        return Message.of(kudos_views.allowance_spent(spent.left, spent.wanted, settings.allowance))
    except kudos_service.CannotGive:
        return Message.of(kudos_views.cannot_give())
    except kudos_service.CannotReceive as cannot:
        return Message.of(kudos_views.cannot_receive(cannot.person, cannot.what))
    except kudos_service.NotGiven:
        return Message.of(kudos_views.nobody_named())
    return views.thanked()


@router.button(views.OpenMaterials, reads=True)
def open_materials(event: ButtonClicked[views.OpenMaterials], ctx: Context) -> Reply:
    """ "Add them"."""
    return views.LeaveMaterials.blank(occurrence_id=event.payload.occurrence_id)


@router.form(
    views.LeaveMaterials, refuses={NotAllowed: session_views.not_yours, Gone: session_views.gone}
)
def leave(event: FormSubmitted[views.LeaveMaterials], ctx: Context) -> Reply:
    """Slides, a recording, takeaways."""
    form = event.form
    try:
        material = store.Material(form.title.strip(), form.link, form.takeaways)
        service.leave_materials(ctx.uow, event.actor, form.occurrence_id, material)
    except service.NoLink:
        return FormErrors(errors={"link": forms.no_link()})
    except service.NothingLeft:
        return FormErrors(errors={"takeaways": views.nothing_left()})
    return views.left()


@router.button(
    views.SeeOutcome, refuses={NotAllowed: session_views.not_yours, Gone: session_views.gone}
)
def outcome(event: ButtonClicked[views.SeeOutcome], ctx: Context) -> Reply:
    """ "How it went"."""
    uow = ctx.uow
    found = attendance.run_by(uow, event.actor, event.payload.occurrence_id)
    at = uow.session, uow.organization_id
    shown = views.outcome(found, store.attendance(*at, found.id), store.feedback(*at, found.id))
    deck = recall_decks.of_session(*at, found.session.id)
    if deck is None:
        return shown
    return calendar_views.with_links(shown, measure_views.way(deck.id))
