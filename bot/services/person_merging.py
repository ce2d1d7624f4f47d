"""Two persons turn out to be one: all of both is theirs, and what follows from it is put right."""

from __future__ import annotations

import structlog

from bot.events import Person
from bot.rules import memory as model
from bot.rules.memory import Attempt, Grade
from bot.services import (
    attention,
    award_linked,
    expert_choice,
    reminders,
    session_cards,
    signups,
)
from bot.settings import Recall, Settings
from bot.store import deeds, merging, recall_log, recall_prompts, sessions
from bot.store.merging import Merged
from bot.store.unit_of_work import UnitOfWork

log = structlog.get_logger()


def merge(uow: UnitOfWork, settings: Settings, one_id: int, other_id: int) -> Merged | None:
    """Make two persons one; None when they are not two (any more).

    It is for the caller to know that they are: nothing is asked here, and there is no way back but
    to begin anew.
    """
    merged = merging.merge(uow.session, uow.organization_id, one_id, other_id, uow.now)
    if merged is None:
        return None
    log.info("linking.merged", person=merged.person_id, was=merged.old_id)
    person = Person(merged.person_id, "")
    expert_choice.recount(uow, only=person.id)
    _remember(uow, settings.recall, merged)
    _free_seats(uow, settings, merged)
    award_linked.follow(uow, settings, person.id)
    uow.done += deeds.newest_each(uow.session, uow.organization_id, person.id)  # for badges
    attention.replan(uow, settings.attention, person)
    reminders.plan_own(uow, settings, person)
    return merged


def _remember(uow: UnitOfWork, rules: Recall, merged: Merged) -> None:
    """What both had learnt: the reviews of both, in their order, lead to what is remembered."""
    at = uow.session, uow.organization_id, merged.person_id
    for card_id, ratings in recall_log.of_cards(*at, merged.card_ids).items():
        known = recall_prompts.remembered(*at, card_id, lock=True)
        if known is None:
            continue
        attempts = [Attempt(Grade(rating), moment) for rating, moment in ratings]
        again = model.rerun(
            attempts[0].at,
            attempts,
            retention=rules.desired_retention,
            longest_days=rules.longest_days,
        )
        reviewed_at = again.reviewed_at or uow.now
        due_at, _ = model.within_course(again.due_at, reviewed_at, known.ends_at)
        recall_prompts.keep(
            *at,
            card_id,
            {
                "model_state": again.state,
                "step": again.step,
                "stability": again.stability,
                "difficulty": again.difficulty,
                "reviewed_at": reviewed_at,
                "due_at": None if known.due_at is None else due_at,
            },
        )


def _free_seats(uow: UnitOfWork, settings: Settings, merged: Merged) -> None:
    """Whoever held two seats holds one: the next in line moves up."""
    for occurrence_id in sorted(merged.occurrence_ids):
        occurrence = sessions.occurrence(uow.session, uow.organization_id, occurrence_id, lock=True)
        if occurrence is None or occurrence.is_off or occurrence.ends_at <= uow.now:
            continue
        signups.fill_seats(uow, settings, occurrence)
        session_cards.redraw(uow, occurrence)
