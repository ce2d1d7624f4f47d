"""The digest of one's own week: for whoever asked for it, and for nobody else's eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.events import Person
from bot.rules import personal as rules
from bot.rules.memory import Memory
from bot.rules.personal import Known
from bot.rules.signups import Answer
from bot.services.digest_kinds import Digest, Wanted
from bot.settings import Settings
from bot.settings.digests import Rhythmic
from bot.store import badges, digest_readers, kudos, questions, session_lists, sessions, threads
from bot.store import personal as store
from bot.store.badges import Award
from bot.store.digest_readers import Near
from bot.store.kudos import Thanks
from bot.store.models import DeedKind, DigestKind
from bot.store.personal import Answered, Did
from bot.store.questions import Question
from bot.store.sessions import Occurrence
from bot.store.threads import Card
from bot.store.unit_of_work import UnitOfWork
from bot.views import personal as views
from bot.views.personal import Earned, Own

SOON = timedelta(days=8)
"""How far ahead sessions are told of that somebody signed up for."""
LATELY = timedelta(days=90)
"""What somebody did in this time says what they care about."""
MOST = 3
"""Lines of each sort."""
MOST_SESSIONS = 60
"""Sessions ahead that are looked through for suiting ones."""
COMES = (Answer.GOING, Answer.MAYBE, Answer.WAITING)


class PersonalDigests:
    """How personal digests are made."""

    kind = DigestKind.PERSONAL

    def house(self, settings: Settings) -> Rhythmic:
        """What the operator says about them."""
        return settings.digests.personal

    def is_wanted(self, chosen: bool | None) -> bool:
        """Only who asked for it gets it."""
        return chosen is True

    def is_for(self, uow: UnitOfWork, settings: Settings, person: Person) -> bool:
        """Everybody can have it."""
        return True

    def readers(
        self,
        uow: UnitOfWork,
        settings: Settings,
        since: object,
        after: int,
        most: int,
        near: Near | None = None,
    ) -> list[Person]:
        """Those who asked for it."""
        at = uow.session, uow.organization_id
        return digest_readers.opted_in(*at, self.kind, after, most, near)

    def compose(
        self, uow: UnitOfWork, settings: Settings, wanted: Sequence[Wanted]
    ) -> dict[int, Digest]:
        """Everybody's own week; who has nothing to be told is missing."""
        found = _find(uow, settings, wanted)
        out = {}
        for one in wanted:
            own = found.of(one)
            if not own.is_empty:
                out[one.person.id] = Digest(views.digest(own))
        return out


@dataclass(frozen=True, slots=True)
class _Found:
    """What the queries for many people brought; each takes their own from it."""

    uow: UnitOfWork
    settings: Settings
    awards: Mapping[int, Sequence[Award]]
    did: Mapping[int, Sequence[Did]]
    thanks: Mapping[int, Thanks]
    answers: Mapping[int, Answered]
    occurrences: Mapping[int, Occurrence]
    signed: Mapping[int, Mapping[int, str]]
    ahead: Sequence[Occurrence]
    topics: Mapping[int, set[str]]
    owned: Mapping[int, set[str]]
    open: Sequence[Question]
    cards: Mapping[int, Sequence[store.Card]]
    ways: Mapping[str, Card]

    def of(self, wanted: Wanted) -> Own:
        """What one person is told."""
        id_, now = wanted.person.id, self.uow.now
        retention = self.settings.recall.desired_retention
        did = [
            d
            for d in self.did.get(id_, ())
            if wanted.period.begins_at <= d.at < wanted.period.ends_at
        ]
        signed = self.signed.get(id_, {})
        free = [
            o.session
            for o in self.ahead
            if o.id not in signed
            and wanted.person not in (*o.session.speakers, o.session.facilitator)
        ]
        suits = {s.id for s in rules.suiting(free, self.topics.get(id_, ()), MOST)}
        known = [_known(card) for card in self.cards.get(id_, ())]
        mine = self.owned.get(id_, set())
        return Own(
            period=wanted.period,
            attended=tuple(self._occurrences(did, DeedKind.SESSION_ATTENDED)),
            strong=rules.strong(known, now, retention),
            cards=len(known),
            thanks=tuple(
                self.thanks[d.id]
                for d in did
                if d.kind is DeedKind.KUDOS_RECEIVED and d.id in self.thanks
            ),
            accepted=tuple(self._answers(did, DeedKind.ANSWER_ACCEPTED)),
            helped=tuple(self._answers(did, DeedKind.ANSWER_HELPED)),
            given=tuple(self._occurrences(did, DeedKind.SESSION_GIVEN)),
            earned=tuple(
                Earned(badge.name, a.level, a.topic or "")
                for a in self.awards.get(id_, ())
                if wanted.period.begins_at <= a.given_at < wanted.period.ends_at
                and (badge := self.settings.badges.by_key(a.badge)) is not None
            ),
            coming=tuple(
                (self.occurrences[o], Answer(answer))
                for o, answer in signed.items()
                if o in self.occurrences and answer in COMES
            ),
            suits=tuple(o for o in self.ahead if o.session.id in suits and o.id not in signed),
            fading=tuple(rules.fading(known, now, retention, MOST)),
            open=tuple(q for q in self.open if set(q.topics) & mine)[:MOST],
            ways=self.ways,
        )

    def _occurrences(self, did: Iterable[Did], kind: DeedKind) -> list[Occurrence]:
        ids = [d.id for d in did if d.kind is kind]
        return [self.occurrences[id_] for id_ in ids if id_ in self.occurrences]

    def _answers(self, did: Iterable[Did], kind: DeedKind) -> list[Answered]:
        ids = dict.fromkeys(d.id for d in did if d.kind is kind)
        return [self.answers[id_] for id_ in ids if id_ in self.answers]


