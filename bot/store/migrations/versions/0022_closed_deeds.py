"""Deeds in closed circles are closed: until now all sessions, and all answers, counted as open.

Revision: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

HEARD = (
    "(SELECT c.id FROM conversation c"
    " WHERE c.kind = 'channel' AND (c.name <> '' OR c.reference <> ''))"
)
CLOSED = (
    "SELECT 'occurrence:' || CAST(o.id AS VARCHAR) FROM occurrence o"
    " JOIN session s ON s.id = o.session_id"
    " WHERE s.conversation_id IS NULL OR s.conversation_id NOT IN HEARD",
    "SELECT 'question:' || CAST(q.id AS VARCHAR) FROM question q"
    " WHERE q.conversation_id NOT IN HEARD",
    "SELECT 'answer:' || CAST(a.id AS VARCHAR) FROM answer a"
    " JOIN question q ON q.id = a.question_id WHERE q.conversation_id NOT IN HEARD",
)
CLOSE = "UPDATE deed SET is_open = false WHERE is_open AND subject IN (CLOSED)"


def upgrade() -> None:
    for subjects in CLOSED:
        op.execute(sa.text(CLOSE.replace("CLOSED", subjects.replace("HEARD", HEARD))))


def downgrade() -> None:
    """What is closed stays so: an older version shows less, and nothing it should not."""
