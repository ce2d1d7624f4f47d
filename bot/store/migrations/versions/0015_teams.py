"""Last days that are known, and who said in the chat that somebody is in a team.

Revision: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("person", sa.Column("leaves_on", sa.Date(), nullable=True))
    op.create_table(
        "team_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("manager_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_team_claim_organization_id")
        ),
        *(
            sa.ForeignKeyConstraint([c], ["person.id"], name=op.f(f"fk_team_claim_{c}"))
            for c in ("person_id", "manager_id", "by_id", "asked_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_claim")),
    )
    op.create_index("ix_team_claim_person", "team_claim", ["person_id", "state"])
    with op.batch_alter_table("reporting") as table:
        table.add_column(sa.Column("claim_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_reporting_claim_id"), "team_claim", ["claim_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("reporting") as table:
        table.drop_constraint("fk_reporting_claim_id", type_="foreignkey")
        table.drop_column("claim_id")
    op.drop_table("team_claim")
    op.drop_column("person", "leaves_on")
