"""The core's Messenger over the real port: posts, edits, withdrawals, chats, profiles."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.teams.limits import RATES
from adapters.teams.members import Members, Seen
from adapters.teams.messenger import INSTALL, SHORTEN, TeamsMessenger
from adapters.teams.port.lazy import LazyPort
from adapters.teams.port.settings import TeamsSettings
from adapters.teams.references import AccountReference, ConversationReference
from bot.events import Account, Conversation, ConversationKind, MessageRef, Workspace
from bot.messages import Message
from bot.messenger import Faces, MaybeSent, Messenger, RateLimited, Refused, TryLater
from bot.pace import Pace
from tests.adapters.teams.fakes import TENANT, FakeMicrosoft, drops, says

HERE = Workspace("teams", TENANT)
HELLO = Message.of("Hello")
BO = Account("aad-bo", "Bo")


@pytest.fixture
async def messenger(microsoft: FakeMicrosoft) -> AsyncIterator[TeamsMessenger]:
    port = LazyPort(microsoft.settings())
    yield TeamsMessenger(port, Members())
    await port.close()


def channel(microsoft: FakeMicrosoft, thread: str | None = "7") -> Conversation:
    reference = str(ConversationReference(microsoft.service_url, "28:bot"))
    return Conversation("19:c", ConversationKind.CHANNEL, thread=thread, reference=reference)


def seen(microsoft: FakeMicrosoft) -> Seen:
    return Seen(microsoft.service_url, "28:bot", "19:c")


async def test_it_is_a_messenger(messenger: TeamsMessenger) -> None:
    speaks: Messenger = messenger
    assert speaks.platform == "teams"


def test_the_rates_are_kept() -> None:
    pace = Pace()
    waits = [pace.take(RATES, "post", "w", "c") for _ in range(8)]
    assert waits[:7] == [0.0] * 7
    assert waits[7] > 0
    assert pace.take(RATES, "post", "w", "another") == 0.0


async def test_a_message_is_posted_edited_and_taken_away(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    at = channel(microsoft)
    ref = await messenger.post(HERE, at, HELLO, Faces())
    await messenger.edit(HERE, at, ref, Message.of("Bye"), Faces())
    await messenger.withdraw(HERE, at, ref)
    assert ref == MessageRef("19:c", "sent-1", "7")
    base = "/v3/conversations/19%3Ac%3Bmessageid%3D7/activities"
    assert [(c.method, c.path) for c in microsoft.calls] == [
        ("POST", base),
        ("PUT", f"{base}/sent-1"),
        ("DELETE", f"{base}/sent-1"),
    ]
    assert microsoft.calls[0].body["summary"] == "Hello"


async def test_outside_a_thread_a_new_post_begins(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    await messenger.post(HERE, channel(microsoft, None), HELLO, Faces())
    assert microsoft.calls[0].path == "/v3/conversations/19%3Ac/activities"


async def test_taking_away_what_is_gone_is_fine(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    microsoft.troubles = [says(404)]
    await messenger.withdraw(HERE, channel(microsoft), MessageRef("19:c", "x"))
    microsoft.troubles = [says(403)]
    with pytest.raises(Refused):
        await messenger.withdraw(HERE, channel(microsoft), MessageRef("19:c", "x"))


async def test_failures_are_told_in_the_cores_words(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    microsoft.troubles = [
        says(429, Retry_After="9"),
        says(503, Retry_After="4"),
        says(502),
        says(500),
        drops,
        says(403),
        says(413),
    ]
    met: list[Exception] = []
    for _ in range(7):
        with pytest.raises((RateLimited, TryLater, MaybeSent, Refused)) as error:
            await messenger.post(HERE, channel(microsoft), HELLO, Faces())
        met.append(error.value)
    kinds = [RateLimited, RateLimited, TryLater, MaybeSent, MaybeSent, Refused, Refused]
    assert [type(e) for e in met] == kinds
    assert [e.seconds for e in met if isinstance(e, RateLimited)] == [9.0, 4.0]
    assert [e.advice for e in met if isinstance(e, Refused)] == [INSTALL, SHORTEN]


async def test_a_personal_chat_is_made_once(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    messenger._members.note(TENANT, "29:bo", "aad-bo", seen(microsoft))
    made = await asyncio.gather(*(messenger.open_direct(HERE, BO) for _ in range(20)))
    assert {c.address for c in made} == {"personal-1"}
    assert made[0].kind is ConversationKind.PERSONAL
    assert ConversationReference.read(made[0].reference).url == microsoft.service_url
    (call,) = microsoft.calls
    assert call.body["members"] == [{"id": "aad-bo"}]
    assert call.body["tenantId"] == TENANT


async def test_a_limit_on_opening_concerns_all_that_is_to_be_opened(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    messenger._members.note(TENANT, "29:bo", "aad-bo", seen(microsoft))
    microsoft.troubles = [says(429, Retry_After="9")]
    with pytest.raises(RateLimited) as limited:
        await messenger.open_direct(HERE, BO)
    assert (limited.value.seconds, limited.value.scope, limited.value.deed) == (
        9.0,
        "workspace",
        "open",
    )


async def test_a_failure_to_open_a_chat_is_not_remembered(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    reference = str(AccountReference("29:bo", microsoft.service_url, "28:bot"))
    bo = Account("aad-bo", reference=reference)
    microsoft.refuse_conversations = says(403)
    with pytest.raises(Refused):
        await messenger.open_direct(HERE, bo)
    microsoft.refuse_conversations = None
    assert (await messenger.open_direct(HERE, bo)).address == "personal-1"
    assert microsoft.calls[-1].body["members"] == [{"id": "29:bo"}]


async def test_a_profile_comes_from_the_roster(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    microsoft.members["aad-bo"] = {
        "id": "29:bo",
        "aadObjectId": "aad-bo",
        "name": "Bo Berg",
        "email": "bo@example.com",
        "userRole": "guest",
    }
    assert await messenger.profile(HERE, BO) is BO  # nobody has spoken yet: nowhere to ask
    messenger._members.note(TENANT, "29:ana", "aad-ana", seen(microsoft))
    found = await messenger.profile(HERE, BO)
    assert (found.name, found.email, found.is_guest) == ("Bo Berg", "bo@example.com", True)
    assert AccountReference.read(found.reference).id == "29:bo"
    calls = len(microsoft.calls)
    assert await messenger.profile(HERE, BO) == found
    assert len(microsoft.calls) == calls


async def test_somebody_on_no_roster_is_asked_about_in_their_own_chat(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    messenger._members.note(TENANT, "29:ana", "aad-ana", seen(microsoft))
    assert await messenger.profile(HERE, BO) == BO
    paths = [c.path for c in microsoft.calls]
    assert paths == [
        "/v3/conversations/19%3Ac/members/aad-bo",
        "/v3/conversations",
        "/v3/conversations/personal-1/members/aad-bo",
    ]


async def test_a_roster_that_fails_is_asked_later(
    microsoft: FakeMicrosoft, messenger: TeamsMessenger
) -> None:
    messenger._members.note(TENANT, "29:bo", "aad-bo", seen(microsoft))
    microsoft.troubles = [says(502)]
    with pytest.raises(TryLater):
        await messenger.profile(HERE, BO)


async def test_a_stored_address_that_is_not_allowed_is_refused(messenger: TeamsMessenger) -> None:
    reference = str(ConversationReference("https://evil.example/", "28:bot"))
    with pytest.raises(Refused):
        await messenger.post(HERE, Conversation("c", reference=reference), HELLO, Faces())


async def test_local_work_waits_until_somebody_spoke() -> None:
    port = LazyPort(TeamsSettings())
    messenger = TeamsMessenger(port, Members())
    with pytest.raises(TryLater):
        await messenger.post(HERE, Conversation("c"), HELLO, Faces())
    with pytest.raises(TryLater):
        await messenger.open_direct(HERE, BO)
    await port.close()


def test_references_of_other_versions_are_empty() -> None:
    for text in ("", "x", "[]", '{"url": 5}', "null"):
        assert ConversationReference.read(text) == ConversationReference()
        assert AccountReference.read(text) == AccountReference()
