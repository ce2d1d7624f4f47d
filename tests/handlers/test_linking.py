"""Scenarios: one human in two workspaces is one person, or not, and says so."""

from __future__ import annotations

import pytest

from bot.events import Account, BotRemoved, ProfileChanged
from tests.linking import (
    ANA,
    LOBBY,
    THERE,
    act,
    here_with,
    join_workspaces,
    known_as,
    person,
    there,
)
from tests.world import DIRECT, World, ana, bo, buttons, words


@pytest.fixture
def both(world: World) -> World:
    """Two workspaces of one organization."""
    join_workspaces(world)
    return world


@pytest.fixture
def small(small_world: World) -> World:
    """The same on SQLite alone."""
    join_workspaces(small_world)
    return small_world


async def test_the_same_verified_address_is_the_same_person_at_once(both: World) -> None:
    await here_with(both, ana, "Ana@Example.com")
    second = await there(both, "ana-2", "Ana Alves", ANA)
    assert await person(both, second) == await both.person(ana)
    await both.command(bo, "kudos", ana, " for the query planner")
    shown = await both.command(second, "kudos", second, at=LOBBY, workspace=THERE)
    assert "for the query planner" in words(shown.reply)


async def test_who_was_linked_is_told_once_where_they_were_last_active(small: World) -> None:
    await here_with(small, ana, ANA)
    small.clock.forward(hours=2)
    await there(small, "ana-2", "Alves, Ana", ANA)
    await small.later(seconds=5)
    await small.later(seconds=5)
    (told,) = small.messenger.in_("D-ana-2")
    assert told.startswith(
        "Your account Alves, Ana in Other (Other Team) has the same verified e-mail address as"
        " Ana Alves in Fake (Fake Team), so I treat them as one person: you."
    )
    assert ANA not in told
    assert small.messenger.in_("D-ana") == []


async def test_an_address_learnt_later_merges_two_people(both: World) -> None:
    await here_with(both, ana, ANA)
    second = await there(both, "ana-2", "Ana Alves", None)
    await both.command(bo, "kudos", ana, " for the query planner")
    await both.command(second, "kudos", at=LOBBY, workspace=THERE)
    assert await person(both, second) != await both.person(ana)
    news = Account("ana-2", "Ana Alves", email=ANA.upper())
    await both.dispatcher.handle(ProfileChanged(id="P1", workspace=THERE, actor=news))
    await both.later(seconds=5)
    assert await person(both, second) == await both.person(ana)
    shown = await both.command(second, "kudos", second, at=LOBBY, workspace=THERE)
    assert "for the query planner" in words(shown.reply)


async def test_messages_reach_them_where_they_were_last_active(both: World) -> None:
    await here_with(both, ana, ANA)
    both.clock.forward(hours=2)
    second = await there(both, "ana-2", "Ana Alves", ANA)
    await both.later(seconds=5)
    before = len(both.messenger.in_("D-ana-2"))
    await both.command(bo, "kudos", ana, " for the query planner")
    await both.deliver()
    assert len(both.messenger.in_("D-ana-2")) == before + 1
    both.clock.forward(hours=2)
    await both.command(ana, "link")
    await both.command(bo, "kudos", ana, " for the index")
    await both.deliver()
    assert [w for w in both.messenger.in_("D-ana") if "for the index" in w]
    both.clock.forward(hours=2)
    await act(both, second)
    removed = BotRemoved(id="R1", workspace=THERE, actor=second)
    await both.dispatcher.handle(removed)
    await both.command(bo, "kudos", ana, " for the migration")
    await both.deliver()
    assert [w for w in both.messenger.in_("D-ana") if "for the migration" in w]


async def test_in_doubt_both_are_asked_and_both_have_to_say_yes(both: World) -> None:
    await here_with(both, ana, ANA)
    second = await there(both, "x9", "Xi", ANA)
    await both.later(seconds=5)
    (asked,) = both.messenger.in_("D-ana")
    assert asked.startswith("Is the Xi in Other (Other Team) you?")
    (other,) = both.messenger.in_("D-x9")
    assert other.startswith("Is the Ana Alves in Fake (Fake Team) you?")
    assert "@" not in asked + other, "nobody learns of an address"
    yes = "Yes, that's me"
    first = await both.press(ana, buttons(both.messenger.last("D-ana"))[yes], DIRECT)
    assert words(first.reply).startswith("Thank you. As soon as your other account says yes")
    assert await person(both, second) != await both.person(ana)
    pressed = buttons(both.messenger.last("D-x9"))[yes]
    done = await both.press(second, pressed, LOBBY, workspace=THERE)
    assert words(done.reply).startswith("Done. These accounts are one person's now: yours.")
    assert await person(both, second) == await both.person(ana)


