"""Decides which recall cards takeaways and accepted answers are offered as."""

from __future__ import annotations

from collections.abc import Iterable

from bot.rules.recall_cards import LONGEST_PROMPT, LONGEST_SOLUTION, Draft

MOST_TAKEAWAYS = 5
"""Lines of what a speaker left that become a card each; the rest stand in the one for all."""


def of_takeaways(title: str, takeaways: str) -> list[Draft]:
    """Drafts from what a speaker wants remembered, one thought a line.

    One asks for all of them, and one for each asks whether it was used: both can be answered
    whatever the thoughts are, which a question made up by a machine can't promise.
    """
    lines = [" ".join(line.split()).lstrip("-•* ") for line in takeaways.splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return []
    what = "is the one thing" if len(lines) == 1 else f"are the {len(lines)} things"
    free = Draft(
        kind="free",
        prompt=_cut(f"What {what} to remember from “{title}”?", LONGEST_PROMPT),
        solution=_cut("\n".join(f"• {line}" for line in lines), LONGEST_SOLUTION),
    )
    used = [Draft(kind="apply", prompt=_cut(line, LONGEST_PROMPT)) for line in lines]
    return [free, *used[:MOST_TAKEAWAYS]]


def of_answer(question: str, answer: str, topics: Iterable[str]) -> Draft:
    """A draft from an accepted answer: the question again, to compare with what was answered."""
    return Draft(
        kind="free",
        prompt=_cut(question, LONGEST_PROMPT),
        solution=_cut(answer.strip(), LONGEST_SOLUTION),
        topics=" ".join(f"#{topic}" for topic in topics),
    )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
