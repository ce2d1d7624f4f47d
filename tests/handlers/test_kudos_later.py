"""Scenarios: allowance, undo, what is shown of kudos, reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from bot.events import ProfileChanged
from bot.messages import Home, Replace
from bot.messenger import Refused
from bot.store.models import AuditRow, columns
from bot.store.outbox import ANY_ORGANIZATION
from bot.views.kudos import HideKudos, KeepKudos, ReportKudos, UndoKudos
from tests.world import HERE, World, ana, bo, buttons, chi, mod, words

AUDIT = columns(AuditRow)


async def audit(world: World) -> list[tuple[str, str, int]]:
    query = select(AUDIT.action, AUDIT.subject, AUDIT.actor_id).order_by(AUDIT.id)
    rows = await world.read(lambda s: s.execute(query, execution_options=ANY_ORGANIZATION).all())
    return [tuple(row) for row in rows]


async def give(world: World, note: str = "for the review", **how: Any) -> UndoKudos:
    """Ana thanks Bo; what Undo would press."""
    given = await world.command(ana, "kudos", bo, f" {note}", **how)
    press = buttons(given.reply)["Undo"].press
    assert press is not None
    return UndoKudos(kudos_id=int(press.data["kudos_id"]))


class TestAllowance:
    """Five a day, by the giver's own midnight."""

    async def test_five_thanks_and_not_one_more(self, world: World) -> None:
        for left in (4, 3, 2, 1, 0):
            given = await world.command(ana, "kudos", bo, f" for {left}")
            assert f"{left} kudos left today" in words(given.reply)
        refused = await world.command(ana, "kudos", bo, " for more")
        assert "You've given all 5 of today's kudos" in words(refused.reply)
        await world.deliver()
        assert len(world.messenger.in_("D-bo")) == 5

    async def test_each_recipient_counts(self, world: World) -> None:
        await world.command(ana, "kudos", bo, chi, mod, " for lunch")
        refused = await world.command(ana, "kudos", bo, chi, mod, " for dinner")
        assert "That's 3 people and you have 2 kudos left today. Pick 2." in words(refused.reply)

    @pytest.mark.parametrize(
        ("giver", "before", "after"),
        [
            (bo, "2026-11-18T22:59:59+00:00", "2026-11-18T23:00+00:00"),  # Oslo
            (chi, "2026-11-18T15:59:59+00:00", "2026-11-18T16:00+00:00"),  # Shanghai
            (ana, "2026-11-18T23:59:59+00:00", "2026-11-19T00:00+00:00"),  # Lisbon
        ],
    )
    async def test_it_is_back_at_the_givers_own_midnight(
        self, world: World, giver: Any, before: str, after: str
    ) -> None:
        for n in range(5):
            await world.command(giver, "kudos", mod, f" for {n}")
        world.clock.now = datetime.fromisoformat(before)
        refused = await world.command(giver, "kudos", mod, " for more")
        assert "back after midnight" in words(refused.reply)
        world.clock.now = datetime.fromisoformat(after)
        given = await world.command(giver, "kudos", mod, " for more")
        assert "4 kudos left today" in words(given.reply)

    async def test_undo_gives_it_back(self, world: World) -> None:
        undo = await give(world)
        await world.press(ana, undo)
        assert "5 kudos left" in words((await world.command(ana, "kudos", "me")).reply)

    async def test_what_a_moderator_hid_stays_spent(self, world: World) -> None:
        undo = await give(world)
        await world.press(mod, HideKudos(kudos_id=undo.kudos_id))
        assert "4 kudos left" in words((await world.command(ana, "kudos", "me")).reply)

    async def test_the_operator_decides_how_many(self, world: World) -> None:
        await give(world)
        world.configure(kudos={"allowance": 1})
        assert "given all 1 of today's" in words(
            (await world.command(ana, "kudos", bo, " for more")).reply
        )
        home = await world.home(ana)
        assert isinstance(home.reply, Home)
        assert "0 kudos left to give today" in words(home.reply)


