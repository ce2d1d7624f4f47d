"""Which questions changed, for the indexes that follow.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_change",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_index_change_organization_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_index_change")),
    )
    op.create_index("ix_index_change_order", "index_change", ["organization_id", "moment"])


def downgrade() -> None:
    op.drop_table("index_change")
