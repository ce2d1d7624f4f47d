"""Every message about badges that are earned, as full as they get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from bot.events import Person
from bot.messages import Message, Progress
from bot.settings import Badge, DeedKind, Rule
from bot.settings.badge import Different
from bot.settings.default_badges import DEFAULT_BADGES
from bot.views import badges as views
from bot.views.badges import Given

TOPIC = "t" * 40


def badge(wild: str) -> Badge:
    """One whose words are the longest, and somebody's markup."""
    rule = Rule(
        count=tuple(DeedKind)[:5],
        different=Different.COLLEAGUES,
        newcomers=True,
        topics=("sql", "python"),
        within_days=365,
    )
    return Badge(
        key="wild", name=wild[:40], words=(wild * 20)[:200], rule=rule, levels=(1, 20, 300)
    )


def messages(people: tuple[Person, ...], wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is a platform's own markup."""
    one = Given(badge(wild), 2, TOPIC)
    usual = [Given(b, len(b.levels), TOPIC if b.per_topic else None) for b in DEFAULT_BADGES]
    many = [one, *usual, *usual]
    rules = [b.rule for b in DEFAULT_BADGES if b.rule is not None]
    ahead = [
        Progress(label=views.ahead(one, [(rule, 3, 1000)], is_any=False), fraction=0.3)
        for rule in rules
    ]
    return {
        "earned": partial(views.earned, [one]),
        "earned, the last level": partial(views.earned, [usual[5]]),
        "earned, many": partial(views.earned, many),
        "announced": partial(views.announced, [(people[0], one)]),
        "announced, many": partial(views.announced, [(people[0], g) for g in many]),
        "ahead": lambda: Message.of(*ahead),
    }
