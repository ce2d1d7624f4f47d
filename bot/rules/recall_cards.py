"""Decides whether a recall card can be asked as it was written, and what is wrong if not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.kudos import says_something
from bot.rules.session_plan import is_link
from bot.rules.topics import written

LONGEST_PROMPT = 500
LONGEST_OPTION = 150
LONGEST_SOLUTION = 1000
LONGEST_EXPLANATION = 1000
LONGEST_LINK = 1000
LONGEST_TOPICS = 200
LONGEST_OPTIONS = 3000
LONGEST_TITLE = 100
LONGEST_DOUBT = 500
"""Characters. A prompt is read in passing: what is longer is a page, which a link can lead to."""
LEAST_OPTIONS, MOST_OPTIONS = 2, 8
"""More can't be weighed against one another from a telephone."""
MOST_TOPICS = 5

CHOICES = ("single", "several")
WITH_OPTIONS = (*CHOICES, "true_false", "order")
TRUE, FALSE = "True", "False"
_SAYS = {
    TRUE: {"true", "t", "yes", "right", "correct", "it is true", "it's true"},
    FALSE: {"false", "f", "no", "wrong", "not true", "it is false", "it's false"},
}


class Fault(StrEnum):
    """What is wrong with one field."""

    NO_PROMPT = "no prompt"
    TOO_LONG = "too long"
    FEW_OPTIONS = "few options"
    MANY_OPTIONS = "many options"
    LONG_OPTION = "long option"
    NO_RIGHT = "no right answer"
    SEVERAL_RIGHT = "several right answers"
    TWICE = "the same twice"
    TRUE_OR_FALSE = "neither true nor false"
    NO_NEED = "no options needed"
    NO_SOLUTION = "no solution"
    NO_LINK = "no link"
    MANY_TOPICS = "many topics"
    NO_KIND = "no such kind"


@dataclass(frozen=True, slots=True)
class Problem:
    """One field that needs a change; `about` is what the sentence speaks of."""

    field: str
    fault: Fault
    about: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """An option and whether it is right; of an order card a step, in its right place."""

    words: str
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A card as somebody wrote it. `kind` is a CardKind; options are as typed, one a line."""

    kind: str
    prompt: str
    options: str = ""
    solution: str = ""
    explanation: str = ""
    link: str = ""
    topics: str = ""
    is_baseline: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Its options, read as its kind reads them."""
        return choices(self.kind, self.options)

    @property
    def topic_names(self) -> list[str]:
        """Its topics, with or without `#` and commas, lower case."""
        return written(self.topics)


_BOX = re.compile(r"(?:[-*+•]\s+)?\[(?P<mark>[ xX✓✔]?)\](?:\s+|$)")
_BULLET = re.compile(r"(?P<mark>[-*+•])\s+")
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")


def choices(kind: str, typed: str) -> tuple[Choice, ...]:
    """The options in what was typed, one a line; `* ` or `[x]` before a right one.

    Steps stand in their right order and may be numbered. Of a true-or-false card one line says
    which it is, or both stand there and one is marked.
    """
    lines = [line.strip() for line in typed.splitlines() if line.strip()]
    found = tuple(_choice(line, is_step=kind == "order") for line in lines)
    return _true_or_false(found) if kind == "true_false" else found


def _choice(line: str, *, is_step: bool) -> Choice:
    box = _BOX.match(line)
    bullet = None if box else _BULLET.match(line)
    is_right = False
    if box:
        is_right, line = box["mark"].strip() != "", line[box.end() :]
    elif bullet:
        is_right, line = bullet["mark"] == "*", line[bullet.end() :]
    if is_step:
        return Choice(" ".join(_NUMBER.sub("", line, count=1).split()))
    return Choice(" ".join(line.split()), is_right)


def _true_or_false(found: tuple[Choice, ...]) -> tuple[Choice, ...]:
    meant = [
        (says, choice.is_right)
        for choice in found
        for says in (TRUE, FALSE)
        if choice.words.casefold().rstrip(".!") in _SAYS[says]
    ]
    if len(meant) != len(found):
        return ()
    if len(meant) == 1:
        right = meant[0][0]
    elif [says for says, _ in sorted(meant)] == [FALSE, TRUE] and meant[0][1] != meant[1][1]:
        right = next(says for says, is_right in meant if is_right)
    else:
        return ()
    return Choice(TRUE, right == TRUE), Choice(FALSE, right == FALSE)


def as_typed(kind: str, options: Sequence[Choice]) -> str:
    """Options as a form shows them: read again they are the same."""
    if kind == "true_false":
        return next((o.words for o in options if o.is_right), "")
    if kind == "order":
        return "\n".join(f"{n}. {o.words}" for n, o in enumerate(options, 1))
    return "\n".join(f"[{'x' if o.is_right else ' '}] {o.words}" for o in options)


def problems(draft: Draft) -> list[Problem]:
    """What is wrong, at most one thing a field, in the order of the form."""
    found: dict[str, Problem] = {}
    for problem in _problems(draft):
        found.setdefault(problem.field, problem)
    return list(found.values())


def _problems(draft: Draft) -> Iterator[Problem]:
    if draft.kind not in (*WITH_OPTIONS, "free", "apply"):
        yield Problem("kind", Fault.NO_KIND, draft.kind)
        return
    if not says_something(draft.prompt):
        yield Problem("prompt", Fault.NO_PROMPT)
    yield from _options(draft)
    if draft.kind == "free" and not draft.solution.strip():
        yield Problem("solution", Fault.NO_SOLUTION)
    if draft.link and not is_link(draft.link):
        yield Problem("link", Fault.NO_LINK)
    if len(draft.topic_names) > MOST_TOPICS:
        yield Problem("topics", Fault.MANY_TOPICS, str(len(draft.topic_names)))
    for field, most in LONGEST.items():
        length = len(getattr(draft, field))
        if length > most:
            yield Problem(field, Fault.TOO_LONG, str(length))


LONGEST = {
    "prompt": LONGEST_PROMPT,
    "solution": LONGEST_SOLUTION,
    "explanation": LONGEST_EXPLANATION,
    "link": LONGEST_LINK,
    "topics": LONGEST_TOPICS,
}
"""Field → its most characters."""


def _options(draft: Draft) -> Iterator[Problem]:
    found = draft.choices
    if draft.kind not in WITH_OPTIONS:
        if draft.options.strip():
            yield Problem("options", Fault.NO_NEED)
        return
    if draft.kind == "true_false":
        if not found:
            yield Problem("options", Fault.TRUE_OR_FALSE)
        return
    if len(found) < LEAST_OPTIONS:
        yield Problem("options", Fault.FEW_OPTIONS, str(len(found)))
    elif len(found) > MOST_OPTIONS:
        yield Problem("options", Fault.MANY_OPTIONS, str(len(found)))
    empty = next((n for n, o in enumerate(found, 1) if not o.words), None)
    if empty is not None:
        yield Problem("options", Fault.FEW_OPTIONS, str(len(found) - 1))
    long = next((o.words for o in found if len(o.words) > LONGEST_OPTION), None)
    if long is not None:
        yield Problem("options", Fault.LONG_OPTION, long)
    folded = [o.words.casefold() for o in found]
    twice = next((o.words for i, o in enumerate(found) if folded[i] in folded[:i]), None)
    if twice is not None:
        yield Problem("options", Fault.TWICE, twice)
    right = sum(o.is_right for o in found)
    if draft.kind in CHOICES and not right:
        yield Problem("options", Fault.NO_RIGHT)
    if draft.kind == "single" and right > 1:
        yield Problem("options", Fault.SEVERAL_RIGHT, str(right))
