"""Queries on who is meant in a list of people."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.events import Person
from bot.store.models import AccountRow, PersonRow, columns

PERSON = columns(PersonRow)
ACCOUNT = columns(AccountRow)


def by_name_or_email(session: Session, organization_id: int) -> dict[str, dict[Person, bool]]:
    """Name or e-mail, folded and with single spaces → the organization's people; True: a bot."""
    rows = session.execute(
        select(PERSON.id, PERSON.name, ACCOUNT.email, ACCOUNT.is_bot)
        .join(ACCOUNT.id.table, ACCOUNT.person_id == PERSON.id)
        .where(PERSON.organization_id == organization_id)
        .where(ACCOUNT.organization_id == organization_id)
    )
    out: dict[str, dict[Person, bool]] = {}
    for id_, name, email, is_bot in rows:
        person = Person(id_, name)
        for key in {" ".join(said.casefold().split()) for said in (name, email or "")} - {""}:
            known = out.setdefault(key, {})
            known[person] = known.get(person, False) or is_bot
    return out
