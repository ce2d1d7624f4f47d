"""Words that lead to a question's thread."""

from __future__ import annotations

from bot.messages import Plain, There
from bot.store.threads import Card


def title(text: str, way: Card | None) -> Plain | There:
    """A question's title, bold, that leads to its thread where there is a way."""
    return _words(text, way, is_bold=True)


def thread(text: str, way: Card | None) -> Plain | There:
    """Words amid others that lead to a thread."""
    return _words(text, way, is_bold=False)


def _words(text: str, way: Card | None, *, is_bold: bool) -> Plain | There:
    if way is None:
        return Plain(text=text, style="bold" if is_bold else "")
    return There(
        text=text,
        style="bold" if is_bold else "",
        platform=way.platform,
        workspace=way.workspace,
        conversation=way.ref.conversation,
        message=way.ref.id,
        thread=way.ref.thread,
    )
