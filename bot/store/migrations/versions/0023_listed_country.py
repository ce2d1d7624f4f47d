"""The country that a list says stands beside what people chose, so that a later list corrects it.

Revision: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CHOSEN = (
    "weekdays",
    "begins",
    "ends",
    "quiet_begins",
    "quiet_ends",
    "prompts_at",
    "daily_messages",
    "paused_until",
)
"""Who chose any of these had the form open, and the country in it."""
FROM_A_LIST = " AND ".join(
    (
        "person_rhythm.person_id = person.id",
        "person.email <> ''",
        "person_rhythm.country <> ''",
        *(f"person_rhythm.{name} IS NULL" for name in CHOSEN),
    )
)
TAKE = (
    "UPDATE person SET country ="
    " (SELECT person_rhythm.country FROM person_rhythm WHERE FROM_A_LIST)"
)
LEAVE = (
    "UPDATE person_rhythm SET country = NULL WHERE EXISTS (SELECT 1 FROM person WHERE FROM_A_LIST)"
)
GIVE_BACK = (
    "UPDATE person_rhythm SET country ="
    " (SELECT person.country FROM person WHERE person.id = person_rhythm.person_id)"
    " WHERE country IS NULL"
)


def upgrade() -> None:
    op.add_column("person", sa.Column("country", sa.String(), nullable=True))
    for statement in (TAKE, LEAVE):
        op.execute(sa.text(statement.replace("FROM_A_LIST", FROM_A_LIST)))


def downgrade() -> None:
    op.execute(sa.text(GIVE_BACK))
    op.drop_column("person", "country")
