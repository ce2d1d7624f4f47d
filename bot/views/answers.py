"""Every word about answers."""

from __future__ import annotations

from bot.messages import Payload


class AnswerQuestion(Payload, key="question.answer", opens_form=True):
    """Write an answer."""

    question_id: int
