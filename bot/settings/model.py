"""The sections of app.yaml and what each key may be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from bot.events import Workspace
from bot.settings.badge_clashes import clashes
from bot.settings.badges import Badges
from bot.settings.boards import Boards
from bot.settings.digests import Digests
from bot.settings.parts import (
    AccountName,
    ChannelName,
    Section,
    TimeOfDay,
    Weekday,
    WorkspaceName,
    ZoneName,
    leaves_time,
    lower,
)


class Organization(Section):
    """A tenant and the workspaces that belong to it, as "slack:T0123", "teams:<tenant id>"."""

    name: str = Field(min_length=1, max_length=100)
    workspaces: tuple[WorkspaceName, ...] = ()


class Roundup(Section):
    """When and where the week's thanks are told."""

    channel: ChannelName = Field(min_length=1)
    """Channel (without #) it is posted in."""
    weekday: Annotated[Weekday, BeforeValidator(lower)] = Weekday.FRIDAY
    time: TimeOfDay = time(16, 0)
    """Wall time in `time_zone`."""
    time_zone: ZoneName = "UTC"


class Kudos(Section):
    """Rules of kudos."""

    allowance: int = Field(default=5, ge=1, le=100)
    """Thanks one person may give a day, counted by recipient, by the giver's own midnight."""
    undo_minutes: int = Field(default=10, ge=0, le=1440)
    guests: bool = False
    """Whether guests may give and receive."""
    channel: ChannelName = ""
    """Channel (without #) for thanks given where nobody else listens; empty: nowhere."""
    roundup: Roundup | None = None
    """A weekly round-up of thanks; None: there is none."""


class WhoMay(StrEnum):
    """Who may do something."""

    EVERYONE = "everyone"
    FACILITATORS = "facilitators"


class Sessions(Section):
    """Rules of sessions."""

    announce: WhoMay = WhoMay.EVERYONE
    """Who may announce one: everyone but guests, or facilitators and administrators alone."""
    remind_day_before: bool = True
    """Whether those going are reminded the day before, in their working hours."""
    remind_minutes: tuple[Annotated[int, Field(ge=1, le=1440)], ...] = (10,)
    """Minutes before the start at which those going are reminded."""


class People(Section):
    """Who is who."""

    link: bool = True
    """Whether somebody's accounts in several workspaces of an organization become one person."""


class Attention(Section):
    """When people are written to unasked, by everybody's own clock, and how often.

    Each person may choose otherwise for themselves.
    """

    day_begins: TimeOfDay = time(9)
    day_ends: TimeOfDay = time(17)
    """Working hours; unasked messages come within them."""
    working_days: tuple[Annotated[Weekday, BeforeValidator(lower)], ...] = ()
    """Empty: what is usual in each person's country, Monday to Friday where that is not known."""
    quiet_begins: TimeOfDay | None = None
    quiet_ends: TimeOfDay | None = None
    """Hours within the day in which nothing comes; None: there are none."""
    daily_messages: int = Field(default=3, ge=1, le=50)
    """Unasked messages one person gets on one of their days."""
    patience: int = Field(default=5, ge=0, le=10)
    """Prompts in a row without a reaction, after which they come once a week; after twice as many
    none does until the person reacts. 0: they go on."""
    public_holidays: bool = True
    """Whether a public holiday of a person's country is a day off."""


class Questions(Section):
    """Rules of questions."""

    anonymous: bool = True
    """Whether questions may be asked anonymously."""
    experts: int = Field(default=2, ge=1, le=10)
    """Experts asked at once."""
    rounds: int = Field(default=2, ge=1, le=5)
    """How often further experts are asked before the topic's owner is, the first time included."""
    weekly_limit: int = Field(default=5, ge=1, le=100)
    """Questions one expert is asked in any seven days at most, unless they chose otherwise."""
    wait_hours: int = Field(default=4, ge=1, le=80)
    """Working hours of those asked until the next step."""
    quiet_hours: int = Field(default=24, ge=1, le=720)
    """Hours after the last answer until the asker is asked, once, whether that was it."""
    session_days: int = Field(default=5, ge=1, le=365)
    """Days a question stands open before a session about it is proposed."""
    session_askers: int = Field(default=3, ge=2, le=100)
    """People with the same question for whom a session is proposed at once."""
    close_days: int = Field(default=30, ge=1, le=3650)
    """Days after which a question nobody came back to is closed."""
    verify_days: int = Field(default=180, ge=1, le=3650)
    """Days an accepted answer stays verified, where its topic says nothing else."""


class Keeping(Section):
    """How long is kept what only the machinery needs, and what is about a week long gone."""

    posts_days: int = Field(default=180, ge=30, le=3650)
    """Days after a session in which its posts can still be found, to edit them or reply below."""
    timers_days: int = Field(default=30, ge=7, le=3650)
    """Days for which moments that have come are kept."""
    digests_days: int = Field(default=365, ge=92, le=3650)
    """Days for which digests are kept, with what they say of whom; the next one to be made looks
    back a quarter of a year at most."""


class Enrol(StrEnum):
    """Whether those who came learn a session's cards without having said so."""

    OPT_OUT = "opt_out"
    """They do, are told so once, and leave with one press."""
    OPT_IN = "opt_in"
    """They are asked once, and learn if they say yes."""


