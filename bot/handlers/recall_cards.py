"""The conversation about writing recall cards, and about those that somebody finds wrong."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person
from bot.messages import FormErrors, Reply
from bot.router import Context, Refusals, Router
from bot.services import recall_access as access
from bot.services import recall_cards as service
from bot.services import recall_courses, recall_doubts, recall_drafts
from bot.services.recall_access import Gone, NotAllowed
from bot.store import recall_cards as store
from bot.store import recall_decks
from bot.store.models import CardState
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck
from bot.views import recall_card_forms as forms
from bot.views import recall_cards as views
from bot.views import recall_doubts as doubt_views
from bot.views import recall_learning as learning_views
from bot.views.recall_learning import SeeDeck, UseDrafts

router = Router()

NOT_YOURS: Refusals = {NotAllowed: views.not_yours, Gone: views.gone}

MOST_DECKS = 50
"""Decks a form offers: the newest of one's own."""


def new(event: CommandInvoked, words: str, ctx: Context) -> Reply:
    """`/recall new`."""
    return _blank(event.actor, None, ctx)


def _blank(actor: Person, deck: Deck | None, ctx: Context) -> Reply:
    uow = ctx.uow
    own = recall_decks.owned(uow.session, uow.organization_id, actor.id, MOST_DECKS)
    if deck is None and not own and not access.may_author(uow, actor):
        return views.guests_do_not()
    return forms.blank(own, deck)


@router.button(views.OpenCard, refuses=NOT_YOURS)
def open_card(event: ButtonClicked[views.OpenCard], ctx: Context) -> Reply:
    """The form: with a card in it, or a new one."""
    wanted, uow = event.payload, ctx.uow
    if wanted.card_id:
        card = access.changeable(uow, event.actor, wanted.card_id)
        return forms.form(service.draft_of(card), card)
    if wanted.session_id:
        deck = service.deck_of_session(uow, event.actor, wanted.session_id)
        return _blank(event.actor, deck, ctx)
    chosen = access.writable(uow, event.actor, wanted.deck_id) if wanted.deck_id else None
    return _blank(event.actor, chosen, ctx)


@router.form(forms.WriteCard, refuses=NOT_YOURS)
def write(event: FormSubmitted[forms.WriteCard], ctx: Context) -> Reply:
    """A card as it was written: kept, and shown as it will be asked."""
    form, uow, actor = event.form, ctx.uow, event.actor
    draft = form.draft()
    try:
        if form.card_id:
            card = service.change(uow, ctx.settings, actor, form.card_id, draft)
            return views.preview(card) if card.state is CardState.DRAFT else views.saved(card)
        service.check(draft)
        deck_id = form.deck_id or _deck_of(form.deck, form.title, actor, ctx)
        if not deck_id:
            return FormErrors(errors={"title": forms.no_deck()})
        return views.preview(service.write(uow, actor, draft, deck_id))
    except service.NotWritten as wrong:
        return FormErrors(errors=forms.errors(wrong.problems))


def _deck_of(chosen: str, title: str, actor: Person, ctx: Context) -> int:
    """The deck that was picked, or the one that was named, begun now; 0: neither."""
    title = " ".join(title.split())
    if title and chosen in ("", forms.CHOSEN_ANEW):
        return service.new_deck(ctx.uow, actor, title).id
    return int(chosen) if chosen.isascii() and chosen.isdecimal() else 0


@router.button(views.UseCard, refuses=NOT_YOURS)
def use(event: ButtonClicked[views.UseCard], ctx: Context) -> Reply:
    """ "Use it"."""
    cards = service.use(ctx.uow, ctx.settings, event.actor, [event.payload.card_id])
    return _used(cards, ctx)


def _used(cards: list[Card], ctx: Context) -> Reply:
    at = ctx.uow.session, ctx.uow.organization_id
    return views.used(cards, recall_decks.holding(*at, cards[0].id) if cards else [])


@router.button(UseDrafts, refuses=NOT_YOURS)
def use_all(event: ButtonClicked[UseDrafts], ctx: Context) -> Reply:
    """ "Use all drafts"."""
    uow, deck_id = ctx.uow, event.payload.deck_id
    at = uow.session, uow.organization_id
    access.writable(uow, event.actor, deck_id)
    ids = recall_decks.card_ids(*at, deck_id, [CardState.DRAFT], baseline=None)
    cards = service.use(uow, ctx.settings, event.actor, ids)
    return _used(cards, ctx) if cards else _deck(event.actor, SeeDeck(deck_id=deck_id), ctx)


