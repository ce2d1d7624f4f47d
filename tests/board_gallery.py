"""Every message about boards, as full as it gets: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

from bot.events import Person
from bot.messages import Message
from bot.rules.boards import MOST_LINES, Board, Period, Wanted
from bot.store.boards import Newcomer
from bot.store.models import DeedKind
from bot.store.teams import Team
from bot.store.topics import Topic
from bot.views import board_replies, board_rings, boards
from bot.views.board_rings import Ring
from bot.views.boards import Choices, Line, Own, Seen

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def messages(people: tuple[Person, ...], wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    some = [people[n % len(people)] for n in range(MOST_LINES)]
    lines = tuple(Line(1 + n, person, 12.34 - n) for n, person in enumerate(some))
    newcomers = tuple(
        Newcomer(person, FIRST, kind) for person, kind in zip(some, DeedKind, strict=False)
    )
    choices = Choices(
        tuple(Topic(n, (wild * 9)[:99]) for n in range(1, 21)),
        tuple(Team(n, (wild * 9)[:200]) for n in range(1, 51)),
    )
    month, own = Wanted(topic_id=7, team_id=9), Own(is_off=False, rank=2)
    full = Seen(month, FIRST, LAST, wild[:60], wild[:60], lines, (), 12, 11, True, own, choices)
    bare = replace(full, wanted=Wanted(), topic="", team="", choices=Choices())
    none = replace(bare, lines=(), more=0, own=Own(is_off=False))
    first = Wanted(Board.FIRST, Period.LAST_WEEK)
    new = replace(month, board=Board.NEW)
    ranks = tuple(replace(line, points=None) for line in lines)
    done = {
        "thanks": Own(is_off=False, deeds=3, colleagues=2),
        "a thanks of nobody": Own(is_off=False, deeds=1),
        "off": Own(is_off=True),
    }
    ring = Ring(tuple(some), 40, 52, NOON, NOON, 80.0, 21.4)
    small = replace(ring, people=people[:2], given=40)
    return {
        "full": partial(boards.board, full),
        "ranks alone": partial(boards.board, replace(bare, lines=ranks, more=1)),
        "many more": partial(boards.board, replace(bare, is_whole=False)),
        **{
            f"own, {name}": partial(boards.board, replace(bare, own=own))
            for name, own in done.items()
        },
        "first, own": partial(boards.board, replace(bare, wanted=first, own=done["thanks"])),
        "first, one": partial(
            boards.board, replace(bare, wanted=first, own=replace(done["thanks"], deeds=1))
        ),
        "newcomers": partial(boards.board, replace(full, wanted=new, newcomers=newcomers)),
        "empty": partial(boards.board, none),
        "empty first": partial(boards.board, replace(none, wanted=first)),
        "empty new": partial(boards.board, replace(none, wanted=new)),
        "home": lambda: Message.of(*boards.home()),
        "off": board_replies.is_off,
        "back": board_replies.is_back,
        "hidden": board_replies.hidden,
        "small team": partial(board_replies.small_team, wild[:90], month),
        "gone": partial(board_replies.gone, month),
        "no topic": partial(board_replies.no_such_topic, wild[:90], [wild[:40], "b", "c"]),
        "no topic near": partial(board_replies.no_such_topic, wild[:90], []),
        "no team": partial(board_replies.no_such_team, wild[:90], [wild[:90]]),
        "no team near": partial(board_replies.no_such_team, wild[:90], []),
        "own team": partial(board_replies.no_such_team, "", []),
        "usage": partial(board_replies.usage, wild[:90]),
        "rings": partial(board_rings.rings, [ring, small]),
        "no rings": partial(board_rings.rings, []),
        "rings at home": lambda: Message.of(*board_rings.home([ring, small])),
        "rings refused": board_rings.moderators_only,
    }
