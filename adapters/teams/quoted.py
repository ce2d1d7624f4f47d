"""The HTML of a message that somebody points at → typed text. Pure, and never fails."""

import re
from html.parser import HTMLParser

from adapters.teams.activities import Json, author, joined, obj, objects, text
from bot.events import Account

BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "tr", "pre", "blockquote", "h1", "h2", "h3", "h4", "hr", "table"}
)
"""Elements that begin a line of their own."""
HIDDEN = frozenset({"script", "style", "attachment", "systemeventmessage"})
"""Elements whose inside nobody reads."""


def said(payload: Json) -> tuple[str | Account, ...]:
    """What the message of a message extension's payload says; mentions are accounts."""
    body = obj(payload.get("body"))
    content = text(body.get("content"))
    if text(body.get("contentType")).lower() != "html":
        return joined([content])
    people = {
        str(m.get("id")): found
        for m in objects(payload.get("mentions"))
        if (found := author(obj(m.get("mentioned")))) is not None
    }
    reader = _Reader(people)
    reader.feed(content)
    reader.close()
    return joined([_tidy(p) if isinstance(p, str) else p for p in joined(reader.parts)])


def _tidy(words: str) -> str:
    """No blanks at line ends, and one empty line at most."""
    words = re.sub(r"[ \t]+\n", "\n", words.replace("\xa0", " "))
    return re.sub(r"\n{3,}", "\n\n", words)


class _Reader(HTMLParser):
    """Collects words as a reader sees them, line by line."""

    def __init__(self, people: dict[str, Account]) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str | Account] = []
        self._people = people
        self._mention: str | None = None
        self._is_named = False
        self._link = ""
        self._label = ""
        self._hidden = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        if tag in HIDDEN:
            self._hidden += 1
        elif tag == "at":
            self._mention, self._is_named = about.get("id", ""), False
        elif tag == "a":
            self._link, self._label = about.get("href", ""), ""
        elif tag in ("img", "emoji"):
            self._words(about.get("alt", ""))
        elif tag == "br":
            self.parts.append("\n")
        elif tag in BLOCKS:
            self._begin_line()
            self._pre += tag == "pre"
            if tag == "li":
                self.parts.append("- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "at":
            self._mention = None
        elif tag == "a":
            if self._link.startswith(("https://", "http://")) and self._link != self._label.strip():
                self.parts.append(f" ({self._link})" if self._label.strip() else self._link)
            self._link = ""
        elif tag in BLOCKS:
            self._begin_line()
            self._pre = max(self._pre - (tag == "pre"), 0)

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        found = self._people.get(self._mention) if self._mention is not None else None
        if found is None:
            self._words(data)
        elif not self._is_named:
            self.parts.append(found)
            self._is_named = True

    def _words(self, words: str) -> None:
        if not self._pre:
            words = re.sub(r"[ \t\r\n]+", " ", words)
            if self._at_line_start():
                words = words.lstrip(" ")
        self._label += words
        if words:
            self.parts.append(words)

    def _at_line_start(self) -> bool:
        last = self.parts[-1] if self.parts else "\n"
        return isinstance(last, str) and last.endswith("\n")

    def _begin_line(self) -> None:
        if self.parts and not self._at_line_start():
            self.parts.append("\n")
