"""The conversation about asking: the command, the form, the shortcut, and what is found before."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, ShortcutUsed
from bot.handlers import answers, question_cards
from bot.messages import FormErrors, Message, Replace, Reply
from bot.router import Context, Router, Usage
from bot.rules.answers import words_of
from bot.rules.questions import About
from bot.services import questions as service
from bot.services import ways
from bot.services.anonymity import NotAnonymously
from bot.services.question_access import Gone
from bot.services.questions import Consider, NotAsked, Posted
from bot.store import questions as store
from bot.store.question_drafts import Draft
from bot.views import question_forms as views
from bot.views import question_lists as list_views

router = Router()
router.include(question_cards.router)
router.include(answers.router)

MOST_LISTED = 10
FLAGS = {
    "anonymously": "anonymous",
    "anonymous": "anonymous",
    "privately": "private",
    "private": "private",
}
"""First words of a typed question that say how it is asked."""


@router.command(
    "ask",
    Usage("/ask How do I rotate the staging credentials? #postgres", "ask those who know"),
    Usage("/ask anonymously …", "the same, and nobody is told who asks"),
    Usage("/ask privately …", "the same, shown to the experts only"),
    Usage("/ask", "the same with a form"),
    Usage("/ask open", "questions that wait for an answer"),
)
def ask(event: CommandInvoked, ctx: Context) -> Reply:
    """`/ask …`."""
    text = words_of(event.text)
    how, text = _how(text)
    if not text:
        return views.ask_form(anonymous="anonymous" in how, private="private" in how)
    if text.casefold() == "open" and not how:
        found = store.open_(ctx.uow.session, ctx.uow.organization_id, MOST_LISTED)
        there = ways.to(ctx.uow, found, event.conversation)
        return list_views.open_questions(found, there)
    draft = Draft(text=text, is_anonymous="anonymous" in how, is_private="private" in how)
    try:
        asked = service.ask(ctx.uow, ctx.settings, event.actor, draft, event.conversation)
    except (NotAsked, NotAnonymously) as error:
        return views.not_asked(_sentence(error), text)
    return _shown(asked)


def _how(text: str) -> tuple[set[str], str]:
    """What the first words say about how it is asked, and the rest."""
    how: set[str] = set()
    while True:
        first, _, rest = text.partition(" ")
        flag = FLAGS.get(first.casefold().rstrip(":,"))
        if flag is None or flag in how:
            return how, text
        how.add(flag)
        text = rest.lstrip()


@router.form(views.AskQuestion)
def ask_by_form(event: FormSubmitted[views.AskQuestion], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    draft = Draft(
        text=views.joined(form.question, form.details),
        topics=form.topics,
        is_private=form.private,
        is_anonymous=form.anonymous,
        about_message=form.about,
    )
    try:
        asked = service.ask(
            ctx.uow, ctx.settings, event.actor, draft, event.conversation, own_message=form.own
        )
    except NotAnonymously:
        return FormErrors(errors={"anonymous": views.not_anonymously()})
    except NotAsked as error:
        return FormErrors(errors={error.field: _sentence(error)})
    return _shown(asked)


@router.shortcut("question.ask", reads=True)
def ask_about(event: ShortcutUsed, ctx: Context) -> Reply:
    """ "Ask the experts" on a message: its words, to be asked in its thread."""
    quote = event.quote
    text = words_of(quote.text)
    own = quote.author == event.actor
    about = About.of(quote.ref.thread or quote.ref.id, quote.ref.id, text if own else "")
    return views.ask_form(text, about=about.carried, own=own)


@router.button(views.OpenAsk, reads=True)
def open_ask(event: ButtonClicked[views.OpenAsk], ctx: Context) -> Reply:
    """ "Ask a question"."""
    return views.ask_form()


@router.button(views.ThisAnswersIt)
def answers_it(event: ButtonClicked[views.ThisAnswersIt], ctx: Context) -> Reply:
    """ "This answers it"."""
    pressed = event.payload
    try:
        earlier = service.deflect(ctx.uow, event.actor, pressed.draft_id, pressed.question_id)
    except (Gone, NotAnonymously):
        return Replace(message=views.draft_gone())
    return Replace(message=views.glad(earlier.question, earlier.answer.author))


@router.button(views.AskAnyway)
def ask_anyway(event: ButtonClicked[views.AskAnyway], ctx: Context) -> Reply:
    """ "Ask anyway"."""
    try:
        asked = service.ask_anyway(ctx.uow, ctx.settings, event.actor, event.payload.draft_id)
    except Gone:
        return Replace(message=views.draft_gone())
    except NotAnonymously:
        return views.not_asked(views.not_anonymously(), "")
    return _replaced(asked)


@router.button(views.UseTopic)
def use_topic(event: ButtonClicked[views.UseTopic], ctx: Context) -> Reply:
    """Which topic was meant."""
    pressed = event.payload
    try:
        asked = service.use_topic(
            ctx.uow, ctx.settings, event.actor, pressed.draft_id, pressed.wrong, pressed.right
        )
    except (Gone, NotAnonymously):
        return Replace(message=views.draft_gone())
    return _replaced(asked)


def _replaced(asked: Posted | Consider) -> Reply:
    return Replace(message=_shown(asked))


def _shown(asked: Posted | Consider) -> Message:
    match asked:
        case Posted(is_new=False):
            return views.asked_already(asked.question)
        case Posted():
            return views.posted(asked.question, asked.experts, has_card=asked.has_card)
        case Consider(unknown=""):
            found = [(e.question, e.answer, e.words, e.way) for e in asked.earlier]
            return views.earlier(asked.draft_id, found)
        case Consider():
            return views.which_topic(asked.draft_id, asked.unknown, asked.near)


def _sentence(error: Exception) -> str:
    """What to do about a question that can't be asked."""
    match error:
        case service.TooShort():
            return views.too_short()
        case service.TooLong(length=length):
            return views.too_long(length)
        case service.OwnMessage():
            return views.own_message()
        case NotAnonymously():
            return views.not_anonymously()
        case _:
            return views.no_words()
