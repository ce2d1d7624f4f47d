"""A series in Teams: a clash, a second time, changes, a file for the calendar, a substitute."""

from __future__ import annotations

from datetime import date

from tests.peers.agenda import FAR_AWAY, PLACE, RIVAL, SERIES, Slot
from tests.peers.calendars import entries, fetched
from tests.peers.teams import BOT
from tests.peers.teams_people import address
from tests.peers.tenant import Tenant


def test_a_series_and_what_becomes_of_it(tenant: Tenant) -> None:
    teams, ana, chi = tenant.teams, tenant.ana, tenant.chi
    chi.lives_in = FAR_AWAY
    slot = Slot.afternoon()
    when = {"time_zone": "UTC", "day": slot.day, "begins": slot.begins, "place": PLACE}
    teams.open("General")
    teams.say(f"@{BOT}", f" session {SERIES}")
    launcher = teams.said("press the button to fill in the form")
    general = teams.place()
    rival = chi.press(general, launcher, "Plan a session")
    chi.submit(general, rival, title=RIVAL, speakers=chi.address, **when)
    teams.said(RIVAL, "Going")

    form = ana.press(general, launcher, "Plan a session")
    clash = ana.submit(general, form, repeats="weekly", times="3", **when)["task"]["value"]
    assert f"{PLACE} is taken by “{RIVAL}” on" in str(clash)
    ana.submit(general, clash["card"]["content"], even_so="true")
    announced = teams.said("Every week, 3 times", "Manage")
    card = teams.said("Every week, 3 times", "Going")

    second = ana.press(general, announced, "Offer a second time")
    assert f"Suits 1 more colleague: 1 in {FAR_AWAY}." in str(second)
    ana.submit(general, second, place="Room 5")
    teams.said("Room 5", "Going")

    told = chi.press(general, card, "Going")["value"]
    assert told.startswith(f"You're going to {SERIES}, ")
    assert f"({FAR_AWAY})" in told
    assert told.endswith("“Add to calendar” and “Month view” are in our own chat.")
    kind, invitation = fetched(address(teams.said("You're going"), "Add to calendar"))
    assert kind == "text/calendar; charset=utf-8; method=REQUEST"
    first, last = date.fromisoformat(slot.day), date.fromisoformat(slot.later(21))
    assert [e.title for e in entries(invitation, first, last)] == [SERIES]

    ana.press(general, announced, "Manage")
    managed = teams.said("1 going", "Move it")
    ana.submit(general, ana.press(general, managed, "Move it"), day=slot.later(1))
    teams.said("has moved")
    assert "is cancelled" in str(ana.press(general, managed, "Cancel it", nth=1))

    change = ana.press(general, managed, "Change it")
    again = ana.submit(general, change, seats="0")["task"]["value"]
    assert again["title"] == "Change the session"
    assert "1 or more" in str(again)
    ana.submit(general, again["card"]["content"], seats="12")
    teams.said("11 of 12 left")

    teams.say(f"@{BOT}", " session mine")
    own = teams.said("You run or speak at", "I can't speak")
    assert "who can step in" in str(ana.press(general, own, "I can't speak"))
    wanted = teams.said("Who can step in?")
    assert "You speak at" in str(chi.press(general, wanted, "I'll do it"))
    teams.said("steps in and speaks at")
