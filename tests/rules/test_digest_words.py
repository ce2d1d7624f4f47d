"""A manager's digest fits one screen and a minute, whatever happened."""

from __future__ import annotations

import pytest

from bot.events import Person
from bot.messages import Bullets, Buttons, Chart, Context, Header, Text, plain
from bot.messages.blocks import texts
from bot.views import digest_teams as views
from tests.digest_gallery import digests, full

PEOPLE = tuple(Person(n, f"Somebody-With-A Long-Name-{n}") for n in range(1, 11))
WILD = "Why does the planner not use the index that we made for it, and what now? " * 5
WEEKS = digests(PEOPLE, WILD)


@pytest.mark.parametrize("name", WEEKS)
def test_a_digest_fits_one_screen_and_is_read_in_a_minute(name: str) -> None:
    made = views.digest(WEEKS[name])
    assert len(made.blocks) <= views.MOST_BLOCKS
    assert views.words_of(made) <= views.MOST_WORDS
    assert isinstance(made.blocks[0], Header)
    assert isinstance(made.blocks[-1], Context)


def test_it_leads_with_what_changed_and_carries_one_chart() -> None:
    made = views.digest(full(PEOPLE, WILD))
    lead = made.blocks[1]
    assert isinstance(lead, Text)
    assert plain(lead.spans).startswith(
        "Your team helped others 104 times, 95 more than the week before. New since last time:"
    )
    (chart,) = [block for block in made.blocks if isinstance(block, Chart)]
    assert chart.labels == ("12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "16 Nov")
    assert chart.alt.endswith("9 Nov: 9, 16 Nov: 104.")


def test_of_few_people_no_number_is_told() -> None:
    made = views.digest(WEEKS["few people"])
    lead = made.blocks[1]
    assert isinstance(lead, Text)
    assert plain(lead.spans) == "New since last time: somebody was thanked."
    (chart,) = [block for block in made.blocks if isinstance(block, Chart)]
    assert chart.title.startswith("All of us")


def test_a_quiet_week_blames_nobody() -> None:
    made = views.digest(WEEKS["a quiet week"])
    said = " ".join(plain(line) for block in made.blocks for line in texts(block))
    assert said.startswith("No help that showed here this week. A quiet week")


def test_a_line_about_one_person_names_no_other_for_what_they_did_not_do() -> None:
    made = views.digest(full(PEOPLE, WILD))
    for block in made.blocks:
        if isinstance(block, Text) and "nobody said thanks" in plain(block.spans):
            assert len([s for s in block.spans if s.kind == "mention"]) == 1
            break
    else:
        pytest.fail("somebody is thought of")


def test_each_part_is_cut_to_its_lines() -> None:
    made = views.digest(full(PEOPLE, WILD))
    lists = [block for block in made.blocks if isinstance(block, Bullets)]
    assert [len(block.items) for block in lists] == [2, 3, 2]
    (buttons,) = [block for block in made.blocks if isinstance(block, Buttons)]
    assert [b.press.data["question_id"] for b in buttons.buttons if b.press] == [0, 1]
