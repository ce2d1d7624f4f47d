"""Scenarios: giving kudos, by command, form and message menu."""

from __future__ import annotations

from typing import Any

import pytest

from bot.events import Account, Conversation, ConversationKind, MessageRef, Quote
from bot.messages import Blank, FormErrors, Message, Plain, Text
from tests.world import (
    DIRECT,
    GENERAL,
    World,
    ana,
    bo,
    buttons,
    chi,
    filled,
    guest,
    leaver,
    mod,
    robot,
    words,
)

CROWD = [Account(f"P{n}", f"Person {n}") for n in range(25)]


async def card(world: World) -> str:
    await world.deliver()
    (only,) = world.messenger.in_("C-general")
    return only


async def nothing_happened(world: World) -> bool:
    await world.deliver()
    return not world.messenger.shown


async def test_the_form_gives_what_the_command_gives(world: World) -> None:
    shown = await world.command(ana, "kudos")
    assert filled(shown.reply) == {"to": [], "note": "", "is_private": False, "evidence": ""}
    given = await world.submit(ana, "kudos.give", to=[bo, chi], note="for the slides #talks")
    assert "Sent to Bo Berg and Chi Chen." in words(given.reply)
    assert (await card(world)).startswith("Ana Alves thanks Bo Berg and Chi Chen")
    assert len(world.messenger.in_("D-bo")) == len(world.messenger.in_("D-chi")) == 1


async def test_names_without_a_note_open_the_form_with_them(world: World) -> None:
    shown = await world.command(ana, "kudos", bo, " and ", chi)
    assert [p.name for p in filled(shown.reply)["to"]] == ["Bo Berg", "Chi Chen"]


async def test_a_sentence_that_names_somebody_later_opens_the_form_with_both(world: World) -> None:
    shown = await world.command(ana, "kudos", "thank you ", bo, " for the review")
    assert [p.name for p in filled(shown.reply)["to"]] == ["Bo Berg"]
    assert filled(shown.reply)["note"] == "thank you @Bo Berg for the review"
    assert await nothing_happened(world)


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ([ana], "Pick a colleague, not yourself"),
        ([bo, ana], "Pick a colleague, not yourself"),
        ([robot], "Build Robot is a bot"),
        ([bo, robot], "Build Robot is a bot"),
        ([guest], "Gus Guest is a guest here"),
        ([leaver], "Lea Leaver no longer has an account here"),
        (CROWD[:21], "Thank up to 20 people at once"),
        ([bo, chi, mod, *CROWD[:3]], "That's 6 people and you have 5 kudos left today. Pick 5."),
    ],
)
async def test_who_cannot_be_thanked_is_said_and_nothing_is_written(
    world: World, to: list[Account], sentence: str
) -> None:
    typed = await world.command(ana, "kudos", *to, " for the review")
    assert sentence in words(typed.reply)
    sent = await world.submit(ana, "kudos.give", to=to, note="for the review")
    assert isinstance(sent.reply, FormErrors)
    assert set(sent.reply.errors) == {"to"}
    if len(to) <= 20:
        assert sentence in sent.reply.errors["to"]
    assert await nothing_happened(world)
    assert "5 kudos left" in words((await world.command(ana, "kudos", "me")).reply)


async def test_guests_give_and_receive_where_the_operator_lets_them(world: World) -> None:
    refused = await world.command(guest, "kudos", ana, " for the tour")
    assert "Guests can't give kudos here" in words(refused.reply)
    world.configure(kudos={"guests": True})
    assert "Sent to" in words((await world.command(guest, "kudos", ana, " for the tour")).reply)
    assert "Sent to" in words((await world.command(ana, "kudos", guest, " for coming")).reply)


async def test_a_bot_cannot_give(world: World) -> None:
    await world.command(robot, "kudos", bo, " for nothing")
    assert await nothing_happened(world)


async def test_a_name_the_platform_does_not_know_is_said(world: World) -> None:
    typed = await world.command(ana, "kudos", "@zoe for the review")
    assert "I don't know anyone called @zoe" in words(typed.reply)
    assert await nothing_happened(world)


@pytest.mark.parametrize(
    ("note", "sentence"),
    [
        ("🎉🎉", "Say in a few words what they did"),
        (":tada: :+1:", "Say in a few words what they did"),
        ("\u200b\u200e", "Say in a few words what they did"),
        ("x" * 501, "That's 501 characters and a kudos holds 500"),
        ("x" * 4000, "That's 4,000 characters and a kudos holds 500"),
    ],
)
async def test_a_note_that_cannot_be_taken_is_said(world: World, note: str, sentence: str) -> None:
    assert sentence in words((await world.command(ana, "kudos", bo, " " + note)).reply)
    sent = await world.submit(ana, "kudos.give", to=[bo], note=note)
    assert isinstance(sent.reply, FormErrors)
    assert set(sent.reply.errors) == {"note"}
    assert await nothing_happened(world)


