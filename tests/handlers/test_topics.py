"""Scenarios: what is known and decided about a topic."""

from __future__ import annotations

import pytest

from bot.events import Account
from bot.services import experts
from bot.services import topics as service
from bot.store import badges, kudos, topics
from bot.store.badges import NewAward
from bot.store.unit_of_work import UnitOfWork
from bot.views.topics import OpenTopic
from tests.awards import eli, nominated, prepare
from tests.badging import awards, badge, use
from tests.sessions import plan
from tests.world import World, ana, bo, buttons, chi, filled, guest, mod, words


async def change(world: World, **values: object) -> str:
    """An administrator changes #postgres; the answer."""
    shown = (await world.command(mod, "learn", "topic #postgres")).reply
    form = filled((await world.press(mod, buttons(shown)["Change"])).reply)
    return words((await world.submit(mod, "topic.change", **form | values)).reply)


async def test_a_topic_shows_who_looks_after_it(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    await world.command(mod, "learn", "topic")
    said = await change(world, owners=[bo, chi], channel="#general", verify_days=90)
    assert said.startswith("Saved.")
    shown = (await world.command(ana, "learn", "topic #postgres")).reply
    assert "Bo Berg, Chi Chen" in words(shown)
    assert "Ana Alves" in words(shown)
    assert "#general" in words(shown)
    assert "90 days" in words(shown)
    assert "Change" not in buttons(shown)
    owned = await world.in_unit_of_work(lambda uow: experts.owners(uow, ["postgres"]))
    assert [p.name for p in owned] == ["Bo Berg", "Chi Chen"]
    assert "Change" in buttons((await world.command(bo, "learn", "topic #postgres")).reply)


async def test_a_synonym_means_its_topic_everywhere(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    await change(world, synonyms="#pg, postgresql")
    await world.command(bo, "expert", "add #pg")
    assert "Bo Berg" in words((await world.command(ana, "expert", "who #postgresql")).reply)
    await world.command(ana, "kudos", bo, " for the #pg tip")
    about = await world.read(lambda s: kudos.latest_to(s, 1, 2, 1, with_closed=True)[0].topics)
    assert about == ("postgres",)
    assert "#postgres" in words((await world.command(ana, "learn", "topic #pg")).reply)
    names = await world.read(lambda s: topics.resolved(s, 1, ["pg", "sql", "postgresql"]))
    assert names == ["postgres", "sql"]


async def test_a_topic_that_becomes_a_synonym_brings_all_along(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    await world.command(ana, "expert", "add #pg")
    await world.command(chi, "expert", "add #pg")
    await world.command(ana, "kudos", bo, " for the #pg and #postgres tips")
    await change(world, synonyms="#pg")
    listed = words((await world.command(ana, "expert", "who #pg")).reply)
    assert "Experts of #postgres" in listed
    assert "Chi Chen" in listed
    assert listed.count("Ana Alves") == 1
    about = await world.read(lambda s: kudos.latest_to(s, 1, 2, 1, with_closed=True)[0].topics)
    assert about == ("postgres",)
    assert await world.read(lambda s: topics.names(s, 1)) == ["pg", "postgres"]
    await world.command(ana, "expert", "add #sql")
    sql = (await world.command(mod, "learn", "topic #sql")).reply
    form = filled((await world.press(mod, buttons(sql)["Change"])).reply)
    taken = await world.submit(mod, "topic.change", **form | {"synonyms": "pg"})
    assert "synonyms: #pg means #postgres already" in words(taken.reply)


async def test_who_had_a_badge_for_both_topics_has_it_once_and_the_older_one(
    world: World,
) -> None:
    rule = {"count": ["kudos_received"]}
    use(world, badge("thanked", rule, 1, 2, per_topic=True), badge("given", None, per_topic=True))
    await world.command(ana, "kudos", bo, " for the #pg tip")
    first = (await awards(world, bo))[0].earned_at
    await world.later(days=1)
    await world.command(ana, "kudos", bo, " for the #postgres tip")
    await world.command(chi, "kudos", bo, " for another #postgres tip")
    for number, topic in enumerate(("pg", "postgres"), 1):
        await given_by_hand(world, bo, topic, number)
        await world.later(days=1)
    await change(world, synonyms="#pg")

    held = await awards(world, bo)
    assert sorted((a.badge, a.level, a.topic, a.words) for a in held) == [
        ("given", 1, "postgres", "Reason 1"),
        ("given", 1, "postgres", "Reason 2"),
        ("thanked", 1, "postgres", ""),
        ("thanked", 2, "postgres", ""),
    ]
    assert [a.earned_at for a in held if (a.badge, a.level) == ("thanked", 1)] == [first]
    shown = words((await world.command(chi, "badges", bo)).reply)
    assert shown.count("#postgres") == 2
    assert "#pg" not in shown
    assert "Reason 1" in shown
    assert "Reason 2" not in shown
    await world.command(mod, "kudos", bo, " for one more #pg tip")
    assert len(await awards(world, bo)) == len(held), "nothing is earned a second time"


async def given_by_hand(world: World, who: Account, topic: str, number: int) -> None:
    """A badge that was granted for the nomination of that number."""
    holder = await world.person(who)

    def give(uow: UnitOfWork) -> None:
        (topic_id,) = topics.stored(uow.session, 1, [topic])
        new = NewAward(holder.id, "given", 1, topic_id, uow.now, None, number, f"Reason {number}")
        badges.give(uow.session, 1, [new], uow.now)

    await world.in_unit_of_work(give)


async def test_what_is_nominated_for_one_topic_is_for_the_other(world: World) -> None:
    await prepare(world)
    await world.command(ana, "kudos", bo, " for the #postgres tip")
    await nominated(world, "mentor", topic="#pg")
    await change(world, synonyms="#pg")
    again = await nominated(world, "mentor", by=eli, topic="#postgres")
    assert "nominated for this badge already" in words(again)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"channel": "nowhere"}, "channel: I haven't met #nowhere yet"),
        ({"owners": [guest]}, "owners: Gus Guest can't look after a topic"),
        ({"verify_days": 0}, "verify_days: Please give a number from 1 up"),
        ({"topic_id": 99}, "become one with another"),
    ],
)
async def test_what_can_not_be_decided_says_why(
    small_world: World, values: dict[str, object], said: str
) -> None:
    await small_world.command(ana, "expert", "add #postgres")
    assert said in await change(small_world, **values)


