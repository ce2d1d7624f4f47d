"""A team in Teams whose last weeks are in the store before Potluck starts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.events import Account, Workspace
from bot.rules.measures import Week, last_week
from bot.store import people
from bot.store.database import Database
from bot.store.migrate import upgrade
from bot.store.models import DeedKind, DeedRow, PersonRow, ReportingRow, columns
from bot.store.people import Whereabouts
from tests.peers.people import bring
from tests.peers.teams import TENANT, colleagues

HELPED = (2, 1, 3, 2, 4)
"""How often the team helped in each of the weeks before the clock's first Monday, oldest first."""
NINE = timedelta(hours=9)
ELSEWHERE = Account("hiro", "Hiro Tanaka", "UTC", email="hiro@example.com")
"""Of the team, and not in the playground."""
LINE = columns(ReportingRow)
PERSON = columns(PersonRow)


def led_by_ana(folder: Path) -> None:
    """Ana leads six people by a list; it was so for the weeks in which they `HELPED`."""
    (folder / "data").mkdir()
    with_accounts = [*colleagues(), ELSEWHERE]
    database = Database(f"sqlite:///{folder / 'data' / 'potluck.db'}")
    upgrade(database)
    then = _first_monday().earlier(len(HELPED)).begins
    with Session(database.engine) as session, session.begin():
        at = people.settle(session, Workspace("teams", TENANT), "Learning", then)
        people.resolve(session, at, with_accounts, then)
    database.close()
    ana, *others = (account.email for account in with_accounts)
    rows = [f"{ana},Ana,,Learning", *(f"{email},,{ana},Learning" for email in others)]
    brought = bring(folder, "\n".join(["email,name,manager,team", *rows]), "--apply")
    assert f"{len(rows)} changed" in brought
    with Session(database.engine) as session, session.begin():
        _help(session, at, then)
    database.close()


def _first_monday() -> Week:
    """The week that begins when the clock is moved "To Monday 09:00" for the first time."""
    return last_week(datetime.now(UTC) - NINE + timedelta(weeks=2), "UTC")


def _help(session: Session, at: Whereabouts, then: datetime) -> None:
    mine = LINE.organization_id == at.organization_id
    session.execute(update(ReportingRow).where(mine).values(since=then))
    led = session.execute(select(LINE.person_id).where(mine, LINE.manager_id.is_not(None)))
    team = sorted(led.scalars())
    for week, times in enumerate(HELPED):
        for number in range(times):
            session.add(
                DeedRow(
                    organization_id=at.organization_id,
                    person_id=team[number],
                    other_id=team[number - 1],
                    kind=DeedKind.KUDOS_RECEIVED,
                    subject=f"kudos:{1_000 + 10 * week + number}",
                    at=then + timedelta(weeks=week, days=1),
                    is_open=True,
                )
            )