@pytest.mark.parametrize("note", ["", "   ", None])
async def test_an_empty_note_is_asked_for_and_the_rest_is_kept(world: World, note: Any) -> None:
    sent = await world.submit(ana, "kudos.give", to=[bo], note=note, is_private=True)
    assert isinstance(sent.reply, FormErrors)
    assert sent.reply.errors == {"note": "Please fill this in."}
    assert isinstance(sent.reply.form, Blank)
    again = filled(sent.reply.form)
    assert ([p.name for p in again["to"]], again["is_private"]) == (["Bo Berg"], True)


LITERAL = [
    "<!channel> <!here> <@U123> <#C1>",
    "@everyone @here @channel",
    "<at>Bo Berg</at>",
    "*bold* _it_ ~no~ `code` [a](https://x.example) ![i](j) | > # x",
    "<b>hi</b><script>alert(1)</script> &amp; &lt;",
    "{{TIME(2026)}} ${bo} %s \\n",
    "شكرا لك على المساعدة ‏في SQL‎",
    "Z̵̢̛a̷l̸g̶o̷ 👩‍👩‍👧‍👦 for the talk",
    "'; DROP TABLE kudos; --",
    "line one\nline two",
]


@pytest.mark.parametrize("note", LITERAL)
async def test_what_people_write_is_kept_to_the_letter_as_plain_text(
    world: World, note: str
) -> None:
    """Escaping is the renderers' business: nothing becomes markup or a mention on the way."""
    await world.submit(ana, "kudos.give", to=[bo], note=note)
    await world.deliver()
    for conversation in ("C-general", "D-bo"):
        message = world.messenger.last(conversation)
        spans = [s for b in message.blocks if isinstance(b, Text) for s in b.spans]
        assert Plain(text=note) in spans
        assert {p.name for p in message.people()} <= {"Ana Alves", "Bo Berg"}
    assert note in words((await world.command(chi, "kudos", bo)).reply)


async def test_a_colleague_named_in_the_note_is_not_pinged(world: World) -> None:
    await world.command(ana, "kudos", bo, " for helping ", chi)
    await world.deliver()
    message = world.messenger.last("C-general")
    assert "for helping @Chi Chen" in words(message)
    assert [p.name for p in message.people() if p.name == "Chi Chen"] == []
    assert world.messenger.in_("D-chi") == []


async def test_what_no_database_keeps_stops_nobody(world: World) -> None:
    odd = Account("odd\ud800", "Odd\x00Name")
    given = await world.command(odd, "kudos", bo, " for \x00 and \udfff")
    assert "Sent to Bo Berg" in words(given.reply)
    assert "for \ufffd and \ufffd" in await card(world)


async def test_a_private_thanks_reaches_its_people_alone(world: World) -> None:
    given = await world.command(ana, "kudos", "Private ", bo, " for listening")
    assert "Only they can see it." in words(given.reply)
    sent = await world.submit(ana, "kudos.give", to=[chi], note="for coming", is_private=True)
    assert "Only they can see it." in words(sent.reply)
    await world.deliver()
    assert world.messenger.in_("C-general") == []
    assert "Only the two of you see this." in world.messenger.in_("D-bo")[0]
    assert "for listening" in words((await world.command(bo, "kudos", "me")).reply)
    assert "Nobody has thanked Bo Berg" in words((await world.command(chi, "kudos", bo)).reply)
    assert "Nobody has thanked Bo Berg" in words((await world.command(ana, "kudos", bo)).reply)


async def test_a_private_thanks_is_in_no_roundup(world: World) -> None:
    world.configure(kudos={"roundup": {"channel": "general", "time_zone": "UTC"}})
    await world.command(ana, "kudos", bo, " for the talk")
    await world.command(ana, "kudos", "private ", chi, " for listening")
    await world.command(mod, "kudos", chi, " for whispering", at=DIRECT)
    await world.deliver()
    await world.later(days=2, hours=4)
    roundup = world.messenger.in_("C-general")[-1]
    assert "for the talk" in roundup
    assert "listening" not in roundup
    assert "whispering" not in roundup


