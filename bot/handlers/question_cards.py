"""The buttons of questions: joining, managing, passing and handing on; and their moments."""

from __future__ import annotations

import structlog

from bot.events import ButtonClicked, FormSubmitted, TimerFired
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Router
from bot.services import question_changes as changes
from bot.services import question_requests as requests
from bot.services import question_sessions, question_steps, question_tagging
from bot.services.question_access import Gone, NotAllowed, found, is_asker
from bot.services.questions import NotAsked, TooLong, TooShort
from bot.store.questions import Question
from bot.views import question_cards as card_views
from bot.views import question_forms as forms
from bot.views import question_news as news
from bot.views import question_replies as views

log = structlog.get_logger()
router = Router()


@router.button(card_views.MeToo)
def me_too(event: ButtonClicked[card_views.MeToo], ctx: Context) -> Reply:
    """ "Me too"."""
    try:
        is_new = changes.me_too(ctx.uow, ctx.settings, event.actor, event.payload.question_id)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.not_for_you()
    except changes.OwnQuestion:
        return views.your_own()
    return views.joined(is_new=is_new)


@router.button(card_views.ManageQuestion)
def manage(event: ButtonClicked[card_views.ManageQuestion], ctx: Context) -> Reply:
    """ "More…"."""
    try:
        return news.manage(changes.managed(ctx.uow, event.actor, event.payload.question_id))
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.not_for_you()


@router.button(card_views.PassQuestion)
def pass_(event: ButtonClicked[card_views.PassQuestion], ctx: Context) -> Reply:
    """ "Pass"."""
    return _passed(event, ctx, not_mine=False)


@router.button(card_views.NotMyTopic)
def not_my_topic(event: ButtonClicked[card_views.NotMyTopic], ctx: Context) -> Reply:
    """ "Not my topic"."""
    return _passed(event, ctx, not_mine=True)


def _passed(
    event: ButtonClicked[card_views.PassQuestion] | ButtonClicked[card_views.NotMyTopic],
    ctx: Context,
    *,
    not_mine: bool,
) -> Reply:
    try:
        requests.pass_on(
            ctx.uow, ctx.settings, event.actor, event.payload.question_id, not_mine=not_mine
        )
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.not_asked()
    return views.passed(not_mine=not_mine)


@router.button(card_views.HandOn)
def hand_on(event: ButtonClicked[card_views.HandOn], ctx: Context) -> Reply:
    """ "Hand to…"."""
    try:
        requests.asked(ctx.uow, event.actor, event.payload.question_id)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.not_asked()
    return forms.HandToColleague.blank(question_id=event.payload.question_id)


@router.form(forms.HandToColleague)
def hand_to(event: FormSubmitted[forms.HandToColleague], ctx: Context) -> Reply:
    """Who knows better."""
    to = event.form.to
    try:
        requests.hand_on(ctx.uow, ctx.settings, event.actor, event.form.question_id, to)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.not_asked()
    except requests.CannotTake as error:
        return FormErrors(errors={"to": views.cannot_take(to, error.what)})
    return views.handed(to)


@router.button(news.CloseQuestion)
def close(event: ButtonClicked[news.CloseQuestion], ctx: Context) -> Reply:
    """ "Close"."""
    try:
        return views.closed(changes.close(ctx.uow, event.actor, event.payload.question_id))
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.may_not_close()


@router.button(news.KeepOpen)
def keep_open(event: ButtonClicked[news.KeepOpen], ctx: Context) -> Reply:
    """ "Still stuck"."""
    try:
        changes.keep_open(ctx.uow, ctx.settings, event.actor, event.payload.question_id)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.asker_only()
    return views.kept_open()


@router.button(news.TakeBack)
def take_back(event: ButtonClicked[news.TakeBack], ctx: Context) -> Reply:
    """ "Take back"."""
    try:
        changes.take_back(ctx.uow, event.actor, event.payload.question_id)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.asker_only()
    return views.taken_back()


@router.button(news.EditQuestion)
def edit(event: ButtonClicked[news.EditQuestion], ctx: Context) -> Reply:
    """ "Edit"."""
    question = _own(event, ctx, event.payload.question_id)
    return question if isinstance(question, Message) else forms.change_form(question)


@router.form(forms.ChangeQuestion)
def change(event: FormSubmitted[forms.ChangeQuestion], ctx: Context) -> Reply:
    """What it says from now on."""
    form = event.form
    text = forms.joined(form.question, form.details)
    try:
        changes.edit(ctx.uow, ctx.settings, event.actor, form.question_id, text)
    except Gone:
        return views.gone()
    except NotAllowed:
        return views.asker_only()
    except NotAsked as error:
        return FormErrors(errors={"question": _unfit(error)})
    return views.edited()


@router.button(news.NotTeaching)
def not_teaching(event: ButtonClicked[news.NotTeaching], ctx: Context) -> Reply:
    """ "Not me", by the one who was asked first to speak about it."""
    question_sessions.declined(ctx.uow, event.actor, event.payload.question_id)
    return views.not_teaching()


@router.timer("question.step")
def step(event: TimerFired, ctx: Context) -> Reply:
    """A question's next step has come."""
    meant_for = str(event.data["meant_for"])
    question_steps.due(ctx.uow, ctx.settings, int(event.data["question_id"]), meant_for)
    return None


@router.timer("question.card.refused")
def card_refused(event: TimerFired, ctx: Context) -> Reply:
    """The channel would not take a question's card."""
    question_tagging.without_card(ctx.uow, ctx.settings, int(event.data["post_id"]))
    return None


@router.timer("question.patrol")
def patrol(event: TimerFired, ctx: Context) -> Reply:
    """Whether a question's timer was lost."""
    question_steps.patrol(ctx.uow, ctx.settings)
    return None


def _own(event: ButtonClicked[news.EditQuestion], ctx: Context, id_: int) -> Question | Message:
    try:
        question = found(ctx.uow, id_)
    except Gone:
        return views.gone()
    return question if is_asker(ctx.uow, question, event.actor) else views.asker_only()


def _unfit(error: NotAsked) -> str:
    match error:
        case TooShort():
            return forms.too_short()
        case TooLong(length=length):
            return forms.too_long(length)
        case _:
            return forms.no_words()
