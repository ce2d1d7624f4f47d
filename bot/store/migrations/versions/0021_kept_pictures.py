"""Pictures that platforms keep for us.

Revision: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "kept_picture",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        _key("kept_picture", "organization_id", "organization"),
        _key("kept_picture", "workspace_id", "workspace"),
        sa.PrimaryKeyConstraint("workspace_id", "name", name=op.f("pk_kept_picture")),
    )
    op.create_index(op.f("ix_kept_picture_made_at"), "kept_picture", ["made_at"])
    op.create_table(
        "shown_picture",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("shown_at", MOMENT, nullable=False),
        _key("shown_picture", "organization_id", "organization"),
        _key("shown_picture", "workspace_id", "workspace"),
        sa.PrimaryKeyConstraint(
            "workspace_id", "address", "conversation", name=op.f("pk_shown_picture")
        ),
    )
    op.create_index(op.f("ix_shown_picture_shown_at"), "shown_picture", ["shown_at"])


def downgrade() -> None:
    op.drop_table("shown_picture")
    op.drop_table("kept_picture")
