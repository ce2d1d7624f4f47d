"""The conversation about answers: giving them, accepting one, saying what one did."""

from __future__ import annotations

from bot.events import (
    ButtonClicked,
    Conversation,
    FormSubmitted,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    ShortcutUsed,
    TimerFired,
)
from bot.handlers import ageing, finding, flags
from bot.messages import FormErrors, Reply
from bot.router import Context, Refusals, Router
from bot.rules import answers as rules
from bot.rules.kudos import NOTE_LENGTH
from bot.services import acceptance, answer_access, answers, question_changes
from bot.services.answer_access import Gone, Merged, NotAllowed, OwnAnswer
from bot.store import marked as pointed_out
from bot.store import questions
from bot.store.marked import Marked
from bot.views import ageing as ageing_views
from bot.views import answer_replies as views
from bot.views.answers import (
    AcceptAnswer,
    AnswerQuestion,
    ChangeAnswer,
    DidntWork,
    EditAnswer,
    GiveAnswer,
    HelpedMe,
    PickQuestion,
    SayDidntWork,
    ThankAuthor,
    UnacceptAnswer,
    short,
)
from bot.views.kudos import GiveKudos

router = Router()
for part in (ageing, finding, flags):
    router.include(part.router)

NOT_MARKED: Refusals = {
    answers.NothingSaid: views.nothing_to_mark,
    answers.ShowsWhoAsked: views.own_question,
    Gone: views.gone,
}
MOST_OPEN = 25
"""Own open questions to pick from."""


@router.button(AnswerQuestion, reads=True, refuses={Gone: views.gone})
def open_form(event: ButtonClicked[AnswerQuestion], ctx: Context) -> Reply:
    """ "Answer"."""
    question_id = event.payload.question_id
    answer_access.seen(ctx.uow, question_id, event.actor, event.conversation)
    return GiveAnswer.blank(question_id=question_id)


