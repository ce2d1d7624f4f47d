"""Deeds, teams, and what a list of people says about them.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _owner(table: str) -> list[sa.Column[int] | sa.ForeignKeyConstraint]:
    return [
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{table}_organization_id")
        ),
    ]


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.add_column("person", sa.Column("email", sa.String(), server_default="", nullable=False))
    op.add_column("person", sa.Column("started_on", sa.Date(), nullable=True))
    op.add_column("person", sa.Column("left_at", MOMENT, nullable=True))
    op.create_index("ix_person_email", "person", ["email", "organization_id"])
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("team"),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("organization_id", "name", name=op.f("uq_team_organization_id_name")),
    )
    op.create_table(
        "reporting",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("reporting"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        _key("reporting", "person_id", "person"),
        _key("reporting", "manager_id", "person"),
        _key("reporting", "team_id", "team"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting")),
    )
    current = sa.text("until IS NULL")
    op.create_index(
        "ix_reporting_current",
        "reporting",
        ["person_id"],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )
    op.create_index("ix_reporting_person", "reporting", ["person_id", "since"])
    op.create_index("ix_reporting_manager", "reporting", ["manager_id", "until"])
    op.create_index("ix_reporting_team", "reporting", ["team_id", "until"])
    op.create_table(
        "deed",
        sa.Column("id", sa.Integer(), nullable=False),
        *_owner("deed"),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        _key("deed", "person_id", "person"),
        _key("deed", "other_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deed")),
        sa.UniqueConstraint(
            "organization_id",
            "subject",
            "kind",
            "person_id",
            "other_id",
            name=op.f("uq_deed_organization_id_subject_kind_person_id_other_id"),
        ),
    )
    op.create_index("ix_deed_person", "deed", ["person_id", "kind", "at"])
    op.create_index("ix_deed_at", "deed", ["at"])
    op.create_table(
        "deed_topic",
        *_owner("deed_topic"),
        sa.Column("deed_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        _key("deed_topic", "deed_id", "deed"),
        _key("deed_topic", "topic_id", "topic"),
        sa.PrimaryKeyConstraint("deed_id", "topic_id", name=op.f("pk_deed_topic")),
    )
    op.create_index(op.f("ix_deed_topic_topic_id"), "deed_topic", ["topic_id"])


def downgrade() -> None:
    for table in ("deed_topic", "deed", "reporting", "team"):
        op.drop_table(table)
    op.drop_index("ix_person_email", "person")
    for column in ("left_at", "started_on", "email"):
        op.drop_column("person", column)
