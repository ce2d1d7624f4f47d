"""Nominations for badges that are given by hand.

Revision: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("badge", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("nominator_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slot", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("lapses_at", MOMENT, nullable=False),
        sa.Column("endorser_id", sa.Integer(), nullable=True),
        sa.Column("endorsement", sa.String(), nullable=False),
        sa.Column("endorsed_at", MOMENT, nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        _key("nomination", "organization_id", "organization"),
        _key("nomination", "topic_id", "topic"),
        *(
            _key("nomination", column, "person")
            for column in ("nominee_id", "nominator_id", "endorser_id", "decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint(
            "organization_id", "slot", name=op.f("uq_nomination_organization_id_slot")
        ),
    )
    op.create_index("ix_nomination_state", "nomination", ["organization_id", "state"])
    op.create_index("ix_nomination_nominator", "nomination", ["nominator_id", "state"])
    op.create_index("ix_nomination_endorser", "nomination", ["endorser_id", "state"])
    for column in ("topic_id", "nominee_id"):
        op.create_index(op.f(f"ix_nomination_{column}"), "nomination", [column])
    op.create_table(
        "nomination_asked",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("passed_at", MOMENT, nullable=True),
        _key("nomination_asked", "organization_id", "organization"),
        _key("nomination_asked", "nomination_id", "nomination"),
        _key("nomination_asked", "person_id", "person"),
        sa.PrimaryKeyConstraint("nomination_id", "person_id", name=op.f("pk_nomination_asked")),
    )
    op.create_index(op.f("ix_nomination_asked_person_id"), "nomination_asked", ["person_id"])


def downgrade() -> None:
    op.drop_table("nomination_asked")
    op.drop_table("nomination")
