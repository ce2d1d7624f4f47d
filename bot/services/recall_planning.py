"""Planning what people are asked: hourly, for whoever's moment is near; planning twice is once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from bot.rules import recall_plan as rules
from bot.rules.attention import Welcome, in_a_row, next_day, welcome
from bot.rules.working_time import Rhythm, local_day, stretch_end
from bot.services import attention
from bot.services.attention_plan import Planned, reach_planned
from bot.settings import Settings
from bot.store import attention as hours
from bot.store import recall_cards, recall_planning, timers
from bot.store.recall_cards import Card
from bot.store.recall_planning import Due, Learner, NewPrompt
from bot.store.recall_prompts import Asked
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_prompts as views
from bot.views.recall_prompts import Part

TIMER = "recall.plan"
KIND = "recall.prompt"
BATCH = 500
"""People planned for in one transaction: some tenths of a second."""
ANSWERABLE = timedelta(days=14)
"""How long what was asked can be answered."""

LOOKS_BACK = timedelta(days=120)
"""Twice the longest patience, and weeks between, end within this."""


def prompt_key(person_id: int, day: date) -> str:
    """The key of a day's prompt in the outbox."""
    return f"recall:prompt:{person_id}:{day.isoformat()}"


def begin_planning(uow: UnitOfWork) -> None:
    """Somebody learns something: plan from the next full hour on, every hour."""
    slot = uow.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    key = f"{TIMER}:{slot.isoformat()}"
    uow.plan(TIMER, key=key, due_at=slot, data={"slot": key, "after": 0})


def keep_asking(session: Session, now: datetime) -> None:
    """To be called at every start: wherever somebody learns something, planning goes on."""
    for organization_id, _ in timers.newest(session, TIMER):
        if recall_planning.anybody_learns(session, organization_id):
            begin_planning(UnitOfWork(session, organization_id, None, now))


def plan_on(uow: UnitOfWork, settings: Settings, data: Mapping[str, str | int]) -> None:
    """Plan for the next batch of people; the one after it, or the next hour, follows."""
    last = plan(uow, settings, int(data["after"]))
    if last:
        slot = str(data["slot"])
        key = f"{slot}:{last}"
        uow.plan(TIMER, key=key, due_at=uow.now, data={"slot": slot, "after": last})
        return
    _template.cache_clear()
    if recall_planning.anybody_learns(uow.session, uow.organization_id):
        begin_planning(uow)


@dataclass(frozen=True, slots=True)
class Moment:
    """When somebody's prompt goes, and what it needs to know of that day. Aware UTC."""

    at: datetime
    meant: datetime
    """What is due by then is asked."""
    day: date
    not_after: datetime
    expires_at: datetime
    most: int
    """Unasked messages that their day holds."""


def plan(uow: UnitOfWork, settings: Settings, after: int = 0, most: int = BATCH) -> int:
    """Plan for the next `most` people by id from `after` on whose moment is near.

    The id to go on after; 0: these were the last.
    """
    at = uow.session, uow.organization_id
    learners = recall_planning.learners(*at, uow.now + rules.AHEAD, after, most)
    free = _free(uow, _moments(uow, settings, learners))
    new, notes = _welcome(uow, settings, _chosen(uow, settings, learners, free))
    cards = recall_cards.cards(*at, {d.card_id for p in new for d, _ in p.cards})
    fitting = [p for p in (_fitting(p, cards) for p in new) if p.cards]
    ids = recall_planning.add(*at, fitting)
    planned = [
        Planned(
            person_id=p.person_id,
            body=_drawn(ids[p.person_id], p, cards, notes.get(p.person_id, "")),
            key=prompt_key(p.person_id, p.day),
            day=p.day,
            due=free[p.person_id].meant,
            at=p.goes_at,
            expires_at=free[p.person_id].expires_at,
            not_after=free[p.person_id].not_after,
        )
        for p in fitting
        if p.person_id in ids
    ]
    reach_planned(uow, planned, KIND)
    return learners[-1].id if len(learners) == most else 0


def _moments(uow: UnitOfWork, settings: Settings, learners: Sequence[Learner]) -> dict[int, Moment]:
    rhythms = attention.rhythms(uow, settings.attention, [one.id for one in learners])
    known: dict[Rhythm, Moment | None] = {}
    out = {}
    for one in learners:
        rhythm = rhythms[one.id]
        if rhythm not in known:
            known[rhythm] = _moment(rhythm, uow.now)
        moment = known[rhythm]
        is_paused = one.paused_until is not None and (not moment or one.paused_until > moment.at)
        if moment is not None and moment.most > 0 and not is_paused:
            out[one.id] = moment
    return out


