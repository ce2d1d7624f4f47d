"""What takeaways and accepted answers are offered as."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.recall_cards import problems
from bot.rules.recall_drafts import MOST_TAKEAWAYS, of_answer, of_takeaways


def test_takeaways_become_one_card_for_all_and_one_for_each() -> None:
    made = of_takeaways("Plans", "- Read from the inside\n\n* Rows lie\n")
    assert [(d.kind, d.prompt) for d in made] == [
        ("free", "What are the 2 things to remember from “Plans”?"),
        ("apply", "Read from the inside"),
        ("apply", "Rows lie"),
    ]
    assert made[0].solution == "• Read from the inside\n• Rows lie"
    assert of_takeaways("Plans", "Rows lie")[0].prompt.startswith("What is the one thing")
    assert of_takeaways("Plans", " \n- \n") == []
    assert len(of_takeaways("Plans", "\n".join(f"line {n}" for n in range(20)))) == (
        1 + MOST_TAKEAWAYS
    )


@given(st.text(min_size=1, max_size=120), st.text(max_size=3000))
def test_whatever_was_left_is_never_too_long_for_a_card(title: str, takeaways: str) -> None:
    for draft in of_takeaways(title, takeaways):
        assert {p.field for p in problems(draft)} <= {"prompt"}, "at worst it asks nothing in words"


def test_an_answer_is_asked_by_its_question() -> None:
    made = of_answer("How do I see a plan?", " Type EXPLAIN. " + "x" * 2000, ["sql"])
    assert (made.kind, made.prompt, made.topics) == ("free", "How do I see a plan?", "#sql")
    assert len(made.solution) == 1000
    assert problems(made) == []
