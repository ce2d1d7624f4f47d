"""Taking an answer: graded, remembered and logged in one transaction, and never twice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from bot.events import Person
from bot.messages import Blank, Message
from bot.rules import memory as model
from bot.rules import recall_grading as grading
from bot.rules.memory import Grade, Memory
from bot.rules.recall_grading import Graded
from bot.rules.recall_plan import variant
from bot.services import deeds
from bot.services import recall_prompts as prompts
from bot.settings import Recall, Settings
from bot.store import recall_cards
from bot.store import recall_prompts as store
from bot.store.models import CardKind
from bot.store.recall_cards import Card
from bot.store.recall_prompts import Asked, Prompt, Remembered
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_answers as words
from bot.views import recall_prompts as views

Given: TypeAlias = "Sequence[int] | str | Grade | None"
"""Places of options, what happened, how well it was remembered; None: no use for it yet."""


class NotAnswered(Exception):
    """It can't be answered (any more): the prompt as it stands, with a line that says why."""

    def __init__(self, shown: Message) -> None:
        super().__init__(shown.summary)
        self.shown = shown


def answer(
    uow: UnitOfWork,
    settings: Settings,
    person: Person,
    prompt_id: int,
    card_id: int,
    version: int,
    given: Given,
) -> Message:
    """Take an answer; the prompt as it stands then, with what is right and why.

    Raises NotAnswered, and prompts.Gone or prompts.NotYours; then nothing was written but that
    a card that was reworded is asked as it is now.
    """
    at = uow.session, uow.organization_id
    # Always the memory before the prompt, so that two answers never wait for each other.
    known = store.remembered(*at, person.id, card_id, lock=True)
    prompt, asked, card = _open(uow, person, prompt_id, card_id, version)
    if known is None or known.due_at is None:
        raise NotAnswered(prompts.draw(uow, prompt, words.LEFT))
    graded = _graded(card, given)
    if graded is None:
        raise NotAnswered(prompts.draw(uow, prompt, words.REWORDED))
    _remember(uow, settings.recall, person, prompt, asked, known, graded, given)
    store.answered(*at, person.id, card_id, uow.now)
    deeds.kept_recall(uow, person, prompt.id)
    prompt = store.get(*at, prompt.id) or prompt
    prompts.settle_waiting(uow, prompt)
    return prompts.draw(uow, prompt)


def show(uow: UnitOfWork, person: Person, prompt_id: int, card_id: int, version: int) -> Message:
    """Look at the answer of a free recall card. Raises as `answer` does."""
    prompt, asked, card = _open(uow, person, prompt_id, card_id, version)
    if card.kind is not CardKind.FREE:
        raise NotAnswered(prompts.draw(uow, prompt, words.REWORDED))
    at = uow.session, uow.organization_id
    if asked.shown_at is None:
        store.change_asked(*at, prompt.id, card.id, {"shown_at": uow.now})
    return prompts.draw(uow, store.get(*at, prompt.id) or prompt)


def form(uow: UnitOfWork, person: Person, prompt_id: int, card_id: int, version: int) -> Blank:
    """The form to answer a card with. Raises as `answer` does."""
    prompt, _, card = _open(uow, person, prompt_id, card_id, version)
    if card.kind not in (CardKind.SEVERAL, CardKind.ORDER, CardKind.APPLY):
        raise NotAnswered(prompts.draw(uow, prompt, words.REWORDED))
    return words.form(prompt.id, variant(person.id), card)


def _open(
    uow: UnitOfWork, person: Person, prompt_id: int, card_id: int, version: int
) -> tuple[Prompt, Asked, Card]:
    """A card that waits for its answer, as it is worded now."""
    prompt = prompts.own(uow, person, prompt_id, lock=True)
    asked = prompt.asks(card_id)
    card = recall_cards.get(uow.session, uow.organization_id, card_id)
    if asked is None or card is None:
        raise prompts.Gone
    if asked.answered_at is not None:
        raise NotAnswered(prompts.draw(uow, prompt, words.BEFORE))
    if not views.is_asked(card):
        raise NotAnswered(prompts.draw(uow, prompt, words.TAKEN_OUT))
    if version != card.version:
        raise NotAnswered(prompts.draw(uow, prompts.keep_versions(uow, prompt), words.REWORDED))
    return prompt, asked, card


def _graded(card: Card, given: Given) -> Graded | None:
    """The grade of an answer; None: it is none to this card."""
    places = range(len(card.options))
    right = [place for place in places if card.options[place].is_right]
    match card.kind, given:
        case CardKind.FREE, Grade() as grade:
            return grading.by_oneself(grade)
        case CardKind.APPLY, None:
            return grading.NOT_YET
        case CardKind.APPLY, str():
            return grading.USED
        case ((CardKind.SINGLE | CardKind.TRUE_FALSE), [int() as chosen]) if chosen in places:
            return grading.single(chosen, right)
        case CardKind.SEVERAL, [*chosen] if set(chosen) <= set(places):
            return grading.several([int(c) for c in chosen], right)
        case CardKind.ORDER, [*steps] if sorted(map(int, steps)) == list(places):
            return grading.ordered([int(step) for step in steps])
        case _:
            return None


def _remember(
    uow: UnitOfWork,
    rules: Recall,
    person: Person,
    prompt: Prompt,
    asked: Asked,
    known: Remembered,
    graded: Graded,
    given: Given,
) -> None:
    """Review the memory and log it. A clock that jumped back counts as the last review's moment."""
    at = uow.session, uow.organization_id
    before = as_memory(known, asked.due_at)
    retention, longest_days = rules.desired_retention, rules.longest_days
    after = model.review(
        before, graded.grade, uow.now, retention=retention, longest_days=longest_days
    )
    reviewed_at = after.reviewed_at or uow.now
    due_at, ends_at, is_last = model.course_after(after.due_at, reviewed_at, known.ends_at)
    store.log(
        *at,
        {
            "person_id": person.id,
            "card_id": asked.card_id,
            "card_version": asked.card_version,
            "prompt_id": prompt.id,
            "rating": int(graded.grade),
            "is_right": graded.is_right,
            "given": _as_json(given),
            "due_at": asked.due_at,
            "asked_at": prompt.goes_at,
            "reviewed_at": reviewed_at,
            "predicted": model.recall_probability(before, reviewed_at),
            "model": model.model_name(retention=retention, longest_days=longest_days),
            "is_held_out": known.is_held_out,
            "is_last": is_last,
        },
    )
    store.keep(
        *at,
        person.id,
        asked.card_id,
        {
            "model_state": after.state,
            "step": after.step,
            "stability": after.stability,
            "difficulty": after.difficulty,
            "reviewed_at": reviewed_at,
            "due_at": due_at,
            "window_ends_at": ends_at,
        },
    )


def as_memory(known: Remembered, due_at: datetime) -> Memory:
    """The stored memory as the model knows it."""
    return Memory(
        due_at=due_at,
        state=known.state,
        step=known.step,
        stability=known.stability,
        difficulty=known.difficulty,
        reviewed_at=known.reviewed_at,
    )


def _as_json(given: Given) -> str:
    match given:
        case Grade() | None:
            return ""
        case str():
            return json.dumps(given, ensure_ascii=False)
        case _:
            return json.dumps(list(given))
