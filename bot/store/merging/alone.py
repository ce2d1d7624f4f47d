"""What two did for each other is nothing done for others once they are one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, delete, exists, select, update
from sqlalchemy.orm import Session

from bot.store.merging.fold import Values
from bot.store.models import (
    AnswerRow,
    AnswerVoteRow,
    DeedKind,
    DeedRow,
    ExpertRequestRow,
    ExpertRow,
    KudosRecipientRow,
    KudosRow,
    QuestionFollowerRow,
    QuestionRow,
    RequestState,
    SignupRow,
    columns,
)

ANSWER = columns(AnswerRow)
DEED = columns(DeedRow)
EXPERT = columns(ExpertRow)
FOLLOWER = columns(QuestionFollowerRow)
KUDOS = columns(KudosRow)
QUESTION = columns(QuestionRow)
RECIPIENT = columns(KudosRecipientRow)
REQUEST = columns(ExpertRequestRow)
SIGNUP = columns(SignupRow)
VOTE = columns(AnswerVoteRow)


def undo_between(session: Session, organization_id: int, old: int, new: int, now: datetime) -> None:
    """Before they are one: what one did for the other counts no more.

    A thanks to oneself alone is undone; of one to several only oneself is taken out.
    """
    for one, other in ((old, new), (new, old)):
        session.execute(
            update(DeedRow)
            .where(DEED.organization_id == organization_id, DEED.undone_at.is_(None))
            .where(DEED.person_id == one, DEED.other_id == other)
            .values(undone_at=now)
        )
        mine = select(KUDOS.id).where(
            KUDOS.organization_id == organization_id, KUDOS.giver_id == one
        )
        others = RECIPIENT.kudos_id.table.alias("others")
        session.execute(
            update(KudosRow)
            .where(KUDOS.organization_id == organization_id, KUDOS.giver_id == one)
            .where(KUDOS.undone_at.is_(None))
            .where(KUDOS.id.in_(_reached(organization_id, other)))
            .where(
                ~exists(
                    select(others.c.kudos_id)
                    .where(others.c.organization_id == organization_id)
                    .where(others.c.kudos_id == KUDOS.id, others.c.person_id != other)
                )
            )
            .values(undone_at=now)
        )
        session.execute(
            delete(KudosRecipientRow)
            .where(RECIPIENT.organization_id == organization_id, RECIPIENT.person_id == other)
            .where(RECIPIENT.kudos_id.in_(mine.where(KUDOS.undone_at.is_(None))))
        )


def _reached(organization_id: int, person_id: int) -> Select[tuple[int]]:
    return select(RECIPIENT.kudos_id).where(
        RECIPIENT.organization_id == organization_id, RECIPIENT.person_id == person_id
    )


def answered_to(session: Session, organization_id: int, person_id: int) -> set[int]:
    """Occurrences somebody has a seat at, or waits for one."""
    return set(
        session.execute(
            select(SIGNUP.occurrence_id)
            .where(SIGNUP.organization_id == organization_id, SIGNUP.person_id == person_id)
            .where(SIGNUP.answer.in_(("going", "waiting")))
        ).scalars()
    )


def rename_prompts(
    session: Session,
    organization_id: int,
    person_id: int,
    became: Sequence[tuple[Values, Values]],
) -> None:
    """Two recall prompts of a day are one, so keeping both was one deed."""
    for gone, stays in became:
        mine = and_(
            DEED.organization_id == organization_id,
            DEED.person_id == person_id,
            DEED.kind == DeedKind.RECALL_KEPT.value,
        )
        said, kept = f"prompt:{gone['id']}", f"prompt:{stays['id']}"
        there = select(DEED.id).where(mine, DEED.subject == kept)
        if session.execute(there).first() is None:
            session.execute(update(DeedRow).where(mine, DEED.subject == said).values(subject=kept))
        else:
            session.execute(delete(DeedRow).where(mine, DEED.subject == said))


def settle(session: Session, organization_id: int, person_id: int, now: datetime) -> set[int]:
    """After they are one: voices for oneself are none. The questions they answered themselves."""
    own = select(QUESTION.id).where(
        QUESTION.organization_id == organization_id, QUESTION.asker_id == person_id
    )
    said = select(ANSWER.id).where(
        ANSWER.organization_id == organization_id, ANSWER.author_id == person_id
    )
    session.execute(
        delete(AnswerVoteRow)
        .where(VOTE.organization_id == organization_id, VOTE.person_id == person_id)
        .where(VOTE.answer_id.in_(said))
    )
    session.execute(
        delete(QuestionFollowerRow)
        .where(FOLLOWER.organization_id == organization_id, FOLLOWER.person_id == person_id)
        .where(FOLLOWER.question_id.in_(own))
    )
    session.execute(
        update(ExpertRequestRow)
        .where(REQUEST.organization_id == organization_id, REQUEST.person_id == person_id)
        .where(REQUEST.question_id.in_(own), REQUEST.state == RequestState.ASKED.value)
        .values(state=RequestState.LAPSED.value, responded_at=now)
    )
    session.execute(
        update(ExpertRow)
        .where(EXPERT.organization_id == organization_id, EXPERT.person_id == person_id)
        .where(EXPERT.nominated_by == person_id)
        .values(nominated_by=None)
    )
    _listened_to_themselves(session, organization_id, person_id, now)
    return set(
        session.execute(
            select(ANSWER.question_id)
            .where(ANSWER.organization_id == organization_id, ANSWER.author_id == person_id)
            .where(ANSWER.question_id.in_(own))
        ).scalars()
    )


def _listened_to_themselves(
    session: Session, organization_id: int, person_id: int, now: datetime
) -> None:
    """Who spoke did not attend; a session nobody else came to was not given."""
    gave = DEED.id.table.alias("gave")
    mine = (DEED.organization_id == organization_id, DEED.undone_at.is_(None))
    undone = session.execute(
        update(DeedRow)
        .where(*mine, DEED.person_id == person_id)
        .where(DEED.kind == DeedKind.SESSION_ATTENDED.value)
        .where(
            exists(
                select(gave.c.id)
                .where(gave.c.organization_id == organization_id, gave.c.undone_at.is_(None))
                .where(gave.c.person_id == person_id, gave.c.subject == DEED.subject)
                .where(gave.c.kind == DeedKind.SESSION_GIVEN.value)
            )
        )
        .values(undone_at=now)
        .returning(DEED.subject)
    ).scalars()
    for subject in list(undone):
        came = select(DEED.id).where(
            *mine, DEED.subject == subject, DEED.kind == DeedKind.SESSION_ATTENDED.value
        )
        if session.execute(came).first() is None:
            session.execute(
                update(DeedRow)
                .where(*mine, DEED.subject == subject)
                .where(DEED.kind == DeedKind.SESSION_GIVEN.value)
                .values(undone_at=now)
            )
