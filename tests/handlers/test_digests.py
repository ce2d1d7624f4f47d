"""Scenarios: what a manager is told of a week, when, and how those in it can read along."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.events import Account
from bot.messages import Blank, Bullets, Chart, FormErrors, Message, There
from bot.services import deeds
from bot.services import digests as service
from bot.store.deeds import Deed
from bot.store.models import DeedKind, DigestKind, PersonRow, columns
from bot.store.unit_of_work import UnitOfWork
from bot.views.digest_teams import KnowWho
from bot.views.digests import ChangeDigest, LeaveMeOut, Preview
from tests.digests import (
    MONDAY,
    a_team,
    digests,
    lines,
    mentions,
    monday,
    named,
    posts,
    report,
    said,
)
from tests.recall_answers import CROWD, crowd
from tests.sessions import announced, say
from tests.world import DIRECT, World, ana, bo, buttons, chi, guest, mod, words

PERSON = columns(PersonRow)


async def a_week(world: World) -> None:
    """Bo thanks Ana, and asks."""
    await a_team(world)
    await world.command(bo, "kudos", ana, "for the migration, #postgres")
    await world.command(bo, "ask", "Why is the build so slow? #build")
    await world.later(minutes=1)


async def test_a_manager_reads_on_monday_what_the_week_was_like(world: World) -> None:
    await a_week(world)
    await monday(world)
    (read,) = world.messenger.in_("D-mod")
    assert read.startswith("Your team, 16–22 November | New since last time: somebody was thanked")
    assert "Bo Berg thanked Ana Alves: “for the migration, #postgres”" in read
    assert "Open: Bo Berg asked “Why is the build so slow?”, since" in read
    assert "This week: ask around who knows about the question that waits longest." in read
    (row,) = await digests(world)
    assert (row.kind, str(row.first_day), str(row.last_day)) == (
        "manager",
        "2026-11-16",
        "2026-11-22",
    )
    quotes = [s for line in lines(said(row)) for s in line if isinstance(s, There)]
    assert {(q.platform, q.conversation) for q in quotes} == {("fake", "C-general")}


async def test_a_digest_is_made_once_however_often_and_wherever_it_is_looked_for(
    world: World,
) -> None:
    await a_week(world)
    await monday(world, hours=1)

    def again(uow: UnitOfWork) -> int:
        made = service.make(uow, world.settings, DigestKind.MANAGER)
        return sum(digest is not None for _, digest in made.digests)

    assert await world.in_unit_of_work(again) == 0
    await monday(world, hours=30)
    assert len(await digests(world)) == 1
    assert len(await posts(world)) == 1
    assert len(world.messenger.in_("D-mod")) == 1
    (post,) = await posts(world)
    assert post.when_unsure == "drop"


async def test_what_two_replicas_make_at_once_is_made_by_one(world: World) -> None:
    await a_week(world)
    world.clock.now = MONDAY

    def twice(uow: UnitOfWork) -> tuple[int, int]:
        ready = service.ready(uow, world.settings, DigestKind.MANAGER)
        first = service.make(uow, world.settings, DigestKind.MANAGER)
        second = service.keep(uow, DigestKind.MANAGER, ready)
        return len(first.digests), len(second.digests)

    assert await world.in_unit_of_work(twice) == (1, 0)
    assert len(await posts(world)) == 1


async def test_with_nothing_to_say_nothing_comes_and_it_is_not_asked_again(world: World) -> None:
    await a_team(world)
    await monday(world, hours=3)
    assert world.messenger.in_("D-mod") == []
    (row,) = await digests(world)
    assert row.body == ""
    mirror = await world.command(ana, "mirror")
    assert "Mo Moderator has had no digest lately" in words(mirror.reply)


async def test_a_manager_chooses_when_it_comes_or_that_it_does_not(world: World) -> None:
    await a_week(world)
    overview = await world.command(mod, "digest")
    assert "Your team's week: every week, Monday 09:00 by your clock." in words(overview.reply)
    form = await world.press(mod, ChangeDigest(kind="manager"))
    assert isinstance(form.reply, Blank)
    assert {entry.name: entry.value for entry in form.reply.entries}["is_on"] is True
    saved = await world.submit(
        mod,
        "digests.choose",
        kind="manager",
        is_on=True,
        weekday="2",
        clock="14:30",
        cadence="weekly",
    )
    assert words(saved.reply) == (
        "Saved. Your team's week: every week, Wednesday 14:30 by your clock."
    )
    await monday(world, hours=4)
    assert world.messenger.in_("D-mod") == []
    await monday(world, datetime(2026, 11, 25, 13, 30, tzinfo=UTC))
    (read,) = world.messenger.in_("D-mod")
    assert read.startswith("Your team, 18–24 November")
    await world.submit(mod, "digests.choose", kind="manager", is_on=False)
    await world.command(ana, "kudos", bo, "for the build")
    await monday(world, datetime(2026, 12, 2, 13, 30, tzinfo=UTC), hours=3)
    assert len(world.messenger.in_("D-mod")) == 1


async def test_a_pause_is_typed_or_filled_in_and_ends(world: World) -> None:
    await a_week(world)
    paused = await world.command(mod, "digest", "pause until 2026-12-01")
    assert "paused until 1 December" in words(paused.reply)
    await monday(world, hours=3)
    assert await digests(world) == []
    assert "a year ahead" in words((await world.command(mod, "digest", "pause soup")).reply)
    bad = await world.submit(
        mod, "digests.choose", kind="manager", is_on=True, paused_on="2026-11-01"
    )
    assert isinstance(bad.reply, FormErrors)
    assert bad.reply.errors == {"paused_on": "Pick a day after today, a year ahead at most."}
    resumed = await world.command(mod, "digest", "resume")
    assert "paused" not in words(resumed.reply)
    await monday(world, MONDAY + timedelta(hours=4))
    assert len(world.messenger.in_("D-mod")) == 1


async def test_it_keeps_the_readers_hours_and_their_number_of_messages(world: World) -> None:
    await a_week(world)
    await world.submit(mod, "attention.hours", begins="10:00", ends="16:00", most=1)
    await monday(world, hours=1)
    assert world.messenger.in_("D-mod") == []
    await monday(world, MONDAY + timedelta(hours=1))
    assert len(world.messenger.in_("D-mod")) == 1


def zone(uow: UnitOfWork, person_id: int, name: str) -> None:
    """Somebody moves."""
    at = (PERSON.organization_id == 1, PERSON.id == person_id)
    uow.session.execute(update(PersonRow).where(*at).values(time_zone=name))


async def test_on_a_holiday_it_waits_for_the_next_working_day(world: World) -> None:
    """26 December 2026 is a Saturday; the Monday after it is a day off in England."""
    await a_team(world)
    boss = (await world.person(mod)).id
    await world.in_unit_of_work(lambda uow: zone(uow, boss, "Europe/London"))
    world.clock.now = datetime(2026, 12, 23, 12, tzinfo=UTC)
    await world.command(bo, "kudos", ana, "for the migration")
    await world.deliver()
    await monday(world, datetime(2026, 12, 28, 8, 30, tzinfo=UTC), hours=9)
    assert await digests(world) == []
    await monday(world, datetime(2026, 12, 29, 8, 30, tzinfo=UTC))
    (read,) = world.messenger.in_("D-mod")
    assert read.startswith("Your team, 21–27 December")


async def test_a_manager_who_moves_mid_week_misses_nothing_and_reads_nothing_twice(
    world: World,
) -> None:
    await a_week(world)
    await monday(world)
    boss = (await world.person(mod)).id
    await world.in_unit_of_work(lambda uow: zone(uow, boss, "America/New_York"))
    # Monday, 02:00 in UTC: still Sunday in New York, and after the Monday before ended in UTC.
    world.clock.now = datetime(2026, 11, 30, 2, tzinfo=UTC)
    await world.command(bo, "kudos", ana, "for the night shift")
    await world.deliver()
    await monday(world, datetime(2026, 11, 30, 13, 30, tzinfo=UTC))
    first, second = await digests(world)
    assert second.begins_at == first.ends_at
    latest = world.messenger.in_("D-mod")[-1]
    assert "for the night shift" in latest
    assert "for the migration" not in latest


async def test_a_preview_shows_it_at_any_time_and_keeps_nothing(world: World) -> None:
    await a_week(world)
    seen = await world.command(mod, "digest", "preview")
    assert words(seen.reply).startswith("A preview, as of now. Nothing was sent")
    assert "for the migration" in words(seen.reply)
    assert await digests(world) == []
    assert await mentions(world) == []
    assert await posts(world) == []
    nobody = await world.press(chi, Preview(kind="manager"))
    assert "That digest is not made for you." in words(nobody.reply)
    assert "not made for you" in words((await world.press(chi, ChangeDigest(kind="x"))).reply)
    await monday(world)
    assert len(world.messenger.in_("D-mod")) == 1


async def test_the_mirror_says_word_for_word_what_the_manager_read(world: World) -> None:
    await a_week(world)
    await monday(world)
    mine = (await world.command(ana, "mirror")).reply
    assert "The last digest of Mo Moderator was about 16–22 November. It says about you:" in words(
        mine
    )
    assert "Bo Berg thanked Ana Alves: “for the migration, #postgres”" in words(mine)
    assert "Why is the build" not in words(mine)
    none = words((await world.command(mod, "mirror")).reply)
    assert "You report to nobody here" in none


@pytest.mark.parametrize("viewer", [ana, bo, chi, mod])
async def test_every_line_that_names_somebody_is_in_their_mirror_and_nothing_else(
    world: World, viewer: Account
) -> None:
    await a_week(world)
    await world.command(chi, "kudos", bo, "for the review")
    await world.deliver()
    await monday(world)
    (row,) = await digests(world)
    me = (await world.person(viewer)).id
    told = [line for line in lines(said(row)) if me in named(line)]
    reply = (await world.command(viewer, "mirror")).reply
    assert isinstance(reply, Message)
    mirrored = [line for b in reply.blocks if isinstance(b, Bullets) for line in b.items]
    assert mirrored == told
    assert bool(told) is (viewer is not mod)


async def test_whoever_wants_is_never_thought_of_as_unthanked(world: World) -> None:
    await a_week(world)
    assert "Bo Berg was not thanked here" in words(
        (await world.command(mod, "digest", "preview")).reply
    )
    done = await world.press(bo, LeaveMeOut(is_left_out=1))
    assert "never thinks of you" in words(done.reply)
    assert "not thanked" not in words((await world.command(mod, "digest", "preview")).reply)
    back = buttons((await world.command(bo, "mirror")).reply)["You may think of me again"]
    await world.press(bo, back)
    assert "Bo Berg was not thanked here" in words(
        (await world.command(mod, "digest", "preview")).reply
    )


async def test_who_is_on_leave_or_new_is_not_thought_of(world: World) -> None:
    await a_week(world)
    await world.submit(bo, "attention.hours", away_first="2026-11-18", away_last="2026-11-20")
    assert "not thanked" not in words((await world.command(mod, "digest", "preview")).reply)
    await report(world, mod, chi, since=datetime(2026, 11, 1, tzinfo=UTC))
    assert "Chi" not in words((await world.command(mod, "digest", "preview")).reply)


async def test_i_know_who_asks_the_colleague_that_comes_to_mind(world: World) -> None:
    await a_week(world)
    await monday(world)
    press = buttons(world.messenger.last("D-mod"))["I know who"]
    form = await world.press(mod, press, DIRECT)
    assert isinstance(form.reply, Blank)
    sent = await world.submit(mod, "digests.suggest", DIRECT, to=chi, question_id=1)
    assert words(sent.reply).startswith("Chi Chen is asked about “Why is the build so slow?")
    await world.deliver()
    assert any("Chi Chen" in line for line in world.messenger.in_("C-general"))
    again = await world.submit(mod, "digests.suggest", DIRECT, to=chi, question_id=1)
    assert isinstance(again.reply, FormErrors)
    assert again.reply.errors == {"to": "Chi Chen was asked already. Pick somebody else."}
    asker = await world.submit(mod, "digests.suggest", DIRECT, to=bo, question_id=1)
    assert isinstance(asker.reply, FormErrors)
    gone = await world.press(mod, KnowWho(question_id=999), DIRECT)
    assert isinstance(gone.reply, Message)


async def test_sessions_given_and_coming_that_suit(world: World) -> None:
    await a_team(world)
    card = await announced(world, ana, speakers=[ana], day="2026-11-19")
    await say(world, bo, "Going", card)
    await world.later(days=2)
    await announced(world, chi, title="Indexes", day="2026-12-01", topics="#sql")
    await came(world)
    await monday(world)
    (read,) = world.messenger.in_("D-mod")
    assert "Given: Query planner 101 by Ana Alves" in read
    assert "Coming: Indexes on" in read
    assert "as your team deals with #sql" in read
    assert "Attended" not in read  # of so few, who came is not told
    assert "This week: tell Ana Alves what you took from that session." in read


async def came(world: World) -> None:
    """Bo was there."""
    ana_id, bo_id = (await world.person(ana)).id, (await world.person(bo)).id
    at = datetime(2026, 11, 19, 12, 30, tzinfo=UTC)

    def write(uow: UnitOfWork) -> None:
        subject = deeds.occurrence_subject(1)
        uow.did(Deed(DeedKind.SESSION_ATTENDED, bo_id, subject, at, topics=("sql",)))
        uow.did(Deed(DeedKind.SESSION_GIVEN, ana_id, subject, at, topics=("sql",)))

    await world.in_unit_of_work(write)


async def test_a_team_of_one_is_told_of_without_numbers(world: World) -> None:
    await report(world, mod, ana)
    await world.command(bo, "kudos", ana, "for the migration")
    await world.deliver()
    await monday(world)
    (row,) = await digests(world)
    assert row.figures == {"helped": []}
    assert not any(isinstance(block, Chart) for block in said(row).blocks)
    assert "times" not in world.messenger.in_("D-mod")[0]
    assert "once" not in world.messenger.in_("D-mod")[0]


async def test_a_team_of_five_has_figures_and_a_chart(world: World) -> None:
    await crowd(world)
    await report(world, mod, *CROWD[:5])
    for helper in CROWD[:3]:
        await world.command(bo, "kudos", helper, "for helping")
    await world.deliver()
    await monday(world)
    (row,) = await digests(world)
    (chart,) = [block for block in said(row).blocks if isinstance(block, Chart)]
    assert list(chart.series[0].values) == [0, 0, 0, 0, 0, 3]
    assert chart.labels[-1] == "16 Nov"
    assert chart.alt.endswith("9 Nov: 0, 16 Nov: 3.")
    assert "/charts/" in chart.url
    read = world.messenger.in_("D-mod")[0]
    assert "Your team helped others 3 times, 3 more than the week before." in read


async def test_who_changes_teams_mid_week_counts_where_they_were_then(world: World) -> None:
    await report(world, mod, ana)
    await world.command(bo, "kudos", ana, "while with Mo")
    await world.later(hours=24)
    await report(world, chi, ana, since=world.clock.now)
    await world.later(hours=1)
    await world.command(bo, "kudos", ana, "while with Chi")
    await world.deliver()
    await monday(world, datetime(2026, 11, 22, 23, 30, tzinfo=UTC), hours=12)
    assert "while with Mo" in world.messenger.in_("D-mod")[0]
    assert "while with Chi" not in world.messenger.in_("D-mod")[0]
    of_chi = next(text for text in world.messenger.in_("D-chi") if text.startswith("Your team"))
    assert "while with Chi" in of_chi
    assert "while with Mo" not in of_chi


async def test_who_left_is_in_no_digest(world: World) -> None:
    await a_week(world)
    bo_id = (await world.person(bo)).id

    def leave(uow: UnitOfWork) -> None:
        at = (PERSON.organization_id == 1, PERSON.id == bo_id)
        uow.session.execute(update(PersonRow).where(*at).values(left_at=uow.now))

    await world.in_unit_of_work(leave)
    await monday(world)
    for text in world.messenger.in_("D-mod"):
        assert "Bo Berg" not in text


async def test_others_have_no_digest_and_hear_what_there_is(world: World) -> None:
    await a_team(world)
    nothing = await world.command(guest, "digest")
    assert "not made for you" in words(
        (await world.command(guest, "digest", "preview manager")).reply
    )
    assert nothing.reply is not None
    unknown = await world.command(mod, "digest", "soup")
    assert words(unknown.reply).startswith("I know: /learn digest")
