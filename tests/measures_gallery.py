"""Every message about the programme's week and one's own, as full as it gets: for each renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.events import MessageRef, Person
from bot.messages import Message
from bot.rules.digests import Period
from bot.rules.measures import Figures, Part, Wait, Waits, Week
from bot.rules.personal import Fading
from bot.rules.recall_measures import Difference, Share
from bot.rules.signups import Answer
from bot.store.kudos import Thanks
from bot.store.personal import Answered
from bot.store.threads import Card
from bot.views import measures, personal
from bot.views.measures import Programme
from bot.views.personal import Earned, Own
from bot.views.session_lists import SAID
from tests import question_gallery, session_gallery

NOW = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
WEEK = Week(date(2026, 11, 9), "Europe/Berlin")
H = timedelta(hours=1)
MANY, FEW = Share(412, 460, 58, 0.86, 0.92), Share(31, 49, 38, 0.48, 0.76)
ALIKE = Share(5, 5, 5, 0.55, 1.0)
HELPS, UNSURE = Difference(MANY, FEW, 0.13, 0.41), Difference(FEW, FEW, -0.13, 0.13)
HURTS = Difference(FEW, MANY, -0.41, -0.13)


def full(week: Week = WEEK) -> Figures:
    """A week of which everything can be told."""
    waits = Waits(
        41,
        Part(33, 41),
        Part(20, 41),
        Wait(5 * H, 26 * H),
        Wait(2.5 * H, 9 * H),
        Wait(30 * H, None),
        Wait(11 * H, None),
    )
    return Figures(
        week, 34, 6, Part(71, 90), Part(52, 64), waits, Part(11, 52), HELPS, MANY, FEW, HELPS
    )


def empty(week: Week = WEEK) -> Figures:
    """A week of which nothing can be told."""
    return Figures(week, None, 0, None, None, None, None, None, None, None, None)


def messages(people: tuple[Person, ...], wild: str) -> Mapping[str, Callable[[], Message]]:
    """Every message, by name; `wild` is what somebody wrote."""
    questions = question_gallery.Gallery(people, wild * 4)
    open_ = tuple(replace(questions.question, id=n) for n in (1, 2, 3))
    way = Card("elsewhere", "acme", 1, MessageRef("C1", "17.1"))
    weeks = [(WEEK.earlier(n).monday, None if n == 3 else 20 + n) for n in range(7, -1, -1)]
    told = Programme(full(), full(WEEK.earlier()), 210, tuple(weeks), open_, {1: way}, 5)
    better = replace(told.before, waits=None, deflected=Part(0, 40), week_on=ALIKE, gain=HURTS)
    held = session_gallery.Gallery(people, wild * 4).occurrence
    some = tuple(replace(held, id=n) for n in range(1, 6))
    thanks = Thanks(1, people[0], people[1:3], wild * 10, ("sql",), "", False, NOW, None, None)
    answer = Answered(1, 1, wild * 10)
    own = Own(
        period=Period(WEEK.begins, WEEK.ends, WEEK.monday, WEEK.sunday),
        attended=some,
        strong=9,
        cards=12,
        thanks=tuple(replace(thanks, id=n) for n in range(1, 6)),
        accepted=(answer,) * 5,
        helped=(answer,) * 5,
        given=some[:2],
        earned=(Earned(wild[:60], 3, "sql"), Earned("First answers", 1)),
        coming=tuple((o, a) for o, a in zip(some, (*Answer,), strict=False) if a in SAID),
        suits=some[:3],
        fading=(Fading("sql", 0.61, 12), Fading("", 0.72, 1)),
        open=open_,
        ways={"kudos:1": way, "question:1": way, "session:1": way},
    )
    quiet = replace(
        own, attended=(), thanks=(), accepted=(), helped=(), given=(), earned=(), coming=()
    )
    return {
        "programme": partial(measures.digest, told),
        "programme, all changed": partial(measures.digest, replace(told, before=better)),
        "programme, too few": partial(
            measures.digest, replace(told, now=empty(), before=empty(), open=())
        ),
        "programme, harm": partial(
            measures.digest,
            replace(told, now=replace(full(), gain=HURTS, effect=UNSURE, week_on=ALIKE)),
        ),
        "programme is for others": measures.not_yours,
        "no programme yet": measures.nothing,
        "own week": partial(personal.digest, own),
        "own quiet week": partial(personal.digest, quiet),
        "own week fades": partial(personal.digest, replace(quiet, suits=(), open=())),
        "own week on": partial(personal.switched_on, "every week, Monday 09:00 by your clock."),
        "own week off": personal.switched_off,
        "own week unclear": personal.unclear,
        "own week empty": personal.nothing,
    }
