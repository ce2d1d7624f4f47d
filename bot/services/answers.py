"""Giving an answer: by the form, in the question's thread, or pointed out by a colleague."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Conversation, MessageRef, Person, Said
from bot.rules import answers as rules
from bot.services import answer_access as access
from bot.services import answer_cards as cards
from bot.services import (
    deeds,
    expert_choice,
    question_access,
    question_cards,
    question_steps,
    verification,
)
from bot.services.answer_access import Gone, NotAllowed
from bot.settings import Settings
from bot.store import answers as store
from bot.store import marked as pointed_out
from bot.store import question_requests as requests
from bot.store import questions, roles, threads
from bot.store.answers import Answer
from bot.store.marked import Marked
from bot.store.models import AnswerVia, RequestState
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork


class NotGiven(Exception):
    """An answer that can't be taken; nothing was written."""


class NothingSaid(NotGiven):
    """It has no words."""


class TooLong(NotGiven):
    """It has more characters than an answer holds."""

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length


class ShowsWhoAsked(NotGiven):
    """An anonymous asker would show who they are by answering."""


class InTheThread(NotAllowed):
    """It was said in a thread: its author edits the message there, and the answer follows."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that is there now."""

    answer: Answer
    question: Question
    is_new: bool
    was_settled: bool
    is_public: bool
    """Whether it is read by others than the asker."""


def give(
    uow: UnitOfWork,
    settings: Settings,
    author: Person,
    question_id: int,
    body: str,
    here: Conversation | None = None,
) -> Given:
    """Answer a question. Sent twice, it is there once.

    A merged question's answer goes to the best one; a settled one takes further answers. Raises
    Gone, or one of the NotGiven errors; then nothing was written.
    """
    body = body.strip()
    _check(body)
    question = _answerable(uow, question_id, author, here)
    if question.is_anonymous and question_access.is_asker(uow, question, author):
        raise ShowsWhoAsked
    before = _said_before(uow, question, author, body)
    if before is not None:
        return _given(question, before, is_new=False)
    made = store.add(
        uow.session,
        uow.organization_id,
        question.id,
        author.id,
        body,
        uow.now,
        via=AnswerVia.FORM,
    )
    return _given(question, _arrived(uow, settings, question, made), is_new=True)


def capture(
    uow: UnitOfWork,
    settings: Settings,
    author: Person,
    said: Said[Person],
    conversation: Conversation,
    ref: MessageRef,
) -> Answer | None:
    """A reply in a thread: an answer, if the thread is a question's and the words are one.

    The asker's own replies and bots' are none, nor what `rules.is_answer` leaves out.
    """
    if conversation.thread is None or not rules.is_answer(said):
        return None
    for question in in_thread(uow, conversation, conversation.thread):
        if question.is_private or question_access.is_asker(uow, question, author):
            continue
        place = uow.conversation_id(conversation)
        reply = Marked(author, place, ref.id, rules.words_of(said))
        return _keep(uow, settings, question, reply, AnswerVia.THREAD)
    return None


def mark(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    question_id: int,
    marked: Marked,
    here: Conversation | None,
) -> Given:
    """Somebody says that a message answers this question: it is kept as its author's answer.

    The asker's own message too, since a person decided. Marked twice, it is there once.
    Raises Gone, NothingSaid, ShowsWhoAsked.
    """
    if not marked.body:
        raise NothingSaid
    question = _answerable(uow, question_id, actor, here)
    if question.is_anonymous and question_access.is_asker(uow, question, marked.author):
        raise ShowsWhoAsked
    at = uow.session, uow.organization_id
    before = store.by_message(*at, marked.conversation_id, marked.message)
    if before is not None:
        if before.question_id != question.id or not before.is_there:
            raise Gone
        return _given(question, before, is_new=False)
    kept = _keep(uow, settings, question, marked, AnswerVia.SHORTCUT)
    if kept is None:
        raise NothingSaid
    return _given(question, kept, is_new=True)


