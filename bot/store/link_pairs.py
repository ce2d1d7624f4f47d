"""Queries on what holders of two accounts said, and on the codes that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import (
    AccountPairRow,
    LinkCodeRow,
    LinkGuessRow,
    PairState,
    columns,
)
from bot.store.outbox import insert_once

PAIR = columns(AccountPairRow)
CODE = columns(LinkCodeRow)
GUESS = columns(LinkGuessRow)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two accounts that may be one human's; the lower id is `one`."""

    id: int
    one_id: int
    other_id: int
    one_said_yes: bool
    other_said_yes: bool
    state: PairState
    expires_at: datetime

    def said_yes(self, account_id: int) -> bool:
        """Whether that side did."""
        return self.one_said_yes if account_id == self.one_id else self.other_said_yes


def ask(
    session: Session,
    organization_id: int,
    account_ids: tuple[int, int],
    now: datetime,
    expires_at: datetime,
) -> int | None:
    """Note that two sides are asked; its id, None when they were asked before."""
    one, other = sorted(account_ids)
    statement = insert_once(session, AccountPairRow, ("one_id", "other_id")).returning(PAIR.id)
    values = {
        "organization_id": organization_id,
        "one_id": one,
        "other_id": other,
        "one_said_yes": False,
        "other_said_yes": False,
        "state": PairState.ASKED.value,
        "asked_at": now,
        "expires_at": expires_at,
    }
    made = session.execute(statement, values).scalar()
    return None if made is None else int(made)


def claim(
    session: Session,
    organization_id: int,
    account_ids: tuple[int, int],
    says_yes: int,
    now: datetime,
    expires_at: datetime,
) -> int:
    """The holder of the account `says_yes` wants both to be one, whatever was said before."""
    ask(session, organization_id, account_ids, now, expires_at)
    one, other = sorted(account_ids)
    done = session.execute(
        update(AccountPairRow)
        .where(PAIR.organization_id == organization_id)
        .where(PAIR.one_id == one, PAIR.other_id == other)
        .values(
            one_said_yes=says_yes == one,
            other_said_yes=says_yes == other,
            state=PairState.ASKED.value,
            asked_at=now,
            expires_at=expires_at,
        )
        .returning(PAIR.id)
    )
    return int(done.scalar_one())


def get(session: Session, organization_id: int, pair_id: int) -> Pair | None:
    """A pair, held till the end of the transaction."""
    row = session.execute(
        select(*PAIR)
        .where(PAIR.organization_id == organization_id, PAIR.id == pair_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        return None
    return Pair(
        id=row.id,
        one_id=row.one_id,
        other_id=row.other_id,
        one_said_yes=row.one_said_yes,
        other_said_yes=row.other_said_yes,
        state=PairState(row.state),
        expires_at=row.expires_at,
    )


def agree(session: Session, organization_id: int, pair: Pair, account_id: int) -> None:
    """One side said yes."""
    name = "one_said_yes" if account_id == pair.one_id else "other_said_yes"
    _set(session, organization_id, pair.id, {name: True})


def settle(session: Session, organization_id: int, pair_id: int, state: PairState) -> None:
    """It is decided what they are."""
    _set(session, organization_id, pair_id, {"state": state.value})


def _set(session: Session, organization_id: int, pair_id: int, values: dict[str, object]) -> None:
    session.execute(
        update(AccountPairRow)
        .where(PAIR.organization_id == organization_id, PAIR.id == pair_id)
        .values(values)
    )


def set_code(
    session: Session, organization_id: int, account_id: int, digest: str, expires_at: datetime
) -> bool:
    """The code of an account from now on, in the place of any before; False when it is taken."""
    session.execute(
        delete(LinkCodeRow).where(
            CODE.organization_id == organization_id, CODE.account_id == account_id
        )
    )
    statement = insert_once(session, LinkCodeRow, ("organization_id", "digest"))
    values = {
        "organization_id": organization_id,
        "account_id": account_id,
        "digest": digest,
        "expires_at": expires_at,
    }
    return session.execute(statement.returning(CODE.account_id), values).first() is not None


def use_code(session: Session, organization_id: int, digest: str, now: datetime) -> int | None:
    """Whose account a code was shown to; it holds no longer. None when it is none (any more)."""
    session.execute(
        delete(LinkCodeRow).where(CODE.organization_id == organization_id, CODE.expires_at <= now)
    )
    found = session.execute(
        delete(LinkCodeRow)
        .where(CODE.organization_id == organization_id, CODE.digest == digest)
        .returning(CODE.account_id)
    ).scalar()
    return None if found is None else int(found)


def guesses(session: Session, organization_id: int, account_id: int) -> tuple[int, datetime] | None:
    """How many wrong codes were typed lately, and since when."""
    row = session.execute(
        select(GUESS.wrong, GUESS.since)
        .where(GUESS.organization_id == organization_id, GUESS.account_id == account_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else (row.wrong, row.since)


def guessed_wrong(
    session: Session, organization_id: int, account_id: int, wrong: int, since: datetime
) -> None:
    """So many wrong ones there are now."""
    statement = insert_once(session, LinkGuessRow, ("account_id",))
    values = {"organization_id": organization_id, "account_id": account_id}
    session.execute(statement, {**values, "wrong": wrong, "since": since})
    session.execute(
        update(LinkGuessRow)
        .where(GUESS.organization_id == organization_id, GUESS.account_id == account_id)
        .values(wrong=wrong, since=since)
    )
