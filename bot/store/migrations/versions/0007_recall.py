"""Recall: cards, memories and reviews.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recall_prompt",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("goes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_prompt_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_prompt_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_prompt")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_recall_prompt_person_id_day")),
    )
    op.create_table(
        "recall_setting",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("takes_part", sa.Boolean(), nullable=True),
        sa.Column("daily", sa.Integer(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_setting_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_setting_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_recall_setting")),
    )
    op.create_table(
        "recall_deck",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_deck_organization_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_recall_deck_owner_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_recall_deck_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_deck")),
        sa.UniqueConstraint("session_id", name=op.f("uq_recall_deck_session_id")),
    )
    op.create_index(op.f("ix_recall_deck_owner_id"), "recall_deck", ["owner_id"], unique=False)
    op.create_table(
        "recall_subscription",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("is_enrolled", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(deck_id IS NULL) <> (topic_id IS NULL)", name="deck_or_topic"),
        sa.ForeignKeyConstraint(
            ["deck_id"], ["recall_deck.id"], name=op.f("fk_recall_subscription_deck_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_subscription_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_subscription_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_recall_subscription_topic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_subscription")),
        sa.UniqueConstraint(
            "person_id", "deck_id", name=op.f("uq_recall_subscription_person_id_deck_id")
        ),
        sa.UniqueConstraint(
            "person_id", "topic_id", name=op.f("uq_recall_subscription_person_id_topic_id")
        ),
    )
    op.create_index(
        op.f("ix_recall_subscription_deck_id"), "recall_subscription", ["deck_id"], unique=False
    )
    op.create_index(
        op.f("ix_recall_subscription_topic_id"), "recall_subscription", ["topic_id"], unique=False
    )
    op.create_table(
        "recall_card",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_baseline", sa.Boolean(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("material_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_recall_card_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_recall_card_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["session_material.id"], name=op.f("fk_recall_card_material_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_card_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_card")),
    )
    op.create_index(op.f("ix_recall_card_answer_id"), "recall_card", ["answer_id"], unique=False)
    op.create_index(op.f("ix_recall_card_author_id"), "recall_card", ["author_id"], unique=False)
    op.create_index(
        op.f("ix_recall_card_material_id"), "recall_card", ["material_id"], unique=False
    )
    op.create_table(
        "recall_baseline",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("is_after", sa.Boolean(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_baseline_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_baseline_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_baseline_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_recall_baseline_session_id")
        ),
        sa.PrimaryKeyConstraint(
            "person_id", "card_id", "is_after", name=op.f("pk_recall_baseline")
        ),
    )
    op.create_index(
        op.f("ix_recall_baseline_card_id"), "recall_baseline", ["card_id"], unique=False
    )
    op.create_index(
        op.f("ix_recall_baseline_session_id"), "recall_baseline", ["session_id"], unique=False
    )
    op.create_table(
        "recall_card_topic",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_card_topic_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_card_topic_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_recall_card_topic_topic_id")
        ),
        sa.PrimaryKeyConstraint("card_id", "topic_id", name=op.f("pk_recall_card_topic")),
    )
    op.create_index(
        op.f("ix_recall_card_topic_topic_id"), "recall_card_topic", ["topic_id"], unique=False
    )
    op.create_table(
        "recall_card_version",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_card_version_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_card_version_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["person.id"], name=op.f("fk_recall_card_version_replaced_by")
        ),
        sa.PrimaryKeyConstraint("card_id", "version", name=op.f("pk_recall_card_version")),
    )
    op.create_table(
        "recall_deck_card",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("deck_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_deck_card_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["deck_id"], ["recall_deck.id"], name=op.f("fk_recall_deck_card_deck_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_deck_card_organization_id"),
        ),
        sa.PrimaryKeyConstraint("deck_id", "card_id", name=op.f("pk_recall_deck_card")),
    )
    op.create_index(
        op.f("ix_recall_deck_card_card_id"), "recall_deck_card", ["card_id"], unique=False
    )
    op.create_table(
        "recall_memory",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_state", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=True),
        sa.Column("difficulty", sa.Float(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_held_out", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_memory_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_memory_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_memory_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", "card_id", name=op.f("pk_recall_memory")),
    )
    op.create_index("ix_recall_memory_card", "recall_memory", ["card_id"], unique=False)
    op.create_index(
        "ix_recall_memory_due",
        "recall_memory",
        ["organization_id", "person_id", "due_at"],
        unique=False,
    )
    op.create_table(
        "recall_option",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_option_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_option_organization_id")
        ),
        sa.PrimaryKeyConstraint("card_id", "position", name=op.f("pk_recall_option")),
    )
    op.create_table(
        "recall_prompt_card",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_prompt_card_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_recall_prompt_card_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["recall_prompt.id"], name=op.f("fk_recall_prompt_card_prompt_id")
        ),
        sa.PrimaryKeyConstraint("prompt_id", "card_id", name=op.f("pk_recall_prompt_card")),
    )
    op.create_index(
        op.f("ix_recall_prompt_card_card_id"), "recall_prompt_card", ["card_id"], unique=False
    )
    op.create_table(
        "recall_review",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("prompt_id", sa.Integer(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("predicted", sa.Float(), nullable=True),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("is_held_out", sa.Boolean(), nullable=False),
        sa.Column("is_last", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_review_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_review_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_review_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["prompt_id"], ["recall_prompt.id"], name=op.f("fk_recall_review_prompt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_review")),
    )
    op.create_index(
        "ix_recall_review_card", "recall_review", ["card_id", "reviewed_at"], unique=False
    )
    op.create_index(
        "ix_recall_review_person",
        "recall_review",
        ["person_id", "card_id", "reviewed_at"],
        unique=False,
    )
    op.create_table(
        "recall_doubt",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["card_id"], ["recall_card.id"], name=op.f("fk_recall_doubt_card_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_recall_doubt_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recall_doubt_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "card_id", "person_id", "card_version", name=op.f("pk_recall_doubt")
        ),
    )


def downgrade() -> None:
    op.drop_table("recall_doubt")
    op.drop_table("recall_review")
    op.drop_table("recall_prompt_card")
    op.drop_table("recall_option")
    op.drop_table("recall_memory")
    op.drop_table("recall_deck_card")
    op.drop_table("recall_card_version")
    op.drop_table("recall_card_topic")
    op.drop_table("recall_baseline")
    op.drop_table("recall_card")
    op.drop_table("recall_subscription")
    op.drop_table("recall_deck")
    op.drop_table("recall_setting")
    op.drop_table("recall_prompt")
