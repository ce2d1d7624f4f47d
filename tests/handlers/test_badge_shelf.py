"""Scenarios: seeing badges, one's own and others', as many as there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.handlers.home import HOME_BADGES
from bot.messages import Home, Image, Message
from bot.services import badge_shelf
from bot.services.badge_pictures import shown_by
from bot.services.badge_shelf import PAGE
from bot.store import badges, topics
from bot.store.badges import NewAward
from bot.store.unit_of_work import UnitOfWork
from bot.views.award_forms import ShowBadges
from tests.awards import dee, eli, prepare
from tests.world import NOON, SECRET, World, ana, bo, buttons, chi, mod, words

MANY = 300


async def given(world: World, *new: NewAward) -> None:
    """Somebody has these."""

    def write(uow: UnitOfWork) -> None:
        assert len(badges.give(uow.session, 1, new, NOON)) == len(new)

    await world.in_unit_of_work(write)


async def topic(world: World, name: str) -> int:
    found: list[int] = await world.in_unit_of_work(
        lambda uow: topics.stored(uow.session, 1, [name])
    )
    return found[0]


async def test_three_hundred_badges_are_paged_within_what_a_message_holds(world: World) -> None:
    await prepare(world)
    person = await world.person(chi)
    ids = [await topic(world, f"t{n:03}") for n in range(MANY)]
    await given(
        world,
        *(
            NewAward(
                person.id, "mentor", 1, ids[n], NOON + timedelta(minutes=n), nomination_id=n + 1
            )
            for n in range(MANY)
        ),
    )
    shown = (await world.command(eli, "badges", chi)).reply
    seen: list[str] = []
    for _ in range(MANY // PAGE):
        assert isinstance(shown, Message)
        assert len(shown.blocks) <= 10
        (image,) = [b for b in shown.blocks if isinstance(b, Image)]
        assert len(image.url) < 3000
        said = words(shown)
        seen += [part.split(" ")[0] for part in said.split("#")[1:]]
        if "Older" in buttons(shown):
            shown = (await world.press(eli, buttons(shown)["Older"])).reply
    assert seen == [f"t{n:03}" for n in reversed(range(MANY))]
    assert "Page 25 of 25, 300 badges." in words(shown)
    assert "Older" not in buttons(shown)
    back = (await world.press(eli, buttons(shown)["Newer"])).reply
    assert "Page 24 of 25" in words(back)
    home = (await world.home(chi)).reply
    assert isinstance(home, Home)
    assert f"and {MANY - HOME_BADGES} more" in words(home)


async def test_the_highest_level_of_each_badge_is_shown_and_nothing_revoked(world: World) -> None:
    await prepare(world)
    person = await world.person(chi)
    await given(world, *(NewAward(person.id, "earned", n, None, NOON) for n in (1, 2)))
    said = words((await world.command(eli, "badges", chi)).reply)
    assert "Earned, level 2" in said
    assert "level 1" not in said

    def highest(session: Session) -> int:
        return max(badges.awards_of(session, 1, [person.id]), key=lambda a: a.level).id

    id_ = await world.read(highest)
    await world.submit(dee, "awards.revoke", award=f"{id_}", why="Counted twice")
    assert "level 2" in words((await world.command(eli, "badges", chi)).reply), "not dee's badge"
    await world.submit(mod, "awards.revoke", award=f"{id_}", why="Counted twice")
    said = words((await world.command(eli, "badges", chi)).reply)
    assert "level 2" not in said
    assert "Earned, level 1" in said


async def test_a_private_badge_is_for_its_holder_alone(world: World) -> None:
    await prepare(world)
    person = await world.person(chi)
    await given(world, NewAward(person.id, "secret", 1, None, NOON))
    for viewer in (eli, dee, mod, ana):
        said = words((await world.command(viewer, "badges", chi)).reply)
        assert "Keeps it" not in said
        assert "no badges to show yet" in said
        pressed = await world.press(viewer, ShowBadges(person_id=person.id))
        assert "Keeps it" not in words(pressed.reply)
    own = words((await world.command(chi, "badges")).reply)
    assert "Keeps it" in own
    assert "only you see this one" in own
    assert "Keeps it" in words((await world.command(chi, "badges", chi)).reply)


@pytest.mark.parametrize("is_open", [True, False])
async def test_what_was_private_stays_private_beside_a_badge(world: World, is_open: bool) -> None:
    await prepare(world)
    if is_open:
        await world.command(ana, "kudos", chi, "for the #ledger work")
    else:
        await world.command(ana, "kudos", "private ", chi, "for the #ledger work")
    person, topic_id = await world.person(chi), await topic(world, "ledger")
    world.configure(badges={"kinds": [_per_topic()]})
    await given(world, NewAward(person.id, "go_to", 1, topic_id, NOON))
    shown = (await world.command(eli, "badges", chi)).reply
    assert "Go-to" in words(shown)
    assert ("#ledger" in words(shown)) == is_open
    assert isinstance(shown, Message)
    (image,) = [b for b in shown.blocks if isinstance(b, Image)]
    token = image.url.rpartition("/")[2].rpartition("-")[0]
    assert ("ledger" in {b.topic for b in shown_by(SECRET, token)}) == is_open
    assert "#ledger" in words((await world.command(chi, "badges")).reply)


def _per_topic() -> dict[str, object]:
    return {
        "key": "go_to",
        "name": "Go-to",
        "words": "Ask here.",
        "rule": {"count": ["kudos_received"]},
        "per_topic": True,
    }


async def test_a_badge_that_app_yaml_no_longer_has_is_still_theirs(world: World) -> None:
    await prepare(world)
    person = await world.person(bo)
    await given(world, NewAward(person.id, "old_glory", 2, None, NOON))
    said = words((await world.command(ana, "badges", bo)).reply)
    assert "Old glory, level 2" in said


async def test_no_secret_no_picture_and_all_the_words(small_world: World) -> None:
    world = small_world
    await prepare(world)
    person = await world.person(bo)
    await given(world, NewAward(person.id, "earned", 1, None, NOON))
    settings = world.settings.sealed_with("")
    page = await world.in_unit_of_work(lambda uow: badge_shelf.page(uow, settings, person, person))
    assert page.picture == ""
    assert page.total == 1


async def test_the_way_to_the_next_level_is_shown_to_its_walker_alone(world: World) -> None:
    rule = {"count": ["kudos_received"], "different": "colleagues"}
    thanked = {"key": "thanked", "name": "Thanked", "words": "Thanks.", "rule": rule}
    world.configure(badges={"kinds": [thanked | {"levels": [1, 4]}, _per_topic()]})
    assert "level" not in words((await world.command(chi, "badges")).reply)
    for giver in (ana, bo):
        await world.command(giver, "kudos", chi, "for the help")
    said = "Thanked, level 2: 2 of 4 different colleagues (kudos received)"
    assert said in words((await world.command(chi, "badges")).reply)
    assert said in words((await world.home(chi)).reply)
    assert "level 2" not in words((await world.command(ana, "badges", chi)).reply)
