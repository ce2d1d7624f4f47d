"""Every word about writing recall cards: the form, the preview, and what can't be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from bot.messages import (
    Blank,
    Block,
    Bullets,
    Button,
    Buttons,
    Confirm,
    Context,
    Form,
    Hidden,
    Line,
    Link,
    Message,
    Option,
    Paragraph,
    Payload,
    PickOne,
    Says,
    Text,
    Toggle,
    bold,
    code,
    italic,
)
from bot.rules.recall_cards import (
    LEAST_OPTIONS,
    LONGEST,
    LONGEST_EXPLANATION,
    LONGEST_LINK,
    LONGEST_OPTION,
    LONGEST_OPTIONS,
    LONGEST_PROMPT,
    LONGEST_SOLUTION,
    LONGEST_TITLE,
    LONGEST_TOPICS,
    MOST_OPTIONS,
    MOST_TOPICS,
    Draft,
    Fault,
    Problem,
)
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card
from bot.store.recall_decks import Deck

KINDS = {
    CardKind.SINGLE: "One right answer among several",
    CardKind.SEVERAL: "Several right answers",
    CardKind.TRUE_FALSE: "True or false",
    CardKind.FREE: "Free recall: say it, then look",
    CardKind.ORDER: "Put the steps in order",
    CardKind.APPLY: "Apply it: did you use this? What happened?",
}
"""What each kind is called where one chooses it."""
FIELDS = {"options": "choices"}
"""What a part of a card is called in the form, where that differs."""
CHOSEN_ANEW = "new"
"""In the place of a deck's id: the one whose title is written below."""


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


class CardIsWrong(Payload, key="recall.wrong", opens_form=True):
    """ "This card is wrong": open the form that says why."""

    card_id: int


class WriteCard(Form, key="recall.write", heading="A recall card", submit="Preview"):
    """A card as its author writes it."""

    kind: Annotated[
        CardKind,
        PickOne(
            "How does it ask?", options=tuple(Option(value=k, label=v) for k, v in KINDS.items())
        ),
    ] = CardKind.SINGLE
    prompt: Annotated[
        str,
        Paragraph("What does it ask?", placeholder="Why does the planner skip this index?"),
        Field(max_length=LONGEST_PROMPT),
    ]
    choices: Annotated[
        str,
        Paragraph(
            "Options",
            placeholder="* It would read most of the table anyway\nThe index is broken",
            hint="One a line; “* ” or “[x]” before each right one. Steps: in their right order."
            " True or false: write which it is.",
        ),
        Field(max_length=LONGEST_OPTIONS),
    ] = ""
    solution: Annotated[
        str,
        Paragraph("Solution", hint="For free recall: what people compare their answer with."),
        Field(max_length=LONGEST_SOLUTION),
    ] = ""
    explanation: Annotated[
        str,
        Paragraph("Why is that so?", hint="Shown right after the answer."),
        Field(max_length=LONGEST_EXPLANATION),
    ] = ""
    link: Annotated[
        str, Line("Read more", placeholder="https://…"), Field(max_length=LONGEST_LINK)
    ] = ""
    topics: Annotated[
        str,
        Line("Topics", placeholder="#sql #postgres", hint="Left empty: those of its session."),
        Field(max_length=LONGEST_TOPICS),
    ] = ""
    deck: Annotated[str, PickOne("In which deck?")] = ""
    title: Annotated[
        str,
        Line("… or a new deck", placeholder="Query plans", hint="What its cards are about."),
        Field(max_length=LONGEST_TITLE),
    ] = ""
    is_baseline: Annotated[
        bool,
        Toggle(
            "Ask it before and after the session",
            hint="To measure what the session taught. It is not asked again later.",
        ),
    ] = False
    deck_id: Annotated[int, Hidden()] = 0
    card_id: Annotated[int, Hidden()] = 0

    def draft(self) -> Draft:
        """What was filled in."""
        return Draft(
            kind=self.kind,
            prompt=self.prompt,
            options=self.choices,
            solution=self.solution,
            explanation=self.explanation,
            link=self.link,
            topics=self.topics,
            is_baseline=self.is_baseline,
        )


class ReuseCard(Form, key="recall.reused", heading="Use it again", submit="Add it"):
    """Which other deck a card belongs to."""

    deck: Annotated[str, PickOne("In which deck?")] = ""
    title: Annotated[
        str, Line("… or a new deck", placeholder="Query plans"), Field(max_length=LONGEST_TITLE)
    ] = ""
    card_id: Annotated[int, Hidden()]


def blank(decks: Sequence[Deck], deck: Deck | None) -> Blank:
    """The form for a new card; for a deck that is chosen already, or one of `decks`."""
    if deck is not None:
        return _without(WriteCard.blank(deck_id=deck.id), "deck", "title", *_baseline(deck))
    return _choosing(WriteCard.blank(options=_offered(decks)), decks, "is_baseline")


