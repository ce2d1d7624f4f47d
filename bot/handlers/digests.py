"""The conversation about digests: when they come, how one would read now, and the mirror."""

from __future__ import annotations

import re

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person, TimerFired
from bot.handlers import measures
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Refusals, Router, Usage
from bot.rules import zones
from bot.rules.session_line import read_line
from bot.services import digest_choices as choices
from bot.services import digests as service
from bot.services import question_access, question_requests
from bot.services.digest_choices import Own
from bot.settings import Cadence
from bot.store import people
from bot.store.models import DigestKind
from bot.views import digest_teams as team_views
from bot.views import digests as views
from bot.views import question_replies

router = Router()

NOT_THERE: Refusals = {
    question_access.Gone: question_replies.gone,
    question_access.NotAllowed: question_replies.gone,
}


@router.timer(service.TIMER)
def plan(event: TimerFired, ctx: Context) -> Reply:
    """An hour begins: make what is due in it."""
    service.plan_on(ctx.uow, ctx.settings, event.data)
    return None


@router.command(
    "digest",
    Usage("/learn digest", "your week in a minute: when it comes, and how often"),
    Usage("/learn digest preview", "how it would read now"),
    Usage("/learn digest me on", "your own week, every week; /learn digest me shows it now"),
    Usage("/learn digest programme", "the programme in numbers, for those who run it"),
    Usage("/learn digest pause until monday", "none for a while; /learn digest resume ends it"),
)
def digest(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn digest …`."""
    text = "".join(p if isinstance(p, str) else p.name for p in event.text)
    word, _, rest = text.strip().partition(" ")
    match word.lower():
        case "":
            return _overview(choices.own(ctx.uow, ctx.settings, event.actor))
        case "preview":
            return _preview(event.actor, rest.strip().lower(), ctx)
        case "pause":
            return _pause(event.actor, rest.strip(), ctx)
        case "programme" | "program":
            return measures.programme(event, ctx)
        case "me":
            return measures.own(event, rest, ctx)
        case "resume":
            return _overview(choices.resume(ctx.uow, ctx.settings, event.actor))
        case _:
            return views.bad_words()


@router.command("mirror", Usage("/learn mirror", "what your manager's digest says about you"))
def mirror(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn mirror`."""
    found = choices.mirror(ctx.uow, event.actor)
    last = found.last
    return views.mirror(
        found.manager,
        (last.first, last.last, last.lines) if last else None,
        [(said.reader, said.first, said.last, said.lines) for said in found.others],
        is_left_out=found.is_left_out,
    )


@router.button(views.LeaveMeOut)
def leave_out(event: ButtonClicked[views.LeaveMeOut], ctx: Context) -> Reply:
    """ "Never think of me as unthanked"."""
    is_left_out = bool(event.payload.is_left_out)
    choices.leave_out(ctx.uow, event.actor, is_left_out=is_left_out)
    return views.left_out(is_left_out=is_left_out)


@router.button(views.Preview, reads=True)
def preview(event: ButtonClicked[views.Preview], ctx: Context) -> Reply:
    """ "How it would read now"."""
    return _preview(event.actor, event.payload.kind, ctx)


@router.button(views.ChangeDigest, reads=True)
def change(event: ButtonClicked[views.ChangeDigest], ctx: Context) -> Reply:
    """ "Change": the form with what was chosen so far."""
    try:
        own = choices.one(ctx.uow, ctx.settings, event.actor, DigestKind(event.payload.kind))
    except (choices.NotFor, ValueError):
        return views.not_for_you()
    chosen = own.chosen
    return views.ChooseDigest.blank(
        is_on=own.is_on,
        cadence=chosen.cadence,
        weekday=None if chosen.weekday is None else str(chosen.weekday),
        clock=chosen.at,
        paused_on=own.paused_on,
        kind=own.kind.value,
    )


@router.form(views.ChooseDigest)
def choose(event: FormSubmitted[views.ChooseDigest], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    choice = choices.Choice(
        is_on=form.is_on,
        cadence=Cadence(form.cadence) if form.cadence else None,
        weekday=int(form.weekday) if form.weekday else None,
        at=form.clock,
        paused_on=form.paused_on,
    )
    try:
        kind = DigestKind(form.kind)
        own = choices.choose(ctx.uow, ctx.settings, event.actor, kind, choice)
    except choices.NotChosen:
        return FormErrors(errors={"paused_on": views.bad_pause()})
    except (choices.NotFor, ValueError):
        return views.not_for_you()
    return views.saved(own.kind, own.is_on, own.pace, own.paused_on)


@router.button(team_views.KnowWho, refuses=NOT_THERE)
def know_who(event: ButtonClicked[team_views.KnowWho], ctx: Context) -> Reply:
    """ "I know who"."""
    choices.waiting(ctx.uow, event.actor, event.payload.question_id)
    return views.SuggestColleague.blank(question_id=event.payload.question_id)


@router.form(views.SuggestColleague, refuses=NOT_THERE)
def suggest(event: FormSubmitted[views.SuggestColleague], ctx: Context) -> Reply:
    """Who may know."""
    to = event.form.to
    try:
        question = choices.know_who(ctx.uow, ctx.settings, event.actor, event.form.question_id, to)
    except question_requests.CannotTake as error:
        return FormErrors(errors={"to": question_replies.cannot_take(to, error.what)})
    return views.asked(to, question.title)


def _overview(found: list[Own]) -> Message:
    return views.overview([(o.kind, o.is_on, o.pace, o.paused_on) for o in found])


def _preview(person: Person, which: str, ctx: Context) -> Message:
    """The one that is asked for, else the first that is made for them."""
    found = choices.own(ctx.uow, ctx.settings, person)
    wanted = [o for o in found if not which or o.kind.value.startswith(which)]
    if not wanted:
        return views.not_for_you()
    kind = wanted[0].kind
    made = service.preview(ctx.uow, ctx.settings, kind, person)
    return views.preview(made.message if made else None, kind)


def _pause(person: Person, until: str, ctx: Context) -> Reply:
    until = re.sub(r"^(until|till|to) +", "", until.lower())
    zone = people.zone_of(ctx.uow.session, ctx.uow.organization_id, person.id)
    wall = ctx.now.astimezone(zones.zone(zone)).replace(tzinfo=None)
    day = read_line((until,), wall).day if until else None
    try:
        if until and day is None:
            raise choices.NotChosen
        return _overview(choices.pause(ctx.uow, ctx.settings, person, day))
    except choices.NotFor:
        return views.not_for_you()
    except choices.NotChosen:
        return Message.of(views.bad_pause())
