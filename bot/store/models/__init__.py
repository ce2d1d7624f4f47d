"""All tables; importing this package makes them known to the migrations."""

from bot.store.models.base import Owned, UtcDateTime, columns
from bot.store.models.calendars import CalendarLinkRow, LinkKind
from bot.store.models.flow import (
    AuditRow,
    OutboxRow,
    PostState,
    SeenEventRow,
    TimerRow,
    Urgency,
    WhenUnsure,
)
from bot.store.models.index import IndexChangeRow
from bot.store.models.kudos import (
    KudosRecipientRow,
    KudosReportRow,
    KudosRow,
    KudosTopicRow,
    TopicRow,
)
from bot.store.models.outcomes import FeedbackRow, MaterialRow
from bot.store.models.people import (
    AccountRow,
    ConversationRow,
    OrganizationRow,
    PersonRow,
    Role,
    WorkspaceRow,
)
from bot.store.models.sessions import (
    OccurrenceRow,
    SessionRow,
    SessionState,
    SessionTopicRow,
    SignupRow,
    SpeakerRow,
)
from bot.store.models.wishes import WishRow, WishTopicRow, WishVoteRow

__all__ = [
    "AccountRow",
    "AuditRow",
    "CalendarLinkRow",
    "ConversationRow",
    "FeedbackRow",
    "IndexChangeRow",
    "KudosRecipientRow",
    "KudosReportRow",
    "KudosRow",
    "KudosTopicRow",
    "LinkKind",
    "MaterialRow",
    "OccurrenceRow",
    "OrganizationRow",
    "OutboxRow",
    "Owned",
    "PersonRow",
    "PostState",
    "Role",
    "SeenEventRow",
    "SessionRow",
    "SessionState",
    "SessionTopicRow",
    "SignupRow",
    "SpeakerRow",
    "TimerRow",
    "TopicRow",
    "Urgency",
    "UtcDateTime",
    "WhenUnsure",
    "WishRow",
    "WishTopicRow",
    "WishVoteRow",
    "WorkspaceRow",
    "columns",
]
