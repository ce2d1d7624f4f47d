"""The conversation about boards: looking at them, staying off them, and rings for moderators."""

from __future__ import annotations

from dataclasses import replace

from bot.events import Account, ButtonClicked, CommandInvoked, Person
from bot.messages import Message, Replace, Reply, Unreadable
from bot.messages.payload import LARGEST_ID
from bot.router import Context, Router, Usage
from bot.rules.boards import Board, Period, Wanted, typed
from bot.services import board_rings
from bot.services import boards as service
from bot.views import board_replies as replies
from bot.views import board_rings as ring_views
from bot.views import boards as views
from bot.views.board_rings import ShowRings
from bot.views.boards import ComeBack, OpenBoard, ShowBoard, StayOff

router = Router()

CHOOSES = ("off", "on")
"""What changes something; all else only looks."""


def _only_looks(event: CommandInvoked[Account]) -> bool:
    first = event.text[0] if event.text else ""
    return not (isinstance(first, str) and first.strip().lower() in CHOOSES)


@router.command(
    "board",
    Usage("/learn board", "who helped most this month; pick the week, the topic, the team"),
    Usage("/learn board first last week #sql", "who gave the first answers, and about what"),
    Usage("/learn board new", "who is new and taking part already"),
    Usage("/learn board off", "stay off the boards; /learn board on ends it"),
    reads=_only_looks,
)
def board(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn board …`."""
    line = "".join(p if isinstance(p, str) else f"@{p.name}" for p in event.text).strip()
    match line.lower():
        case "off":
            return _off(event.actor, ctx)
        case "on":
            return _on(event.actor, ctx)
        case "rings":
            return _rings(event.actor, ctx)
        case _:
            return _typed(event.actor, line, ctx)


def _typed(actor: Person, line: str, ctx: Context) -> Reply:
    said = typed(line)
    if said.unknown:
        return replies.usage(said.unknown)
    if not ctx.settings.boards.shown:
        return replies.hidden()
    try:
        wanted = service.meant(ctx.uow, actor, said)
    except service.NoSuchTopic as error:
        return replies.no_such_topic(error.name, error.near)
    except service.NoSuchTeam as error:
        return replies.no_such_team(error.name, error.near)
    return _board(actor, wanted, ctx)


@router.button(OpenBoard, reads=True)
def open_board(event: ButtonClicked[OpenBoard], ctx: Context) -> Reply:
    """ "Who helped lately", on Home."""
    return _board(event.actor, Wanted(), ctx)


@router.button(ShowBoard, reads=True)
def show(event: ButtonClicked[ShowBoard], ctx: Context) -> Reply:
    """Another board, time, topic or team."""
    return Replace(message=_board(event.actor, _picked(event.payload), ctx))


@router.button(StayOff)
def stay_off(event: ButtonClicked[StayOff], ctx: Context) -> Reply:
    """ "Stay off the boards"."""
    return Replace(message=_off(event.actor, ctx))


@router.button(ComeBack)
def come_back(event: ButtonClicked[ComeBack], ctx: Context) -> Reply:
    """ "Show me on boards again"."""
    return Replace(message=_on(event.actor, ctx))


@router.button(ShowRings, reads=True)
def show_rings(event: ButtonClicked[ShowRings], ctx: Context) -> Reply:
    """ "Have a look", on a moderator's Home."""
    return _rings(event.actor, ctx)


def _picked(payload: ShowBoard) -> Wanted:
    """What a button or a list asks for. Raises Unreadable: it came from a client."""
    try:
        wanted = Wanted(
            Board(payload.board), Period(payload.period), payload.topic_id, payload.team_id
        )
        match payload.picks:
            case "":
                return wanted
            case "period":
                return replace(wanted, period=Period(payload.choice))
            case "topic":
                return replace(wanted, topic_id=_id(payload.choice))
            case "team":
                return replace(wanted, team_id=_id(payload.choice))
            case other:
                raise ValueError(other[:20])
    except ValueError as error:
        raise Unreadable("there is no such board") from error


def _id(choice: str) -> int:
    number = int(choice)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(choice[:20])
    return number


def _board(actor: Person, wanted: Wanted, ctx: Context) -> Message:
    try:
        return views.board(service.look(ctx.uow, ctx.settings.boards, actor, wanted))
    except service.Hidden:
        return replies.hidden()
    except service.SmallTeam as error:
        return replies.small_team(error.team.name, wanted)
    except service.Gone:
        return replies.gone(wanted)


def _off(actor: Person, ctx: Context) -> Message:
    service.stay_off(ctx.uow, actor)
    return replies.is_off()


def _on(actor: Person, ctx: Context) -> Message:
    service.come_back(ctx.uow, actor)
    return replies.is_back()


def _rings(actor: Person, ctx: Context) -> Message:
    if not ctx.settings.boards.shown:
        return replies.hidden()
    try:
        return ring_views.rings(board_rings.rings(ctx.uow, actor))
    except board_rings.NotAllowed:
        return ring_views.moderators_only()
