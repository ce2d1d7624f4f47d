"""The door as a browser meets it: say, be answered, see it live, come back after a restart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.adapters.playground.conftest import Browser, news, words
from tests.adapters.playground.gallery import HOSTILE
from tests.adapters.playground.stage import Stage


def field_values(form: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A form as a browser sends it back."""
    return {
        f["name"]: {"kind": f["kind"], "value": changed.get(f["name"], f["value"])}
        for f in form["fields"]
    }


async def test_a_tab_starts_with_all_it_needs(ana: Browser) -> None:
    got = await ana.get("start")
    assert (got["me"], got["bot"]) == ("ana", "potluck")
    assert len([p for p in got["people"] if not p["bot"] and not p["deleted"]]) == 12
    assert {p["id"] for p in got["people"] if p["admin"]} == {"ines"}
    assert len({p["zone"] for p in got["people"]}) >= 10
    assert got["rooms"][0]["kind"] == "app"
    assert {r["name"] for r in got["rooms"]} >= {"general", "learning", "data", "platform"}
    assert any(c["typed"].startswith("/kudos @colleague") for c in got["commands"])
    assert [s["label"] for s in got["shortcuts"]] == [
        "Give kudos",
        "Ask the experts",
        "This is an answer",
    ]


async def test_a_guest_sees_only_their_channels(ana: Browser) -> None:
    rooms = (await ana.speaking_as("leo").get("start"))["rooms"]
    assert {r["name"] for r in rooms if r["kind"] == "channel"} == {
        "design",
        "general",
        "learning",
        "random",
    }


async def test_kudos_from_a_typed_command_to_card_and_direct_message(
    stage: Stage, ana: Browser, bo: Browser
) -> None:
    live = await bo.live()
    got = await ana.say("/kudos @Bo Lindqvist for walking me through the query planner #sql")
    (answer,) = got["messages"]
    assert answer["private"]
    assert answer["author"] == "potluck"
    await stage.deliver()
    (card,) = await bo.read()
    assert card["author"] == "potluck"
    assert not card["private"]
    assert "Ana Ferreira thanks Bo Lindqvist" in card["card"]["summary"]
    assert (await news(live, "message"))["message"]["room"] in ("c-general", "a-bo")
    (told,) = await bo.read("a-bo")
    assert "Ana Ferreira thanked you" in told["card"]["summary"]
    assert (await bo.marks("a-bo"))[0] == 1
    await live.close()


async def test_undoing_edits_the_card_for_everybody(
    stage: Stage, ana: Browser, bo: Browser
) -> None:
    got = await ana.say("/kudos @bo for the query planner #sql")
    await stage.deliver()
    (card,) = await bo.read()
    undone = await ana.press(got["messages"][0], "Undo")
    assert undone["messages"][0]["id"] == got["messages"][0]["id"]
    assert undone["messages"][0]["edited"]
    await stage.deliver()
    (after,) = await bo.read()
    assert after["id"] == card["id"]
    assert after["card"]["summary"] == "This kudos was taken back."


@pytest.mark.parametrize(
    ("text", "room"),
    [
        ("kudos @bo for it", "a-ana"),
        ("/kudos @bo for it", "a-ana"),
        ("@Potluck kudos @bo for it", "a-ana"),
        ("@Potluck kudos @bo for it", "c-data"),
        ("@potluck /kudos @bo for it", "c-data"),
        ("/learn kudos @bo for it", "c-data"),
    ],
)
async def test_all_the_ways_to_say_it(stage: Stage, ana: Browser, text: str, room: str) -> None:
    got = await ana.say(text, room)
    assert words(got["messages"])[-1].startswith("Sent to Bo Lindqvist")
    await stage.deliver()
    assert len(await ana.speaking_as("bo").read("a-bo")) == 1


async def test_talking_to_potluck_alone_reads_like_a_conversation(ana: Browser) -> None:
    got = await ana.say("help", "a-ana")
    assert [m["author"] for m in got["messages"]] == ["ana", "potluck"]
    assert not got["messages"][1]["private"]
    assert len(await ana.read("a-ana")) == 2