def _moment(rhythm: Rhythm, now: datetime) -> Moment | None:
    found = rules.asked_at(rhythm, now)
    if found is None:
        return None
    at, meant = found
    ends, expires_at = stretch_end(rhythm, at), next_day(rhythm, at)
    return Moment(at, meant, local_day(rhythm, at), ends, expires_at, rhythm.most)


def _free(uow: UnitOfWork, moments: dict[int, Moment]) -> dict[int, Moment]:
    """Those whose day has no prompt yet, and room for one more message."""
    if not moments:
        return {}
    at = uow.session, uow.organization_id
    since = min(m.day for m in moments.values())
    asked = recall_planning.prompted(*at, moments, since)
    left = {id_: m for id_, m in moments.items() if (id_, m.day) not in asked}
    taken = hours.taken(*at, left, since)
    return {id_: m for id_, m in left.items() if taken.get(id_, {}).get(m.day, 0) < m.most}


def _chosen(
    uow: UnitOfWork,
    settings: Settings,
    learners: Sequence[Learner],
    moments: Mapping[int, Moment],
) -> list[NewPrompt]:
    if not moments:
        return []
    until = max(m.meant for m in moments.values())
    due = recall_planning.due(uow.session, uow.organization_id, moments, until)
    new = []
    for one in learners:
        if one.id not in moments or one.id not in due:
            continue
        moment = moments[one.id]
        ripe = [card for card in due[one.id] if card.due_at <= moment.meant]
        daily = settings.recall.daily_cards if one.daily is None else one.daily
        cards = tuple((card, 0) for card in rules.choose(ripe, moment.at, daily))
        expires_at = moment.at + ANSWERABLE
        new.append(NewPrompt(one.id, moment.day, moment.at, expires_at, cards))
    return new


def _welcome(
    uow: UnitOfWork, settings: Settings, new: Sequence[NewPrompt]
) -> tuple[list[NewPrompt], dict[int, str]]:
    """Those who did not let too many go by, and what some of them are told (person → a note)."""
    patience = settings.attention.patience
    if not new or not patience:
        return list(new), {}
    since = min(p.day for p in new) - LOOKS_BACK
    ids = [p.person_id for p in new]
    silent = recall_planning.let_go_by(uow.session, uow.organization_id, ids, since, uow.now)
    kept, notes = [], {}
    for prompt in new:
        number, last = in_a_row(silent.get(prompt.person_id, ()))
        found = welcome(number, last, prompt.day, patience)
        if found > Welcome.NOT_YET:
            kept.append(prompt)
        if found in (Welcome.LAST, Welcome.FIRST_OF_A_WEEK):
            notes[prompt.person_id] = views.silent(number, is_last=found is Welcome.LAST)
    return kept, notes


def _fitting(new: NewPrompt, cards: Mapping[int, Card]) -> NewPrompt:
    """The same with what one message holds of its cards; the others wait."""
    asked = fitting([due for due, _ in new.cards], cards)
    versions = tuple((due, cards[due.card_id].version) for due in asked)
    return NewPrompt(new.person_id, new.day, new.goes_at, new.expires_at, versions)


def fitting(due: Sequence[Due], cards: Mapping[int, Card]) -> list[Due]:
    """Of these cards the ones that are still asked, and fit into one message."""
    asked = [d for d in due if d.card_id in cards and views.is_asked(cards[d.card_id])]
    sizes = [views.size(cards[d.card_id]) for d in asked]
    return asked[: rules.that_fit(sizes, (views.MOST_BLOCKS, views.MOST_CHARACTERS))]


def _drawn(prompt_id: int, new: NewPrompt, cards: Mapping[int, Card], note: str) -> str:
    asked = tuple(cards[due.card_id] for due, _ in new.cards)
    return views.numbered(_template(asked, rules.variant(new.person_id), note), prompt_id)


@lru_cache(maxsize=8192)
def _template(cards: tuple[Card, ...], order: int, note: str) -> str:
    """Drawn once for all who are asked the same: what costs most of planning for thousands."""
    parts = [Part(card, Asked(card.id, card.version, card.created_at)) for card in cards]
    return views.prompt(views.UNKNOWN, order, parts, note=note).model_dump_json()
