"""Being asked what one learnt, in Teams: the real Potluck, Microsoft's playground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.peers.agenda import SERIES, Slot
from tests.peers.conftest import Picture
from tests.peers.lessons import DECK, DOUBT, HARD, TASKS, TOPIC, TRICKY, Lesson, course
from tests.peers.teams import BOT, Json
from tests.peers.teams_people import Place, TeamsPerson, card_of
from tests.peers.tenant import Tenant, teams_tenant


@pytest.fixture
def today(browser: Browser, page: Page, tmp_path: Path) -> Iterator[Tenant]:
    """A tenant with a Potluck that holds nothing out."""
    with teams_tenant(browser, page, tmp_path, course(tmp_path)) as made:
        made.teams.open("General")
        yield made


@pytest.fixture
def tenant(today: Tenant) -> Tenant:
    """The same on a Monday morning."""
    today.clock.move_clock("To Monday 09:00")
    return today


def write(tenant: Tenant, who: TeamsPerson, lesson: Lesson) -> None:
    """Write a card by the form that `/recall` offers."""
    tenant.teams.say(f"@{BOT}", " recall")
    offered = tenant.teams.said("Write a card")
    general = tenant.teams.place()
    fill_in(tenant, who, general, who.press(general, offered, "Write a card"), lesson)


def fill_in(tenant: Tenant, who: TeamsPerson, place: Place, form: Json, lesson: Lesson) -> None:
    """Write a card, after forgetting to say what is right; and use it."""
    inputs = {i["id"].partition(":")[2]: i for i in form["body"] if "id" in i}
    filled = {"prompt": lesson.asks, "explanation": lesson.why, "topics": TOPIC}
    if "deck" in inputs:
        filled["deck"] = inputs["deck"]["choices"][0]["value"]
    elif "title" in inputs:  # no deck of one's own, and not a session's
        filled["title"] = DECK
    wrong = who.submit(place, form, **filled, choices=lesson.unmarked)["task"]["value"]
    again = wrong["card"]["content"]
    assert lesson.unmarked in [i.get("value") for i in again["body"]]
    who.submit(place, again, choices=lesson.options)
    preview = tenant.teams.said("This is how it'll be asked", lesson.asks)
    assert "It's in use" in str(who.press(who.chat, preview, "Use it"))


def turned(who: TeamsPerson, message: Json, label: str) -> Json:
    """Press a button of a message in one's own chat; the message as it stands then."""
    shown = who.press(who.chat, message, label)
    assert shown["type"] == "application/vnd.microsoft.card.adaptive"
    turned_into: Json = {"attachments": [{"content": shown["value"]}]}
    card_of(turned_into)
    return turned_into


def test_asked_in_one_message_answered_and_looked_up(tenant: Tenant, picture: Picture) -> None:
    teams, bo = tenant.teams, tenant.bo
    for lesson in (TRICKY, HARD):
        write(tenant, bo, lesson)
    teams.say(f"@{BOT}", f" recall learn {TOPIC}")
    teams.said("2 cards now")

    tenant.clock.move_clock("A day on")
    asked = teams.said("2 quick questions")
    assert TRICKY.why not in str(card_of(asked))
    teams.open("Personal Chat")
    teams.press(TRICKY.right)
    once = teams.card("✅ Right")
    expect(once).to_contain_text(TRICKY.why)
    expect(once).not_to_contain_text(HARD.why)
    picture(teams.snapshot(once, above=8, beside=10), "teams-recall")
    teams.press(HARD.wrong)
    both = teams.card("That's it for today")
    expect(both).to_contain_text(f"You said: {HARD.wrong}. Right is: {HARD.right}")
    expect(both).to_contain_text(HARD.why)

    teams.say("recall progress")
    expect(teams.card("What you remember")).to_contain_text(f"{TOPIC}: 100 % today")
    teams.say("recall")
    expect(teams.card("What you keep fresh")).to_contain_text(f"{TOPIC} · 2 cards")
    teams.say("recall now")
    expect(teams.text("Nothing is due")).to_be_visible()


