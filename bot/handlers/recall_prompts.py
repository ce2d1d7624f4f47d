"""The conversation about being asked: answers, not now, a pause, how many and when."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.events import ButtonClicked, CommandInvoked, FormSubmitted, TimerFired
from bot.messages import Blank, FormErrors, Message, Replace, Reply
from bot.router import Context, Router
from bot.rules import zones
from bot.rules.memory import Grade
from bot.rules.rhythm import NO_COUNTRY, Choices, Filled
from bot.rules.session_line import read_line
from bot.services import hours, recall_answers, recall_planning
from bot.services import recall_prompts as service
from bot.services.recall_answers import Given, NotAnswered
from bot.store import people
from bot.views import attention as hours_views
from bot.views import recall_answers as words
from bot.views import recall_prompts as views
from bot.views.recall_answers import PutInOrder, TellUse, TickAnswers

router = Router()

MOST_DAILY = 20


@router.timer(recall_planning.TIMER)
def plan(event: TimerFired, ctx: Context) -> Reply:
    """Whoever's moment is near is asked; the next batch or hour follows."""
    recall_planning.plan_on(ctx.uow, ctx.settings, event.data)
    return None


def now(event: CommandInvoked, words_: str, ctx: Context) -> Reply:
    """`/recall now`: what is due."""
    return service.ask_now(ctx.uow, ctx.settings, event.actor)


def pause(event: CommandInvoked, until: str, ctx: Context) -> Reply:
    """`/recall pause`, for a week; `/recall pause until monday`."""
    until = re.sub(r"^(until|till|to) +", "", until.lower())
    if not until:
        return service.pause(ctx.uow, ctx.settings, event.actor)
    zone = people.zone_of(ctx.uow.session, ctx.uow.organization_id, event.actor.id)
    wall = ctx.now.astimezone(zones.zone(zone)).replace(tzinfo=None)
    day = read_line((until,), wall).day
    try:
        if day is not None:
            return service.pause(ctx.uow, ctx.settings, event.actor, day)
    except service.NotChosen:
        pass
    return words.bad_pause()


def go_on(event: CommandInvoked, words_: str, ctx: Context) -> Reply:
    """`/recall resume`."""
    return service.resume(ctx.uow, event.actor)


def daily(event: CommandInvoked, number: str, ctx: Context) -> Reply:
    """`/recall daily 2`."""
    if re.fullmatch(r"[0-9]{1,2}", number) and 1 <= int(number) <= MOST_DAILY:
        return service.choose_daily(ctx.uow, event.actor, int(number))
    return words.bad_daily(MOST_DAILY)


def at_time(event: CommandInvoked, typed: str, ctx: Context) -> Reply:
    """`/recall time 08:45`: the time of day that everybody has in their hours, too."""
    found = re.fullmatch(r"(?:at +)?([0-9]{1,2})[:.h]?([0-9]{2})?", typed.lower())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        return words.bad_time()
    chosen = time(int(found[1]), int(found[2] or 0))
    kept = hours.own(ctx.uow, ctx.settings, event.actor)
    filled = replace(_as_filled(kept.chosen), prompts_at=chosen, paused_until=kept.paused_on)
    try:
        hours.choose(ctx.uow, ctx.settings, event.actor, filled)
    except hours.NotChosen as error:
        return words.bad_time(hours_views.sentence(error.problems[0]))
    return words.at_time(chosen)


def _as_filled(chosen: Choices) -> Filled:
    quiet = chosen.quiet or (None, None)
    return Filled(
        weekdays=chosen.weekdays or frozenset(),
        begins=chosen.begins,
        ends=chosen.ends,
        quiet_begins=quiet[0],
        quiet_ends=quiet[1],
        country=NO_COUNTRY if chosen.country == "" else chosen.country or "",
        most=chosen.most,
    )


@router.button(views.AskMe)
def ask_me(event: ButtonClicked[views.AskMe], ctx: Context) -> Reply:
    """ "Ask me more"."""
    return service.ask_now(ctx.uow, ctx.settings, event.actor)


@router.button(words.ShowPrompt)
def show_prompt(event: ButtonClicked[words.ShowPrompt], ctx: Context) -> Reply:
    """ "Ask me now", after all."""
    return _replaced(lambda: service.show_again(ctx.uow, event.actor, event.payload.prompt_id))


@router.button(views.NotNow)
def not_now(event: ButtonClicked[views.NotNow], ctx: Context) -> Reply:
    """ "Not now"."""
    return _replaced(
        lambda: service.not_now(ctx.uow, ctx.settings, event.actor, event.payload.prompt_id)
    )