def point_out(uow: UnitOfWork, actor: Person, marked: Marked) -> int:
    """Remember a message until this person says of which question it is an answer; its id."""
    made = pointed_out.keep(uow.session, uow.organization_id, actor.id, marked, uow.now)
    due = uow.now + rules.FORGET_MARK
    uow.plan("answer.unpicked", key=f"answer.unpicked:{made}", due_at=due, data={"marked_id": made})
    return made


def pick(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    marked_id: int,
    question_id: int,
    here: Conversation | None,
) -> Given:
    """The question that a message pointed out before answers. Raises as `mark` does."""
    at = uow.session, uow.organization_id
    marked = pointed_out.get(*at, marked_id, actor.id)
    if marked is None:
        raise Gone
    given = mark(uow, settings, actor, question_id, marked, here)
    pointed_out.forget(*at, marked_id)
    return given


def in_thread(uow: UnitOfWork, conversation: Conversation, thread: str) -> list[Question]:
    """The questions whose card, or message they are about, this thread stands under; locked."""
    if uow.workspace_id is None:
        return []
    at = uow.session, uow.organization_id
    place = access.place(uow, conversation)
    if place is None:
        return []
    found = [
        questions.get(*at, id_, lock=True) for id_ in threads.questions_under(*at, place, thread)
    ]
    best = [access.best_of(uow, q) for q in found if q is not None and q.is_readable]
    return [q for q in best if q.is_readable]


def follow_edit(
    uow: UnitOfWork,
    settings: Settings,
    editor: Person,
    said: Said[Person],
    conversation: Conversation,
    ref: MessageRef,
) -> bool:
    """A message was edited: the answer that was said with it says the new words.

    A reply that had nothing to say may have it now. False when it is no answer's.
    """
    found = _by_message(uow, conversation, ref)
    if found is None:
        return capture(uow, settings, editor, said, conversation, ref) is not None
    question, answer = found
    body = rules.words_of(said)[: rules.ANSWER_LENGTH]
    if not body or rules.is_same(body, answer.body) or answer.deleted_at is not None:
        return True
    _reword(uow, settings, question, answer, body, editor)
    return True


def follow_deletion(
    uow: UnitOfWork, settings: Settings, conversation: Conversation, ref: MessageRef
) -> bool:
    """A message was deleted: so is the answer, its words and what they were before.

    Had it settled its question, that one is open again. False when it is no answer's.
    """
    found = _by_message(uow, conversation, ref)
    if found is None:
        return False
    question, answer = found
    if answer.deleted_at is not None:
        return True
    at = uow.session, uow.organization_id
    store.forget(*at, answer.id, uow.now)
    deeds.answer_is_gone(uow, answer)
    if answer.is_accepted:
        store.accept_only(*at, question.id, None, None, uow.now)
        questions.change(*at, question.id, {"accepted_id": None})
        if question.merged_into_id is None:
            question_steps.reopen(uow, settings, question.id)
    _changed(uow, settings, question, answer.id)
    return True


def editable(
    uow: UnitOfWork, actor: Person, answer_id: int, here: Conversation | None = None
) -> tuple[Question, Answer]:
    """An answer this person may edit in a form. Raises Gone, NotAllowed, InTheThread."""
    question, answer = access.both(uow, answer_id, actor, here)
    if not access.may_change(uow, question, answer, actor):
        raise NotAllowed
    if answer.message is not None and answer.author == actor:
        raise InTheThread
    return question, answer


def edit(
    uow: UnitOfWork,
    settings: Settings,
    actor: Person,
    answer_id: int,
    body: str,
    here: Conversation | None = None,
) -> Answer:
    """Let an answer say this from now on; what it said is kept, and accepted it stays.

    Whoever may vouch for it does so by editing; an author's edit leaves the verification as it
    was, and the edit is told beside it. Raises Gone, NotAllowed, InTheThread, NotGiven errors.
    """
    body = body.strip()
    _check(body)
    question, answer = editable(uow, actor, answer_id, here)
    if body != answer.body:
        _reword(uow, settings, question, answer, body, actor)
    elif answer.is_accepted and access.may_verify(uow, question, answer, actor):
        verification.vouch(uow, settings, question, answer, actor)
        _changed(uow, settings, question, answer.id)
    return store.look(uow.session, uow.organization_id, answer_id) or answer


