"""What a person in Teams does, from the signed request to the card that others see."""

import asyncio
import logging
import shutil
from pathlib import Path
from typing import Any

import pytest

from adapters.teams.port.settings import TeamsSettings
from adapters.teams.render import OURS
from bot.store.database import Database
from tests.adapters.teams.fakes import SECRET, FakeMicrosoft, Json, drops, says
from tests.adapters.teams.house import House, actions, build, submitted, words
from tests.adapters.teams.material import card_problems, recorded


async def count(house: House, table: str) -> int:
    def query(session: Any) -> int:
        return int(
            session.connection().exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
        )

    return await house.database.read(query)


GIVE = "{bot} kudos {bo} for walking me through the *query* planner <at>all</at> #sql"


async def test_typed_kudos_reach_the_thread_the_recipient_and_the_giver(house: House) -> None:
    await house.say(GIVE, "bo")
    await house.deliver()
    (public,) = house.posts("19%3Ac")
    assert public.path.startswith("/v3/conversations/19%3Ac%3Bmessageid%3D77/")
    assert r"through the \*query\* planner &lt;at>all&lt;/at> #sql" in words(public)
    card = public.body["attachments"][0]["content"]
    assert card_problems(card) == []
    assert [e["mentioned"]["id"] for e in card["msteams"]["entities"]] == ["29:bo"]
    personal = house.posts("personal-")
    assert sorted("Sent to" in words(c) for c in personal) == [False, True]
    assert any("thanked you" in words(c) for c in personal)
    members = [c.body["members"] for c in house.microsoft.calls if c.path == "/v3/conversations"]
    assert sorted(m[0]["id"] for m in members) == ["29:ana", "29:bo"]


async def test_undo_edits_the_card_everybody_sees(house: House) -> None:
    await house.say(GIVE, "bo")
    await house.deliver()
    answer = next(c for c in house.posts("personal-") if "Undo" in actions(c))
    body = await house.press(actions(answer)["Undo"], answer)
    assert body["type"] == "application/vnd.microsoft.card.adaptive"
    assert card_problems(body["value"]) == []
    await house.deliver()
    edits = [c for c in house.microsoft.calls if c.method == "PUT"]
    assert any("19%3Ac" in c.path and "took back" in words(c) for c in edits)


async def test_a_report_asks_first_and_answers_in_words(house: House) -> None:
    await house.say(GIVE, "bo")
    await house.deliver()
    (public,) = house.posts("19%3Ac")
    assert actions(public)["Report"]["type"] == "Action.ShowCard"
    body = await house.press(actions(public)["Report it"], public, who="chi")
    assert body["type"] == "application/vnd.microsoft.activity.message"
    assert "moderator" in body["value"]


async def test_give_kudos_too_opens_the_form_at_once_and_posts_beside_the_card(
    house: House,
) -> None:
    await house.say(GIVE, "bo")
    await house.deliver()
    (public,) = house.posts("19%3Ac")
    data = actions(public)["Give kudos too"]["data"]
    status, body = await house.post(house.invoke("task/fetch", {"data": data}, "chi", "channel"))
    assert status == 200
    card = body["task"]["value"]["card"]["content"]
    filled = submitted(card, **{"people:to": "aad-ana", "text:note": "for the tea"})
    await house.post(house.invoke("task/submit", filled, "chi", "channel"))
    await house.deliver()
    assert "for the tea" in words(house.posts("19%3Ac")[-1])
    assert await count(house, "kudos") == 2


async def launched(house: House, who: str = "ana") -> Json:
    """The dialog's card, after the newest launcher was pressed."""
    (action,) = actions(house.posts("personal-")[-1]).values()
    status, body = await house.post(house.invoke("task/fetch", {"data": action["data"]}, who))
    assert status == 200
    made: Json = body["task"]["value"]["card"]["content"]
    return made


async def test_a_form_from_a_channel_opens_in_private_and_posts_where_it_was_asked(
    house: House,
) -> None:
    await house.say("{bot} kudos")
    card = await launched(house)
    assert card_problems(card) == []
    filled = submitted(card, **{"people:to": "aad-bo", "text:note": "for the map"})
    status, body = await house.post(house.invoke("task/submit", filled))
    # The answer has an Undo button, which works in chats only: it comes there.
    assert (status, body) == (200, None)
    assert "Sent to" in words(house.posts("a%3Aana")[-1])
    await house.deliver()
    (public,) = house.posts("19%3Ac")
    assert "for the map" in words(public)


async def test_mistakes_are_shown_in_the_dialog_which_keeps_what_was_written(house: House) -> None:
    await house.say("{bot} kudos")
    card = await launched(house)
    nothing = submitted(card, **{"people:to": "aad-ana", "text:note": "for me"})
    status, body = await house.post(house.invoke("task/submit", nothing))
    assert status == 200
    again = body["task"]["value"]["card"]["content"]
    assert card_problems(again) == []
    assert "not yourself" in " ".join(e.get("text", "") for e in again["body"])
    kept = {e["id"]: e.get("value") for e in again["body"] if "id" in e}
    assert (kept["people:to"], kept["text:note"]) == ("aad-ana", "for me")
    assert await count(house, "kudos") == 0
    mended = submitted(again, **{"people:to": "aad-bo"})
    await house.post(house.invoke("task/submit", mended))
    assert await count(house, "kudos") == 1


