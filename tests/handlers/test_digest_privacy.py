"""Who reads what in a digest: viewers, kinds of digest and subjects, all of them; no leak.

Planted secrets are looked for, byte by byte, in everything that is made: rows, posts, mirrors,
previews, what the command prints, what charts' addresses hold, and logs.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from adapters.digest_runs import Run, lines
from bot.events import Account, Workspace
from bot.messages import Chart, Message
from bot.rules.memory import Grade
from bot.services import chart_links
from bot.store.deeds import Deed
from bot.store.models import (
    DeedKind,
    DigestKind,
    DigestMentionRow,
    DigestRow,
    OutboxRow,
    PersonRow,
    columns,
)
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.unit_of_work import UnitOfWork
from bot.views.digest_teams import KnowWho
from bot.views.digests import Preview
from tests.digests import monday, report
from tests.recall import written
from tests.recall_answers import CROWD, answered, crowd
from tests.world import DIRECT, World, ana, bo, chi, guest, mod, words

ELSEWHERE = Workspace("fake", "W2", "Other Team")
"""Another organization, where people and channels have the very same addresses."""
above, manager, former, leads, leaver, peer = CROWD[:6]
VIEWERS = {
    "the manager": manager,
    "the manager's manager": above,
    "a peer": peer,
    "the subject": ana,
    "another subject": bo,
    "learning and development": leads,
    "an administrator": mod,
    "the former manager": former,
    "a guest": guest,
}
NOBODY: frozenset[str] = frozenset()
SECRETS = {
    # What was said: who may read it in a digest, if anybody.
    "anonymous-secret": NOBODY,
    "private-question-secret": NOBODY,
    "private-thanks-secret": NOBODY,
    "recall-secret": NOBODY,
    "leaver-secret": NOBODY,
    "guest-secret": NOBODY,
    "elsewhere-secret": NOBODY,
    "mover-before-secret": frozenset({"the former manager", "another subject"}),
    "mover-after-secret": frozenset({"the manager", "another subject"}),  # … in his mirror
    "open-secret": frozenset({"the manager", "the subject", "another subject"}),
}
OWN = {
    # What somebody's own digest, for them alone, may tell them of what they gave or were given.
    "the subject": {"private-thanks-secret", "open-secret"},
    "another subject": {"mover-before-secret", "mover-after-secret"},
}
KINDS = tuple(DigestKind)
PERSONAL = ("posted", "/digest preview", "/digest preview personal", "the preview of personal")
"""Where those who lead nobody read their own week."""
PERSON = columns(PersonRow)


async def a_week(world: World) -> None:
    """Ana and Bo report to a manager, who reports to another; every subject has done something."""
    await crowd(world)
    world.configure(digests={"programme": {"recipients": ["fake:crowd3"]}})
    await report(world, above, manager)
    await report(world, manager, ana, peer, guest, leaver)
    await report(world, former, bo)
    await world.command(ana, "ask", "anonymously anonymous-secret Why is my pay lower? #pay")
    await world.command(ana, "ask", "privately private-question-secret Am I too slow? #pay")
    await world.submit(bo, "kudos.give", to=[ana], note="private-thanks-secret", is_private=True)
    await world.command(chi, "kudos", bo, "mover-before-secret")
    await world.command(chi, "kudos", leaver, "leaver-secret")
    await world.command(bo, "kudos", ana, "open-secret")
    await world.in_unit_of_work(thank_a_guest)
    await world.command(ana, "kudos", bo, "elsewhere-secret", workspace=ELSEWHERE)
    card = await written(world, prompt="recall-secret?")
    for who in (ana, peer, bo):
        person = await world.person(who)
        await answered(world, person.id, card, Grade.AGAIN, days_ago=1, is_last=True)
    await world.later(hours=1)
    await report(world, manager, bo, since=world.clock.now)
    await world.later(hours=1)
    await world.command(chi, "kudos", bo, "mover-after-secret")
    await world.later(minutes=1)
    gone = (await world.person(leaver)).id

    def leave(uow: UnitOfWork) -> None:
        own = (PERSON.organization_id == 1, PERSON.id == gone)
        uow.session.execute(update(PersonRow).where(*own).values(left_at=uow.now))

    await world.in_unit_of_work(leave)
    for who in (ana, bo):
        await world.submit(who, "digests.choose", kind="personal", is_on=True)


async def seen(world: World, who: Account) -> dict[str, str]:
    """Everything that digests show to somebody, by where."""
    out = {"posted": "\n".join(await posted(world, who))}
    for words_ in ("", "preview", "preview manager", "preview personal", "preview programme"):
        out[f"/digest {words_}"] = words((await world.command(who, "digest", words_)).reply)
    out["/mirror"] = words((await world.command(who, "mirror")).reply)
    for kind in KINDS:
        pressed = await world.press(who, Preview(kind=kind.value), DIRECT)
        out[f"the preview of {kind}"] = words(pressed.reply)
    for question_id in (1, 2):
        pressed = await world.press(who, KnowWho(question_id=question_id), DIRECT)
        out[f"I know who {question_id}"] = words(pressed.reply)
        sent = await world.submit(who, "digests.suggest", DIRECT, to=chi, question_id=question_id)
        out[f"suggested for {question_id}"] = words(sent.reply)
    return out


async def posted(world: World, who: Account) -> list[str]:
    """The digests somebody was sent."""
    me = (await world.person(who)).id
    own = columns(OutboxRow)
    query = select(own.body).where(own.organization_id == 1, own.person_id == me)
    query = query.where(own.kind.startswith("digest."))
    found = await world.read(lambda s: s.execute(query).scalars().all())
    return [f"{body}" for body in found]


async def test_no_viewer_reads_in_any_digest_what_is_not_theirs_to_know(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    await a_week(world)
    capsys.readouterr()
    await monday(world, datetime(2026, 11, 23, 0, 30, tzinfo=UTC), hours=12)
    found = {
        (secret, viewer, where)
        for viewer, who in VIEWERS.items()
        for where, text in (await seen(world, who)).items()
        for secret in SECRETS
        if secret in text
        if not (secret in OWN.get(viewer, ()) and where in PERSONAL)
    }
    leaks = [leak for leak in found if leak[1] not in SECRETS[leak[0]]]
    assert sorted(leaks) == []
    for secret, readers in SECRETS.items():
        assert {viewer for s, viewer, _ in found if s == secret} == set(readers)
    logged = capsys.readouterr()
    for secret in SECRETS:
        assert secret not in logged.out + logged.err


async def test_nothing_that_is_made_holds_a_planted_secret(world: World) -> None:
    await a_week(world)
    await monday(world, datetime(2026, 11, 23, 0, 30, tzinfo=UTC), hours=12)
    hidden = [secret for secret, readers in SECRETS.items() if not readers]
    made = await everything(world)
    assert "open-secret" in made
    for secret in hidden:
        assert secret not in made
    for who in (leaver, guest):
        assert f"{who.name}" not in made
    assert "again" not in made.casefold()  # how anybody rated a card


async def everything(world: World) -> str:
    """All that was stored or printed of digests, and what is in their charts' addresses."""
    out: list[str] = []
    for table in (DigestRow, DigestMentionRow, OutboxRow):
        own = columns(table)
        query = select(*own)
        if table is OutboxRow:
            query = query.where(own.kind.startswith("digest."))
            query = query.where(own.kind != "digest.personal")
        if table is DigestRow:
            query = query.where(own.kind != DigestKind.PERSONAL)
        rows = await world.read(
            lambda s, query=query: s.execute(query, execution_options=ANY_ORGANIZATION).all()
        )
        out += [json.dumps(list(row), default=str, ensure_ascii=False) for row in rows]
        if table is DigestRow:
            bodies = [Message.model_validate_json(row.body) for row in rows if row.body]
            out += [charted(world, message) for message in bodies]
    printed: list[str] = []
    for kind in (DigestKind.MANAGER, DigestKind.PROGRAMME):
        run = Run(
            world.database,
            world.settings,
            1,
            kind,
            datetime(2026, 11, 16, tzinfo=UTC).date(),
            now=world.clock.now,
        )
        await run.each(lambda told: printed.extend(lines(told.message)), lambda _: None)
    assert printed
    return "\n".join(out + printed)