async def test_a_private_answer_is_seen_by_the_asker_alone(
    stage: Stage, ana: Browser, bo: Browser
) -> None:
    live = await bo.live()
    got = await ana.say("/kudos me")
    (answer,) = got["messages"]
    assert answer["private"]
    assert await bo.read() == []
    assert (await bo.marks("c-general"))[0] == 0
    await bo.get("thread", 404, root=answer["id"])
    await bo.get("messages", 404, room="c-general", around=answer["id"])
    await bo.post("react", 404, deed="deed-0001", message=answer["id"], emoji="heart", on=True)
    await bo.post("dismiss", 404, message=answer["id"])
    body = {"room": "c-general", "thread": answer["id"], "text": "below what nobody else sees"}
    await ana.post("say", 404, deed="deed-0002", **body)
    await ana.say("for all")
    assert words([(await news(live, "message"))["message"]]) == ["for all"]
    await ana.post("dismiss", message=answer["id"])
    assert words(await ana.read()) == ["for all"]
    await live.close()


async def test_the_same_deed_twice_is_one_message_and_one_command(
    stage: Stage, ana: Browser
) -> None:
    first = await ana.say("hello", deed="same-deed-1")
    again = await ana.say("hello", deed="same-deed-1")
    assert first == again
    await ana.say("/kudos @bo for it", deed="same-deed-2")
    assert await ana.say("/kudos @bo for it", deed="same-deed-2") == {}
    await stage.deliver()
    assert len(await ana.speaking_as("bo").read("a-bo")) == 1


async def test_mentions_and_channels_are_found_and_the_rest_is_literal(ana: Browser) -> None:
    got = await ana.say(f"@Bo Lindqvist see #data {HOSTILE}")
    assert got["messages"][0]["text"] == [
        {"kind": "person", "value": "bo"},
        {"kind": "text", "value": " see "},
        {"kind": "channel", "value": "c-data"},
        {"kind": "text", "value": f" {HOSTILE}"},
    ]


async def test_a_command_in_a_thread_is_answered_there(stage: Stage, ana: Browser) -> None:
    (root,) = (await ana.say("a question"))["messages"]
    got = await ana.say("/kudos @bo for the answer", thread=root["id"])
    assert got["messages"][0]["thread"] == root["id"]
    await stage.deliver()
    thread = await ana.speaking_as("bo").get("thread", root=root["id"])
    assert [m["author"] for m in thread["messages"]] == ["potluck"]
    reply = got["messages"][0]["id"]
    await ana.post("say", 404, deed="deed-0002", room="c-general", thread=reply, text="x")
    await ana.post("say", 404, deed="deed-0001", room="c-data", thread=root["id"], text="x")


async def test_a_form_opens_fails_at_its_fields_and_then_counts_once(
    stage: Stage, ana: Browser
) -> None:
    got = await ana.say("/form", "c-data")
    form, opened = got["form"], got["opened"]
    assert (form["heading"], opened["room"]) == ("Every kind of field", "c-data")
    bad = field_values(form, title="taken", size="m", seats=1, host="bo")
    errors = (await ana.post("submit", key=form["key"], values=bad, **opened))["errors"]
    assert errors == {"seats": "Please give a number from 2 up."}
    bad = field_values(form, title="taken", size="m", host="bo")
    errors = (await ana.post("submit", key=form["key"], values=bad, **opened))["errors"]
    assert errors == {"title": "There is one of that name already."}
    good = field_values(form, title="Soup", size="m", host="bo", guests=["ana", "emre"])
    done = await ana.post("submit", key=form["key"], values=good, **opened)
    assert words(done["messages"]) == ["Got it: Soup by Bo Lindqvist"]
    assert done["messages"][0]["room"] == "c-data"
    assert await ana.post("submit", key=form["key"], values=good, **opened) == {}
    sent: Any = stage.heard[-1]
    assert [p.name for p in sent.form.guests] == ["Ana Ferreira", "Emre Yıldız"]
    assert sent.form.origin == "here"
    assert sent.conversation.address == "c-data"


