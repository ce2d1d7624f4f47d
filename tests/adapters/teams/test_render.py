"""Cards: what people wrote makes no markup, only intended mentions are mentions, all fits."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.limits import BUTTONS, MENTIONS, MESSAGE_BYTES
from adapters.teams.references import AccountReference
from adapters.teams.render import activity, card, size
from bot.events import Account, Person
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Confirm,
    Context,
    Divider,
    Fact,
    Facts,
    Header,
    Image,
    Link,
    Mention,
    Message,
    Press,
    Progress,
    Select,
    Series,
    Spans,
    Text,
    bold,
    spans,
)
from bot.messages.blocks import Option
from bot.messenger import Faces
from bot.store.kudos import Thanks
from bot.views import help as help_views
from bot.views import home, kudos, trouble
from tests.adapters.teams.markdown import NASTY, PEOPLES_TEXT, shown
from tests.adapters.teams.material import Json, card_problems

ANA, BO, OTHER_BO, STRANGER = Person(1, "Ana"), Person(2, "Bo"), Person(3, "Bo"), Person(4, "Eve")
FACES = Faces(
    {
        1: Account("aad-ana", "Ana", reference=str(AccountReference("29:ana"))),
        2: Account("aad-bo", "Bo"),
        3: Account("aad-bo-2", "Bo"),
    }
)


def texts(value: Any) -> Iterator[str]:
    """Every markdown text of a card."""
    if isinstance(value, dict):
        if value.get("type") == "TextBlock":
            yield value["text"]
        for fact in value.get("facts", []) if value.get("type") == "FactSet" else []:
            yield from (fact["title"], fact["value"])
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def mentioned(made: Json) -> set[str]:
    """Whom Teams would notify: entities whose text stands in the card."""
    whole = "\n".join(texts(made))
    entities = made.get("msteams", {}).get("entities", [])
    return {e["mentioned"]["id"] for e in entities if e["text"] in whole}


@given(
    PEOPLES_TEXT, PEOPLES_TEXT, st.lists(st.sampled_from([ANA, BO, OTHER_BO, STRANGER]), max_size=6)
)
def test_whom_a_card_mentions_is_whom_it_meant_to(
    before: str, after: str, who: list[Person]
) -> None:
    said: Spans = spans([before, *who, after])
    quiet = spans([Mention(person=ANA, ping=False), before])
    made = card(
        [Text(spans=said), Facts(facts=(Fact(label=before[:9], value=said),)), Text(spans=quiet)],
        FACES,
    )
    ids = {1: "29:ana", 2: "aad-bo", 3: "aad-bo-2"}
    assert mentioned(made) == {ids[p.id] for p in who if p.id in ids}
    tags = [e["text"] for e in made.get("msteams", {}).get("entities", [])]
    assert len(tags) == len(set(tags))
    found = {tag for text in texts(made) for tag in re.findall(r"<at>.*?</at>", text)}
    assert found == set(tags)


def every_block(text: str) -> list[Block]:
    said = spans([text, ANA, Link(url="https://a.example", text=text), bold(text)])
    press = Press(key="k", data={"id": 1})
    sure = Confirm(title=text[:100], text=text[:300], yes="Yes")
    return [
        Divider(),
        Header(text=text[:150]),
        Text(spans=said),
        Divider(),
        Facts(facts=(Fact(label=text, value=said), Fact(label="b", value=said))),
        Bullets(items=(said, spans([text]))),
        Bullets(items=(said, spans(["1. x"])), ordered=True),
        Buttons(
            buttons=(
                Button(label="Go", press=press, style="primary"),
                Button(label="No", press=press, style="danger", confirm=sure),
                Button(label="Web", url="https://a.example/"),
            )
        ),
        Select(
            placeholder="Which?",
            options=(Option(value="a,b", label="A"), Option(value="c", label="C")),
            press=press,
            chosen="c",
        ),
        Image(url="https://a.example/i.png", alt=text[:200] or "picture"),
        Image(url="javascript:x", alt="picture"),
        chart(text[:100] or "chart"),
        Divider(),
        Progress(label=text, fraction=0.42),
        Context(spans=said),
        Divider(),
    ]


def chart(words: str, url: str = "", series: int = 1) -> Chart:
    """A chart in somebody's words."""
    own = Series(label=words[:75], values=(3, 5))
    return Chart(title=words, labels=("2 Nov", "9 Nov"), series=(own,) * series, alt=words, url=url)


def kudos_views(note: str) -> list[Message]:
    """Every message about kudos, with people's words in it."""
    at = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    evidence = "https://teams.microsoft.com/l/message/19:x/1"
    one = Thanks(1, ANA, (BO, OTHER_BO), note, ("sql", "b_i"), evidence, False, at, None, None)
    quiet = replace(one, is_private=True, to=(BO,), evidence="", topics=())
    both = [one, quiet] * 3
    home_blocks = kudos.home(both, 6, 2, 5, both)
    return [
        kudos.card(one),
        kudos.undone_card(one),
        kudos.hidden_card(),
        kudos.received(one),
        kudos.received(quiet),
        kudos.given(1, [BO], 2, is_public=True, undo_minutes=10),
        kudos.reported(one),
        kudos.decided(one, hidden=True),
        kudos.reports(both),
        kudos.mine(ANA, both, 6, [one], 2),
        kudos.of_colleague(BO, both, 6),
        kudos.roundup(both, 6),
        Message.of(*home.welcome(ANA), *home_blocks, *home.footer()),
        Message.of(kudos.unknown_name(note), kudos.cannot_receive(STRANGER, "bot")),
    ]


