"""Every message and form about recall cards and learning them, as full and wild as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules.recall_cards import Fault, Problem
from bot.services.recall_cards import draft_of
from bot.settings import Recall
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card, Option
from bot.store.recall_decks import Deck
from bot.store.recall_learners import Learning
from bot.views import recall_card_forms, recall_cards, recall_doubts, recall_learning

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
SAFE_LINK = "https://a.example/"


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        long = wild * 30
        self.card = Card(
            id=7,
            author=people[0],
            kind=CardKind.SINGLE,
            prompt=long[:500],
            solution=long[:1000],
            explanation=long[:1000],
            link=SAFE_LINK,
            state=CardState.ACTIVE,
            version=3,
            is_baseline=True,
            answer_id=None,
            material_id=None,
            created_at=NOON,
            options=tuple(Option(f"{n} {long}"[:150], n == 1) for n in range(8)),
            topics=("sql", "snake_case", "ünïcode", "c", "a-b"),
        )
        self.draft = replace(self.card, state=CardState.DRAFT)
        self.deck = Deck(3, long[:100], people[1], 5, 12)
        self.mine = [
            Learning(n, n % 2 or None, None if n % 2 else n, long[:100], n) for n in range(1, 15)
        ]

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._cards() | self._doubts() | self._learning()

    def _cards(self) -> dict[str, Callable[[], Message]]:
        kinds = {
            kind: replace(self.draft, kind=kind, options=self.card.options if kind in WITH else ())
            for kind in CardKind
        }
        bare = replace(
            self.draft, kind=CardKind.APPLY, options=(), solution="", explanation="", link=""
        )
        return {
            **{f"preview of {k}": partial(recall_cards.preview, c) for k, c in kinds.items()},
            "preview of little": partial(recall_cards.preview, replace(bare, topics=())),
            "used": partial(recall_cards.used, [self.card], [self.deck]),
            "several used": partial(recall_cards.used, [self.card] * 12, []),
            "saved": partial(recall_cards.saved, self.card),
            "retired": partial(recall_cards.retired, self.card),
            "thrown away": partial(recall_cards.retired, self.draft),
            "reused": partial(recall_cards.reused, self.deck),
            "taken out": partial(recall_cards.taken_out, self.deck),
            "only deck": partial(recall_cards.only_deck, 3),
            "guests do not": recall_cards.guests_do_not,
            "not yours": recall_cards.not_yours,
            "gone": recall_cards.gone,
        }

    def _doubts(self) -> dict[str, Callable[[], Message]]:
        card, who = self.card, self.people[0]
        return {
            "doubted": partial(recall_doubts.doubted, card, who, (self.wild * 30)[:500]),
            "doubted without words": partial(recall_doubts.doubted, card, who, ""),
            "told": recall_doubts.told,
            "told before": recall_doubts.told_before,
            "no longer asked": recall_doubts.no_longer_asked,
            "kept": recall_doubts.kept,
            "decided: changed": partial(recall_doubts.decided, card, "changed", who),
            "decided: retired": partial(recall_doubts.decided, card, "retired", who),
            "decided: kept": partial(recall_doubts.decided, card, "kept", who),
        }

    def _learning(self) -> dict[str, Callable[[], Message]]:
        deck, mine, views = self.deck, self.mine, recall_learning
        many = [replace(self.card, id=n) for n in range(1, 30)]
        page = partial(views.deck, deck, [self.draft, *many], 3)
        return {
            "overview": partial(views.overview, mine, [deck] * 10, may_write=True),
            "overview of nothing": partial(views.overview, [], [], may_write=False),
            "home": lambda: Message.of(*views.home(mine)),
            "decks": partial(views.decks, [deck] * 10, frozenset({3})),
            "other decks": partial(views.decks, [deck] * 10, frozenset()),
            "no decks": partial(views.decks, [], frozenset()),
            "deck": partial(page, 0, is_cancelled=True),
            "deck, a later page": partial(page, 2),
            "deck, shared": partial(page, 1, shared=range(99)),
            "deck, no such page": partial(page, 99),
            "deck without cards": partial(views.deck, deck, [], 0, 0),
            "enrolled": partial(views.enrolled, deck, Recall()),
            "invited": partial(views.invited, deck),
            "learning a deck": partial(views.learning_deck, deck),
            "learning a topic": partial(views.learning_topic, "sql", 3),
            "learning an empty topic": partial(views.learning_topic, "sql", 0),
            "unknown topic": partial(views.unknown_topic, "sqq", ["sql", "postgres"]),
            "which to learn": views.which_to_learn,
            "left": partial(views.left, self.wild[:100]),
            "left it": views.left,
            "left all": partial(views.left_all, 3),
            "left nothing": partial(views.left_all, 0),
            "declined": views.declined,
            "not there": views.not_there,
            "not learning": views.not_learning,
            "which to leave": partial(views.which_to_leave, mine),
            "usage": views.usage,
        }

    def problems(self) -> list[Problem]:
        """Everything that can be wrong with a card."""
        about = {Fault.TOO_LONG: "10000"}
        return [Problem("prompt", fault, about.get(fault, self.wild)) for fault in Fault]

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        forms, card, deck = recall_card_forms, self.card, self.deck
        full = forms.form(draft_of(card), card)
        wrong = {
            name: forms.sentence(p)
            for name, p in zip(("prompt", "choices", "link"), self.problems()[1:], strict=False)
        }
        return {
            "new": forms.blank([], None),
            "new, with decks": forms.blank([replace(deck, id=n) for n in range(1, 60)], None),
            "new, of a session": forms.blank([], deck),
            "change": full,
            "change, wrong": full.model_copy(update={"errors": wrong}),
            "preview again": forms.form(draft_of(self.draft), self.draft),
            "reuse": forms.reuse(card, [deck]),
            "reuse without decks": forms.reuse(card, []),
            "doubt": recall_doubts.form(7),
        }


WITH = (CardKind.SINGLE, CardKind.SEVERAL, CardKind.TRUE_FALSE, CardKind.ORDER)
