"""docs/recall-cards.md: the files it shows are files of cards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.rules.recall_cards import problems
from bot.rules.recall_import import records

PAGE = (Path(__file__).parents[2] / "docs/recall-cards.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```(csv|markdown)\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("language", "said"), SHOWN, ids=[language for language, _ in SHOWN])
def test_what_the_page_shows_can_be_imported(language: str, said: str) -> None:
    found = list(records([said.encode()], is_markdown=language == "markdown"))
    assert [problems(r.draft) for r in found if r.draft] == [[]] * len(found)
    kinds = [r.draft.kind for r in found if r.draft]
    expected = {"csv": ["single", "free"], "markdown": ["single", "true_false", "free", "apply"]}
    assert kinds == expected[language]


def test_both_kinds_of_file_are_shown() -> None:
    assert {language for language, _ in SHOWN} == {"csv", "markdown"}
