"""Two persons become one: every row that names the one names the other, in one transaction."""

from bot.store.merging.fold import Fold, conflicts, references
from bot.store.merging.person import Merged, merge
from bot.store.merging.rules import FIRST, RULES, RUNNING

__all__ = [
    "FIRST",
    "RULES",
    "RUNNING",
    "Fold",
    "Merged",
    "conflicts",
    "merge",
    "references",
]