def test_put_off_paused_and_doubted(tenant: Tenant) -> None:
    teams, ana, bo = tenant.teams, tenant.ana, tenant.bo
    write(tenant, bo, TRICKY)
    teams.say(f"@{BOT}", f" recall learn {TOPIC}")
    teams.said("1 card now")
    tenant.clock.move_clock("A day on")
    asked = teams.said("A quick question")
    later = turned(ana, asked, "Not now")
    assert "I'll ask again at" in str(later)
    again = turned(ana, later, "Ask me now")
    assert TRICKY.asks in str(again)

    form = ana.press(ana.chat, again, "This card is wrong")
    ana.submit(ana.chat, form, said=DOUBT)
    teams.said(DOUBT, "Ana Ferreira")

    paused = turned(ana, again, "Pause a week")
    assert "No questions until" in str(paused)
    assert "Good to have you back" in str(turned(ana, paused, "Go on now"))
    tenant.clock.move_clock("A day on")
    teams.said("A quick question", times=2)


def test_ticked_put_in_order_and_used(tenant: Tenant) -> None:
    teams, ana, bo = tenant.teams, tenant.ana, tenant.bo
    for task in TASKS:
        teams.say(f"@{BOT}", " recall")
        offered_form = teams.said("Write a card")
        general = teams.place()
        form = bo.press(general, offered_form, "Write a card")
        inputs = {i["id"].partition(":")[2]: i for i in form["body"] if "id" in i}
        filled = {"kind": task.kind, "prompt": task.asks, "topics": TOPIC}
        filled |= {"choices": task.choices} if task.choices else {}
        is_new = "deck" not in inputs
        filled |= {"title": DECK} if is_new else {"deck": inputs["deck"]["choices"][0]["value"]}
        bo.submit(general, form, **filled)
        preview = teams.said("This is how it'll be asked", task.asks)
        assert "It's in use" in str(bo.press(bo.chat, preview, "Use it"))
    teams.say(f"@{BOT}", f" recall learn {TOPIC}")
    teams.said("3 cards now")
    tenant.clock.move_clock("A day on")
    asked = teams.said("3 quick questions")
    for task in TASKS:
        form = ana.press(ana.chat, asked, task.button)
        choices = [c for i in form["body"] for c in i.get("choices", ())]
        offered = {c["title"]: c["value"] for c in choices}
        answers = {field: offered.get(words, words) for field, words in task.answers}
        if task.kind == "several":
            answers = {"chosen": ",".join(offered[words] for _, words in task.answers)}
        ana.submit(ana.chat, form, **answers)
        teams.said(task.told)
    done = str(card_of(teams.said("That's it for today")))
    assert done.count("✅ Right: ") == 2
    assert "Good to hear!" in done


def test_who_came_to_a_session_is_asked_its_cards(today: Tenant) -> None:
    teams, ana, bo = today.teams, today.ana, today.bo
    soon = Slot.after(1)
    when = {"time_zone": "UTC", "minutes": 60, "day": soon.day, "begins": soon.begins}
    teams.say(f"@{BOT}", f" session {SERIES} {TOPIC}")
    launcher = teams.said("press the button to fill in the form")
    general = teams.place()
    form = bo.press(general, launcher, "Plan a session")
    bo.submit(general, form, speakers=bo.address, **when)
    ana.press(general, teams.said(SERIES, "Going"), "Going")
    teams.said("You're going")
    today.clock.move_clock("A day on")
    teams.said("Coming up")
    today.clock.move_clock("An hour on")
    assert "Welcome to" in str(ana.press(general, teams.said("I'm here"), "I'm here"))
    today.clock.move_clock("An hour on")

    remains = teams.said("Would you leave your slides")
    bo.press(bo.chat, remains, "Write recall cards")
    deck = teams.said("No cards yet", "Write a card")
    for lesson in (TRICKY, HARD):
        fill_in(today, bo, bo.chat, bo.press(bo.chat, deck, "Write a card"), lesson)
    today.clock.move_clock("An hour on")
    teams.said("is still there next month", "its 2 cards now and then")
    today.clock.move_clock("A day on")
    asked = turned(ana, teams.said("2 quick questions"), TRICKY.right)
    assert TRICKY.why in str(asked)
