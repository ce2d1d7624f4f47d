"""Reads recall cards from Markdown: a heading asks, a list answers (docs/recall-cards.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.rules.recall_cards import LONGEST_PROMPT, LONGEST_SOLUTION, Draft, choices

_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<said>.*?)\s*#*\s*$")
_ITEM = re.compile(r"\s*(?:[-*+•]\s+|\[[ xX✓✔]?\]\s+|\d{1,2}[.)]\s+)")
_STEP = re.compile(r"\s*\d{1,2}[.)]\s+")
_KEY = re.compile(
    r"(?:\*\*|__)?(?P<key>kind|solution|answer|explanation|why|link|topics)(?:\*\*|__)?\s*:"
    r"(?:\*\*|__)?\s*(?P<said>.*)$",
    re.IGNORECASE,
)
_PARTS = {"answer": "solution", "why": "explanation"}
_MOST = 4 * (LONGEST_PROMPT + LONGEST_SOLUTION)
"""Characters of a part that are kept: more is refused anyway, and a book must fit nowhere."""


@dataclass(slots=True)
class _Card:
    """A card while it is read."""

    number: int
    prompt: str
    options: list[str] = field(default_factory=list)
    parts: dict[str, str] = field(default_factory=dict)
    part: str = ""

    def take(self, line: str) -> None:
        key = _KEY.match(line.strip())
        if key:
            name = key["key"].lower()
            self.part = _PARTS.get(name, name)
            self._add(self.part, key["said"])
        elif not self.part and _ITEM.match(line):
            if len(self.options) < _MOST // 10:
                self.options.append(line.strip())
        elif self.part:
            self._add(self.part, line)
        elif line.strip() and not self.options:
            self.prompt = f"{self.prompt}\n{line.strip()}"[:_MOST]

    def _add(self, part: str, line: str) -> None:
        self.parts[part] = f"{self.parts.get(part, '')}\n{line}".lstrip("\n")[:_MOST]

    def draft(self) -> Draft:
        said = {name: words.strip() for name, words in self.parts.items()}
        kind = said.get("kind", "").casefold().replace(" ", "_").replace("-", "_")
        options, solution = "\n".join(self.options), said.get("solution", "")
        if not options and choices("true_false", solution) and kind in ("", "true_false"):
            # “Answer: false” is how one says it in a line.
            options, solution = solution, ""
        return Draft(
            kind=kind or kind_of(options, solution),
            prompt=self.prompt.strip(),
            options=options,
            solution=solution,
            explanation=said.get("explanation", ""),
            link=said.get("link", "").strip("<>"),
            topics=said.get("topics", ""),
        )


def cards(lines: Iterable[str]) -> Iterator[tuple[int, Draft]]:
    """Line (from 1) and card of every heading of level 2 or below; level 1 is the file's title."""
    card: _Card | None = None
    for number, line in enumerate(lines, 1):
        heading = _HEADING.match(line)
        if heading:
            if card is not None:
                yield card.number, card.draft()
            is_card = len(heading["level"]) > 1
            card = _Card(number, heading["said"]) if is_card else None
        elif card is not None:
            card.take(line)
    if card is not None:
        yield card.number, card.draft()


def is_numbered(options: str) -> bool:
    """Whether every line of a list has a number."""
    lines = [line for line in options.splitlines() if line.strip()]
    return bool(lines) and all(_STEP.match(line) for line in lines)


def kind_of(options: str, solution: str) -> str:
    """The kind of a card that does not say which it is."""
    if not options.strip():
        return "free" if solution.strip() else "apply"
    if choices("true_false", options):
        return "true_false"
    right = sum(choice.is_right for choice in choices("several", options))
    if not right and is_numbered(options):
        return "order"
    return "several" if right > 1 else "single"
