"""What becomes of two rows that can't both stand when two persons are one; a rule a table.

A table whose rows can clash has to stand here: tests/store/merging/test_rules.py sees to that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import exp2, log2
from typing import Any

from bot.store.merging.fold import Rule, Values
from bot.store.models import ExpertState, RequestState

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
UNSAID = ("going", "waiting", "maybe", "cant", "unsaid")
"""Answers to an invitation, the one that holds when both were given first."""


def first(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """They say the same."""
    return ours, {}


def earliest(name: str) -> Rule:
    """The first one counts."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        late = datetime.max.replace(tzinfo=UTC)
        return (theirs if (theirs[name] or late) < (ours[name] or late) else ours), {}

    return rule


def newest(name: str) -> Rule:
    """The last word counts."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        return (theirs if (theirs[name] or LONG_AGO) > (ours[name] or LONG_AGO) else ours), {}

    return rule


def longest(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """Away from the same day on: until the later one."""
    return (theirs if theirs["last"] > ours["last"] else ours), {}


def decided(name: str, otherwise: Rule) -> Rule:
    """What was decided stays decided."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        if bool(ours[name]) != bool(theirs[name]):
            return (ours if ours[name] else theirs), {}
        return otherwise(ours, theirs)

    return rule


def filled(**joined: Callable[[Any, Any], Any]) -> Rule:
    """What one of them chose holds where the other chose nothing; `joined` says of both."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        values = {n: theirs[n] for n, v in ours.items() if v is None and theirs[n] is not None}
        for name, join in joined.items():
            if ours[name] is not None and theirs[name] is not None:
                values[name] = join(ours[name], theirs[name])
        return ours, values

    return rule


def total(*names: str) -> Rule:
    """Numbers add up."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        return ours, {name: ours[name] + theirs[name] for name in names}

    return rule


def ranked(name: str, order: Sequence[str], otherwise: Rule) -> Rule:
    """What stands first in `order` holds."""

    def rule(ours: Values, theirs: Values) -> tuple[Values, Values]:
        mine, other = (order.index(row[name]) for row in (ours, theirs))
        if mine != other:
            return (ours if mine < other else theirs), {}
        return otherwise(ours, theirs)

    return rule


def faded(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """Fading sums add up; what is counted from answers is counted anew afterwards."""
    one, other = ours["not_mine"], theirs["not_mine"]
    if one is None or other is None:
        return ours, {"not_mine": other if one is None else one}
    high, low = max(one, other), min(one, other)
    return ours, {"not_mine": high + log2(1.0 + exp2(low - high))}


def deed(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """The same deed is one: it counts if either did, since the first of them."""
    if (ours["undone_at"] is None) != (theirs["undone_at"] is None):
        return (ours if ours["undone_at"] is None else theirs), {}
    stays = theirs if theirs["at"] < ours["at"] else ours
    return stays, {"is_open": ours["is_open"] or theirs["is_open"]}


def award(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """The same badge is one: nobody loses what stands with either."""
    if (ours["revoked_at"] is None) != (theirs["revoked_at"] is None):
        return (ours if ours["revoked_at"] is None else theirs), {}
    return earliest("earned_at")(ours, theirs)


def left_out(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """What one chose holds where the other chose nothing; who wants to be left out is."""
    stays, values = PAUSE(ours, theirs)
    return stays, values | {"is_left_out": ours["is_left_out"] or theirs["is_left_out"]}


def signup(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """Who has a seat keeps it, and came if either came; the earlier place in the line holds."""
    stays, _ = ranked("answer", UNSAID, earliest("answered_at"))(ours, theirs)
    turns = [row["turn"] for row in (ours, theirs) if row["turn"]]
    came = [row["attended_at"] for row in (ours, theirs) if row["attended_at"]]
    return stays, {"turn": min(turns, default=0), "attended_at": min(came, default=None)}


def speaker(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """They may do what either may."""
    return ours, {name: ours[name] or theirs[name] for name in ("speaks", "is_cohost")}


def feedback(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """The last word counts; thanked once is thanked."""
    stays, _ = newest("given_at")(ours, theirs)
    thanked = [row["thanked_at"] for row in (ours, theirs) if row["thanked_at"]]
    return stays, {"thanked_at": min(thanked, default=None)}


def subscription(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """Who learns it with either learns it, since the first time."""
    if (ours["left_at"] is None) != (theirs["left_at"] is None):
        return (ours if ours["left_at"] is None else theirs), {}
    return earliest("since")(ours, theirs)


def prompt(ours: Values, theirs: Values) -> tuple[Values, Values]:
    """Of two prompts of a day the first stays, and its cards are those of both."""
    return earliest("goes_at")(ours, theirs)


PAUSE = filled(paused_until=max)
KNOWN = (
    ExpertState.ACTIVE,
    ExpertState.DECLINED,
    ExpertState.LEFT,
    ExpertState.INVITED,
    ExpertState.NOMINATED,
)
"""Yes and no come before what nobody has answered yet."""
DONE = (
    RequestState.ANSWERED,
    RequestState.HANDED_ON,
    RequestState.NOT_MY_TOPIC,
    RequestState.PASSED,
    RequestState.ASKED,
    RequestState.LAPSED,
)

RULES: dict[str, Rule] = {
    "answer_vote": newest("voted_at"),
    "attention_day": total("messages"),
    "badge_award": award,
    "board_absence": earliest("since"),
    "calendar_link": newest("created_at"),
    "checked_roll": newest("checked_at"),
    "day_off": longest,
    "deed": deed,
    "deed_topic": first,
    "digest_mention": first,
    "digest_setting": left_out,
    "expert": ranked("state", KNOWN, earliest("since")),
    "expert_activity": first,  # counted anew afterwards
    "expert_request": ranked("state", DONE, earliest("asked_at")),
    "expert_reservation": earliest("taken_at"),
    "expert_setting": PAUSE,
    "expert_topic_activity": faded,
    "expert_turn": first,  # the row is there to be waited for; its number means nothing
    "flag": decided("decision", earliest("flagged_at")),
    "kudos_recipient": first,
    "kudos_report": decided("decision", earliest("reported_at")),
    "marked_message": newest("marked_at"),
    "nomination_asked": earliest("asked_at"),
    "person_rhythm": PAUSE,
    "question_follower": earliest("since"),
    "recall_baseline": earliest("answered_at"),
    "recall_doubt": decided("decision", earliest("doubted_at")),
    "recall_memory": newest("reviewed_at"),  # run again from the log of both afterwards
    "recall_prompt": prompt,
    "recall_prompt_card": newest("answered_at"),
    "recall_setting": PAUSE,
    "recall_subscription": subscription,
    "session_feedback": feedback,
    "session_speaker": speaker,
    "signup": signup,
    "topic_owner": first,
    "wish_vote": first,
}
FIRST: Rule = first
"""Of a table that has no rule yet: nothing is lost but what is there twice."""
RUNNING = {"reporting"}
"""Tables in which something is unique as long as it holds: `person.py` ends one of two."""
