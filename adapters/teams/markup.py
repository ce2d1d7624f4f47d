"""Typed text → Adaptive Card markdown: what people wrote is escaped, only spans make markup."""

import re
from datetime import UTC
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from adapters.teams.limits import MENTIONS
from adapters.teams.references import AccountReference
from bot.events import Person
from bot.messages import Link, Mention, Plain, Spans, There, When
from bot.messenger import Faces

Json = dict[str, object]

# Markdown that means something anywhere in a line. Braces, because {{DATE(…)}} is a function.
_ANYWHERE = re.compile(r"[\\`*_\[\]~{}]")
# … and at the start of one: lists, headings, quotes, rules.
_LINE_START = re.compile(r"^([ \t\u00a0]*)([-+=#]|\d{1,9}(?=[.)]))?")
_ENTITY = re.compile(r"&(?=[#\w]|$)")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAG_UNSAFE = re.compile(r"[<>&*_\[\]`~{}\\|#\x00-\x1f\x7f\u2028\u2029]+")


def escape(text: str, *, line_start: bool = True) -> str:
    """Text that is shown as it was written: no markdown, HTML, mention or date function in it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    out = [_line(line, start=line_start or i > 0) for i, line in enumerate(lines)]
    # A single newline is a space in markdown; a blank line also ends whatever a line began.
    return "\n\n".join(out) + _closing(text)


def _line(line: str, *, start: bool) -> str:
    safe = _ENTITY.sub("&amp;", _CONTROL.sub("", line))
    safe = _ANYWHERE.sub(lambda m: "\\" + m[0], safe).replace("<", "&lt;")
    if not start:
        return safe
    if safe.lstrip(" \t\u00a0").startswith(">"):
        safe = safe.replace(">", "&gt;", 1)
    return _LINE_START.sub(_start, safe)


def _start(found: re.Match[str]) -> str:
    """Indentation that markdown can't read as code, and a marker that makes no list."""
    blank, mark = "\u00a0" * len(found[1]), found[2] or ""
    if mark.isdigit():
        return f"{blank}{mark}\\"
    return f"{blank}\\{mark}" if mark else blank


def _closing(text: str) -> str:
    """Ends direction overrides left open, so that they turn around nothing but their own text."""
    if not _DIRECTION.search(text):
        return ""
    embeds = sum(c in "\u202a\u202b\u202d\u202e" for c in text) - text.count("\u202c")
    isolates = sum(c in "\u2066\u2067\u2068" for c in text) - text.count("\u2069")
    return "\u202c" * max(embeds, 0) + "\u2069" * max(isolates, 0)


class Writer:
    """Writes the typed texts of one card, and collects the mentions that were intended."""

    def __init__(self, faces: Faces, longest: int | None = None) -> None:
        self._faces = faces
        self._longest = longest
        self._tags: dict[int, str] = {}
        self.entities: list[Json] = []

    def write(self, spans: Spans) -> str:
        """The spans as markdown; a piece longer than `longest` characters is cut."""
        out = ""
        for span in spans:
            start = not out.strip() or out.endswith("\n\n")
            match span:
                case Plain():
                    out += self._plain(span, line_start=start)
                case Link():
                    out += self._link(span)
                case There():
                    out += self._there(span, line_start=start)
                case Mention():
                    out += self._mention(span, line_start=start)
                case When():
                    out += when(span)
        return out

    def literal(self, text: str) -> str:
        """A plain string, escaped and cut."""
        return escape(self._cut(text))

    def _cut(self, text: str) -> str:
        if self._longest is None or len(text) <= self._longest:
            return text
        return text[: self._longest].rstrip() + "…"

    def _plain(self, span: Plain, *, line_start: bool) -> str:
        text = escape(self._cut(span.text), line_start=line_start)
        # Cards draw no inline code, so what is to be typed stands out in bold.
        mark = {"": "", "bold": "**", "italic": "_", "code": "**"}[span.style]
        if not mark:
            return text
        return "\n\n".join(_marked(part, mark) for part in text.split("\n\n"))

    def _link(self, span: Link) -> str:
        text = escape(self._cut(span.text), line_start=False).replace("\n\n", " ")
        url = safe_url(span.url)
        return f"[{text}]({url})" if url and text.strip() else text

    def _there(self, span: There, *, line_start: bool) -> str:
        url = way(span)
        if url:
            return self._link(Link(url=url, text=span.text))
        return self._plain(Plain(text=span.text, style=span.style), line_start=line_start)

    def _mention(self, span: Mention, *, line_start: bool) -> str:
        account = self._faces.of(span.person) if span.ping else None
        if account is None or (span.person.id not in self._tags and len(self._tags) >= MENTIONS):
            return escape(span.person.name, line_start=line_start)
        if span.person.id not in self._tags:
            tag = self._tag(span.person)
            self._tags[span.person.id] = tag
            user = AccountReference.read(account.reference).id or account.address
            mentioned = {"id": user, "name": span.person.name}
            self.entities.append({"type": "mention", "text": tag, "mentioned": mentioned})
        return self._tags[span.person.id]

    def _tag(self, person: Person) -> str:
        """`<at>Name</at>`, different for different people: Teams finds entities by this text."""
        name = " ".join(_TAG_UNSAFE.sub(" ", person.name).split()) or "colleague"
        taken = set(self._tags.values())
        tag, n = f"<at>{name}</at>", 1
        while tag in taken:
            n += 1
            tag = f"<at>{name} ({n})</at>"
        return tag


def way(to: There) -> str:
    """The address of a message in a channel of Teams, as its own "Copy link" has it, or empty."""
    if to.platform != "teams" or not to.conversation.startswith("19:") or not to.message:
        return ""
    room, message = quote(to.conversation, safe=""), quote(to.message, safe="")
    above = f"?parentMessageId={quote(to.thread, safe='')}" if to.thread else ""
    return f"https://teams.microsoft.com/l/message/{room}/{message}{above}"


def _marked(text: str, mark: str) -> str:
    """Emphasis hugs the words: markdown ignores it next to blanks."""
    core = text.strip(" \t\u00a0")
    if not core:
        return text
    before, after = text.split(core, 1)
    return f"{before}{mark}{core}{mark}{after}"


def safe_url(url: str) -> str:
    """The address, quoted so that it can't end the link early; "" unless it is http or https."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url, safe=":/?#@!$&'*+,;=%-._~").replace("*", "%2A").replace("_", "%5F")


def when(span: When) -> str:
    """The moment in the reader's own zone: the client works the functions out."""
    at = span.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    day, hour = f"{{{{DATE({at},SHORT)}}}}", f"{{{{TIME({at})}}}}"
    match span.form:
        case "date":
            return day
        case "time":
            return hour
        case "datetime":
            return f"{day} {hour}"


def when_in_words(span: When, faces: Faces) -> str:
    """The moment where the reader is, for where no client works it out; the zone is named."""
    try:
        zone = ZoneInfo(faces.zone)
    except (KeyError, ValueError, OSError):
        zone = ZoneInfo("UTC")
    at = span.at.astimezone(zone)
    day, hour = f"{at:%A} {at.day} {at:%B} {at.year}", f"{at:%H:%M} ({zone.key})"
    match span.form:
        case "date":
            return day
        case "time":
            return hour
        case "datetime":
            return f"{day}, {hour}"
