"""Every message and form about experts and topics, as full and as wild as they can get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules.experts import ALWAYS
from bot.services.experts import Status
from bot.services.topics import About
from bot.store.experts import Expertise, Habits
from bot.store.models import ExpertState
from bot.store.topic_settings import Decided
from bot.store.topics import Topic
from bot.views import experts, nominations, topics

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LONGEST = "ü" * 40
NAMES = ("sql", "snake_case", "ünïcode", LONGEST, "c", "a-b")


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild
        self.topics = tuple(Topic(n, name) for n, name in enumerate(NAMES, 1))
        self.waiting = tuple(
            Expertise(topic, people[0], state, by, NOON)
            for topic in self.topics
            for state, by in ((ExpertState.NOMINATED, people[1]), (ExpertState.INVITED, None))
        )
        self.status = Status(self.topics, self.waiting, Habits(3, NOON), 12)
        self.known = [
            (Expertise(self.topics[0], p, ExpertState.ACTIVE, None, NOON), n % 3, until)
            for n, p in enumerate(people)
            for until in (None, NOON, ALWAYS)
        ]
        self.about = About(
            self.topics[3],
            list(people),
            [one for one, _, _ in self.known],
            12,
            Decided(NAMES, 1, wild[:80], 90),
            may_change=True,
        )

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._experts() | self._topics()

    def _experts(self) -> dict[str, Callable[[], Message]]:
        me, other, full = self.people[0], self.people[1], self.status
        nobody = Status((), (), Habits(), 0)
        wild, longest = self.wild, self.topics[3]
        unsure = [(LONGEST, self.topics[:3])] * 5
        return {
            "status": partial(experts.status, full, 5),
            "status of nobody": partial(experts.status, nobody, 5),
            "status, waiting": partial(
                experts.status, replace(nobody, waiting=self.waiting[:1]), 5
            ),
            "status, paused": partial(
                experts.status, replace(full, waiting=(), habits=Habits(None, ALWAYS)), 1
            ),
            "home": lambda: Message.of(*experts.home(full, 5)),
            "asked": partial(nominations.asked, self.waiting),
            "invited": partial(nominations.asked, self.waiting[1:2]),
            "said yes to one": partial(nominations.responded, longest, self.waiting, accept=True),
            "said no": partial(nominations.responded, longest, (), accept=False),
            "nominator hears": partial(nominations.said_yes, me, longest),
            "added": partial(experts.added, self.topics, unsure),
            "unsure": partial(experts.added, (), unsure[:1]),
            "removed": partial(experts.removed, self.topics, NAMES),
            "nothing removed": partial(experts.removed, (), NAMES),
            "paused": partial(experts.paused, NOON),
            "paused for good": partial(experts.paused, ALWAYS),
            "until when": experts.ask_until,
            "no such day": partial(experts.not_understood, wild),
            "resumed": experts.resumed,
            "limited": partial(experts.limited, 1, 5),
            "limit gone": partial(experts.limited, None, 5),
            "what limit": partial(experts.what_limit, wild),
            "who": partial(experts.who, LONGEST, self.known, self.people),
            "who: nobody": partial(experts.who, LONGEST, (), self.people),
            "nominated": partial(nominations.nominated, other, self.topics, self.topics),
            "whom": nominations.whom,
            "unknown name": partial(nominations.unknown_name, wild),
            "no topics": partial(experts.no_topics, "/expert add #postgres"),
            "usage": experts.usage,
            "gone": nominations.gone,
            "saved": partial(experts.saved, full, 5),
            **{
                f"cannot be: {what}": partial(
                    lambda what: nominations.as_message(nominations.cannot_be(me, other, what)),
                    what,
                )
                for what in ("bot", "guest", "gone")
            },
        }

    def _topics(self) -> dict[str, Callable[[], Message]]:
        empty = About(self.topics[0], [], [], 0, Decided(), may_change=False)
        return {
            "topic": partial(topics.about, self.about),
            "topic nobody decided about": partial(topics.about, empty, 180),
            "topic nobody used": partial(topics.unused, LONGEST, may_set_up=True),
            "near topics": partial(topics.offered, LONGEST, self.topics[:3], may_set_up=True),
            "near topics in words": partial(topics.did_you_mean, LONGEST, NAMES[:3], "/expert who"),
            "topic saved": partial(topics.saved, self.topics[3]),
            "topics in doubt": partial(
                topics.with_doubts,
                experts.limited(1, 5),
                {"postgers": ["postgres", "progress"]},
                "For the next time.",
            ),
            "which topic": topics.which,
            "topic: not yours": topics.not_yours,
            "topic gone": topics.gone,
        }

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        wrong = {
            "owners": topics.cannot_own(self.people[0]),
            "synonyms": topics.taken(LONGEST, LONGEST),
            "channel": topics.no_such_channel(self.wild),
        }
        topic = topics.form(self.about)
        many = tuple(Topic(n, f"topic-{n}") for n in range(1, 200))
        return {
            "expertise": experts.form(Status((), (), Habits(), 0), None),
            "expertise, full": experts.form(replace(self.status, topics=many), NOON.date()),
            "nominate": nominations.NominateExpert.blank(),
            "topic": topic,
            "topic, wrong": topic.model_copy(update={"errors": wrong}),
        }
