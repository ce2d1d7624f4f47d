"""After sessions: checked lists of who came, titles of materials, and what a search looks through.

Revision: 0008
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checked_roll",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_checked_roll_occurrence_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_checked_roll_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_checked_roll_person_id")
        ),
        sa.PrimaryKeyConstraint("occurrence_id", "person_id", name=op.f("pk_checked_roll")),
    )
    op.create_index("ix_occurrence_code", "occurrence", ["code"])
    for table, name in COLUMNS:
        op.add_column(
            table, sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False)
        )
    connection = op.get_bind()
    topics: dict[int, list[str]] = {}
    for session_id, name in connection.execute(sa.text(TOPICS)):
        topics.setdefault(session_id, []).append(name)
    for table, texts in SAID.items():
        about = topics if table == "session" else {}
        rows = connection.execute(sa.text(texts)).all()
        told = [
            {"id": id_, "said": fold("\n".join([*said, *about.get(id_, ())]))}
            for id_, *said in rows
        ]
        if told:
            update = sa.text(f"UPDATE {table} SET said = :said WHERE id = :id")  # noqa: S608
            connection.execute(update, told)


COLUMNS = (("session", "said"), ("session_material", "title"), ("session_material", "said"))
SAID = {
    "session": "SELECT id, title, abstract FROM session",
    "session_material": "SELECT id, link, takeaways FROM session_material",
}


TOPICS = (
    "SELECT session_topic.session_id, topic.name FROM session_topic"
    " JOIN topic ON topic.id = session_topic.topic_id ORDER BY topic.name"
)


def fold(text: str) -> str:
    """As bot/rules/session_search.py did when this was written."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))


def downgrade() -> None:
    for table, name in reversed(COLUMNS):
        op.drop_column(table, name)
    op.drop_index("ix_occurrence_code", "occurrence")
    op.drop_table("checked_roll")