def quoted(house: House) -> Json:
    value = {
        "commandId": "kudos.give",
        "commandContext": "message",
        "messagePayload": {
            "id": "1650",
            "linkToMessage": "https://teams.microsoft.com/l/message/19:c/1650",
            "from": {"user": {"id": "aad-bo", "displayName": "Bo Berg"}},
            "body": {"contentType": "html", "content": "<div>the map</div>"},
        },
    }
    return house.invoke("composeExtension/fetchTask", value, kind="channel")


async def test_the_message_extension_thanks_the_author_with_the_message_as_evidence(
    house: House,
) -> None:
    status, body = await house.post(quoted(house))
    assert status == 200
    card = body["task"]["value"]["card"]["content"]
    assert card_problems(card) == []
    value = {"commandId": "kudos.give"} | submitted(card, **{"text:note": "for the map"})
    status, _ = await house.post(
        house.invoke("composeExtension/submitAction", value, kind="channel")
    )
    assert status == 200
    await house.deliver()
    (public,) = house.posts("19%3Ac")
    assert "https://teams.microsoft.com/l/message/19:c/1650" in words(public)


async def test_what_teams_sends_again_happens_once_and_is_answered_the_same(house: House) -> None:
    _, body = await house.post(quoted(house))
    card = body["task"]["value"]["card"]["content"]
    value = {"commandId": "kudos.give"} | submitted(card, **{"text:note": "for the map"})
    # The client's retries may bear new ids.
    tries = [house.invoke("composeExtension/submitAction", value, kind="channel") for _ in range(3)]
    tries += tries
    answers = await asyncio.gather(*(house.post(t) for t in tries))
    assert len({str(a) for a in answers}) == 1
    assert await count(house, "kudos") == 1
    await house.deliver()
    assert len(house.posts("19%3Ac")) == 1


async def test_replays_in_any_order_change_nothing(house: House) -> None:
    first = house.said(GIVE, "bo")
    second = house.said("{bot} kudos {chi} for the tea", "chi", who="bo", kind="groupChat")
    for batch in ([first, second], [second, first], [first] * 5, [second, first, second]):
        await asyncio.gather(*(house.post(a) for a in batch))
    await house.deliver()
    assert await count(house, "kudos") == 2
    assert len(house.posts("19%3Ac")) == 1
    assert len(house.posts("19%3Ag")) == 1
    assert sum("Sent to" in words(c) for c in house.posts("personal-")) == 2


async def test_replaying_all_recorded_activities_changes_nothing(house: House) -> None:
    made = []
    for name, payload in recorded().items():
        base = house.activity(id=name, type="")
        made.append(base | payload | {"serviceUrl": house.microsoft.service_url})
        for part in ("from", "recipient", "conversation"):
            made[-1][part] = base[part] | made[-1][part]
    made = [a | {"channelId": "msteams"} for a in made if a["type"]]
    for activity in made:
        assert (await house.post(activity))[0] in (200, 501)
    await house.deliver()

    async def state() -> list[int]:
        tables = "organization workspace person account conversation kudos outbox seen_event"
        return [await count(house, t) for t in tables.split()]

    before, calls = await state(), len(house.microsoft.calls)
    again = made[::-1] + made[::2] + made[1::2] + made
    await asyncio.gather(*(house.post(a) for a in again))
    await house.deliver()
    assert (await state(), len(house.microsoft.calls)) == (before, calls)
    # Another replica remembers no answers; what is written stays the same.
    house.door._answers.clear()
    await asyncio.gather(*(house.post(a) for a in again))
    await house.deliver()
    assert await state() == before


