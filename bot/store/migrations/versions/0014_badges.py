"""Badges that people were given, and the pauses that break no row of weeks.

Revision: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "badge_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("earned_at", MOMENT, nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("deed_id", sa.Integer(), nullable=True),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("announced", sa.String(), nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoked_why", sa.String(), nullable=False),
        _key("badge_award", "organization_id", "organization"),
        _key("badge_award", "person_id", "person"),
        _key("badge_award", "topic_id", "topic"),
        _key("badge_award", "deed_id", "deed"),
        _key("badge_award", "granted_by", "person"),
        _key("badge_award", "revoked_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_award")),
        sa.UniqueConstraint(
            "organization_id",
            "person_id",
            "once",
            name=op.f("uq_badge_award_organization_id_person_id_once"),
        ),
    )
    op.create_index("ix_badge_award_given", "badge_award", ["organization_id", "given_at"])
    for column in ("topic_id", "deed_id"):
        op.create_index(op.f(f"ix_badge_award_{column}"), "badge_award", [column])
    op.create_table(
        "person_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        _key("person_pause", "organization_id", "organization"),
        _key("person_pause", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_pause")),
    )
    op.create_index(op.f("ix_person_pause_person_id"), "person_pause", ["person_id"])


def downgrade() -> None:
    op.drop_table("person_pause")
    op.drop_table("badge_award")
