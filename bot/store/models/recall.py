"""Tables of recall: cards, who learns them, what is due, and every attempt to remember."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from bot.store.models.base import Owned, UtcDateTime


class CardKind(StrEnum):
    """How a card asks."""

    SINGLE = "single"
    """Several options, one of them right."""
    SEVERAL = "several"
    """Several options, one or more of them right."""
    TRUE_FALSE = "true_false"
    FREE = "free"
    """Say it, then look: rated by oneself."""
    ORDER = "order"
    """Put the steps in their order."""
    APPLY = "apply"
    """ "Did you use this? What happened?" """


class CardState(StrEnum):
    """Whether a card is asked."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class RecallDeckRow(Owned, table=True):
    """Cards that belong together: those of a session, or of somebody's making."""

    __tablename__ = "recall_deck"
    __table_args__ = (UniqueConstraint("session_id"),)
    id: int | None = Field(default=None, primary_key=True)
    title: str
    owner_id: int = Field(foreign_key="person.id", index=True)
    session_id: int | None = Field(default=None, foreign_key="session.id")
    created_at: datetime = Field(sa_type=UtcDateTime)


class RecallCardRow(Owned, table=True):
    """One prompt to remember. Editing keeps what it was in `recall_card_version`."""

    __tablename__ = "recall_card"
    id: int | None = Field(default=None, primary_key=True)
    author_id: int = Field(foreign_key="person.id", index=True)
    kind: str
    prompt: str
    solution: str = ""
    """What a free recall or apply card shows afterwards."""
    explanation: str = ""
    link: str = ""
    state: str = CardState.DRAFT
    version: int = 1
    """Raised by every edit; a review names the version it answered."""
    is_baseline: bool = False
    """Asked before and after the session to measure the gain, not scheduled."""
    answer_id: int | None = Field(default=None, foreign_key="answer.id", index=True)
    """The accepted answer it was made from."""
    material_id: int | None = Field(default=None, foreign_key="session_material.id", index=True)
    """The takeaways it was made from."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecallOptionRow(Owned, table=True):
    """An option of a card, or a step of an order card, which stand in their right order."""

    __tablename__ = "recall_option"
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id")
    position: int = Field(primary_key=True)
    words: str
    is_right: bool = False


class RecallCardVersionRow(Owned, table=True):
    """What a card was before it was edited, as JSON."""

    __tablename__ = "recall_card_version"
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id")
    version: int = Field(primary_key=True)
    content: str
    replaced_at: datetime = Field(sa_type=UtcDateTime)
    replaced_by: int | None = Field(default=None, foreign_key="person.id")


class RecallDoubtRow(Owned, table=True):
    """Somebody finds a card wrong; whoever looks after it decides."""

    __tablename__ = "recall_doubt"
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    card_version: int = Field(primary_key=True)
    said: str = ""
    doubted_at: datetime = Field(sa_type=UtcDateTime)
    decision: str = ""
    """"" (open), "changed", "retired" or "kept"."""
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecallDeckCardRow(Owned, table=True):
    """A card in a deck; it may be in several."""

    __tablename__ = "recall_deck_card"
    deck_id: int = Field(primary_key=True, foreign_key="recall_deck.id")
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id", index=True)


class RecallCardTopicRow(Owned, table=True):
    """What a card is about."""

    __tablename__ = "recall_card_topic"
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id")
    topic_id: int = Field(primary_key=True, foreign_key="topic.id", index=True)


class RecallSubscriptionRow(Owned, table=True):
    """Somebody learns a deck or a topic; exactly one of the two."""

    __tablename__ = "recall_subscription"
    __table_args__ = (
        UniqueConstraint("person_id", "deck_id"),
        UniqueConstraint("person_id", "topic_id"),
        CheckConstraint("(deck_id IS NULL) <> (topic_id IS NULL)", name="deck_or_topic"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    deck_id: int | None = Field(default=None, foreign_key="recall_deck.id", index=True)
    topic_id: int | None = Field(default=None, foreign_key="topic.id", index=True)
    is_enrolled: bool = False
    """Enrolled by attending, not by their own choice."""
    since: datetime = Field(sa_type=UtcDateTime)
    left_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecallMemoryRow(Owned, table=True):
    """What one person remembers of one card: the memory model's state, and when it is due."""

    __tablename__ = "recall_memory"
    __table_args__ = (
        Index("ix_recall_memory_due", "organization_id", "person_id", "due_at"),
        Index("ix_recall_memory_card", "card_id"),
    )
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id")
    began_at: datetime = Field(sa_type=UtcDateTime)
    """When they met it: the session, or the subscription."""
    model_state: int = 1
    """FSRS: 1 learning, 2 review, 3 relearning."""
    step: int | None = None
    stability: float | None = None
    difficulty: float | None = None
    reviewed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When it is to be asked next; None: it is not, any more."""
    window_ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """The end of the course, with a last review; None when it was held, or there is no window."""
    is_held_out: bool = False
    """Asked at the end of the window only, to compare."""


class RecallReviewRow(Owned, table=True):
    """One attempt to remember: complete enough to run the memory model again."""

    __tablename__ = "recall_review"
    __table_args__ = (
        Index("ix_recall_review_card", "card_id", "reviewed_at"),
        Index("ix_recall_review_person", "person_id", "card_id", "reviewed_at"),
        Index("ix_recall_review_at", "reviewed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    card_id: int = Field(foreign_key="recall_card.id")
    card_version: int
    prompt_id: int | None = Field(default=None, foreign_key="recall_prompt.id")
    rating: int
    """FSRS: 1 again, 2 hard, 3 good, 4 easy."""
    is_right: bool | None = None
    """None: rated by oneself, or nothing can be wrong (apply)."""
    given: str = ""
    """What was chosen, as JSON of option positions; or what happened (apply)."""
    due_at: datetime = Field(sa_type=UtcDateTime)
    asked_at: datetime = Field(sa_type=UtcDateTime)
    reviewed_at: datetime = Field(sa_type=UtcDateTime)
    predicted: float | None = None
    """Probability of recall that the model expected at that moment."""
    model: str
    """The model's name, version and parameters' digest."""
    is_held_out: bool = False
    is_last: bool = False
    """The check at the end of the window."""


class RecallPromptRow(Owned, table=True):
    """One message that asks a person some cards: at most one of a day."""

    __tablename__ = "recall_prompt"
    __table_args__ = (UniqueConstraint("person_id", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    day: date
    """The person's own day."""
    goes_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    put_off_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """ "Not now"."""


class RecallPromptCardRow(Owned, table=True):
    """A card asked in a prompt."""

    __tablename__ = "recall_prompt_card"
    prompt_id: int = Field(primary_key=True, foreign_key="recall_prompt.id")
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id", index=True)
    position: int = 0
    card_version: int = 1
    due_at: datetime = Field(sa_type=UtcDateTime)
    shown_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its answer was looked at, to be rated by oneself."""
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecallBaselineRow(Owned, table=True):
    """One answer to a baseline card, before or after the session."""

    __tablename__ = "recall_baseline"
    __table_args__ = (Index("ix_recall_baseline_at", "answered_at"),)
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    card_id: int = Field(primary_key=True, foreign_key="recall_card.id", index=True)
    is_after: bool = Field(primary_key=True)
    session_id: int = Field(foreign_key="session.id", index=True)
    is_right: bool
    answered_at: datetime = Field(sa_type=UtcDateTime)


class RecallSettingRow(Owned, table=True):
    """What somebody chose about recall."""

    __tablename__ = "recall_setting"
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    takes_part: bool | None = None
    """None: as `app.yaml` says (opt-in or opt-out)."""
    daily: int | None = None
    """Cards a day at most; None: as `app.yaml` says."""
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
