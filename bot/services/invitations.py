"""Turning sessions into invitations for one person: a time each, or a whole series as one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.events import Person
from bot.rules.invitations import Invitation, Part, Party, Time
from bot.rules.sessions import moments
from bot.rules.signups import Answer
from bot.services.sessions import text
from bot.store import calendars as store
from bot.store import sessions
from bot.store.sessions import Occurrence, Planned
from bot.store.unit_of_work import UnitOfWork
from bot.views import calendars as views

PARTS = {
    Answer.GOING: Part.ACCEPTED,
    Answer.MAYBE: Part.TENTATIVE,
    Answer.WAITING: Part.TENTATIVE,
    Answer.CANT: Part.DECLINED,
}


def hosts(person: Person, session: Planned) -> bool:
    """Whether somebody announced a session, helps with it or speaks at it."""
    known = (session.facilitator, *session.speakers, *session.cohosts)
    return any(person.id == p.id for p in known)


def single(uow: UnitOfWork, person: Person, occurrence: Occurrence, answer: str) -> Invitation:
    """One occurrence for one person; `answer` is what they said, or empty."""
    return _Writer(uow, person, [occurrence]).single(occurrence, answer)


def several(
    uow: UnitOfWork, person: Person, found: Sequence[Occurrence], answers: Mapping[int, str]
) -> list[Invitation]:
    """These occurrences for one person; a series they attend all of is one invitation."""
    writer = _Writer(uow, person, found)
    made: list[Invitation] = []
    rest = list(found)
    for session in {o.session.id: o.session for o in found if o.session.rule}.values():
        whole = writer.whole(session)
        if whole is not None:
            invitation, members = whole
            made.append(invitation)
            rest = [o for o in rest if o.id not in members]
    return made + [writer.single(o, answers.get(o.id, "")) for o in rest]


class _Writer:
    """Writes invitations for one person."""

    def __init__(self, uow: UnitOfWork, person: Person, found: Sequence[Occurrence]) -> None:
        self._at = uow.session, uow.organization_id
        self._person = person
        facilitators = {o.session.facilitator.id for o in found}
        self._emails = store.emails(*self._at, {*facilitators, person.id})
        founded = store.founded_at(*self._at)
        self._realm = f"potluck:{uow.organization_id}:{founded.isoformat()}"

    def single(self, occurrence: Occurrence, answer: str) -> Invitation:
        """One occurrence."""
        return self._invitation(
            occurrence.session,
            f"occurrence:{occurrence.id}",
            _time(occurrence),
            self._part(occurrence.session, answer),
        )

    def whole(self, session: Planned) -> tuple[Invitation, frozenset[int]] | None:
        """A series as one, and which occurrences are in it; None if the person picks some of it."""
        if session.wall is None:
            return None
        by_wall = {o.meant_for: o for o in sessions.of_session(*self._at, session.id)}
        walls = [m.wall for m in moments(session.wall, session.zone, session.rule)]
        members = {w: by_wall[text(w)] for w in walls if text(w) in by_wall}
        live = [o.id for o in members.values() if not o.is_off]
        answers = store.answers_of(*self._at, self._person.id, live)
        parts = {self._part(session, answers.get(id_, "")) for id_ in live}
        if parts not in ({Part.ACCEPTED}, {Part.TENTATIVE}):
            return None
        exceptions = []
        for wall in walls:
            as_ruled = Time(wall, session.minutes)
            kept = members.get(wall)
            really = replace(as_ruled, is_off=True) if kept is None else _time(kept)
            if really != as_ruled:
                exceptions.append((wall, really))
        first = Time(session.wall, session.minutes)
        made = self._invitation(session, f"session:{session.id}", first, parts.pop())
        made = replace(made, rule=session.rule, exceptions=tuple(exceptions))
        return made, frozenset(o.id for o in members.values())

    def _part(self, session: Planned, answer: str) -> Part:
        """Whoever runs a session is expected there, unless they said otherwise."""
        if answer:
            return PARTS[Answer(answer)]
        return Part.ACCEPTED if hosts(self._person, session) else Part.NEEDS_ACTION

    def _invitation(self, session: Planned, name: str, time: Time, part: Part) -> Invitation:
        return Invitation(
            # Unlike that of any other Potluck, and without a word about what or where it is.
            uid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._realm}:{name}")),
            sequence=session.revision,
            title=session.title,
            zone=session.zone,
            time=time,
            organizer=self._party(session.facilitator),
            attendee=self._party(self._person),
            part=part,
            description=views.description(session),
            place=session.place,
            topics=session.topics,
        )

    def _party(self, person: Person) -> Party:
        return Party(person.id, person.name, self._emails.get(person.id, ""))


def _time(occurrence: Occurrence) -> Time:
    minutes = int((occurrence.ends_at - occurrence.starts_at).total_seconds() // 60)
    return Time(occurrence.wall, minutes, occurrence.is_off)
