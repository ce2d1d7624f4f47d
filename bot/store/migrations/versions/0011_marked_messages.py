"""Messages pointed out as answers, and finding the question a thread belongs to.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

CARDS = sa.text("kind = 'question.card'")


def upgrade() -> None:
    op.create_table(
        "marked_message",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_marked_message_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_marked_message_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["person.id"], name=op.f("fk_marked_message_marked_by")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_marked_message_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marked_message")),
        sa.UniqueConstraint("marked_by", name=op.f("uq_marked_message_marked_by")),
    )
    op.create_index(
        "ix_outbox_question_card",
        "outbox",
        ["conversation_id", "sent_id"],
        sqlite_where=CARDS,
        postgresql_where=CARDS,
    )
    op.create_index("ix_question_about", "question", ["conversation_id", "about_message"])


def downgrade() -> None:
    op.drop_index("ix_question_about", table_name="question")
    op.drop_index("ix_outbox_question_card", table_name="outbox")
    op.drop_table("marked_message")
