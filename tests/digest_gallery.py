"""Every message and form about digests, as full as they get: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from functools import partial

from bot.events import MessageRef, Person
from bot.messages import Blank, Message
from bot.rules.digest_team import Strength, Tip
from bot.rules.digests import Pace, Period
from bot.services.chart_links import pictured
from bot.settings import Cadence, Settings
from bot.store.models import DigestKind
from bot.store.threads import Card
from bot.views import digest_teams as teams
from bot.views import digest_week as told
from bot.views import digests as views

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PERIOD = Period(
    datetime(2026, 11, 16, tzinfo=UTC),
    datetime(2026, 11, 23, tzinfo=UTC),
    date(2026, 11, 16),
    date(2026, 11, 22),
)
SETTINGS = Settings().reached_at("https://potluck.example.com").sealed_with("of the gallery")
WAY = Card("elsewhere", "acme", 1, MessageRef("C1", "17.1"))
MANY = 5


def full(people: tuple[Person, ...], wild: str, *, tip: Tip | None = Tip.THANK) -> told.Week:
    """A week in which everything happened more often than there is room for."""
    asked = tuple(
        told.Question(n, people[n], (wild * 3)[:150], PERIOD.begins_at, people[n + 1], WAY)
        for n in range(MANY)
    )
    return told.Week(
        period=PERIOD,
        is_many=True,
        helped=(3, 0, 12, 7, 9, 104),
        given=tuple(told.Given(wild[:200], people[:MANY]) for _ in range(MANY)),
        attended=tuple(told.Attended(wild[:200], n) for n in range(MANY)),
        coming=tuple(told.Coming(wild[:200], NOW, "ü" * 40) for _ in range(MANY)),
        answered=asked,
        waiting=asked,
        thanked=tuple(told.Thanked(people[n], people[:MANY], wild * 9, WAY) for n in range(MANY)),
        awarded=tuple(told.Awarded(people[n], wild[:80], "ü" * 40) for n in range(MANY)),
        took_part=10,
        topics=tuple((f"{n}{'ü' * 40}", tuple(Strength)[n % 3]) for n in range(MANY)),
        unthanked=told.Unthanked(people[0], was_seen=True),
        tip=tip,
    )


def digests(people: tuple[Person, ...], wild: str) -> dict[str, told.Week]:
    """Weeks of all kinds."""
    few = told.Week(
        period=PERIOD,
        is_many=False,
        everybody=(30, 41, 28, 55, 61, 47),
        thanked=(told.Thanked(people[0], people[1:2], wild),),
        unthanked=told.Unthanked(people[2], was_seen=False),
    )
    quiet = told.Week(
        period=PERIOD,
        is_many=True,
        helped=(0,),
        coming=(told.Coming(wild[:60], NOW, "sql"),),
        tip=Tip.GO,
    )
    learnt = told.Week(period=PERIOD, is_many=True, attended=(told.Attended(wild[:60], 0),))
    tips = {f"a tip: {tip}": full(people, wild, tip=tip) for tip in (*Tip, None)}
    return {"few people": few, "a quiet week": quiet, "they learnt": learnt} | tips


def messages(people: tuple[Person, ...], wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    pace, monthly = Pace(), Pace(Cadence.MONTHLY, 4, time(16, 30))
    whole = views.lines_about(teams.digest(full(people, wild)))[people[0].id]
    last = (PERIOD.first, PERIOD.last, whole)
    other = (people[1], PERIOD.first, PERIOD.last, whole[:2])

    def drawn(week: told.Week) -> Message:
        return pictured(SETTINGS, teams.digest(week), NOW)

    made: dict[str, Callable[[], Message]] = {
        f"digest: {name}": partial(drawn, week) for name, week in digests(people, wild).items()
    }
    return made | {
        "preview": lambda: views.preview(drawn(full(people, wild)), DigestKind.MANAGER),
        "nothing to preview": lambda: views.preview(None, DigestKind.MANAGER),
        "overview": lambda: views.overview(
            [
                (DigestKind.MANAGER, True, pace, None),
                (DigestKind.PERSONAL, False, pace, None),
                (DigestKind.PROGRAMME, True, monthly, date(2026, 12, 24)),
            ]
        ),
        "none": lambda: views.overview([]),
        "saved": lambda: views.saved(DigestKind.MANAGER, True, monthly, date(2026, 12, 24)),
        "switched off": lambda: views.saved(DigestKind.PERSONAL, False, pace, None),
        "not for you": views.not_for_you,
        "bad words": views.bad_words,
        "mirror": lambda: views.mirror(people[1], last, [other] * 9, is_left_out=False),
        "mirror, not named": lambda: views.mirror(
            people[1], (PERIOD.first, PERIOD.last, ()), [], is_left_out=True
        ),
        "mirror, none yet": lambda: views.mirror(people[1], None, [], is_left_out=False),
        "mirror, no manager": lambda: views.mirror(None, None, [], is_left_out=False),
        "left out": lambda: views.left_out(is_left_out=True),
        "not left out": lambda: views.left_out(is_left_out=False),
        "asked": lambda: views.asked(people[0], wild * 9),
    }


def forms(people: tuple[Person, ...], wild: str) -> Mapping[str, Blank]:
    """Every form, by name."""
    chosen = views.ChooseDigest.blank(
        is_on=True,
        cadence=Cadence.MONTHLY.value,
        weekday="4",
        clock=time(16, 30),
        paused_on=date(2026, 12, 24),
        kind=DigestKind.MANAGER.value,
    )
    return {
        "choose": chosen,
        "I know who": views.SuggestColleague.blank(question_id=1, to=people[0]),
    }