def form(draft: Draft, card: Card) -> Blank:
    """The form with a card in it."""
    shown = WriteCard.blank(
        kind=str(draft.kind),
        prompt=draft.prompt,
        choices=draft.options,
        solution=draft.solution,
        explanation=draft.explanation,
        link=draft.link,
        topics=draft.topics,
        is_baseline=draft.is_baseline,
        card_id=card.id,
    )
    is_draft = card.state is CardState.DRAFT
    update = {"heading": "Change the card", "submit": "Preview" if is_draft else "Save"}
    return _without(shown, "deck", "title").model_copy(update=update)


def reuse(card: Card, decks: Sequence[Deck]) -> Blank:
    """The form that puts a card into another deck."""
    return _choosing(ReuseCard.blank(card_id=card.id, options=_offered(decks)), decks)


def _baseline(deck: Deck) -> tuple[str, ...]:
    return () if deck.session_id is not None else ("is_baseline",)


def _offered(decks: Sequence[Deck]) -> dict[str, list[tuple[str, str]]]:
    own = [(str(d.id), _cut(d.title, 75)) for d in decks[:99]]
    return {"deck": [*own, (CHOSEN_ANEW, "A new one, named below")]}


def _choosing(shown: Blank, decks: Sequence[Deck], *absent: str) -> Blank:
    if decks:
        return _without(shown, *absent)
    shown = _without(shown, "deck", *absent)
    named = tuple(
        e.model_copy(update={"field": e.field.model_copy(update={"label": "Name of its deck"})})
        if e.name == "title"
        else e
        for e in shown.entries
    )
    return shown.model_copy(update={"entries": named})


def _without(shown: Blank, *names: str) -> Blank:
    kept = tuple(e for e in shown.entries if e.name not in names)
    return shown.model_copy(update={"entries": kept})


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


def buttons(card: Card) -> Buttons:
    """What can be done with a card in a list."""
    if card.state is CardState.DRAFT:
        return Buttons.of(*_draft_buttons(card))
    return Buttons.of(
        Button.of("Change it", OpenCard(card_id=card.id)),
        Button.of("Use it in another deck", OpenReuse(card_id=card.id)),
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


def no_deck() -> str:
    """Neither a deck nor a title."""
    return "Pick a deck, or give a new one a name."


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


def errors(problems: Iterable[Problem]) -> dict[str, str]:
    """Field → what to do about it."""
    return {FIELDS.get(p.field, p.field): sentence(p) for p in problems}


def sentence(problem: Problem) -> str:
    """What is wrong with a card, and what to do."""
    about = problem.about
    match problem.fault:
        case Fault.NO_PROMPT:
            return "Write what the card asks, in words."
        case Fault.TOO_LONG:
            most = LONGEST[problem.field]
            return (
                f"That's {int(about):,} characters; {most:,} fit. Keep the heart of it, and link to"
                " the rest."
            )
        case Fault.FEW_OPTIONS:
            return f"Write at least {LEAST_OPTIONS} options, one a line."
        case Fault.MANY_OPTIONS:
            return (
                f"That's {about} options; at most {MOST_OPTIONS} can be weighed up. Keep the best,"
                " or make two cards of them."
            )
        case Fault.LONG_OPTION:
            return f"Keep each option to {LONGEST_OPTION} characters. Too long: “{_cut(about, 40)}”"
        case Fault.NO_RIGHT:
            return "Which one is right? Put “* ” (a star and a space) or “[x]” before it."
        case Fault.SEVERAL_RIGHT:
            return (
                f"{about} are marked as right. Leave one, or choose “{KINDS[CardKind.SEVERAL]}”"
                " above."
            )
        case Fault.TWICE:
            return f"“{_cut(about, 60)}” stands there twice. Change or delete one."
        case Fault.TRUE_OR_FALSE:
            return "Write “true” or “false”: which one is it?"
        case Fault.NO_NEED:
            return (
                "This kind asks without options. Move them to the solution, or choose another kind."
            )
        case Fault.NO_SOLUTION:
            return "Write what people compare their answer with."
        case Fault.NO_LINK:
            return "Paste the whole address, beginning with https://"
        case Fault.MANY_TOPICS:
            return f"That's {about} topics; name at most {MOST_TOPICS}."
        case Fault.NO_KIND:
            known = ", ".join(CardKind)
            return f"“{_cut(about, 40)}” is no kind of card. Use one of: {known}."


def in_a_line(card: Card) -> list[Says]:
    """A card in a list."""
    state = {CardState.DRAFT: "draft", CardState.RETIRED: "retired"}.get(card.state)
    said: list[Says] = [_cut(card.prompt, 200)]
    if state:
        said += [" ", italic(f"({state})")]
    if card.is_baseline:
        said += [" ", italic("(before and after)")]
    return said


def _cut(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
