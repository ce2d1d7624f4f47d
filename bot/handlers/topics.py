"""The conversation about topics: looking one up, and deciding about it."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, ConversationKind, FormSubmitted, Person
from bot.messages import FormErrors, Reply
from bot.router import Context, Router, Usage
from bot.rules import topics as rules
from bot.services import topics as service
from bot.store import topics as store
from bot.store.topics import Topic
from bot.views import topics as views
from bot.views.topics import ChangeTopic, OpenTopic, SetUpTopic, ShowTopic

router = Router()


@router.command(
    "topic", Usage("/learn topic #postgres", "who knows it, who owns it, and what waits")
)
def topic(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn topic #postgres`."""
    names = rules.written("".join(p for p in event.text if isinstance(p, str)))
    where = event.conversation
    if where is not None and where.kind is ConversationKind.CHANNEL:
        ctx.uow.conversation_id(where)  # so that it can be chosen as a topic's channel
    if not names:
        return views.which()
    uow, name = ctx.uow, names[0]
    found = store.found_by(uow.session, uow.organization_id, [name]).get(name)
    if found is not None:
        return _shown(event.actor, found, ctx)
    may_set_up = service.may_change(uow, event.actor, None)
    near = service.near(uow, name)
    if not near:
        return views.unused(name, may_set_up=may_set_up)
    known = store.found_by(uow.session, uow.organization_id, near)
    return views.offered(name, [known[n] for n in near], may_set_up=may_set_up)


def _shown(actor: Person, found: Topic, ctx: Context) -> Reply:
    return views.about(service.about(ctx.uow, actor, found), ctx.settings.questions.verify_days)


@router.button(ShowTopic, reads=True)
def show(event: ButtonClicked[ShowTopic], ctx: Context) -> Reply:
    """One of the topics that were offered."""
    uow = ctx.uow
    found = store.by_id(uow.session, uow.organization_id, [event.payload.topic_id])
    return _shown(event.actor, found[0], ctx) if found else views.gone()


@router.button(
    OpenTopic, reads=True, refuses={service.NotAllowed: views.not_yours, service.Gone: views.gone}
)
def open_form(event: ButtonClicked[OpenTopic], ctx: Context) -> Reply:
    """ "Change"."""
    found = service.changeable(ctx.uow, event.actor, event.payload.topic_id)
    return views.form(service.about(ctx.uow, event.actor, found))


@router.button(SetUpTopic)
def set_up(event: ButtonClicked[SetUpTopic], ctx: Context) -> Reply:
    """ "Set it up"."""
    uow = ctx.uow
    names = rules.written(event.payload.name)
    if not names:
        return views.which()
    if not service.may_change(uow, event.actor, None):
        return views.not_yours()
    at = uow.session, uow.organization_id
    found = store.by_id(*at, store.stored(*at, names[:1]))
    return views.form(service.about(uow, event.actor, found[0]))


@router.form(ChangeTopic, refuses={service.NotAllowed: views.not_yours, service.Gone: views.gone})
def change(event: FormSubmitted[ChangeTopic], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    try:
        return views.saved(
            service.change(
                ctx.uow,
                event.actor,
                form.topic_id,
                owners=form.owners,
                synonyms=form.synonyms,
                channel=form.channel,
                verify_days=form.verify_days,
            )
        )
    except service.NotDecided as error:
        return FormErrors(errors={error.field: _sentence(error)})


def _sentence(error: service.NotDecided) -> str:
    match error:
        case service.NoSuchChannel(name=name):
            return views.no_such_channel(name)
        case service.Taken(name=name, of=of):
            return views.taken(name, of)
        case service.CannotOwn(person=person):
            return views.cannot_own(person)
        case _:
            raise error
