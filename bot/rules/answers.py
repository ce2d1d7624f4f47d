"""Decisions about answers: what counts as one, how long it stays verified, when it is doubted."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from unicodedata import category

from bot.events import Person, Said

ANSWER_LENGTH = 20_000
"""Characters an answer may have; a platform's form may take fewer."""
WHAT_HAPPENED_LENGTH = 1_000
WHY_LENGTH = 300
"""Characters of why something is flagged."""
SHORT = 200
"""A reply of up to this many characters that ends in a question mark asks back."""
CARRYING = 5
"""Voices "helped me too" that carry an answer through one "didn't work"."""
MOST_FLAGS = 10
"""Flags one person may raise in FLAG_SPAN; more are not read sooner."""
FLAG_SPAN = timedelta(days=1)
FORGET_MARK = timedelta(days=1)
"""How long a message pointed out waits for its question to be picked."""

_POLITE = frozenset(
    re.findall(
        r"\S+",
        """
        1 + a agree agreed awesome bump cheers cool done follow following got great haha here i'll
        is it know let lol lot many me much nice no nope ok okay perfect please right same so sure
        super thank thanks that this thx too try ty up very was will works worked wow yeah yep yes
        you danke vielen dank merci beaucoup gracias muchas obrigado obrigada grazie mille takk
        tack 谢谢 ありがとう спасибо
        """,
    )
)
"""Words that say nothing about the matter, in the languages most often met."""
_NAME = re.compile(r"@\S+")
_PICTURE = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)
_WORDS = re.compile(r"[^\s,;.!?()…:\"+]+")


def words_of(text: Said[Person]) -> str:
    """What somebody said, as plain text: people by name."""
    return "".join(p if isinstance(p, str) else f"@{p.name}" for p in text).strip()


def is_answer(text: Said[Person]) -> bool:
    """Whether a reply of somebody else may be an answer. The rule, as people are told it:

    it says something beyond thanks, agreement and emoji, and does not just ask back.
    """
    said = " ".join(p for p in text if isinstance(p, str))
    bare = _PICTURE.sub(" ", _NAME.sub(" ", said)).strip()
    if not any(category(ch)[0] in "LN" for ch in bare):
        return False
    if all(word.casefold() in _POLITE for word in _WORDS.findall(bare)):
        return False
    asks_back = bare.endswith(("?", "\uff1f", "\u061f")) and len(bare) <= SHORT
    return not asks_back or "`" in bare or "://" in bare


def verified_until(now: datetime, days: int) -> datetime:
    """Until when (aware UTC) what is verified now stays so."""
    return now + timedelta(days=days)


def is_doubtful(helped: int, failed: int) -> bool:
    """Whether an answer loses its verification, by the voices since it was verified.

    One "didn't work" is enough, unless five people for each of those say that it helped: then it
    is theirs that needs a look, and the owner is told all the same.
    """
    return failed > 0 and helped < CARRYING * failed


def is_same(one: str, other: str) -> bool:
    """Whether two texts say the same: sent twice, or pasted from a message."""
    return " ".join(one.split()) == " ".join(other.split())
