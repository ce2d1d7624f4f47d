"""Text as the cell of a sheet: nothing a spreadsheet would take for a formula."""

from __future__ import annotations

from bot.rules.invitations import one_line

CELL_MOST = 2000
"""Characters; a spreadsheet takes 32,767."""
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The wide ones count as well where Excel speaks Chinese, Japanese or Korean."""


def harmless(text: str) -> str:
    """The same text, with an apostrophe before what would begin a formula; on one line.

    That a control character or a space stood before it makes no difference.
    """
    plain = one_line(text, CELL_MOST)
    begins = text.startswith(BEGINS_FORMULA) or plain.startswith(BEGINS_FORMULA)
    return f"'{plain}" if begins and plain else plain
