"""Links that people give: which may be followed from a message."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_LINK = 2000
"""Characters of an evidence link: what platforms write is a tenth of that."""
_NOT_IN_LINKS = re.compile(r"""[\s\x00-\x1f\x7f<>"|\\^`{}]""")


def safe_link(link: str) -> str:
    """The link if it is plain https (http on loopback, for local work), else nothing.

    It came back from a client: no names before the host, which make one site look like another,
    and nothing that means something in anybody's markup.
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    is_plain = len(link) <= LONGEST_LINK and not _NOT_IN_LINKS.search(link)
    is_safe = parts.hostname and "@" not in parts.netloc and (parts.scheme == "https" or local)
    return link if is_plain and is_safe else ""