async def test_either_no_settles_it_and_nobody_is_asked_again(small: World) -> None:
    await here_with(small, ana, ANA)
    second = await there(small, "x9", "Xi", ANA)
    await small.later(seconds=5)
    yes = buttons(small.messenger.last("D-x9"))["Yes, that's me"]
    no = buttons(small.messenger.last("D-ana"))["No"]
    refused = await small.press(ana, no, DIRECT)
    assert words(refused.reply).startswith("Noted: that's somebody else. I won't ask again.")
    late = await small.press(second, yes, LOBBY, workspace=THERE)
    assert words(late.reply).startswith("That question is settled.")
    for days in range(3):
        await small.later(days=1)
        news = Account("x9", f"Xi {days}", email=f"new{days}@example.com")
        await small.dispatcher.handle(ProfileChanged(id=f"P{days}", workspace=THERE, actor=news))
        back = Account("x9", f"Xi {days}", email=ANA)
        await small.dispatcher.handle(ProfileChanged(id=f"Q{days}", workspace=THERE, actor=back))
        await small.later(seconds=5)
    assert len([w for w in small.messenger.in_("D-ana") if w.startswith("Is the")]) == 1
    assert await person(small, second) != await small.person(ana)


async def test_a_question_nobody_answered_expires(small: World) -> None:
    await here_with(small, ana, ANA)
    await there(small, "x9", "Xi", ANA)
    await small.later(seconds=5)
    yes = buttons(small.messenger.last("D-ana"))["Yes, that's me"]
    await small.later(days=15)
    late = await small.press(ana, yes, DIRECT)
    assert words(late.reply).startswith("That question is settled.")
    other = await small.press(bo, yes, DIRECT)
    assert words(other.reply).startswith("I can't find that question.")


@pytest.mark.parametrize(
    ("address", "more"),
    [
        (ANA, {"is_bot": True}),
        (ANA, {"is_deleted": True}),
        ("", {}),
        ("another@example.com", {}),
    ],
)
async def test_who_can_not_be_them_is_nobody_they_are_asked_about(
    small: World, address: str, more: dict[str, bool]
) -> None:
    await here_with(small, ana, ANA)
    second = await there(small, "ana-2", "Ana Alves", address or None, **more)
    await small.later(seconds=5)
    assert await person(small, second) != await small.person(ana)
    assert small.messenger.in_("D-ana") == []


@pytest.mark.parametrize(
    ("name", "address", "more"),
    [
        ("Ana Alves", ANA, {"is_guest": True}),
        ("Zoë Quist", ANA, {}),
        ("Ana Alves", "team@example.com", {}),
    ],
)
async def test_what_is_in_doubt_is_asked(
    small: World, name: str, address: str, more: dict[str, bool]
) -> None:
    await here_with(small, ana, address)
    second = await there(small, "ana-2", name, address, **more)
    await small.later(seconds=5)
    assert await person(small, second) != await small.person(ana)
    assert len(small.messenger.in_("D-ana")) == 1


async def test_two_accounts_of_one_workspace_are_two_people(small: World) -> None:
    await here_with(small, ana, ANA)
    twin = known_as(small, Account("ana-b", "Ana Alves", "UTC", email=ANA))
    await small.command(twin, "hours")
    await small.later(seconds=5)
    assert await small.person(twin) != await small.person(ana)
    assert small.messenger.in_("D-ana") == []
    third = await there(small, "ana-2", "Ana Alves", ANA)
    await small.later(seconds=5)
    assert await person(small, third) not in (await small.person(ana), await small.person(twin))
    assert len(small.messenger.in_("D-ana")) == len(small.messenger.in_("D-ana-b")) == 1


async def test_a_code_shown_here_and_typed_there_makes_one_person(both: World) -> None:
    second = await there(both, "ana-2", "Ana Alves", None)
    mine = await both.command(ana, "link")
    assert "Ana Alves in Fake (Fake Team)" in words(mine.reply)
    shown = await both.press(ana, buttons(mine.reply)["Get a code"])
    digits = words(shown.reply).split("/learn link ")[1][:6]
    typed = await both.command(
        second, "link", f"{digits[:3]} {digits[3:]}", at=LOBBY, workspace=THERE
    )
    assert words(typed.reply).startswith(
        "That code was shown to Ana Alves in Fake (Fake Team). Is that you?"
    )
    assert await person(both, second) != await both.person(ana)
    again = await both.command(bo, "link", digits)
    assert words(again.reply).startswith("I don't know that code.")
    stranger = await both.press(bo, buttons(typed.reply)["Yes, that's me"])
    assert words(stranger.reply).startswith("I can't find that question.")
    done = await both.press(second, buttons(typed.reply)["Yes, that's me"], LOBBY, workspace=THERE)
    assert words(done.reply).startswith("Done.")
    assert await person(both, second) == await both.person(ana)
    twice = await both.press(second, buttons(typed.reply)["Yes, that's me"], LOBBY, workspace=THERE)
    assert words(twice.reply).startswith("That question is settled.")