class TestUndo:
    """Within ten minutes, by the giver, once."""

    async def test_before_it_was_delivered_nothing_is_ever_shown_but_that(
        self, world: World
    ) -> None:
        undo = await give(world)
        await world.press(ana, undo)
        await world.deliver()
        assert world.messenger.in_("C-general") == ["Ana Alves took back a kudos."]
        assert world.messenger.in_("D-bo") == []
        assert world.messenger.deeds == ["post C-general"]

    async def test_twice_is_once(self, world: World) -> None:
        undo = await give(world)
        await world.deliver()
        for _ in range(2):
            undone = await world.press(ana, undo)
            assert isinstance(undone.reply, Replace)
        await world.deliver()
        assert world.messenger.deeds.count("edit M1") == 1

    async def test_until_the_last_second_and_not_after(self, world: World) -> None:
        early, late = await give(world, "one"), await give(world, "two")
        world.clock.forward(minutes=9, seconds=59)
        assert isinstance((await world.press(ana, early)).reply, Replace)
        world.clock.forward(seconds=1)
        too_late = await world.press(ana, late)
        assert "taken back for 10 minutes, and those have passed" in words(too_late.reply)
        await world.deliver()
        assert len(world.messenger.in_("D-bo")) == 1

    async def test_by_nobody_else(self, world: World) -> None:
        undo = await give(world)
        for other in (bo, chi, mod):
            refused = await world.press(other, undo)
            assert "Only the person who gave a kudos" in words(refused.reply)
        await world.deliver()
        assert len(world.messenger.in_("D-bo")) == 1

    async def test_from_the_list_of_ones_own(self, world: World) -> None:
        await give(world)
        mine = await world.command(ana, "kudos", "me")
        assert "You just thanked Bo Berg." in words(mine.reply)
        await world.press(ana, buttons(mine.reply)["Undo"])
        assert "Undo" not in buttons((await world.command(ana, "kudos", "me")).reply)

    async def test_a_card_that_was_refused_does_not_come_back(self, world: World) -> None:
        """Refused, taken back, tried again: the thanks must not appear."""
        undo = await give(world)

        async def refuse(deed: str) -> None:
            if deed == "post C-general":
                world.messenger.before = None
                raise Refused("not_in_channel", "Invite me.")

        world.messenger.before = refuse
        await world.deliver()
        await world.press(ana, undo)
        await world.press(ana, buttons(world.messenger.last("D-ana"))["Try again"])
        await world.deliver()
        assert world.messenger.in_("C-general") == ["Ana Alves took back a kudos."]


class TestShowing:
    """`/kudos me`, `/kudos @colleague`, Home."""

    async def test_what_one_was_thanked_for_newest_first(self, world: World) -> None:
        for n in range(7):
            await world.command((ana, chi)[n % 2], "kudos", bo, f" for {n}")
            world.clock.forward(minutes=1)
        for told in (
            await world.command(bo, "kudos", "ME "),
            await world.command(bo, "kudos", bo),
            await world.home(bo),
        ):
            said = words(told.reply)
            assert "7 times" in said
            where = [said.index(f"for {n}") for n in (6, 5, 4, 3, 2)]
            assert where == sorted(where)
            assert "for 1" not in said

    async def test_what_is_gone_is_not_shown(self, world: World) -> None:
        await world.press(ana, await give(world, "for one"))
        hidden = await give(world, "for two")
        await world.press(mod, HideKudos(kudos_id=hidden.kudos_id))
        for told in (await world.command(bo, "kudos", "me"), await world.command(chi, "kudos", bo)):
            assert "Nobody has thanked" in words(told.reply)

    async def test_a_colleagues_page_leads_to_thanking_them(self, world: World) -> None:
        page = await world.command(chi, "kudos", bo)
        opened = await world.press(chi, buttons(page.reply)["Give kudos"])
        assert "[Give kudos]" in words(opened.reply)

    async def test_somebody_new_is_told_where_to_begin(self, world: World) -> None:
        assert "Nobody has thanked you here yet" in words(
            (await world.command(chi, "kudos", "me")).reply
        )


