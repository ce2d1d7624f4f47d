"""Scenarios: who reads the programme's week, and that it says what was counted by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.events import Account, BotAdded
from bot.messages import Chart, Message
from bot.settings import Settings
from bot.store.database import Database
from bot.store.models import OccurrenceRow, columns
from tests.digests import digests, monday, posts, said
from tests.measures import NOW, plant
from tests.world import HERE, World, words

lead, colleague, boss, guest = (Account(f"p{n}", f"Person {n}") for n in (2, 3, 1, 14))
OCCURRENCE = columns(OccurrenceRow)
RECIPIENTS = {"recipients": ["fake:p2"], "time_zone": "Europe/Berlin"}
SETTINGS = Settings.model_validate({"admins": ["fake:p1"], "digests": {"programme": RECIPIENTS}})
SAID = (
    "The programme, 9–15 November",
    "7 of 12 colleagues thanked, answered or spoke.",
    "Took place: 4 [0]",
    "Seats filled: 50 %, 7 of 14",
    "Came, of those who said so: 70 %, 7 of 10",
    "Questions of 2–8 November",
    "Answered within a week: 71 %, 5 of 7",
    "With an accepted answer: 43 %, 3 of 7",
    "Time to first answer: half within 19 hours (3 working hours),"
    " more than one in five waited longer than a week",
    "Time to accepted answer: more than half waited longer than a week",
    "“This answered it”, 9–15 November: 43 %, 3 of 7 [0 %]",
    "Recall at 7 days: nearly all remembered, 5 people",
    "Recall at 30 days: about 60 % (15 to 95 %), 5 people",
    "Too few to tell this week: answers before and after sessions and what prompts add by then.",
)
"""Counted by hand: what is planted stands in tests/measures.py."""


@pytest.fixture
async def acme(database: Database) -> AsyncIterator[World]:
    """The small organization that was counted by hand, on the Monday after."""
    with Session(database.engine) as session, session.begin():
        plant(session)
    made = World(database, SETTINGS)
    made.clock.now = NOW
    yield made
    await made.close()


async def programme(world: World, who: Account) -> Message:
    """What somebody sees who asks for the programme's week."""
    reply = (await world.command(who, "digest", "programme")).reply
    assert isinstance(reply, Message)
    return reply


async def test_it_says_what_was_counted_by_hand(acme: World) -> None:
    shown = await programme(acme, lead)
    read = words(shown)
    for line in SAID:
        assert line in read
    # One week alone is no picture: in all others there were too few.
    assert not any(isinstance(block, Chart) for block in shown.blocks)


async def test_those_named_and_administrators_may_look_and_nobody_else(acme: World) -> None:
    assert "7 of 12 colleagues" in words(await programme(acme, lead))
    assert "7 of 12 colleagues" in words(await programme(acme, boss))
    for who in (colleague, guest):
        read = words(await programme(acme, who))
        assert read.startswith("The programme's numbers are for those who run it.")
        assert "colleagues" not in read
    listed = words((await acme.command(colleague, "digest")).reply)
    assert "programme" not in listed.lower()
    refused = (await acme.command(colleague, "digest", "preview programme")).reply
    assert "7 of 12" not in words(refused)


async def test_it_comes_on_monday_once_to_those_named(acme: World) -> None:
    await monday(acme, datetime(2026, 11, 16, 8, 30, tzinfo=UTC), hours=3)
    (made,) = await digests(acme)
    (post,) = await posts(acme, "digest.programme")
    assert (made.kind, made.person_id, post.person_id) == ("programme", 2, 2)
    for line in SAID:
        assert line in words(said(post))
    assert "7 of 12 colleagues" in acme.messenger.in_("D-p2")[0]
    await monday(acme, acme.clock.now, hours=6)
    assert len(await posts(acme, "digest.programme")) == 1
    assert acme.messenger.in_("D-p3") == []


async def test_an_organization_that_comes_after_the_start_is_looked_after_too(acme: World) -> None:
    """Planning begins when Potluck is installed, not only when it is started."""
    event = BotAdded(id="E-added", workspace=HERE, actor=lead)
    await acme.dispatcher.handle(event)
    acme.clock.now = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
    for _ in range(2):
        await acme.later(minutes=30)
    assert len(await posts(acme, "digest.programme")) == 1


async def test_the_next_one_is_compared_with_what_was_told(acme: World) -> None:
    await monday(acme, datetime(2026, 11, 16, 8, 30, tzinfo=UTC), hours=2)

    def call_off(session: Session) -> None:
        every = OCCURRENCE.organization_id == 1, OCCURRENCE.ends_at < NOW - timedelta(days=1)
        session.execute(update(OccurrenceRow).where(*every).values(cancelled_at=NOW))

    await acme.database.write(call_off)
    await monday(acme, datetime(2026, 11, 23, 8, 30, tzinfo=UTC), hours=2)
    _, post = sorted(await posts(acme, "digest.programme"), key=lambda row: row.id)
    for read in (words(said(post)), words(await programme(acme, lead))):
        assert "The programme, 16–22 November" in read
        assert "Took place: 1 [4]" in read
        assert "Seats filled: 11 %, 1 of 9 [50 %]" in read
    # Who was told nothing before has it counted anew.
    assert "Took place: 1 [0]" in words(await programme(acme, boss))


async def test_who_wants_it_no_more_says_so_and_may_still_look(acme: World) -> None:
    await acme.submit(lead, "digests.choose", kind="programme", is_on=False)
    await monday(acme, datetime(2026, 11, 16, 8, 30, tzinfo=UTC), hours=3)
    assert await digests(acme) == []
    assert "7 of 12 colleagues" in words(await programme(acme, lead))


async def test_a_week_in_which_nothing_happened_is_not_told(acme: World) -> None:
    acme.clock.now = NOW + timedelta(weeks=8)
    assert words(await programme(acme, lead)).startswith("There is no week to tell of yet")
    await monday(acme, acme.clock.now, hours=3)
    assert await posts(acme, "digest.programme") == []


@pytest.mark.parametrize(
    ("named", "who", "gets"),
    [
        ("admins", "p1", True),
        ("facilitators", "p2", True),
        ("managers", "p2", False),
        ("Person2@Example.com", "p2", True),
        ("person2@example.com", "p3", False),
        ("slack:p2", "p2", False),
    ],
)
async def test_recipients_are_roles_accounts_or_addresses(
    acme: World, named: str, who: str, *, gets: bool
) -> None:
    acme.configure(
        facilitators=["fake:p2"], digests={"programme": {**RECIPIENTS, "recipients": [named]}}
    )
    for n in (1, 2, 3):
        await acme.home(Account(f"p{n}", f"Person {n}", "UTC", f"person{n}@example.com"))
    await monday(acme, datetime(2026, 11, 16, 8, 30, tzinfo=UTC), hours=2)
    told = {row.person_id for row in await posts(acme, "digest.programme")}
    assert (int(who.removeprefix("p")) in told) is gets


async def test_a_reader_far_east_is_told_of_no_week_that_is_not_over(acme: World) -> None:
    """In Sydney it is Monday nine o'clock while it is Sunday evening where the programme is."""
    acme.clock.now = datetime(2026, 11, 15, 20, 30, tzinfo=UTC)
    await acme.home(Account("p2", "Person 2", "Australia/Sydney"))
    await monday(acme, acme.clock.now, hours=2)
    (post,) = await posts(acme, "digest.programme")
    assert "The programme, 2–8 November" in words(said(post))