VIEWS = [
    trouble.on_our_side(),
    trouble.outdated(),
    trouble.undelivered(1, "Add Potluck."),
    trouble.sending_again(),
    trouble.nothing_to_send(),
    help_views.greeting(),
    help_views.unknown("<at>x</at>", {"kudos": 1}),
]


@pytest.mark.parametrize("text", NASTY)
def test_every_block_passes_the_official_schema(text: str) -> None:
    made = card(every_block(text), FACES)
    assert card_problems(made) == []
    assert size(made) <= MESSAGE_BYTES


@pytest.mark.parametrize("view", VIEWS)
def test_every_fixed_view_passes_the_official_schema(view: Message) -> None:
    made = activity(view, FACES)
    assert card_problems(made["attachments"][0]["content"]) == []
    assert size(made) < MESSAGE_BYTES
    assert made["summary"]


@pytest.mark.parametrize("note", NASTY)
def test_every_view_of_kudos_passes_the_official_schema(note: str) -> None:
    for view in kudos_views(note):
        made = activity(view, FACES)
        drawn = made["attachments"][0]["content"]
        assert card_problems(drawn) == []
        assert size(made) < 28 * 1024
        for element in drawn["body"]:
            assert len(element.get("actions", [])) <= BUTTONS
        for markdown in texts(drawn):
            assert "<" not in re.sub(r"<at>[^<>]*</at>", "", markdown)


@given(PEOPLES_TEXT)
def test_peoples_text_makes_no_markup_in_any_block(text: str) -> None:
    said = spans([text])
    blocks: list[Block] = [
        Header(text=text[:150]),
        Text(spans=said),
        Context(spans=spans(["a", text])),
        Facts(facts=(Fact(label=text, value=said),)),
        Bullets(items=(said,), ordered=True),
        Progress(label=text, fraction=1),
    ]
    for markdown in texts(card(blocks, FACES)):
        assert shown(markdown)[1] == set()


def test_buttons_carry_ids_and_ask_before_they_act() -> None:
    made = card(every_block("x"), FACES)
    (actions,) = [
        e["actions"] for e in made["body"] if e["type"] == "ActionSet" and len(e["actions"]) == 3
    ]
    assert actions[0] | {} == {
        "type": "Action.Execute",
        "title": "Go",
        "verb": "k",
        "data": {"press": {"id": 1}},
        "associatedInputs": "none",
        "style": "positive",
    }
    assert actions[1]["type"] == "Action.ShowCard"
    assert actions[1]["card"]["actions"][0]["title"] == "Yes"
    assert actions[2]["url"] == "https://a.example/"


def test_what_is_too_long_is_cut_and_says_so() -> None:
    long = card(
        [
            Text(spans=spans(["é" * 30_000])),
            Buttons(buttons=(Button(label="b", url="https://a.b"),)),
        ],
        FACES,
    )
    assert size(long) <= MESSAGE_BYTES
    assert long["body"][-1]["type"] == "ActionSet"
    assert long["body"][0]["text"].endswith("…")
    many = card([Text(spans=spans(["<" * 4000]))] * 50, FACES)
    assert size(many) <= MESSAGE_BYTES
    assert "too long for Teams" in many["body"][-1]["text"]


def test_no_more_mentions_than_teams_takes() -> None:
    people = [Person(i, f"P{i}") for i in range(80)]
    faces = Faces({p.id: Account(f"aad-{p.id}") for p in people})
    made = card([Text(spans=spans(people))], faces)
    assert len(made["msteams"]["entities"]) == MENTIONS
    assert "P79" in made["body"][0]["text"]


def test_a_notification_gets_the_summary() -> None:
    message = Message.of("Hello", summary="Ana thanks you")
    assert activity(message, FACES)["summary"] == "Ana thanks you"
    assert json.dumps(activity(message, FACES))


def test_a_chart_is_teams_own_and_falls_back_to_a_picture_or_words() -> None:
    (above, drawn) = card([chart("Help")], FACES)["body"]
    bars = [{"x": "2 Nov", "y": 3}, {"x": "9 Nov", "y": 5}]
    assert (drawn["type"], drawn["title"], drawn["data"]) == ("Chart.VerticalBar", "Help", bars)
    assert (above["text"], drawn["fallback"]["text"]) == ("Help", "Help")
    assert drawn["color"] == "categoricalBlue"
    (_, drawn) = card([chart("Help", "https://a.example/c.png", 2)], FACES)["body"]
    assert drawn["type"] == "Chart.VerticalBar.Grouped"
    assert drawn["data"] == [{"legend": "Help", "values": bars}] * 2
    assert drawn["fallback"]["altText"] == "Help"
    assert drawn["fallback"]["url"] == "https://a.example/c.png"
