"""Tables of questions: what was asked, what was answered, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class QuestionState(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    """An answer was accepted."""
    CLOSED = "closed"
    """Closed without one, or merged into a better one."""
    IN_SESSION = "in_session"
    """A session is going to be about it."""


class NextStep(StrEnum):
    """What happens to an open question next, unless somebody acts before."""

    ASK_EXPERTS = "ask_experts"
    """The next experts are asked."""
    ASK_OWNER = "ask_owner"
    """The topics' owners are asked."""
    STAND_OPEN = "stand_open"
    """It begins to stand under the open questions, where everybody sees it."""
    PROPOSE_SESSION = "propose_session"
    """A session about it is proposed."""
    ASK_IF_ANSWERED = "ask_if_answered"
    """The thread is quiet: the asker is asked, once, whether this was it."""
    CLOSE = "close"
    """Nobody came back to it for long: it is closed, kindly."""


class QuestionRow(Owned, table=True):
    """One question. An open one has exactly one next step, and a time for it."""

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("organization_id", "once"),
        CheckConstraint("(state = 'open') = (next_step IS NOT NULL)", name="open_has_next_step"),
        CheckConstraint("(next_step IS NULL) = (next_step_at IS NULL)", name="next_step_has_time"),
        CheckConstraint("(asker_id IS NULL) = is_anonymous", name="anonymous_has_no_asker"),
        Index("ix_question_asker", "asker_id", "asked_at"),
        Index("ix_question_about", "conversation_id", "about_message"),
        Index("ix_question_open", "organization_id", "state", "asked_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    once: str
    """What makes it the same question when two events ask it at once; names nobody."""
    asker_id: int | None = Field(default=None, foreign_key="person.id")
    """None: asked anonymously; who it was is sealed in `anonymous_asker`."""
    is_anonymous: bool = False
    is_private: bool = False
    """Only the experts asked, the asker and moderators see it; it is never found by others."""
    title: str
    """The first thought, in one line."""
    body: str = ""
    """The rest, as written."""
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    """Where its card stands; None: it goes to experts directly."""
    about_message: str = ""
    """The message it was asked about, in that conversation: the card stands in its thread."""
    follows_message: bool | None = None
    """Whether its text is that message's, word for word, and so follows when that is edited."""
    state: str = QuestionState.OPEN
    next_step: str | None = NextStep.ASK_EXPERTS
    next_step_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    rung: str = NextStep.ASK_EXPERTS
    """How far up the ladder it is: what comes next as long as nobody has answered."""
    rung_at: datetime = Field(sa_type=UtcDateTime)
    """When it came there."""
    asked_if_answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the asker was asked whether an answer was it: once."""
    accepted_id: int | None = None
    """The accepted answer: of `answer`, which names its question."""
    asked_at: datetime = Field(sa_type=UtcDateTime)
    stirred_at: datetime = Field(sa_type=UtcDateTime)
    """When somebody last did something about it."""
    first_answer_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it stopped being open."""
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    """Who accepted or closed it; None: Potluck, or an anonymous asker."""
    merged_into_id: int | None = Field(default=None, foreign_key="question.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="session.id", index=True)
    wish_id: int | None = Field(default=None, foreign_key="wish.id")
    hidden_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the asker took it back: its words are gone."""


class QuestionDraftRow(Owned, table=True):
    """What somebody was about to ask, while they look at earlier answers."""

    __tablename__ = "question_draft"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = is_anonymous", name="anonymous_has_no_person"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    mark: str = ""
    """Keyed digest that recognises whoever drafts anonymously."""
    is_anonymous: bool = False
    is_private: bool = False
    text: str
    """All of it, as written."""
    topics: str = ""
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    """Where it is to be asked; never a direct conversation, which would name its person."""
    about_message: str = ""
    drafted_at: datetime = Field(sa_type=UtcDateTime, index=True)


class AnonymousAskerRow(Owned, table=True):
    """Who asked anonymously, sealed with a key that is not in the database."""

    __tablename__ = "anonymous_asker"
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    sealed: str
    """The person's id, encrypted."""
    mark: str
    """Keyed digest of question and person: recognises the asker without opening the seal."""


class QuestionTopicRow(Owned, table=True):
    """What a question is about."""

    __tablename__ = "question_topic"
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)


class QuestionFollowerRow(Owned, table=True):
    """Somebody who has the same question and is told of its answer."""

    __tablename__ = "question_follower"
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    since: datetime = Field(sa_type=UtcDateTime)


class RequestState(StrEnum):
    """What somebody who was asked did."""

    ASKED = "asked"
    ANSWERED = "answered"
    PASSED = "passed"
    HANDED_ON = "handed_on"
    NOT_MY_TOPIC = "not_my_topic"
    LAPSED = "lapsed"
    """Did nothing before the next one was asked, or before it was settled."""


class ExpertRequestRow(Owned, table=True):
    """Somebody was asked to answer a question."""

    __tablename__ = "expert_request"
    __table_args__ = (Index("ix_expert_request_person", "person_id", "asked_at"),)
    question_id: int = Field(primary_key=True, foreign_key="question.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    asked_at: datetime = Field(sa_type=UtcDateTime)
    round: int = 1
    """Which time around: 1 are the first ones asked."""
    reasons: str = "[]"
    """Why they were chosen, as JSON of data (words are made when it is shown)."""
    state: str = RequestState.ASKED
    responded_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    handed_by: int | None = Field(default=None, foreign_key="person.id")
    """The colleague who handed it to them."""


class AnswerVia(StrEnum):
    """How an answer came."""

    THREAD = "thread"
    FORM = "form"
    SHORTCUT = "shortcut"


class AnswerRow(Owned, table=True):
    """One answer."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("conversation_id", "message"),
        Index("ix_answer_author", "author_id", "given_at"),
        # By time alone, as `occurrence`: an organization would look choosy to SQLite, and is not.
        Index("ix_answer_given", "given_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    question_id: int = Field(foreign_key="question.id", index=True)
    author_id: int = Field(foreign_key="person.id")
    body: str
    via: str = AnswerVia.FORM
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id")
    message: str | None = None
    """The message it was said with; edits and deletions of that one follow."""
    given_at: datetime = Field(sa_type=UtcDateTime)
    edited_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    hidden_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    accepted_by: int | None = Field(default=None, foreign_key="person.id")
    """None while accepted: an anonymous asker did."""
    verified_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    verified_by: int | None = Field(default=None, foreign_key="person.id")
    verified_until: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    doubted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it lost its verification: it didn't work for somebody, or is out of date."""
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class AnswerVersionRow(Owned, table=True):
    """What an answer said before it was edited."""

    __tablename__ = "answer_version"
    id: int | None = Field(default=None, primary_key=True)
    answer_id: int = Field(foreign_key="answer.id", index=True)
    body: str
    replaced_at: datetime = Field(sa_type=UtcDateTime)
    replaced_by: int | None = Field(default=None, foreign_key="person.id")


class AnswerVoteRow(Owned, table=True):
    """ "Helped me too", or "didn't work for me": one voice a person, the last one counts."""

    __tablename__ = "answer_vote"
    answer_id: int = Field(primary_key=True, foreign_key="answer.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    helped: bool
    what_happened: str = ""
    voted_at: datetime = Field(sa_type=UtcDateTime)


class DeflectionRow(Owned, table=True):
    """A question that needed not be posted: an earlier answer was enough."""

    __tablename__ = "deflection"
    __table_args__ = (
        UniqueConstraint("organization_id", "once"),
        Index("ix_deflection_at", "organization_id", "deflected_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    once: str
    """What makes it count once; names nobody."""
    answer_id: int = Field(foreign_key="answer.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    """Whom it helped; None: they asked anonymously."""
    deflected_at: datetime = Field(sa_type=UtcDateTime)


class MarkedMessageRow(Owned, table=True):
    """A message somebody pointed out as an answer, until they say of which question: their last."""

    __tablename__ = "marked_message"
    __table_args__ = (UniqueConstraint("marked_by"),)
    id: int | None = Field(default=None, primary_key=True)
    marked_by: int = Field(foreign_key="person.id")
    author_id: int = Field(foreign_key="person.id")
    conversation_id: int = Field(foreign_key="conversation.id")
    message: str
    body: str
    marked_at: datetime = Field(sa_type=UtcDateTime)


class FlagRow(Owned, table=True):
    """Somebody finds a question or answer out of place; a moderator decides."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("subject", "flagged_by"),)
    id: int | None = Field(default=None, primary_key=True)
    subject: str
    """ "question:12" or "answer:7", as in the audit."""
    flagged_by: int = Field(foreign_key="person.id")
    why: str = ""
    flagged_at: datetime = Field(sa_type=UtcDateTime)
    decision: str = ""
    """"" (open), "hidden" or "kept"."""
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
