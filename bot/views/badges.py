"""Every word about badges that are earned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.events import Person
from bot.messages import Block, Bullets, Context, Mention, Message, Says, Text, bold
from bot.settings import Badge, DeedKind, Rule
from bot.views.award_words import picture, title

MOST_SHOWN = 10
"""Badges one message names: the rest are counted."""


@dataclass(frozen=True, slots=True)
class Given:
    """A level of a badge, counted from 1, and the name of its topic if it has one."""

    badge: Badge
    level: int = 1
    topic: str | None = None


def called(given: Given) -> list[Says]:
    """A badge by its name, with level and topic where it has them."""
    more = []
    if given.topic:
        more.append(f"#{given.topic}")
    if len(given.badge.levels) > 1:
        more.append(f"level {given.level} of {len(given.badge.levels)}")
    return [bold(given.badge.name), f" ({', '.join(more)})" if more else ""]


def earned(given: Sequence[Given], url: str = "") -> Message:
    """What somebody is told who earned one badge or several; `url` leads to their picture."""
    if len(given) == 1:
        (one,) = given
        return Message.of(
            *_pictured(given, url),
            Text.of("You've earned a badge: ", *called(one)),
            Context.of(one.badge.words, *_next(one)),
            summary=f"You've earned a badge: {one.badge.name}",
        )
    blocks: list[Block] = [
        Text.of(f"You've earned {len(given)} badges at once. Quite a day!"),
        *_pictured(given, url),
        Bullets.of(*([*called(one), f" – {one.badge.words}"] for one in given[:MOST_SHOWN])),
    ]
    if len(given) > MOST_SHOWN:
        blocks.append(Context.of(f"And {len(given) - MOST_SHOWN} more."))
    return Message.of(*blocks, summary=f"You've earned {len(given)} badges")


def _next(given: Given) -> list[Says]:
    badge = given.badge
    if badge.rule is None or given.level >= len(badge.levels):
        return []
    how = counted(badge.rule, badge.levels[given.level])
    return [f" The next level: {how}."] if how else []


def _pictured(given: Sequence[Given], url: str) -> list[Block]:
    """The picture of these badges, if there is one."""
    return picture(url, "; ".join(in_words(one) for one in given[:MOST_SHOWN])[:2000])


def in_words(given: Given) -> str:
    """A badge for whoever does not see its picture."""
    return title(given.badge, given.badge.key, given.level, given.topic or "")


def announced(given: Sequence[tuple[Person, Given]], url: str = "") -> Message:
    """What others are told, once; never what it was for. `url` leads to the badges' picture."""
    shown = _pictured([one for _, one in given], url)
    if len(given) == 1:
        ((person, one),) = given
        return Message.of(
            *shown,
            Text.of(Mention(person=person, ping=False), " earned a badge: ", *called(one)),
            Context.of(one.badge.words),
            summary=f"{person.name} earned a badge: {one.badge.name}",
        )
    lines: list[list[Says]] = [
        [Mention(person=person, ping=False), ": ", *called(one)]
        for person, one in given[:MOST_SHOWN]
    ]
    blocks: list[Block] = [Text.of("Badges were earned here:"), *shown, Bullets.of(*lines)]
    if len(given) > MOST_SHOWN:
        blocks.append(Context.of(f"And {len(given) - MOST_SHOWN} more."))
    return Message.of(*blocks, summary=f"{len(given)} badges were earned")


def ahead(given: Given, parts: Sequence[tuple[Rule, int, int]], *, is_any: bool) -> str:
    """How far it is to a level: "Helping hand, level 2: 7 of 10 different colleagues …"."""
    badge, more = given.badge, ""
    if given.topic:
        more += f" #{given.topic}"
    if len(badge.levels) > 1:
        more += f", level {given.level}"
    joined = " or " if is_any else ", "
    return f"{badge.name}{more}: " + joined.join(
        f"{has:,} of {counted(rule, wanted)}" for rule, has, wanted in parts
    )


NOUNS = {
    DeedKind.KUDOS_GIVEN: "kudos given",
    DeedKind.KUDOS_RECEIVED: "kudos received",
    DeedKind.ANSWERED_FIRST: "first answers",
    DeedKind.ANSWER_ACCEPTED: "accepted answers",
    DeedKind.ANSWER_HELPED: "times an answer helped somebody else too",
    DeedKind.SESSION_GIVEN: "sessions given",
    DeedKind.SESSION_ATTENDED: "sessions attended",
    DeedKind.RECALL_KEPT: "recalls answered",
}
"""What a rule counts, after a number."""


def counted(rule: Rule, number: int) -> str:
    """What a rule asks for, with a number: "10 different colleagues (kudos received)"."""
    if rule.parts:
        joined = ", and " if rule.all_of else ", or "
        return joined.join(counted(part, number * part.at_least) for part in rule.parts)
    nouns = " or ".join(NOUNS[kind] for kind in rule.kinds)
    if rule.weeks_in_row:
        said = f"{number} {'week' if number == 1 else 'weeks'} in a row with {nouns}"
    elif rule.different is not None:
        each = "new " if rule.newcomers else "different "
        said = f"{number} {each}{rule.different} ({nouns})"
    else:
        said = f"{number} {nouns}"
        if rule.newcomers:
            said += " of new colleagues"
    if rule.colleagues is not None:
        said += f" from {rule.colleagues} different colleagues"
    if rule.topics:
        said += f" about {' or '.join(f'#{topic}' for topic in rule.topics)}"
    if rule.within_days is not None:
        said += f" within {rule.within_days} days"
    return said
