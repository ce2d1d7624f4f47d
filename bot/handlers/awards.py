"""The conversation about badges: seeing them, and nominating colleagues for those given by hand."""

from __future__ import annotations

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, Person, TimerFired
from bot.handlers import award_decisions
from bot.messages import FormErrors, Replace, Reply
from bot.router import Context, Router, Usage
from bot.rules import awards as rules
from bot.services import award_access as access
from bot.services import award_decisions as decisions
from bot.services import award_errors as errors
from bot.services import awards as service
from bot.services import badge_shelf, badge_way
from bot.settings import Badge
from bot.store import awards as store
from bot.store import roles
from bot.views import award_forms as forms
from bot.views import award_replies as replies
from bot.views import awards as views
from bot.views.kudos import unknown_name

router = Router()
router.include(award_decisions.router)

AHEAD = 5
"""Levels somebody is on the way to that they see."""
MOST_SHOWN = 3
"""Nominations of each kind that a list shows: the others follow as these are dealt with."""


@router.command(
    "badges",
    Usage("/learn badges", "your badges, and the way to the next ones"),
    Usage("/learn badges @colleague", "the badges of a colleague"),
    Usage("/learn badges nominate @colleague", "nominate a colleague for a badge"),
    Usage("/learn badges waiting", "nominations that wait for you, and your own"),
    reads=True,
)
def badges(event: CommandInvoked, ctx: Context) -> Reply:
    """`/learn badges …`."""
    people = [part for part in event.text if isinstance(part, Person)]
    said = " ".join(" ".join(p for p in event.text if isinstance(p, str)).split())
    first, _, rest = said.partition(" ")
    match first.lower():
        case "":
            return _badges(ctx, event.actor, people[0] if people else event.actor)
        case "nominate" | "nominating":
            if not people and rest.startswith("@"):
                return replies.kept(unknown_name(rest))
            return _open(ctx, event.actor, people[0] if people else None)
        case "waiting" | "nominations" if not people:
            return _waiting(ctx, event.actor)
        case _ if said.startswith("@"):
            return replies.kept(unknown_name(first))
        case _:
            return replies.unclear(said)


@router.button(forms.ShowBadges, reads=True)
def show_badges(event: ButtonClicked[forms.ShowBadges], ctx: Context) -> Reply:
    """ "My badges", and pages of anybody's."""
    asked = event.payload
    person = event.actor
    if asked.person_id:
        at = ctx.uow.session, ctx.uow.organization_id
        known = roles.standings(*at, [asked.person_id])
        if asked.person_id not in known:
            return replies.kept(replies.no_badge())
        person = known[asked.person_id].person
    return _badges(ctx, event.actor, person, asked.page)


@router.button(forms.ShowWaiting, reads=True)
def show_waiting(event: ButtonClicked[forms.ShowWaiting], ctx: Context) -> Reply:
    """ "Nominations"."""
    return _waiting(ctx, event.actor)


@router.button(forms.OpenNominate, reads=True)
def open_nominate(event: ButtonClicked[forms.OpenNominate], ctx: Context) -> Reply:
    """ "Nominate …", with somebody in it or without."""
    at = ctx.uow.session, ctx.uow.organization_id
    known = roles.standings(*at, [event.payload.person_id])
    return _open(ctx, event.actor, next((s.person for s in known.values()), None))


@router.form(forms.Nominate)
def nominate(event: FormSubmitted[forms.Nominate], ctx: Context) -> Reply:
    """The form, filled in."""
    form = event.form
    proposal = service.Proposal(
        form.badge, form.nominee, form.endorser, form.reason, form.evidence, form.topic
    )
    try:
        found = service.nominate(ctx.uow, ctx.settings, event.actor, proposal)
    except errors.NotNominated as error:
        return FormErrors(errors={error.field: sentence(error, form.endorser)})
    return replies.nominated(found, ctx.settings.badges.by_key(found.badge))


@router.button(forms.OpenEndorse, reads=True)
def open_endorse(event: ButtonClicked[forms.OpenEndorse], ctx: Context) -> Reply:
    """ "Endorse"."""
    refusal = award_decisions.refused(ctx, event, rules.Act.ENDORSE)
    return refusal or forms.Endorse.blank(nomination_id=event.payload.nomination_id)


@router.form(forms.Endorse)
def endorse(event: FormSubmitted[forms.Endorse], ctx: Context) -> Reply:
    """A sentence about the work."""
    form = event.form
    try:
        found = service.endorse(ctx.uow, ctx.settings, event.actor, form.nomination_id, form.words)
    except errors.NothingSaid:
        return FormErrors(errors={"words": replies.nothing_said()})
    except award_decisions.REFUSALS as error:
        return replies.kept(award_decisions.why(error), form.words)
    return replies.endorsed(found)


@router.button(forms.OpenPassOn, reads=True)
def open_pass(event: ButtonClicked[forms.OpenPassOn], ctx: Context) -> Reply:
    """ "I don't know this work"."""
    refusal = award_decisions.refused(ctx, event, rules.Act.PASS)
    return refusal or forms.PassOn.blank(nomination_id=event.payload.nomination_id)


