"""Who stays off the boards, and finding deeds by who is thanked in them.

Revision: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "board_absence",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_board_absence_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_board_absence_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_board_absence")),
    )
    op.create_index("ix_deed_other", "deed", ["other_id", "kind", "at"])


def downgrade() -> None:
    op.drop_index("ix_deed_other", "deed")
    op.drop_table("board_absence")