async def test_given_in_a_personal_chat_it_stays_there_without_a_channel(world: World) -> None:
    given = await world.command(ana, "kudos", bo, " for the review", at=DIRECT)
    assert "Only they can see it." in words(given.reply)
    await world.deliver()
    assert set(world.messenger.deeds) == {"open bo", "post D-bo"}
    assert "Nobody has thanked Bo Berg" in words((await world.command(chi, "kudos", bo)).reply)


async def test_given_in_a_personal_chat_it_is_announced_in_the_operators_channel(
    world: World,
) -> None:
    world.configure(kudos={"channel": "general"})
    await world.command(chi, "kudos", mod, " so that the channel is known")
    given = await world.command(ana, "kudos", bo, " for the review", at=DIRECT)
    assert "Only they" not in words(given.reply)
    await world.deliver()
    assert world.messenger.in_("C-general")[1].startswith("Ana Alves thanks Bo Berg")
    assert "thanked [" not in words((await world.command(chi, "kudos", bo)).reply)
    assert "for the review" in words((await world.command(chi, "kudos", bo)).reply)


async def test_given_among_some_it_is_announced_there(world: World) -> None:
    group = Conversation("G1", ConversationKind.GROUP, thread="T7")
    await world.command(ana, "kudos", bo, " for the review", at=group)
    await world.deliver()
    assert len(world.messenger.in_("G1")) == 1
    (shown,) = [s for s in world.messenger.shown.values() if s.to.address == "G1"]
    assert shown.to.thread == "T7"


QUOTE = Quote(MessageRef("C-general", "M9"), bo, "https://team.example/archives/C1/p9")


async def test_the_menu_of_a_message_makes_it_the_evidence(world: World) -> None:
    shown = await world.shortcut(ana, "kudos.give", QUOTE)
    form = filled(shown.reply)
    assert ([p.name for p in form["to"]], form["evidence"]) == (["Bo Berg"], QUOTE.link)
    await world.submit(ana, "kudos.give", to=[bo], note="for this", evidence=form["evidence"])
    await world.deliver()
    stored = world.messenger.last("C-general").model_dump_json()
    assert f'"url":"{QUOTE.link}"' in stored


@pytest.mark.parametrize("author", [None, ana])
async def test_a_message_of_ones_own_or_of_nobody_names_nobody(
    world: World, author: Account | None
) -> None:
    shown = await world.shortcut(ana, "kudos.give", Quote(QUOTE.ref, author, QUOTE.link))
    assert filled(shown.reply)["to"] == []


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://team.example/archives/C1/p9?thread_ts=1.2&cid=C1", True),
        ("https://teams.microsoft.com/l/message/19:x@thread.tacv2/1?tenantId=t", True),
        ("http://127.0.0.1:8080/#/general/9", True),
        ("http://team.example/p9", False),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("https://", False),
        ("https://team.example@evil.example/", False),
        ("https://team.example/|<!channel>", False),
        ("https://team.example/\n<!channel>", False),
        ("https://team.example/ )[x](https://evil.example)", False),
        ("https://[broken", False),
        ("https://team.example/" + "x" * 3000, False),
        ("slack://open", False),
    ],
)
async def test_only_plain_links_are_evidence(world: World, link: str, kept: bool) -> None:
    given = await world.submit(ana, "kudos.give", to=[bo], note="for this", evidence=link)
    assert isinstance(given.reply, Message)
    await world.deliver()
    stored = world.messenger.last("C-general").model_dump_json()
    assert ('"kind":"link"' in stored) is kept


async def test_the_same_person_twice_counts_once(world: World) -> None:
    given = await world.submit(ana, "kudos.give", to=[bo, bo, bo], note="for this")
    assert "Sent to Bo Berg." in words(given.reply)
    assert "4 kudos left" in words(given.reply)


async def test_a_client_cannot_name_people_of_its_own_making(world: World) -> None:
    made_up = [{"id": 2, "name": "<!channel>"}]
    sent = await world.submit(ana, "kudos.give", to=made_up, note="for this")
    assert isinstance(sent.reply, FormErrors)
    assert await nothing_happened(world)


async def test_the_answer_offers_to_undo_unless_nothing_can_be(world: World) -> None:
    given = await world.command(ana, "kudos", bo, " for the review", at=GENERAL)
    assert set(buttons(given.reply)) == {"Undo"}
    world.configure(kudos={"undo_minutes": 0})
    given = await world.command(ana, "kudos", bo, " for the review")
    assert buttons(given.reply) == {}
    assert "take this one back" not in words(given.reply)
