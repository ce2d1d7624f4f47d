"""Teams' markdown as its readers see it, and text that would like to be markup."""

import re

from hypothesis import strategies as st
from markdown_it import MarkdownIt

# The parser that Teams' web client uses, with what it leaves on: HTML is shown, not obeyed.
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("strikethrough")

NASTY = [
    "<!channel> @everyone <at>Ana</at> <at>everyone</at>",
    "**bold** _it_ `code` ~~gone~~ [link](https://evil.example) ![i](x)",
    "<b>b</b><script>alert(1)</script><img src=x onerror=y>",
    "&lt;at&gt;Ana&lt;/at&gt; &amp; AT&T &copy; &#60;",
    "{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{TIME(2026-01-01T00:00:00Z)}} ${x}",
    "# head\n## two\n- a\n+ b\n* c\n1. one\n2) two\n> quote\n---\n===",
    "    code\n\tcode\n```\nx\n```",
    "a\\b \\* \\_ \\",
    "שלום עולם \u202eevil\u202c עוד",
    "\u202eunclosed",
    "🎉🎉👩‍👩‍👧",
    "a|b\n-|-\n1|2",
    "<https://evil.example> <mailto:a@b.c>",
    "[a]: https://evil.example\n[a]",
    "x" * 4000,
    "line one\r\nline two\rline three",
    "   ",
]
PEOPLES_TEXT = (
    st.text() | st.text(alphabet="<>at/ Ana&;lgt*_[]()`~#-+=1.>\n\\{}DE!|") | st.sampled_from(NASTY)
)


def shown(markdown: str) -> tuple[str, set[str]]:
    """What a reader sees of markdown, and the kinds of markup a parser finds in it."""
    seen, kinds = [], set()
    for token in MARKDOWN.parse(markdown):
        if token.type not in ("paragraph_open", "paragraph_close", "inline"):
            kinds.add(token.type)
        for child in token.children or []:
            if child.type in ("text", "text_special"):
                seen.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                seen.append("\n")
            else:
                kinds.add(child.type)
        seen.append("\n" if token.type == "paragraph_close" else "")
    return "".join(seen), kinds


def readable(text: str) -> str:
    """The text without what no client shows: blanks at the ends of lines, control characters."""
    lines = re.split(
        r"\r\n|\r|\n", re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]", "", text)
    )
    return "".join("".join(line.split()) for line in lines)