@router.form(forms.PassOn)
def pass_on(event: FormSubmitted[forms.PassOn], ctx: Context) -> Reply:
    """Perhaps somebody else knows it."""
    form = event.form
    try:
        found = service.pass_on(ctx.uow, ctx.settings, event.actor, form.nomination_id, form.other)
    except errors.NotNominated as error:
        return FormErrors(errors={"other": sentence(error, form.other)})
    except award_decisions.REFUSALS as error:
        return replies.kept(award_decisions.why(error))
    return replies.passed(found)


@router.button(forms.OpenNameAnother, reads=True)
def open_name(event: ButtonClicked[forms.OpenNameAnother], ctx: Context) -> Reply:
    """ "Name somebody else"."""
    refusal = award_decisions.refused(ctx, event, rules.Act.NAME)
    return refusal or forms.NameAnother.blank(nomination_id=event.payload.nomination_id)


@router.form(forms.NameAnother)
def name_another(event: FormSubmitted[forms.NameAnother], ctx: Context) -> Reply:
    """Another colleague is asked."""
    form = event.form
    try:
        found = service.name_another(
            ctx.uow, ctx.settings, event.actor, form.nomination_id, form.endorser
        )
    except errors.NotNominated as error:
        return FormErrors(errors={"endorser": sentence(error, form.endorser)})
    except award_decisions.REFUSALS as error:
        return replies.kept(award_decisions.why(error))
    return replies.named(found)


@router.button(forms.Withdraw)
def withdraw(event: ButtonClicked[forms.Withdraw], ctx: Context) -> Reply:
    """The nominator takes it back."""
    try:
        found = service.withdraw(ctx.uow, ctx.settings, event.actor, event.payload.nomination_id)
    except award_decisions.REFUSALS as error:
        return replies.kept(award_decisions.why(error))
    return Replace(message=replies.withdrawn(found))


@router.timer("awards.lapse")
def lapse(event: TimerFired, ctx: Context) -> Reply:
    """Its time is over."""
    decisions.lapse(ctx.uow, ctx.settings, int(event.data["nomination_id"]))
    return None


@router.timer("awards.remind")
def remind(event: TimerFired, ctx: Context) -> Reply:
    """Somebody has been waited for."""
    data = event.data
    id_, state, whom = int(data["nomination_id"]), str(data["state"]), int(data["whom"])
    decisions.remind(ctx.uow, ctx.settings, id_, state, whom)
    return None


def _badges(ctx: Context, viewer: Person, person: Person, number: int = 0) -> Reply:
    page = badge_shelf.page(ctx.uow, ctx.settings, viewer, person, number)
    is_first = page.is_own and page.number == 0
    ahead = badge_way.way(ctx.uow, ctx.settings, person, AHEAD) if is_first else []
    return views.badges(page, ahead, any_by_hand=bool(_by_hand(ctx)))


def _by_hand(ctx: Context) -> list[Badge]:
    return [b for b in ctx.settings.badges.kinds if b.is_by_hand]


def _open(ctx: Context, actor: Person, nominee: Person | None) -> Reply:
    by_hand = _by_hand(ctx)
    if not by_hand:
        return replies.kept(replies.none_by_hand())
    if access.what_bars(ctx.uow, actor):
        return replies.kept(replies.cannot_be(actor, "guest", "badge"))
    if nominee is not None and nominee.id == actor.id:
        return replies.kept(replies.self_nomination())
    if nominee is not None and (what := access.what_bars(ctx.uow, nominee)):
        return replies.kept(replies.cannot_be(nominee, what, "nominee"))
    return forms.nominate(by_hand, nominee)


def _waiting(ctx: Context, person: Person) -> Reply:
    at = ctx.uow.session, ctx.uow.organization_id
    to_endorse, to_decide = access.waiting_for(ctx.uow, ctx.settings, person, MOST_SHOWN)
    mine = store.of_nominator(*at, person.id, rules.OPEN, rules.MOST_OPEN)
    return views.waiting(to_endorse, to_decide, mine, ctx.settings.badges.kinds)


def sentence(error: errors.NotNominated, endorser: Person | None) -> str:
    """What to do about a nomination, or an endorser, that can't be."""
    match error:
        case errors.NeedsTopic():
            return replies.needs_topic()
        case errors.NoTopic():
            return replies.no_topic()
        case errors.SelfNomination():
            return replies.self_nomination()
        case errors.CannotBe(person=person, what=what, field=field):
            return replies.cannot_be(person, what, field)
        case errors.WrongEndorser(part=rules.Part.NOMINATOR):
            return replies.endorses_own()
        case errors.WrongEndorser():
            return replies.nominee_endorses()
        case errors.AskedBefore() if endorser is not None:
            return replies.asked_before(endorser)
        case errors.NothingSaid():
            return replies.nothing_said()
        case errors.BadLink():
            return replies.bad_link()
        case errors.HasIt():
            return replies.has_it()
        case errors.AlreadyOpen():
            return replies.already_open()
        case errors.TooManyOpen():
            return replies.too_many_open()
        case errors.NobodyDecides():
            return replies.nobody_decides()
        case _:
            return replies.not_by_hand()
