"""What those who were asked may do: pass, hand it on, say that it is not their topic."""

from __future__ import annotations

from bot.events import Person
from bot.services import expert_choice, question_steps, question_tagging
from bot.services.question_access import Gone, NotAllowed, found, is_asker
from bot.settings import Settings
from bot.store import question_requests as store
from bot.store import roles
from bot.store.models import RequestState
from bot.store.question_requests import Request
from bot.store.questions import Question
from bot.store.unit_of_work import UnitOfWork

UNDONE = (RequestState.ASKED, RequestState.LAPSED)


class CannotTake(Exception):
    """Somebody it can't be handed to: a bot, who left, asked it, was asked, or has no room."""

    def __init__(self, person: Person, what: str) -> None:
        super().__init__(person, what)
        self.person = person
        self.what = what
        """ "bot", "gone", "asker", "asked" or "busy"."""


def pass_on(
    uow: UnitOfWork, settings: Settings, actor: Person, question_id: int, *, not_mine: bool = False
) -> Question:
    """Not now, without blame: the next one is asked at once. Passing twice is passing once.

    `not_mine`: it is not what they know about; the matcher learns from it.
    Raises Gone, and NotAllowed for whoever was not asked.
    """
    question, request = asked(uow, actor, question_id)
    if request.state not in UNDONE:
        return question
    state = RequestState.NOT_MY_TOPIC if not_mine else RequestState.PASSED
    _respond(uow, question, request, state)
    if not_mine:
        expert_choice.not_my_topic(uow, question_id, actor.id)
    if question.is_open and request.waits and request.round < store.OWNERS:
        question_tagging.ask_experts(uow, settings, question, 1, request.round)
    question_steps.stirred(uow, settings, question_id)
    return question


def hand_on(
    uow: UnitOfWork, settings: Settings, actor: Person, question_id: int, to: Person
) -> Question:
    """A colleague knows better: they are asked instead, and told who thought of them.

    Nobody is asked more often than they like, whoever thinks of them.
    Raises Gone, NotAllowed, CannotTake; then nothing was written.
    """
    question, request = asked(uow, actor, question_id)
    check(uow, question, actor, to)
    _respond(uow, question, request, RequestState.HANDED_ON)
    reasons = ({"kind": "handed"},)
    if not question_tagging.ask(
        uow, settings, question, to, request.round, reasons, handed_by=actor
    ):
        raise CannotTake(to, "busy")
    question_steps.stirred(uow, settings, question_id)
    return question


def asked(uow: UnitOfWork, actor: Person, question_id: int) -> tuple[Question, Request]:
    """An open question and what this person was asked. Raises Gone, NotAllowed."""
    question = found(uow, question_id)
    request = store.get(uow.session, uow.organization_id, question_id, actor.id)
    if request is None:
        raise NotAllowed
    if not question.is_open:
        raise Gone
    return question, request


def _respond(uow: UnitOfWork, question: Question, request: Request, state: RequestState) -> None:
    at = uow.session, uow.organization_id
    store.respond(*at, question.id, request.person.id, state, uow.now)


def check(uow: UnitOfWork, question: Question, actor: Person, to: Person) -> None:
    """Whether somebody can be asked because another one thinks of them. Raises CannotTake."""
    at = uow.session, uow.organization_id
    standing = roles.standings(*at, [to.id]).get(to.id)
    if standing is None or standing.is_deleted:
        raise CannotTake(to, "gone")
    if standing.is_bot:
        raise CannotTake(to, "bot")
    # Of an anonymous question nobody may learn by trying who asked it.
    if question.asker is not None and is_asker(uow, question, to):
        raise CannotTake(to, "asker")
    if to == actor or store.get(*at, question.id, to.id) is not None:
        raise CannotTake(to, "asked")
