"""Every message and form of being asked, as full as they get: for each renderer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules.memory import Grade
from bot.rules.recall_plan import that_fit
from bot.store.models import CardKind, CardState
from bot.store.recall_cards import Card, Option
from bot.store.recall_prompts import Asked, Said
from bot.views import recall_answers as words
from bot.views import recall_prompts as views
from bot.views.recall_prompts import Part

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LINK = "https://example.com/plans"


def card(kind: CardKind, wild: str, options: int = 0, number: int = 1) -> Card:
    """A card of a kind, full of what somebody wrote."""
    said = tuple(Option(f"{n} {wild}"[:150].strip(), n == 0) for n in range(options))
    return Card(
        id=number,
        author=Person(1, "Ana"),
        kind=kind,
        prompt=(wild * 20)[:500],
        solution=(wild * 40)[:1000] if not options else "",
        explanation=(wild * 40)[:1000],
        link=LINK,
        state=CardState.ACTIVE,
        version=3,
        is_baseline=False,
        answer_id=None,
        material_id=None,
        created_at=NOW,
        options=said,
        topics=("sql",),
    )


def part(asked: Card, said: Said | None = None, *, shown: bool = False) -> Part:
    """How it stands in a prompt."""
    return Part(
        asked,
        Asked(asked.id, asked.version, NOW, NOW if shown else None, NOW if said else None),
        said,
    )


def messages(wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    single, many = card(CardKind.SINGLE, wild, 4), card(CardKind.SINGLE, wild, 8)
    short = replace(single, options=(Option("Yes", is_right=True), Option("No")))
    several, order = card(CardKind.SEVERAL, wild, 8), card(CardKind.ORDER, wild, 8)
    free, apply = card(CardKind.FREE, wild), card(CardKind.APPLY, wild)
    retired = replace(single, state=CardState.RETIRED)
    asked = {
        "single": part(single),
        "single, many": part(many),
        "single, short": part(short),
        "several": part(several),
        "order": part(order),
        "free": part(free),
        "free, looked": part(free, shown=True),
        "apply": part(apply),
        "retired": part(retired),
    }
    answered = {
        "single, right": part(single, Said(1, Grade.GOOD, is_right=True, given="[0]")),
        "single, wrong": part(single, Said(1, Grade.AGAIN, is_right=False, given="[3]")),
        "several, nearly": part(several, Said(1, Grade.HARD, is_right=False, given="[0, 7]")),
        "order, wrong": part(order, Said(1, 1, is_right=False, given="[7, 6, 5, 4, 3, 2, 1, 0]")),
        "reworded since": part(short, Said(1, 1, is_right=False, given="[6]")),
        "used": part(apply, Said(1, 3, None, json.dumps((wild * 40)[:1000]))),
        "not yet": part(apply, Said(1, 2, None, "")),
        "elsewhere": Part(single, Asked(1, 3, NOW, None, NOW)),
    } | {f"rated {g.name}": part(free, Said(1, g, None, "")) for g in Grade}
    alone = {
        name: partial(views.prompt, 7, 1, [one], note=words.BEFORE)
        for name, one in (asked | answered).items()
    }
    twenty = [part(card(CardKind.SINGLE, wild, 4, n)) for n in range(1, 21)]
    fits = that_fit(
        [views.size(p.card) for p in twenty], (views.MOST_BLOCKS, views.MOST_CHARACTERS)
    )
    together = [part(replace(short, prompt=f"Question {n}?", explanation="")) for n in range(20)]
    return alone | {
        "many": partial(views.prompt, 7, 1, twenty[:fits]),
        "twenty short": partial(views.prompt, 7, 1, together[:14]),
        "silent": partial(views.prompt, 7, 1, together[:1], note=views.silent(5, is_last=False)),
        "the last": partial(views.prompt, 7, 1, together[:1], note=views.silent(9, is_last=True)),
        "mixed": partial(views.prompt, 7, 2, [asked["single"], answered["used"]]),
        "done": partial(views.prompt, 7, 2, [answered["used"]], next_at=NOW),
        "done, more": partial(views.prompt, 7, 2, [answered["used"]], more=3),
        "done, one more": partial(views.prompt, 7, 2, [answered["used"]], more=1),
        "told": partial(views.told, [answered["several, nearly"]]),
        "not yours": words.not_yours,
        "gone": words.gone,
        "nothing due": partial(words.nothing_due, NOW),
        "nothing learnt": partial(words.nothing_due, None),
        "later": partial(words.later, 7, NOW),
        "tomorrow": partial(words.later, 7, None),
        "paused": partial(words.paused, NOW),
        "resumed": words.resumed,
        "daily": partial(words.daily, 2),
        "bad daily": partial(words.bad_daily, 20),
        "time": partial(words.at_time, time(8, 45)),
        "bad time": words.bad_time,
        "bad pause": words.bad_pause,
    }


def forms(wild: str) -> Mapping[str, Blank]:
    """Every form, by name."""
    order = words.form(7, 1, card(CardKind.ORDER, wild, 8))
    return {
        "several": words.form(7, 1, card(CardKind.SEVERAL, wild, 8)),
        "order": order,
        "order, two": words.form(7, 1, card(CardKind.ORDER, wild, 2)),
        "order, wrong": order.model_copy(
            update={"errors": words.twice(["1", "1", "", "2", "3", "4", "5", "6"])}
        ),
        "used": words.form(7, 1, card(CardKind.APPLY, wild)),
    }
