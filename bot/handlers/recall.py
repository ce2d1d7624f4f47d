"""The conversation about recall: its one command, and one router for its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from bot.events import CommandInvoked
from bot.handlers import recall_cards, recall_learning, recall_measures, recall_prompts
from bot.messages import Reply
from bot.router import Context, Router, Usage
from bot.views import recall_learning as views

router = Router()

Subcommand: TypeAlias = Callable[[CommandInvoked, str, Context], Reply]
"""Answers `/recall word …`; the second argument is what follows the word."""

SUBCOMMANDS: Mapping[str, Subcommand] = {
    "": recall_learning.overview,
    "learn": recall_learning.learn,
    "decks": recall_learning.decks,
    "leave": recall_learning.leave,
    "new": recall_cards.new,
    "write": recall_cards.new,
    "progress": recall_measures.progress,
    "report": recall_measures.report,
    "now": recall_prompts.now,
    "pause": recall_prompts.pause,
    "resume": recall_prompts.go_on,
    "daily": recall_prompts.daily,
    "time": recall_prompts.at_time,
}


@router.command(
    "recall",
    Usage("/recall", "what you keep fresh, and what you can"),
    Usage("/recall learn #postgres", "be asked about a topic, just before you'd forget"),
    Usage("/recall now", "be asked what is due"),
    Usage("/recall pause until monday", "no questions for a while; /recall resume ends it"),
    Usage("/recall daily 2", "questions a day at most; /recall time 08:45 says when"),
    Usage("/recall new", "write a card for others to remember by"),
    Usage("/recall progress", "what you remember, and what is fading; for you alone"),
    Usage("/recall report", "what stuck of your sessions and decks"),
)
def recall(event: CommandInvoked, ctx: Context) -> Reply:
    """`/recall …`."""
    text = "".join(p if isinstance(p, str) else p.name for p in event.text)
    first, _, rest = text.strip().partition(" ")
    subcommand = SUBCOMMANDS.get(first.lower())
    return subcommand(event, rest.strip(), ctx) if subcommand else views.usage()


for part in (recall_cards, recall_learning, recall_prompts, recall_measures):
    router.include(part.router)