class TestReports:
    """Anyone may report; administrators decide, under their name."""

    async def test_moderators_are_told_but_not_by_whom(self, world: World) -> None:
        undo = await give(world)
        await world.deliver()
        reported = await world.press(chi, buttons(world.messenger.last("C-general"))["Report"])
        assert "won't be told who reported it" in words(reported.reply)
        again = await world.press(chi, ReportKudos(kudos_id=undo.kudos_id))
        assert "You've reported this one already" in words(again.reply)
        await world.press(bo, ReportKudos(kudos_id=undo.kudos_id))
        await world.deliver()
        (told,) = world.messenger.in_("D-mod")
        assert "Ana Alves to Bo Berg" in told
        assert "Chi" not in told
        assert "Reported kudos" in words((await world.command(mod, "kudos", "reports")).reply)
        assert "Reported kudos" in words((await world.home(mod)).reply)
        assert "Only moderators" in words((await world.command(chi, "kudos", "reports")).reply)
        assert "Reported kudos" not in words((await world.home(chi)).reply)

    async def test_hidden_it_disappears_everywhere_and_is_audited(self, world: World) -> None:
        undo = await give(world)
        await world.press(chi, ReportKudos(kudos_id=undo.kudos_id))
        await world.deliver()
        hidden = await world.press(mod, buttons(world.messenger.last("D-mod"))["Hide it"])
        assert "Hidden: Ana Alves to Bo Berg" in words(hidden.reply)
        await world.deliver()
        assert world.messenger.in_("C-general") == ["A moderator hid this kudos."]
        assert world.messenger.in_("D-bo") == []
        moderator = await world.person(mod)
        assert await audit(world) == [("kudos.hidden", f"kudos:{undo.kudos_id}", moderator.id)]
        assert "Nothing has been reported" in words(
            (await world.command(mod, "kudos", "reports")).reply
        )

    async def test_kept_it_stays_and_a_new_report_is_heard_again(self, world: World) -> None:
        undo = await give(world)
        await world.press(chi, ReportKudos(kudos_id=undo.kudos_id))
        await world.deliver()
        for _ in range(2):
            kept = await world.press(mod, buttons(world.messenger.last("D-mod"))["Keep it"])
            assert "Kept: Ana Alves to Bo Berg" in words(kept.reply)
        await world.deliver()
        assert world.messenger.in_("C-general")[0].startswith("Ana Alves thanks Bo Berg")
        assert [action for action, _, _ in await audit(world)] == ["kudos.kept"]
        await world.press(bo, ReportKudos(kudos_id=undo.kudos_id))
        await world.deliver()
        assert len(world.messenger.in_("D-mod")) == 2
        assert "Reported kudos" in words((await world.command(mod, "kudos", "reports")).reply)

    async def test_what_reached_somebody_privately_can_be_reported(self, world: World) -> None:
        await world.command(ana, "kudos", "private ", bo, " for being so pretty")
        await world.deliver()
        await world.press(bo, buttons(world.messenger.last("D-bo"))["Report"])
        await world.deliver()
        await world.press(mod, buttons(world.messenger.last("D-mod"))["Hide it"])
        await world.deliver()
        assert world.messenger.in_("D-bo") == []

    async def test_who_no_longer_administers_no_longer_moderates(self, world: World) -> None:
        undo = await give(world)
        demoted = replace(mod, is_admin=False)
        await world.dispatcher.handle(ProfileChanged(id="P", workspace=HERE, actor=demoted))
        refused = await world.press(demoted, KeepKudos(kudos_id=undo.kudos_id))
        assert "Only moderators decide" in words(refused.reply)

    async def test_the_operator_can_name_moderators(self, world: World) -> None:
        world.configure(admins=["fake:chi"])
        undo = await give(world)
        hidden = await world.press(chi, HideKudos(kudos_id=undo.kudos_id))
        assert "Hidden" in words(hidden.reply)


async def test_the_day_is_the_givers_though_the_clocks_change(world: World) -> None:
    world.clock.now = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # 00:30 in Lisbon, a long day
    for n in range(5):
        await world.command(ana, "kudos", bo, f" for {n}")
    world.clock.now = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)
    assert "given all 5" in words((await world.command(ana, "kudos", bo, " for more")).reply)
    world.clock.now = datetime(2026, 10, 26, 0, 0, tzinfo=UTC)
    assert "4 kudos left" in words((await world.command(ana, "kudos", bo, " for more")).reply)
