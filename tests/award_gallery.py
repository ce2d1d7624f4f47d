"""Every message and form about badges, as full and as wild as they can get."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules.awards import REASON_LENGTH, State
from bot.services.badge_shelf import Held, Page
from bot.services.badge_way import Ahead, Part
from bot.settings import Badge, Picture, Settings
from bot.settings.badge import Motif
from bot.settings.default_badges import DEFAULT_BADGES
from bot.store.awards import Nomination
from bot.store.badges import Award
from bot.views import award_forms as forms
from bot.views import award_news as news
from bot.views import award_replies as replies
from bot.views import awards as views
from bot.views import badges as earned_views
from bot.views.badges import Given

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
LINK = "https://example.org/badges/evidence"
PICTURE = "https://potluck.example/badges/token-128.png"


class Gallery:
    """What `people` and what somebody wrote (`wild`) look like in every view."""

    def __init__(self, people: tuple[Person, ...], wild: str) -> None:
        self.people, self.wild = people, wild[:REASON_LENGTH]
        self.badge = Badge(
            key="mentor",
            name=wild[:40],
            words=wild[:200],
            picture=Picture(motif=Motif.LIGHTHOUSE),
            per_topic=True,
        )
        self.found = Nomination(
            id=12,
            badge="mentor",
            topic_id=1,
            topic="ü" * 40,
            nominee=people[0],
            nominator=people[1],
            reason=self.wild,
            evidence=LINK,
            state=State.ENDORSED,
            created_at=NOON,
            lapses_at=NOON,
            endorser=people[-1],
            endorsement=self.wild,
            endorsed_at=NOON,
            decided_by=people[1],
            decided_at=NOON,
            word=self.wild,
        )
        award = Award(7, people[0].id, "mentor", 2, 1, "ü" * 40, NOON, NOON, words=self.wild)
        held = tuple(
            Held(replace(award, id=n), self.badge if n % 2 else None, "ü" * 40, n == 1)
            for n in range(12)
        )
        self.page = Page(people[0], False, held, 3, 25, 300, PICTURE, held)
        self.ahead = [
            Ahead(b, 2, "ü" * 40, (Part(b.rule, 3, 7),), is_any=False)
            for b in DEFAULT_BADGES[-5:-2]
            if b.rule is not None
        ]

    def messages(self) -> Mapping[str, Callable[[], Message]]:
        """Every message, by name."""
        return self._seen() | self._told() | self._answers() | self._earned()

    def _seen(self) -> dict[str, Callable[[], Message]]:
        own = replace(self.page, is_own=True, number=0)
        none = replace(own, held=(), of=1, total=0, picture="", revocable=())
        many = [self.found] * 3
        mine = [replace(self.found, state=State.ASKED, endorser=e) for e in (self.people[1], None)]
        named = [self.badge]
        return {
            "theirs": partial(views.badges, self.page, self.ahead, any_by_hand=True),
            "own": partial(views.badges, own, self.ahead, any_by_hand=True),
            "none": partial(views.badges, none, [], any_by_hand=False),
            "none of theirs": partial(
                views.badges, replace(none, is_own=False), [], any_by_hand=True
            ),
            "home": lambda: Message.of(*views.home(own, self.ahead, many, many, named)),
            "home, none": lambda: Message.of(*views.home(none, [], [], [], [])),
            "waiting": partial(views.waiting, many, many, [*mine, *many], named),
            "nothing waits": partial(views.waiting, [], [], [], []),
        }

    def _told(self) -> dict[str, Callable[[], Message]]:
        one, badge = self.found, self.badge
        award = self.page.held[0].award
        return {
            "asked": partial(news.to_endorse, one, badge),
            "asked again": partial(news.to_endorse, one, None, again=True),
            "decide": partial(news.to_decide, one, badge),
            "decide again": partial(news.to_decide, one, badge, again=True),
            "asked another": news.asked_another,
            "you endorsed": partial(news.you_endorsed, one),
            "settled": partial(news.settled, replace(one, state=State.LAPSED), badge),
            "name another": partial(news.name_another, one, badge),
            "name another than oneself": partial(news.name_another, one, badge, was_self=True),
            "it is yourself": partial(news.is_yours, one, badge),
            "given": partial(news.given, one, badge, PICTURE),
            "given, without a picture": partial(news.given, one, badge, ""),
            "announced": partial(news.announced, one, badge, PICTURE),
            "told it is granted": partial(news.granted, one, badge),
            "told it is declined": partial(news.declined, one, badge),
            "lapsed": partial(news.lapsed, one, badge),
            "taken back": partial(news.revoked, award, badge, self.people[1], self.wild),
        }

    def _answers(self) -> dict[str, Callable[[], Message]]:
        one, badge = self.found, self.badge
        return {
            "nominated": partial(replies.nominated, one, badge),
            "named": partial(replies.named, replace(one, endorser=None)),
            "endorsed": partial(replies.endorsed, one),
            "passed": partial(replies.passed, one),
            "passed to nobody": partial(replies.passed, replace(one, endorser=None)),
            "granted": partial(replies.granted, one, badge, new=True),
            "granted before": partial(replies.granted, one, badge, new=False),
            "declined": partial(replies.declined, one),
            "withdrawn": partial(replies.withdrawn, one),
            "revoked": partial(replies.revoked, self.people[0], badge, "mentor", 1, "ü" * 40),
            "already revoked": replies.already_revoked,
            "kept": partial(replies.kept, replies.gone(), self.wild),
            "unclear": partial(replies.unclear, self.wild),
        }

    def _earned(self) -> dict[str, Callable[[], Message]]:
        many = [Given(b, 1, self.wild[:40]) for b in (self.badge, *DEFAULT_BADGES)]
        whose = [(self.people[0], one) for one in many]
        return {
            "earned": partial(earned_views.earned, many[:1], PICTURE),
            "earned many": partial(earned_views.earned, many, PICTURE),
            "told of one": partial(earned_views.announced, whose[:1], PICTURE),
            "told of many": partial(earned_views.announced, whose, PICTURE),
        }

    def forms(self) -> Mapping[str, Blank]:
        """Every form, by name."""
        by_hand = [b for b in Settings().badges.kinds if b.is_by_hand]
        full = forms.nominate([self.badge, *by_hand], self.people[0])
        sentences = (
            replies.self_nomination(),
            replies.not_by_hand(),
            replies.needs_topic(),
            replies.nothing_said(),
            replies.bad_link(),
            replies.endorses_own(),
        )
        errors = dict(zip([e.name for e in full.entries], sentences, strict=True))
        return {
            "nominate": full,
            "nominate, wrong": full.model_copy(update={"errors": errors}),
            "endorse": forms.Endorse.blank(nomination_id=12),
            "pass on": forms.PassOn.blank(nomination_id=12),
            "name another": forms.NameAnother.blank(nomination_id=12),
            "grant": forms.Grant.blank(nomination_id=12),
            "decline": forms.Decline.blank(nomination_id=12),
            "take back": views.revoke(self.page),
        }
