"""What badges and nominations are called wherever they are spoken of."""

from __future__ import annotations

from bot.messages import Block, Context, Image, Link, Mention, Says, Text, bold
from bot.settings import Badge
from bot.store.awards import Nomination


def name_of(badge: Badge | None, key: str) -> str:
    """A badge's name; of one that app.yaml no longer has, its key in letters."""
    return badge.name if badge is not None else key.replace("_", " ").capitalize()


def title(badge: Badge | None, key: str, level: int = 1, topic: str = "") -> str:
    """Name, level and topic: "Go-to person, level 2, #sql"."""
    parts = [name_of(badge, key)]
    if level > 1 or (badge is not None and len(badge.levels) > 1):
        parts.append(f"level {level}")
    if topic:
        parts.append(f"#{topic}")
    return ", ".join(parts)


def picture(url: str, alt: str) -> list[Block]:
    """A picture, where there is one."""
    return [Image(url=url, alt=alt)] if url else []


def of(found: Nomination, badge: Badge | None) -> str:
    """What somebody is nominated for."""
    return title(badge, found.badge, topic=found.topic)


def case(found: Nomination) -> list[Block]:
    """Who says what for it, and where it can be seen."""
    nominator = Mention(person=found.nominator, ping=False)
    blocks: list[Block] = [Text.of(nominator, ": ", found.reason)]
    if found.endorsement and found.endorser is not None:
        endorser = Mention(person=found.endorser, ping=False)
        blocks.append(Text.of(endorser, ", who knows the work: ", found.endorsement))
    if found.evidence:
        blocks.append(Context.of(Link(url=found.evidence, text="See what it's about")))
    return blocks


def strong(found: Nomination, badge: Badge | None) -> Says:
    """The same as `of`, to stand in a sentence."""
    return bold(of(found, badge))
