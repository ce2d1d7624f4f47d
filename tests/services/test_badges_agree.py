"""Laws: earning as deeds happen gives what recomputing all of history gives, and no less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from bot.services import badge_recompute, badges
from bot.settings import DeedKind, Settings
from bot.settings.deed_kinds import HAS_TOPICS, NAMES_A_COLLEAGUE
from bot.store import badges as store
from bot.store.database import Database
from bot.store.deeds import Deed
from bot.store.models import BadgeAwardRow, DayOffRow, OrganizationRow, PersonRow, columns
from bot.store.unit_of_work import UnitOfWork
from tests.badging import badge

AWARD = columns(BadgeAwardRow)
PERSON = columns(PersonRow)
ORGANIZATION = columns(OrganizationRow)
BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Etc/GMT+12")
NUMBERS = count()
GIVEN, RECEIVED = "kudos_given", "kudos_received"

BADGES = [
    badge("many", {"count": [RECEIVED]}, 2, 4, 7),
    badge("from_many", {"count": [RECEIVED], "different": "colleagues"}, 2, 3),
    badge("lately", {"count": [RECEIVED], "within_days": 9}, 2, 3),
    badge("lately_from", {"count": [RECEIVED], "different": "colleagues", "within_days": 12}, 2, 3),
    badge("by_topic", {"count": [RECEIVED, "answer_accepted"]}, 2, 3, per_topic=True),
    badge("about_sql", {"count": [RECEIVED], "topics": ["sql", "nothing"], "within_days": 30}, 2),
    badge("broad", {"count": [GIVEN, "session_attended"], "different": "topics"}, 2, 3),
    badge("from_two", {"count": ["answer_accepted"], "colleagues": 2, "within_days": 40}, 2, 3),
    badge("kind", {"count": [GIVEN], "different": "colleagues", "newcomers": True}, 1, 2),
    badge("came", {"count": ["session_attended"], "within_days": 10}, 2, 3),
    badge("weekly", {"weeks_in_row": ["recall_kept"]}, 2, 3, 5),
    badge("weekly_too", {"weeks_in_row": [GIVEN, RECEIVED]}, 2, 4),
    badge("weekly_topic", {"weeks_in_row": [RECEIVED]}, 2, per_topic=True),
    badge(
        "both",
        {
            "all_of": [
                {"count": [RECEIVED], "at_least": 2},
                {"count": ["session_attended"], "within_days": 25},
                {"weeks_in_row": [RECEIVED]},
            ]
        },
        1,
        2,
    ),
    badge(
        "either",
        {"any_of": [{"count": [GIVEN], "at_least": 3}, {"count": ["session_given"]}]},
        1,
        2,
    ),
]


@dataclass(frozen=True)
class Happened:
    """Something that one of the colleagues did, some hours after what came before."""

    kind: DeedKind
    who: int
    other: int
    topics: tuple[str, ...]
    hours: int
    late: int
    """Hours by which it is written down later than it happened; sessions alone are."""
    together: bool
    """With what comes next, in one transaction."""


def happened() -> st.SearchStrategy[Happened]:
    """Mostly thanks, hours or weeks apart."""
    kinds = [DeedKind.KUDOS_RECEIVED, DeedKind.KUDOS_GIVEN, *DeedKind]
    return st.builds(
        Happened,
        kind=st.sampled_from(kinds),
        who=st.integers(0, 1),
        other=st.integers(0, 3),
        topics=st.sampled_from([(), ("sql",), ("python",), ("sql", "python")]),
        hours=st.sampled_from([0, 5, 30, 70, 170, 200]),
        late=st.sampled_from([0, 0, 2, 100, 400]),
        together=st.booleans(),
    )


def colleagues(session: Session) -> tuple[int, list[int]]:
    """A new organization and four people of it: one is new, one was on leave."""
    name = f"Example {next(NUMBERS)}"
    made = insert(OrganizationRow).returning(ORGANIZATION.id)
    values = {"name": name, "created_at": BEGAN - timedelta(days=500)}
    organization_id = int(session.execute(made, values).scalar_one())
    people = []
    for n, zone in enumerate(ZONES):
        new: dict[str, Any] = {
            "organization_id": organization_id,
            "name": f"Person {n}",
            "time_zone": zone,
            "role": "member",
            "email": "",
            "started_on": date(2026, 2, 20) if n == 3 else None,
            "created_at": BEGAN - timedelta(days=20 if n == 2 else 490),
        }
        people.append(session.execute(insert(PersonRow).returning(PERSON.id), new).scalar_one())
    away = {"organization_id": organization_id, "person_id": people[0]}
    first = (BEGAN + timedelta(days=14)).date()
    session.execute(insert(DayOffRow), {**away, "first": first, "last": first + timedelta(days=11)})
    return organization_id, people


def live(
    session: Session, organization_id: int, people: list[int], story: Sequence[Happened]
) -> datetime:
    """All of it happens, and badges are earned with it; when it ends."""
    uow = UnitOfWork(session, organization_id, None, BEGAN)
    for n, one in enumerate(story):
        now = uow.now + timedelta(hours=one.hours)
        if one.hours or not one.together:
            badges.earn(uow, SETTINGS)
            uow = UnitOfWork(session, organization_id, None, now)
        is_session = one.kind in (DeedKind.SESSION_GIVEN, DeedKind.SESSION_ATTENDED)
        at = uow.now - timedelta(hours=one.late if is_session else 0)
        other = people[one.other] if one.kind in NAMES_A_COLLEAGUE else None
        if other == people[one.who]:
            other = None
        about = one.topics if one.kind in HAS_TOPICS else ()
        uow.did(Deed(one.kind, people[one.who], f"thing:{n}", at, other, topics=about))
    badges.earn(uow, SETTINGS)
    return uow.now


def has(session: Session, organization_id: int, people: list[int]) -> dict[Any, datetime]:
    """Who has what, and since when."""
    found = store.awards_of(session, organization_id, people)
    assert len({(a.person_id, a.badge, a.level, a.topic_id) for a in found}) == len(found)
    return {(a.person_id, a.badge, a.level, a.topic): a.earned_at for a in found}


def recomputed(session: Session, organization_id: int, now: datetime) -> int:
    """Recompute, and give what is missing; how much that was."""
    uow = UnitOfWork(session, organization_id, None, now)
    given_ = [badge_recompute.apply(uow, SETTINGS, s) for s in badge_recompute.stretches(uow)]
    return sum(map(len, given_))


A_ROW_BEFORE = [
    Happened(DeedKind.KUDOS_RECEIVED, 0, 1, (), 0, 0, together=False),
    Happened(DeedKind.KUDOS_RECEIVED, 0, 1, (), 5, 0, together=False),
    Happened(DeedKind.SESSION_ATTENDED, 0, 0, (), 1, 0, together=False),
]
"""What completes a badge is of another kind than the row of weeks it asks for."""
A_TOPICS_ROW = [
    Happened(DeedKind.KUDOS_RECEIVED, 1, 0, ("sql",), 0, 0, together=False),
    Happened(DeedKind.KUDOS_RECEIVED, 1, 0, (), 200, 0, together=False),
    Happened(DeedKind.KUDOS_RECEIVED, 1, 0, ("sql",), 0, 0, together=False),
]
"""The week's first deed about a topic comes after another one in that week."""
SETTINGS = Settings.model_validate({"badges": {"kinds": BADGES}})


@pytest.mark.parametrize("url", ["sqlite_url", "postgresql_url"])
def test_earning_as_it_happens_is_what_recomputing_gives(
    url: str, request: pytest.FixtureRequest
) -> None:
    database = Database(request.getfixturevalue(url))

    @settings(
        max_examples=60 if url == "sqlite_url" else 25,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @example(story=A_ROW_BEFORE)
    @example(story=A_TOPICS_ROW)
    @given(story=st.lists(happened(), max_size=25))
    def agree(story: list[Happened]) -> None:
        with Session(database.engine) as session, session.begin():
            organization_id, people = colleagues(session)
            now = live(session, organization_id, people, story)
            earned = has(session, organization_id, people)
            assert recomputed(session, organization_id, now) == 0
            session.execute(delete(BadgeAwardRow).where(AWARD.organization_id == organization_id))
            recomputed(session, organization_id, now)
            again = has(session, organization_id, people)
            assert again.keys() == earned.keys()
            if not any(one.late for one in story):
                assert again == earned
            assert recomputed(session, organization_id, now) == 0
            assert has(session, organization_id, people) == again

    try:
        agree()
    finally:
        database.close()
