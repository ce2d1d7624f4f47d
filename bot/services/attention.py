"""Reaching somebody unasked: within their hours, not too often, several things in one message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.events import Person
from bot.messages import Message
from bot.rules.attention import PATIENCE, Prompt, Weight, moment_for, next_day
from bot.rules.rhythm import Choices, rhythm_of
from bot.rules.working_time import Away, Rhythm, local_day, stretch_end
from bot.settings import Attention
from bot.store import attention as store
from bot.store import unasked
from bot.store.models import Urgency, WhenUnsure
from bot.store.unasked import Unasked, Waiting
from bot.store.unit_of_work import UnitOfWork
from bot.views import attention as views

BACK = timedelta(days=2)
"""How far somebody's calendar may be from UTC's, and a day to spare."""
CHOICES = tuple(f.name for f in fields(Choices))


class Outcome(StrEnum):
    """What became of a prompt."""

    SENT = "sent"
    """It leaves with this transaction."""
    WAITS = "waits"
    """It leaves at a moment to come, alone or merged with others."""
    LAPSED = "lapsed"
    """There is no moment for it before it is worth nothing."""
    KNOWN = "known"
    """It was taken before; nothing changed."""


def rhythms(uow: UnitOfWork, house: Attention, person_ids: Iterable[int]) -> dict[int, Rhythm]:
    """Person id → when they may be written to, as it stands now; two queries a thousand people."""
    since = uow.now.date() - BACK
    found = store.hours(uow.session, uow.organization_id, person_ids, since)
    return {id_: as_rhythm(house, hours, uow.now) for id_, hours in found.items()}


def as_rhythm(house: Attention, hours: store.Hours, now: datetime) -> Rhythm:
    """The stored hours of somebody as rules know them."""
    away = tuple(Away(a.first, a.last) for a in hours.away)
    return rhythm_of(house, choices(hours), away, hours.zone, now)


def choices(hours: store.Hours) -> Choices:
    """What of somebody's hours they chose themselves."""
    return Choices(**{name: getattr(hours, name) for name in CHOICES})


def reach(
    uow: UnitOfWork,
    house: Attention,
    person: Person,
    message: Message,
    *,
    key: str,
    kind: str,
    weight: Weight = Weight.CAN_WAIT,
    due: datetime | None = None,
    expires_at: datetime | None = None,
    merge: str = "",
    at_prompt_time: bool = False,
    when_unsure: WhenUnsure = WhenUnsure.RESEND,
    rhythm: Rhythm | None = None,
) -> Outcome:
    """Write to somebody who did not just ask for it, when and if they want to be written to.

    `key` is unique in the organization, as of every post: the same again changes nothing. `due`
    (aware) is not before when, `expires_at` from when on it is worth nothing. What has the same
    `merge` word and waits for the same day becomes one message; its buttons must not replace it.
    `rhythm` is the person's, when the caller has looked up many at once.
    """
    at = uow.session, uow.organization_id
    if unasked.is_known(*at, key):
        return Outcome.KNOWN
    if rhythm is None:
        rhythm = rhythms(uow, house, [person.id])[person.id]
    prompt = Prompt(key, due or uow.now, weight, expires_at, merge, at_prompt_time)
    waiting = []
    if merge:
        waiting = _joinable(unasked.waiting(*at, person.id, uow.now, merge), message)
    new = _Wanted(uow, person.id, rhythm, prompt, message.model_dump_json() if merge else "")
    found = _find_room(uow, person.id, rhythm, prompt, waiting)
    if found is None:
        return Outcome.LAPSED
    moment, other = found
    if other is not None:
        return new.join(other, moment)
    day = local_day(rhythm, moment)
    if not new.note(key, day):
        store.give_back(*at, person.id, day)
        return Outcome.KNOWN
    uow.post(
        message,
        to=person,
        key=key,
        kind=kind,
        urgency=Urgency.BULK if weight is Weight.CAN_WAIT else Urgency.NOW,
        when_unsure=when_unsure,
        not_before=moment,
        expires_at=expires_at,
        not_after=stretch_end(rhythm, moment),
    )
    return Outcome.SENT if moment <= uow.now else Outcome.WAITS


def _joinable(waiting: Sequence[Waiting], message: Message) -> list[Waiting]:
    """Those that one more message fits into."""
    return [w for w in waiting if views.fit_together([*_said(w), message])]


def _said(post: Waiting) -> list[Message]:
    return [Message.model_validate_json(p.body) for p in post.prompts if p.body]


