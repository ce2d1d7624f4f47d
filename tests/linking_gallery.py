"""Every message about accounts of one human, as full as they get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial

from bot.messages import Message
from bot.store.linking import Side
from bot.views import linking as views

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)


def messages(wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody is called."""
    own = Side(1, 1, wild[:200], wild, "a@example.com", 1, "slack", wild[:80])
    other = Side(2, 2, wild[:200], wild, "a@example.com", 2, "teams", wild[:80], linked_at=NOW)
    odd = Side(3, 2, "", wild[:200], "a@example.com", 3, "another", linked_at=NOW)
    many = (own, *(Side(n, 1, wild[:80], "", "", n, "teams", "", linked_at=NOW) for n in range(9)))
    return {
        "asked": partial(views.ask, other, 7),
        "a code was typed": partial(views.confirm_code, own, 7),
        "linked": partial(views.linked, other, [own, odd]),
        "accounts": partial(views.accounts, many, is_on=True),
        "one account": partial(views.accounts, [own], is_on=True),
        "accounts, switched off": partial(views.accounts, [own, other, odd], is_on=False),
        "the code": partial(views.the_code, "482193"),
        "no such code": views.no_such_code,
        "not a code": views.not_a_code,
        "too many guesses": views.too_many_guesses,
        "same place": partial(views.same_place, own),
        "one already": views.one_already,
        "agreed": views.agreed,
        "made one": partial(views.made_one, many),
        "kept apart": views.kept_apart,
        "settled": views.settled,
        "separated": partial(views.separated, own),
        "nothing to separate": views.nothing_to_separate,
        "switched off": views.switched_off,
        "gone": views.gone,
    }
