"""What somebody is asked: shown, asked for, put off, paused, and kept true when a card changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.events import Person
from bot.messages import Message
from bot.rules import recall_plan as rules
from bot.rules.attention import Weight, next_day
from bot.rules.sessions import moment
from bot.rules.working_time import Rhythm, local_day, next_available
from bot.services import attention
from bot.services.recall_planning import ANSWERABLE, KIND, fitting, prompt_key
from bot.settings import Settings
from bot.store import recall_cards, recall_planning, unasked
from bot.store import recall_prompts as store
from bot.store.recall_prompts import Asked, Prompt
from bot.store.unit_of_work import UnitOfWork
from bot.views import recall_answers as words
from bot.views import recall_prompts as views
from bot.views.recall_prompts import Part

LATER = timedelta(hours=3)
"""How long "not now" is, if that is still today and in their hours; else the next working day."""
WEEK = timedelta(days=7)
LONGEST_PAUSE = timedelta(days=366)
REDRAWN = timedelta(days=1)
"""How long a prompt that was sent is changed along with its cards; after that its buttons tell."""
MOST_REDRAWN = 500


class Gone(Exception):
    """There is no such prompt, or it is too old to be answered."""


class NotYours(Exception):
    """Somebody else was asked that."""


class NotChosen(Exception):
    """What somebody chose can't be meant."""


def own(uow: UnitOfWork, person: Person, prompt_id: int, *, lock: bool = False) -> Prompt:
    """A prompt of this person that can still be answered. Raises Gone, NotYours."""
    found = store.get(uow.session, uow.organization_id, prompt_id, lock=lock)
    if found is None:
        raise Gone
    if found.person_id != person.id:
        raise NotYours
    if found.expires_at <= uow.now or not found.cards:
        raise Gone
    return found


def draw(uow: UnitOfWork, prompt: Prompt, note: str = "") -> Message:
    """The questions of a prompt as they stand by now."""
    at = uow.session, uow.organization_id
    parts = parts_of(uow, prompt)
    more, next_at = 0, None
    if not any(part.is_open for part in parts):
        due = recall_planning.due(*at, [prompt.person_id], uow.now).get(prompt.person_id, [])
        asked = {card.card_id for card in prompt.cards}
        more = sum(card.card_id not in asked for card in due)
        next_at = store.next_due(*at, prompt.person_id, uow.now)
    order = rules.variant(prompt.person_id)
    return views.prompt(prompt.id, order, parts, note=note, more=more, next_at=next_at)


def parts_of(uow: UnitOfWork, prompt: Prompt) -> list[Part]:
    """The cards of a prompt with what was answered."""
    at = uow.session, uow.organization_id
    cards = recall_cards.cards(*at, [c.card_id for c in prompt.cards])
    said = store.said(*at, prompt)
    return [
        Part(cards[c.card_id], c, said.get(c.card_id)) for c in prompt.cards if c.card_id in cards
    ]


def ask_now(uow: UnitOfWork, settings: Settings, person: Person) -> Message:
    """What is due for somebody who asks: today's open questions, else the next few.

    They stand in the prompt of their day, so that nothing is asked twice; if that still waits to
    be sent, it need not be any more.
    """
    at = uow.session, uow.organization_id
    rhythm = _rhythm(uow, settings, person)
    day = local_day(rhythm, uow.now)
    found = store.of_day(*at, person.id, day)
    if found is None or not any(part.is_open for part in parts_of(uow, found)):
        found = _more(uow, settings, person, day, found)
    if found is None:
        return words.nothing_due(store.next_due(*at, person.id, uow.now))
    if found.goes_at > uow.now:
        store.change(*at, found.id, {"goes_at": uow.now})
    _take_back(uow, found)
    return draw(uow, found)


def _more(
    uow: UnitOfWork, settings: Settings, person: Person, day: date, found: Prompt | None
) -> Prompt | None:
    """The day's prompt with the next cards in it; None: nothing more is due."""
    at = uow.session, uow.organization_id
    asked = {card.card_id for card in found.cards} if found else set()
    due = recall_planning.due(*at, [person.id], uow.now).get(person.id, [])
    fresh = [card for card in due if card.card_id not in asked]
    chosen = rules.choose(fresh, uow.now, daily(uow, settings, person))
    cards = recall_cards.cards(*at, [card.card_id for card in chosen])
    chosen = fitting(chosen, cards)
    if not chosen:
        return None
    if found is None:
        store.begin(*at, person.id, day, uow.now, uow.now + ANSWERABLE)
        found = store.of_day(*at, person.id, day)
        assert found is not None  # noqa: S101
    new = [Asked(card.card_id, cards[card.card_id].version, card.due_at) for card in chosen]
    store.ask(*at, found.id, new, len(found.cards))
    again = store.get(*at, found.id)
    assert again is not None  # noqa: S101
    # What was answered earlier today stands in an earlier message.
    fresh_ids = {card.card_id for card in chosen}
    return Prompt(
        again.id,
        again.person_id,
        again.day,
        again.goes_at,
        again.expires_at,
        again.put_off_at,
        tuple(c for c in again.cards if c.card_id in fresh_ids),
    )


def daily(uow: UnitOfWork, settings: Settings, person: Person) -> int:
    """How many cards this person is asked at once."""
    chosen = store.choice(uow.session, uow.organization_id, person.id).daily
    return settings.recall.daily_cards if chosen is None else chosen


