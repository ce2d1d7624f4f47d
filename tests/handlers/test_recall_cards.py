"""Scenarios: what happens when colleagues write recall cards."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import update

from bot.events import Conversation, ConversationKind, Person, Workspace
from bot.messages import Blank, FormErrors
from bot.store.models import AccountRow, RecallCardRow, RecallCardVersionRow, columns
from bot.store.recall_decks import Deck
from bot.views import recall_card_forms as forms
from bot.views.recall_cards import (
    CardIsWrong,
    OpenCard,
    OpenReuse,
    RetireCard,
    TakeOutCard,
    UseCard,
)
from bot.views.recall_doubts import KeepCard
from bot.views.recall_learning import LearnDeck, SeeDeck, UseDrafts
from tests.recall import due, newest, rows, use, write, written
from tests.sessions import announced
from tests.world import World, ana, bo, buttons, chi, filled, guest, mod, robot, words

ACCOUNT = columns(AccountRow)


async def test_a_card_is_previewed_before_anybody_is_asked(world: World) -> None:
    opened = await world.command(ana, "recall", "new")
    assert isinstance(opened.reply, Blank)
    assert "deck" not in filled(opened.reply), "there is none to choose yet"

    shown = await write(world)
    said = words(shown.reply)
    assert "This is how it'll be asked: | Why does the planner skip an index?" in said
    assert "Right: It would read most of the table" in said
    assert "Reading in order is cheaper then." in said
    card_id = await newest(world)
    await world.command(bo, "recall", "learn #sql")
    assert await due(world, bo) == {}, "a draft is asked of nobody"

    used = await world.press(ana, buttons(shown.reply)["Use it"])
    assert words(used.reply).startswith("It's in use")
    assert list(await due(world, bo)) == [card_id], "who learns the topic begins with it"
    again = await use(world, ana, card_id)
    assert words(again.reply).startswith("It's in use")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"choices": "one\ntwo"}, "choices", "Which one is right? Put “* ” (a star and a space)"),
        ({"choices": "* one"}, "choices", "Write at least 2 options, one a line."),
        (
            {"choices": "* a\n" + "\n".join(f"b{n}" for n in range(29))},
            "choices",
            "That's 30 options; at most 8 can be weighed up.",
        ),
        ({"choices": "* a\n* b"}, "choices", "2 are marked as right. Leave one, or choose"),
        ({"choices": "* One\none"}, "choices", "“one” stands there twice."),
        ({"kind": "true_false", "choices": "perhaps"}, "choices", "Write “true” or “false”"),
        ({"kind": "free", "choices": ""}, "solution", "Write what people compare their answer"),
        ({"kind": "apply"}, "choices", "This kind asks without options."),
        ({"prompt": "x" * 10_000}, "prompt", "Please keep this to 500 characters."),
        ({"prompt": "🤔"}, "prompt", "Write what the card asks, in words."),
        ({"link": "example.com"}, "link", "Paste the whole address, beginning with https://"),
        ({"title": ""}, "title", "Pick a deck, or give a new one a name."),
        ({"kind": "riddle"}, "kind", "Please pick from the list."),
    ],
)
async def test_what_cannot_be_asked_is_refused_and_nothing_typed_is_lost(
    small_world: World, typed: dict[str, Any], field: str, said: str
) -> None:
    refused = await write(small_world, **typed)
    assert isinstance(refused.reply, FormErrors)
    assert list(refused.reply.errors) == [field]
    assert refused.reply.errors[field].startswith(said)
    assert refused.reply.form is not None
    kept = filled(refused.reply.form)
    assert kept["explanation"] == "Reading in order is cheaper then."
    assert all(kept[name] == value for name, value in typed.items() if value)
    assert await rows(small_world, RecallCardRow) == []


@pytest.mark.parametrize(
    ("typed", "asked", "solved"),
    [
        ({"kind": "several", "choices": "* a\n* b\nc"}, "One or more are right.", "Right: a · b"),
        ({"kind": "true_false", "choices": "false"}, "True False", "Right: False"),
        ({"kind": "free", "choices": "", "solution": "An index."}, "Say it, then", "An index."),
        ({"kind": "order", "choices": "1. parse\n2. plan"}, "In which order?", "parse plan"),
        ({"kind": "apply", "choices": ""}, "Did you use this?", "#sql"),
    ],
)
async def test_every_kind_is_asked_in_its_own_way(
    small_world: World, typed: dict[str, Any], asked: str, solved: str
) -> None:
    said = words((await write(small_world, **typed)).reply)
    assert asked in said
    assert solved in said


async def test_a_change_keeps_what_it_was_and_is_asked_from_then_on(world: World) -> None:
    card_id = await written(world)
    opened = await world.press(ana, OpenCard(card_id=card_id))
    kept = filled(opened.reply)
    assert kept["choices"] == "[x] It would read most of the table\n[ ] It is broken"
    assert kept["topics"] == "#sql"
    kept["prompt"] = "When does it skip one?"
    saved = await world.submit(ana, "recall.write", **kept)
    assert "From now on version 2 is asked" in words(saved.reply)
    (before,) = await rows(world, RecallCardVersionRow)
    assert (before.version, before.replaced_by) == (1, (await world.person(ana)).id)
    content = json.loads(before.content)
    assert content["prompt"] == "Why does the planner skip an index?"
    assert content["options"][0] == ["It would read most of the table", True]

    await world.submit(ana, "recall.write", **kept)
    assert len(await rows(world, RecallCardVersionRow)) == 1, "the same again changes nothing"


async def test_a_retired_card_stops_everywhere_and_cannot_come_back(world: World) -> None:
    card_id = await written(world)
    await world.command(bo, "recall", "learn #sql")
    await world.press(chi, (await _deck_button(world, chi, "Learn it")))
    assert await due(world, bo)
    assert await due(world, chi)
    retired = await world.press(ana, RetireCard(card_id=card_id))
    assert words(retired.reply).startswith("Retired.")
    assert await due(world, bo) == {}
    assert await due(world, chi) == {}
    for press in (UseCard(card_id=card_id), OpenCard(card_id=card_id), RetireCard(card_id=card_id)):
        assert "gone, or was retired" in words((await world.press(ana, press)).reply)
    told = await world.submit(bo, "recall.doubt", said="Wrong", card_id=card_id)
    assert "retired meanwhile" in words(told.reply)


async def _deck_button(world: World, who: Any, label: str) -> Any:
    listed = await world.command(who, "recall", "decks")
    return buttons(listed.reply)[label]


async def test_a_card_is_reused_and_a_change_shows_in_both_decks(world: World) -> None:
    card_id = await written(world)
    await written(world, bo, title="Bo's own", prompt="Another?", topics="")
    await world.press(chi, (await _deck_button(world, chi, "Learn it")))
    opened = await world.press(bo, OpenReuse(card_id=card_id))
    assert isinstance(opened.reply, Blank)
    (deck,) = [e for e in opened.reply.entries if e.name == "deck"]
    bos = next(o.value for o in deck.field.options if o.label == "Bo's own")  # type: ignore[union-attr]
    before = await due(world, chi)
    reused = await world.submit(bo, "recall.reused", deck=bos, card_id=card_id)
    assert words(reused.reply).startswith("Added to Bo's own.")
    assert len(await due(world, chi)) >= len(before)
    refused = await world.submit(bo, "recall.reused", deck="1", card_id=card_id)
    assert "for its author" in words(refused.reply), "ana's deck is not bo's to fill"


async def test_a_card_is_taken_out_of_one_deck_alone(world: World) -> None:
    world.configure(recall={"hold_out": 0.0})
    card_id = await written(world, topics="")
    await written(world, bo, title="Bo's own", prompt="Another?", topics="")
    await world.submit(bo, "recall.reused", deck="2", card_id=card_id)
    await world.press(chi, LearnDeck(deck_id=2))
    await world.press(mod, LearnDeck(deck_id=1))
    assert len(await due(world, chi)) == 2

    not_his = await world.press(bo, TakeOutCard(card_id=card_id, deck_id=1))
    assert "for its author" in words(not_his.reply)
    shown = await world.press(bo, SeeDeck(deck_id=2))
    taken = await world.press(bo, buttons(shown.reply)["Take it out of this deck"])
    assert words(taken.reply).startswith("Taken out of Bo's own.")
    assert card_id not in await due(world, chi), "who learnt it by that deck is not asked it"
    assert len(await due(world, chi)) == 1
    assert card_id in await due(world, mod), "who learns it by the other one goes on"

    again = await world.press(bo, buttons(shown.reply)["Take it out of this deck"])
    assert "gone" in words(again.reply)
    last = await world.press(ana, TakeOutCard(card_id=card_id, deck_id=1))
    assert "the only deck it's in" in words(last.reply)
    assert "Take it out" not in str(buttons((await world.press(ana, SeeDeck(deck_id=1))).reply))


async def test_what_waits_to_be_sent_asks_no_card_that_was_taken_out(world: World) -> None:
    world.configure(recall={"hold_out": 0.0})
    card_id = await written(world, topics="")
    await world.submit(ana, "recall.reused", title="Other", card_id=card_id)
    await world.press(chi, LearnDeck(deck_id=2))
    (when,) = (await due(world, chi)).values()
    await world.later(seconds=(when - world.clock.now).total_seconds())
    await world.press(ana, TakeOutCard(card_id=card_id, deck_id=2))
    await world.later(days=4)
    assert [m for m in world.messenger.shown.values() if "planner skip" in words(m.message)] == []


def test_two_decks_of_one_name_are_told_apart() -> None:
    def deck(title: str, session_id: int | None, active: int) -> Deck:
        return Deck(1, title, Person(1, "Ana"), session_id, active)

    plans = [deck("Query plans", n, 0) for n in (1, 2)] + [deck("Query plans", None, 1)]
    blank = forms.blank([*plans, deck("Another", None, 0)], None)
    (picker,) = [e.field for e in blank.entries if e.name == "deck"]
    assert [o.label for o in picker.options] == [  # type: ignore[union-attr]
        "Query plans · 0 cards · of a session",
        "Query plans · 0 cards · of a session (2)",
        "Query plans · 1 card · your own",
        "Another",
        "A new one, named below",
    ]


async def test_speakers_and_facilitators_write_the_cards_of_their_session(world: World) -> None:
    bo_ = await world.person(bo)
    card = await announced(world, ana, speakers=[bo_])
    session_id = buttons(card)  # the card names its occurrence, of session 1
    assert session_id
    await world.later(days=16)  # until it is over
    await world.later(days=2)
    asked = next(
        m.message
        for m in reversed(list(world.messenger.shown.values()))
        if m.to.address == "D-bo" and m.message and "Write recall cards" in buttons(m.message)
    )
    assert asked is not None
    shown = await world.press(bo, buttons(asked)["Write recall cards"])
    assert "No cards yet." in words(shown.reply)
    opened = await world.press(bo, buttons(shown.reply)["Write a card"])
    blank = filled(opened.reply)
    assert "title" not in blank
    written_ = await world.submit(
        bo,
        "recall.write",
        **(blank | {"prompt": "What now?", "choices": "* a\nb"}),
    )
    assert "#sql" in words(written_.reply), "without topics it is about what its session is about"


MATRIX = [(ana, True), (bo, False), (chi, True), (mod, True), (guest, False), (robot, False)]


@pytest.mark.parametrize(("who", "may"), MATRIX, ids=lambda v: getattr(v, "address", v))
async def test_who_may_change_a_session_s_card(
    small_world: World,
    who: Any,
    may: bool,
) -> None:
    """ana runs the session, chi speaks, mod administers; bo wrote nothing of it."""
    world = small_world
    await announced(world, ana, speakers=[await world.person(chi)])
    shown = await world.press(ana, SeeDeck(session_id=1))
    opened = await world.press(ana, buttons(shown.reply)["Write a card"])
    fills: dict[str, Any] = {"prompt": "What now?", "choices": "* a\nb"}
    await world.submit(ana, "recall.write", **(filled(opened.reply) | fills))
    card_id = await newest(world)
    deeds = [
        await world.press(who, SeeDeck(deck_id=1)),
        await world.press(who, SeeDeck(session_id=1)),
        await world.press(who, OpenCard(card_id=card_id)),
        await world.press(who, OpenCard(deck_id=1)),
        await world.press(who, OpenCard(session_id=1)),
        await world.submit(who, "recall.write", **fills, card_id=card_id),
        await world.submit(who, "recall.write", **fills, deck_id=1),
        await world.press(who, UseCard(card_id=card_id)),
        await world.press(who, UseDrafts(deck_id=1)),
        await world.press(who, KeepCard(card_id=card_id)),
        await world.press(who, RetireCard(card_id=card_id)),
    ]
    refused = [words(d.reply).startswith("That's for its author") for d in deeds]
    assert refused == [not may] * len(deeds)


ELSEWHERE = Workspace("fake", "W2", "Others")


async def test_another_organization_sees_and_touches_nothing(world: World) -> None:
    card_id = await written(world)
    at = Conversation("C-other", ConversationKind.CHANNEL, "other")
    for payload in (
        OpenCard(card_id=card_id),
        OpenCard(deck_id=1),
        UseCard(card_id=card_id),
        RetireCard(card_id=card_id),
        TakeOutCard(card_id=card_id, deck_id=1),
        OpenReuse(card_id=card_id),
        SeeDeck(deck_id=1),
        UseDrafts(deck_id=1),
        KeepCard(card_id=card_id),
    ):
        seen = await world.press(mod, payload, at, workspace=ELSEWHERE)
        assert "gone, or was retired" in words(seen.reply)
    listed = await world.command(mod, "recall", "decks", at=at, workspace=ELSEWHERE)
    assert "There are no decks yet." in words(listed.reply)
    (row,) = await rows(world, RecallCardRow)
    assert row.state == "active"


@pytest.mark.parametrize("who", [guest, robot])
async def test_guests_and_bots_begin_no_decks(small_world: World, who: Any) -> None:
    assert "begun by colleagues" in words((await small_world.command(who, "recall", "new")).reply)
    assert "for its author" in words((await write(small_world, who)).reply)


async def test_a_doubt_reaches_the_author_who_changes_or_keeps_the_card(world: World) -> None:
    card_id = await written(world)
    opened = await world.press(bo, CardIsWrong(card_id=card_id))
    assert filled(opened.reply)["card_id"] == card_id
    told = await world.submit(bo, "recall.doubt", said="Not since 17.", card_id=card_id)
    assert words(told.reply).startswith("Thank you.")
    again = await world.submit(bo, "recall.doubt", said="Really.", card_id=card_id)
    assert words(again.reply).startswith("You've said so already")
    await world.deliver()
    (asked,) = world.messenger.in_("D-ana")
    assert asked.startswith("Bo Berg thinks this recall card is wrong: | “Not since 17.”")
    kept = await world.press(ana, buttons(world.messenger.last("D-ana"))["It's right as it is"])
    assert words(kept.reply).startswith("It stays as it is.")
    await world.deliver()
    assert world.messenger.in_("D-bo")[-1].startswith("Ana Alves looked at it again and keeps it")

    await world.submit(chi, "recall.doubt", card_id=card_id)
    opened = await world.press(ana, OpenCard(card_id=card_id))
    changed = filled(opened.reply) | {"prompt": "Why, until 17?"}
    await world.submit(ana, "recall.write", **changed)
    await world.later(hours=14)  # nine in the morning in Shanghai
    await world.later(hours=2)
    assert any("has changed the card you found wrong" in m for m in world.messenger.in_("D-chi"))
    assert len(world.messenger.in_("D-bo")) == 1, "decided already"


async def test_a_doubt_about_a_card_whose_author_left_reaches_an_administrator(
    world: World,
) -> None:
    card_id = await written(world)
    await world.in_unit_of_work(_left("ana"))
    await world.submit(bo, "recall.doubt", said="Old.", card_id=card_id)
    await world.deliver()
    assert world.messenger.in_("D-mod")
    assert world.messenger.in_("D-mod")[0].startswith("Bo Berg thinks this recall card is wrong")


def _left(address: str) -> Any:
    def deed(uow: Any) -> None:
        uow.session.execute(
            update(AccountRow)
            .where(ACCOUNT.organization_id == uow.organization_id, ACCOUNT.address == address)
            .values(is_deleted=True)
        )

    return deed
