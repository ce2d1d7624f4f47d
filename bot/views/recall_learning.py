"""Every word about learning: decks and topics, being enrolled, leaving."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Header,
    Message,
    Payload,
    Text,
    bold,
    code,
)
from bot.settings import Recall
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck
from bot.store.recall_learners import Learning
from bot.views.recall_cards import OpenCard, buttons, in_a_line

MOST_LISTED = 10
"""Decks a message lists, each with its buttons."""
PAGE = 8
"""Cards a page of a deck shows, each with its buttons."""


class LearnDeck(Payload, key="recall.learn"):
    """Learn a deck."""

    deck_id: int


class LeaveDeck(Payload, key="recall.leave_deck"):
    """Stop learning a deck; no more is asked."""

    deck_id: int


class DeclineDeck(Payload, key="recall.decline"):
    """ "No, thank you" to a deck that was offered."""

    deck_id: int


class Leave(Payload, key="recall.leave"):
    """Stop learning one thing, by the subscription; 0: everything."""

    subscription_id: int = 0


class SeeDeck(Payload, key="recall.deck"):
    """Look at a deck as one who writes it; of a session by its id."""

    deck_id: int = 0
    session_id: int = 0
    page: int = 0


class SeeDecks(Payload, key="recall.decks"):
    """What there is to learn."""


class UseDrafts(Payload, key="recall.use_all"):
    """All drafts of a deck are asked from now on."""

    deck_id: int


def overview(mine: Sequence[Learning], written: Sequence[Deck], *, may_write: bool) -> Message:
    """`/recall`."""
    blocks: list[Block] = [Header(text="What you keep fresh"), *_mine(mine)]
    for deck in written[:MOST_LISTED]:
        blocks.append(Text.of("You write ", bold(deck.title), f": {_cards(deck.active)} in use."))
        blocks.append(Buttons.of(Button.of("See its cards", SeeDeck(deck_id=deck.id))))
    if may_write:
        blocks.append(
            Buttons.of(
                Button.of("Find something to learn", SeeDecks(), style="primary"),
                Button.of("Write a card", OpenCard()),
            )
        )
    else:
        blocks.append(Buttons.of(Button.of("Find something to learn", SeeDecks())))
    return Message.of(*blocks, summary="What you keep fresh")


def home(mine: Sequence[Learning]) -> list[Block]:
    """The recall part of somebody's Home; nothing for those who learn nothing."""
    if not mine:
        return []
    return [Header(text="What you keep fresh"), *_mine(mine[:5])]


def _mine(mine: Sequence[Learning]) -> list[Block]:
    if not mine:
        return [
            Text.of(
                "You're not learning anything with me yet. After a session with recall cards you"
                " get tiny questions, just before you'd forget the answers. ",
                code("/recall learn #topic"),
                " works at any time.",
            )
        ]
    blocks: list[Block] = []
    for one in mine[:MOST_LISTED]:
        blocks.append(Text.of(bold(_called(one)), f" · {_cards(one.cards)}"))
        blocks.append(Buttons.of(Button.of("Leave", Leave(subscription_id=one.id))))
    if len(mine) > MOST_LISTED:
        blocks.append(Context.of(f"And {len(mine) - MOST_LISTED} more."))
    return blocks


def _called(one: Learning) -> str:
    return one.called if one.topic_id is None else f"#{one.called}"


def decks(found: Sequence[Deck], learnt: frozenset[int]) -> Message:
    """`/recall decks`."""
    if not found:
        return Message.of(
            Text.of("There are no decks yet. Write the first card: ", code("/recall new")),
            Buttons.of(Button.of("Write a card", OpenCard())),
        )
    blocks: list[Block] = [Header(text="Decks you can learn")]
    for deck in found[:MOST_LISTED]:
        blocks.append(Text.of(bold(deck.title), f" · {_cards(deck.active)} · by {deck.owner.name}"))
        own = (
            Button.of("Leave", LeaveDeck(deck_id=deck.id))
            if deck.id in learnt
            else Button.of("Learn it", LearnDeck(deck_id=deck.id))
        )
        blocks.append(Buttons.of(own))
    blocks.append(Context.of("A topic works too: ", code("/recall learn #postgres"), "."))
    return Message.of(*blocks, summary="Decks you can learn")


