"""Flagging what is out of place, and what moderators make of it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Conversation, Person
from bot.rules import answers as rules
from bot.services import answer_access as access
from bot.services import answer_cards, deeds, experts, question_cards
from bot.services.answer_access import Gone, NotAllowed
from bot.store import answers, questions, roles
from bot.store import flags as store
from bot.store.answers import Answer
from bot.store.flags import Flagged, Subject
from bot.store.models import Role
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork
from bot.views import flags as views

MOST_READ = 200
"""Flagged things that are looked through for those that are somebody's to decide."""


class TooManyFlags(Exception):
    """Somebody raised as many flags as one person may in a day."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something flagged or hidden, with its words."""

    subject: Subject
    question: Question
    answer: Answer | None
    flagged: Flagged | None = None


def flag(
    uow: UnitOfWork,
    actor: Person,
    subject: Subject,
    why: str,
    here: Conversation | None = None,
) -> bool:
    """Tell the moderators; False when this person flagged it before.

    Whoever sees it may; nobody but moderators learns of it, and they don't learn who. Raises
    Gone, TooManyFlags.
    """
    shown = _shown(uow, subject)
    if shown is None or not access.sees(uow, shown.question, actor, here):
        raise Gone
    if not _is_readable(shown):
        raise Gone
    at = uow.session, uow.organization_id
    if store.is_flagged_by(*at, subject, actor.id):
        return False
    since = uow.now - rules.FLAG_SPAN
    if store.raised_since(*at, actor.id, since) >= rules.MOST_FLAGS:
        raise TooManyFlags
    if not store.add(*at, subject, actor.id, why.strip()[: rules.WHY_LENGTH], uow.now):
        return False
    decided = store.decided(*at, subject)
    for moderator in moderators(uow, shown.question):
        uow.post(
            views.flagged(shown.question, shown.answer, subject, why.strip()),
            to=moderator,
            key=f"flag:{subject}:{moderator.id}:{decided}",
            kind="question.flag",
        )
    return True


def moderators(uow: UnitOfWork, question: Question) -> list[Person]:
    """Who decides about a question: administrators, and owners of its topics."""
    own = {p.id: p for p in roles.admins(uow.session, uow.organization_id)}
    return list((own | {p.id: p for p in experts.owners(uow, question.topics)}).values())


def decide(uow: UnitOfWork, actor: Person, subject: Subject, *, hide: bool, why: str = "") -> Shown:
    """Hide something, or keep it, and close its flags; an audit row says who did.

    Keeping what nobody flagged changes nothing. Raises NotAllowed, Gone.
    """
    shown = _moderated(uow, actor, subject)
    if not _is_readable(shown):
        raise Gone
    at = uow.session, uow.organization_id
    decision = store.HIDDEN if hide else store.KEPT
    closed = store.decide(*at, subject, decision, actor.id, uow.now)
    if hide:
        store.set_hidden(*at, subject, uow.now)
        if shown.answer is not None:
            deeds.answer_is_gone(uow, shown.answer)
        _shown_anew(uow, shown.question)
    if hide or closed:
        store.audit(*at, actor.id, f"{subject.kind}.{decision}", str(subject), uow.now)
    return shown


def restore(uow: UnitOfWork, actor: Person, subject: Subject) -> Shown:
    """Show again what was hidden. Raises NotAllowed, Gone."""
    shown = _moderated(uow, actor, subject)
    thing = shown.question if shown.answer is None else shown.answer
    if thing.hidden_at is None:
        raise Gone
    at = uow.session, uow.organization_id
    store.set_hidden(*at, subject, None)
    if shown.answer is not None:
        deeds.answer_is_back(uow, shown.question, shown.answer)
    store.audit(*at, actor.id, f"{subject.kind}.restored", str(subject), uow.now)
    _shown_anew(uow, shown.question)
    return shown


def waiting(uow: UnitOfWork, actor: Person, most: int) -> list[Shown]:
    """What waits for this moderator's decision, the longest waiting first."""
    at = uow.session, uow.organization_id
    made: list[Shown] = []
    for flagged in store.open_(*at, MOST_READ):
        shown = _shown(uow, flagged.subject, flagged)
        if shown is None or not _is_readable(shown):
            continue
        if access.moderates(uow, shown.question, actor):
            made.append(shown)
        if len(made) == most:
            break
    return made


def hidden(uow: UnitOfWork, actor: Person, most: int) -> list[Shown]:
    """What is hidden and this moderator may show again, the latest first."""
    at = uow.session, uow.organization_id
    found = (_shown(uow, subject) for subject in store.hidden(*at, MOST_READ))
    made = [s for s in found if s is not None and access.moderates(uow, s.question, actor)]
    return made[:most]


def is_moderator(uow: UnitOfWork, actor: Person) -> bool:
    """Whether somebody decides about anything: an administrator, or an owner of some topic."""
    at = uow.session, uow.organization_id
    return roles.role_of(*at, actor.id) is Role.ADMIN or store.owns_a_topic(*at, actor.id)


def _shown(uow: UnitOfWork, subject: Subject, flagged: Flagged | None = None) -> Shown | None:
    at = uow.session, uow.organization_id
    answer = None
    question_id = subject.id
    if subject.kind == "answer":
        answer = answers.look(*at, subject.id)
        if answer is None:
            return None
        question_id = answer.question_id
    question = questions.get(*at, question_id)
    return None if question is None else Shown(subject, question, answer, flagged)


def _is_readable(shown: Shown) -> bool:
    """Whether its words are still there for all."""
    if shown.answer is not None and not shown.answer.is_there:
        return False
    return shown.question.is_readable


def _moderated(uow: UnitOfWork, actor: Person, subject: Subject) -> Shown:
    shown = _shown(uow, subject)
    if shown is None or shown.question.withdrawn_at is not None:
        raise Gone
    if shown.answer is not None and shown.answer.deleted_at is not None:
        raise Gone
    if not access.moderates(uow, shown.question, actor):
        raise NotAllowed
    questions.get(uow.session, uow.organization_id, shown.question.id, lock=True)
    return _shown(uow, subject) or shown


def _shown_anew(uow: UnitOfWork, question: Question) -> None:
    uow.index.changed(uow.session, uow.organization_id, question.id)
    question_cards.refresh(uow, question.id)
    answer_cards.refresh_of(uow, question.id)
