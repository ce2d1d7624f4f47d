"""What came of a session, time by time, for whoever runs it: who came, and what they thought."""

from __future__ import annotations

from bot.rules import attendance as rules
from bot.services.calendars import Unknown, Visitor
from bot.services.session_access import may_change
from bot.store import outcomes, sessions
from bot.store.models import LinkKind
from bot.views import results as views

MOST_TIMES = 500
"""Times of a series that a sheet holds; the latest ones."""


def export(who: Visitor, occurrence_id: int) -> list[list[str]]:
    """A heading, then a row for each time that has begun of the session this occurrence is one of.

    What people thought is told together, and only where enough of them answered. A feed's link
    opens nothing of it. Raises Unknown.
    """
    uow = who.uow
    at = uow.session, uow.organization_id
    found = sessions.occurrence(*at, occurrence_id)
    if found is None or who.link.kind is not LinkKind.VISIT:
        raise Unknown
    if not may_change(uow, who.person, found.session):
        raise Unknown
    begun = [
        o
        for o in sessions.of_session(*at, found.session.id)
        if o.starts_at - rules.DOORS_OPEN <= uow.now and not o.is_off
    ][-MOST_TIMES:]
    ids = [o.id for o in begun]
    known, thought = outcomes.attendances(*at, ids), outcomes.feedbacks(*at, ids)
    return views.sheet([(o, known.get(o.id, []), thought.get(o.id, [])) for o in begun])
