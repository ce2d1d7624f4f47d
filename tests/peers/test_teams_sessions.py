"""A session in Teams, from the wish to what remains: the real Potluck, Microsoft's playground."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.peers.agenda import KEPT, LINE, LONG, WISHED, Slot
from tests.peers.conftest import Picture
from tests.peers.teams import BOT
from tests.peers.teams_people import card_of
from tests.peers.tenant import Tenant


def test_from_a_wish_to_the_thanks(tenant: Tenant, picture: Picture) -> None:
    teams, ana, bo, chi = tenant.teams, tenant.ana, tenant.bo, tenant.chi
    teams.open("General")
    teams.say(f"@{BOT}", f" session {WISHED}")
    wish = teams.said("Who'd like a session on")
    card_of(wish)
    general = teams.place()
    assert "You're counted in" in str(chi.press(general, wish, "Me too"))
    bo.press(general, wish, "Me too")
    expect(teams.card("3 people would come")).to_be_visible()
    teams.press("I could speak about it")
    draft = teams.said("is a draft of yours now")

    soon, later = Slot.after(1), Slot.after(2)
    form = ana.press(general, draft, "Say when and where")
    filled = {"time_zone": "UTC", "minutes": LONG, "place": "Room 4"}
    wrong = ana.submit(general, form, **filled, day=soon.day, begins=soon.begins, seats=0)
    again = wrong["task"]["value"]["card"]["content"]
    assert "1 or more" in str(again)
    ana.submit(general, again, seats=1)
    card = teams.said("1 of 1 left")
    card_of(card)
    teams.said("You wished for it", times=2)

    bo.press(general, card, "Going")
    teams.said("You're going", "Add to calendar")
    teams.said("0 of 1 left")
    chi.press(general, card, "Going")
    teams.said("the first on the waitlist")
    full = teams.card("1 on the waitlist")
    expect(full).to_contain_text("1 going")
    picture(teams.snapshot(full, above=8, beside=10), "teams-session")
    assert "you can't come" in str(bo.press(general, card, "Can't"))
    teams.said("A seat has become free")
    assert "perhaps you'll come" in str(bo.press(general, card, "Maybe"))

    ana.press(general, teams.said("is announced for"), "Manage")
    managed = teams.said("1 going, 1 maybe")
    ana.submit(general, ana.press(general, managed, "Move it"), day=later.day, begins=later.begins)
    teams.said("has moved", times=2)

    for _ in range(2):
        tenant.clock.move_clock("A day on")
    teams.said("Coming up", "Room 4")

    tenant.clock.move_clock("An hour on")
    teams.said("The code for the room")
    assert "Welcome to" in str(chi.press(general, teams.said("I'm here"), "I'm here"))

    for _ in range(2):
        tenant.clock.move_clock("An hour on")
    asked = teams.said("How was")
    rating = chi.press(chi.chat, asked, "Say how it was")
    assert "without names" in str(chi.submit(chi.chat, rating, rating="5"))
    assert "Thanked." in str(chi.press(chi.chat, asked, "Thank the speaker"))
    expect(teams.card("speaking at")).to_contain_text("Chidi Okafor thanks Ana Ferreira")
    ana.press(general, teams.said("is over"), "How it went")
    teams.said("1 came")

    leaving = ana.press(general, teams.said("Would you leave your slides"), "Add them")
    unread = ana.submit(general, leaving, link="slides")["task"]["value"]["card"]["content"]
    assert "beginning with https" in str(unread)
    ana.submit(general, unread, link="https://example.com/slides", takeaways=KEPT)
    post = teams.post("This session is over")
    expect(post).to_contain_text(KEPT)
    picture(post, "teams-materials")


def test_one_line_fills_in_the_form(tenant: Tenant) -> None:
    teams, ana = tenant.teams, tenant.ana
    teams.open("General")
    teams.say(f"@{BOT}", f" session {LINE}")
    launcher = teams.said("press the button to fill in the form")
    form = ana.press(teams.place(), launcher, "Plan a session")
    assert "That is Thursday" in str(form)
    ana.submit(teams.place(), form)
    teams.said("20 of 20 left")
