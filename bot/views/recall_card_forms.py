"""The forms of recall cards, and every word about what can't be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Annotated

from pydantic import Field

from bot.messages import Blank, Form, Hidden, Line, Option, Paragraph, PickOne, Toggle
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
from bot.views.recall_cards import cut

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
    own = [(str(d.id), label) for d, label in zip(decks[:99], told_apart(decks), strict=False)]
    return {"deck": [*own, (CHOSEN_ANEW, "A new one, named below")]}


def told_apart(decks: Sequence[Deck]) -> list[str]:
    """The titles of decks; those of one title with what else is known of them, and a number."""
    titles = [cut(d.title, 40) for d in decks]
    seen: Counter[str] = Counter()
    out = []
    for deck, title in zip(decks, titles, strict=True):
        if titles.count(title) == 1:
            out.append(cut(deck.title, 75))
            continue
        whose = "of a session" if deck.session_id is not None else "your own"
        cards = "1 card" if deck.active == 1 else f"{deck.active} cards"
        label = f"{title} · {cards} · {whose}"
        seen[label] += 1
        out.append(f"{label} ({seen[label]})" if seen[label] > 1 else label)
    return out


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


def no_deck() -> str:
    """Neither a deck nor a title."""
    return "Pick a deck, or give a new one a name."


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
            return f"Keep each option to {LONGEST_OPTION} characters. Too long: “{cut(about, 40)}”"
        case Fault.NO_RIGHT:
            return "Which one is right? Put “* ” (a star and a space) or “[x]” before it."
        case Fault.SEVERAL_RIGHT:
            return (
                f"{about} are marked as right. Leave one, or choose “{KINDS[CardKind.SEVERAL]}”"
                " above."
            )
        case Fault.TWICE:
            return f"“{cut(about, 60)}” stands there twice. Change or delete one."
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
            return f"“{cut(about, 40)}” is no kind of card. Use one of: {known}."
