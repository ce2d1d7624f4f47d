"""Lists of questions: the open ones, and the questions part of somebody's Home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.messages import (
    Block,
    Button,
    Buttons,
    Context,
    Header,
    Message,
    Says,
    Text,
    When,
    bold,
    code,
)
from bot.store.questions import Question
from bot.store.threads import Card
from bot.views.answers import AnswerQuestion
from bot.views.question_cards import ManageQuestion, MeToo, PassQuestion
from bot.views.question_forms import OpenAsk
from bot.views.ways import title

NOWHERE: Mapping[int, Card] = MappingProxyType({})


def open_questions(found: Sequence[Question], ways: Mapping[int, Card] = NOWHERE) -> Message:
    """`/ask open`."""
    if not found:
        return Message.of("Every question has its answer. Enjoy the quiet.")
    return Message.of(
        Header(text="Questions that wait for an answer"),
        *_lines(found, ways),
        summary="Open questions",
    )


def home(
    mine: Sequence[Question],
    waiting: Sequence[Question],
    open_: Sequence[Question],
    ways: Mapping[int, Card] = NOWHERE,
) -> list[Block]:
    """The questions part of somebody's Home."""
    blocks: list[Block] = [
        Header(text="Questions"),
        Buttons.of(Button.of("Ask a question", OpenAsk(), style="primary")),
    ]
    if waiting:
        blocks.append(Text.of(bold("Waiting for you")))
        for question in waiting:
            blocks += [
                Text.of(*_about(question, ways)),
                Buttons.of(
                    Button.of("Answer", AnswerQuestion(question_id=question.id)),
                    Button.of("Pass", PassQuestion(question_id=question.id)),
                ),
            ]
    if mine:
        blocks.append(Text.of(bold("Your open questions")))
        for question in mine:
            blocks += [
                Text.of(*_about(question, ways)),
                Buttons.of(Button.of("More…", ManageQuestion(question_id=question.id))),
            ]
    shown = {q.id for q in (*mine, *waiting)}
    others = [q for q in open_ if q.id not in shown]
    if others:
        blocks += [Text.of(bold("Maybe you know")), *_lines(others, ways)]
        blocks.append(Context.of(code("/ask open"), " lists them all."))
    return blocks


def _lines(found: Sequence[Question], ways: Mapping[int, Card]) -> list[Block]:
    blocks: list[Block] = []
    for question in found:
        blocks += [
            Text.of(*_about(question, ways)),
            Buttons.of(
                Button.of("Answer", AnswerQuestion(question_id=question.id)),
                Button.of("Me too", MeToo(question_id=question.id)),
            ),
        ]
    return blocks


def _about(question: Question, ways: Mapping[int, Card]) -> list[Says]:
    topics = "".join(f" #{t}" for t in question.topics)
    title_ = title(question.title, ways.get(question.id))
    return [title_, f"{topics} · ", When(at=question.asked_at, form="date")]
