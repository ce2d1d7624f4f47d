"""The conversation about sessions: planning and announcing them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.events import (
    Account,
    ButtonClicked,
    CommandInvoked,
    ConversationKind,
    FormSubmitted,
    Person,
    TimerFired,
)
from bot.handlers import outcomes, session_changes, signups, wishes
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Router, Usage
from bot.rules.session_line import read_line
from bot.rules.session_plan import Draft
from bot.rules.session_search import wanted
from bot.rules.sessions import TITLE_LENGTH, Repetition
from bot.rules.topics import written
from bot.services import calendars, session_search
from bot.services import session_access as access
from bot.services import session_cards as cards
from bot.services import session_changes as changes
from bot.services import sessions as service
from bot.services import topics as topic_service
from bot.services import wishes as wish_service
from bot.store import people, topics
from bot.store import session_lists as store
from bot.store.models import SessionState
from bot.views import calendars as calendar_views
from bot.views import session_forms as forms
from bot.views import session_lists as lists
from bot.views import session_manage as manage_views
from bot.views import sessions as views
from bot.views import topics as topic_views
from bot.views.session_forms import PlanSession

router = Router()
for part in (session_changes, signups, wishes, outcomes):
    router.include(part.router)

MOST_LISTED = 8
"""Occurrences a list shows: with their buttons they fill two screens of a phone."""
MOST_DRAFTS = 5
LOOKS = ("past", "list", "wishes")
"""What only lists: it waits for nobody who writes."""


def _only_looks(event: CommandInvoked[Account]) -> bool:
    """Whether a command lists or searches; the others may write, if only a link to a calendar."""
    first = event.text[0] if event.text else ""
    words = first.lower().split(maxsplit=1) if isinstance(first, str) else []
    return bool(words) and words[0] in LOOKS


@router.command(
    "session",
    Usage("/session", "plan a session with a form"),
    Usage(
        "/session Query planner 101 next thursday 12:30 45m #sql seats 20", "the same, filled in"
    ),
    Usage("/session list #sql", "what is to come, about a topic or all of it"),
    Usage("/session mine", "what you go to, run or speak at, and your drafts"),
    Usage('/session wish "How our billing works" #billing', "wish for a session"),
    Usage("/session wishes", "what people wish for: join in, or speak about it"),
    Usage("/session here 482193", "check in with the code that is shown in the room"),
    Usage("/session past indexes #sql", "what took place, found by words and topics"),
    reads=_only_looks,
)
def session(event: CommandInvoked, ctx: Context) -> Reply:
    """`/session …`: a list, or the form, blank or with what the line says in it."""
    first = event.text[0] if event.text else ""
    words = first.split() if isinstance(first, str) else []
    uow = ctx.uow
    at = uow.session, uow.organization_id
    match [w.lower() for w in words]:
        case ["wish", *_]:
            return wishes.wish(event, ctx)
        case ["here", code]:
            return outcomes.here(event, code, ctx)
        case ["wishes"]:
            return wishes.wishes(event, ctx)
        case ["past", *_] if not _is_plan(event, ctx):
            looked_for = wanted(words[1:])
            over, left = session_search.past(uow, looked_for, MOST_LISTED)
            return lists.past(over, left, looked_for)
        case ["list", *about] if len(about) < 2:
            topic = topics.resolved(*at, [about[0].lstrip("#")])[0] if about else ""
            found = store.upcoming(*at, ctx.now, MOST_LISTED, topic)
            return lists.upcoming(found, store.tallies(*at, [o.id for o in found]), topic)
        case ["mine"]:
            me = event.actor.id
            hosted = store.hosted(*at, me, ctx.now, MOST_LISTED)
            said = lists.mine(
                store.own_answers(*at, me, ctx.now, MOST_LISTED),
                hosted,
                store.tallies(*at, [o.id for o in hosted]),
                store.drafts(*at, me, MOST_DRAFTS),
                me,
            )
            token = calendars.visit(uow, event.actor)
            return calendar_views.with_links(
                said, calendar_views.page_buttons(ctx.settings.public_url, token)
            )
        case _:
            return offer_form(event, ctx)


def _is_plan(event: CommandInvoked, ctx: Context) -> bool:
    """Whether a line says when: "Past mistakes tomorrow 12:30" plans a session of that name."""
    line = read_line(event.text, ctx.now.replace(tzinfo=None))
    return line.day is not None and line.begins is not None


def offer_form(event: CommandInvoked | ButtonClicked[views.PlanNew], ctx: Context) -> Reply:
    """The form, with everything in it that was said already."""
    uow = ctx.uow
    if not access.may_announce(uow, ctx.settings.sessions, event.actor):
        return views.may_not_announce()
    zone = people.zone_of(uow.session, uow.organization_id, event.actor.id)
    wall = ctx.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    where = event.conversation
    is_heard = where is not None and where.kind is not ConversationKind.PERSONAL
    channel = where.name if where is not None and is_heard else ""
    if isinstance(event, ButtonClicked):
        return forms.plan(_blank(zone, channel, event))
    return _filled(event, wall, zone, channel)


def _blank(zone: str, channel: str, event: ButtonClicked[views.PlanNew]) -> Draft:
    return Draft(title="", time_zone=zone, channel=channel, speakers=(event.actor,))


def _filled(event: CommandInvoked, wall: datetime, zone: str, channel: str) -> Reply:
    line = read_line(event.text, wall)
    too_long = len(line.title) > TITLE_LENGTH
    return forms.plan(
        Draft(
            title=line.title[:TITLE_LENGTH].rstrip(),
            abstract=line.title if too_long else "",
            topics=" ".join(f"#{t}" for t in line.topics),
            speakers=line.speakers or (event.actor,),
            day=line.day,
            begins=line.begins,
            minutes=line.minutes or Draft(title="").minutes,
            time_zone=zone,
            seats=line.seats,
            channel=channel,
            repetition=Repetition(line.repeats),
        ),
        impossible=line.impossible,
    )


@router.button(views.PlanNew, reads=True)
def new(event: ButtonClicked[views.PlanNew], ctx: Context) -> Reply:
    """ "Plan a session"."""
    return offer_form(event, ctx)


@router.form(PlanSession)
def plan(event: FormSubmitted[PlanSession], ctx: Context) -> Reply:
    """The form, filled in: a draft, an announcement or a change."""
    unsure = topic_service.misspelt(ctx.uow, written(event.form.topics))
    done = _plan(event, ctx)
    if isinstance(done, Message):
        return topic_views.with_doubts(done, unsure, views.MEND_TOPIC)
    return done


def _plan(event: FormSubmitted[PlanSession], ctx: Context) -> Reply:
    form = event.form
    uow, settings = ctx.uow, ctx.settings.sessions
    try:
        if form.session_id and _is_announced(event, ctx):
            changed = changes.change(
                uow,
                ctx.settings,
                event.actor,
                form.session_id,
                form.draft(),
                event.conversation,
                even_so=form.even_so,
            )
            return manage_views.changed(form.title, changed)
        draft = service.save_draft(
            uow,
            settings,
            event.actor,
            form.draft(),
            event.conversation,
            session_id=form.session_id,
            is_draft=form.is_draft,
        )
        if form.is_draft:
            return views.saved(draft)
        return _announce(event.actor, draft.id, ctx, even_so=form.even_so)
    except service.NotPlanned as error:
        return FormErrors(errors=forms.errors(error.problems))
    except access.NotAllowed:
        return views.not_yours() if form.session_id else views.may_not_announce()
    except access.Gone:
        return views.gone()


def _is_announced(event: FormSubmitted[PlanSession], ctx: Context) -> bool:
    found = access.changeable(ctx.uow, event.actor, event.form.session_id)
    return found.state is SessionState.ANNOUNCED


@router.button(
    views.EditSession, refuses={access.NotAllowed: views.not_yours, access.Gone: views.gone}
)
def edit(event: ButtonClicked[views.EditSession], ctx: Context) -> Reply:
    """ "Change it": the form with the session in it."""
    uow = ctx.uow
    found = access.changeable(uow, event.actor, event.payload.session_id)
    is_draft = found.state is SessionState.DRAFT
    return forms.plan(
        changes.current(found, [] if is_draft else changes.coming(uow, found.id)),
        session_id=found.id,
        is_announced=not is_draft,
    )


@router.button(
    views.AnnounceSession, refuses={access.NotAllowed: views.not_yours, access.Gone: views.gone}
)
def announce(event: ButtonClicked[views.AnnounceSession], ctx: Context) -> Reply:
    """ "Announce it"."""
    session_id = event.payload.session_id
    try:
        return _announce(event.actor, session_id, ctx, even_so=bool(event.payload.even_so))
    except service.NotPlanned as error:
        clashes = all(p.clash is not None for p in error.problems)
        said = [forms.sentence(p) for p in error.problems]
        return views.lacking(said, session_id, even_so=clashes)


def _announce(actor: Person, session_id: int, ctx: Context, *, even_so: bool) -> Reply:
    done = service.announce(ctx.uow, ctx.settings.sessions, actor, session_id, even_so=even_so)
    wish_service.fulfil(ctx.uow, ctx.settings.attention, done)
    return views.announced(done, misses_some=session_changes.misses_some(actor, done, ctx))


@router.timer("session.open")
def open_next(event: TimerFired, ctx: Context) -> Reply:
    """The next occurrence of a series is near: its card is posted."""
    cards.post_next(ctx.uow, int(event.data["session_id"]))
    return None
