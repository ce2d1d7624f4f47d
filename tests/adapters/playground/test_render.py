"""Every block, span and field becomes JSON the browser can draw, and nothing becomes markup."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground import render
from adapters.playground.app import STATIC
from bot.events import Account, Person
from bot.messages import (
    Blank,
    Block,
    Button,
    Buttons,
    Field,
    Home,
    Link,
    Message,
    Span,
    Text,
    There,
)
from bot.messages.blocks import AnyBlock
from bot.messages.fields import AnyField
from bot.messenger import Faces
from tests.adapters.playground import gallery

ANA = Person(1, "Ana Ferreira")
BO = Person(2, "Bo Lindqvist")
FACES = Faces({1: Account("ana"), 2: Account("bo")}, "Europe/Lisbon")


def kinds(of: Any) -> set[str]:
    """The kinds a closed union has."""
    return {m.model_fields["kind"].default for m in get_args(of)}


def drawn_in(file: str, table: str) -> set[str]:
    """The kinds that a table of drawing functions in the browser has."""
    text = (STATIC / file).read_text(encoding="utf-8")
    body = re.search(rf"export const {table} = \{{\n(.*?)\n\}};", text, re.DOTALL)
    assert body
    return set(re.findall(r"^  (\w+): \(", body[1], re.MULTILINE))


@pytest.mark.parametrize(
    ("file", "table", "union"),
    [
        ("blocks.js", "drawBlock", Block),
        ("blocks.js", "drawSpan", get_args(Span)[0]),
        ("form.js", "drawField", Field),
    ],
)
def test_the_browser_draws_every_kind(file: str, table: str, union: Any) -> None:
    assert drawn_in(file, table) == kinds(union)
    assert kinds(union)


def test_the_gallery_has_every_kind_and_each_is_rendered() -> None:
    made = render.blocks(gallery.blocks(ANA), FACES)
    assert {b["kind"] for b in made} == kinds(Block) == kinds(get_args(AnyBlock)[0])
    json.dumps(made)
    assert render.home(Home(blocks=gallery.blocks(ANA)), FACES) == made


def test_spans() -> None:
    text = render.blocks(gallery.blocks(ANA), FACES)[1]["spans"]
    assert {s["kind"] for s in text} == kinds(get_args(Span)[0])
    pinged, quiet, stranger = [s for s in text if s["kind"] == "mention"]
    assert pinged == {"kind": "mention", "name": ANA.name, "person": "ana", "ping": True}
    assert (quiet["person"], quiet["ping"]) == ("ana", False)
    assert (stranger["person"], stranger["ping"]) == (None, False)
    (when,) = [s for s in text if s["kind"] == "when"]
    assert when == {"kind": "when", "at": "2026-11-24T09:30:00+00:00", "form": "datetime"}


def test_whom_a_message_calls_on() -> None:
    assert render.pinged(Message.of(*gallery.blocks(ANA)), FACES) == ["ana"]
    assert render.pinged(Message.of("@bo and <@ana>"), FACES) == []


def test_a_form_with_every_kind_of_field() -> None:
    blank = gallery.Everything.blank(
        options=gallery.options(),
        title="Soup",
        host=BO,
        guests=[ANA, Person(9, "Elsewhere")],
        day=date(2026, 11, 24).isoformat(),
        hour=time(9, 30).isoformat(),
        moment=gallery.MOMENT.isoformat(),
        topics=["sql"],
    )
    made = render.form(blank, FACES)
    by_name = {f["name"]: f for f in made["fields"]}
    assert {f["kind"] for f in made["fields"]} == kinds(Field) == kinds(get_args(AnyField)[0])
    assert (made["key"], made["submit"], made["errors"]) == (blank.key, "Send it", {})
    assert by_name["host"]["value"] == "bo"
    assert by_name["guests"] | {"label": ""} == {
        "name": "guests",
        "label": "",
        "hint": "",
        "required": False,
        "max_length": None,
        "value": ["ana"],
        "kind": "people",
        "most": 3,
    }
    assert by_name["title"]["max_length"] == 60
    assert by_name["title"]["placeholder"] == "Short and sweet"
    assert by_name["size"]["options"][0] == {"value": "s", "label": "Small"}
    assert (by_name["seats"]["least"], by_name["seats"]["most"]) == (2, 40)
    assert by_name["remind"]["value"] is True
    assert datetime.fromisoformat(by_name["moment"]["value"]) == gallery.MOMENT
    json.dumps(made)


def test_errors_come_with_the_form() -> None:
    blank = gallery.Everything.again({"title": "x"}, {"title": "Too short."})
    assert isinstance(blank, Blank)
    assert render.form(blank, FACES)["errors"] == {"title": "Too short."}


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.com/a?b#c", True),
        ("http://127.0.0.1:8080/#/c-data/1", True),
        ("http://localhost/x", True),
        ("http://example.com", False),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://x/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("https://", False),
        ("http://[::1", False),
        ("", False),
    ],
)
def test_only_safe_links_can_be_followed(url: str, kept: bool) -> None:
    assert (render.address(url) == url) is (kept or url == "")
    made = render.block(Text.of(Link(url=url, text="x")), FACES)
    assert made["spans"][0]["url"] == (url if kept else "")
    button = render.block(Buttons.of(Button(label="x", url=url)), FACES)
    assert not button["buttons"][0]["url"] or kept


def test_the_way_to_a_message_is_its_anchor_on_this_page() -> None:
    to = There(
        text="its thread",
        style="bold",
        platform="playground",
        workspace="",
        conversation="c-data",
        message="12",
    )
    drawn = {"kind": "there", "text": "its thread", "style": "bold", "anchor": "#/c-data/12"}
    assert render.span(to, FACES) == drawn
    for change in ({"platform": "slack"}, {"message": "1/x"}, {"conversation": "a b"}):
        assert render.span(to.model_copy(update=change), FACES) == drawn | {"anchor": ""}


@given(st.text(max_size=200))
def test_whatever_somebody_writes_stays_literal_text(words: str) -> None:
    made = render.block(Text.of(words), FACES)
    assert "".join(s["text"] for s in made["spans"]) == words
    assert {s["kind"] for s in made["spans"]} <= {"plain"}


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.js")), ids=lambda f: f.name)
def test_the_page_never_reads_words_as_markup_or_code(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser"):
        assert way not in text
    assert not re.search(r"\beval\(|new Function|setAttribute\(\s*[\"']on|createContextualFr", text)


def test_the_page_asks_nobody_else_for_anything() -> None:
    for file in STATIC.iterdir():
        text = file.read_text(encoding="utf-8")
        found = set(re.findall(r"https?://[^\s\"'`<>)]+", text))
        assert found <= {"http://www.w3.org/2000/svg"}, file.name


def test_the_page_has_no_inline_script_or_style() -> None:
    text = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)
