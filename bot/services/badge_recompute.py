"""Recomputing badges: all that ever happened, through the rules as they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.rules.badges import Rules
from bot.services import anonymity, deeds
from bot.services import badge_history as history
from bot.settings import Badge, DeedKind, Settings
from bot.store import answers, badge_log, deed_history, questions
from bot.store import badges as store
from bot.store import deeds as deed_log
from bot.store.badges import NewAward
from bot.store.deeds import Deed
from bot.store.unit_of_work import UnitOfWork

AT_ONCE = 20_000
"""Deeds that are looked at together: what memory holds."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """People whose ids lie between two, both included, and how many deeds they did."""

    first: int
    last: int
    deeds: int


def fill(uow: UnitOfWork, source: deed_history.Source, after: int, last: int) -> int:
    """Write down the deeds that are missing of one stretch of what happened; how many.

    Nobody acts now, so nothing is earned by it: that is for recomputing.
    """
    return deed_history.fill(uow.session, uow.organization_id, source, after, last, uow.now)


def fill_anonymous(uow: UnitOfWork) -> int:
    """The same for answers to anonymous questions, whose askers only the secret recognises.

    Without it they stay out: nobody shall be thanked for answering themselves.
    """
    if not anonymity.can_seal(uow):
        return 0
    at = uow.session, uow.organization_id
    before = len(uow.done)
    for question_id in deed_history.anonymous(*at):
        question = questions.get(*at, question_id)
        if question is None:
            continue
        uow.did(*_anonymous(uow, question))
    number = len(uow.done) - before
    del uow.done[before:]
    return number


def _anonymous(uow: UnitOfWork, question: questions.Question) -> Iterator[Deed]:
    at = uow.session, uow.organization_id
    about, is_open = tuple(question.topics), deeds.is_told(uow, question)
    given = [
        answer
        for answer in answers.of_question(*at, question.id)
        if not anonymity.is_it(uow, question.id, answer.author)
    ]
    given.sort(key=lambda answer: (answer.given_at, answer.id))
    first = deeds.question_subject(question.id)
    somebody_is = bool(deed_log.of(*at, first))
    for n, answer in enumerate(given):
        if not answer.is_there:
            continue
        author = answer.author.id
        if not somebody_is and not any(_stood(other, answer.given_at) for other in given[:n]):
            kind = DeedKind.ANSWERED_FIRST
            yield Deed(kind, author, first, answer.given_at, None, is_open, about)
        if question.accepted_id == answer.id and answer.accepted_at is not None:
            kind, subject = DeedKind.ANSWER_ACCEPTED, deeds.answer_subject(answer.id)
            yield Deed(kind, author, subject, answer.accepted_at, None, is_open, about)


def _stood(answer: answers.Answer, at: datetime) -> bool:
    """Whether an answer was to be seen at a moment after it was given."""
    return all(gone is None or gone > at for gone in (answer.deleted_at, answer.hidden_at))


def stretches(uow: UnitOfWork) -> list[Stretch]:
    """Everybody with deeds, in stretches that fit into memory."""
    out: list[Stretch] = []
    first, number = 0, 0
    for person_id, own in badge_log.numbers(uow.session, uow.organization_id):
        first, number = first or person_id, number + own
        if number >= AT_ONCE:
            out.append(Stretch(first, person_id, number))
            first, number = 0, 0
    if number:
        out.append(Stretch(first, person_id, number))
    return out


def gains(uow: UnitOfWork, settings: Settings, stretch: Stretch) -> list[NewAward]:
    """What these people would have earned and were not given, by person and time."""
    badges = [badge for badge in settings.badges.kinds if badge.rule is not None]
    if not badges:
        return []
    at = uow.session, uow.organization_id
    log = badge_log.of_range(
        *at,
        stretch.first,
        stretch.last,
        history.kinds_of(badges),
        history.newness_of(badges),
    )
    return list(_gains(uow, settings, badges, log))


def _gains(
    uow: UnitOfWork, settings: Settings, badges: Sequence[Badge], log: Sequence[badge_log.Logged]
) -> Iterator[NewAward]:
    people = list(dict.fromkeys(deed.person_id for deed in log))
    rules = Rules(badges, history.topic_ids(uow, badges))
    weeks = history.Weeks(uow, settings.attention, people, badges)
    has = store.given(uow.session, uow.organization_id, people)
    for person_id, own in badge_log.by_person(log):
        for earned in history.replay(rules, weeks.of(person_id), own):
            if (person_id, earned.badge, earned.level, earned.topic_id) not in has:
                yield NewAward(
                    person_id,
                    earned.badge,
                    earned.level,
                    earned.topic_id,
                    earned.did.at,
                    earned.did.id,
                )


def apply(uow: UnitOfWork, settings: Settings, stretch: Stretch) -> list[NewAward]:
    """Give these people what they would have earned; what is new.

    They are not written to: a change of rules is no news of everybody's day. They find it under
    their badges.
    """
    new = gains(uow, settings, stretch)
    made = store.give(uow.session, uow.organization_id, new, uow.now)
    return [award for _, award in made]
