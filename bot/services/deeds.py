"""What counts as a deed, and when it is taken back; written where the deed is done."""

from __future__ import annotations

from collections.abc import Iterator

from bot.events import Person
from bot.services import question_access
from bot.store import answers, colleagues, outcomes
from bot.store import deeds as store
from bot.store.answers import Answer
from bot.store.deeds import Deed
from bot.store.kudos import Thanks
from bot.store.models import DeedKind
from bot.store.questions import Question
from bot.store.sessions import Occurrence
from bot.store.unit_of_work import UnitOfWork


def kudos_subject(kudos_id: int) -> str:
    """What the deeds of a thanks are done with."""
    return f"kudos:{kudos_id}"


def question_subject(question_id: int) -> str:
    """What answering first is done with."""
    return f"question:{question_id}"


def answer_subject(answer_id: int) -> str:
    """What being accepted and helping are done with."""
    return f"answer:{answer_id}"


def occurrence_subject(occurrence_id: int) -> str:
    """What giving and attending a session are done with."""
    return f"occurrence:{occurrence_id}"


def of_kudos(thanks: Thanks, *, is_open: bool) -> Iterator[Deed]:
    """The giver noticed, and each receiver had helped."""
    subject, at, topics = kudos_subject(thanks.id), thanks.given_at, thanks.topics
    for person in thanks.to:
        pair = (thanks.giver.id, person.id)
        yield Deed(DeedKind.KUDOS_GIVEN, pair[0], subject, at, pair[1], is_open, topics)
        yield Deed(DeedKind.KUDOS_RECEIVED, pair[1], subject, at, pair[0], is_open, topics)


def first_answer(uow: UnitOfWork, question: Question, answer: Answer) -> None:
    """Somebody answered; it counts for the first who does, and not for the asker."""
    subject = question_subject(question.id)
    if _asked_it(uow, question, answer) or store.of(uow.session, uow.organization_id, subject):
        return
    _about(uow, DeedKind.ANSWERED_FIRST, question, answer, subject)


def accepted(uow: UnitOfWork, question: Question, answer: Answer) -> None:
    """An answer settled its question; another one accepted before counts no more."""
    unaccepted(uow, question)
    if not _asked_it(uow, question, answer):
        _about(uow, DeedKind.ANSWER_ACCEPTED, question, answer, answer_subject(answer.id))


def unaccepted(uow: UnitOfWork, question: Question) -> None:
    """No answer settles the question any more."""
    if question.accepted_id is not None:
        uow.undid(answer_subject(question.accepted_id), kind=DeedKind.ANSWER_ACCEPTED)


def helped(uow: UnitOfWork, question: Question, answer: Answer, whom: Person) -> None:
    """A colleague said that an answer helped them too; never the asker."""
    subject = answer_subject(answer.id)
    _about(uow, DeedKind.ANSWER_HELPED, question, answer, subject, whom.id)


def helped_no_more(uow: UnitOfWork, answer: Answer, whom: Person) -> None:
    """A colleague whom an answer had helped says now that it didn't: the last voice counts."""
    uow.undid(answer_subject(answer.id), kind=DeedKind.ANSWER_HELPED, other_id=whom.id)


def answer_is_gone(uow: UnitOfWork, answer: Answer) -> None:
    """An answer was deleted or hidden: what it did counts no more."""
    uow.undid(answer_subject(answer.id))
    first = question_subject(answer.question_id)
    if any(deed.at == answer.given_at for deed in _first(uow, first, answer)):
        uow.undid(first, kind=DeedKind.ANSWERED_FIRST, person_ids=[answer.author.id])


