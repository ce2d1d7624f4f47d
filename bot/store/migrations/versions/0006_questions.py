"""Questions, answers and experts.

Revision: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _table(name: str, *more: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(
        name,
        sa.Column("organization_id", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f(f"fk_{name}_organization_id")
        ),
    )


def upgrade() -> None:
    _table(
        "expert",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nominated_by", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominated_by"], ["person.id"], name=op.f("fk_expert_nominated_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_expert_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_expert_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_expert")),
    )
    op.create_index(op.f("ix_expert_person_id"), "expert", ["person_id"], unique=False)
    _table(
        "expert_setting",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("weekly_limit", sa.Integer(), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_setting_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_expert_setting")),
    )
    _table(
        "flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("flagged_by", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_flag_decided_by")),
        sa.ForeignKeyConstraint(["flagged_by"], ["person.id"], name=op.f("fk_flag_flagged_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("subject", "flagged_by", name=op.f("uq_flag_subject_flagged_by")),
    )
    _table(
        "topic_owner",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_topic_owner_person_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_owner_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "person_id", name=op.f("pk_topic_owner")),
    )
    op.create_index(op.f("ix_topic_owner_person_id"), "topic_owner", ["person_id"], unique=False)
    _table(
        "topic_synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_synonym_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_synonym")),
        sa.UniqueConstraint(
            "organization_id", "name", name=op.f("uq_topic_synonym_organization_id_name")
        ),
    )
    op.create_index(op.f("ix_topic_synonym_topic_id"), "topic_synonym", ["topic_id"], unique=False)
    _table(
        "topic_setting",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("verify_days", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_topic_setting_conversation_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_setting_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", name=op.f("pk_topic_setting")),
    )
    _table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=True),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("about_message", sa.String(), nullable=False),
        sa.Column("follows_message", sa.Boolean(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=True),
        sa.Column("next_step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("rung_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_if_answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stirred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_answer_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("wish_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'open') = (next_step IS NOT NULL)", name="open_has_next_step"),
        sa.CheckConstraint("(asker_id IS NULL) = is_anonymous", name="anonymous_has_no_asker"),
        sa.CheckConstraint(
            "(next_step IS NULL) = (next_step_at IS NULL)", name="next_step_has_time"
        ),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_question_asker_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_question_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["question.id"], name=op.f("fk_question_merged_into_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["session.id"], name=op.f("fk_question_session_id")
        ),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_question_settled_by")),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_question_wish_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint(
            "organization_id", "once", name=op.f("uq_question_organization_id_once")
        ),
    )
    op.create_index("ix_question_asker", "question", ["asker_id", "asked_at"], unique=False)
    op.create_index(
        op.f("ix_question_merged_into_id"), "question", ["merged_into_id"], unique=False
    )
    op.create_index(
        "ix_question_open", "question", ["organization_id", "state", "asked_at"], unique=False
    )
    op.create_index(op.f("ix_question_session_id"), "question", ["session_id"], unique=False)
    _table(
        "question_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("about_message", sa.String(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(person_id IS NULL) = is_anonymous", name="anonymous_has_no_person"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_question_draft_conversation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_question_draft_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_draft")),
    )
    op.create_index(
        op.f("ix_question_draft_drafted_at"), "question_draft", ["drafted_at"], unique=False
    )
    _table(
        "anonymous_asker",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_anonymous_asker_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_anonymous_asker")),
    )
    _table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Integer(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by", sa.Integer(), nullable=True),
        sa.Column("verified_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["accepted_by"], ["person.id"], name=op.f("fk_answer_accepted_by")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_answer_author_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_answer_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id")
        ),
        sa.ForeignKeyConstraint(["verified_by"], ["person.id"], name=op.f("fk_answer_verified_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "conversation_id", "message", name=op.f("uq_answer_conversation_id_message")
        ),
    )
    op.create_index("ix_answer_author", "answer", ["author_id", "given_at"], unique=False)
    op.create_index(op.f("ix_answer_question_id"), "answer", ["question_id"], unique=False)
    op.create_index(op.f("ix_answer_verified_until"), "answer", ["verified_until"], unique=False)
    _table(
        "expert_request",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["handed_by"], ["person.id"], name=op.f("fk_expert_request_handed_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_expert_request_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_expert_request_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_expert_request")),
    )
    op.create_index(
        "ix_expert_request_person", "expert_request", ["person_id", "asked_at"], unique=False
    )
    _table(
        "question_follower",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_question_follower_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_follower_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "person_id", name=op.f("pk_question_follower")),
    )
    op.create_index(
        op.f("ix_question_follower_person_id"), "question_follower", ["person_id"], unique=False
    )
    _table(
        "question_topic",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_topic_question_id")
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_question_topic_topic_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "topic_id", name=op.f("pk_question_topic")),
    )
    op.create_index(
        op.f("ix_question_topic_topic_id"), "question_topic", ["topic_id"], unique=False
    )
    _table(
        "answer_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_version_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"], ["person.id"], name=op.f("fk_answer_version_replaced_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_version")),
    )
    op.create_index(
        op.f("ix_answer_version_answer_id"), "answer_version", ["answer_id"], unique=False
    )
    _table(
        "answer_vote",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Boolean(), nullable=False),
        sa.Column("what_happened", sa.String(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_vote_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_answer_vote_person_id")
        ),
        sa.PrimaryKeyConstraint("answer_id", "person_id", name=op.f("pk_answer_vote")),
    )
    op.create_index(op.f("ix_answer_vote_person_id"), "answer_vote", ["person_id"], unique=False)
    _table(
        "deflection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("deflected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_deflection_answer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deflection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deflection")),
        sa.UniqueConstraint(
            "organization_id", "once", name=op.f("uq_deflection_organization_id_once")
        ),
    )
    op.create_index(op.f("ix_deflection_answer_id"), "deflection", ["answer_id"], unique=False)
    for name in ("under", "sealed", "author_sealed"):
        op.add_column("outbox", sa.Column(name, sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("author_sealed", "sealed", "under"):
        op.drop_column("outbox", name)
    op.drop_table("deflection")
    op.drop_table("answer_vote")
    op.drop_table("answer_version")
    op.drop_table("question_topic")
    op.drop_table("question_follower")
    op.drop_table("expert_request")
    op.drop_table("answer")
    op.drop_table("anonymous_asker")
    op.drop_table("question_draft")
    op.drop_table("question")
    op.drop_table("topic_setting")
    op.drop_table("topic_synonym")
    op.drop_table("topic_owner")
    op.drop_table("flag")
    op.drop_table("expert_setting")
    op.drop_table("expert")
