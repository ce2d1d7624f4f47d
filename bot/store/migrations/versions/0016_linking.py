"""One human in several workspaces.

Revision: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
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
    op.add_column("account", sa.Column("linked_at", MOMENT, nullable=True))
    op.execute(sa.text("UPDATE account SET email = lower(email)"))
    op.create_index("ix_account_email", "account", ["email", "organization_id"])
    op.create_table(
        "person_merge",
        *_owner("person_merge"),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", MOMENT, nullable=False),
        _key("person_merge", "person_id", "person"),
        sa.PrimaryKeyConstraint("old_id", name=op.f("pk_person_merge")),
    )
    op.create_index(op.f("ix_person_merge_person_id"), "person_merge", ["person_id"])
    op.create_table(
        "account_pair",
        *_owner("account_pair"),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("one_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("one_said_yes", sa.Boolean(), nullable=False),
        sa.Column("other_said_yes", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _key("account_pair", "one_id", "account"),
        _key("account_pair", "other_id", "account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_pair")),
        sa.UniqueConstraint("one_id", "other_id", name=op.f("uq_account_pair_one_id_other_id")),
    )
    op.create_index(op.f("ix_account_pair_other_id"), "account_pair", ["other_id"])
    op.create_table(
        "link_code",
        *_owner("link_code"),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _key("link_code", "account_id", "account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_link_code")),
        sa.UniqueConstraint(
            "organization_id", "digest", name=op.f("uq_link_code_organization_id_digest")
        ),
    )
    op.create_table(
        "link_guess",
        *_owner("link_guess"),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        _key("link_guess", "account_id", "account"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_link_guess")),
    )


def downgrade() -> None:
    for table in ("link_guess", "link_code", "account_pair", "person_merge"):
        op.drop_table(table)
    op.drop_index("ix_account_email", "account")
    op.drop_column("account", "linked_at")
