"""Choosing who is asked to answer a question, and learning from what then happens."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.events import Person
from bot.rules import expert_choice as rules
from bot.rules import expert_facts
from bot.rules.expert_choice import FEATURES, PRIOR, Choice, Facts
from bot.rules.expert_facts import Answered, Votes
from bot.services import anonymity
from bot.store import expert_activity, expert_lessons, expert_reservations, topics
from bot.store import expert_choice as store
from bot.store.fading import MONTH, SEASON, WEEK, YEAR, worth
from bot.store.index import Asked as Text
from bot.store.index import Near
from bot.store.models import ExpertState
from bot.store.unit_of_work import UnitOfWork

NEAREST = 200
"""How many earlier questions vote."""
VOTERS = 200
"""How many of those who answered them come into question."""
MOST_TOPICS = 8
"""Topics of a question that are looked at, those found in its words among them."""
LESSON = 40
"""People of whom is kept how they compared; who answers is nearly always among them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that wants people."""

    title: str
    body: str = ""
    topics: tuple[str, ...] = ()
    """Names, lower case, without `#`; synonyms mean their topic."""
    asker_id: int | None = None
    """Never asked themselves."""
    is_anonymous: bool = False
    """Then nothing that is known of the asker counts in the choice."""
    question_id: int | None = None
    """When it is stored already."""


def choose(
    uow: UnitOfWork,
    question: Asked,
    *,
    most: int = 2,
    excluding: Collection[int] = (),
    now: datetime | None = None,
    load: float = rules.LOAD,
    near: Sequence[Near] | None = None,
) -> list[Choice]:
    """The `most` experts to ask, best first, and why each.

    `excluding`: person ids that can't be asked now (away, paused, over their limit) or were
    asked. Only people who are an expert of something are chosen, never for a topic they left or
    declined. What the choice was made from is kept with a stored question (`answered` learns of
    it). `now`: aware; by default the time of the unit of work. `near`: the nearest questions, where
    they were looked up already.
    """
    now = now or uow.now
    found = compare(uow, question, now, near)
    if not found.facts:
        return []
    weights = _weights(uow)
    ordered_by = rules.scores(found.facts, found.features, weights, load)
    if question.question_id is not None:
        _keep(uow, question.question_id, found, ordered_by, now)
    unavailable = set(excluding)
    if question.asker_id is not None:
        unavailable.add(question.asker_id)
    return rules.choose(
        found.facts,
        ordered_by,
        most=most,
        unavailable=unavailable,
        turn=question.question_id or int(now.timestamp()),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Everybody who comes into question, and how they compare."""

    facts: list[Facts]
    features: list[list[float]]


def compare(
    uow: UnitOfWork, question: Asked, now: datetime, looked_up: Sequence[Near] | None = None
) -> Compared:
    """Everybody who comes into question; whether they can be asked now is no concern yet."""
    at = uow.session, uow.organization_id
    own, mentioned = _topics(uow, question)
    topic_names = {**mentioned, **own}
    near = _nearest(uow, question, looked_up)
    given = store.given(*at, list(near)) if near else []
    people = _voters(given, near)
    people |= store.most_active(*at) | store.of_topics(*at, topic_names, _turn(question, now))
    people.discard(question.asker_id or 0)
    people &= store.able(*at, people)
    if not people:
        return Compared([], [])
    facts = {id_: Facts(person_id=id_) for id_ in sorted(people)}
    _told_by_activity(uow, facts, topic_names, now)
    _told_by_themselves(uow, facts, topic_names, own)
    _told_by_near(uow, facts, question, near, given, topic_names, now)
    newcomer = False
    if question.asker_id is not None and not question.is_anonymous:
        newcomer = not store.has_asked(*at, question.asker_id, but=question.question_id)
        helped = expert_facts.faded(store.helpers(*at, question.asker_id), now)
        for id_ in facts.keys() & helped.keys():
            facts[id_].asker = helped[id_]
    for id_, (asked, passed) in store.loads(*at, list(facts), now).items():
        facts[id_].asked, facts[id_].passed = asked, passed
    listed = list(facts.values())
    return Compared(listed, rules.vectors(listed, newcomer=newcomer, now=now))


def _turn(question: Asked, now: datetime) -> int:
    return question.question_id or int(now.timestamp())


