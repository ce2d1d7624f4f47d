"""A series in Slack: a clash, a second time, changes, calendars, a substitute."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.peers.agenda import FAR_AWAY, PLACE, RIVAL, SERIES, Slot
from tests.peers.calendars import entries, fetched
from tests.peers.conftest import Picture
from tests.peers.slack import said
from tests.peers.slack_client import address
from tests.peers.workspace import Workspace

FEED = re.compile(r"http://\S+/sessions\.ics")


def test_a_series_and_what_becomes_of_it(
    workspace: Workspace, page: Page, picture: Picture
) -> None:
    slack, ana, bo, chi = workspace.slack, workspace.ana, workspace.bo, workspace.chi
    slot, learning = Slot.afternoon(), workspace.learning
    when = {"time_zone": "UTC", "day": slot.day, "begins": slot.begins, "place": PLACE}

    rival = workspace.form("Plan a session", chi.command("learning", "/session", RIVAL))
    assert chi.submit(rival, **when).body == ""
    workspace.card(RIVAL)
    bo.command("learning", "/session", "mine")
    assert chi.live_in(FAR_AWAY).status == 200

    asked = ana.command("learning", "/session", SERIES)
    view = workspace.form("Plan a session", asked)
    series = {**when, "repeats": "weekly", "times": "3", "speakers": [bo.id]}
    clash = ana.submit(view, **series)
    assert f"{PLACE} is taken by “{RIVAL}” on" in str(clash.said["errors"])
    assert ana.submit(view, **series, even_so=True).body == ""
    [announced] = workspace.replies(asked)
    assert "Every week, 3 times" in said(announced)
    card = workspace.card(SERIES)

    sunny = ana.press(learning, announced, "Offer a second time", private=True)
    second = workspace.form("Plan a session", sunny)
    begins = next(b for b in second["blocks"] if b["block_id"] == "begins")
    assert begins["hint"]["text"] == f"Suits 1 more colleague: 1 in {FAR_AWAY}."
    assert begins["element"]["initial_time"] == "07:00"
    assert ana.submit(second, place="Room 5").body == ""
    workspace.card("Room 5")

    going = chi.press(learning, card, "Going")
    assert "You're going" in workspace.answer(going)
    [told] = workspace.replies(going)
    kind, invitation = fetched(address(told, "Add to calendar"))
    assert kind == "text/calendar; charset=utf-8; method=REQUEST"
    first, last = date.fromisoformat(slot.day), date.fromisoformat(slot.later(21))
    assert [e.title for e in entries(invitation, first, last)] == [SERIES]

    managing = ana.press(learning, announced, "Manage", private=True)
    [managed] = workspace.replies(managing)
    moving = ana.press(learning, managed, "Move it", private=True)
    form = workspace.form("Move it", moving)
    assert ana.submit(form, day=slot.later(1)).body == ""
    slack.told(chi.id, "has moved")
    moved = entries(fetched(address(told, "Add to calendar"))[1], first, last)
    assert [str(e.begins.date()) for e in moved] == [slot.later(1)]

    listed = chi.command("learning", "/session", "list").said
    # After the second time, the clinic and the one that was moved.
    also = chi.press(learning, listed, "Going", private=True, nth=3)
    assert "You're going" in workspace.answer(also)
    cancelling = ana.press(learning, managed, "Cancel it", private=True, nth=1)
    assert "is cancelled" in workspace.answer(cancelling)
    slack.told(chi.id, "is cancelled")

    changing = ana.press(learning, managed, "Change it", private=True)
    change = workspace.form("Change the session", changing)
    wrong = ana.submit(change, seats="0")
    assert "1 or more" in wrong.said["errors"]["seats"]
    assert "is_draft" not in {b["block_id"] for b in change["blocks"]}

    own = ana.command("learning", "/session", "mine").said
    [calendar] = workspace.replies(ana.press(learning, own, "My calendar", private=True))
    [feed] = workspace.replies(ana.press(learning, calendar, "Subscribe", private=True))
    link = FEED.search(said(feed))
    assert link
    kind, sessions = fetched(link[0])
    assert kind == "text/calendar; charset=utf-8"
    shown = entries(sessions, first, last)
    # The second time, the one that was moved, and the last: the one between is cancelled.
    days = [str(e.begins.date()) for e in shown]
    assert days == [slot.day, slot.later(1), slot.later(14)]
    assert {(e.title, e.status) for e in shown} == {(SERIES, "CONFIRMED")}

    page.goto(f"{address(told, 'Month view')}?month={slot.day[:7]}")
    expect(page.get_by_role("table")).to_contain_text("you: going")
    expect(page.get_by_text(f"Times are in {FAR_AWAY}")).to_be_visible()
    picture(page, "session-month")

    stepping = bo.press(
        learning, bo.command("learning", "/session", "mine").said, "I can't speak", private=True
    )
    assert "who can step in" in workspace.answer(stepping)
    wanted = workspace.card("Who can step in?")
    assert "You speak at" in workspace.press(chi, wanted, "I'll do it")
    assert "steps in and speaks" in said(workspace.card("steps in"))
    assert "Chidi Okafor" in said(workspace.card("Every week"))