def _check(body: str) -> None:
    if not body:
        raise NothingSaid
    if len(body) > rules.ANSWER_LENGTH:
        raise TooLong(len(body))


def _answerable(
    uow: UnitOfWork, question_id: int, person: Person, here: Conversation | None
) -> Question:
    """The question, or the best one it was merged into; locked. Raises Gone."""
    seen = access.seen(uow, question_id, person, here)
    best = access.best_of(uow, seen)
    if best.id != seen.id and not access.sees(uow, best, person, here):
        raise Gone
    return question_access.found(uow, best.id)


def _said_before(uow: UnitOfWork, question: Question, author: Person, body: str) -> Answer | None:
    for answer in store.of_question(uow.session, uow.organization_id, question.id):
        if answer.author == author and answer.stands and rules.is_same(answer.body, body):
            return answer
    return None


def _keep(
    uow: UnitOfWork, settings: Settings, question: Question, said: Marked, via: AnswerVia
) -> Answer | None:
    """Store what somebody said; None when a bot did, or it is there already."""
    at = uow.session, uow.organization_id
    own = roles.standings(*at, [said.author.id]).get(said.author.id)
    if own is None or own.is_bot:
        return None
    made = store.add(
        *at,
        question.id,
        said.author.id,
        said.body[: rules.ANSWER_LENGTH],
        uow.now,
        via=via,
        conversation_id=said.conversation_id,
        message=said.message,
    )
    return None if made is None else _arrived(uow, settings, question, made)


def _arrived(
    uow: UnitOfWork, settings: Settings, question: Question, answer_id: int | None
) -> Answer:
    """A new answer is stored: show it, and let everything know that waits for one."""
    at = uow.session, uow.organization_id
    answer = store.look(*at, answer_id or 0)
    if answer is None:
        raise Gone
    requests.respond(*at, question.id, answer.author.id, RequestState.ANSWERED, uow.now)
    store.note_first(*at, question.id, uow.now)
    deeds.first_answer(uow, question, answer)
    expert_choice.answered(uow, question.id, answer.author.id)
    cards.post(uow, question, answer)
    _changed(uow, settings, question, answer.id)
    return answer


def _given(question: Question, answer: Answer, *, is_new: bool) -> Given:
    is_public = not question.is_private and question.conversation_id is not None
    return Given(answer, question, is_new, not question.is_open, is_public)


def _by_message(
    uow: UnitOfWork, conversation: Conversation, ref: MessageRef
) -> tuple[Question, Answer] | None:
    at = uow.session, uow.organization_id
    place = access.place(uow, conversation)
    looked = None if place is None else store.by_message(*at, place, ref.id)
    if looked is None:
        return None
    question = questions.get(*at, looked.question_id, lock=True)
    answer = store.get(*at, looked.id)
    return None if question is None or answer is None else (question, answer)


def _reword(
    uow: UnitOfWork,
    settings: Settings,
    question: Question,
    answer: Answer,
    body: str,
    by: Person,
) -> None:
    store.reword(uow.session, uow.organization_id, answer, body, by.id, uow.now)
    if answer.is_accepted and access.may_verify(uow, question, answer, by):
        verification.vouch(uow, settings, question, answer, by)
    _changed(uow, settings, question, answer.id)


def _changed(uow: UnitOfWork, settings: Settings, question: Question, answer_id: int) -> None:
    """What may be found, the cards and the question's next step follow."""
    uow.index.changed(uow.session, uow.organization_id, question.id)
    question_steps.stirred(uow, settings, question.id)
    question_cards.refresh(uow, question.id)
    cards.refresh(uow, question, answer_id)
