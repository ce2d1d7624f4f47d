"""Names, channels and commands in what people type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.playground.people import CHANNELS, COLLEAGUES
from adapters.playground.typed import Directory, Piece, pieces, said, slash, without
from bot.events import Account

EVERYBODY = Directory.of([(c.id, c.name) for c in COLLEAGUES], [(c.id, c.name) for c in CHANNELS])


def t(value: str) -> Piece:
    return Piece("text", value)


def p(value: str) -> Piece:
    return Piece("person", value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hello", [t("hello")]),
        ("@Ana Ferreira hi", [p("ana"), t(" hi")]),
        ("@ana hi", [p("ana"), t(" hi")]),
        (
            "@ANA, @bo's and (@Bo Lindqvist)",
            [p("ana"), t(", "), p("bo"), t("'s and ("), p("bo"), t(")")],
        ),
        ("@anabel", [t("@anabel")]),
        ("@ana_x", [t("@ana_x")]),
        ("write to me@ana.example", [t("write to me@ana.example")]),
        ("@nobody @ everyone @channel", [t("@nobody @ everyone @channel")]),
        ("@Emre Yıldız and @Inés Quiroga", [p("emre"), t(" and "), p("ines")]),
        ("@Jaya Venkataraman-Srinivasan!", [p("jaya"), t("!")]),
        ("see #data and #sql", [t("see "), Piece("channel", "c-data"), t(" and #sql")]),
        ("#database", [t("#database")]),
        ("<@ana> <!channel>", [t("<"), p("ana"), t("> <!channel>")]),
        ("", []),
    ],
)
def test_names_are_found_and_the_rest_is_literal(text: str, found: list[Piece]) -> None:
    assert pieces(text, EVERYBODY) == found


@given(st.text(max_size=300))
def test_text_without_names_comes_back_whole(text: str) -> None:
    text = text.replace("@", "").replace("#", "")
    assert pieces(text, EVERYBODY) == ([t(text)] if text else [])


@given(st.lists(st.sampled_from(["@ana", "@bo", "#data", " ", "x", "@", "#", "é"])))
def test_nothing_between_names_is_lost_or_invented(parts: list[str]) -> None:
    text = "".join(parts)
    typed = {"ana": "@ana", "bo": "@bo", "c-data": "#data"}
    made = [
        piece.value if piece.kind == "text" else typed[piece.value]
        for piece in pieces(text, EVERYBODY)
    ]
    assert "".join(made) == text


def test_the_core_gets_accounts_and_literal_channels() -> None:
    made = said(pieces("@ana see #data and #sql, @bo", EVERYBODY), {"c-data": "data"})
    assert made == (Account("ana"), " see #data and #sql, ", Account("bo"))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/kudos @bo for it", ("kudos", "@bo for it")),
        ("/KUDOS", ("kudos", "")),
        ("  /learn  help", ("learn", "help")),
        ("/kudos\nlines", ("kudos", "lines")),
        ("/etc/hosts is a file", None),
        ("/ kudos", None),
        ("//", None),
        ("kudos", None),
        ("a /kudos", None),
    ],
)
def test_slash_commands(text: str, command: tuple[str, str] | None) -> None:
    assert slash(text) == command


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("@Potluck kudos @bo for it", [t("kudos "), p("bo"), t(" for it")]),
        ("@potluck, help", [t("help")]),
        ("hey @Potluck help", [t("hey help")]),
        ("@Potluck", []),
        ("help @Potluck", [t("help ")]),
    ],
)
def test_whom_it_is_said_to_is_no_part_of_it(text: str, rest: list[Piece]) -> None:
    assert without(pieces(text, EVERYBODY), "potluck") == rest
