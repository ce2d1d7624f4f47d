"""Messages and Home → Block Kit: valid, within the limits, and literal whatever people write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.slack import phrases, render
from adapters.slack.pressed import TooMuchToPress, pressed
from adapters.slack.spans import elements
from bot.events import Account, Person, Raw
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Confirm,
    Context,
    Divider,
    Facts,
    Header,
    Home,
    Image,
    Link,
    Mention,
    Message,
    Option,
    Plain,
    Press,
    Progress,
    Select,
    Series,
    Text,
    There,
    When,
    bold,
    code,
    italic,
)
from bot.messenger import Faces
from bot.store.kudos import Thanks
from bot.views import help as help_views
from bot.views import home as home_views
from bot.views import kudos as kudos_views
from bot.views import trouble
from tests.adapters.slack.drawings import alive, faults, view_faults

ANA, BO, CHI = Person(1, "Ana Alves"), Person(2, "Bo <!channel> *Berg*"), Person(3, "Chi")
FACES = Faces({1: Account("U1ANA"), 2: Account("U2BO"), 9: Account("not an id")}, "Europe/Lisbon")
NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
WILD = "<!channel> <@U2BO> @here *b* _i_ `c` ~s~ :tada: https://e.example <https://x|y> & &amp; >q"
PRESS = Press(key="kudos.undo", data={"kudos_id": 7, "why": "<&>"})
CHART = Chart(
    title="Help <!channel> by week",
    labels=("2 Nov", "9 Nov"),
    series=(Series(label="Answers", values=(3, 5)),),
    alt="Help <!channel> by week: 3, then 5",
    url="https://pics.example.org/chart.png",
)

EVERYTHING: tuple[Block, ...] = (
    Header(text="A <b> & c"),
    Text.of(ANA, " thanks ", BO, " and ", CHI, ": ", WILD, "\n", bold("b"), italic("i"), code("c")),
    Text.of(Link(url="https://a.example/?a=1&b=2", text="the page"), When(at=NOON)),
    Text.of(When(at=NOON, form="date"), When(at=NOON, form="time")),
    Facts.of(("Topic", "#sql"), ("By", ANA), ("On", When(at=NOON))),
    Bullets.of("one", ["two ", BO], WILD),
    Bullets.of("one", "two", ordered=True),
    Buttons.of(
        Button(label="Undo", press=PRESS),
        Button(label="Undo", press=PRESS, style="primary"),
        Button(
            label="Report & hide",
            press=PRESS,
            style="danger",
            confirm=Confirm(title="Sure?", text=WILD, yes="Yes & no"),
        ),
        Button(label="Read", url="https://a.example/"),
        Button(label="Bad", url="javascript:alert(1)"),
    ),
    Select(
        placeholder="Pick one & only",
        options=(Option(value="a", label="A <&>"), Option(value="b", label="B")),
        press=PRESS,
        chosen="b",
    ),
    Image(url="https://pics.example.org/a.png", alt="A picture of <@U2BO>"),
    Image(url="http://127.0.0.1:8080/a.png", alt="A local picture"),
    CHART,
    CHART.model_copy(update={"url": ""}),
    Divider(),
    Progress(label="Half of it", fraction=0.5),
    Context.of("Given by ", ANA, " on ", When(at=NOON), " about ", italic("#sql #python")),
    Context.of("Type ", code("/learn help"), " or read ", Link(url="https://a.example", text="on")),
    Context.of(Mention(person=BO, ping=False), " took it back"),
)


def thanks(note: str = WILD, giver: Person = ANA) -> Thanks:
    return Thanks(
        id=7,
        giver=giver,
        to=(BO, CHI),
        note=note,
        topics=("sql", "snake_case"),
        evidence="https://acme.slack.com/archives/C1/p1",
        is_private=False,
        given_at=NOON,
        undone_at=None,
        hidden_at=None,
    )


VIEWS: dict[str, Callable[[], Message]] = {
    "everything": lambda: Message.of(*EVERYTHING, summary=WILD),
    "card": lambda: kudos_views.card(thanks()),
    "undone card": lambda: kudos_views.undone_card(thanks()),
    "hidden card": kudos_views.hidden_card,
    "received": lambda: kudos_views.received(thanks()),
    "given": lambda: kudos_views.given(7, [BO, CHI], 3, is_public=True, undo_minutes=10),
    "undone": kudos_views.undone,
    "too late": lambda: kudos_views.too_late(10),
    "not yours": kudos_views.not_yours,
    "gone": kudos_views.gone,
    "report taken": lambda: kudos_views.report_taken(first=True),
    "reported": lambda: kudos_views.reported(thanks()),
    "decided": lambda: kudos_views.decided(thanks(), hidden=True),
    "moderators only": kudos_views.moderators_only,
    "reports": lambda: kudos_views.reports([thanks()] * 10),
    "mine": lambda: kudos_views.mine(ANA, [thanks()] * 5, 5, [thanks()], 2),
    "of colleague": lambda: kudos_views.of_colleague(BO, [thanks()] * 5, 5),
    "greeting": help_views.greeting,
    "unknown": lambda: help_views.unknown(WILD, {"kudos": ()}),
    "trouble": trouble.on_our_side,
    "outdated": trouble.outdated,
    "home": lambda: Message.of(
        *home_views.welcome(BO),
        *kudos_views.home([thanks()] * 5, 5, 2, 5, [thanks()]),
        *home_views.footer(),
    ),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_is_valid(name: str) -> None:
    said = VIEWS[name]()
    assert faults(render.message(said, FACES)) == []
    assert faults(render.message(said, Faces())) == []
    assert view_faults(render.home(Home(blocks=said.blocks), FACES)) == []


@pytest.mark.parametrize("name", VIEWS)
def test_nothing_in_a_view_is_alive_but_what_was_meant(name: str) -> None:
    said = VIEWS[name]()
    found = alive(render.message(said, FACES)["blocks"])
    assert found.others == []
    assert set(found.users) <= {"U1ANA", "U2BO"}
    assert not set(found.links) - {
        "https://a.example/?a=1&b=2",
        "https://a.example/",
        "https://a.example",
        "https://acme.slack.com/archives/C1/p1",
    }


def blocks(*said: Block | str, faces: Faces = FACES) -> list[dict[str, Any]]:
    drawn: list[dict[str, Any]] = render.message(Message.of(*said), faces)["blocks"]
    return drawn


def leaves(*said: Block | str, faces: Faces = FACES) -> list[dict[str, Any]]:
    (block,) = blocks(*said, faces=faces)
    (section,) = block["elements"]
    found: list[dict[str, Any]] = section["elements"]
    return found


def test_people_with_an_account_are_mentioned_and_others_named() -> None:
    strange = Person(9, "Strange")
    assert leaves(Text.of(ANA, CHI, Mention(person=BO, ping=False), strange)) == [
        {"type": "user", "user_id": "U1ANA"},
        {"type": "text", "text": "Chi", "style": {"bold": True}},
        {"type": "text", "text": BO.name, "style": {"bold": True}},
        {"type": "text", "text": "Strange", "style": {"bold": True}},
    ]


def test_moments_stand_in_the_readers_zone() -> None:
    (date,) = leaves(Text.of(When(at=NOON)))
    assert date["timestamp"] == int(NOON.timestamp())
    assert date["format"] == "{date_long_pretty} at {time}"
    assert date["fallback"] == "18 Nov 2026, 12:00 (Europe/Lisbon)"
    (date,) = leaves(Text.of(When(at=NOON)), faces=Faces(zone="Asia/Tokyo"))
    assert date["fallback"] == "18 Nov 2026, 21:00 (Asia/Tokyo)"
    (date,) = leaves(Text.of(When(at=NOON)), faces=Faces(zone="Nowhere/Else"))
    assert date["fallback"] == "18 Nov 2026, 12:00 (UTC)"
    old_day = When(at=datetime(1900, 1, 1, tzinfo=UTC), form="date")
    (old,) = leaves(Text.of(old_day), faces=Faces())
    assert old == {"type": "text", "text": "1 Jan 1900"}


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://a.example", "https://", "https://a b", "x", "https://[", "//a"],
)
def test_what_is_no_address_is_no_link(url: str) -> None:
    drawn = blocks(Text.of(Link(url=url, text="here")), Buttons.of(Button(label="Go", url=url)))
    found = alive(drawn)
    assert found.links == []
    assert url in found.words
    assert "Go" in found.words


def test_small_print_stays_small_while_it_can_be_exact() -> None:
    (block,) = blocks(Context.of("Given by ", ANA, " in ", italic("#sql")))
    assert block["type"] == "context"
    assert [e["text"] for e in block["elements"]] == ["Given by", "<@U1ANA>", "in", "_#sql_"]
    (block,) = blocks(Context.of("Given by ", bold("*Bo*")))
    assert block["type"] == "rich_text"
    (block,) = blocks(Context.of(*[Plain(text=c, style="bold") for c in "abcdefghijk"]))
    assert block["type"] == "rich_text"


def test_buttons_are_told_apart_and_come_back() -> None:
    (block,) = blocks(Buttons.of(*[Button(label="Undo", press=PRESS)] * 3))
    ids = [e["action_id"] for e in block["elements"]]
    assert ids == ["kudos.undo", "kudos.undo#1", "kudos.undo#2"]
    for element in block["elements"]:
        assert pressed(element) == Raw("kudos.undo", PRESS.data)
        assert not set("<>&") & set(element["value"])


def test_a_select_comes_back() -> None:
    options = (Option(value="a", label="A"), Option(value="b", label="B"))
    (block,) = blocks(Select(placeholder="Pick", options=options, press=PRESS, chosen="z"))
    (element,) = block["elements"]
    assert "initial_option" not in element
    answered = element | {"selected_option": element["options"][1]}
    assert pressed(answered) == Raw("kudos.undo", {**PRESS.data, "choice": "b"})


def test_more_ids_than_fit_are_a_fault_of_ours() -> None:
    large = Press(key="x", data={"ids": "9" * 2000})
    with pytest.raises(TooMuchToPress):
        blocks(Buttons.of(Button(label="Go", press=large)))
    with pytest.raises(TooMuchToPress):
        blocks(Select(placeholder="Go", options=(Option(value="a", label="A"),), press=large))


def test_a_heading_too_long_once_escaped_is_bold_text() -> None:
    (block,) = blocks(Header(text="&" * 150))
    assert block["type"] == "rich_text"
    assert alive(block).words == "&" * 150


@pytest.mark.parametrize("fraction", [0, 0.04, 0.5, 0.999, 1])
def test_a_bar_says_how_far(fraction: float) -> None:
    words = alive(blocks(Progress(label="Left", fraction=fraction))).words
    assert words.startswith("Left\n")
    assert words.endswith(f"{fraction:.0%}")
    assert words.count("▰") + words.count("▱") == 10


@pytest.mark.parametrize("length", [1, 2_999, 3_000, 3_001, 9_000])
def test_long_text_is_split_and_complete(length: int) -> None:
    text = "".join(chr(97 + i % 26) for i in range(length))
    drawn = render.message(Message.of(text), FACES)
    assert faults(drawn) == []
    assert alive(drawn["blocks"]).words == text


def test_what_slack_does_not_show_is_announced() -> None:
    drawn = render.message(
        Message.of("x" * 40_000, Buttons.of(Button(label="Undo", press=PRESS)), "y" * 5_000), FACES
    )
    assert faults(drawn) == []
    assert phrases.CUT in alive(drawn["blocks"]).words
    assert any(b["type"] == "actions" for b in drawn["blocks"])


def test_fifty_blocks_of_several_each_lose_nothing() -> None:
    said = Message.of(*[f"paragraph {i} " + "x" * 100 for i in range(48)], "y" * 6_000, Divider())
    drawn = render.message(said, FACES)
    assert faults(drawn) == []
    words = alive(drawn["blocks"]).words
    assert all(f"paragraph {i} " in words for i in range(48))


def test_blocks_beyond_the_limit_are_announced() -> None:
    rows = [Buttons.of(Button(label=f"B{i}", url="not one")) for i in range(25)]
    more = [Buttons.of(Button(label=f"C{i}", press=PRESS)) for i in range(25)]
    drawn = render.message(
        Message.of(*[b for pair in zip(rows, more, strict=True) for b in pair]), FACES
    )
    assert faults(drawn) == []
    home = render.home(
        Home(blocks=tuple(Buttons.of(Button(label="B", press=PRESS)) for _ in range(100))), FACES
    )
    assert len(home["blocks"]) == 100


def test_nothing_to_show_says_so() -> None:
    assert phrases.EMPTY in alive(blocks("   ")).words
    assert view_faults(render.home(Home(blocks=()), FACES)) == []


def test_the_way_to_a_message_is_the_address_that_slack_itself_copies() -> None:
    to = There(
        text="its thread",
        style="bold",
        platform="slack",
        workspace="acme",
        conversation="C1",
        message="1764.000200",
        thread="1764.000100",
    )
    url = "https://acme.slack.com/archives/C1/p1764000200?thread_ts=1764.000100&cid=C1"
    linked = {"type": "link", "url": url, "text": "its thread", "style": {"bold": True}}
    assert elements([to], FACES) == [linked]
    said = Message.of(Text.of(to), Context.of("asked in ", to.model_copy(update={"style": ""})))
    assert faults(render.message(said, FACES)) == []
    assert alive(render.message(said, FACES)["blocks"]).links == [url, url]
    for change in ({"platform": "teams"}, {"workspace": ""}, {"workspace": "Acme Inc."}):
        (words,) = elements([to.model_copy(update=change)], FACES)
        assert words == {"type": "text", "text": "its thread", "style": {"bold": True}}


def test_a_chart_is_a_picture_with_its_words_or_the_words_alone() -> None:
    (drawn,) = render.message(Message.of(CHART, summary="A chart"), FACES)["blocks"]
    assert drawn == {
        "type": "image",
        "image_url": CHART.url,
        "alt_text": CHART.alt,
    }
    for address in ("", "http://127.0.0.1:8080/charts/x.png", "https://potluck/charts/x.png"):
        own = CHART.model_copy(update={"url": address})
        (words,) = render.message(Message.of(own, summary="A chart"), FACES)["blocks"]
        (said,) = words["elements"][0]["elements"]
        assert said["text"] == CHART.alt