def charted(world: World, message: Message) -> str:
    out = ""
    for block in message.blocks:
        if isinstance(block, Chart) and block.url:
            token = block.url.rpartition("/")[2].removesuffix(".png")
            out += chart_links.opened(world.settings, token, world.clock.now).model_dump_json()
    return out


async def test_of_a_small_team_no_number_is_told_whoever_joins_or_leaves(world: World) -> None:
    """With and without one person, this week and the next, no figure about fewer than five."""
    await a_week(world)
    for step in range(3):
        await monday(world, datetime(2026, 11, 23, 8, 30, tzinfo=UTC) + timedelta(days=7 * step))
        await report(world, manager, CROWD[7 + step], since=world.clock.now)
        await world.command(chi, "kudos", ana, f"for week {step}")
        await world.later(minutes=5)
    own = columns(DigestRow)
    query = select(own.figures).where(own.organization_id == 1, own.kind == "manager")
    figures = await world.read(lambda s: s.execute(query).scalars().all())
    assert figures
    # Ana, Bo, a peer, and one more each week: five of them in the last.
    assert all(len(f.get("helped", [])) <= 1 for f in figures)


async def test_recall_of_a_team_moves_by_five_people_or_not_at_all(world: World) -> None:
    """Whoever looks before and after one more colleague was checked sees the same words."""
    people = await crowd(world)
    await report(world, mod, *CROWD)
    await written(world, topics="#sql")
    await world.command(bo, "kudos", CROWD[0], "so that there is something to say")
    said = []
    for n in range(10):
        await answered(
            world,
            people[n],
            1,
            Grade.GOOD if n % 3 else Grade.AGAIN,
            days_ago=9 - n / 24,
            is_last=True,
        )
        reply = words((await world.command(mod, "digest", "preview manager")).reply)
        said.append(reply.partition("Remembering: ")[2].partition(" | ")[0])
        world.clock.forward(minutes=1)
    assert said[:4] == [""] * 4
    assert len(set(said[4:9])) == 1
    assert "#sql" in said[4]
    assert not any(c.isdigit() for c in "".join(said))


def thank_a_guest(uow: UnitOfWork) -> None:
    """As where guests may be thanked; the team's list knows the guest, too."""
    found = uow.session.execute(
        select(PERSON.id).where(PERSON.organization_id == 1, PERSON.name == guest.name)
    ).scalar_one()
    deed = Deed(DeedKind.SESSION_GIVEN, found, "occurrence:99", uow.now)
    uow.did(deed)
