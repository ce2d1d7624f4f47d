"""Rows for databases of the bench, written in bulk: an organization and those in it."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.core import HERE, colleague
from bot.store.models import AccountRow, OrganizationRow, PersonRow, WorkspaceRow

Rows = Iterator[dict[str, Any]]

AT_ONCE = 5_000


def put(session: Session, model: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    """Insert these, some at a time: there may be more than memory holds."""
    waiting: list[dict[str, Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == AT_ONCE:
            session.execute(insert(model.__table__), waiting)
            waiting = []
    if waiting:
        session.execute(insert(model.__table__), waiting)


def put_people(
    session: Session, number: int, at: datetime, zone: Callable[[int], str] | None = None
) -> None:
    """An organization with one workspace and so many colleagues, there since `at` (aware).

    `zone` says where each lives; None: as `bench.core.colleague` does.
    """
    put(session, OrganizationRow, [{"name": "Bench", "created_at": at}])
    place = {"organization_id": 1, "platform": HERE.platform, "address": HERE.address}
    put(session, WorkspaceRow, [{**place, "name": HERE.name}])
    put(session, PersonRow, _people(number, at, zone or (lambda n: str(colleague(n).time_zone))))
    put(session, AccountRow, _accounts(number, at))


def _people(number: int, at: datetime, zone: Callable[[int], str]) -> Rows:
    for n in range(number):
        yield {
            "organization_id": 1,
            "name": colleague(n).name,
            "time_zone": zone(n),
            "role": "member",
            "created_at": at,
        }


def _accounts(number: int, at: datetime) -> Rows:
    for n in range(number):
        known = colleague(n)
        yield {
            "organization_id": 1,
            "workspace_id": 1,
            "person_id": n + 1,
            "address": known.address,
            "name": known.name,
            "email": "",
            "is_bot": False,
            "is_guest": False,
            "is_deleted": False,
            "is_admin": False,
            "reference": "",
            "last_active_at": at,
        }