@router.form(GiveAnswer)
def give(event: FormSubmitted[GiveAnswer], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    try:
        given = answers.give(
            ctx.uow,
            ctx.settings,
            event.actor,
            form.question_id,
            form.answer,
            event.conversation,
        )
    except answers.NotGiven as error:
        return FormErrors(errors={"answer": _sentence(error)})
    except Gone:
        return FormErrors(errors={"answer": views.question_gone()})
    if not given.is_new:
        return views.given_before(given.answer.id)
    return views.given(
        given.question.title,
        given.answer.id,
        was_settled=given.was_settled,
        is_direct=not given.is_public,
    )


@router.message()
def heard(event: MessagePosted, ctx: Context) -> Reply:
    """Somebody wrote where the bot may read: a reply in a question's thread may be its answer."""
    if event.conversation is not None:
        said = event.text
        answers.capture(ctx.uow, ctx.settings, event.actor, said, _at(event), event.ref)
    return None


@router.message_changed()
def edited(event: MessageChanged, ctx: Context) -> Reply:
    """Somebody edited a message: the answer that it is follows, or the question asked with it."""
    if event.conversation is not None:
        at = _at(event)
        if not answers.follow_edit(ctx.uow, ctx.settings, event.actor, event.text, at, event.ref):
            place, said = ctx.uow.conversation_id(at), rules.words_of(event.text)
            question_changes.message_changed(
                ctx.uow, ctx.settings, event.actor, place, event.ref.id, said
            )
    return None


@router.message_deleted()
def deleted(event: MessageDeleted, ctx: Context) -> Reply:
    """A message is gone: so is the answer that it was, and a question its asker asked about it."""
    if event.conversation is not None:
        where = _at(event)
        if not answers.follow_deletion(ctx.uow, ctx.settings, where, event.ref):
            place = ctx.uow.conversation_id(where)
            question_changes.message_deleted(ctx.uow, event.actor, place, event.ref.id)
    return None


def _at(event: MessagePosted | MessageChanged | MessageDeleted) -> Conversation:
    """Where it was said, with its thread: a door may tell that with the message alone."""
    where = event.conversation
    assert where is not None  # noqa: S101
    if where.thread is None and event.ref.thread is not None:
        return Conversation(
            where.address, where.kind, where.name, event.ref.thread, where.reference
        )
    return where


@router.shortcut("answer.mark", refuses=NOT_MARKED)
def mark(event: ShortcutUsed, ctx: Context) -> Reply:
    """ "This is an answer" on a message."""
    quote, here = event.quote, event.conversation
    body = rules.words_of(quote.text)
    if quote.author is None or not body or here is None:
        return views.nothing_to_mark()
    place = ctx.uow.conversation_id(here)
    marked = Marked(quote.author, place, quote.ref.id, body)
    for thread in filter(None, (quote.ref.thread, here.thread, quote.ref.id)):
        for question in answers.in_thread(ctx.uow, here, thread):
            return _marked(event, ctx, question.id, marked)
    at = ctx.uow.session, ctx.uow.organization_id
    own = questions.open_by(*at, event.actor.id, MOST_OPEN)
    if not own:
        return views.no_question()
    made = answers.point_out(ctx.uow, event.actor, marked)
    return views.which_question(made, [(q.id, q.title) for q in own])


def _marked(event: ShortcutUsed, ctx: Context, question_id: int, marked: Marked) -> Reply:
    given = answers.mark(
        ctx.uow, ctx.settings, event.actor, question_id, marked, event.conversation
    )
    return views.marked(given.answer, given.question.title, is_new=given.is_new)


@router.button(PickQuestion, refuses=NOT_MARKED)
def pick(event: ButtonClicked[PickQuestion], ctx: Context) -> Reply:
    """The question that the message answers."""
    choice = event.payload.choice
    if not choice.isdecimal() or len(choice) > 10:
        return views.gone()
    given = answers.pick(
        ctx.uow,
        ctx.settings,
        event.actor,
        event.payload.marked_id,
        int(choice),
        event.conversation,
    )
    return views.marked(given.answer, given.question.title, is_new=given.is_new)


@router.timer("answer.unpicked")
def unpicked(event: TimerFired, ctx: Context) -> Reply:
    """Nobody said which question a message answers: it is forgotten."""
    at = ctx.uow.session, ctx.uow.organization_id
    pointed_out.forget(*at, int(event.data["marked_id"]))
    return None


@router.button(
    EditAnswer,
    refuses={
        answers.InTheThread: views.edit_the_message,
        NotAllowed: views.not_editable,
        Gone: views.gone,
    },
)
def open_edit(event: ButtonClicked[EditAnswer], ctx: Context) -> Reply:
    """ "Edit it"."""
    _, answer = answers.editable(ctx.uow, event.actor, event.payload.answer_id, event.conversation)
    return ChangeAnswer.blank(answer=answer.body, answer_id=answer.id)


@router.form(
    ChangeAnswer,
    refuses={answers.InTheThread: views.edit_the_message, NotAllowed: views.not_editable},
)
def edit(event: FormSubmitted[ChangeAnswer], ctx: Context) -> Reply:
    """What it says from now on."""
    form = event.form
    try:
        answer = answers.edit(
            ctx.uow, ctx.settings, event.actor, form.answer_id, form.answer, event.conversation
        )
    except answers.NotGiven as error:
        return FormErrors(errors={"answer": _sentence(error)})
    except Gone:
        return FormErrors(errors={"answer": views.question_gone()})
    return views.changed(answer.id)


@router.button(
    AcceptAnswer,
    refuses={OwnAnswer: views.not_ones_own, NotAllowed: views.may_not_accept, Gone: views.gone},
)
def accept(event: ButtonClicked[AcceptAnswer], ctx: Context) -> Reply:
    """ "This answers it"."""
    try:
        done = acceptance.accept(
            ctx.uow, ctx.settings, event.actor, event.payload.answer_id, event.conversation
        )
    except Merged as merged:
        return ageing_views.is_merged(merged.into_id)
    if not done.is_new:
        return views.accepted_before()
    return views.accepted(
        done.answer, done.question.title, is_own=done.is_own, can_thank=done.can_thank
    )


@router.button(
    UnacceptAnswer,
    refuses={
        OwnAnswer: views.not_ones_own,
        NotAllowed: views.may_not_accept,
        acceptance.NotAccepted: views.not_accepted,
        Gone: views.gone,
    },
)
def unaccept(event: ButtonClicked[UnacceptAnswer], ctx: Context) -> Reply:
    """ "Not the answer after all"."""
    try:
        question = acceptance.unaccept(
            ctx.uow, ctx.settings, event.actor, event.payload.answer_id, event.conversation
        )
    except Merged as merged:
        return ageing_views.is_merged(merged.into_id)
    return views.unaccepted(question.title)


@router.button(HelpedMe, refuses={OwnAnswer: views.not_ones_own_voice, Gone: views.gone})
def helped(event: ButtonClicked[HelpedMe], ctx: Context) -> Reply:
    """ "Helped me too"."""
    answer_id = event.payload.answer_id
    try:
        number = acceptance.helped(ctx.uow, event.actor, answer_id, event.conversation)
    except acceptance.AcceptInstead:
        return views.accept_instead(answer_id)
    return views.voice_before() if number is None else views.helped(number)


@router.button(DidntWork, reads=True)
def open_failed(event: ButtonClicked[DidntWork], ctx: Context) -> Reply:
    """ "Didn't work for me"."""
    return SayDidntWork.blank(answer_id=event.payload.answer_id)


@router.form(SayDidntWork, refuses={OwnAnswer: views.not_ones_own_voice, Gone: views.gone})
def failed(event: FormSubmitted[SayDidntWork], ctx: Context) -> Reply:
    """What happened."""
    form = event.form
    doubted = acceptance.failed(
        ctx.uow,
        ctx.settings,
        event.actor,
        form.answer_id,
        form.what_happened,
        event.conversation,
    )
    return views.voice_before() if doubted is None else views.didnt_work(asked=doubted)


@router.button(
    ThankAuthor,
    refuses={
        OwnAnswer: views.not_ones_own_voice,
        NotAllowed: views.would_show_who_asked,
        Gone: views.gone,
    },
)
def thank(event: ButtonClicked[ThankAuthor], ctx: Context) -> Reply:
    """ "Thank …": the form of kudos, with everything in it."""
    question, answer = acceptance.thankable(
        ctx.uow, event.actor, event.payload.answer_id, event.conversation
    )
    topics = "".join(f" #{t}" for t in question.topics[:3])
    note = f"for answering “{short(question.title)}”{topics}"[:NOTE_LENGTH]
    return GiveKudos.blank(to=[answer.author], note=note, is_private=question.is_private)


def _sentence(error: answers.NotGiven) -> str:
    """What to do about an answer that can't be taken."""
    match error:
        case answers.TooLong(length=length):
            return views.too_long(length)
        case answers.ShowsWhoAsked():
            return views.shows_who_asked()
        case _:
            return views.nothing_said()
