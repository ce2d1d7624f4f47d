"""Who may see a question and do what to an answer, and the errors of doing it anyway."""

from __future__ import annotations

from bot.events import Conversation, Person
from bot.services import experts
from bot.services import question_access as access
from bot.services.question_access import Gone, NotAllowed
from bot.store import answers as store
from bot.store import colleagues, conversations, questions, roles
from bot.store import question_requests as requests
from bot.store.answers import Answer
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork

__all__ = ["Gone", "Merged", "NotAllowed", "OwnAnswer"]

FARTHEST = 20
"""How many merged questions are followed until the best one."""


class OwnAnswer(NotAllowed):
    """It is their own answer, and somebody else's to judge."""


class Merged(Gone):
    """The question is a duplicate by now: what is decided is decided about the best one."""

    def __init__(self, into_id: int) -> None:
        super().__init__(into_id)
        self.into_id = into_id


def sees(
    uow: UnitOfWork, question: Question, person: Person, here: Conversation | None = None
) -> bool:
    """Whether somebody may read a question and its answers.

    What moderators hid they alone read. What was asked in a closed circle is for those who are in
    it, as far as anybody here knows: whoever asks from there, was asked, or took part. Guests see
    what goes on where they are.
    """
    if not question.is_readable:
        return question.withdrawn_at is None and moderates(uow, question, person)
    at = uow.session, uow.organization_id
    own = roles.standings(*at, [person.id]).get(person.id)
    if own is None or own.is_bot:
        return False
    if not own.is_guest and is_open(uow, question):
        return True
    is_asked_here = question.conversation_id is not None and not question.is_private
    if is_asked_here and place(uow, here) == question.conversation_id:
        return True
    if access.is_asker(uow, question, person):
        return True
    if requests.get(*at, question.id, person.id) is not None:
        return True
    if any(a.author == person for a in store.of_question(*at, question.id)):
        return True
    return access.is_moderator(uow, person)


def is_open(uow: UnitOfWork, question: Question) -> bool:
    """Whether every colleague may find a question: asked privately or in a closed circle is not."""
    if question.is_private or not question.is_readable:
        return False
    place = question.conversation_id
    return place is None or (
        colleagues.open_channel(uow.session, uow.organization_id, place) is not None
    )


def place(uow: UnitOfWork, here: Conversation | None) -> int | None:
    """The stored id of where somebody is; None when nothing was ever said there."""
    if here is None or uow.workspace_id is None:
        return None
    return conversations.known(uow.session, uow.organization_id, uow.workspace_id, here.address)


def seen(
    uow: UnitOfWork, question_id: int, person: Person, here: Conversation | None = None
) -> Question:
    """A question that this person may read; nothing is locked. Raises Gone."""
    question = questions.get(uow.session, uow.organization_id, question_id)
    if question is None or not sees(uow, question, person, here):
        raise Gone
    return question


def best_of(uow: UnitOfWork, question: Question) -> Question:
    """What a merged question was merged into in the end."""
    for _ in range(FARTHEST):
        if question.merged_into_id is None:
            return question
        into = questions.get(uow.session, uow.organization_id, question.merged_into_id)
        if into is None:
            return question
        question = into
    return question


def both(
    uow: UnitOfWork, answer_id: int, person: Person, here: Conversation | None = None
) -> tuple[Question, Answer]:
    """An answer that is there and its question, locked, if this person may see them. Raises Gone.

    The question is locked first, as everywhere.
    """
    at = uow.session, uow.organization_id
    looked = store.look(*at, answer_id)
    if looked is None:
        raise Gone
    question = questions.get(*at, looked.question_id, lock=True)
    answer = store.get(*at, answer_id)
    if question is None or answer is None or not question.is_readable or not answer.is_there:
        raise Gone
    if not sees(uow, question, person, here):
        raise Gone
    return question, answer


def moderates(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """Who hides and restores: administrators everywhere, owners about their topics."""
    return access.is_moderator(uow, person) or access.is_owner(uow, question, person)


def may_accept(uow: UnitOfWork, question: Question, answer: Answer, person: Person) -> bool:
    """The asker, and experts of the topic unless it is their own. Raises OwnAnswer for those."""
    if access.is_asker(uow, question, person):
        return True
    if not access.may_accept(uow, question, person):
        return False
    if answer.author == person:
        raise OwnAnswer
    return True


def may_verify(uow: UnitOfWork, question: Question, answer: Answer, person: Person) -> bool:
    """Who vouches for an answer: an owner, a moderator, an expert who didn't write it.

    Its author where the topics have no owner: then it is the author who is asked.
    """
    if moderates(uow, question, person):
        return True
    if answer.author == person:
        return not experts.owners(uow, question.topics)
    return experts.is_expert(uow, person, question.topics)


def may_change(uow: UnitOfWork, question: Question, answer: Answer, person: Person) -> bool:
    """Who edits and retires an answer: its author, an owner, a moderator."""
    return answer.author == person or moderates(uow, question, person)


def may_merge(uow: UnitOfWork, question: Question, person: Person) -> bool:
    """Who says that it is the same as another, or not after all: an owner, a moderator, an expert.

    And its asker while it is open, or points to another: an accepted answer helps others too.
    """
    if moderates(uow, question, person) or experts.is_expert(uow, person, question.topics):
        return True
    is_undecided = question.is_open or question.merged_into_id is not None
    return is_undecided and access.is_asker(uow, question, person)


def may_point_to(
    uow: UnitOfWork,
    question: Question,
    into: Question,
    person: Person,
    here: Conversation | None = None,
) -> bool:
    """Whether whoever sees a question may learn of the better one: it is open to all, or beside it.

    Who says so must see it too.
    """
    if not into.is_readable or not sees(uow, into, person, here):
        return False
    is_beside = question.conversation_id is not None and not (
        question.is_private or into.is_private
    )
    return is_open(uow, into) or (is_beside and into.conversation_id == question.conversation_id)