async def test_no_secret_token_or_word_is_logged(
    house: House, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    house.microsoft.troubles = [says(502), says(403), drops]
    for who in ("bo", "chi"):
        await house.say(f"{{bot}} kudos {{{who}}} for the canary-words", who)
    await house.deliver()
    await house.post(house.activity(text="canary-words", type="invoke", name="canary-words"))
    written = caplog.text + "".join(capfd.readouterr())
    for canary in (SECRET, "Bearer", "canary-words", house.microsoft.token()[:30]):
        assert canary not in written


async def test_help_in_a_personal_chat_answers_there(house: House) -> None:
    for said in ("learn help", "/learn help", "help", "what is this"):
        before = len(house.posts("a%3Aana"))
        await house.say(said, kind="personal")
        assert len(house.posts("a%3Aana")) == before + 1
    assert house.microsoft.conversations == 0


async def test_somebody_without_the_app_is_told_how_to_get_answers(house: House) -> None:
    error = {"error": {"code": "ForbiddenOperationException", "message": "x"}}
    house.microsoft.refuse_conversations = says(403, error)
    await house.say("{bot} kudos me")
    (hint,) = house.posts("19%3Ac")
    assert "find Potluck" in words(hint)
    assert "Your kudos" not in words(hint)


async def test_an_answer_is_tried_again_while_it_certainly_was_not_sent(house: House) -> None:
    await house.say("help", kind="personal")
    calls = len(house.posts("a%3Aana"))
    house.microsoft.troubles = [says(429, Retry_After="1"), says(502)]
    await house.say("help", kind="personal")
    assert len(house.posts("a%3Aana")) == calls + 3
    assert house.pauses == [1.0, 0.5]
    house.microsoft.troubles = [drops]
    await house.say("help", kind="personal")  # maybe sent: not repeated
    assert len(house.posts("a%3Aana")) == calls + 4


async def test_trouble_at_teams_loses_no_announcement(house: House) -> None:
    await house.say("help", kind="personal")
    await house.say("kudos {bo} for all", "bo", kind="personal")
    await house.say("{bot} kudos {chi} for tea", "chi")
    house.microsoft.troubles = [says(429, Retry_After="0"), says(503), says(500), drops]
    for _ in range(6):
        await house.deliver()
    assert await count(house, "kudos") == 2


async def test_a_stranger_who_cannot_be_named_now_costs_nothing(house: House) -> None:
    house.microsoft.troubles = [says(503)]
    await house.say("{bot} kudos {bo} for tea", "bo")
    assert await count(house, "kudos") == 0
    assert "Nothing was changed" in words(house.posts("personal-")[-1])
    await house.say("{bot} kudos {bo} for tea", "bo")
    assert await count(house, "kudos") == 1


async def test_the_same_person_is_one_whether_mentioned_picked_or_quoted(house: House) -> None:
    await house.say("{bot} kudos {bo} for tea", "bo")
    _, body = await house.post(quoted(house))
    card = body["task"]["value"]["card"]["content"]
    value = submitted(card, **{"text:note": "for the map"})
    await house.post(house.invoke("composeExtension/submitAction", value))
    await house.say("kudos me", who="bo", kind="personal")
    people = await house.database.read(
        lambda s: list(s.connection().exec_driver_sql("SELECT name FROM person ORDER BY name"))
    )
    assert [p[0] for p in people] == ["Ana Alves", "Bo Berg"]


async def test_an_old_launcher_and_an_unknown_form_get_a_sentence(house: House) -> None:
    _, body = await house.post(house.invoke("task/fetch", {"data": {OURS: {"open": 1}}}))
    assert "older version" in body["task"]["value"]
    stale = {"data": {OURS: {"form": "gone.form", "nonce": "n"}}}
    status, body = await house.post(house.invoke("task/submit", stale))
    assert status == 200
    assert "older version" in body["task"]["value"]


async def test_tenants_with_the_same_ids_stay_apart(house: House) -> None:
    one = house.said("{bot} kudos {bo} for tea", "bo")
    other = one | {"conversation": one["conversation"] | {"tenantId": "other-tenant"}}
    await house.post(one)
    await house.post(other)
    assert await count(house, "kudos") == 2
    assert await count(house, "organization") == 2


async def test_the_latest_service_url_is_the_one_used(house: House) -> None:
    await house.say("{bot} kudos {bo} for tea", "bo")
    moved = house.said("{bot} kudos me")
    moved["serviceUrl"] = house.microsoft.url("/connector/moved/")
    await house.post(moved)
    await house.deliver()
    assert house.posts("19%3Ac")[-1].path.startswith("/moved/v3/")


async def test_unknown_invokes_are_501_and_other_activities_are_taken_quietly(
    house: House,
) -> None:
    assert (await house.post(house.invoke("who/knows", {})))[0] == 501
    for kind in ("typing", "messageUpdate", "endOfConversation", "newThing"):
        assert (await house.post(house.activity(type=kind)))[0] == 200
    assert house.posts() == []


async def test_stopping_finishes_what_is_under_way_and_takes_nothing_new(house: House) -> None:
    house.microsoft.login_gate = asyncio.Event()
    under_way = asyncio.create_task(house.post(house.said("help", kind="personal")))
    await house.microsoft.login_asked.wait()
    stopping = asyncio.create_task(house.door.stop())
    await asyncio.sleep(0)
    assert (await house.post(house.said("help", kind="personal")))[0] == 503
    assert not stopping.done()
    house.microsoft.login_gate.set()
    assert (await under_way)[0] == 200
    await stopping
    assert len(house.posts("a%3Aana")) == 1


async def test_local_work_needs_no_account(
    microsoft: FakeMicrosoft, tmp_path: Path, migrated_file: Path
) -> None:
    shutil.copy(migrated_file, tmp_path / "local.db")
    database = Database(f"sqlite:///{tmp_path / 'local.db'}")
    house = await build(microsoft, database, TeamsSettings())
    await house.say("{bot} kudos {bo} for tea", "bo", kind="groupChat")
    await house.deliver()
    assert len(house.posts("19%3Ag")) == 1
    assert microsoft.tokens == 0
    assert {c.authorization for c in microsoft.calls} == {""}
    await house.close()
    database.close()
