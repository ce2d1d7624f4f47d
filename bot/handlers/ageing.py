"""The conversation about keeping answers current: verifying, retiring, merging."""

from __future__ import annotations

from bot.events import ButtonClicked, FormSubmitted, TimerFired
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Router
from bot.services import merging, verification
from bot.services.answer_access import Gone, NotAllowed
from bot.views import ageing as views
from bot.views import answer_replies as answer_views
from bot.views.ageing import MergeQuestion, OpenMerge, RetireAnswer, Unmerge, VerifyAnswer

router = Router()


@router.timer("answer.stale")
def stale(event: TimerFired, ctx: Context) -> Reply:
    """The time of a verification is over."""
    answer_id, meant_for = int(event.data["answer_id"]), str(event.data["meant_for"])
    verification.went_stale(ctx.uow, ctx.settings, answer_id, meant_for)
    return None


@router.button(VerifyAnswer, refuses={NotAllowed: views.may_not_verify, Gone: answer_views.gone})
def verify(event: ButtonClicked[VerifyAnswer], ctx: Context) -> Reply:
    """ "It still holds"."""
    until = verification.verify(
        ctx.uow, ctx.settings, event.actor, event.payload.answer_id, event.conversation
    )
    return views.verified(until)


@router.button(RetireAnswer, refuses={NotAllowed: views.may_not_retire, Gone: answer_views.gone})
def retire(event: ButtonClicked[RetireAnswer], ctx: Context) -> Reply:
    """ "Retire it"."""
    answer_id = event.payload.answer_id
    is_new = verification.retire(ctx.uow, event.actor, answer_id, event.conversation)
    return views.retired(answer_id) if is_new else views.retired_before()


@router.button(
    OpenMerge, reads=True, refuses={NotAllowed: views.may_not_merge, Gone: answer_views.gone}
)
def open_merge(event: ButtonClicked[OpenMerge], ctx: Context) -> Reply:
    """ "Same as another…"."""
    uow = ctx.uow
    question = merging.mergeable(uow, event.actor, event.payload.question_id, event.conversation)
    near = merging.offered(uow, event.actor, question, event.conversation)
    options = views.options([(q.id, q.title) for q in near])
    return MergeQuestion.blank(options={"into": options}, question_id=question.id)


@router.form(MergeQuestion, refuses={NotAllowed: views.may_not_merge, Gone: answer_views.gone})
def merge(event: FormSubmitted[MergeQuestion], ctx: Context) -> Reply:
    """Which question is the better place."""
    form = event.form
    field = "number" if form.number else "into"
    picked = form.number.lstrip("# ") or form.into or ""
    if not picked.isdecimal() or len(picked) > 9:
        return FormErrors(errors={field: views.pick_another()})
    try:
        question, into = merging.merge(
            ctx.uow, event.actor, form.question_id, int(picked), event.conversation
        )
    except merging.NoSuchQuestion:
        return FormErrors(errors={field: views.pick_another()})
    except merging.GoesRound:
        return FormErrors(errors={field: views.goes_round()})
    return views.merged(question.title, into.title, into.id)


@router.button(Unmerge, refuses={NotAllowed: views.may_not_merge, Gone: answer_views.gone})
def unmerge(event: ButtonClicked[Unmerge], ctx: Context) -> Message:
    """ "Not the same after all"."""
    question_id = event.payload.question_id
    question = merging.unmerge(ctx.uow, ctx.settings, event.actor, question_id, event.conversation)
    return views.unmerged(question.title)