def _find_room(
    uow: UnitOfWork, person_id: int, rhythm: Rhythm, prompt: Prompt, waiting: Sequence[Waiting]
) -> tuple[datetime, Waiting | None] | None:
    """The first moment that has room, counted already; or that of a message it can join."""
    most = None if prompt.weight is Weight.PROMISED else rhythm.most
    if most == 0:
        return None
    since = uow.now
    for _ in range(PATIENCE):
        moment = moment_for(rhythm, prompt, since)
        if moment is None:
            return None
        day = local_day(rhythm, moment)
        for other in waiting:
            if local_day(rhythm, other.at) == day and _fits(other, prompt, moment):
                return max(other.at, moment), other
        if store.take(uow.session, uow.organization_id, person_id, day, most):
            return moment, None
        since = next_day(rhythm, moment)
    return None


def _fits(other: Waiting, prompt: Prompt, moment: datetime) -> bool:
    ends = [prompt.expires_at, *(p.expires_at for p in other.prompts)]
    return all(end is None or max(other.at, moment) < end for end in ends)


class _Wanted:
    """A prompt on its way into a post."""

    def __init__(
        self, uow: UnitOfWork, person_id: int, rhythm: Rhythm, prompt: Prompt, body: str
    ) -> None:
        self.uow, self.person_id, self.rhythm = uow, person_id, rhythm
        self.prompt, self.body = prompt, body

    def note(self, post_key: str, day: date) -> bool:
        """Write down in which post it stands; False when it was known."""
        prompt = self.prompt
        new = Unasked(
            key=prompt.key,
            person_id=self.person_id,
            post_key=post_key,
            merge=prompt.merge,
            weight=prompt.weight,
            due_at=prompt.due,
            expires_at=prompt.expires_at,
            at_prompt_time=prompt.at_prompt_time,
            day=day,
            body=self.body,
        )
        return unasked.add(self.uow.session, self.uow.organization_id, new)

    def join(self, other: Waiting, moment: datetime) -> Outcome:
        """Stand in a message that waits already."""
        if not self.note(other.post_key, local_day(self.rhythm, moment)):
            return Outcome.KNOWN
        ends = (other.expires_at, self.prompt.expires_at)
        unasked.move(
            self.uow.session,
            self.uow.organization_id,
            other.post_key,
            moment,
            local_day(self.rhythm, moment),
            not_after=stretch_end(self.rhythm, moment),
            expires_at=None if None in ends else max(e for e in ends if e is not None),
            body=_together([*(p.body for p in other.prompts), self.body]).model_dump_json(),
        )
        return Outcome.WAITS


def _together(bodies: Sequence[str]) -> Message:
    return views.together([Message.model_validate_json(body) for body in bodies if body])


def revise(uow: UnitOfWork, key: str, message: Message | None) -> None:
    """Make a prompt say this instead, sent or not, wherever it stands; None takes it away.

    What others said in the same message stays. One that waited and is taken away is not counted.
    """
    at = uow.session, uow.organization_id
    shared = unasked.of_post(*at, key)
    if not shared:
        uow.revise(key, message)
        return
    post_key = shared[0].post_key
    said = {p.key: p.body for p in shared}
    said[key] = message.model_dump_json() if message is not None else ""
    if len(shared) > 1:
        unasked.say(*at, key, said[key])
    left = [body for body in said.values() if body]
    if not left and unasked.waits(*at, post_key):
        store.give_back(*at, shared[0].person_id, shared[0].day)
    uow.revise(post_key, _together(left) if left else None)


def replan(uow: UnitOfWork, house: Attention, person: Person) -> None:
    """What waits for somebody finds its moment anew: their hours are others, or it was missed."""
    at = uow.session, uow.organization_id
    rhythm = rhythms(uow, house, [person.id])[person.id]
    waiting = unasked.waiting(*at, person.id, uow.now)
    for post in waiting:
        store.give_back(*at, person.id, post.prompts[0].day)
    for post in sorted(waiting, key=lambda w: (-_weight(w), w.at, w.post_key)):
        prompt = Prompt(
            post.post_key,
            max(p.due_at for p in post.prompts),
            Weight(_weight(post)),
            post.expires_at,
            at_prompt_time=any(p.at_prompt_time for p in post.prompts),
        )
        found = _find_room(uow, person.id, rhythm, prompt, [])
        if found is None:
            unasked.lapse(*at, post.post_key)
            continue
        moment = found[0]
        day = local_day(rhythm, moment)
        unasked.move(
            *at,
            post.post_key,
            moment,
            day,
            expires_at=post.expires_at,
            not_after=stretch_end(rhythm, moment),
        )


def _weight(post: Waiting) -> int:
    return max(p.weight for p in post.prompts)