@router.button(views.RetireCard, refuses=NOT_YOURS)
def retire(event: ButtonClicked[views.RetireCard], ctx: Context) -> Reply:
    """ "Retire it", or "Throw it away"."""
    return views.retired(service.retire(ctx.uow, ctx.settings, event.actor, event.payload.card_id))


@router.button(views.OpenReuse)
def open_reuse(event: ButtonClicked[views.OpenReuse], ctx: Context) -> Reply:
    """ "Use it in another deck"."""
    uow = ctx.uow
    at = uow.session, uow.organization_id
    card = store.get(*at, event.payload.card_id)
    if card is None or card.state is CardState.RETIRED:
        return views.gone()
    has = {d.id for d in recall_decks.holding(*at, card.id)}
    own = recall_decks.owned(*at, event.actor.id, MOST_DECKS)
    return forms.reuse(card, [d for d in own if d.id not in has])


@router.form(forms.ReuseCard, refuses=NOT_YOURS)
def reuse(event: FormSubmitted[forms.ReuseCard], ctx: Context) -> Reply:
    """The deck it belongs to as well."""
    form = event.form
    deck_id = _deck_of(form.deck, form.title, event.actor, ctx)
    if not deck_id:
        return FormErrors(errors={"title": forms.no_deck()})
    _, deck = service.reuse(ctx.uow, ctx.settings, event.actor, form.card_id, deck_id)
    return views.reused(deck)


@router.button(views.TakeOutCard, refuses=NOT_YOURS)
def take_out(event: ButtonClicked[views.TakeOutCard], ctx: Context) -> Reply:
    """ "Take it out of this deck"."""
    wanted = event.payload
    try:
        _, deck = service.take_out(ctx.uow, event.actor, wanted.card_id, wanted.deck_id)
    except service.OnlyDeck:
        return views.only_deck(wanted.card_id)
    return views.taken_out(deck)


@router.button(SeeDeck, refuses=NOT_YOURS)
def see_deck(event: ButtonClicked[SeeDeck], ctx: Context) -> Reply:
    """The cards of a deck, drafts first."""
    return _deck(event.actor, event.payload, ctx)


def _deck(actor: Person, wanted: SeeDeck, ctx: Context) -> Reply:
    uow = ctx.uow
    at = uow.session, uow.organization_id
    if wanted.session_id:
        deck = service.deck_of_session(uow, actor, wanted.session_id)
    else:
        deck = access.writable(uow, actor, wanted.deck_id)
    recall_drafts.gather(uow, actor, deck)
    states = (CardState.DRAFT, CardState.ACTIVE)
    found = store.cards(*at, recall_decks.card_ids(*at, deck.id, states, baseline=None))
    cards = sorted(found.values(), key=lambda c: (c.state is CardState.ACTIVE, c.id))
    drafts = sum(c.state is CardState.DRAFT for c in cards)
    off = recall_courses.is_cancelled(uow, deck)
    shared = recall_decks.in_several(*at, found)
    return learning_views.deck(deck, cards, drafts, wanted.page, is_cancelled=off, shared=shared)


@router.button(views.CardIsWrong, reads=True)
def open_doubt(event: ButtonClicked[views.CardIsWrong], ctx: Context) -> Reply:
    """ "This card is wrong"."""
    return doubt_views.form(event.payload.card_id)


@router.form(
    doubt_views.DoubtCard,
    refuses={
        recall_doubts.DoubtedBefore: doubt_views.told_before,
        Gone: doubt_views.no_longer_asked,
    },
)
def doubt(event: FormSubmitted[doubt_views.DoubtCard], ctx: Context) -> Reply:
    """What is wrong with it."""
    form = event.form
    recall_doubts.doubt(ctx.uow, ctx.settings, event.actor, form.card_id, form.said)
    return doubt_views.told()


@router.button(doubt_views.KeepCard, refuses=NOT_YOURS)
def keep(event: ButtonClicked[doubt_views.KeepCard], ctx: Context) -> Reply:
    """ "It's right as it is"."""
    recall_doubts.keep(ctx.uow, ctx.settings, event.actor, event.payload.card_id)
    return doubt_views.kept()
