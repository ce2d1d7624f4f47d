"""The conversation about finding: `/find`, the search of Home, and what is shown of a question."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, Conversation, FormSubmitted, Person
from bot.messages import Reply
from bot.router import Context, Router, Usage
from bot.rules.answers import words_of
from bot.rules.found import query
from bot.services import finding as service
from bot.services.answer_access import Gone
from bot.views import answer_replies as answer_views
from bot.views import found as views
from bot.views.answers import ShowAnswer, ShowQuestion
from bot.views.found import AnswerHistory, AskThis, FindAnswers, MoreFound, OpenFind
from bot.views.question_forms import ask_form

router = Router()


@router.command(
    "find",
    Usage("/find rotate credentials", "what was asked and answered before"),
    Usage("/find rotate credentials #postgres", "the same about one topic"),
    reads=True,
)
def find(event: CommandInvoked, ctx: Context) -> Reply:
    """`/find …`."""
    return _found(ctx, event.actor, words_of(event.text), 0, event.conversation)


@router.button(OpenFind, reads=True)
def open_form(event: ButtonClicked[OpenFind], ctx: Context) -> Reply:
    """ "Search"."""
    return FindAnswers.blank()


@router.form(FindAnswers)
def search(event: FormSubmitted[FindAnswers], ctx: Context) -> Reply:
    """The form, filled in."""
    return _found(ctx, event.actor, event.form.words, 0, event.conversation)


@router.button(MoreFound, reads=True)
def more(event: ButtonClicked[MoreFound], ctx: Context) -> Reply:
    """ "More results"."""
    pressed = event.payload
    return _found(ctx, event.actor, pressed.words, pressed.page, event.conversation)


def _found(ctx: Context, viewer: Person, said: str, page: int, here: Conversation | None) -> Reply:
    wanted = query(said)
    if not wanted:
        return views.nothing_looked_for()
    try:
        results = service.find(ctx.uow, viewer, wanted, page, here)
    except service.GuestsDont:
        return views.not_for_guests()
    return views.found(results, wanted, ctx.now)


@router.button(AskThis, reads=True)
def ask(event: ButtonClicked[AskThis], ctx: Context) -> Reply:
    """ "Ask it": nothing was found."""
    return ask_form(event.payload.words)


@router.button(ShowQuestion, reads=True, refuses={Gone: answer_views.gone})
def show_question(event: ButtonClicked[ShowQuestion], ctx: Context) -> Reply:
    """ "Show": a question with its answers."""
    pressed = event.payload
    page = service.question_page(
        ctx.uow, event.actor, pressed.question_id, pressed.page, event.conversation
    )
    return views.page(page, ctx.now)


@router.button(ShowAnswer, reads=True, refuses={Gone: answer_views.gone})
def show_answer(event: ButtonClicked[ShowAnswer], ctx: Context) -> Reply:
    """ "More…": one answer, whole."""
    pressed = event.payload
    page = service.answer_page(
        ctx.uow, event.actor, pressed.answer_id, pressed.page, event.conversation
    )
    return views.answer(page, ctx.now)


@router.button(AnswerHistory, reads=True, refuses={Gone: answer_views.gone})
def history(event: ButtonClicked[AnswerHistory], ctx: Context) -> Reply:
    """ "History"."""
    page = service.answer_page(ctx.uow, event.actor, event.payload.answer_id, 0, event.conversation)
    return views.history(page)