@router.button(views.PauseWeek)
def pause_week(event: ButtonClicked[views.PauseWeek], ctx: Context) -> Reply:
    """ "Pause a week"."""
    return Replace(message=service.pause(ctx.uow, ctx.settings, event.actor))


@router.button(words.ResumePrompts)
def resume(event: ButtonClicked[words.ResumePrompts], ctx: Context) -> Reply:
    """ "Go on now"."""
    return Replace(message=service.resume(ctx.uow, event.actor))


@router.button(views.ChooseOption)
def choose(event: ButtonClicked[views.ChooseOption], ctx: Context) -> Reply:
    """An option of a single-choice or true-or-false card."""
    chosen = event.payload
    option = int(chosen.choice) if re.fullmatch(r"[0-9]{1,3}", chosen.choice) else chosen.option
    return _answered(event, [option], ctx)


@router.button(views.RateMyself)
def rate(event: ButtonClicked[views.RateMyself], ctx: Context) -> Reply:
    """ "Got it", and the others."""
    grade = event.payload.grade
    if grade not in [int(g) for g in Grade]:
        return words.gone()
    return _answered(event, Grade(grade), ctx)


@router.button(views.NotYet)
def not_yet(event: ButtonClicked[views.NotYet], ctx: Context) -> Reply:
    """ "Not yet", to whether it was of use."""
    return _answered(event, None, ctx)


@router.button(views.ShowAnswer)
def show(event: ButtonClicked[views.ShowAnswer], ctx: Context) -> Reply:
    """ "Show the answer"."""
    asked = event.payload
    return _replaced(
        lambda: recall_answers.show(
            ctx.uow, event.actor, asked.prompt_id, asked.card_id, asked.version
        )
    )


@router.button(views.AnswerInForm)
def open_form(event: ButtonClicked[views.AnswerInForm], ctx: Context) -> Reply:
    """ "Tick what is right", "Put the steps in order", "I used it"."""
    asked = event.payload
    return _replaced(
        lambda: recall_answers.form(
            ctx.uow, event.actor, asked.prompt_id, asked.card_id, asked.version
        )
    )


@router.form(TickAnswers)
def tick(event: FormSubmitted[TickAnswers], ctx: Context) -> Reply:
    """All that is right, ticked."""
    chosen = [int(c) for c in event.form.chosen if re.fullmatch(r"[0-9]{1,3}", c)]
    return _told(event, chosen, ctx)


@router.form(PutInOrder)
def put_in_order(event: FormSubmitted[PutInOrder], ctx: Context) -> Reply:
    """Steps in somebody's order."""
    picked = event.form.steps()
    while len(picked) > 2 and not picked[-1]:
        picked.pop()
    errors = words.twice(picked)
    if errors:
        return FormErrors(errors=errors)
    steps = [int(c) for c in picked if re.fullmatch(r"[0-9]{1,3}", c)]
    return _told(event, steps, ctx)


@router.form(TellUse)
def tell_use(event: FormSubmitted[TellUse], ctx: Context) -> Reply:
    """What happened when somebody used it."""
    return _told(event, event.form.happened, ctx)


def _answered(
    event: ButtonClicked[views.ChooseOption]
    | ButtonClicked[views.RateMyself]
    | ButtonClicked[views.NotYet],
    given: Given,
    ctx: Context,
) -> Reply:
    asked = event.payload
    return _replaced(
        lambda: recall_answers.answer(
            ctx.uow,
            ctx.settings,
            event.actor,
            asked.prompt_id,
            asked.card_id,
            asked.version,
            given,
        )
    )


def _told(
    event: FormSubmitted[TickAnswers] | FormSubmitted[PutInOrder] | FormSubmitted[TellUse],
    given: Given,
    ctx: Context,
) -> Reply:
    """A form has no card to turn into something else: the answer is said, and the card edited."""
    form = event.form
    try:
        recall_answers.answer(
            ctx.uow,
            ctx.settings,
            event.actor,
            form.prompt_id,
            form.card_id,
            form.version,
            given,
        )
    except NotAnswered as why:
        return why.shown
    except service.NotYours:
        return words.not_yours()
    except service.Gone:
        return words.gone()
    return service.told(ctx.uow, event.actor, form.prompt_id, form.card_id)


def _replaced(deed: Callable[[], Message | Blank]) -> Reply:
    """What the pressed card turns into; a form opens beside it."""
    try:
        shown = deed()
    except NotAnswered as why:
        return Replace(message=why.shown)
    except service.NotYours:
        return words.not_yours()
    except service.Gone:
        return words.gone()
    return Replace(message=shown) if isinstance(shown, Message) else shown
