"""The conversation of those who decide about badges: grant, decline, take back."""

from __future__ import annotations

from typing import TypeVar

from bot.events import ButtonClicked, FormSubmitted
from bot.messages import FormErrors, Message, Reply
from bot.router import Context, Router
from bot.rules.awards import Act
from bot.services import award_access as access
from bot.services import award_decisions as service
from bot.services import award_errors as errors
from bot.services import badge_shelf
from bot.store import roles
from bot.views import award_forms as forms
from bot.views import award_replies as replies
from bot.views import awards as views

router = Router()

REFUSALS = (errors.Gone, errors.NotAllowed, errors.TooLate)
LARGEST_ID = 2**31 - 1
B = TypeVar("B", bound=forms.OfNomination)


def why(error: Exception) -> str:
    """What to do about something that can't be done with a nomination."""
    match error:
        case errors.TooLate(nomination=found):
            return replies.too_late(found)
        case errors.NotAllowed():
            return replies.not_yours()
        case _:
            return replies.gone()


def refused(ctx: Context, event: ButtonClicked[B], act: Act) -> Message | None:
    """Why a form can't be opened; None: it can. Nothing is typed in vain."""
    try:
        access.check(ctx.uow, ctx.settings, event.actor, event.payload.nomination_id, act)
    except REFUSALS as error:
        return replies.kept(why(error))
    return None


@router.button(forms.OpenGrant, reads=True)
def open_grant(event: ButtonClicked[forms.OpenGrant], ctx: Context) -> Reply:
    """ "Grant…"."""
    refusal = refused(ctx, event, Act.GRANT)
    return refusal or forms.Grant.blank(nomination_id=event.payload.nomination_id)


@router.form(forms.Grant)
def grant(event: FormSubmitted[forms.Grant], ctx: Context) -> Reply:
    """Give it, with a word."""
    form = event.form
    try:
        found, award = service.grant(
            ctx.uow,
            ctx.settings,
            event.actor,
            form.nomination_id,
            form.word,
            event.conversation,
        )
    except errors.NothingSaid:
        return FormErrors(errors={"word": replies.nothing_said()})
    except errors.CannotBe as error:
        return FormErrors(errors={"word": replies.holder_is_gone(error.person)})
    except errors.NotByHand:
        return FormErrors(errors={"word": replies.not_by_hand_now()})
    except REFUSALS as error:
        return replies.kept(why(error), form.word)
    badge = ctx.settings.badges.by_key(found.badge)
    return replies.granted(found, badge, new=award is not None)


@router.button(forms.OpenDecline, reads=True)
def open_decline(event: ButtonClicked[forms.OpenDecline], ctx: Context) -> Reply:
    """ "Decline…"."""
    refusal = refused(ctx, event, Act.DECLINE)
    return refusal or forms.Decline.blank(nomination_id=event.payload.nomination_id)


@router.form(forms.Decline)
def decline(event: FormSubmitted[forms.Decline], ctx: Context) -> Reply:
    """Don't give it, and say why."""
    form = event.form
    try:
        found = service.decline(ctx.uow, ctx.settings, event.actor, form.nomination_id, form.word)
    except errors.NothingSaid:
        return FormErrors(errors={"word": replies.nothing_said()})
    except REFUSALS as error:
        return replies.kept(why(error), form.word)
    return replies.declined(found)


@router.button(forms.OpenRevoke, reads=True)
def open_revoke(event: ButtonClicked[forms.OpenRevoke], ctx: Context) -> Reply:
    """ "Take one back…"."""
    at = ctx.uow.session, ctx.uow.organization_id
    known = roles.standings(*at, [event.payload.person_id]).get(event.payload.person_id)
    if known is None:
        return replies.kept(replies.no_badge())
    page = badge_shelf.page(ctx.uow, ctx.settings, event.actor, known.person, event.payload.page)
    if not page.held:
        return replies.kept(replies.no_badge())
    if not page.revocable:
        return replies.kept(replies.not_yours_to_revoke())
    return views.revoke(page)


@router.form(forms.Revoke, refuses={errors.AlreadyRevoked: replies.already_revoked})
def revoke(event: FormSubmitted[forms.Revoke], ctx: Context) -> Reply:
    """Take it back, and say why."""
    form = event.form
    id_ = int(form.award) if form.award.isascii() and form.award.isdecimal() else 0
    try:
        award, badge = service.revoke(
            ctx.uow, ctx.settings, event.actor, id_ if id_ <= LARGEST_ID else 0, form.why
        )
    except errors.NothingSaid:
        return FormErrors(errors={"why": replies.nothing_said()})
    except errors.NotAllowed:
        return replies.kept(replies.not_yours_to_revoke(), form.why)
    except errors.Gone:
        return replies.kept(replies.no_badge(), form.why)
    at = ctx.uow.session, ctx.uow.organization_id
    person = roles.standings(*at, [award.person_id])[award.person_id].person
    return replies.revoked(person, badge, award.badge, award.level, award.topic or "")
