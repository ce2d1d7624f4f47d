"""Writing recall cards: draft, preview, use, change, reuse, retire."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bot.events import Person
from bot.rules import recall_cards as rules
from bot.rules.recall_cards import Choice, Draft, Problem
from bot.services import (
    recall_baseline,
    recall_courses,
    recall_doubts,
    recall_enrolment,
    recall_leaving,
    recall_prompts,
)
from bot.services.recall_access import (
    Gone,
    NotAllowed,
    changeable,
    hosts,
    is_admin,
    may_author,
    session_of,
    writable,
)
from bot.settings import Settings
from bot.store import recall_cards as store
from bot.store import recall_decks as decks
from bot.store import recall_learners, topics
from bot.store.models import CardState
from bot.store.recall_cards import Card, Option
from bot.store.recall_decks import Deck
from bot.store.unit_of_work import UnitOfWork


class NotWritten(Exception):
    """The card can't be asked like that; `problems` say what needs a change."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__([p.fault for p in problems])
        self.problems = tuple(problems)


class OnlyDeck(Exception):
    """The card is in no other deck."""


def check(draft: Draft) -> None:
    """Whether a card can be asked. Raises NotWritten."""
    problems = rules.problems(draft)
    if problems:
        raise NotWritten(problems)


def new_deck(uow: UnitOfWork, actor: Person, title: str) -> Deck:
    """A deck of somebody's own making. Raises NotAllowed for guests and bots."""
    if not may_author(uow, actor):
        raise NotAllowed
    at = uow.session, uow.organization_id
    same = [d for d in decks.owned(*at, actor.id, 100) if d.title.casefold() == title.casefold()]
    if same:
        return same[0]
    made = decks.get(*at, decks.add(*at, actor.id, title[: rules.LONGEST_TITLE], None, uow.now))
    assert made is not None  # noqa: S101
    return made


def deck_of_session(uow: UnitOfWork, actor: Person, session_id: int) -> Deck:
    """The deck of a session, begun now if it has none. Raises Gone, NotAllowed."""
    session = session_of(uow, session_id)
    if session is None:
        raise Gone
    if not (hosts(uow, actor, session_id) or is_admin(uow, actor)):
        raise NotAllowed
    at = uow.session, uow.organization_id
    owner = session.facilitator.id
    deck_id = decks.add(*at, owner, session.title[: rules.LONGEST_TITLE], session_id, uow.now)
    made = decks.get(*at, deck_id)
    assert made is not None  # noqa: S101
    return made


def write(
    uow: UnitOfWork,
    actor: Person,
    draft: Draft,
    deck_id: int,
    *,
    answer_id: int | None = None,
    material_id: int | None = None,
) -> Card:
    """Keep a new card as a draft in a deck; nobody is asked it yet.

    Without topics of its own it is about what its session is about. Raises NotWritten, Gone,
    NotAllowed; then nothing was written.
    """
    deck = writable(uow, actor, deck_id)
    check(draft)
    names = draft.topic_names
    if not names and deck.session_id is not None:
        session = session_of(uow, deck.session_id)
        names = list(session.topics) if session else []
    at = uow.session, uow.organization_id
    values = _columns(draft) | {"answer_id": answer_id, "material_id": material_id}
    about = topics.stored(*at, names)
    card_id = store.add(*at, actor.id, values, _options(draft.choices), about, uow.now)
    decks.put(*at, deck.id, card_id)
    return _card(uow, card_id)


def draft_of(card: Card) -> Draft:
    """A card as the form shows it."""
    choices = [Choice(o.words, o.is_right) for o in card.options]
    return Draft(
        kind=card.kind,
        prompt=card.prompt,
        options=rules.as_typed(card.kind, choices),
        solution=card.solution,
        explanation=card.explanation,
        link=card.link,
        topics=" ".join(f"#{name}" for name in card.topics),
        is_baseline=card.is_baseline,
    )


def change(uow: UnitOfWork, settings: Settings, actor: Person, card_id: int, draft: Draft) -> Card:
    """Say it otherwise; what it was is kept, and whoever found it wrong is told.

    One that is asked stays so, with the new words. Raises NotWritten, Gone, NotAllowed; then
    nothing was written.
    """
    card = changeable(uow, actor, card_id)
    check(draft)
    at = uow.session, uow.organization_id
    names = topics.resolved(*at, draft.topic_names)
    values, options = _columns(draft), _options(draft.choices)
    same = all(getattr(card, name) == value for name, value in values.items())
    if same and options == card.options and sorted(names) == sorted(card.topics):
        return card
    if card.state is not CardState.DRAFT:
        store.keep_version(*at, card, as_json(card), actor.id, uow.now)
        values |= {"version": card.version + 1}
    store.change(*at, card.id, values)
    store.set_options(*at, card.id, options)
    store.set_topics(*at, card.id, topics.stored(*at, names))
    now = _card(uow, card.id)
    if now.state is CardState.ACTIVE:
        _settle_learners(uow, settings, now)
        recall_prompts.card_changed(uow, now.id)
        recall_doubts.decided(uow, settings, now, "changed", actor)
    return now