def _topics(uow: UnitOfWork, question: Asked) -> tuple[dict[int, str], dict[int, str]]:
    """Topics it was given, and topics whose name its words mention; id → name."""
    at = uow.session, uow.organization_id
    own = {t.id: t.name for t in topics.found_by(*at, question.topics).values()}
    if len(own) >= MOST_TOPICS:
        return dict(list(own.items())[:MOST_TOPICS]), {}
    said = expert_facts.words(f"{question.title} {question.body[:2_000]}")[:200]
    mentioned = {t.id: t.name for t in topics.found_by(*at, said).values()}
    room = MOST_TOPICS - len(own)
    return own, dict([each for each in mentioned.items() if each[0] not in own][:room])


def _nearest(
    uow: UnitOfWork, question: Asked, looked_up: Sequence[Near] | None
) -> dict[int, float]:
    """Earlier questions and how near they are, the nearest first."""
    if looked_up is None:
        text = Text(question.title, question.body, question.topics)
        looked_up = uow.index.nearest(uow.session, uow.organization_id, text, most=NEAREST + 1)
    return {n.question_id: n.score for n in looked_up if n.question_id != question.question_id}


def _voters(given: Sequence[store.Given], near: Mapping[int, float]) -> set[int]:
    """Those who answered most of what is nearest."""
    counts: dict[int, float] = {}
    for each in given:
        counts[each.author_id] = counts.get(each.author_id, 0.0) + near[each.question_id]
    return set(sorted(counts, key=lambda i: (-counts[i], i))[:VOTERS])


def _told_by_activity(
    uow: UnitOfWork, facts: Mapping[int, Facts], names: Mapping[int, str], now: datetime
) -> None:
    at = uow.session, uow.organization_id
    for row in store.activity(*at, list(facts)):
        mine = facts[row.person_id]
        mine.week, mine.month = worth(row.week, WEEK, now), worth(row.month, MONTH, now)
        mine.season, mine.year = worth(row.season, SEASON, now), worth(row.year, YEAR, now)
        mine.newcomers = worth(row.newcomers, YEAR, now)
        mine.questions, mine.first_at, mine.seen_at = row.questions, row.first_at, row.seen_at
    if not names:
        return
    for row in store.topic_activity(*at, list(facts), list(names)):
        mine = facts[row.person_id]
        refused = min(worth(row.not_mine, YEAR, now), 1.0)
        season = worth(row.season, SEASON, now) * (1.0 - 0.9 * refused)
        mine.not_mine = max(mine.not_mine, refused)
        if season > mine.topic:
            mine.topic, mine.topic_name = season, row.name
            mine.topic_questions = row.questions


def _told_by_themselves(
    uow: UnitOfWork, facts: dict[int, Facts], names: Mapping[int, str], own: Mapping[int, str]
) -> None:
    """What they declared; who left one of the question's own topics is not asked about it."""
    if not names:
        return
    for said in store.standings(uow.session, uow.organization_id, list(facts), list(names)):
        if said.state is ExpertState.ACTIVE:
            mine = facts.get(said.person_id)
            if mine is not None and (not mine.declared or said.topic_id in own):
                mine.declared, mine.nominated_by = said.topic, said.nominated_by
        elif said.state in (ExpertState.LEFT, ExpertState.DECLINED) and said.topic_id in own:
            facts.pop(said.person_id, None)


def _told_by_near(
    uow: UnitOfWork,
    facts: Mapping[int, Facts],
    question: Asked,
    near: Mapping[int, float],
    given: list[store.Given],
    names: Mapping[int, str],
    now: datetime,
) -> None:
    if not near:
        return
    at = uow.session, uow.organization_id
    closest = list(near)[: expert_facts.CLOSEST]
    asked = expert_facts.words(f"{question.title} {question.body}")
    overlaps = expert_facts.overlaps(asked, store.wordings(*at, closest))
    answers = [
        Answered(
            person_id=g.author_id,
            question_id=g.question_id,
            nearness=near[g.question_id],
            days=max((now - g.asked_at) / timedelta(days=1), 0.0),
            accepted=g.accepted,
            doubted=g.doubted,
        )
        for g in given
    ]
    voted = expert_facts.votes(answers, overlaps)
    similar = {q for mine in voted.values() for q in mine.similar}
    about = store.topics_of(*at, similar, list(names)) if similar and names else {}
    for id_ in facts.keys() & voted.keys():
        _take(facts[id_], voted[id_], about, names)
    for question_id, person_id in store.refusals(*at, closest):
        if person_id in facts:
            mine = facts[person_id]
            mine.not_mine = max(mine.not_mine, near[question_id])


