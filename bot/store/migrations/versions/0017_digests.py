"""Digests: what was made, about whom, and what people chose.

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _owner(table: str) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
    ]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("digest"),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("begins_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        _key("digest", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("organization_id", "once", name=op.f("uq_digest_organization_id_once")),
    )
    op.create_index("ix_digest_person", "digest", ["person_id", "kind", "ends_at"])
    op.create_table(
        "digest_mention",
        *_owner("digest_mention"),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        _key("digest_mention", "digest_id", "digest"),
        _key("digest_mention", "subject_id", "person"),
        sa.PrimaryKeyConstraint("digest_id", "subject_id", name=op.f("pk_digest_mention")),
    )
    op.create_index(op.f("ix_digest_mention_subject_id"), "digest_mention", ["subject_id"])
    op.create_table(
        "digest_setting",
        *_owner("digest_setting"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=True),
        sa.Column("cadence", sa.String(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("paused_until", MOMENT, nullable=True),
        sa.Column("is_left_out", sa.Boolean(), nullable=False),
        _key("digest_setting", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_digest_setting")),
    )


def downgrade() -> None:
    for table in ("digest_setting", "digest_mention", "digest"):
        op.drop_table(table)
