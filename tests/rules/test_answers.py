"""What counts as an answer, when one is doubted, and why something was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Person
from bot.rules.answers import is_answer, is_doubtful, is_same, words_of
from bot.rules.found import EXCERPT, excerpt, matches, query

ANSWERS = [
    "Run vault rotate.",
    "vault write -f database/rotate-root/pg",
    "`SELECT pg_reload_conf();`",
    "https://wiki.example/rotate?page=2",
    "Thanks for asking: run `make rotate`.",
    "Lies bitte die Anleitung im Wiki.",
    "请运行 make rotate",
    "42",
    "Did you try `vault login`?",
    "Is the agent running? " + "If it is, restart it and look at the log. " * 6 + "Does it help?",
]
NO_ANSWERS = [
    "",
    "   ",
    "Thanks!",
    "thank you so much :tada:",
    "Thx, will try that",
    "+1, same here",
    "👍🎉",
    ":tada:",
    "@Bo thanks",
    "Vielen Dank!",
    "谢谢",
    "Which environment?",
    "Did you read the docs?",
    "哪个环境？",
    "???",
]


@pytest.mark.parametrize("text", ANSWERS)
def test_what_says_something_is_an_answer(text: str) -> None:
    assert is_answer((text,))


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_thanks_agreement_emoji_and_asking_back_are_none(text: str) -> None:
    assert not is_answer((text,))


@given(st.text(max_size=300))
def test_any_text_can_be_judged_and_quoted(text: str) -> None:
    is_answer((text,))
    assert is_same(text, f"  {text}\n")
    said = query(text)
    assert query(str(said)).topics == said.topics
    pieces = excerpt(text, text)
    assert len("".join(p.text for p in pieces)) <= EXCERPT + 2


def test_a_name_alone_is_no_answer() -> None:
    assert not is_answer((Person(1, "Bo Berg"), " "))
    assert is_answer(("Ask ", Person(1, "Bo Berg")))


def test_people_are_named_in_an_answer() -> None:
    assert words_of(("Ask ", Person(1, "Bo Berg"), " ")) == "Ask @Bo Berg"


@pytest.mark.parametrize(
    ("helped", "failed", "doubtful"),
    [(0, 0, False), (9, 0, False), (0, 1, True), (4, 1, True), (5, 1, False), (9, 2, True)],
)
def test_one_failure_is_enough_unless_five_vouch_for_it(
    helped: int, failed: int, doubtful: bool
) -> None:
    assert is_doubtful(helped, failed) is doubtful


@pytest.mark.parametrize(
    ("said", "words", "topics"),
    [
        ("rotate credentials", "rotate credentials", ()),
        ("rotate #Postgres credentials", "rotate credentials", ("postgres",)),
        ('"rotate* OR (NEAR', '"rotate* OR (NEAR', ()),
        ('"*" ( ) -', "", ()),
        ("#a #b", "", ("a", "b")),
        ("", "", ()),
        ("word " * 500, ("word " * 500)[:200].strip(), ()),
    ],
)
def test_what_is_looked_for(said: str, words: str, topics: tuple[str, ...]) -> None:
    found = query(said)
    assert (found.words, found.topics) == (words, topics)


def test_an_excerpt_marks_the_words_whatever_their_form_and_accents() -> None:
    text = "Filler " * 80 + "Rotating the stagîng keys is done by the vault. " + "More " * 80
    pieces = excerpt(text, "rotate staging vault")
    assert [p.text for p in pieces if p.is_match] == ["Rotating", "stagîng", "vault"]
    assert pieces[0].text == "…"
    assert pieces[-1].text.endswith("…")
    assert matches([text], "vault ROTATE") == ["Rotating", "vault"]
    assert matches([text], "unheard of") == []


def test_a_short_text_is_quoted_whole() -> None:
    assert [p.text for p in excerpt("Run  it\nnow", "")] == ["Run it now"]
    assert excerpt("", "word") == []
