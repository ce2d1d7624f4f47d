"""Choosing experts.

Revision: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expert_activity",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Float(), nullable=True)
            for name in (
                "week",
                "month",
                "season",
                "year",
                "first_month",
                "first_season",
                "newcomers",
            )
        ),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_expert_activity_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_activity_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_expert_activity")),
    )
    for column in ("month", "season"):
        op.create_index(
            f"ix_expert_activity_{column}", "expert_activity", ["organization_id", column]
        )
    op.create_table(
        "expert_topic_activity",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("month", sa.Float(), nullable=True),
        sa.Column("season", sa.Float(), nullable=True),
        sa.Column("not_mine", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_expert_topic_activity_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_expert_topic_activity_topic_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_topic_activity_person_id")
        ),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_expert_topic_activity")),
    )
    op.create_index(
        op.f("ix_expert_topic_activity_person_id"), "expert_topic_activity", ["person_id"]
    )
    op.create_index(
        "ix_expert_topic_activity_season", "expert_topic_activity", ["topic_id", "season"]
    )
    op.create_table(
        "expert_reservation",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_expert_reservation_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_expert_reservation_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_reservation_person_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_expert_reservation")),
    )
    op.create_index("ix_expert_reservation_person", "expert_reservation", ["person_id", "taken_at"])
    op.create_table(
        "expert_turn",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_expert_turn_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_turn_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_expert_turn")),
    )
    op.create_table(
        "expert_choice",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("compared", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_expert_choice_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_expert_choice_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_expert_choice")),
    )
    op.create_index(op.f("ix_expert_choice_made_at"), "expert_choice", ["made_at"])
    op.create_table(
        "expert_weights",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("weights", sa.String(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_expert_weights_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_expert_weights")),
    )


def downgrade() -> None:
    for table in ("expert_weights", "expert_choice"):
        op.drop_table(table)
    for table in ("expert_turn", "expert_reservation", "expert_topic_activity", "expert_activity"):
        op.drop_table(table)
