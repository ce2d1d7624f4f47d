"""The questions of the database, as the index reads them: those that everybody may find."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from bot.events import ConversationKind
from bot.store.index.documents import Document
from bot.store.models import (
    AnswerRow,
    ConversationRow,
    QuestionRow,
    QuestionTopicRow,
    TopicRow,
    columns,
)

QUESTION = columns(QuestionRow)
PLACE = columns(ConversationRow)
ANSWER = columns(AnswerRow)
ABOUT = columns(QuestionTopicRow)
TOPIC = columns(TopicRow)
_AFTER = (
    select(QUESTION.id)
    .where(QUESTION.organization_id == bindparam("org"), QUESTION.id > bindparam("last"))
    .order_by(QUESTION.id)
    .limit(bindparam("most"))
)
_QUESTIONS = select(
    QUESTION.id, QUESTION.title, QUESTION.body, QUESTION.accepted_id, QUESTION.asked_at
).where(
    QUESTION.organization_id == bindparam("org"),
    QUESTION.id.in_(bindparam("ids", expanding=True)),
    ~QUESTION.is_private,
    # Who is in a closed circle nobody here knows: what is asked there stays there.
    QUESTION.conversation_id.is_(None)
    | exists(
        select(PLACE.id).where(
            PLACE.organization_id == QUESTION.organization_id,
            PLACE.id == QUESTION.conversation_id,
            PLACE.kind == ConversationKind.CHANNEL,
            (PLACE.name != "") | (PLACE.reference != ""),
        )
    ),
    QUESTION.hidden_at.is_(None),
    QUESTION.withdrawn_at.is_(None),
    QUESTION.merged_into_id.is_(None),  # the one it was merged into is found instead
)
_ANSWERS = (
    select(ANSWER.question_id, ANSWER.id, ANSWER.body, ANSWER.given_at)
    .where(
        ANSWER.organization_id == bindparam("org"),
        ANSWER.question_id.in_(bindparam("ids", expanding=True)),
        ANSWER.hidden_at.is_(None),
        ANSWER.deleted_at.is_(None),
        ANSWER.retired_at.is_(None),
    )
    .order_by(ANSWER.given_at, ANSWER.id)
)
_TOPICS = (
    select(ABOUT.question_id, TOPIC.name)
    .join(TopicRow, TOPIC.id == ABOUT.topic_id)
    .where(
        ABOUT.organization_id == bindparam("org"),
        TOPIC.organization_id == bindparam("org"),
        ABOUT.question_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(TOPIC.name)
)


class Questions:
    """The library of a real database."""

    def documents(
        self, session: Session, organization_id: int, question_ids: Collection[int]
    ) -> Iterator[Document]:
        """Those of these questions that are neither private, asked in a closed circle, hidden,
        taken back nor merged."""
        which = {"org": organization_id, "ids": sorted(question_ids)}
        answers: dict[int, list[tuple[int, str, datetime]]] = defaultdict(list)
        for question_id, answer_id, body, at in session.execute(_ANSWERS, which):
            answers[question_id].append((answer_id, body, at))
        topics: dict[int, list[str]] = defaultdict(list)
        for question_id, name in session.execute(_TOPICS, which):
            topics[question_id].append(name)
        for row in session.execute(_QUESTIONS, which):
            given = answers[row.id]
            yield Document(
                question_id=row.id,
                title=row.title,
                body=row.body,
                answers=tuple(body for _, body, _ in given),
                topics=tuple(topics[row.id]),
                accepted=any(i == row.accepted_id for i, _, _ in given),
                active_at=max([row.asked_at, *(at for _, _, at in given)]),
            )

    def after(
        self, session: Session, organization_id: int, question_id: int, most: int
    ) -> list[int]:
        """Ids of the organization's next questions, ascending, hidden or not."""
        found = session.scalars(_AFTER, {"org": organization_id, "last": question_id, "most": most})
        return [int(i) for i in found]
