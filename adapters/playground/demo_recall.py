"""How the people of a demo answer what they are asked to remember: most of them, mostly right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

USUALLY_ANSWERS = 0.8
"""The chance that somebody answers a prompt at all."""
FIRST, BETTER, BEST = 0.7, 0.08, 0.96
"""The chance of remembering a card at first, what each time adds to it, and the most it becomes."""
GOOD, AGAIN = 3, 1
"""Grades of one's own memory."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One card as a drawn message asks it."""

    key: str
    prompt: str
    data: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button somebody presses, and what they fill into the form that opens."""

    key: str
    data: Mapping[str, int]
    fills: Mapping[str, Any] | None = None


def asked(card: Mapping[str, Any]) -> Iterator[Asked]:
    """The cards that a drawn message asks and nobody has answered yet."""
    prompt = ""
    for block in card.get("blocks", []):
        if block["kind"] == "text":
            said = "".join(span.get("text", "") for span in block["spans"])
            prompt = said.partition(". ")[2] if said[:1].isdigit() else said
        for button in block.get("buttons", []):
            press = button.get("press") or {}
            if press.get("key") in ("recall.choose", "recall.show", "recall.answer"):
                names = ("prompt_id", "card_id", "version")
                yield Asked(press["key"], prompt, {n: press["data"][n] for n in names})
                break


class Learners:
    """What each of them does with a prompt, under one seed."""

    def __init__(self, cards: Sequence[Mapping[str, Any]], dice: random.Random) -> None:
        """`cards` as the talks have them."""
        self._cards = {card["prompt"]: card for card in cards}
        self._dice = dice
        self._seen: dict[tuple[str, int], int] = {}

    def answers(self, who: str, drawn: Mapping[str, Any]) -> list[Pressed]:
        """What they press, one after the other; nothing when they have no time today."""
        found = [a for a in asked(drawn) if a.prompt in self._cards]
        if not found or self._dice.random() > USUALLY_ANSWERS:
            return []
        return [press for one in found for press in self._answer(who, one)]

    def _answer(self, who: str, one: Asked) -> list[Pressed]:
        card = self._cards[one.prompt]
        times = self._seen.get((who, one.data["card_id"]), 0)
        self._seen[who, one.data["card_id"]] = times + 1
        knows = self._dice.random() < min(BEST, FIRST + BETTER * times)
        match card["kind"]:
            case "single" | "true_false":
                right = _right(card)
                option = right[0] if knows else next(n for n in range(9) if n not in right)
                return [Pressed("recall.choose", {**one.data, "option": option})]
            case "free":
                rated = {**one.data, "grade": GOOD if knows else AGAIN}
                return [Pressed("recall.show", one.data), Pressed("recall.rate", rated)]
            case "several":
                chosen = [str(n) for n in _right(card)]
                ticked = {"chosen": chosen if knows else chosen[:1]}
                return [Pressed("recall.answer", one.data, ticked)]
            case "order":
                steps = [str(n) for n in range(len(card["choices"].split("\n")))]
                if not knows:
                    steps[:2] = steps[1::-1]
                fills = {f"step_{n}": step for n, step in enumerate(steps, 1)}
                return [Pressed("recall.answer", one.data, fills)]
            case _:
                happened = {"happened": "I tried it the same day. It took ten minutes."}
                if knows:
                    return [Pressed("recall.answer", one.data, happened)]
                return [Pressed("recall.not_yet", one.data)]


def _right(card: Mapping[str, Any]) -> list[int]:
    """Places of what is right among a card's choices."""
    if card["kind"] == "true_false":
        return [0 if card["choices"] == "true" else 1]
    return [n for n, line in enumerate(card["choices"].split("\n")) if line.startswith("* ")]
