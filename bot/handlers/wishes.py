"""The conversation about wishes for sessions."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, Person
from bot.messages import Reply
from bot.router import Context, Router
from bot.rules.kudos import topics_in
from bot.rules.session_line import without_topics
from bot.rules.session_plan import Draft
from bot.services import question_turns
from bot.services import wishes as service
from bot.services.session_access import Gone, NotAllowed
from bot.store import wishes as store
from bot.views import sessions as session_views
from bot.views import wishes as views

router = Router()

MOST_LISTED = 10


def wish(event: CommandInvoked, ctx: Context) -> Reply:
    """`/session wish "…" #topic`."""
    said = "".join(p.name if isinstance(p, Person) else p for p in event.text)
    words = said.split(maxsplit=1)
    text = words[1] if len(words) > 1 else ""
    title = " ".join(without_topics(text).split()).strip("\"'“”„«» ")
    draft = Draft(title=title, topics=" ".join(topics_in(text)))
    try:
        made, is_new = service.wish(ctx.uow, event.actor, draft, event.conversation)
    except service.NotWished:
        return views.no_words()
    return views.wished(made, is_new=is_new)


def wishes(event: CommandInvoked, ctx: Context) -> Reply:
    """`/session wishes`."""
    return views.listed(store.open_(ctx.uow.session, ctx.uow.organization_id, MOST_LISTED))


@router.button(views.JoinWish, refuses={Gone: views.gone})
def join(event: ButtonClicked[views.JoinWish], ctx: Context) -> Reply:
    """ "Me too"."""
    return views.joined(service.join(ctx.uow, event.actor, event.payload.wish_id))


@router.button(
    views.TakeWish, refuses={Gone: views.gone, NotAllowed: session_views.may_not_announce}
)
def take(event: ButtonClicked[views.TakeWish], ctx: Context) -> Reply:
    """ "I could speak about it"."""
    made = service.volunteer(
        ctx.uow,
        ctx.settings.sessions,
        event.actor,
        event.payload.wish_id,
        event.conversation,
    )
    question_turns.taken_up(ctx.uow, event.payload.wish_id, made.id, event.actor)
    return views.taken(made)