def answer_is_back(uow: UnitOfWork, question: Question, answer: Answer) -> None:
    """What was hidden is shown again: what it does counts again.

    It is the first again unless somebody else was meanwhile.
    """
    if answer.deleted_at is not None:
        return
    subject = answer_subject(answer.id)
    for voice in answers.voices(uow.session, uow.organization_id, answer.id):
        if voice.helped and voice.person is not None:
            uow.redid(subject, kind=DeedKind.ANSWER_HELPED, other_id=voice.person.id)
    if question.accepted_id == answer.id:
        uow.redid(subject, kind=DeedKind.ANSWER_ACCEPTED)
    first = question_subject(question.id)
    if not store.of(uow.session, uow.organization_id, first):
        author, at = answer.author.id, answer.given_at
        uow.redid(first, kind=DeedKind.ANSWERED_FIRST, person_id=author, at=at)


def _first(uow: UnitOfWork, subject: str, answer: Answer) -> list[Deed]:
    known = store.of(uow.session, uow.organization_id, subject)
    return [deed for deed in known if deed.person_id == answer.author.id]


def came(uow: UnitOfWork, occurrence: Occurrence, person: Person) -> None:
    """Somebody was at a session. Once it is over, that makes its speakers have given it."""
    speakers = {p.id for p in occurrence.session.speakers}
    if person.id not in speakers:
        _at(uow, DeedKind.SESSION_ATTENDED, occurrence, person.id)
    if occurrence.ends_at <= uow.now:
        given(uow, occurrence)


def stayed_away(uow: UnitOfWork, occurrence: Occurrence, person_ids: list[int]) -> None:
    """Some were noted by mistake; a session nobody came to was not given."""
    subject = occurrence_subject(occurrence.id)
    uow.undid(subject, kind=DeedKind.SESSION_ATTENDED, person_ids=person_ids)
    if not _listened(uow, occurrence):
        uow.undid(subject, kind=DeedKind.SESSION_GIVEN)


def given(uow: UnitOfWork, occurrence: Occurrence) -> None:
    """A session is over: its speakers gave it, if anybody but they came."""
    if _listened(uow, occurrence):
        for speaker in occurrence.session.speakers:
            _at(uow, DeedKind.SESSION_GIVEN, occurrence, speaker.id)


def kept_recall(uow: UnitOfWork, person: Person, prompt_id: int) -> None:
    """Somebody answered a recall prompt, however well; others are not told of it."""
    uow.did(
        Deed(DeedKind.RECALL_KEPT, person.id, f"prompt:{prompt_id}", uow.now, None, is_open=False)
    )


def _listened(uow: UnitOfWork, occurrence: Occurrence) -> bool:
    speakers = {p.id for p in occurrence.session.speakers}
    known = outcomes.attendance(uow.session, uow.organization_id, occurrence.id)
    return any(a.attended and a.person.id not in speakers for a in known)


def _at(uow: UnitOfWork, kind: DeedKind, occurrence: Occurrence, person_id: int) -> None:
    topics, place = tuple(occurrence.session.topics), occurrence.session.conversation_id
    subject, at = occurrence_subject(occurrence.id), occurrence.starts_at
    is_open = place is not None and _is_heard(uow, place)
    uow.did(Deed(kind, person_id, subject, at, None, is_open, topics))


def is_told(uow: UnitOfWork, question: Question) -> bool:
    """Whether others may be told who answered it: not what was asked in private or in a closed
    circle.
    """
    place = question.conversation_id
    return not question.is_private and (place is None or _is_heard(uow, place))


def _is_heard(uow: UnitOfWork, place: int) -> bool:
    return colleagues.open_channel(uow.session, uow.organization_id, place) is not None


def _asked_it(uow: UnitOfWork, question: Question, answer: Answer) -> bool:
    return question_access.is_asker(uow, question, answer.author)


def _about(
    uow: UnitOfWork,
    kind: DeedKind,
    question: Question,
    answer: Answer,
    subject: str,
    other_id: int | None = None,
) -> None:
    asker = question.asker.id if question.asker else None
    about = tuple(question.topics)
    is_open = is_told(uow, question)
    uow.did(Deed(kind, answer.author.id, subject, uow.now, other_id or asker, is_open, about))