def not_now(uow: UnitOfWork, settings: Settings, person: Person, prompt_id: int) -> Message:
    """Later today, if there is a later today for them; the second time, on their next working day.

    Raises Gone, NotYours.
    """
    prompt = own(uow, person, prompt_id)
    if not any(part.is_open for part in parts_of(uow, prompt)):
        return draw(uow, prompt)
    rhythm = _rhythm(uow, settings, person)
    later = next_available(rhythm, uow.now + LATER)
    ends = next_day(rhythm, uow.now)
    is_first = prompt.put_off_at is None and prompt.day == local_day(rhythm, uow.now)
    at = uow.session, uow.organization_id
    store.change(*at, prompt.id, {"put_off_at": uow.now})
    _take_back(uow, prompt)
    if not is_first or later is None or later >= ends:
        return words.later(prompt.id, None)
    attention.reach(
        uow,
        settings.attention,
        person,
        draw(uow, prompt),
        key=_again_key(prompt),
        kind=KIND,
        weight=Weight.PROMISED,
        due=later,
        expires_at=ends,
        rhythm=rhythm,
    )
    return words.later(prompt.id, later)


def show_again(uow: UnitOfWork, person: Person, prompt_id: int) -> Message:
    """The questions of a prompt that was put off. Raises Gone, NotYours."""
    prompt = own(uow, person, prompt_id)
    _take_back(uow, prompt)
    return draw(uow, prompt)


def told(uow: UnitOfWork, person: Person, prompt_id: int, card_id: int) -> Message:
    """What was right of one card, after a form; the prompt that was posted shows it, too."""
    prompt = own(uow, person, prompt_id)
    redraw(uow, prompt)
    parts = [part for part in parts_of(uow, prompt) if part.card.id == card_id]
    return views.told(parts)


def pause(
    uow: UnitOfWork, settings: Settings, person: Person, until: date | None = None
) -> Message:
    """No questions before that day of theirs; None: for a week. Raises NotChosen."""
    rhythm = _rhythm(uow, settings, person)
    today = local_day(rhythm, uow.now)
    day = today + WEEK if until is None else until
    if not today < day <= today + LONGEST_PAUSE:
        raise NotChosen
    ends = moment(datetime.combine(day, time()), rhythm.zone).at
    at = uow.session, uow.organization_id
    store.choose(*at, person.id, {"paused_until": ends})
    store.reacted(*at, person.id, uow.now)
    for waiting in (today, today + timedelta(days=1)):
        found = store.of_day(*at, person.id, waiting)
        if found is not None:
            _take_back(uow, found)
    return words.paused(ends)


def resume(uow: UnitOfWork, person: Person) -> Message:
    """Questions come again."""
    store.choose(uow.session, uow.organization_id, person.id, {"paused_until": None})
    store.reacted(uow.session, uow.organization_id, person.id, uow.now)
    return words.resumed()


def choose_daily(uow: UnitOfWork, person: Person, number: int) -> Message:
    """At most so many a day."""
    store.choose(uow.session, uow.organization_id, person.id, {"daily": number})
    store.reacted(uow.session, uow.organization_id, person.id, uow.now)
    return words.daily(number)


def card_changed(uow: UnitOfWork, card_id: int) -> None:
    """A card was reworded or retired: prompts that ask it and wait, or are of today, show that."""
    for prompt in asking(uow, card_id):
        redraw(uow, keep_versions(uow, prompt))


def asking(uow: UnitOfWork, card_id: int) -> list[Prompt]:
    """Prompts that ask a card, unanswered so far, and wait or are of today."""
    at = uow.session, uow.organization_id
    ids = store.still_asked(*at, card_id, uow.now - REDRAWN, MOST_REDRAWN)
    return [prompt for id_ in ids if (prompt := store.get(*at, id_)) is not None]


def keep_versions(uow: UnitOfWork, prompt: Prompt) -> Prompt:
    """The prompt, whose open cards are asked as they are worded now."""
    at = uow.session, uow.organization_id
    for part in parts_of(uow, prompt):
        if part.is_open and part.card.version != part.asked.card_version:
            values = {"card_version": part.card.version, "shown_at": None}
            store.change_asked(*at, prompt.id, part.card.id, values)
    return store.get(*at, prompt.id) or prompt


def redraw(uow: UnitOfWork, prompt: Prompt) -> None:
    """What was posted of a prompt shows how it stands; what waits with nothing to ask, does not."""
    is_open = any(part.is_open for part in parts_of(uow, prompt))
    for key in _keys(prompt):
        if not is_open and unasked.waits(uow.session, uow.organization_id, key):
            attention.revise(uow, key, None)
        else:
            attention.revise(uow, key, draw(uow, prompt))


def settle_waiting(uow: UnitOfWork, prompt: Prompt) -> None:
    """Something of a prompt was answered: what of it still waits to be sent follows."""
    if prompt.put_off_at is not None and unasked.waits(
        uow.session, uow.organization_id, _again_key(prompt)
    ):
        is_open = any(part.is_open for part in parts_of(uow, prompt))
        attention.revise(uow, _again_key(prompt), draw(uow, prompt) if is_open else None)


def _take_back(uow: UnitOfWork, prompt: Prompt) -> None:
    for key in _keys(prompt):
        if unasked.waits(uow.session, uow.organization_id, key):
            attention.revise(uow, key, None)


def _keys(prompt: Prompt) -> Sequence[str]:
    return prompt_key(prompt.person_id, prompt.day), _again_key(prompt)


def _again_key(prompt: Prompt) -> str:
    return f"{prompt_key(prompt.person_id, prompt.day)}:again"


def _rhythm(uow: UnitOfWork, settings: Settings, person: Person) -> Rhythm:
    return attention.rhythms(uow, settings.attention, [person.id])[person.id]
