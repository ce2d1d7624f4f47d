"""An anonymous conversation from question to end, and what is stored of it: not who asked."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from bot.events import Account
from bot.messages import Blank, Message
from bot.messenger import Refused
from bot.services import anonymity, question_access
from bot.store import questions as store
from bot.store.outbox import ANY_ORGANIZATION
from bot.store.seals import CannotOpen, Seals, seals
from bot.views import question_news
from tests.questions import button_in, knows, rows
from tests.world import DIRECT, SECRET, World, ana, bo, buttons, filled, mod, words

ASKED = "anonymously Why is my pay lower than last month? #payroll"
zora = Account("U0ZORA77", "Zora Zimmermann", "Europe/Berlin", email="zora.z@example.com")
"""The asker: a name, an address and an e-mail that stand nowhere by accident."""

THEIR_OWN = {
    "person": "says that they exist, in the whole organization",
    "account": "says how the platform knows them",
    "conversation": "says that the bot has written to them before, and nothing of what",
}
"""Tables that may know the asker, and why: none of them says anything about a question."""


@pytest.fixture
async def anonymous(world: World) -> World:
    """Zora has been here before, is known, and others know the topic."""
    world.messenger.people[zora.address] = zora
    for n in range(9):  # ids of people and of questions should not be mistaken for each other
        world.messenger.people[f"x{n}"] = Account(f"x{n}", f"Extra {n}", "UTC")
        await world.home(Account(f"x{n}"))
    await world.home(zora)
    await world.command(zora, "kudos", at=DIRECT)
    await knows(world, bo, "payroll")
    await world.later(hours=2)
    return world


async def a_whole_conversation(world: World) -> None:
    """Asked, edited, followed, handed on, stood open, a session proposed, closed by its asker."""
    reply = await world.command(zora, "ask", ASKED)
    assert "Nobody is told that it was you" in words(reply.reply)
    await world.deliver()
    assert world.messenger.in_("C-general")[0].startswith("Somebody asks anonymously #payroll")
    more = button_in(world, "C-general", "More…")
    own = buttons((await world.press(zora, more)).reply)
    form = (await world.press(zora, own["Edit"])).reply
    assert isinstance(form, Blank)
    await world.submit(zora, form.key, **filled(form) | {"details": "It is 12 % less."})
    await world.press(ana, button_in(world, "C-general", "Me too"))
    hand = (await world.press(bo, button_in(world, "C-general", "Hand to…"))).reply
    assert isinstance(hand, Blank)
    await world.submit(bo, hand.key, **filled(hand) | {"to": mod})
    for _ in range(10):
        await world.later(hours=24)
    told = world.messenger.in_(f"D-{zora.address}")
    assert any("open questions" in said for said in told)
    assert any("worth a session" in said for said in told)
    (row,) = await rows(world)
    await world.press(zora, question_news.CloseQuestion(question_id=row.id))
    await world.later(minutes=1)
    (row,) = await rows(world)
    assert (row.state, row.asker_id, row.settled_by) == ("closed", None, None)


async def an_answered_one(world: World) -> None:
    """Asked, answered by an expert, told to its asker directly, and accepted by them."""
    await world.command(zora, "ask", ASKED)
    await world.deliver()
    answer = "The bonus is paid in March alone."
    await world.submit(bo, "answer.give", answer=answer, question_id="1")
    await world.deliver()
    told = world.messenger.in_(f"D-{zora.address}")
    assert any("The bonus is paid in March alone." in s for s in told)
    await world.press(zora, button_in(world, f"D-{zora.address}", "This answers it"))
    await world.later(minutes=1)
    (row,) = await rows(world)
    assert (row.state, row.asker_id, row.settled_by) == ("answered", None, None)


CONVERSATIONS = [a_whole_conversation, an_answered_one]


class TestNothingSaysWhoAsked:
    """Rows, bytes and logs."""

    @pytest.mark.parametrize("conversation", CONVERSATIONS)
    async def test_no_row_outside_their_own_holds_the_id(
        self, anonymous: World, conversation: Any
    ) -> None:
        before = await dumped(anonymous)
        await conversation(anonymous)
        who = await anonymous.person(zora)
        after = await dumped(anonymous)
        for table, found in after.items():
            if table in THEIR_OWN:
                continue
            for row in found:
                if row in before[table]:
                    continue
                named = [
                    name
                    for name, value in row.items()
                    if refers_to_people(table, name) and value == who.id
                ]
                assert not named, f"{table}: {row}"
                said = str({n: v for n, v in row.items() if not n.endswith("_id") and n != "id"})
                for secret in (zora.address, "Zora", "zora", f"'person_id': {who.id}"):
                    assert secret not in said, f"{table}: {row}"

    @pytest.mark.parametrize("conversation", CONVERSATIONS)
    async def test_no_byte_of_the_database_outside_their_own_rows(
        self, anonymous: World, conversation: Any
    ) -> None:
        with capture_logs() as logs:
            await conversation(anonymous)
        raw = await everything(anonymous)
        for secret in (zora.address, "Zora", zora.email or ""):
            assert secret in raw["theirs"] or secret == zora.email
            assert secret not in raw["rest"]
            assert secret not in str(logs)
        who = await anonymous.person(zora)
        assert not re.search(rf"person[^,]*\b{who.id}\b", str(logs))

    async def test_when_they_were_active_is_kept_by_the_hour(self, anonymous: World) -> None:
        anonymous.clock.forward(hours=3, minutes=17, seconds=5)
        await anonymous.command(zora, "ask", ASKED)
        (row,) = await rows(anonymous)
        for table in THEIR_OWN:
            for found in (await dumped(anonymous))[table]:
                moments = [v for v in found.values() if hasattr(v, "tzinfo")]
                assert row.asked_at not in moments

    async def test_the_outbox_seals_where_it_went(self, anonymous: World) -> None:
        await a_whole_conversation(anonymous)
        found = [r for r in (await dumped(anonymous))["outbox"] if r["sealed"]]
        assert found
        for row in found:
            assert row["person_id"] is row["conversation_id"] is row["sent_conversation"] is None
            assert row["sent_id"].startswith("gAAAA")


class TestTheSeal:
    """Key, mark, and what happens without them."""

    async def test_replies_are_edited_where_they_stand(self, anonymous: World) -> None:
        await anonymous.command(zora, "ask", ASKED)
        (row,) = await rows(anonymous)

        def tell(uow: Any, said: str) -> None:
            to = anonymity.destination(uow, row.id)
            assert to is not None
            uow.post(Message.of(said), to=to, key="x", kind="x")

        await anonymous.in_unit_of_work(lambda u: tell(u, "first"))
        await anonymous.deliver()
        assert anonymous.messenger.in_(f"D-{zora.address}")[-1] == "first"
        await anonymous.in_unit_of_work(lambda u: u.revise("x", Message.of("then")))
        await anonymous.later(seconds=2)
        assert anonymous.messenger.in_(f"D-{zora.address}")[-1] == "then"

    async def test_only_the_asker_is_known_by_the_mark(self, anonymous: World) -> None:
        await anonymous.command(zora, "ask", ASKED)
        people = {who.address: await anonymous.person(who) for who in (zora, ana, bo, mod)}

        def known(uow: Any) -> dict[str, bool]:
            question = store.get(uow.session, uow.organization_id, 1)
            assert question is not None
            return {a: question_access.is_asker(uow, question, p) for a, p in people.items()}

        assert await anonymous.in_unit_of_work(known) == {
            zora.address: True,
            ana.address: False,
            bo.address: False,
            mod.address: False,
        }

    async def test_their_home_shows_it_and_nobody_elses(self, anonymous: World) -> None:
        await anonymous.command(zora, "ask", ASKED)
        assert "Your open questions" in words((await anonymous.home(zora)).reply)
        assert "Your open questions" not in words((await anonymous.home(ana)).reply)

    async def test_an_undeliverable_card_is_told_to_its_asker_alone(self, anonymous: World) -> None:
        await anonymous.command(zora, "ask", ASKED)
        anonymous.messenger.failures = [Refused("is_archived", "That channel is archived.")]
        await anonymous.deliver()
        assert any("archived" in said for said in anonymous.messenger.in_(f"D-{zora.address}"))
        raw = await everything(anonymous)
        assert zora.address not in raw["rest"]

    async def test_without_a_secret_it_is_refused_kindly(self, small_world: World) -> None:
        small_world.settings = small_world.settings.sealed_with("")
        small_world.configure()
        refused = await small_world.command(ana, "ask", ASKED)
        assert "can't be asked anonymously here" in words(refused.reply)
        assert "Why is my pay lower" in words(refused.reply)
        assert await rows(small_world) == []

    async def test_the_operator_can_switch_it_off(self, small_world: World) -> None:
        small_world.configure(questions={"anonymous": False})
        refused = await small_world.command(ana, "ask", ASKED)
        assert "can't be asked anonymously here" in words(refused.reply)

    def test_another_secret_opens_nothing(self) -> None:
        token = seals(SECRET).seal("42")
        assert seals(SECRET).open(token) == "42"
        assert seals(SECRET).seal("42") != token
        assert len(seals(SECRET).seal("7")) == len(seals(SECRET).seal("1234567"))
        with pytest.raises(CannotOpen):
            Seals("another secret entirely").open(token)


def refers_to_people(table: str, column: str) -> bool:
    """Whether a column holds ids of people."""
    keys = SQLModel.metadata.tables[table].c[column].foreign_keys
    return any(key.target_fullname == "person.id" for key in keys)


async def dumped(world: World) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""

    def read(session: Any) -> dict[str, list[dict[str, Any]]]:
        return {
            name: [
                dict(row)
                for row in session.execute(
                    table.select(), execution_options=ANY_ORGANIZATION
                ).mappings()
            ]
            for name, table in SQLModel.metadata.tables.items()
        }

    found: dict[str, list[dict[str, Any]]] = await world.read(read)
    return found


async def everything(world: World) -> dict[str, str]:
    """The bytes of the database: of their own tables, and of all the rest.

    On SQLite the rest is the file itself, after their own tables were emptied and it was packed.
    On PostgreSQL it is every table as COPY would write it.
    """
    engine = world.database.engine
    rest, theirs = "", ""
    if engine.dialect.name == "sqlite":
        tables = await dumped(world)
        theirs = "".join(str(tables[name]) for name in THEIR_OWN)
        copy = Path(str(engine.url.database)).with_suffix(".copy")
        with sqlite3.connect(str(engine.url.database)) as whole, sqlite3.connect(copy) as db:
            whole.backup(db)
            db.execute("PRAGMA foreign_keys = off")
            for name in THEIR_OWN:
                db.execute(f"DELETE FROM {name}")
            db.commit()
            db.execute("VACUUM")
        whole.close()
        db.close()
        rest = copy.read_bytes().decode("latin-1")
    else:

        def read(session: Any) -> tuple[str, str]:
            names = session.execute(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"), **_ANY
            ).scalars()
            out = {"rest": "", "theirs": ""}
            for name in names:
                whole = text(f'SELECT t::text FROM "{name}" t')
                found = "\n".join(session.execute(whole, **_ANY).scalars())
                out["theirs" if name in THEIR_OWN else "rest"] += found
            return out["rest"], out["theirs"]

        rest, theirs = await world.read(read)
    return {"rest": rest, "theirs": theirs}


_ANY: dict[str, Any] = {"execution_options": ANY_ORGANIZATION}
