"""Every word about writing recall cards: the preview, and what can be done with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Link,
    Message,
    Payload,
    Says,
    Text,
    bold,
    code,
    italic,
)
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck


class OpenCard(Payload, key="recall.open", opens_form=True):
    """Open the form: with a card in it, or a new one for a deck or a session."""

    card_id: int = 0
    deck_id: int = 0
    session_id: int = 0


class UseCard(Payload, key="recall.use"):
    """A draft is asked from now on."""

    card_id: int


class RetireCard(Payload, key="recall.retire"):
    """It is not asked any more; a draft is thrown away."""

    card_id: int


class OpenReuse(Payload, key="recall.reuse", opens_form=True):
    """Choose another deck for a card."""

    card_id: int


class TakeOutCard(Payload, key="recall.take_out"):
    """It belongs to this deck no more; the others keep it."""

    card_id: int
    deck_id: int


class CardIsWrong(Payload, key="recall.wrong", opens_form=True):
    """ "This card is wrong": open the form that says why."""

    card_id: int


def preview(card: Card) -> Message:
    """A card as it will be asked, with its answer, before anybody is asked."""
    return Message.of(
        Text.of(bold("This is how it'll be asked:")),
        *asked(card),
        Text.of(bold("… and what is shown then:")),
        *solved(card),
        Buttons.of(*_draft_buttons(card)),
        Context.of("Nobody is asked it until you press ", bold("Use it"), "."),
        summary="Your recall card, before anybody sees it",
    )


def _draft_buttons(card: Card) -> tuple[Button, ...]:
    return (
        Button.of("Use it", UseCard(card_id=card.id), style="primary"),
        Button.of("Change it", OpenCard(card_id=card.id)),
        Button.of("Throw it away", RetireCard(card_id=card.id), confirm=_THROW_AWAY),
    )


_THROW_AWAY = Confirm(
    title="Throw this draft away?", text="Nobody was asked it yet.", yes="Throw it away"
)
_RETIRE = Confirm(
    title="Retire this card?",
    text="Nobody is asked it any more, in any deck. What people answered stays counted.",
    yes="Retire it",
)


def buttons(card: Card, shared_in: int = 0) -> Buttons:
    """What can be done with a card in a list; `shared_in`: of this deck, while others have it."""
    out = TakeOutCard(card_id=card.id, deck_id=shared_in)
    others = [Button.of("Take it out of this deck", out)] if shared_in else []
    if card.state is CardState.DRAFT:
        return Buttons.of(*_draft_buttons(card), *others)
    return Buttons.of(
        Button.of("Change it", OpenCard(card_id=card.id)),
        Button.of("Use it in another deck", OpenReuse(card_id=card.id)),
        *others,
        Button.of("Retire it", RetireCard(card_id=card.id), style="danger", confirm=_RETIRE),
    )


def asked(card: Card) -> list[Block]:
    """What is asked."""
    blocks: list[Block] = [Text.of(card.prompt)]
    words = [o.words for o in card.options]
    match card.kind:
        case CardKind.ORDER:
            blocks += [Context.of("In which order?"), Bullets.of(*sorted(words, key=str.casefold))]
        case CardKind.SEVERAL:
            blocks += [Context.of("One or more are right."), Bullets.of(*words)]
        case CardKind.SINGLE | CardKind.TRUE_FALSE:
            blocks.append(Bullets.of(*words))
        case CardKind.FREE:
            blocks.append(Context.of("Say it, then look."))
        case CardKind.APPLY:
            blocks.append(Context.of("Did you use this? What happened?"))
    return blocks


def solved(card: Card) -> list[Block]:
    """What is shown once it was answered."""
    blocks: list[Block] = []
    if card.kind is CardKind.ORDER:
        blocks.append(Bullets.of(*(o.words for o in card.options), ordered=True))
    elif right := [o.words for o in card.options if o.is_right]:
        blocks.append(Text.of("Right: ", bold(" · ".join(right))))
    if card.solution:
        blocks.append(Text.of(card.solution))
    if card.explanation:
        blocks.append(Text.of(italic(card.explanation)))
    if card.link:
        blocks.append(Text.of(Link(url=card.link, text="Read more")))
    if card.topics:
        blocks.append(Context.of(" ".join(f"#{t}" for t in card.topics)))
    return blocks or [Context.of("Nothing more: whatever happened is the answer.")]


def used(cards: Sequence[Card], decks: Iterable[Deck]) -> Message:
    """Cards are asked from now on."""
    what = "It's" if len(cards) == 1 else f"All {len(cards)} are"
    deck = next(iter(decks), None)
    more = [Button.of("Write another", OpenCard(deck_id=deck.id), style="primary")] if deck else []
    blocks: list[Block] = [
        Text.of(f"{what} in use: those who learn the deck are asked when it's time.")
    ]
    if more:
        blocks.append(Buttons.of(*more))
    return Message.of(*blocks)


def saved(card: Card) -> Message:
    """A card that is in use was changed."""
    return Message.of(
        Text.of(bold("Saved."), f" From now on version {card.version} is asked:"),
        *asked(card),
        *solved(card),
        buttons(card),
        summary="Saved.",
    )


def retired(card: Card) -> Message:
    """A card is not asked any more."""
    if card.state is CardState.DRAFT:
        return Message.of("Thrown away. Nobody was asked it.")
    return Message.of("Retired. Nobody is asked it any more, in any deck.")


def reused(deck: Deck) -> Message:
    """A card belongs to another deck too."""
    return Message.of(Text.of("Added to ", bold(deck.title), ". A change shows in both decks."))


def taken_out(deck: Deck) -> Message:
    """A card belongs to a deck no more."""
    return Message.of(
        Text.of(
            "Taken out of ",
            bold(deck.title),
            ". Its other decks keep it, and who learns it there goes on.",
        )
    )


def only_deck(card_id: int) -> Message:
    """A card is in no other deck, so it can't be taken out of this one."""
    return Message.of(
        "That's the only deck it's in. Put it into another one first, or retire it.",
        Buttons.of(
            Button.of("Use it in another deck", OpenReuse(card_id=card_id)),
            Button.of("Retire it", RetireCard(card_id=card_id), style="danger", confirm=_RETIRE),
        ),
    )


def guests_do_not() -> Message:
    """A guest or bot wants to begin a deck."""
    return Message.of(
        "Decks are begun by colleagues. Ask the one who invited you: they can write it with you."
    )


def not_yours() -> Message:
    """Somebody else's card or deck."""
    return Message.of(
        "That's for its author, the hosts of its session and administrators. If something is"
        " wrong with a card you're asked, press “This card is wrong”: its author will hear it."
    )


def gone() -> Message:
    """A card or deck that is not there, or retired."""
    return Message.of(
        Text.of("That card or deck is gone, or was retired. ", code("/recall"), " shows what is.")
    )


def in_a_line(card: Card) -> list[Says]:
    """A card in a list."""
    state = {CardState.DRAFT: "draft", CardState.RETIRED: "retired"}.get(card.state)
    said: list[Says] = [cut(card.prompt, 200)]
    if state:
        said += [" ", italic(f"({state})")]
    if card.is_baseline:
        said += [" ", italic("(before and after)")]
    return said


def cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
