"""Every message about what was remembered, as full as it gets: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.events import Person
from bot.messages import Message
from bot.rules.recall_curves import AHEAD, BACK, Curve
from bot.rules.recall_measures import Difference, Share
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card, Option
from bot.store.recall_decks import Deck
from bot.store.recall_measures import Measured
from bot.views import recall_baseline, recall_measures
from bot.views.recall_measures import CardFigures, DeckReport, Report
from tests.session_gallery import Gallery

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ANA = Person(1, "Ana")
MANY = Share(412, 460, 58, 0.86, 0.92)
FEW = Share(31, 49, 38, 0.48, 0.76)
ALL = Share(9, 10, 5, 0.55, 0.99)
NONE = Share(0, 10, 5, 0.0, 0.4)
URL = "https://potluck.example.com/recall/x/progress.png"


def messages(wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    card = Card(
        id=7,
        author=ANA,
        kind=CardKind.SINGLE,
        prompt=(wild * 20)[:500],
        solution="",
        explanation=(wild * 20)[:1000],
        link="",
        state=CardState.ACTIVE,
        version=1,
        is_baseline=True,
        answer_id=None,
        material_id=None,
        created_at=NOW,
        options=tuple(Option((f"{n} " + wild * 9)[:200], n == 1) for n in range(8)),
        topics=("sql",),
    )
    held = Gallery((ANA, Person(2, "Bo")), wild).occurrence
    points = (None, *(0.9 for _ in range(BACK + AHEAD)))
    curves = [Curve("" if n == 3 else f"topic_{n}", n + 1, points) for n in range(12)]
    deck = Deck(7, wild[:120], ANA, 1, 12)
    until = NOW - timedelta(days=2)
    figures = tuple(
        CardFigures(card, MANY if n % 2 else None, (FEW, ALL, NONE, None)[n % 4]) for n in range(14)
    )
    helps = Difference(MANY, FEW, 0.13, 0.41)
    hurts = Difference(FEW, MANY, -0.41, -0.13)
    unsure = Difference(FEW, FEW, -0.13, 0.13)
    alike = Difference(ALL, NONE, 0.3, 0.9)

    def told(effect: Difference | None, gain: Difference | None) -> Message:
        report = Report(until, MANY, effect)
        return recall_measures.deck(DeckReport(deck, report, gain, True, figures))

    listed = [Measured(n, f"{n} {wild}"[:120]) for n in range(8)]
    measures, baseline = recall_measures, recall_baseline
    return {
        "progress": partial(measures.progress, curves, URL, 7),
        "progress, local": partial(measures.progress, curves, "http://127.0.0.1:8080/x.png", 7),
        "progress, nothing": partial(measures.progress, [], "", 7),
        "home": lambda: Message.of(*measures.home(12, 3)),
        "home, strong": lambda: Message.of(*measures.home(1, 0)),
        "reports": partial(measures.reports, listed, sees_all=True, simulation=URL),
        "reports, own": partial(measures.reports, listed, sees_all=False),
        "reports, none": partial(measures.reports, [], sees_all=False),
        "deck": partial(told, helps, helps),
        "deck, worse": partial(told, hurts, hurts),
        "deck, unsure": partial(told, unsure, unsure),
        "deck, alike": partial(told, alike, alike),
        "deck, few": partial(told, None, None),
        "deck, empty": lambda: measures.deck(
            DeckReport(deck, Report(until, None, None), None, False, ())
        ),
        "everything": partial(measures.everything, Report(until, MANY, helps)),
        "not yours": measures.not_yours,
        "gone": measures.gone,
        "before": partial(baseline.asked, held, [card] * 3, is_after=False),
        "after": partial(baseline.asked, held, [card], is_after=True),
        "noted before": partial(baseline.noted, held, card, [card], is_after=False),
        "noted after": partial(baseline.noted, held, card, [card, card], is_after=True),
        "noted last": partial(baseline.noted, held, card, [], is_after=True),
        "too late": partial(baseline.too_late, is_after=False),
        "too late after": partial(baseline.too_late, is_after=True),
    }