def _find(uow: UnitOfWork, settings: Settings, wanted: Sequence[Wanted]) -> _Found:
    at, ids = (uow.session, uow.organization_id), [w.person.id for w in wanted]
    begins = min(w.period.begins_at for w in wanted)
    did = store.deeds(*at, ids, begins, max(w.period.ends_at for w in wanted))
    every = [d for each in did.values() for d in each]
    signed = store.signed_up(*at, ids, uow.now, uow.now + max(SOON, rules.AHEAD))
    thanked = _ids(every, DeedKind.KUDOS_RECEIVED)
    said = kudos.of(*at, thanked) if thanked else []
    thanks = {t.id: t for t in said if t.undone_at is None and t.hidden_at is None}
    answers = store.answers(
        *at, _ids(every, DeedKind.ANSWER_ACCEPTED) | _ids(every, DeedKind.ANSWER_HELPED)
    )
    met = _ids(every, DeedKind.SESSION_ATTENDED) | _ids(every, DeedKind.SESSION_GIVEN)
    upcoming = session_lists.upcoming(*at, uow.now, MOST_SESSIONS)
    ahead = [o for o in upcoming if uow.now < o.starts_at <= uow.now + rules.AHEAD]
    met |= {o for each in signed.values() for o in each}
    occurrences = {o.id: o for o in sessions.by_id(*at, met)}
    owned = store.owned(*at, ids)
    names = sorted(set().union(*owned.values()))
    open_ = questions.open_(*at, MOST_SESSIONS, names) if names else []
    about = {f"kudos:{id_}" for id_ in thanks}
    about |= {f"question:{a.question_id}" for a in answers.values()}
    about |= {f"question:{q.id}" for q in open_}
    about |= {f"session:{o.id}" for o in (*occurrences.values(), *ahead)}
    cards = threads.posted(*at, [f"{one}:card" for one in sorted(about)])
    awards: dict[int, list[Award]] = {}
    for award in badges.awards_of(*at, ids):
        awards.setdefault(award.person_id, []).append(award)
    return _Found(
        uow,
        settings,
        awards,
        did,
        thanks,
        answers,
        occurrences,
        signed,
        ahead,
        store.topics(*at, ids, uow.now - LATELY),
        owned,
        open_,
        store.memories(*at, ids),
        {key.removesuffix(":card"): card for key, card in cards.items()},
    )


def _ids(did: Iterable[Did], kind: DeedKind) -> set[int]:
    return {d.id for d in did if d.kind is kind}


def _known(card: store.Card) -> Known:
    m = card.memory
    memory = Memory(m.due_at, m.model_state, m.step, m.stability, m.difficulty, m.reviewed_at)
    return Known(card.topics, memory)
