"""The buttons of questions: joining, managing, passing and handing on; and their moments."""

from __future__ import annotations

import structlog

from bot.events import ButtonClicked, FormSubmitted, TimerFired
from bot.messages import FormErrors, Reply
from bot.router import Context, Refusals, Router
from bot.services import question_changes as changes
from bot.services import question_requests as requests
from bot.services import question_sessions, question_steps, question_tagging
from bot.services.question_access import Gone, NotAllowed, found, is_asker
from bot.services.questions import NotAsked, TooLong, TooShort
from bot.views import question_cards as card_views
from bot.views import question_forms as forms
from bot.views import question_news as news
from bot.views import question_replies as views

log = structlog.get_logger()
router = Router()

NOT_ASKED: Refusals = {Gone: views.gone, NotAllowed: views.not_asked}
NOT_ONES_OWN: Refusals = {Gone: views.gone, NotAllowed: views.asker_only}


@router.button(
    card_views.MeToo,
    refuses={Gone: views.gone, NotAllowed: views.not_for_you, changes.OwnQuestion: views.your_own},
)
def me_too(event: ButtonClicked[card_views.MeToo], ctx: Context) -> Reply:
    """ "Me too"."""
    is_new = changes.me_too(ctx.uow, ctx.settings, event.actor, event.payload.question_id)
    return views.joined(is_new=is_new)


@router.button(card_views.ManageQuestion, refuses={Gone: views.gone, NotAllowed: views.not_for_you})
def manage(event: ButtonClicked[card_views.ManageQuestion], ctx: Context) -> Reply:
    """ "More…"."""
    return news.manage(changes.managed(ctx.uow, event.actor, event.payload.question_id))


@router.button(card_views.PassQuestion, refuses=NOT_ASKED)
def pass_(event: ButtonClicked[card_views.PassQuestion], ctx: Context) -> Reply:
    """ "Pass"."""
    return _passed(event, ctx, not_mine=False)


@router.button(card_views.NotMyTopic, refuses=NOT_ASKED)
def not_my_topic(event: ButtonClicked[card_views.NotMyTopic], ctx: Context) -> Reply:
    """ "Not my topic"."""
    return _passed(event, ctx, not_mine=True)


def _passed(
    event: ButtonClicked[card_views.PassQuestion] | ButtonClicked[card_views.NotMyTopic],
    ctx: Context,
    *,
    not_mine: bool,
) -> Reply:
    requests.pass_on(
        ctx.uow, ctx.settings, event.actor, event.payload.question_id, not_mine=not_mine
    )
    return views.passed(not_mine=not_mine)


@router.button(card_views.HandOn, refuses=NOT_ASKED)
def hand_on(event: ButtonClicked[card_views.HandOn], ctx: Context) -> Reply:
    """ "Hand to…"."""
    requests.asked(ctx.uow, event.actor, event.payload.question_id)
    return forms.HandToColleague.blank(question_id=event.payload.question_id)


@router.form(forms.HandToColleague, refuses=NOT_ASKED)
def hand_to(event: FormSubmitted[forms.HandToColleague], ctx: Context) -> Reply:
    """Who knows better."""
    to = event.form.to
    try:
        requests.hand_on(ctx.uow, ctx.settings, event.actor, event.form.question_id, to)
    except requests.CannotTake as error:
        return FormErrors(errors={"to": views.cannot_take(to, error.what)})
    return views.handed(to)


@router.button(news.CloseQuestion, refuses={Gone: views.gone, NotAllowed: views.may_not_close})
def close(event: ButtonClicked[news.CloseQuestion], ctx: Context) -> Reply:
    """ "Close"."""
    return views.closed(changes.close(ctx.uow, event.actor, event.payload.question_id))


@router.button(news.KeepOpen, refuses=NOT_ONES_OWN)
def keep_open(event: ButtonClicked[news.KeepOpen], ctx: Context) -> Reply:
    """ "Still stuck"."""
    changes.keep_open(ctx.uow, ctx.settings, event.actor, event.payload.question_id)
    return views.kept_open()


@router.button(news.TakeBack, refuses=NOT_ONES_OWN)
def take_back(event: ButtonClicked[news.TakeBack], ctx: Context) -> Reply:
    """ "Take back"."""
    changes.take_back(ctx.uow, event.actor, event.payload.question_id)
    return views.taken_back()


@router.button(news.EditQuestion, refuses={Gone: views.gone})
def edit(event: ButtonClicked[news.EditQuestion], ctx: Context) -> Reply:
    """ "Edit"."""
    question = found(ctx.uow, event.payload.question_id)
    if not is_asker(ctx.uow, question, event.actor):
        return views.asker_only()
    return forms.change_form(question)


@router.form(forms.ChangeQuestion, refuses=NOT_ONES_OWN)
def change(event: FormSubmitted[forms.ChangeQuestion], ctx: Context) -> Reply:
    """What it says from now on."""
    form = event.form
    text = forms.joined(form.question, form.details)
    try:
        changes.edit(ctx.uow, ctx.settings, event.actor, form.question_id, text)
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


def _unfit(error: NotAsked) -> str:
    match error:
        case TooShort():
            return forms.too_short()
        case TooLong(length=length):
            return forms.too_long(length)
        case _:
            return forms.no_words()
