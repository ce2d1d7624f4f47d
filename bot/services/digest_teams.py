"""What a manager is told of those who report to them: gathered for many managers at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

from bot.events import Person
from bot.rules import digest_team as rules
from bot.rules.digest_team import Stretch
from bot.rules.digests import WEEK, Period
from bot.rules.recall_measures import Seen, told_until
from bot.services import kudos
from bot.services.digest_kinds import Digest, Wanted
from bot.settings import Settings
from bot.settings.digests import ManagerDigest
from bot.store import digest_figures as figures
from bot.store import digest_readers as leaders
from bot.store import digest_teams as store
from bot.store import digests, session_lists, teams, threads
from bot.store import kudos as thanks_store
from bot.store.digest_figures import Unthanked
from bot.store.digest_readers import Near
from bot.store.digest_teams import Asked, Attended
from bot.store.kudos import Thanks
from bot.store.models import DigestKind
from bot.store.sessions import Occurrence
from bot.store.threads import Card
from bot.store.unit_of_work import UnitOfWork
from bot.views import digest_teams as views
from bot.views import digest_week as told
from bot.views.digest_week import Week

MOST_COMING = 200
"""Sessions to come that are looked at."""
SOON = timedelta(days=14)
STILL_OPEN = timedelta(days=60)
"""Older questions are not spoken of any more."""
MOST_KEPT = 100
"""Counts of everybody that are kept: there are some forty Mondays on earth at once."""
FETCHED = 5
"""Of each thing, for each manager: some may name people who left."""


class TeamDigests:
    """Makes the managers' digests."""

    kind = DigestKind.MANAGER

    def house(self, settings: Settings) -> ManagerDigest:
        """What the operator says about them."""
        return settings.digests.manager

    def is_wanted(self, chosen: bool | None) -> bool:
        """Managers get it unless they said no."""
        return chosen is not False

    def is_for(self, uow: UnitOfWork, settings: Settings, person: Person) -> bool:
        """Whether somebody reports to them."""
        return leaders.leads(uow.session, uow.organization_id, person.id)

    def readers(
        self,
        uow: UnitOfWork,
        settings: Settings,
        since: datetime,
        after: int,
        most: int,
        near: Near | None = None,
    ) -> list[Person]:
        """The next managers."""
        return leaders.managers(uow.session, uow.organization_id, since, after, most, near)

    def compose(
        self, uow: UnitOfWork, settings: Settings, wanted: Sequence[Wanted]
    ) -> dict[int, Digest]:
        """Those with the same week are put together at once."""
        by_period: dict[Period, list[Wanted]] = {}
        for one in wanted:
            by_period.setdefault(one.period, []).append(one)
        out: dict[int, Digest] = {}
        asked = _asked(uow, wanted)
        for period, same in by_period.items():
            found = _gather(uow, settings, period, [one.person.id for one in same], asked)
            for one in same:
                week = found.week(one.person.id)
                if week is not None and not week.is_empty:
                    figures_of = {"helped": list(week.helped)}
                    out[one.person.id] = Digest(views.digest(week), figures_of)
        return out


