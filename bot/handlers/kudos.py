"""The conversation about kudos: commands, the form, buttons, the message shortcut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from bot.events import (
    ButtonClicked,
    CommandInvoked,
    FormSubmitted,
    Person,
    ShortcutUsed,
    TimerFired,
)
from bot.messages import FormErrors, Message, Replace, Reply
from bot.router import Context, Router, Usage
from bot.rules import kudos as rules
from bot.services import kudos as service
from bot.services import topics as topic_service
from bot.store import kudos as store
from bot.store import roles
from bot.store.models import Role
from bot.views import kudos as views
from bot.views import topics as topic_views
from bot.views.kudos import (
    GiveKudos,
    HideKudos,
    KeepKudos,
    OpenGiveKudos,
    ReportKudos,
    UndoKudos,
)

log = structlog.get_logger()
router = Router()

LATEST = 5
"""How many thanks a summary quotes."""


@router.command(
    "kudos",
    Usage("/kudos @colleague for walking me through the query planner #sql", "thank somebody"),
    Usage("/kudos", "the same with a form; it also has a private option"),
    Usage("/kudos me", "what you've been thanked for, and what you can still undo"),
    Usage("/kudos @colleague", "what a colleague has been thanked for"),
)
def kudos(event: CommandInvoked, ctx: Context) -> Reply:
    """`/kudos …`: give at once when all is said, else look or offer the form."""
    to, note = rules.split_command(event.text)
    is_private = False
    if not to and note.casefold().split(maxsplit=1)[:1] == ["private"]:
        is_private = True
        to, note = rules.split_command(_without_first_word(event))
    match note.casefold():
        case "me" if not to:
            return _mine(event.actor, ctx)
        case "reports" if not to:
            return _reports(event.actor, ctx)
        case "" if len(to) == 1 and not is_private:
            return _of_colleague(event.actor, to[0], ctx)
    if not to:
        return _offer_form(event, note, is_private=is_private)
    if not note:
        return GiveKudos.blank(to=list(to), is_private=is_private)
    return _give(event, ctx, to, note, is_private=is_private)


def _without_first_word(event: CommandInvoked) -> tuple[str | Person, ...]:
    first = str(event.text[0]).lstrip().split(maxsplit=1)
    return ((first[1] if len(first) > 1 else ""), *event.text[1:])


def _offer_form(event: CommandInvoked, note: str, *, is_private: bool) -> Reply:
    """Nobody is named first: a name the platform did not recognise, or words to sort out."""
    first = note.split(maxsplit=1)[0] if note else ""
    if first.startswith("@") and not rules.mentioned_later(event.text):
        return views.not_given(views.unknown_name(first), note)
    return GiveKudos.blank(
        to=list(rules.mentioned_later(event.text))[: rules.MOST_RECIPIENTS],
        note=note[: rules.NOTE_LENGTH],
        is_private=is_private,
    )


def _give(
    event: CommandInvoked, ctx: Context, to: list[Person], note: str, *, is_private: bool
) -> Reply:
    unsure = topic_service.misspelt(ctx.uow, rules.topics_in(note))
    try:
        given = service.give_kudos(
            ctx.uow,
            ctx.settings.kudos,
            event.actor,
            to,
            note,
            conversation=event.conversation,
            is_private=is_private,
        )
    except service.NotGiven as error:
        return views.not_given(_sentence(error, ctx), note)
    return _given(given, unsure)


@router.form(GiveKudos)
def give(event: FormSubmitted[GiveKudos], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    unsure = topic_service.misspelt(ctx.uow, rules.topics_in(form.note))
    try:
        given = service.give_kudos(
            ctx.uow,
            ctx.settings.kudos,
            event.actor,
            form.to,
            form.note,
            conversation=event.conversation,
            evidence=form.evidence,
            is_private=form.is_private,
        )
    except service.NotGiven as error:
        return FormErrors(errors={error.field: _sentence(error, ctx)})
    return _given(given, unsure)


@router.shortcut("kudos.give", reads=True)
def give_for_message(event: ShortcutUsed, ctx: Context) -> Reply:
    """ "Give kudos" on a message: its author is thanked, the message is the evidence."""
    author = event.quote.author
    to = []
    if author is not None and author != event.actor:
        standing = roles.standings(ctx.uow.session, ctx.uow.organization_id, [author.id])
        to = [s.person for s in standing.values() if not s.is_bot]
    return GiveKudos.blank(to=to, evidence=event.quote.link)


@router.button(OpenGiveKudos, reads=True)
def open_form(event: ButtonClicked[OpenGiveKudos], ctx: Context) -> Reply:
    """ "Give kudos", from a card or Home."""
    at = ctx.uow.session, ctx.uow.organization_id
    known = roles.standings(*at, [event.payload.person_id])
    return GiveKudos.blank(to=[s.person for s in known.values()])


@router.button(UndoKudos, refuses={service.NotAllowed: views.not_yours, service.Gone: views.gone})
def undo(event: ButtonClicked[UndoKudos], ctx: Context) -> Reply:
    """Take it back."""
    settings = ctx.settings.kudos
    try:
        service.undo_kudos(ctx.uow, settings, event.actor, event.payload.kudos_id)
    except service.TooLate:
        return views.too_late(settings.undo_minutes)
    return Replace(message=views.undone())


@router.button(ReportKudos, refuses={service.Gone: views.gone, service.NotAllowed: views.gone})
def report(event: ButtonClicked[ReportKudos], ctx: Context) -> Reply:
    """Tell the moderators."""
    first = service.report_kudos(ctx.uow, event.actor, event.payload.kudos_id)
    return views.report_taken(first=first)


@router.button(HideKudos)
def hide(event: ButtonClicked[HideKudos], ctx: Context) -> Reply:
    """A moderator hides it."""
    return _decide(event.actor, event.payload.kudos_id, ctx, hide=True)


@router.button(KeepKudos)
def keep(event: ButtonClicked[KeepKudos], ctx: Context) -> Reply:
    """A moderator keeps it."""
    return _decide(event.actor, event.payload.kudos_id, ctx, hide=False)


@router.timer("kudos.roundup")
def roundup(event: TimerFired, ctx: Context) -> Reply:
    """The week is over."""
    settings = ctx.settings.kudos.roundup
    if settings is not None and not service.post_roundup(ctx.uow, settings, event.due_at):
        log.warning("kudos.no_roundup", channel=settings.channel)
    return None


def _decide(actor: Person, kudos_id: int, ctx: Context, *, hide: bool) -> Reply:
    try:
        thanks = service.decide_report(ctx.uow, actor, kudos_id, hide=hide)
    except service.NotAllowed:
        return views.moderators_only()
    except service.Gone:
        return Replace(message=views.gone())
    return Replace(message=views.decided(thanks, hidden=hide))


def _mine(actor: Person, ctx: Context) -> Reply:
    uow, settings = ctx.uow, ctx.settings.kudos
    at = uow.session, uow.organization_id, actor.id
    return views.mine(
        actor,
        store.latest_to(*at, LATEST, with_closed=True),
        store.count_to(*at, with_closed=True),
        service.undoable(uow, settings, actor),
        service.allowance_left(uow, settings, actor),
    )


def _of_colleague(actor: Person, person: Person, ctx: Context) -> Reply:
    if person == actor:
        return _mine(actor, ctx)
    at = ctx.uow.session, ctx.uow.organization_id, person.id
    return views.of_colleague(
        person,
        store.latest_to(*at, LATEST, with_closed=False),
        store.count_to(*at, with_closed=False),
    )


def _reports(actor: Person, ctx: Context) -> Reply:
    uow = ctx.uow
    if roles.role_of(uow.session, uow.organization_id, actor.id) is not Role.ADMIN:
        return views.moderators_only()
    return views.reports(store.open_reports(uow.session, uow.organization_id, most=10))


def _given(given: service.Given, unsure: Mapping[str, Sequence[str]]) -> Message:
    said = views.given(
        given.kudos_id,
        given.to,
        given.left,
        is_public=given.is_public,
        undo_minutes=given.undo_minutes,
    )
    return topic_views.with_doubts(said, unsure, views.mend_topic(given.undo_minutes))


def _sentence(error: service.NotGiven, ctx: Context) -> str:
    """What to do about a gift that can't be given."""
    match error:
        case service.NobodyNamed():
            return views.nobody_named()
        case service.TooMany():
            return views.too_many()
        case service.SelfKudos():
            return views.self_kudos()
        case service.CannotReceive(person=person, what=what):
            return views.cannot_receive(person, what)
        case service.CannotGive():
            return views.cannot_give()
        case service.AllowanceSpent(left=left, wanted=wanted):
            return views.allowance_spent(left, wanted, ctx.settings.kudos.allowance)
        case service.TooLong(length=length):
            return views.too_long(length)
        case _:
            return views.nothing_said()
