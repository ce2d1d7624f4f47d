"""Decisions about one human in several workspaces: when there is no doubt, and when to ask."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

ANSWERABLE = timedelta(days=14)
"""How long both sides can answer whether they are one."""
CODE_HOLDS = timedelta(minutes=10)
CODE_DIGITS = 6
GUESSES = 5
"""Wrong codes in a row of time, after which somebody has to wait."""
GUESSES_WITHIN = timedelta(hours=1)
MOST_ASKED = 3
"""An address that more people share than this is nobody's own: none of them is asked."""

SHARED = frozenset(
    [
        "abuse",
        "accounting",
        "accounts",
        "admin",
        "administrator",
        "billing",
        "careers",
        "contact",
        "events",
        "feedback",
        "finance",
        "help",
        "helpdesk",
        "hello",
        "hi",
        "hostmaster",
        "hr",
        "info",
        "it",
        "jobs",
        "legal",
        "mail",
        "marketing",
        "news",
        "newsletter",
        "noreply",
        "no-reply",
        "noc",
        "office",
        "operations",
        "ops",
        "payroll",
        "postmaster",
        "press",
        "privacy",
        "recruiting",
        "reception",
        "root",
        "sales",
        "security",
        "service",
        "shop",
        "staff",
        "support",
        "team",
        "test",
        "webmaster",
        "welcome",
        "www",
    ]
)
"""Names of addresses that stand for a role (RFC 2142 and what is usual beside it)."""


class Verdict(StrEnum):
    """What two people with the same verified address are."""

    SAME = "same"
    DOUBT = "doubt"
    """Both are asked."""


class Side(Protocol):
    """An account with its address, or somebody on the organization's list who has none."""

    @property
    def account_id(self) -> int | None:
        """None: only the list has the address."""

    @property
    def person_id(self) -> int:
        """Whose it is."""

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called, there and elsewhere."""

    @property
    def email(self) -> str:
        """In lower case."""

    @property
    def is_bot(self) -> bool:
        """No human."""

    @property
    def is_guest(self) -> bool:
        """Of another company, as far as the platform knows."""

    @property
    def is_gone(self) -> bool:
        """Deactivated, or no longer in the organization."""


def verdicts(
    own: Side, same: Iterable[Side], *, beside: Collection[int], apart: Collection[int]
) -> dict[int, Verdict]:
    """Person id → whether they are the one who has this account, of all with the same address.

    `beside`: people who have an account of their own where this one's person has one; `apart`:
    people of whom somebody said that they are another. Whoever is missing is not them.
    """
    if own.is_bot or own.is_gone or not own.email:
        return {}
    found: dict[int, list[Side]] = {}
    for side in same:
        fits = side.email == own.email and side.person_id != own.person_id
        if fits and not (side.is_bot or side.is_gone or side.person_id in apart):
            found.setdefault(side.person_id, []).append(side)
    in_doubt = len(found) > 1 or own.is_guest or is_shared(own.email)
    out = {}
    for person_id, sides in found.items():
        if person_id in beside:
            continue
        only_listed = all(side.account_id is None for side in sides)
        unlike = not only_listed and not any(
            alike(a, b) for a in own.names for side in sides for b in side.names
        )
        if not (in_doubt or unlike or any(side.is_guest for side in sides)):
            out[person_id] = Verdict.SAME
        elif not only_listed:  # who has no account can't be asked
            out[person_id] = Verdict.DOUBT
    return out if len(out) <= MOST_ASKED else {}


def is_shared(email: str) -> bool:
    """Whether an address is likely to be read by several people."""
    local = email.partition("@")[0].partition("+")[0]
    return local in SHARED


def alike(one: str, other: str) -> bool:
    """Whether two names may well be one human's: they share a word, or one abbreviates the other.

    "Ana Alves" is like "Alves, Ana (she/her)", "aalves", "ana.alves" and "Ána Costa".
    """
    a, b = _words(one), _words(other)
    if not a or not b:
        return False
    if {w for w in a if len(w) > 1} & {w for w in b if len(w) > 1}:
        return True
    return bool(_short(a) & _short(b))


def _words(name: str) -> list[str]:
    """A name's words without accents and what stands in brackets."""
    plain = re.sub(r"[(\[].*?[)\]]", " ", name)
    folded = unicodedata.normalize("NFKD", plain.casefold())
    bare = "".join(c for c in folded if not unicodedata.combining(c))
    return re.findall(r"[^\W_0-9]+", bare)


def _short(words: list[str]) -> set[str]:
    """How somebody of that name may be called in one word: "anaalves", "aalves", "anaa"."""
    first, last = words[0], words[-1]
    if len(words) == 1:
        return {first} if len(first) > 2 else set()
    return {first + last, last + first, first[0] + last, first + last[0], last + first[0]}


def code_in(text: str) -> str | None:
    """The code somebody typed, however they grouped its digits; None when it is none."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits) else None


def may_guess(wrong: int, since: datetime, now: datetime) -> bool:
    """Whether somebody who typed so many wrong codes since then may try again. Aware."""
    return wrong < GUESSES or now - since >= GUESSES_WITHIN