def use(uow: UnitOfWork, settings: Settings, actor: Person, card_ids: Sequence[int]) -> list[Card]:
    """Cards that were drafts are asked from now on: those who learn a deck or topic begin.

    Those that are asked already stay as they are. Raises Gone, NotAllowed.
    """
    at = uow.session, uow.organization_id
    out = []
    for card_id in sorted(set(card_ids)):
        card = changeable(uow, actor, card_id)
        if card.state is CardState.DRAFT:
            store.change(*at, card.id, {"state": CardState.ACTIVE})
            card = _card(uow, card.id)
            _settle_learners(uow, settings, card)
        out.append(card)
    for deck_id in {d.id for card in out for d in decks.holding(*at, card.id)}:
        recall_courses.came_late(uow, deck_id)
    return out


def retire(uow: UnitOfWork, settings: Settings, actor: Person, card_id: int) -> Card:
    """Nobody is asked it any more, in whatever deck it is; a draft is thrown away.

    Raises Gone, NotAllowed.
    """
    card = changeable(uow, actor, card_id)
    at = uow.session, uow.organization_id
    store.change(*at, card.id, {"state": CardState.RETIRED, "retired_at": uow.now})
    recall_learners.rest(*at, card.id)
    recall_prompts.card_changed(uow, card.id)
    recall_doubts.decided(uow, settings, card, "retired", actor)
    return card


def reuse(
    uow: UnitOfWork, settings: Settings, actor: Person, card_id: int, deck_id: int
) -> tuple[Card, Deck]:
    """A card belongs to another deck as well: those who learn that one begin with it.

    Whoever may write in the deck takes any card they may learn. Raises Gone, NotAllowed.
    """
    deck = writable(uow, actor, deck_id)
    at = uow.session, uow.organization_id
    card = store.get(*at, card_id, lock=True)
    if card is None or card.state is CardState.RETIRED:
        raise Gone
    if not any(decks.may_learn(*at, actor.id, d.id) for d in decks.holding(*at, card.id)):
        raise NotAllowed
    decks.put(*at, deck.id, card.id)
    if card.state is CardState.ACTIVE:
        _settle_learners(uow, settings, card, wake=True)
        recall_courses.came_late(uow, deck.id)
    return card, deck


def take_out(uow: UnitOfWork, actor: Person, card_id: int, deck_id: int) -> tuple[Card, Deck]:
    """A card belongs to this deck no more; who learns it by another deck or a topic goes on.

    Raises OnlyDeck, Gone (also when it is not in that deck), NotAllowed.
    """
    deck = writable(uow, actor, deck_id)
    at = uow.session, uow.organization_id
    card = store.get(*at, card_id, lock=True)
    holding = decks.holding(*at, card_id)
    if card is None or deck.id not in {d.id for d in holding}:
        raise Gone
    if len(holding) == 1:
        raise OnlyDeck
    decks.take_out(*at, deck.id, card.id)
    recall_learners.rest(*at, card.id, unlearnt_only=True)
    recall_leaving.taken_out(uow, card.id)
    return card, deck


def _settle_learners(
    uow: UnitOfWork, settings: Settings, card: Card, *, wake: bool = False
) -> None:
    """Those who learn a deck or a topic of an active card begin with it now."""
    if card.is_baseline:
        recall_learners.rest(uow.session, uow.organization_id, card.id)
        for deck in decks.holding(uow.session, uow.organization_id, card.id):
            if deck.session_id is not None:
                recall_baseline.plan_session(uow, deck.session_id)
    else:
        recall_enrolment.arrived(uow, settings.recall, card, wake=wake)


def as_json(card: Card) -> str:
    """All that a card says, as history keeps it."""
    said: dict[str, Any] = {
        "kind": card.kind,
        "prompt": card.prompt,
        "options": [[o.words, o.is_right] for o in card.options],
        "solution": card.solution,
        "explanation": card.explanation,
        "link": card.link,
        "topics": list(card.topics),
        "is_baseline": card.is_baseline,
    }
    return json.dumps(said, ensure_ascii=False)


def _columns(draft: Draft) -> dict[str, Any]:
    names = ("kind", "prompt", "solution", "explanation", "link")
    said = {name: str(getattr(draft, name)).strip() for name in names}
    return {**said, "is_baseline": draft.is_baseline}


def _options(choices: Sequence[Choice]) -> tuple[Option, ...]:
    return tuple(Option(c.words, c.is_right) for c in choices)


def _card(uow: UnitOfWork, card_id: int) -> Card:
    card = store.get(uow.session, uow.organization_id, card_id)
    assert card is not None  # noqa: S101
    return card
