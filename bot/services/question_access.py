"""Who may do what to a question, and the errors of doing it anyway."""

from __future__ import annotations

from bot.events import Person
from bot.services import anonymity, experts
from bot.store import question_requests as requests
from bot.store import questions as store
from bot.store import roles
from bot.store.models import Role
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork

MOST_ANONYMOUS = 200
"""Open anonymous questions whose marks are looked at for somebody's own, the newest ones."""


class NotAllowed(Exception):
    """The person may not do this to that question."""


class Gone(Exception):
    """There is no such question, or it is not in a state for this."""


def found(uow: UnitOfWork, question_id: int) -> Question:
    """A question whose words may be shown, locked until the transaction ends. Raises Gone."""
    question = store.get(uow.session, uow.organization_id, question_id, lock=True)
    if question is None or not question.is_readable:
        raise Gone
    return question


def is_asker(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """Whether this person asked it; an anonymous asker is known by their mark."""
    if question.asker is not None:
        return question.asker.id == person.id
    return anonymity.is_it(uow, question.id, person)


def is_moderator(uow: UnitOfWork, person: Person) -> bool:
    """Whether somebody decides about what is out of place."""
    return roles.role_of(uow.session, uow.organization_id, person.id) is Role.ADMIN


def is_owner(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """Whether somebody owns a topic of this question."""
    return any(person.id == owner.id for owner in experts.owners(uow, question.topics))


def may_see(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """A private question is for its asker, those who were asked, and moderators."""
    if not question.is_private or is_asker(uow, question, person):
        return True
    was_asked = requests.get(uow.session, uow.organization_id, question.id, person.id) is not None
    return was_asked or is_moderator(uow, person)


def may_accept(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """Who decides what answered it: the asker, and experts of its topics."""
    if is_asker(uow, question, person):
        return True
    return experts.is_expert(uow, person, question.topics) and may_see(uow, question, person)


def may_close(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """The asker, an owner of its topics, a moderator."""
    return (
        is_asker(uow, question, person)
        or is_owner(uow, question, person)
        or is_moderator(uow, person)
    )


def own_open(uow: UnitOfWork, person: Person, most: int) -> list[Question]:
    """What somebody asked and waits for, the newest first; what they asked anonymously too."""
    at = uow.session, uow.organization_id
    named = store.open_by(*at, person.id, most)
    anonymous = [
        question
        for question_id in store.open_anonymous(*at, MOST_ANONYMOUS)
        if anonymity.is_it(uow, question_id, person)
        and (question := store.get(*at, question_id)) is not None
    ]
    return sorted([*named, *anonymous], key=lambda q: (q.asked_at, q.id), reverse=True)[:most]