def _take(
    mine: Facts, voted: Votes, about: Mapping[int, list[int]], names: Mapping[int, str]
) -> None:
    mine.near, mine.nearest = voted.near, voted.nearest
    mine.accepted, mine.worded = voted.accepted, voted.worded
    mine.similar = len(voted.similar)
    counts: dict[int, int] = {}
    for question_id in voted.similar:
        for topic_id in about.get(question_id, ()):
            counts[topic_id] = counts.get(topic_id, 0) + 1
    if counts:
        best = max(sorted(counts), key=lambda t: counts[t])
        if counts[best] * 2 >= mine.similar:
            mine.similar, mine.similar_topic = counts[best], names[best]


def _weights(uow: UnitOfWork, *, lock: bool = False) -> list[float]:
    own = expert_lessons.weights(uow.session, uow.organization_id, lock=lock)
    return [own.get(name, PRIOR[name]) for name in FEATURES]


def _keep(
    uow: UnitOfWork, question_id: int, found: Compared, ordered_by: list[float], now: datetime
) -> None:
    order = sorted(range(len(ordered_by)), key=lambda i: -ordered_by[i])[:LESSON]
    compared = [(found.facts[i].person_id, found.features[i]) for i in order]
    expert_lessons.keep(uow.session, uow.organization_id, question_id, compared, now)


def reserve(uow: UnitOfWork, person_id: int, question_id: int, cap: int) -> bool:
    """Take a place in somebody's week, the seven days until now; False when `cap` are taken."""
    return expert_reservations.reserve(
        uow.session, uow.organization_id, person_id, question_id, uow.now, cap
    )


def recount(
    uow: UnitOfWork, tell: Callable[[int], object] | None = None, only: int | None = None
) -> int:
    """Work out again from the stored answers who answers what; how many counted.

    An anonymous asker's answer to their own question counts as little as a named one's, as long as
    the transaction has the secret. `tell` and `only` are `store.expert_activity.recount`'s.
    """
    at = uow.session, uow.organization_id

    def is_own(question_id: int, person_id: int) -> bool:
        return anonymity.is_it(uow, question_id, Person(person_id, ""))

    return expert_activity.recount(*at, tell, only, is_own)


def answered(uow: UnitOfWork, question_id: int, author_id: int) -> None:
    """Somebody's answer was stored (call it after that, in the same transaction).

    Their second answer to the same question, or an answer to their own, changes nothing.
    """
    at = uow.session, uow.organization_id
    deed = store.deed(*at, question_id, author_id)
    if deed is None:
        return
    if deed.times > 1 or deed.is_own:
        expert_activity.seen(*at, author_id, uow.now)
        return
    expert_activity.answered(
        *at,
        author_id,
        deed.topic_ids,
        was_first=deed.was_first,
        newcomer=deed.asker_id is not None
        and not store.has_asked(*at, deed.asker_id, but=question_id),
        at=uow.now,
    )
    _learn(uow, question_id, author_id)


def _learn(uow: UnitOfWork, question_id: int, author_id: int) -> None:
    compared = expert_lessons.kept(uow.session, uow.organization_id, question_id)
    ids = [id_ for id_, _ in compared]
    fit = all(len(own) == len(FEATURES) for _, own in compared)
    if author_id not in ids or not fit:
        return
    moved = rules.learned(
        _weights(uow, lock=True), [own for _, own in compared], ids.index(author_id)
    )
    expert_lessons.set_weights(
        uow.session, uow.organization_id, dict(zip(FEATURES, moved, strict=True))
    )


def asked_something(uow: UnitOfWork, person_id: int) -> None:
    """Somebody asked by name: they are about. Never call it for who asks anonymously."""
    expert_activity.seen(uow.session, uow.organization_id, person_id, uow.now)


def not_my_topic(uow: UnitOfWork, question_id: int, person_id: int) -> None:
    """Somebody who was asked says that it is not their topic: it counts for what is like it.

    Their request keeps the state; this is about the question's topics.
    """
    at = uow.session, uow.organization_id
    topic_ids = store.topic_ids(*at, question_id)
    expert_activity.not_mine(*at, person_id, topic_ids, uow.now)
