"""The conversation about learning: decks, topics, and leaving."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, Person, TimerFired
from bot.messages import Reply
from bot.router import Context, Router
from bot.rules import topics as topic_rules
from bot.services import recall_access as access
from bot.services import recall_courses as courses
from bot.services import recall_enrolment as service
from bot.services import topics as topic_service
from bot.services.recall_access import Gone
from bot.store import recall_decks, recall_learners, topics
from bot.store.recall_learners import Learning
from bot.views import recall_learning as views

router = Router()

MOST_DECKS = 10


def overview(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    """`/recall`."""
    uow, me = ctx.uow, event.actor
    written = recall_decks.owned(uow.session, uow.organization_id, me.id, MOST_DECKS)
    return views.overview(_mine(me, ctx), written, may_write=access.may_author(uow, me))


def _mine(person: Person, ctx: Context) -> list[Learning]:
    return recall_learners.learning(ctx.uow.session, ctx.uow.organization_id, person.id)


def decks(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    """`/recall decks`."""
    return _decks(event.actor, ctx)


@router.button(views.SeeDecks)
def see_decks(event: ButtonClicked[views.SeeDecks], ctx: Context) -> Reply:
    """ "Find something to learn"."""
    return _decks(event.actor, ctx)


def _decks(me: Person, ctx: Context) -> Reply:
    found = recall_decks.to_learn(ctx.uow.session, ctx.uow.organization_id, me.id, MOST_DECKS)
    learnt = frozenset(one.deck_id for one in _mine(me, ctx) if one.deck_id is not None)
    return views.decks(found, learnt)


def learn(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    """`/recall learn #topic`."""
    uow = ctx.uow
    name = next(iter(topic_rules.written(words)), "")
    if not name:
        return views.which_to_learn()
    found = topics.found_by(uow.session, uow.organization_id, [name]).get(name)
    if found is None:
        return views.unknown_topic(name, topic_service.near(uow, name))
    cards = service.learn_topic(uow, ctx.settings.recall, event.actor, found.id)
    return views.learning_topic(found.name, cards)


@router.button(views.LearnDeck, refuses={Gone: views.not_there})
def learn_deck(event: ButtonClicked[views.LearnDeck], ctx: Context) -> Reply:
    """ "Learn it"."""
    deck = service.learn_deck(ctx.uow, ctx.settings.recall, event.actor, event.payload.deck_id)
    return views.learning_deck(deck)


def leave(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    """`/recall leave`: what to leave; of a topic, a deck by its title, or all."""
    mine = _mine(event.actor, ctx)
    wanted = words.strip().removeprefix("#").casefold()
    if wanted in ("all", "everything"):
        return views.left_all(service.leave(ctx.uow, event.actor))
    if not wanted:
        return views.which_to_leave(mine)
    meant = set(topics.resolved(ctx.uow.session, ctx.uow.organization_id, [wanted]))
    for one in mine:
        if one.called.casefold() == wanted or (one.topic_id is not None and one.called in meant):
            service.leave(ctx.uow, event.actor, one.id)
            return views.left(one.called if one.topic_id is None else f"#{one.called}")
    return views.which_to_leave(mine) if mine else views.not_learning()


@router.button(views.Leave)
def leave_one(event: ButtonClicked[views.Leave], ctx: Context) -> Reply:
    """ "Leave", or "Leave all of it"."""
    wanted = event.payload.subscription_id
    number = service.leave(ctx.uow, event.actor, wanted or None)
    if not wanted:
        return views.left_all(number)
    return views.left() if number else views.not_learning()


@router.button(views.LeaveDeck)
def leave_deck(event: ButtonClicked[views.LeaveDeck], ctx: Context) -> Reply:
    """ "Leave", at a deck."""
    uow = ctx.uow
    found = courses.may_be_left(uow, event.actor, event.payload.deck_id)
    if found is None or not service.leave(uow, event.actor, found):
        return views.not_learning()
    deck = recall_decks.get(uow.session, uow.organization_id, event.payload.deck_id)
    return views.left(deck.title if deck else "")


@router.button(views.DeclineDeck, reads=True)
def decline(event: ButtonClicked[views.DeclineDeck], ctx: Context) -> Reply:
    """ "No, thank you": nobody asks twice about a deck."""
    return views.declined()


@router.timer("recall.enrol")
def enrol(event: TimerFired, ctx: Context) -> Reply:
    """Cards came once a session was over, and no more for a while."""
    deck_id, cards = int(event.data["deck_id"]), int(event.data["cards"])
    courses.settled(ctx.uow, ctx.settings, deck_id, cards)
    return None
