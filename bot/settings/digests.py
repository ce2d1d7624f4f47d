"""The section of app.yaml about digests: who is told what of a week, and when."""

from __future__ import annotations

from datetime import time
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.settings.parts import Section, TimeOfDay, Weekday, ZoneName, account, lower


class Cadence(StrEnum):
    """How often a digest comes."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    """On the first such weekday of a month."""


ROLES = ("facilitators", "managers", "admins")
"""Words that stand for everybody who is one."""


def _recipient(value: Any) -> Any:
    if isinstance(value, str) and value.strip().lower() in ROLES:
        return value.strip().lower()
    try:
        return account(value)
    except ValueError as error:
        raise ValueError(f"{str(error).rstrip('.')}; or one of {', '.join(ROLES)}.") from None


Recipient = Annotated[str, BeforeValidator(_recipient)]
"""An account as "slack:U0123", an e-mail address in lower case, or a role in the plural."""


class Rhythmic(Section):
    """When a digest is made, by the clock of whoever gets it, unless they chose otherwise."""

    enabled: bool = True
    weekday: Annotated[Weekday, BeforeValidator(lower)] = Weekday.MONDAY
    time: TimeOfDay = time(9)
    cadence: Annotated[Cadence, BeforeValidator(lower)] = Cadence.WEEKLY


class ManagerDigest(Rhythmic):
    """What a manager is told of the people who report to them."""

    unthanked_weeks: int = Field(default=8, ge=0, le=52)
    """Weeks without thanks or deed after which somebody is thought of; 0: nobody ever is."""


class PersonalDigest(Rhythmic):
    """What somebody is told of their own week, if they want to be."""


class ProgrammeDigest(Rhythmic):
    """What those are told who run the programme."""

    recipients: tuple[Recipient, ...] = ()
    """Nobody gets it while this is empty."""
    time_zone: ZoneName = "UTC"
    """Where its weeks begin, on Monday at midnight: all its readers see the same numbers."""


class Digests(Section):
    """Digests: of a team for its manager, of one's own week, of the programme."""

    smallest_group: int = Field(default=5, ge=5, le=100)
    """Figures about fewer people than this are never told."""
    manager: ManagerDigest = ManagerDigest()
    personal: PersonalDigest = PersonalDigest()
    programme: ProgrammeDigest = ProgrammeDigest()
