"""The conversation about experts: declaring, pausing, nominating, saying yes or no."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person
from bot.messages import FormErrors, Replace, Reply
from bot.router import Context, Router, Usage
from bot.rules import experts as rules
from bot.rules import topics as topic_rules
from bot.services import experts as service
from bot.services import topics as topic_service
from bot.store import people, topics
from bot.store.topics import Topic
from bot.views import experts as views
from bot.views import nominations
from bot.views import topics as topic_views
from bot.views.experts import (
    BeExpert,
    ChangeExpertise,
    OpenExpertise,
    PauseExpert,
    ResumeExpert,
)
from bot.views.nominations import AnswerProposal, NominateExpert, OpenNominate

router = Router()

LONGEST_PAUSE_DAYS = 366


@router.command(
    "expert",
    Usage("/expert", "what colleagues can ask you, and how often they did"),
    Usage("/expert add #postgres #sql", "be asked when somebody is stuck with it"),
    Usage("/expert pause until monday", "be left alone; /expert limit 3 a week works too"),
    Usage("/expert who #postgres", "who knows it"),
    Usage("/expert nominate @colleague #postgres", "propose somebody; they can say no"),
)
def expert(event: CommandInvoked, ctx: Context) -> Reply:
    """`/expert …`."""
    text = "".join(p if isinstance(p, str) else " " for p in event.text)
    first, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    match first.lower():
        case "":
            return views.status(service.status(ctx.uow, event.actor), _usual(ctx))
        case "add":
            return _add(event.actor, rest, ctx)
        case "remove" | "leave":
            return _remove(event.actor, rest, ctx)
        case "pause":
            return _pause(event.actor, rest, ctx)
        case "resume":
            return _resume(event.actor, ctx)
        case "limit":
            return _limit(event.actor, rest, ctx)
        case "who":
            return _who(event.actor, rest, ctx)
        case "nominate":
            return _nominate(event, rest, ctx)
        case _:
            return views.usage()


def _add(actor: Person, words: str, ctx: Context) -> Reply:
    names = topic_rules.written(words)
    if not names:
        return views.no_topics("/expert add #postgres #sql")
    uow = ctx.uow
    resembled = {name: topic_service.near(uow, name) for name in names}
    unsure = [(name, _known(near, ctx)) for name, near in resembled.items() if near]
    try:
        added = service.add(uow, actor, [name for name in names if not resembled[name]])
    except service.CannotBe as error:
        return nominations.as_message(nominations.cannot_be(actor, error.person, error.what))
    return views.added(added, unsure)


def _known(names: list[str], ctx: Context) -> list[Topic]:
    found = topics.found_by(ctx.uow.session, ctx.uow.organization_id, names)
    return [found[name] for name in names if name in found]


def _remove(actor: Person, words: str, ctx: Context) -> Reply:
    names = topic_rules.written(words)
    if not names:
        return views.no_topics("/expert remove #postgres")
    return views.removed(service.remove(ctx.uow, actor, names), names)


def _pause(actor: Person, words: str, ctx: Context) -> Reply:
    if not words:
        return views.ask_until()
    until = rules.pause_end(words, ctx.now, _zone(actor, ctx))
    if until is None:
        return views.not_understood(words)
    service.pause(ctx.uow, actor, until)
    return views.paused(until)


def _resume(actor: Person, ctx: Context) -> Reply:
    service.pause(ctx.uow, actor, None)
    return views.resumed()


def _usual(ctx: Context) -> int:
    return ctx.settings.questions.weekly_limit


def _limit(actor: Person, words: str, ctx: Context) -> Reply:
    weekly = rules.weekly_limit(words)
    if weekly is None and not rules.is_no_limit(words):
        return views.what_limit(words)
    service.limit(ctx.uow, actor, weekly)
    return views.limited(weekly, _usual(ctx))


def _who(actor: Person, words: str, ctx: Context) -> Reply:
    uow = ctx.uow
    names = topic_rules.written(words)
    if not names:
        return views.no_topics("/expert who #postgres")
    near = topic_service.near(uow, names[0])
    if near:
        return topic_views.did_you_mean(names[0], near, "/expert who")
    name = topics.resolved(uow.session, uow.organization_id, names)[0]
    return views.who(name, service.who(uow, [name]), service.owners(uow, [name]))


def _nominate(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    named = [p for p in event.text if isinstance(p, Person)]
    names = topic_rules.written(words)
    typed = next((w for w in words.split() if w.startswith("@")), "")
    if not named and typed:
        return nominations.unknown_name(typed.lstrip("@"))
    if not named or not names:
        return nominations.whom()
    if named[0] == event.actor:
        return _add(event.actor, words, ctx)
    try:
        asked, before = _proposed(event.actor, named[0], names, ctx)
    except service.CannotBe as error:
        return nominations.as_message(nominations.cannot_be(event.actor, error.person, error.what))
    return nominations.nominated(named[0], asked, before)


def _proposed(
    actor: Person, person: Person, names: list[str], ctx: Context
) -> tuple[list[Topic], list[Topic]]:
    return service.nominate(ctx.uow, ctx.settings.attention, actor, person, names)


@router.button(OpenNominate, reads=True)
def open_nominate(event: ButtonClicked[OpenNominate], ctx: Context) -> Reply:
    """ "Nominate a colleague"."""
    return NominateExpert.blank()


@router.form(NominateExpert)
def nominate(event: FormSubmitted[NominateExpert], ctx: Context) -> Reply:
    """The form, filled in."""
    person = event.form.person
    names = topic_rules.written(event.form.topics)
    if not names:
        return FormErrors(errors={"topics": views.no_topic_in_form()})
    if person == event.actor:
        return _add(event.actor, event.form.topics, ctx)
    try:
        asked, before = _proposed(event.actor, person, names, ctx)
    except service.CannotBe as error:
        return FormErrors(
            errors={"person": nominations.cannot_be(event.actor, error.person, error.what)}
        )
    return nominations.nominated(person, asked, before)


@router.button(OpenExpertise, reads=True)
def open_form(event: ButtonClicked[OpenExpertise], ctx: Context) -> Reply:
    """ "Change"."""
    standing = service.status(ctx.uow, event.actor)
    until = standing.habits.paused_until
    if until is None or until >= rules.ALWAYS:
        return views.form(standing, None)
    return views.form(standing, until.astimezone(ZoneInfo(_zone(event.actor, ctx))).date())


@router.form(ChangeExpertise)
def change(event: FormSubmitted[ChangeExpertise], ctx: Context) -> Reply:
    """The form about oneself, filled in."""
    uow, form, me = ctx.uow, event.form, event.actor
    names = topic_rules.written(form.add)
    if form.add and not names:
        return FormErrors(errors={"add": views.no_topic_in_form()})
    zone = ZoneInfo(_zone(me, ctx))
    day = form.paused_until
    until = datetime.combine(day, time(), zone).astimezone(UTC) if day else None
    before = service.status(uow, me).habits.paused_until
    if until is not None and until <= ctx.now and until != before:
        return FormErrors(errors={"paused_until": views.in_the_past()})
    if until is None and before is not None and before >= rules.ALWAYS:
        until = before  # a pause without an end has no day to show, and so none to take away
    try:
        if names:
            service.add(uow, me, names)
    except service.CannotBe as error:
        return FormErrors(errors={"add": nominations.cannot_be(me, error.person, error.what)})
    ids = [int(v) for v in form.leave if v.isdecimal()]
    left = topics.by_id(uow.session, uow.organization_id, ids)
    service.remove(uow, me, [t.name for t in left])
    service.limit(uow, me, form.weekly_limit)
    service.pause(uow, me, until)
    return views.saved(service.status(uow, me), _usual(ctx))


@router.button(PauseExpert)
def pause(event: ButtonClicked[PauseExpert], ctx: Context) -> Reply:
    """ "A week"."""
    days = event.payload.days
    until = rules.ALWAYS
    if 0 < days <= LONGEST_PAUSE_DAYS:
        zone = ZoneInfo(_zone(event.actor, ctx))
        day = ctx.now.astimezone(zone).date() + timedelta(days=days)
        until = datetime.combine(day, time(), zone).astimezone(UTC)
    service.pause(ctx.uow, event.actor, until)
    return views.paused(until)


@router.button(ResumeExpert)
def resume(event: ButtonClicked[ResumeExpert], ctx: Context) -> Reply:
    """ "I'm back"."""
    return _resume(event.actor, ctx)


@router.button(BeExpert)
def be(event: ButtonClicked[BeExpert], ctx: Context) -> Reply:
    """A topic that was offered, or "No, #… is new"."""
    uow, me = ctx.uow, event.actor
    known = topics.by_id(uow.session, uow.organization_id, [event.payload.topic_id])
    names = [t.name for t in known] or topic_rules.written(event.payload.name)[:1]
    try:
        return views.added(service.add(uow, me, names)) if names else nominations.gone()
    except service.CannotBe as error:
        return nominations.as_message(nominations.cannot_be(me, error.person, error.what))


@router.button(AnswerProposal, refuses={service.Gone: nominations.gone})
def respond(event: ButtonClicked[AnswerProposal], ctx: Context) -> Reply:
    """Yes or no to being an expert."""
    accept = bool(event.payload.accept)
    try:
        topic = service.respond(ctx.uow, event.actor, event.payload.topic_id, accept=accept)
    except service.CannotBe as error:
        return nominations.as_message(nominations.cannot_be(event.actor, error.person, error.what))
    waiting = service.status(ctx.uow, event.actor).waiting
    return Replace(message=nominations.responded(topic, waiting, accept=accept))


def _zone(person: Person, ctx: Context) -> str:
    return people.zone_of(ctx.uow.session, ctx.uow.organization_id, person.id)
