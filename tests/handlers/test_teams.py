"""Scenarios: teams by hand, and what those whom it concerns say to it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.events import Account
from bot.messages import Blank
from bot.store import teams
from bot.store.models import AuditRow
from bot.views.teams import OpenAddToTeam
from bot.views.teams_told import LetGo, NotRight
from tests.leaving import left, listed, recognised, row
from tests.recall import rows
from tests.world import World, ana, bo, buttons, chi, guest, leaver, mod, renamed, robot, words

dee = Account("dee", "Dee Diaz", "Europe/Oslo")


async def lead(world: World, who: Account, *, role: str = "manager") -> None:
    """Somebody has a role."""
    person = await world.person(who)
    await world.in_unit_of_work(
        lambda uow: uow.session.execute(
            text("UPDATE person SET role = :role WHERE id = :id"), {"role": role, "id": person.id}
        )
    )


async def above(world: World) -> dict[str, str]:
    """Who reports to whom now."""
    found = await world.read(lambda s: teams.reports(s, 1, None, *_now(world)))
    people = {(await world.person(a)).id: a.name or "" for a in (ana, bo, chi, mod)}
    return {r.person.name: people[r.manager_id] for r in found}


def _now(world: World) -> tuple[datetime, datetime]:
    return world.clock(), world.clock() + timedelta(seconds=1)


async def told(world: World, who: Account) -> list[str]:
    """What somebody was told since the last time; the working day goes on."""
    await world.later(hours=1)
    said = world.messenger.in_(f"D-{who.address}")
    for shown in list(world.messenger.shown.values()):
        if shown.to.address == f"D-{who.address}":
            shown.message = None
    return said


async def test_a_manager_takes_a_colleague_in_and_they_are_told(world: World) -> None:
    await lead(world, ana)
    shown = await world.command(ana, "team")
    assert words(shown.reply).startswith("Nobody is in your team yet. Who reports to you?")
    done = await world.command(ana, "team", "add ", bo)
    assert words(done.reply) == (
        "Bo Berg reports to you now. Bo Berg is told, and can say if it's not right."
    )
    assert await above(world) == {"Bo Berg": "Ana Alves"}
    await world.later(hours=1)
    (said,) = world.messenger.in_("D-bo")
    assert said.startswith("Ana Alves says that you report to them.")
    assert "anonymous questions are never in it" in said
    again = await world.command(ana, "team", "add ", bo)
    assert words(again.reply) == "Bo Berg is in your team already."
    shown = await world.command(ana, "team")
    assert words(shown.reply).startswith("You lead 1 colleague: Bo Berg")
    shown = await world.command(bo, "team")
    assert words(shown.reply) == "Your team | Ana Alves"
    assert [r.action for r in await rows(world, AuditRow)] == ["team.added"]


async def test_several_are_taken_in_and_each_is_answered(world: World) -> None:
    await lead(world, ana)
    done = await world.command(
        ana, "team", "add ", bo, " and ", chi, ", ", robot, guest, leaver, ana
    )
    said = words(done.reply)
    assert "Bo Berg and Chi Chen report to you now. They are told" in said
    assert "Build Robot is a bot" in said
    assert "Gus Guest is a guest here" in said
    assert "Lea Leaver isn't here any more" in said
    assert "Nobody reports to themselves" in said
    assert await above(world) == {"Bo Berg": "Ana Alves", "Chi Chen": "Ana Alves"}
    shown = await world.command(bo, "team")
    assert words(shown.reply) == "Your team | Ana Alves Chi Chen"


async def test_who_says_that_it_is_not_right_stands_where_they_stood(world: World) -> None:
    await recognised(world, bo, chi)
    await listed(world, row(chi), row(bo, chi, "Red"))
    await lead(world, mod, role="admin")
    await lead(world, ana)
    world.clock.forward(hours=1)
    await world.command(mod, "team", "add ", bo, " to ", ana)
    assert await above(world) == {"Bo Berg": "Ana Alves"}
    await world.command(ana, "team", "name Blue")
    await world.later(hours=1)
    pressed = buttons(world.messenger.last("D-bo"))["That's not right"]
    assert words((await world.press(chi, pressed)).reply).startswith("That's settled by now.")
    await told(world, ana)
    undone = await world.press(bo, pressed)
    assert words(undone.reply) == (
        "Thank you, that's undone, as if it had never been. You're with Chi Chen again, as before."
        " Ana Alves and the administrators are told."
    )
    assert await above(world) == {"Bo Berg": "Chi Chen"}
    begin = world.clock() - timedelta(days=1)
    found = await world.read(lambda s: teams.reports(s, 1, None, begin, world.clock()))
    assert [r.person.name for r in found] == ["Bo Berg"]
    assert words((await world.press(bo, pressed)).reply).startswith("That's settled by now.")
    for who in (ana, mod):
        (said,) = await told(world, who)
        assert "Bo Berg says it's not right that they report to Ana Alves" in said
        assert "they report to Chi Chen as before" in said

    refused = await world.command(ana, "team", "add ", bo)
    assert "Bo Berg said that it's not right. Talk with them" in words(refused.reply)
    await world.command(mod, "team", "add ", bo, " to ", ana)
    assert await above(world) == {"Bo Berg": "Ana Alves"}


async def test_who_has_a_manager_stays_until_that_one_agrees(world: World) -> None:
    await recognised(world, ana, bo)
    await listed(world, row(ana), row(bo, ana))
    await lead(world, chi)
    asked = await world.command(chi, "team", "add ", bo)
    assert words(asked.reply) == (
        "Bo Berg reports to Ana Alves. I've asked Ana Alves, and tell you what they say."
    )
    assert await above(world) == {"Bo Berg": "Ana Alves"}
    again = await world.command(chi, "team", "add ", bo)
    assert "I've asked Ana Alves about Bo Berg already" in words(again.reply)
    await world.later(hours=1)
    question = world.messenger.last("D-ana")
    assert words(question).startswith(
        "Chi Chen says that Bo Berg reports to them. Until now they report to you. Is that right?"
    )
    no, yes = buttons(question)["No, they're with me"], buttons(question)["Yes, they do"]
    assert yes.confirm is not None
    for somebody in (bo, chi, mod):
        assert "settled" in words((await world.press(somebody, yes)).reply)
    refused = await world.press(ana, no)
    assert words(refused.reply) == "Noted: Bo Berg stays with you. Chi Chen is told."
    assert await above(world) == {"Bo Berg": "Ana Alves"}
    assert "settled" in words((await world.press(ana, yes)).reply)

    await world.command(chi, "team", "add ", bo)
    await world.later(hours=1)
    agreed = await world.press(ana, buttons(world.messenger.last("D-ana"))["Yes, they do"])
    assert words(agreed.reply) == "Thank you. Bo Berg reports to Chi Chen now."
    assert await above(world) == {"Bo Berg": "Chi Chen"}
    await world.deliver()
    await world.later(hours=14)  # Chi's day has begun
    said = world.messenger.in_("D-chi")
    assert "Ana Alves says that Bo Berg stays with them. Talk with each other" in said[0]
    assert said[1] == "Ana Alves agrees: Bo Berg is in your team now."
    assert "Chi Chen says that you report to them." in world.messenger.in_("D-bo")[0]


async def test_who_can_not_be_asked_is_moved_by_administrators_alone(world: World) -> None:
    await recognised(world, bo)
    await listed(world, row(bo, dee), row(dee))
    await lead(world, ana)
    refused = await world.command(ana, "team", "add ", bo)
    assert words(refused.reply) == (
        "Bo Berg reports to Dee Diaz, whom I can't ask here. An administrator can move them."
    )
    await world.command(mod, "team", "add ", bo, " to ", ana)
    assert await above(world) == {"Bo Berg": "Ana Alves"}


async def test_whose_manager_left_can_be_taken_in_at_once(world: World) -> None:
    await recognised(world, bo, chi)
    await listed(world, row(chi), row(bo, chi))
    await left(world, chi, date(2026, 11, 16))
    assert words((await world.command(bo, "team")).reply).startswith("You're in no team yet.")
    await lead(world, ana)
    await world.command(ana, "team", "add ", bo)
    assert await above(world) == {"Bo Berg": "Ana Alves"}


async def test_a_circle_is_refused_and_named(world: World) -> None:
    for who in (ana, bo, chi):
        await lead(world, who)
    await world.command(ana, "team", "add ", bo)
    await world.command(bo, "team", "add ", chi)
    refused = await world.command(chi, "team", "add ", ana)
    assert "Ana Alves → Chi Chen → Bo Berg → Ana Alves" in words(refused.reply)
    assert await above(world) == {"Bo Berg": "Ana Alves", "Chi Chen": "Bo Berg"}


async def test_a_yes_that_comes_too_late_makes_no_circle(world: World) -> None:
    await recognised(world, ana, bo)
    await listed(world, row(ana), row(bo, ana))
    for who in (ana, bo, chi):
        await lead(world, who)
    await world.command(chi, "team", "add ", bo)
    await world.later(hours=1)
    await world.command(bo, "team", "add ", chi)
    yes = buttons(world.messenger.last("D-ana"))["Yes, they do"]
    assert "would go round in a circle" in words((await world.press(ana, yes)).reply)
    assert await above(world) == {"Bo Berg": "Ana Alves", "Chi Chen": "Bo Berg"}
    await world.command(ana, "team", "remove ", bo)
    assert "settled" in words((await world.press(ana, yes)).reply)


async def test_letting_go_tells_whom_it_concerns_and_warns_of_the_list(world: World) -> None:
    await recognised(world, ana, bo)
    await listed(world, row(ana), row(bo, ana))
    assert "Bo Berg isn't in your team" in words(
        (await world.command(mod, "team", "remove ", ana)).reply
    ).replace("Ana Alves", "Bo Berg")
    gone = await world.command(ana, "team", "remove ", bo)
    assert words(gone.reply).startswith("Bo Berg is no longer in your team, and is told.")
    assert "the next import brings them back" in words(gone.reply)
    assert await above(world) == {}
    (said,) = await told(world, bo)
    assert said.startswith("You no longer report to Ana Alves: Ana Alves says so.")

    await lead(world, chi)
    await world.command(chi, "team", "add ", bo)
    await told(world, bo)
    gone = await world.command(mod, "team", "remove ", bo)
    assert words(gone.reply) == "Bo Berg is no longer in Chi Chen's team, and is told."
    await world.later(hours=14)
    assert world.messenger.in_("D-chi")[-1].startswith(
        "Bo Berg no longer reports to you: Mo Moderator says so."
    )


async def test_a_team_has_the_name_its_manager_gives_it(world: World) -> None:
    await lead(world, ana)
    assert "Nobody is in your team yet" in words((await world.command(ana, "team", "name X")).reply)
    await world.command(ana, "team", "add ", bo)
    assert "What is your team called?" in words((await world.command(ana, "team", "name")).reply)
    await world.command(ana, "team", "name  The   Reds ")
    await world.command(ana, "team", "add ", chi)
    shown = await world.command(ana, "team")
    assert words(shown.reply).startswith("You lead 2 colleagues (The Reds): Bo Berg and Chi Chen")
    assert words((await world.command(chi, "team")).reply).startswith(
        "The Reds | Ana Alves Bo Berg"
    )
    again = await world.command(ana, "team", "name the blues")
    assert words(again.reply) == "Your team is called the blues now."
    assert len(await world.read(lambda s: teams.teams(s, 1))) == 1

    await lead(world, mod, role="admin")
    await lead(world, bo)
    await world.command(mod, "team", "add ", ana)
    taken = await world.command(mod, "team", "name THE BLUES")
    assert words(taken.reply).startswith("There is a team called the blues already.")


async def test_a_named_team_that_others_share_stays_theirs(world: World) -> None:
    await recognised(world, ana, bo, chi, mod)
    await listed(world, row(mod), row(ana), row(bo, ana, "Red"), row(chi, mod, "Red"))
    await world.command(ana, "team", "name Blue")
    names = await world.read(lambda s: teams.team_of(s, 1, None, world.clock()))
    assert sorted(t.name for t in names.values()) == ["Blue", "Red"]


async def test_the_form_takes_in_whom_it_names(world: World) -> None:
    await lead(world, ana)
    shown = await world.command(ana, "team")
    opened = await world.press(ana, buttons(shown.reply)["Add colleagues"])
    assert isinstance(opened.reply, Blank)
    done = await world.submit(ana, "team.add", people=[bo, chi])
    assert words(done.reply).startswith("Bo Berg and Chi Chen report to you now.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("add", "Name colleagues:"),
        ("add @nobody-known", "I don't know who “nobody-known” is."),
        ("remove", "Name colleagues:"),
        ("dance", "Name colleagues:"),
    ],
)
async def test_what_is_not_understood_is_explained(
    small_world: World, typed: str, said: str
) -> None:
    await lead(small_world, ana)
    assert words((await small_world.command(ana, "team", typed)).reply).startswith(said)


async def test_to_nobody_is_explained_and_adds_nobody(small_world: World) -> None:
    await lead(small_world, mod, role="admin")
    refused = await small_world.command(mod, "team", "add ", bo, " to")
    assert words(refused.reply).startswith("Name colleagues:")
    crowd = [renamed(Account(f"p{i}"), f"P {i}") for i in range(21)]
    assert "more than 20 at once" in words(
        (await small_world.command(mod, "team", "add ", *crowd)).reply
    )
    assert await above(small_world) == {}


WHO = {"member": ana, "manager": ana, "leads": ana, "admin": mod, "guest": guest, "robot": robot}
DEEDS = ["own", "others", "let go", "let go of others", "name", "form"]
MAY = {
    ("manager", "own"),
    ("manager", "form"),
    ("leads", "own"),
    ("leads", "form"),
    ("leads", "let go"),
    ("leads", "name"),
    ("admin", "own"),
    ("admin", "form"),
    ("admin", "others"),
    ("admin", "let go"),
    ("admin", "let go of others"),
}
"""`let go` is of whoever reports to them (to Ana, for administrators); nobody else may."""


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", WHO)
async def test_who_may_do_what(small_world: World, who: str, deed: str) -> None:
    world, actor = small_world, WHO[who]
    await recognised(world, ana, bo, chi, mod)
    under = ana if who in ("leads", "admin") else None
    await listed(world, row(ana), row(mod), row(bo, under), row(chi, mod, "Red"))
    if who == "manager":
        await lead(world, ana)
    if who == "admin":  # nobody reports to them, so that their role alone decides
        await listed(world, row(chi))
    world.clock.forward(hours=1)
    before = await above(world)
    free = bo if under is None else chi
    match deed:
        case "own":
            await world.command(actor, "team", "add ", free)
        case "others":
            await world.command(actor, "team", "add ", free, " to ", ana if actor != ana else mod)
        case "let go":
            await world.command(actor, "team", "remove ", bo)
        case "let go of others":
            await world.command(actor, "team", "remove ", bo if who == "admin" else chi)
        case "name":
            await world.command(actor, "team", "name New")
        case "form":
            opened = await world.press(actor, OpenAddToTeam())
            assert isinstance(opened.reply, Blank) == ((who, deed) in MAY)
            return
        case _:
            raise AssertionError(deed)
    named = {t.name for t in await world.read(lambda s: teams.teams(s, 1))}
    changed = await above(world) != before or "New" in named
    # Who has another manager is asked about first: for those who may, that counts as done.
    claims = await world.read(lambda s: s.execute(text("SELECT count(*) FROM team_claim")).scalar())
    assert (changed or bool(claims)) == ((who, deed) in MAY)


async def test_buttons_of_others_and_of_no_claim_do_nothing(small_world: World) -> None:
    for payload in (NotRight(claim_id=7), LetGo(claim_id=7, agrees=1), LetGo(claim_id=7, agrees=0)):
        pressed = await small_world.press(ana, payload)
        assert words(pressed.reply).startswith("That's settled by now.")


async def test_who_was_listed_before_they_were_met_is_met_as_themselves(world: World) -> None:
    await recognised(world, ana)
    await listed(world, row(ana), row(dee, ana, "Red"))
    known = replace(dee, email="Dee@X.example")
    world.messenger.people["dee"] = known
    shown = await world.command(known, "team")
    assert words(shown.reply) == "Red | Ana Alves"
    assert await above(world) == {"Dee Diaz": "Ana Alves"}


async def test_two_who_take_each_other_in_at_once_make_no_circle(world: World) -> None:
    for who in (ana, bo, chi):
        await lead(world, who)
    await asyncio.gather(
        world.command(ana, "team", "add ", bo),
        world.command(bo, "team", "add ", chi),
        world.command(chi, "team", "add ", ana),
    )
    found = await above(world)
    assert len(found) == 2
    assert set(found) != set(found.values())