@dataclass(slots=True)
class _Found:
    """What is known of all the teams of one period."""

    uow: UnitOfWork
    settings: Settings
    period: Period
    stretches: Mapping[int, Sequence[Stretch]]
    helped: Mapping[int, Sequence[int]]
    everybody: Sequence[int]
    sessions: Mapping[int, Sequence[Attended]]
    occurrences: Mapping[int, Occurrence]
    upcoming: Sequence[Occurrence]
    topics: Mapping[int, Mapping[str, int]]
    answered: Mapping[int, Sequence[Asked]]
    waiting: Mapping[int, Sequence[Asked]]
    thanks: Mapping[int, Sequence[int]]
    said: Mapping[int, Thanks]
    badges: Mapping[int, Sequence[figures.Badge]]
    took_part: Mapping[int, int]
    remembered: Mapping[int, Mapping[str, Sequence[Seen]]]
    unthanked: Mapping[int, Sequence[Unthanked]]
    cards: Mapping[str, Card]
    named: Collection[int] = field(default_factory=set)
    """Who may be named: nobody who left, no guest, no bot."""

    def week(self, manager_id: int) -> Week | None:
        """What there is to tell one manager; None: nobody reported to them."""
        least = self.settings.digests.smallest_group
        now_in = self._members(manager_id)
        if not now_in:
            return None
        is_many = len(now_in) >= least
        known = [s for s in self.stretches[manager_id] if s.person_id in self.named]
        sizes = rules.sizes(known, self.period.ends_at)
        counts = self.helped.get(manager_id, [0] * rules.WEEKS)
        helped = rules.told_weeks(counts, sizes, least) if is_many else []
        given, attended = self._sessions(manager_id, is_many=is_many)
        coming = self._coming(manager_id)
        answered = self._questions(self.answered.get(manager_id, ()))
        waiting = self._questions(self.waiting.get(manager_id, ()))
        thanked = self._thanked(manager_id)
        forgotten = self._unthanked(manager_id, now_in)
        return Week(
            period=self.period,
            is_many=is_many,
            helped=tuple(helped),
            everybody=() if helped else tuple(self.everybody),
            given=given,
            attended=attended,
            coming=coming,
            answered=answered,
            waiting=waiting,
            thanked=thanked,
            awarded=self._awarded(manager_id),
            took_part=rules.took_part(self.took_part.get(manager_id, 0), len(now_in), least),
            topics=self._topics(manager_id) if is_many else (),
            unthanked=forgotten,
            tip=rules.tip(
                [one.asked_at for one in waiting],
                gave=given[0].speakers[0] if given else None,
                is_coming=bool(coming),
                was_thanked=bool(thanked),
                was_answered=bool(answered),
                now=self.uow.now,
            ),
        )

    def _members(self, manager_id: int) -> set[int]:
        begins_at = self.period.begins_at
        return {
            s.person_id
            for s in self.stretches.get(manager_id, ())
            if s.until > begins_at and s.person_id in self.named
        }

    def _people(self, people: Iterable[Person]) -> tuple[Person, ...]:
        return tuple(p for p in people if p.id in self.named)

    def _sessions(
        self, manager_id: int, *, is_many: bool
    ) -> tuple[tuple[told.Given, ...], tuple[told.Attended, ...]]:
        given, attended = [], []
        for one in self.sessions.get(manager_id, ()):
            occurrence = self.occurrences.get(one.occurrence_id)
            if occurrence is None:
                continue
            title = occurrence.session.title
            of_team = [p for p in occurrence.session.speakers if p.id in one.speakers]
            if speakers := self._people(of_team):
                given.append(told.Given(title, speakers))
            elif one.listeners and is_many:
                is_told = one.listeners >= self.settings.digests.smallest_group
                attended.append(told.Attended(title, one.listeners if is_told else 0))
        return tuple(given), tuple(attended)

    def _coming(self, manager_id: int) -> tuple[told.Coming, ...]:
        """What suits them most: by how often their deeds were about it, the sooner the better."""
        deeds = self.topics.get(manager_id, {})
        found = []
        for one in self.upcoming:
            topic = max(one.session.topics, key=lambda name: deeds.get(name, 0), default="")
            if deeds.get(topic, 0):
                found.append((-deeds[topic], one.starts_at, one.id, topic, one.session.title))
        return tuple(
            told.Coming(title, starts_at, topic) for _, starts_at, _, topic, title in sorted(found)
        )

    def _questions(self, asked: Iterable[Asked]) -> tuple[told.Question, ...]:
        return tuple(
            told.Question(
                one.id,
                one.asker,
                one.title,
                one.asked_at,
                one.answerer if one.answerer and one.answerer.id in self.named else None,
                self.cards.get(_question_key(one.id)),
            )
            for one in asked
            if one.asker.id in self.named
        )

    def _thanked(self, manager_id: int) -> tuple[told.Thanked, ...]:
        out = []
        for id_ in self.thanks.get(manager_id, ()):
            said = self.said[id_]
            to = self._people(said.to)
            if to and said.giver.id in self.named:
                way = self.cards.get(kudos.card_key(id_))
                out.append(told.Thanked(said.giver, to, said.note, way))
        return tuple(out)

    def _awarded(self, manager_id: int) -> tuple[told.Awarded, ...]:
        kinds = self.settings.badges
        return tuple(
            told.Awarded(got.person, badge.name, got.topic or "")
            for got in self.badges.get(manager_id, ())
            if got.person.id in self.named and (badge := kinds.by_key(got.badge)) is not None
        )

    def _topics(self, manager_id: int) -> tuple[tuple[str, rules.Strength], ...]:
        least = self.settings.digests.smallest_group
        known = [
            (topic, found)
            for topic, seen in sorted(self.remembered.get(manager_id, {}).items())
            if (found := rules.strength(seen, least)) is not None
        ]
        return tuple(sorted(known, key=lambda k: (list(rules.Strength).index(k[1]), k[0]))[::-1])

    def _unthanked(self, manager_id: int, now_in: Collection[int]) -> told.Unthanked | None:
        some = [u for u in self.unthanked.get(manager_id, ()) if u.person.id in now_in]
        seen = [u for u in some if u.was_seen]
        found = rules.turn(seen or some, self.period)
        return told.Unthanked(found.person, found.was_seen) if found else None


def _question_key(question_id: int) -> str:
    return f"question:{question_id}:card"


Questions = dict[int, list[Asked]]


def _asked(uow: UnitOfWork, wanted: Sequence[Wanted]) -> tuple[Questions, Questions]:
    """What was answered and what waits, of all periods: looked for once, it costs most."""
    begins = min(one.period.begins_at for one in wanted)
    ends = max(one.period.ends_at for one in wanted)
    ids = [one.person.id for one in wanted]
    since = uow.now - STILL_OPEN
    return store.questions(uow.session, uow.organization_id, ids, begins, ends, since, FETCHED * 2)