def deck(
    found: Deck,
    cards: Sequence[Card],
    drafts: int,
    page: int,
    *,
    is_cancelled: bool = False,
    shared: Collection[int] = (),
) -> Message:
    """A deck as those who write it see it; `cards` are all of them, drafts first.

    `shared` are the ids of those that are in other decks, too.
    """
    blocks: list[Block] = [Header(text=found.title[:150])]
    if is_cancelled:
        blocks.append(Text.of("Its session was called off, so nobody is enrolled by it."))
    if not cards:
        blocks.append(
            Text.of(
                "No cards yet. Three good ones do more than a slide deck: what should people"
                " still know in a month?"
            )
        )
    first = max(0, min(page, (len(cards) - 1) // PAGE)) * PAGE
    for card in cards[first : first + PAGE]:
        blocks += [Text.of(*in_a_line(card)), buttons(card, found.id * (card.id in shared))]
    actions = [Button.of("Write a card", OpenCard(deck_id=found.id), style="primary")]
    if drafts:
        label = "Use the draft" if drafts == 1 else f"Use all {drafts} drafts"
        actions.append(Button.of(label, UseDrafts(deck_id=found.id), confirm=_USE_ALL))
    if first + PAGE < len(cards):
        more = len(cards) - first - PAGE
        page = first // PAGE + 1
        actions.append(Button.of(f"{more} more", SeeDeck(deck_id=found.id, page=page)))
    return Message.of(*blocks, Buttons.of(*actions), summary=f"The cards of {found.title}")


_USE_ALL = Confirm(
    title="Ask them from now on?",
    text="Everybody who learns the deck is asked them when it's time. You can change each later.",
    yes="Use them",
)


def enrolled(found: Deck, settings: Recall) -> Message:
    """Told once to who came: they learn the session's cards."""
    return Message.of(
        Text.of(
            "So that ",
            bold(found.title),
            f" is still there next month, I'll ask you its {_cards(found.active)} now and then:"
            f" at most {_cards(settings.daily_cards)} a day, for {settings.course_days} days.",
        ),
        Buttons.of(Button.of("Leave", LeaveDeck(deck_id=found.id))),
        Context.of("Only you see your answers. Leave whenever you like."),
        summary=f"A few questions on {found.title} will come",
    )


def invited(found: Deck) -> Message:
    """Asked once of who came, where people are not enrolled unasked."""
    return Message.of(
        Text.of(
            "Would you like to keep ",
            bold(found.title),
            f" fresh? There are {_cards(found.active)}, asked just before you'd forget them.",
        ),
        Buttons.of(
            Button.of("Yes, ask me", LearnDeck(deck_id=found.id), style="primary"),
            Button.of("No, thank you", DeclineDeck(deck_id=found.id)),
        ),
        Context.of("Only you see your answers."),
        summary=f"Keep {found.title} fresh?",
    )


def learning_deck(found: Deck) -> Message:
    """Somebody learns a deck."""
    return Message.of(
        Text.of("You learn ", bold(found.title), f": {_cards(found.active)} and those to come."),
        Buttons.of(Button.of("Leave", LeaveDeck(deck_id=found.id))),
    )


def learning_topic(name: str, cards: int) -> Message:
    """Somebody learns a topic."""
    now = f"{_cards(cards)} now, and those to come" if cards else "no cards yet, but those to come"
    return Message.of(
        Text.of("You learn ", bold(f"#{name}"), f": {now}. "),
        Context.of(code(f"/recall leave #{name}"), " ends it at once."),
    )


def unknown_topic(name: str, near: Sequence[str]) -> Message:
    """Nobody has used a topic."""
    like = "".join(f" #{n}" for n in near)
    hint = f" Did you mean{like}?" if near else ""
    return Message.of(
        Text.of(f"Nobody has used #{name} yet.{hint} ", code("/recall decks"), " lists decks.")
    )


def which_to_learn() -> Message:
    """`/recall learn` without a topic."""
    return Message.of(
        Text.of("Which topic? Type it like ", code("/recall learn #postgres"), ", or choose:"),
        Buttons.of(Button.of("Find a deck", SeeDecks())),
    )


def left(called: str = "") -> Message:
    """Somebody has left a deck or topic."""
    what = [bold(called)] if called else ["it"]
    return Message.of(Text.of("You've left ", *what, ". You won't be asked about it any more."))


def left_all(number: int) -> Message:
    """Somebody has left everything."""
    if not number:
        return Message.of(
            "You weren't learning anything. From now on sessions don't enrol you either."
        )
    return Message.of(
        "Done: you won't be asked anything any more, and sessions don't enrol you.",
        Context.of("Should you miss it: ", code("/recall decks"), "."),
    )


def declined() -> Message:
    """ "No, thank you"."""
    return Message.of("All right. I won't ask again about this one.")


def not_there() -> Message:
    """A deck that is not there, or not for them."""
    return Message.of(
        Text.of("That deck isn't there for you. ", code("/recall decks"), " lists those that are.")
    )


def not_learning() -> Message:
    """Leaving what one does not learn."""
    return Message.of(
        Text.of("You're not learning that. ", code("/recall"), " shows what you learn.")
    )


def which_to_leave(mine: Sequence[Learning]) -> Message:
    """`/recall leave` with several to choose from."""
    if not mine:
        return left_all(0)
    return Message.of(
        Text.of("Which one would you like to leave?"),
        *_mine(mine),
        Buttons.of(Button.of("Leave all of it", Leave(), style="danger")),
    )


def usage() -> Message:
    """Words after `/recall` that mean nothing to it."""
    return Message.of(
        Text.of("I know these:"),
        Bullets.of(
            [code("/recall"), " what you learn, and what you write"],
            [code("/recall learn #topic"), " and ", code("/recall decks")],
            [code("/recall leave"), " one thing or all, at once"],
            [code("/recall new"), " write a card"],
        ),
        summary="What /recall can do",
    )


def _cards(n: int) -> str:
    return "1 card" if n == 1 else f"{n} cards"
