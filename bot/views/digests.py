"""Every word about digests themselves: the mirror, and whom a digest speaks about."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from bot.messages import Mention, Message, Spans
from bot.messages.blocks import texts

LINES: TypeAdapter[tuple[Spans, ...]] = TypeAdapter(tuple[Spans, ...])


def lines_about(message: Message) -> dict[int, tuple[Spans, ...]]:
    """Person id → every line of a message that names them, as it stands there."""
    out: dict[int, list[Spans]] = {}
    for block in message.blocks:
        for line in texts(block):
            for person_id in sorted({s.person.id for s in line if isinstance(s, Mention)}):
                out.setdefault(person_id, []).append(line)
    return {person_id: tuple(lines) for person_id, lines in out.items()}


def packed(lines: Sequence[Spans]) -> str:
    """Lines as JSON, to be kept."""
    return LINES.dump_json(tuple(lines)).decode()


def unpacked(words: str) -> tuple[Spans, ...]:
    """Lines that were kept."""
    return LINES.validate_json(words)