async def test_who_may_not_decide_is_told_who_does(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    topic = await world.read(lambda s: topics.found_by(s, 1, ["postgres"])["postgres"].id)
    refused = await world.submit(ana, "topic.change", topic_id=topic)
    assert "Only its owners" in words(refused.reply)
    pressed = await world.press(ana, OpenTopic(topic_id=topic))
    assert "Only its owners" in words(pressed.reply)
    person = await world.person(ana)
    with pytest.raises(service.NotAllowed):
        await world.in_unit_of_work(lambda uow: service.changeable(uow, person, topic))


async def test_an_unknown_topic_offers_its_neighbours(world: World) -> None:
    await world.command(ana, "expert", "add #postgres")
    offered = (await world.command(ana, "learn", "topic #postgers")).reply
    assert set(buttons(offered)) == {"#postgres"}
    shown = (await world.press(ana, buttons(offered)["#postgres"])).reply
    assert "nobody yet" in words(shown)
    assert "Nobody has used #haskell yet" in words(
        (await world.command(ana, "learn", "topic haskell")).reply
    )
    unused = (await world.command(mod, "learn", "topic haskell")).reply
    form = filled((await world.press(mod, buttons(unused)["Set it up"])).reply)
    saved = await world.submit(mod, "topic.change", **form | {"owners": [bo]})
    assert "Saved" in words(saved.reply)
    assert "Bo Berg" in words((await world.command(ana, "learn", "topic #haskell")).reply)
    assert "Which topic?" in words((await world.command(ana, "learn", "topic")).reply)


async def test_a_misspelt_topic_is_noticed_where_people_thank_and_plan(world: World) -> None:
    await world.command(ana, "kudos", bo, " for the planner #postgres")
    known = words((await world.command(ana, "kudos", bo, " for more #postgres")).reply)
    assert "Did you mean" not in known
    thanked = words((await world.command(bo, "kudos", ana, " for the index #postgers")).reply)
    assert "#postgers is new here. Did you mean #postgres? Then undo it" in thanked
    by_form = await world.submit(
        bo, "kudos.give", to=[await world.person(chi)], note="for the talk about #postgras"
    )
    assert "#postgras is new here." in words(by_form.reply)

    planned = words((await plan(world, ana, topics="#postgrse #travel")).reply)
    assert "#postgrse is new here. Did you mean #postgres" in planned
    assert "You can change the session's topics" in planned
    assert "#travel is new" not in planned, "what resembles nothing is simply new"
