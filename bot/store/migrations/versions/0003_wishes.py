"""Wishes for sessions, and who would come.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_wish_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_wish_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_session_id"), ["session_id"], unique=False)

    op.create_table(
        "wish_topic",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_wish_topic_organization_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_wish_topic_topic_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_topic_wish_id")),
        sa.PrimaryKeyConstraint("wish_id", "topic_id", name=op.f("pk_wish_topic")),
    )
    with op.batch_alter_table("wish_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "wish_vote",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_wish_vote_organization_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_wish_vote_person_id")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_vote_wish_id")),
        sa.PrimaryKeyConstraint("wish_id", "person_id", name=op.f("pk_wish_vote")),
    )
    with op.batch_alter_table("wish_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wish_vote_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("wish_vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_vote_person_id"))

    op.drop_table("wish_vote")
    with op.batch_alter_table("wish_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_topic_topic_id"))

    op.drop_table("wish_topic")
    with op.batch_alter_table("wish", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wish_session_id"))

    op.drop_table("wish")
