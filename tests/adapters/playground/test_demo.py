"""The quarter that `potluck demo` plants."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from adapters.playground.demo import Planted, seed
from adapters.playground.demo_story import scenes
from adapters.playground.emoji import EMOJI
from adapters.playground.people import CHANNELS, members_of
from adapters.playground.server import moment
from bot.settings import Kudos
from bot.store.models import (
    AnswerRow,
    CardState,
    DeflectionRow,
    FeedbackRow,
    KudosRow,
    MaterialRow,
    QuestionRow,
    RecallCardRow,
    RecallMemoryRow,
    SignupRow,
    WishVoteRow,
    columns,
)
from tests.adapters.playground.stage import Stage

SIGNUP = columns(SignupRow)
FEEDBACK = columns(FeedbackRow)
QUESTION = columns(QuestionRow)
ANSWER = columns(AnswerRow)
CARD = columns(RecallCardRow)
MEMBERS = {c.name: members_of(c) for c in CHANNELS}


def lines(talk: list[dict[str, Any]]) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Everything said, threads included: who, what, reactions."""
    out = []
    for said in talk:
        who, text = next(iter(said.items()))
        out.append((who, text, said.get("react", {})))
        out += lines(said.get("thread", []))
    return out


def answers_told() -> Counter[str]:
    """How often each thing was done to a session or a wish, as demo.yaml tells it."""
    told: Counter[str] = Counter()
    for scene in scenes():
        for said in scene["talk"]:
            told["voice"] += len(said["votes"]) + 1 if "votes" in said else 0
            cards = len(said.get("cards", []))
            told["cards"] += cards
            if cards:  # who came and did not speak begins with each
                speakers = said["plan"]["speakers"]
                told["begun"] += cards * len({*said["came"]} - {*speakers})
            for each in [said, *said.get("again", [])] if "plan" in said else []:
                told["came"] += len(each.get("came", []))
                told["rated"] += len(each.get("feedback", {}))
                told["left"] += len(each.get("leaves", {}))
                seats = said["plan"].get("seats", 100)
                going = len(each.get("going", []))
                told["going"] += min(seats, going)
                told["waiting"] += max(going - seats, 0)
    return told


def answers_kept(session: Any) -> Counter[str]:
    """The same as the database has it."""

    def count(query: Any) -> int:
        anybody = {"any_organization": True}
        return int(session.execute(query, execution_options=anybody).scalar_one())

    signups = select(func.count()).select_from(SignupRow)
    cards = select(func.count()).select_from(RecallCardRow)
    answer, attended, rating = SIGNUP.answer, SIGNUP.attended_at, FEEDBACK.rating
    feedback = select(func.count()).select_from(FeedbackRow)
    return Counter(
        cards=count(cards.where(CARD.state == CardState.ACTIVE)),
        begun=count(select(func.count()).select_from(RecallMemoryRow)),
        voice=count(select(func.count()).select_from(WishVoteRow)),
        came=count(signups.where(attended.is_not(None))),
        rated=count(feedback.where(rating.is_not(None))),
        left=count(select(func.count()).select_from(MaterialRow)),
        going=count(signups.where(answer == "going")),
        waiting=count(signups.where(answer == "waiting")),
    )


def questions_kept(session: Any) -> Counter[str]:
    """What became of the questions, as the database has it."""
    anybody = {"any_organization": True}

    def count(model: Any, *which: Any) -> int:
        query = select(func.count()).select_from(model).where(*which)
        return int(session.execute(query, execution_options=anybody).scalar_one())

    return Counter(
        answered=count(QuestionRow, QUESTION.state == "answered"),
        open=count(QuestionRow, QUESTION.state == "open"),
        anonymous=count(QuestionRow, QUESTION.is_anonymous),
        deflected=count(DeflectionRow),
        aged=count(AnswerRow, ANSWER.doubted_at.is_not(None)),
    )


@pytest.mark.parametrize("scene", scenes(), ids=lambda s: f"{s['ago']}-{s.get('in', 'direct')}")
def test_everybody_is_where_they_talk(scene: dict[str, Any]) -> None:
    there = MEMBERS[scene["in"]] if "in" in scene else scene["with"]
    for who, text, reactions in lines(scene["talk"]):
        assert who in there, text
        for emoji, people in reactions.items():
            assert str(emoji) in EMOJI
            assert people
            assert set(people) <= set(there), text
            assert who not in people, text


def test_nobody_spends_more_than_a_days_allowance() -> None:
    spent: Counter[tuple[str, int]] = Counter()
    for scene in scenes():
        for who, text, _ in lines(scene["talk"]):
            if text.startswith("/kudos"):
                spent[who, scene["ago"]] += text.split(" for ")[0].count("@")
    assert max(spent.values()) <= Kudos().allowance


async def test_the_quarter_is_planted_once_and_both_sides_agree(folder: Path) -> None:
    stage = Stage(folder)
    server = stage.door.server
    planted = await seed(stage.door, stage.settle)
    assert planted.kudos >= 40
    assert planted.messages > 120
    assert planted.reactions > 200

    def count_kudos(session: Any) -> int:
        return int(
            session.execute(
                select(func.count()).select_from(KudosRow),
                execution_options={"any_organization": True},
            ).scalar_one()
        )

    assert await stage.database.read(count_kudos) == planted.kudos
    assert (planted.sessions, planted.wishes) == (7, 2)
    assert planted.questions == 14
    assert await stage.database.read(questions_kept) == Counter(
        answered=12, open=2, anonymous=2, deflected=1, aged=1
    )
    assert await stage.database.read(answers_kept) == answers_told()
    now = stage.clock()
    for channel in CHANNELS:
        for said in server.store.page(channel.id, "ines").messages:
            assert now - timedelta(days=100) < moment(said.id) < now
            assert said.only_for is None
    # Whose news are the newest depends on the day: at weekends what nobody asked for waits.
    readers = {who for channel in CHANNELS for who in members_of(channel)}
    unread = [
        who
        for who in readers
        for room in await server.rooms_of(who)
        if server.store.marks(room.id, who).unread
    ]
    assert unread
    before = server.store._rows("SELECT count(*), max(id) FROM message")
    assert await seed(stage.door, stage.settle) == Planted(was_there=True)
    assert server.store._rows("SELECT count(*), max(id) FROM message") == before
    await stage.stop()


async def test_the_same_dice_make_the_same_quarter(tmp_path: Path, folder: Path) -> None:
    import shutil

    told = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shutil.copy(folder / "potluck.db", tmp_path / name / "potluck.db")
        stage = Stage(tmp_path / name)
        fixed = stage.clock()
        noon = fixed.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
        stage.clock._real = lambda at=noon: at  # type: ignore[misc]
        stage.clock._latest = noon
        await seed(stage.door, stage.settle)
        told.append(
            stage.door.server.store._rows(
                "SELECT room, author, body, thread FROM message WHERE author <> 'potluck'"
                " ORDER BY id"
            )
        )
        await stage.stop()
    assert told[0] == told[1]
