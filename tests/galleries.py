"""Every view of every feature at its wildest: each door draws them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.events import Person
from bot.messages import Blank, Message
from tests import (
    answer_gallery,
    attention_gallery,
    award_gallery,
    badge_gallery,
    board_gallery,
    digest_gallery,
    expert_gallery,
    linking_gallery,
    measures_gallery,
    question_gallery,
    recall_card_gallery,
    recall_measures_gallery,
    recall_prompt_gallery,
    session_gallery,
    team_gallery,
)

LINKS = {
    session_gallery.SAFE_LINK,
    award_gallery.LINK,
    award_gallery.PICTURE,
    recall_card_gallery.SAFE_LINK,
    recall_measures_gallery.URL,
    recall_prompt_gallery.LINK,
}
"""What may be followed in them; all else that looks like a link was typed by somebody."""

Messages = Mapping[str, Callable[[], Message]]
Forms = Mapping[str, Blank]


def of(people: tuple[Person, ...], wild: str) -> tuple[dict[str, Callable[[], Message]], Forms]:
    """Every message and every form, by feature and name. `wild` is a platform's own markup."""
    messages: dict[str, Callable[[], Message]] = {}
    forms: dict[str, Blank] = {}
    for feature, (said, asked) in _features(people, wild).items():
        messages |= {f"{feature}: {name}": made for name, made in said.items()}
        forms |= {f"{feature}: {name}": form for name, form in asked.items()}
    return messages, forms


def _features(people: tuple[Person, ...], wild: str) -> dict[str, tuple[Messages, Forms]]:
    sessions = session_gallery.Gallery(people, wild * 4)
    questions = question_gallery.Gallery(people, wild * 4)
    answers = answer_gallery.Gallery(people, wild * 4)
    experts = expert_gallery.Gallery(people, wild * 4)
    cards = recall_card_gallery.Gallery(people, wild * 4)
    teams = team_gallery.Gallery(people, wild * 4)
    badges = award_gallery.Gallery(people, wild * 4)
    return {
        "sessions": (sessions.messages(), sessions.forms()),
        "questions": (questions.messages(), questions.forms()),
        "answers": (answers.messages(), answers.forms()),
        "experts": (experts.messages(), experts.forms()),
        "linking": (linking_gallery.messages(wild), {}),
        "badges earned": (badge_gallery.messages(people, wild * 4), {}),
        "boards": (board_gallery.messages(people, wild * 4), {}),
        "digests": (digest_gallery.messages(people, wild * 4), digest_gallery.forms(people, wild)),
        "hours": (attention_gallery.messages(wild), attention_gallery.forms(wild)),
        "badges": (badges.messages(), badges.forms()),
        "recall cards": (cards.messages(), cards.forms()),
        "recall prompts": (recall_prompt_gallery.messages(wild), recall_prompt_gallery.forms(wild)),
        "measures": (measures_gallery.messages(people, wild), {}),
        "recall measures": (recall_measures_gallery.messages(wild), {}),
        "teams": (teams.messages(), teams.forms()),
    }
