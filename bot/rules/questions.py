"""Decisions about questions: what one is, its first line, its topics, and what it shows as code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from bot.rules.kudos import says_something, topics_in

SHORTEST = 8
"""Characters: below that nobody could tell what is asked."""
FIELD_LENGTH = 3000
"""Characters one form field holds: Slack's inputs take no more."""
LONGEST = 2 * FIELD_LENGTH
"""Characters of a question: what the two fields of its form hold."""
TITLE_LENGTH = 150
"""Characters of its first line: Slack's header block is the tightest."""

_FENCED = re.compile(r"```(?:[\w+#.-]*\n)?(.*?)(?:```|\Z)", re.DOTALL)
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_TRACE = re.compile(
    r"Traceback \(most recent call last\)|^\s+at [\w$.<>/]+ ?\(|^\s*File \".*\", line \d+"
    r"|^Caused by: |^\s*\d+: 0x[0-9a-f]+|^panic: |^goroutine \d+",
    re.MULTILINE,
)
_LAST_TOPICS = re.compile(r"(?:(?:^|\s+)#[^\W_][\w-]*)+\s*$")
_SENTENCE = re.compile(r"(?<=[?!.。？！])\s+")
_ASKING = re.compile(
    r"(?i)(how|why|what|when|where|which|who|whose|can|could|does|do|did|is|are|was|were|should"
    r"|would|has|have|any|anyone|anybody|somebody|help)"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was written: first line, the rest verbatim, and its topics."""

    title: str
    body: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """The message a question is asked about, as a form and a draft carry it."""

    thread: str = ""
    """Where the card goes: the message itself, or the thread it stands in."""
    message: str = ""
    mark: str = ""
    """Of what their own message said, to tell whether the question says the same."""

    @classmethod
    def of(cls, thread: str, message: str, text: str) -> About:
        """A message of whoever asks that says this; empty: it is somebody else's."""
        return cls(thread, message, _mark(text) if text else "")

    @classmethod
    def read(cls, carried: str) -> About:
        """What `carried` made; what nobody made is no message."""
        parts = carried.split("|")
        return cls(*parts) if len(parts) in (2, 3) else cls()

    @property
    def carried(self) -> str:
        """All of it in one field."""
        return f"{self.thread}|{self.message}|{self.mark}"

    def says(self, text: str) -> bool:
        """Whether this is what the message said; blanks and where lines end don't matter."""
        return bool(self.mark) and self.mark == _mark(text)


def _mark(text: str) -> str:
    return sha256(" ".join(text.split()).encode(errors="replace")).hexdigest()[:16]


def without_code(text: str) -> str:
    """The text without what stands between backticks: `#include` is no topic."""
    return _CODE.sub(" ", text)


def read(text: str) -> Asked:
    """What was written, taken apart; topics at the very end are only that, the body stays as is."""
    text = text.strip()
    topics = tuple(topics_in(without_code(text)))
    words = text if text.endswith("`") else _LAST_TOPICS.sub("", text).rstrip()
    words = words or text
    first, _, rest = words.partition("\n")
    first, rest = first.strip(), rest.strip("\n").rstrip()
    if first.startswith("```") or len(first) > TITLE_LENGTH:
        return Asked(_cut(_first_words(words)), words, topics)
    return Asked(_plain(first) or _cut(_first_words(words)), rest, topics)


def _first_words(text: str) -> str:
    plain = " ".join(_plain(without_code(text)).split()) or " ".join(text.replace("`", "").split())
    return _SENTENCE.split(plain, maxsplit=1)[0]


def _plain(line: str) -> str:
    return line.replace("`", "").strip()


def _cut(line: str) -> str:
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def is_too_short(text: str) -> bool:
    """Whether nobody could tell what is asked."""
    words = _LAST_TOPICS.sub("", text.strip())
    return len(words.strip()) < SHORTEST and not _CODE.search(words)


def has_words(text: str) -> bool:
    """Whether it has words: a picture or emoji alone does not tell what is asked."""
    return says_something(text)


def sounds_like_one(text: str) -> bool:
    """Whether words that are no command are a question, or at least a sentence."""
    words = text.split()
    if text.rstrip(" \n\"')").endswith(("?", "？")):
        return len(words) > 1
    return len(words) >= 4 or (len(words) > 2 and _ASKING.fullmatch(words[0]) is not None)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, and whether each piece is code: fenced, or a stack trace's paragraph."""
    at = 0
    for found in _FENCED.finditer(text):
        yield from _paragraphs(text[at : found.start()])
        if found[1].strip("\n"):
            yield found[1].strip("\n"), True
        at = found.end()
    yield from _paragraphs(text[at:])


def inline(line: str) -> Iterator[tuple[str, bool]]:
    """A paragraph in order, and whether each piece is code between backticks."""
    at = 0
    for found in _INLINE.finditer(line):
        if found.start() > at:
            yield line[at : found.start()], False
        yield found[1], True
        at = found.end()
    if at < len(line):
        yield line[at:], False


def spelt(stems: Iterable[str], text: str) -> list[str]:
    """Words of a text that begin like these stems, as they are written there; each once."""
    words = dict.fromkeys(re.findall(r"\w{3,}", text))
    out: list[str] = []
    for stem in stems:
        begin = stem[: max(3, len(stem) - 1)].casefold()
        found = next((w for w in words if w.casefold().startswith(begin)), "")
        if found and found not in out:
            out.append(found)
    return out


def _paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    if text.strip("\n"):
        is_code = bool(_TRACE.search(text)) or _is_indented(text)
        yield text.strip("\n"), is_code


def _is_indented(text: str) -> bool:
    """Whether every line but the first begins with a tab or four blanks, and there are several."""
    lines = [line for line in text.strip("\n").splitlines() if line.strip()]
    return len(lines) > 2 and all(line.startswith(("    ", "\t")) for line in lines[1:])
