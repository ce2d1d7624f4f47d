"""The conversation about teams: who is in one, taking colleagues in, and what they say to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person, Said, TimerFired
from bot.messages import Replace, Reply, Text
from bot.router import Context, Router, Usage
from bot.rules.teams import MOST_ADDED
from bot.services import teams as service
from bot.services import teams_import
from bot.store import teams_claims as store
from bot.store.teams_claims import Claim
from bot.views import teams as views
from bot.views import teams_told as told
from bot.views.teams import AddToTeam, OpenAddToTeam
from bot.views.teams_told import LetGo, NotRight

router = Router()


def _only_shows(event: CommandInvoked[Any]) -> bool:
    return not any(isinstance(part, str) and part.strip() for part in event.text)


@router.command(
    "team",
    Usage("/learn team", "who is in your team, and who leads it"),
    Usage("/learn team add @colleague", "somebody reports to you; they are told"),
    Usage("/learn team name Platform", "what your team is called"),
    reads=_only_shows,
)
def team(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn team …`."""
    first, _, rest = _words(event.text).strip().partition(" ")
    match first.lower():
        case "":
            return views.about(service.about(ctx.uow, event.actor))
        case "add":
            return _add(event, rest, ctx)
        case "remove":
            return _remove(event, rest, ctx)
        case "name":
            return _name(event, ctx)
        case _:
            return views.usage()


def _words(text: Said) -> str:
    """What was typed beside the people."""
    return "".join(p if isinstance(p, str) else " " for p in text)


def _add(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    people, to = _named(event.text)
    if not people or (to is None and words.split()[-1:] == ["to"]):
        return _whom(words)
    if len(people) > MOST_ADDED:
        return views.too_many()
    return _added(event.actor, people, to, ctx)


def _named(text: Said) -> tuple[list[Person], Person | None]:
    """Whom a command names, and to whom: "add @chi @dee to @ana"."""
    people: list[Person] = []
    is_to = False
    for part in text:
        if isinstance(part, Person):
            if is_to:
                return people, part
            people.append(part)
        elif people and part.split()[-1:] == ["to"]:
            is_to = True
    return list(dict.fromkeys(people)), None


def _whom(words: str) -> Reply:
    typed = next((w for w in words.split() if w.startswith("@")), "")
    return views.unknown_name(typed.lstrip("@")) if typed else views.usage()


def _added(actor: Person, people: Sequence[Person], to: Person | None, ctx: Context) -> Reply:
    inside: list[Claim] = []
    asked: list[Claim] = []
    refused: list[Text] = []
    try:
        for person in people:
            try:
                became, claim = service.add(ctx.uow, ctx.settings.attention, actor, person, to)
            except service.NotAdded as error:
                refused.append(_sentence(error, to))
            else:
                (inside if became is service.Became.IN else asked).append(claim)
    except service.NotAllowed:
        return views.not_allowed()
    except service.OthersTeam:
        return views.others_team()
    return views.added(inside, asked, refused)


def _sentence(error: service.NotAdded, to: Person | None) -> Text:
    match error:
        case service.CannotBe(person=person, what=what):
            return views.cannot_be(person, what)
        case service.Loops(chain=chain):
            return views.loops(chain)
        case service.IsIn(person=person):
            return views.is_in(person, to)
        case service.Asked(person=person, leads=leads):
            return views.asked_before(person, leads)
        case service.Unreachable(person=person, leads=leads):
            return views.unreachable(person, leads)
        case service.Refused(person=person):
            return views.refused(person)
        case _:
            raise error


def _remove(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    person = next((p for p in event.text if isinstance(p, Person)), None)
    if person is None:
        return _whom(words)
    uow = ctx.uow
    line = store.line_of(uow.session, uow.organization_id, person.id)
    try:
        leads = service.remove(uow, ctx.settings.attention, event.actor, person)
    except service.NotAllowed:
        return views.not_allowed()
    except service.NotIn:
        return views.not_in(person)
    is_listed = line is not None and line.claim_id is None
    return views.removed(person, leads if leads != event.actor else None, is_listed=is_listed)


def _name(event: CommandInvoked, ctx: Context) -> Reply:
    said = "".join(p if isinstance(p, str) else p.name for p in event.text)
    try:
        return views.called(service.name(ctx.uow, event.actor, said.strip().partition(" ")[2]))
    except service.NotAllowed:
        return views.not_allowed()
    except service.NoName:
        return views.no_name()
    except service.NobodyYet:
        return views.nobody_yet()
    except service.NameTaken as error:
        return views.name_taken(error.name)


@router.button(OpenAddToTeam, reads=True)
def open_form(event: ButtonClicked[OpenAddToTeam], ctx: Context) -> Reply:
    """ "Add colleagues"."""
    if not service.may_add(ctx.uow, event.actor):
        return views.not_allowed()
    return AddToTeam.blank()


@router.form(AddToTeam)
def add(event: FormSubmitted[AddToTeam], ctx: Context) -> Reply:
    """The form, filled in."""
    return _added(event.actor, event.form.people, None, ctx)


@router.button(LetGo)
def let_go(event: ButtonClicked[LetGo], ctx: Context) -> Reply:
    """Yes or no to another manager."""
    agrees = bool(event.payload.agrees)
    try:
        claim = service.answer(
            ctx.uow,
            ctx.settings.attention,
            event.actor,
            event.payload.claim_id,
            agrees=agrees,
        )
    except service.Settled:
        return Replace(message=views.settled())
    except service.NotAdded as error:
        return views.added([], [], [_sentence(error, None)])
    return Replace(message=told.answered(claim, agrees=agrees))


@router.button(NotRight, refuses={service.Settled: views.settled})
def not_right(event: ButtonClicked[NotRight], ctx: Context) -> Reply:
    """ "That's not right"."""
    claim, again = service.say_no(
        ctx.uow, ctx.settings.attention, event.actor, event.payload.claim_id
    )
    return Replace(message=told.said_no(claim, again))


@router.timer("teams.leave")
def leave(event: TimerFired, ctx: Context) -> Reply:
    """Somebody's last day is over."""
    teams_import.let_go(ctx.uow)
    return None
