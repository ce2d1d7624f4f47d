"""Scenarios: a colleague is nominated, endorsed, and given a badge; or kindly not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.events import Account
from bot.messages import Blank, FormErrors, Image, Message
from bot.rules.awards import MOST_OPEN, State
from bot.views.award_forms import OpenNominate, OpenRevoke, ShowBadges
from tests.awards import (
    BADGES,
    LINK,
    REASON,
    audited,
    dee,
    eli,
    fill,
    in_state,
    last,
    newest,
    nominated,
    prepare,
    told,
)
from tests.world import (
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


async def test_a_nomination_is_endorsed_granted_and_seen(world: World) -> None:
    await prepare(world)
    opened = await world.command(ana, "badges", "nominate ", chi)
    assert isinstance(opened.reply, Blank)
    assert filled(opened.reply)["nominee"].name == "Chi Chen"
    said = words(await nominated(world, "mentor", topic="#SQL"))
    assert "I'm asking Bo Berg for a sentence" in said
    assert "lapses after 28 days" in said
    await world.deliver()
    assert "Ana Alves nominates Chi Chen for the badge Mentor, #sql" in told(world, bo)
    assert REASON in told(world, bo)
    assert "D-chi" not in {s.to.address for s in world.messenger.shown.values()}

    said = words(await fill(world, bo, "Endorse", words="I saw Kim fly"))
    assert "Thank you" in said
    await world.deliver()
    assert world.messenger.in_("D-bo") == ["You endorsed the nomination of Chi Chen: I saw Kim fly"]
    assert "Bo Berg, who knows the work: I saw Kim fly" in told(world, dee)
    assert "D-mod" not in {s.to.address for s in world.messenger.shown.values()}

    assert "Granted" in words(await fill(world, dee, "Grant…", word="We noticed"))
    await world.deliver()
    assert world.messenger.in_("D-chi") == [], "it is night in Shanghai"
    await world.later(hours=14)
    given = last(world, chi)
    assert "Mentor, #sql. Took somebody along." in words(given)
    for said in (f"Ana Alves: {REASON}", "Bo Berg, who knows the work", "Dee Dahl: We noticed"):
        assert said in words(given)
    (image,) = [b for b in given.blocks if isinstance(b, Image)]
    assert image.alt == "Badge: Mentor, #sql"
    assert image.url.startswith("http://127.0.0.1:8080/badges/")
    assert "Thank you for noticing" in told(world, ana)
    assert "Nothing is left for you" in told(world, dee)
    assert await audited(world) == ["badge.granted award:1"]

    seen = words((await world.command(eli, "badges", chi)).reply)
    assert "Mentor, #sql" in seen
    assert REASON in seen
    own = (await world.press(chi, buttons(given)["See my badges"])).reply
    assert "Mentor, #sql" in words(own)
    assert "Mentor, #sql" in words((await world.home(chi)).reply)
    assert "Mentor" not in words((await world.command(eli, "badges")).reply)


async def test_a_declined_nominee_hears_nothing_and_the_nominator_kindly(world: World) -> None:
    await prepare(world)
    await in_state(world, State.ENDORSED)
    await world.deliver()
    refused = await fill(world, dee, "Decline…", word="🙂")
    assert isinstance(refused, FormErrors)
    assert "hears nothing" in words(await fill(world, dee, "Decline…", word="Not yet, I think"))
    await world.deliver()
    assert "It isn't granted this time" in told(world, ana)
    assert "Dee Dahl: Not yet, I think" in told(world, ana)
    assert world.messenger.in_("D-chi") == []
    for look in (await world.command(chi, "badges"), await world.home(chi)):
        assert "None yet" in words(look.reply)
    assert await audited(world) == ["nomination.declined nomination:1"]
    again = words(await nominated(world))
    assert "I'm asking Bo Berg" in again, "a declined one can be nominated again"


async def test_whoever_does_not_know_the_work_names_another(world: World) -> None:
    await prepare(world)
    await nominated(world)
    await world.deliver()
    for other, sentence in ((ana, "can't endorse your own"), (chi, "can't endorse themselves")):
        reply = await fill(world, bo, "I don't know this work", other=other)
        assert sentence in words(reply)
    assert "was asked already" in words(await fill(world, bo, "I don't know this work", other=bo))
    passed = await fill(world, bo, "I don't know this work", other=eli)
    assert "I'm asking Eli Eck" in words(passed)
    await world.deliver()
    assert told(world, bo).startswith("Somebody else is asked")
    assert "says that you know the work" in told(world, eli)

    assert "Ana Alves will name somebody else" in words(
        await fill(world, eli, "I don't know this work")
    )
    await world.deliver()
    assert "needs another colleague" in told(world, ana)
    assert "was asked already" in words(await fill(world, ana, "Name somebody else", endorser=bo))
    assert "I'm asking Mo Moderator" in words(
        await fill(world, ana, "Name somebody else", endorser=mod)
    )
    await world.deliver()
    assert "Thank you" in words(await fill(world, mod, "Endorse", words="Yes, that happened"))
    assert (await newest(world)).state == State.ENDORSED


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"nominee": ana}, "nominee", "not yourself"),
        ({"nominee": robot}, "nominee", "is a bot"),
        ({"nominee": guest}, "nominee", "is a guest"),
        ({"nominee": leaver}, "nominee", "no longer has an account"),
        ({"endorser": ana}, "endorser", "can't endorse your own nomination"),
        ({"endorser": chi}, "endorser", "can't endorse themselves"),
        ({"endorser": guest}, "endorser", "is a guest"),
        ({"endorser": leaver}, "endorser", "no longer"),
        ({"badge": "earned"}, "badge", "isn't given by hand"),
        ({"badge": "no_such"}, "badge", "isn't given by hand"),
        ({"badge": "mentor"}, "topic", "Name the one it's for"),
        ({"badge": "mentor", "topic": "###"}, "topic", "Name the one it's for"),
        ({"topic": "sql"}, "topic", "isn't for a topic"),
        ({"reason": "🙂🙂"}, "reason", "in a few words"),
        ({"evidence": "http://example.org/"}, "evidence", "https://"),
        ({"evidence": "javascript:alert(1)"}, "evidence", "https://"),
        ({"evidence": "https://good.example@evil.example/"}, "evidence", "https://"),
        ({"by": guest}, "badge", "Guests can't nominate"),
    ],
)
async def test_what_cannot_be_nominated_is_refused_with_what_to_do(
    small_world: World, changes: dict[str, Any], field: str, sentence: str
) -> None:
    await prepare(small_world)
    reply = await nominated(small_world, **changes)
    assert isinstance(reply, FormErrors), words(reply)
    assert sentence in reply.errors[field]
    await small_world.deliver()
    assert small_world.messenger.in_("D-bo") == []


async def test_what_somebody_has_or_is_proposed_for_is_not_proposed_again(world: World) -> None:
    await prepare(world)
    await nominated(world)
    assert "nominated for this badge already" in words(await nominated(world, by=eli))
    await in_state(world, State.GRANTED, "mentor")
    has = await nominated(world, "mentor", topic=f"#t{State.GRANTED}")
    assert "have this badge already" in words(has)
    other = await nominated(world, "mentor", topic="#other")
    assert isinstance(other, Message), "of another topic it is another badge"


async def test_each_nominator_has_a_few_waiting_at_a_time(small_world: World) -> None:
    world = small_world
    await prepare(world)
    for n in range(MOST_OPEN):
        assert isinstance(await nominated(world, "mentor", topic=f"#t{n}"), Message)
    assert "still waiting" in words(await nominated(world, "mentor", topic="#more"))
    queue = await world.command(ana, "badges", "waiting")
    assert words(queue.reply).count("You nominated Chi Chen for Mentor") == MOST_OPEN
    gone = await world.press(ana, buttons(queue.reply)["Withdraw"])
    assert "Withdrawn" in words(gone.reply)
    assert isinstance(await nominated(world, "mentor", topic="#more"), Message)


async def test_no_more_are_waiting_when_all_are_made_at_once(world: World) -> None:
    await prepare(world)
    replies = await asyncio.gather(
        *(nominated(world, "mentor", topic=f"#t{n}") for n in range(MOST_OPEN * 3))
    )
    assert sum(isinstance(reply, Message) for reply in replies) == MOST_OPEN
    refused = {words(reply) for reply in replies if not isinstance(reply, Message)}
    assert len(refused) == 1
    assert "still waiting" in refused.pop()


async def test_nobody_decides_about_themselves(small_world: World) -> None:
    world = small_world
    await prepare(world)
    reply = await nominated(world, "ownerless", nominee=mod)
    assert "Nobody here could decide" in words(reply)


async def test_without_badges_given_by_hand_nobody_is_offered_a_form(small_world: World) -> None:
    world = small_world
    await prepare(world)
    world.configure(badges={"kinds": [b for b in BADGES if b["key"] == "earned"]})
    offered = await world.press(ana, OpenNominate())
    assert "No badge here is given by hand" in words(offered.reply)
    assert "Nominate" not in words((await world.command(ana, "badges")).reply)


async def test_a_badge_is_taken_back_once_with_a_trace_and_can_come_again(world: World) -> None:
    await prepare(world)
    await in_state(world, State.GRANTED)
    await world.deliver()
    person = await world.person(chi)
    page = (await world.command(dee, "badges", chi)).reply
    opened = (await world.press(dee, buttons(page)["Take one back…"])).reply
    assert isinstance(opened, Blank)
    assert "Take one back…" not in buttons((await world.command(eli, "badges", chi)).reply)
    assert "owner or an administrator" in words(
        (await world.press(eli, OpenRevoke(person_id=person.id))).reply
    )
    taken = await world.submit(dee, opened.key, award="1", why="It was Kim's work")
    assert "Taken back: Behind the scenes" in words(taken.reply)
    await world.deliver()
    assert "Dee Dahl took back your badge Behind the scenes: It was Kim's work" in told(world, chi)
    assert await audited(world) == ["badge.granted award:1", "badge.revoked award:1"]
    said = len(world.messenger.in_("D-chi"))

    again = await world.submit(mod, opened.key, award="1", why="Once more")
    assert "taken back before" in words(again.reply)
    await world.deliver()
    assert len(world.messenger.in_("D-chi")) == said
    assert len(await audited(world)) == 2
    assert "no badges to show" in words((await world.command(eli, "badges", chi)).reply)
    await in_state(world, State.GRANTED)
    assert "Behind the scenes" in words((await world.command(eli, "badges", chi)).reply)


@pytest.mark.parametrize("award", ["0", "999", "99999999999999999999", "-1", "x", "١"])
async def test_what_is_not_there_cannot_be_taken_back(small_world: World, award: str) -> None:
    await prepare(small_world)
    reply = await small_world.submit(mod, "awards.revoke", award=award, why="A mistake")
    assert "isn't there" in words(reply.reply)
    assert "You wrote: A mistake" in words(reply.reply)


async def test_a_given_badge_is_announced_once_where_badges_are(world: World) -> None:
    await prepare(world)
    await world.command(ana, "kudos", bo, " for nothing much")  # the channel becomes known
    await world.deliver()
    world.configure(badges={"kinds": BADGES, "announce": "general"})
    await in_state(world, State.GRANTED)
    await world.deliver()
    cards = [c for c in world.messenger.in_("C-general") if "was given a badge" in c]
    (card,) = cards
    assert f"Ana Alves: {REASON}" in card
    assert LINK not in card
    assert "I saw it" not in card, "what was said in confidence stays there"


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (["whatever"], "I don't know what to do"),
        (["@nobody"], "I don't know anyone called @nobody"),
        (["nominate @nobody"], "I don't know anyone called @nobody"),
        (["nominate ", ana], "not yourself"),
        (["nominate ", robot], "is a bot"),
        (["waiting"], "None waits for you"),
        ([], "None yet"),
        ([chi], "no badges to show yet"),
    ],
)
async def test_the_command_says_what_to_do(
    small_world: World, typed: list[Any], answer: str
) -> None:
    await prepare(small_world)
    assert answer in words((await small_world.command(ana, "badges", *typed)).reply)


async def test_somebody_nobody_met_before_has_no_badges_yet(small_world: World) -> None:
    await prepare(small_world)
    new = Account("new", "Nia New", "UTC")
    small_world.messenger.people["new"] = new
    assert "Nia New has no badges" in words((await small_world.command(ana, "badges", new)).reply)
    other = Account("other", "Oda Other", "UTC")
    small_world.messenger.people["other"] = other
    assert isinstance(await nominated(small_world, nominee=other), Message)


async def test_at_once_is_as_one_after_the_other(world: World) -> None:
    await prepare(world)
    both = await asyncio.gather(nominated(world), nominated(world, by=eli))
    assert sorted(isinstance(reply, FormErrors) for reply in both) == [False, True]
    await world.submit(bo, "awards.endorse", nomination_id=1, words="I saw it")
    granted = await asyncio.gather(
        *(world.submit(who, "awards.grant", nomination_id=1, word="Yes") for who in (dee, mod) * 2)
    )
    said = [words(outcome.reply) for outcome in granted]
    assert sum("Granted." in one for one in said) == 1
    assert sum("was granted, so nothing is left" in one for one in said) == 3
    revoked = await asyncio.gather(
        *(world.submit(who, "awards.revoke", award="1", why="A mistake") for who in (dee, mod) * 2)
    )
    said = [words(outcome.reply) for outcome in revoked]
    assert sum("Taken back:" in one for one in said) == 1
    assert sum("taken back before" in one for one in said) == 3
    assert await audited(world) == ["badge.granted award:1", "badge.revoked award:1"]


async def test_guests_look_but_do_not_nominate(small_world: World) -> None:
    await prepare(small_world)
    reply = (await small_world.command(guest, "badges", "nominate ", chi)).reply
    assert "Guests can't nominate" in words(reply)


async def test_pages_that_are_not_there_are_the_nearest_that_are(small_world: World) -> None:
    await prepare(small_world)
    for page in (-1, 5, 2**31 - 1):
        shown = await small_world.press(ana, ShowBadges(page=page))
        assert "None yet" in words(shown.reply)
    gone = await small_world.press(ana, ShowBadges(person_id=4711))
    assert "isn't there" in words(gone.reply)
