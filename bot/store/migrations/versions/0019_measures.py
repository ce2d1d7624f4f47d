"""Indexes by time: a week is counted without looking through all the others.

Revision: 0019
"""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_answer_given", "answer", ["given_at"]),
    ("ix_deflection_at", "deflection", ["organization_id", "deflected_at"]),
    ("ix_recall_review_at", "recall_review", ["reviewed_at"]),
    ("ix_recall_baseline_at", "recall_baseline", ["answered_at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in INDEXES:
        op.drop_index(name, table)