async def test_the_shortcut_fills_in_the_author_and_the_address(
    stage: Stage, ana: Browser, bo: Browser
) -> None:
    (said,) = (await bo.say("use a range, not a cast"))["messages"]
    got = await ana.post("shortcut", deed="deed-0001", message=said["id"], name="kudos.give")
    by_name = {f["name"]: f["value"] for f in got["form"]["fields"]}
    assert by_name["to"] == ["bo"]
    assert by_name["evidence"].endswith(f"/#/c-general/{said['id']}")
    values = field_values(got["form"], note="for the range #sql")
    await ana.post("submit", key=got["form"]["key"], values=values, **got["opened"])
    await stage.deliver()
    assert "thanks Bo Lindqvist" in words(await bo.read())[-1]


async def test_buttons_and_selects(ana: Browser) -> None:
    got = await ana.say("/gallery")
    (card,) = got["messages"]
    changed = await ana.press(card, "Pressed 0")
    assert changed["messages"][0]["id"] == card["id"]
    labels = [
        b["label"]
        for block in changed["messages"][0]["card"]["blocks"]
        if block["kind"] == "buttons"
        for b in block["buttons"]
    ]
    assert labels[0] == "Pressed 1"
    assert "form" in await ana.press(card, "Open the form")
    (select,) = [b for b in card["card"]["blocks"] if b["kind"] == "select"]
    chosen = await ana.post(
        "press", deed="deed-0001", message=card["id"], choice="soup", **select["press"]
    )
    assert words(chosen["messages"]) == ["You bring soup."]


async def test_an_unknown_button_or_form_gets_a_sentence(ana: Browser) -> None:
    (said,) = (await ana.say("hello"))["messages"]
    got = await ana.post("press", deed="deed-0001", message=said["id"], key="no.such", data={})
    assert "older version" in words(got["messages"])[0]
    got = await ana.post("submit", deed="deed-0002", key="no.such", values={})
    assert "older version" in words(got["messages"])[0]


async def test_home_is_drawn_and_its_buttons_work(ana: Browser) -> None:
    home = (await ana.post("home", deed="deed-0001"))["home"]
    assert home[0] == {"kind": "header", "text": "The gallery"}
    got = await ana.post("press", deed="deed-0002", key="gallery.open", data={})
    assert got["opened"]["room"] == "a-ana"


async def test_direct_messages_between_people(ana: Browser, bo: Browser) -> None:
    room = (await ana.post("meet", people=["bo"]))["room"]
    assert (room["kind"], room["members"]) == ("direct", ["ana", "bo"])
    assert (await bo.post("meet", people=["ana"]))["room"] == room
    await ana.say("psst", room["id"])
    assert words(await bo.read(room["id"])) == ["psst"]
    await ana.speaking_as("grace").get("messages", 404, room=room["id"])
    await ana.post("meet", 400, people=["mira"])
    await ana.post("meet", 400, people=["ana"])
    await ana.post("meet", 400, people=["nobody"])
    assert (await ana.post("meet", people=["potluck"]))["room"]["id"] == "a-ana"


async def test_potluck_says_when_it_is_not_in_a_channel_and_can_be_let_in(
    stage: Stage, ana: Browser
) -> None:
    got = await ana.say("@Potluck help", "c-hiring")
    assert "/invite @Potluck" in got["notice"]
    await ana.say("/kudos @grace for the interviews", "c-hiring")
    await stage.deliver()
    assert "/invite @Potluck" in str((await ana.read("a-ana"))[-1]["card"])
    live = await ana.live()
    assert (await ana.say("/invite @Potluck", "c-hiring"))["notice"].startswith("Potluck is in")
    assert "potluck" in (await news(live, "room"))["room"]["members"]
    assert "already" in (await ana.say("/invite @Potluck", "c-hiring"))["notice"]
    await ana.post("say", 400, deed="deed-0001", room="c-hiring", text="/invite")
    await ana.say("/kudos @dana for the interviews", "c-hiring")
    await stage.deliver()
    assert "thanks Dana Whitfield" in words(await ana.read("c-hiring"))[-1]
    await live.close()
