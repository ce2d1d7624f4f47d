"""Cards: what people wrote is shown literally, only intended mentions are mentions, all fits."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from adapters.teams.limits import BUTTONS, MENTIONS, MESSAGE_BYTES
from adapters.teams.markup import Writer, escape, safe_url, when
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
    Plain,
    Press,
    Progress,
    Select,
    Series,
    Spans,
    Text,
    There,
    When,
    bold,
    code,
    italic,
    spans,
)
from bot.messages.blocks import Option
from bot.messenger import Faces
from bot.store.kudos import Thanks
from bot.views import help as help_views
from bot.views import home, kudos, trouble
from tests.adapters.teams.material import Json, card_problems

ANA, BO, OTHER_BO, STRANGER = Person(1, "Ana"), Person(2, "Bo"), Person(3, "Bo"), Person(4, "Eve")
FACES = Faces(
    {
        1: Account("aad-ana", "Ana", reference=str(AccountReference("29:ana"))),
        2: Account("aad-bo", "Bo"),
        3: Account("aad-bo-2", "Bo"),
    }
)
# The parser that Teams' web client uses, with what it leaves on: HTML is shown, not obeyed.
MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": False}).enable("strikethrough")

NASTY = [
    "<!channel> @everyone <at>Ana</at> <at>everyone</at>",
    "**bold** _it_ `code` ~~gone~~ [link](https://evil.example) ![i](x)",
    "<b>b</b><script>alert(1)</script><img src=x onerror=y>",
    "&lt;at&gt;Ana&lt;/at&gt; &amp; AT&T &copy; &#60;",
    "{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{TIME(2026-01-01T00:00:00Z)}} ${x}",
    "# head\n## two\n- a\n+ b\n* c\n1. one\n2) two\n> quote\n---\n===",
    "    code\n\tcode\n```\nx\n```",
    "a\\b \\* \\_ \\",
    "שלום עולם \u202eevil\u202c עוד",
    "\u202eunclosed",
    "🎉🎉👩‍👩‍👧",
    "a|b\n-|-\n1|2",
    "<https://evil.example> <mailto:a@b.c>",
    "[a]: https://evil.example\n[a]",
    "x" * 4000,
    "line one\r\nline two\rline three",
    "   ",
]
PEOPLES_TEXT = (
    st.text() | st.text(alphabet="<>at/ Ana&;lgt*_[]()`~#-+=1.>\n\\{}DE!|") | st.sampled_from(NASTY)
)


def shown(markdown: str) -> tuple[str, set[str]]:
    """What a reader sees of markdown, and the kinds of markup a parser finds in it."""
    seen, kinds = [], set()
    for token in MARKDOWN.parse(markdown):
        if token.type not in ("paragraph_open", "paragraph_close", "inline"):
            kinds.add(token.type)
        for child in token.children or []:
            if child.type in ("text", "text_special"):
                seen.append(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                seen.append("\n")
            else:
                kinds.add(child.type)
        seen.append("\n" if token.type == "paragraph_close" else "")
    return "".join(seen), kinds


def readable(text: str) -> str:
    """The text without what no client shows: blanks at the ends of lines, control characters."""
    lines = re.split(
        r"\r\n|\r|\n", re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]", "", text)
    )
    return "".join("".join(line.split()) for line in lines)


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


@pytest.mark.parametrize("text", NASTY)
def test_nasty_text_is_shown_as_it_was_written(text: str) -> None:
    seen, kinds = shown(escape(text))
    assert kinds == set()
    assert readable(seen).rstrip("\u202c") == readable(text).rstrip("\u202c")


@given(PEOPLES_TEXT)
def test_any_text_is_shown_as_it_was_written(text: str) -> None:
    escaped = escape(text)
    seen, kinds = shown(escaped)
    assert kinds == set()
    assert readable(seen).rstrip("\u202c\u2069") == readable(text).rstrip("\u202c\u2069")
    assert "<" not in escaped
    assert "{{" not in escaped


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


@given(PEOPLES_TEXT)
def test_a_name_cannot_break_out_of_its_mention(name: str) -> None:
    writer = Writer(Faces({9: Account("aad-9", name)}))
    text = writer.write(spans(["hi ", Person(9, name), " there"]))
    assert text.count("<") == 2
    assert text.startswith("hi <at>")
    assert text.endswith("</at> there")
    assert [e["text"] for e in writer.entities] == [text[3:-6]]


def test_emphasis_hugs_the_words() -> None:
    writer = Writer(Faces())
    said = spans(
        [bold(" a*b "), "and ", italic("c_d"), " ", code("/learn x"), bold("  "), bold("x\ny")]
    )
    seen, kinds = shown(writer.write(said))
    assert kinds == {"strong_open", "strong_close", "em_open", "em_close"}
    assert readable(seen) == "a*bandc_d/learnxxy"


def test_links_lead_where_they_say_and_nowhere_else() -> None:
    writer = Writer(Faces())
    text = writer.write(spans([Link(url="https://a.example/x_(y)?q=a b", text="see [this](no)")]))
    assert text == r"[see \[this\](no)](https://a.example/x%5F%28y%29?q=a%20b)"
    for url in ("javascript:alert(1)", "data:text/html,x", "https://", "//x", "x", "http://[", ""):
        assert safe_url(url) == ""
        assert writer.write(spans([Link(url=url, text="t")])) == "t"


def test_moments_are_told_in_the_readers_zone() -> None:
    at = datetime(2026, 1, 5, 10, 0, tzinfo=timezone(timedelta(hours=1)))
    assert when(When(at=at)) == (
        "{{DATE(2026-01-05T09:00:00Z,SHORT)}} {{TIME(2026-01-05T09:00:00Z)}}"
    )
    assert when(When(at=at.astimezone(UTC), form="date")) == "{{DATE(2026-01-05T09:00:00Z,SHORT)}}"


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


def test_plain_is_literal_even_between_markup() -> None:
    writer = Writer(FACES)
    text = writer.write(
        (
            Plain(text="{"),
            Plain(text="{DATE(2026-01-01T00:00:00Z)}}"),
            Plain(text="<"),
            Plain(text="at>Ana</at>"),
        )
    )
    assert shown(text) == ("{{DATE(2026-01-01T00:00:00Z)}}<at>Ana</at>\n", set())


def test_the_way_to_a_message_is_the_address_that_teams_itself_copies() -> None:
    to = There(
        text="its [thread]",
        style="bold",
        platform="teams",
        workspace="",
        conversation="19:a_b@thread.tacv2",
        message="1650",
        thread="1600",
    )
    room = "https://teams.microsoft.com/l/message/19%3Aa%5Fb%40thread.tacv2/1650"
    assert Writer(Faces()).write((to,)) == rf"[its \[thread\]]({room}?parentMessageId=1600)"
    assert Writer(Faces()).write((to.model_copy(update={"thread": None}),)).endswith(f"({room})")
    for change in ({"platform": "slack"}, {"conversation": "a:personal"}, {"message": ""}):
        elsewhere = Writer(Faces()).write((to.model_copy(update=change),))
        assert elsewhere == r"**its \[thread\]**"


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
