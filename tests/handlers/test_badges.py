"""Scenarios: badges are earned by what people do, told once, and not lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.badging import awards, badge, levels, use
from tests.world import DIRECT, GENERAL, World, ana, bo, buttons, chi, mod

THANKED = {"count": ["kudos_received"], "different": "colleagues"}


async def test_a_badge_is_earned_with_the_deed_that_completes_it_and_told(world: World) -> None:
    use(world, badge("thanked", THANKED, 2, 3))
    await world.command(bo, "kudos", ana, "for the help")
    assert await levels(world, ana) == []
    await world.command(chi, "kudos", ana, "for the help")
    assert await levels(world, ana) == ["thanked 1"]
    (award,) = await awards(world, ana)
    assert award.earned_at == award.given_at == world.clock.now
    await world.deliver()
    told = [m for m in world.messenger.in_("D-ana") if "badge" in m]
    assert told == [
        "You've earned a badge: Thanked (level 1 of 2) | The words of thanked."
        " The next level: 3 different colleagues (kudos received)."
    ]


async def test_thanks_from_the_same_colleague_count_once(world: World) -> None:
    use(world, badge("thanked", THANKED, 2))
    for _ in range(4):
        await world.command(bo, "kudos", ana, "for the help")
    assert await levels(world, ana) == []


async def test_an_event_that_is_repeated_earns_nothing_twice(world: World) -> None:
    use(world, badge("thanked", THANKED, 1))
    await world.command(bo, "kudos", ana, "for the help", id="same")
    await world.command(bo, "kudos", ana, "for the help", id="same")
    await world.command(chi, "kudos", ana, "for more")
    await world.deliver()
    assert await levels(world, ana) == ["thanked 1"]
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 1


async def test_who_just_acted_is_told_at_once_and_others_in_their_hours(world: World) -> None:
    use(
        world,
        badge("thanked", THANKED, 1),
        badge("thanks", {"count": ["kudos_given"]}, 1),
    )
    world.clock.forward(hours=11)  # 23:00 UTC: nobody of theirs is at work
    await world.command(bo, "kudos", ana, "for the help")
    await world.deliver()
    assert sum("badge" in m for m in world.messenger.in_("D-bo")) == 1
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 0
    assert await levels(world, ana) == ["thanked 1"]
    await world.later(hours=12)
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 1


async def test_several_badges_at_once_are_one_message(world: World) -> None:
    use(
        world,
        badge("thanked", THANKED, 1),
        badge("thanked_too", {"count": ["kudos_received"]}, 1),
        badge("about", {"count": ["kudos_received"]}, 1, per_topic=True),
    )
    await world.command(bo, "kudos", ana, "for the help with #sql")
    assert await levels(world, ana) == ["about 1 #sql", "thanked 1", "thanked_too 1"]
    await world.deliver()
    (told,) = [m for m in world.messenger.in_("D-ana") if "badge" in m]
    assert told.startswith("You've earned 3 badges at once.")


async def test_a_badge_of_a_topic_is_earned_for_each_topic_apart(world: World) -> None:
    use(world, badge("about", THANKED, 2, per_topic=True))
    await world.command(bo, "kudos", ana, "for #sql")
    await world.command(chi, "kudos", ana, "for #python")
    assert await levels(world, ana) == []
    await world.command(chi, "kudos", ana, "for #sql and #python")
    assert await levels(world, ana) == ["about 1 #sql"]


async def test_what_is_taken_back_soon_takes_its_badge_along_quietly(world: World) -> None:
    use(world, badge("thanked", THANKED, 1, 2), badge("any", {"count": ["kudos_received"]}, 2))
    await world.command(chi, "kudos", ana, "for the help")
    await world.deliver()
    given = await world.command(bo, "kudos", ana, "for the help")
    assert await levels(world, ana) == ["any 1", "thanked 1", "thanked 2"]
    await world.deliver()
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 2
    await world.press(bo, buttons(given.reply)["Undo"])
    assert await levels(world, ana) == ["thanked 1"]
    await world.deliver()
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 1
    await world.command(bo, "kudos", ana, "for the help, really")
    assert await levels(world, ana) == ["any 1", "thanked 1", "thanked 2"]
    await world.deliver()
    assert sum("badge" in m for m in world.messenger.in_("D-ana")) == 2


async def test_nobody_loses_what_they_were_given_when_a_deed_goes_later(world: World) -> None:
    use(world, badge("thanked", THANKED, 1))
    await world.command(bo, "kudos", ana, "for the help")
    await world.deliver()
    world.clock.forward(hours=1)
    await world.press(chi, buttons(world.messenger.last("C-general"))["Report"])
    await world.deliver()
    await world.press(mod, buttons(world.messenger.last("D-mod"))["Hide it"])
    assert await levels(world, ana) == ["thanked 1"]


@pytest.mark.parametrize("announce", ["nowhere", "where it was earned", "general"])
async def test_it_is_announced_once_where_the_operator_says(world: World, announce: str) -> None:
    use(
        world,
        badge("thanked", THANKED, 1),
        badge("quiet", {"count": ["kudos_received"]}, 1, announce=False),
        announce=announce,
    )
    await world.command(bo, "kudos", ana, "for the help")
    await world.command(chi, "kudos", ana, "for the help")
    await world.deliver()
    told = [m for m in world.messenger.in_("C-general") if "badge" in m]
    expected = ["Ana Alves earned a badge: Thanked | The words of thanked."]
    assert told == ([] if announce == "nowhere" else expected)


@pytest.mark.parametrize("announce", ["where it was earned", "general"])
async def test_what_was_private_is_announced_nowhere(world: World, announce: str) -> None:
    use(world, badge("thanked", THANKED, 1), announce=announce)
    await world.command(chi, "kudos", mod, "so that the channel is known")
    await world.command(bo, "kudos", ana, "for the help", at=DIRECT)
    await world.deliver()
    assert await levels(world, ana) == ["thanked 1"]
    assert not [m for m in world.messenger.in_("C-general") if "Ana" in m]


async def test_two_who_thank_at_the_same_time_complete_it_together(world: World) -> None:
    use(world, badge("thanked", THANKED, 4))
    people = [bo, chi, mod]
    world.configure(kudos={"allowance": 100})
    for person in people[:2]:
        await world.command(person, "kudos", ana, "for the help")
    use(world, badge("thanked", {"count": ["kudos_received"]}, 12, 13))
    await asyncio.gather(
        *(world.command(p, "kudos", ana, f"for {n}", at=GENERAL) for n in range(5) for p in people)
    )
    assert await levels(world, ana) == ["thanked 1", "thanked 2"]
    await world.deliver()
    told = " ".join(m for m in world.messenger.in_("D-ana") if "badge" in m)
    assert told.count("Thanked") == 2
