"""The conversation about accounts in several workspaces that are one human's."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, Person, TimerFired
from bot.messages import Message, Replace, Reply
from bot.router import Context, Router, Usage
from bot.rules.linking import code_in
from bot.services import linking as service
from bot.store.models import PairState
from bot.views import linking as views

router = Router()

UNDO = "undo"


def _said(event: CommandInvoked) -> str:
    return "".join(part if isinstance(part, str) else "@" for part in event.text).strip()


@router.command(
    "link",
    Usage("/learn link", "your accounts here and in other workspaces, as one person"),
)
def link(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn link`, with nothing, a code from the other workspace, or `undo`."""
    said = _said(event)
    if not said:
        return _accounts(ctx, event.actor)
    if said.lower() == UNDO:
        own = service.own_accounts(ctx.uow, event.actor)
        if all(side.linked_at is None for side in own):
            return views.nothing_to_separate()
        return _accounts(ctx, event.actor)
    digits = code_in(said)
    if digits is None:
        return views.not_a_code()
    return _typed(ctx, event.actor, digits)


def _typed(ctx: Context, actor: Person, digits: str) -> Message:
    try:
        other, pair_id = service.type_code(ctx.uow, ctx.settings, actor, digits)
    except service.Off:
        return views.switched_off()
    except service.TooManyGuesses:
        return views.too_many_guesses()
    except service.OneAlready:
        return views.one_already()
    except service.SamePlace as both:
        return views.same_place(both.other)
    except service.Gone:
        return views.no_such_code()
    return views.confirm_code(other, pair_id)


def _accounts(ctx: Context, actor: Person) -> Message:
    own = service.own_accounts(ctx.uow, actor)
    return views.accounts(own, is_on=ctx.settings.people.link)


@router.button(views.GetCode, refuses={service.Off: views.switched_off, service.Gone: views.gone})
def get_code(event: ButtonClicked[views.GetCode], ctx: Context) -> Reply:
    """ "Get a code"."""
    return views.the_code(service.code_for(ctx.uow, ctx.settings, event.actor))


@router.button(
    views.SayWhether, refuses={service.Gone: views.gone, service.Off: views.switched_off}
)
def say(event: ButtonClicked[views.SayWhether], ctx: Context) -> Reply:
    """ "Yes, that's me", or "No"."""
    payload = event.payload
    try:
        said = service.say(ctx.uow, ctx.settings, event.actor, payload.pair_id, is_me=payload.is_me)
    except service.SamePlace as both:
        return views.same_place(both.other)
    except service.Settled:
        return Replace(message=views.settled())
    if said.state is PairState.APART:
        return Replace(message=views.kept_apart())
    if said.state is PairState.ASKED:
        return Replace(message=views.agreed())
    return Replace(message=views.made_one(said.accounts))


@router.button(views.Separate, refuses={service.Gone: views.nothing_to_separate})
def separate(event: ButtonClicked[views.Separate], ctx: Context) -> Reply:
    """ "That's not me", or "Separate"."""
    side = service.separate(ctx.uow, ctx.settings, event.actor, event.payload.account_id)
    return Replace(message=views.separated(side))


@router.timer(service.LOOK)
def look(event: TimerFired, ctx: Context) -> Reply:
    """An address is news: whose is that account?"""
    service.look(ctx.uow, ctx.settings, int(event.data["account_id"]))
    return None


@router.timer(service.SWEEP)
def sweep(event: TimerFired, ctx: Context) -> Reply:
    """Once a day: addresses that two people have."""
    service.sweep(ctx.uow, ctx.settings, int(event.data["after"]))
    return None