def _gather(
    uow: UnitOfWork,
    settings: Settings,
    period: Period,
    manager_ids: Sequence[int],
    questions: tuple[Questions, Questions],
) -> _Found:
    """Everything about these teams in this period, in about twenty queries."""
    at = uow.session, uow.organization_id
    begins, ends = period.begins_at, period.ends_at
    in_period = (*at, manager_ids, begins, ends)
    far = ends - WEEK * rules.WEEKS
    reported = teams.reports(*at, manager_ids, min(far, begins), ends)
    stretches: dict[int, list[Stretch]] = {}
    for one in reported:
        own = stretches.setdefault(one.manager_id, [])
        own.append(Stretch(one.person.id, one.since, one.until))
    sessions = store.sessions(*in_period)
    occurrence_ids = {s.occurrence_id for some in sessions.values() for s in some[: FETCHED * 2]}
    occurrences = session_lists.known_to_all(*at, occurrence_ids) if occurrence_ids else []
    upcoming = [
        o
        for o in session_lists.upcoming(*at, uow.now, MOST_COMING)
        if uow.now < o.starts_at < uow.now + SOON and o.session.topics
    ]
    names = {name for o in upcoming for name in o.session.topics}
    answered = {
        id_: [
            a for a in questions[0].get(id_, ()) if a.settled_at and begins <= a.settled_at < ends
        ]
        for id_ in manager_ids
    }
    waiting = {
        id_: [a for a in questions[1].get(id_, ()) if a.asked_at < ends] for id_ in manager_ids
    }
    thanks = store.thanks(*in_period, FETCHED)
    said = _said(uow, {id_ for some in thanks.values() for id_ in some})
    asked = [a for some in (*answered.values(), *waiting.values()) for a in some]
    until = told_until(uow.now)
    weeks = settings.digests.manager.unthanked_weeks
    unthanked = (
        figures.unthanked(*at, manager_ids, uow.now - WEEK * weeks, uow.now) if weeks else {}
    )
    people = {s.person_id for some in stretches.values() for s in some}
    people |= {p.id for o in occurrences for p in o.session.speakers}
    people |= {p.id for t in said.values() for p in (t.giver, *t.to)}
    people |= {a.answerer.id for a in asked if a.answerer}
    keys = {kudos.card_key(id_) for id_ in said} | {_question_key(a.id) for a in asked}
    return _Found(
        uow=uow,
        settings=settings,
        period=period,
        stretches=stretches,
        helped=store.help_by_week(*at, manager_ids, ends, rules.WEEKS),
        everybody=_everybody(uow, settings, ends) if _has_few(stretches, settings) else (),
        sessions=sessions,
        occurrences={o.id: o for o in occurrences},
        upcoming=upcoming,
        topics=store.topics(*in_period, names),
        answered=answered,
        waiting=waiting,
        thanks=thanks,
        said=said,
        badges=figures.badges(*in_period),
        took_part=figures.took_part(*at, manager_ids, until - WEEK, until),
        remembered=_seen(figures.remembered(*at, manager_ids, rules.half_year(uow.now), until)),
        unthanked=unthanked,
        cards=threads.posted(*at, keys) if keys else {},
        named=digests.named(*at, people, uow.now) if people else set(),
    )


def _has_few(stretches: Mapping[int, Sequence[Stretch]], settings: Settings) -> bool:
    least = settings.digests.smallest_group
    return any(len({s.person_id for s in some}) < least for some in stretches.values())


_kept: WeakKeyDictionary[Any, dict[tuple[int, datetime], Sequence[int]]] = WeakKeyDictionary()


def _everybody(uow: UnitOfWork, settings: Settings, ends: datetime) -> Sequence[int]:
    """What a team too small for figures sees instead; nothing, if that is of few people, too.

    Counted once for all who are told of the same weeks: it reads everybody's deeds.
    """
    at = uow.session, uow.organization_id
    known = _kept.setdefault(uow.session.get_bind(), {})
    if len(known) > MOST_KEPT:
        known.clear()
    key = (uow.organization_id, ends)
    if key not in known:
        counts, people = store.help_of_all(*at, ends, rules.WEEKS)
        known[key] = counts if people >= settings.digests.smallest_group else ()
    return known[key]


def _said(uow: UnitOfWork, ids: Collection[int]) -> dict[int, Thanks]:
    found = thanks_store.of(uow.session, uow.organization_id, ids) if ids else []
    return {one.id: one for one in found}


def _seen(
    found: Mapping[int, Mapping[str, Sequence[figures.Remembered]]],
) -> dict[int, dict[str, list[Seen]]]:
    def as_seen(one: Any) -> Seen:
        return Seen(one.person_id, rules.is_right(one.rating), one.at)

    return {
        manager_id: {topic: [as_seen(r) for r in some] for topic, some in by_topic.items()}
        for manager_id, by_topic in found.items()
    }