async def code(world: World, account: Account) -> str:
    mine = await world.command(account, "link")
    shown = await world.press(account, buttons(mine.reply)["Get a code"])
    return words(shown.reply).split("/learn link ")[1][:6]


async def test_a_code_holds_for_ten_minutes_and_only_the_newest(small: World) -> None:
    second = await there(small, "ana-2", "Ana Alves", None)
    old = await code(small, ana)
    new = await code(small, ana)
    refused = await small.command(second, "link", old, at=LOBBY, workspace=THERE)
    assert words(refused.reply).startswith("I don't know that code.")
    small.clock.forward(minutes=10)
    refused = await small.command(second, "link", new, at=LOBBY, workspace=THERE)
    assert words(refused.reply).startswith("I don't know that code.")


async def test_guessing_codes_is_stopped(small: World) -> None:
    second = await there(small, "ana-2", "Ana Alves", None)
    right = await code(small, ana)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    for _ in range(5):
        refused = await small.command(second, "link", wrong, at=LOBBY, workspace=THERE)
        assert words(refused.reply).startswith("I don't know that code.")
    refused = await small.command(second, "link", right, at=LOBBY, workspace=THERE)
    assert words(refused.reply).startswith("Those were too many codes I don't know.")
    small.clock.forward(hours=1)
    right = await code(small, ana)
    typed = await small.command(second, "link", right, at=LOBBY, workspace=THERE)
    assert words(typed.reply).startswith("That code was shown to Ana Alves")


async def test_a_code_typed_in_the_same_workspace_links_nobody(small: World) -> None:
    refused = await small.command(bo, "link", await code(small, ana))
    assert "you both have an account in the same workspace" in words(refused.reply)
    own = await small.command(ana, "link", await code(small, ana))
    assert words(own.reply).startswith("These accounts are one person's already: yours.")
    odd = await small.command(ana, "link", "please")
    assert words(odd.reply).startswith("Type /learn link to see your accounts")


async def test_an_account_that_was_linked_can_be_separated_and_stays_so(both: World) -> None:
    await here_with(both, ana, ANA)
    second = await there(both, "ana-2", "Ana Alves", ANA)
    await both.command(bo, "kudos", ana, " for the query planner")
    shown = await both.command(ana, "link", "undo")
    (press,) = [b for label, b in buttons(shown.reply).items() if label.startswith("Separate")]
    assert press.confirm is not None
    assert "starts anew, with nothing" in press.confirm.text
    stranger = await both.press(bo, press)
    assert words(stranger.reply).startswith("There is no account to separate.")
    done = await both.press(ana, press)
    assert words(done.reply).startswith("Done: Ana Alves in Other (Other Team) is on its own again")
    assert await person(both, second) != await both.person(ana)
    empty = await both.command(second, "kudos", second, at=LOBBY, workspace=THERE)
    assert "query planner" not in words(empty.reply)
    await both.later(days=2)
    back = Account("ana-2", "Ana A. Alves", email="x@example.com")
    await both.dispatcher.handle(ProfileChanged(id="P1", workspace=THERE, actor=back))
    back = Account("ana-2", "Ana A. Alves", email=ANA)
    await both.dispatcher.handle(ProfileChanged(id="P2", workspace=THERE, actor=back))
    await both.later(seconds=5)
    assert await person(both, second) != await both.person(ana)
    nothing = await both.command(ana, "link", "undo")
    assert words(nothing.reply).startswith("There is no account to separate.")


async def test_the_account_that_was_there_first_can_not_be_taken_away(small: World) -> None:
    await here_with(small, ana, ANA)
    second = await there(small, "ana-2", "Ana Alves", ANA)
    shown = await small.command(second, "link", at=LOBBY, workspace=THERE)
    assert [b for b in buttons(shown.reply) if "Fake" in b] == []


async def test_where_it_is_switched_off_nobody_is_linked(small: World) -> None:
    small.configure(people={"link": False})
    await here_with(small, ana, ANA)
    second = await there(small, "ana-2", "Ana Alves", ANA)
    await small.later(seconds=5)
    assert await person(small, second) != await small.person(ana)
    mine = await small.command(ana, "link")
    assert buttons(mine.reply) == {}
    assert "switched linking off" in words(mine.reply)
    refused = await small.command(ana, "link", "123456")
    assert words(refused.reply).startswith("Linking accounts is switched off here.")