class Recall(Section):
    """Rules of recall cards; `rules/memory.py` says what the model does with them."""

    enrol: Annotated[Enrol, BeforeValidator(lower)] = Enrol.OPT_OUT
    desired_retention: float = Field(default=0.9, ge=0.7, le=0.97)
    """Probability of recall at which a card is asked again."""
    longest_days: int = Field(default=365, ge=7, le=3650)
    """Days between two reviews of a card at most."""
    daily_cards: int = Field(default=3, ge=1, le=20)
    """Cards one person is asked on one of their days at most."""
    course_days: int = Field(default=30, ge=1, le=365)
    """Days after meeting a card at whose end it is asked once more, whatever the model says."""
    first_after_hours: float = Field(default=4, ge=0, le=168)
    """Hours between meeting a card and being asked it first."""
    hold_out: float = Field(default=0.1, ge=0, le=0.5)
    """Share of each person's cards that is asked at the end of the course alone, to compare."""


class Settings(Section):
    """All of app.yaml."""

    organizations: tuple[Organization, ...] = ()
    admins: tuple[AccountName, ...] = ()
    """Account addresses ("slack:U0123") or verified e-mails of administrators."""
    managers: tuple[AccountName, ...] = ()
    """The same of managers."""
    facilitators: tuple[AccountName, ...] = ()
    """The same of facilitators."""
    people: People = People()
    kudos: Kudos = Kudos()
    sessions: Sessions = Sessions()
    attention: Attention = Attention()
    questions: Questions = Questions()
    keeping: Keeping = Keeping()
    recall: Recall = Recall()
    boards: Boards = Boards()
    badges: Badges = Badges()
    digests: Digests = Digests()
    _public_url: str = PrivateAttr("http://127.0.0.1:8080")
    _secret: str = PrivateAttr("")

    @property
    def public_url(self) -> str:
        """Where browsers find Potluck, without "/" at the end; the environment decides it."""
        return self._public_url

    def reached_at(self, public_url: str) -> Settings:
        """The same for a Potluck that browsers find there."""
        made = self.model_copy()
        made._public_url = public_url.rstrip("/")
        return made

    @property
    def secret(self) -> str:
        """What anonymous askers are sealed with; empty: nobody can be. From the environment."""
        return self._secret

    def sealed_with(self, secret: str) -> Settings:
        """The same for a Potluck that keeps this secret."""
        made = self.model_copy()
        made._secret = secret
        return made

    @model_validator(mode="after")
    def _no_clashes(self) -> Settings:
        for loc, what in self._clashes():
            raise PydanticCustomError("clash", "{what}", {"what": what, "loc": loc})
        return self

    def _clashes(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Where a name or workspace is taken already, and by whom; hours that end too early."""
        names: set[str] = set()
        owners: dict[str, str] = {}
        for i, organization in enumerate(self.organizations):
            if organization.name in names:
                yield ("organizations", i, "name"), "is the name of another organization above."
            names.add(organization.name)
            for j, workspace in enumerate(organization.workspaces):
                owner = owners.setdefault(workspace, organization.name)
                if owner != organization.name:
                    loc = ("organizations", i, "workspaces", j)
                    yield loc, f'belongs to the organization "{owner}" already.'
        yield from self._odd_hours()
        yield from clashes(self.badges.kinds, self.kudos.allowance)

    def _odd_hours(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Hours nobody can work, or that are only half said."""
        hours = self.attention
        begins, ends = hours.day_begins, hours.day_ends
        if begins >= ends:
            if "day_ends" in hours.model_fields_set:
                yield ("attention", "day_ends"), f"must be later than day_begins, {begins:%H:%M}."
            else:
                yield ("attention", "day_begins"), f"must be earlier than day_ends, {ends:%H:%M}."
        quiet = {"quiet_begins": hours.quiet_begins, "quiet_ends": hours.quiet_ends}
        missing = [name for name, value in quiet.items() if value is None]
        if len(missing) == 1:
            (said,) = quiet.keys() - missing
            yield ("attention", said), f"needs {missing[0]} beside it."
        elif hours.quiet_begins is not None and hours.quiet_ends is not None:
            if hours.quiet_begins == hours.quiet_ends:
                yield ("attention", "quiet_ends"), "must differ from quiet_begins."
            elif not leaves_time(begins, ends, hours.quiet_begins, hours.quiet_ends):
                yield ("attention", "quiet_ends"), "leaves no time between day_begins and day_ends."

    def organization_of(self, workspace: Workspace) -> str:
        """The organization a workspace belongs to; one that is not listed is its own."""
        ref = f"{workspace.platform}:{workspace.address}"
        for organization in self.organizations:
            if ref in organization.workspaces:
                return organization.name
        return ref

    @property
    def appointed(self) -> dict[str, tuple[str, ...]]:
        """Role → whom it is given to, the least role first."""
        return {
            "facilitator": self.facilitators,
            "manager": self.managers,
            "admin": self.admins,
        }

    def roles_in(self, workspace: Workspace) -> dict[str, str]:
        """Address or verified e-mail, as this workspace writes it → the highest role given."""
        own = f"{workspace.platform}:"
        return {
            name.removeprefix(own): role
            for role, names in self.appointed.items()
            for name in names
            if name.startswith(own) or ":" not in name
        }
