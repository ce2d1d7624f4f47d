"""The colleagues and channels a newcomer meets."""

from __future__ import annotations

from dataclasses import dataclass

from bot.events import Account

BOT = "potluck"
"""The address of Potluck itself."""
ADMIN = "ines"
"""Who administers the playground."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody with an account here. `id` is also what one types after `@`."""

    id: str
    name: str
    title: str
    zone: str
    """IANA time zone."""
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False
    is_deleted: bool = False

    def account(self) -> Account:
        """The colleague as the core's messenger port knows people."""
        return Account(
            address=self.id,
            name=self.name,
            time_zone=self.zone,
            email=None if self.is_bot else f"{self.id}@example.com",
            is_bot=self.is_bot,
            is_guest=self.is_guest,
            is_deleted=self.is_deleted,
            is_admin=self.is_admin,
        )


COLLEAGUES: tuple[Colleague, ...] = (
    Colleague("ana", "Ana Ferreira", "Data engineer", "Europe/Lisbon"),
    Colleague("bo", "Bo Lindqvist", "Platform engineer", "Europe/Stockholm"),
    Colleague("chidi", "Chidi Okafor", "Backend engineer", "Africa/Lagos"),
    Colleague("dana", "Dana Whitfield", "Engineering manager", "America/New_York"),
    Colleague("emre", "Emre Yıldız", "Analyst", "Europe/Istanbul"),
    Colleague("farah", "Farah Haddad", "Product designer", "Asia/Amman"),
    Colleague("grace", "Grace Wanjiru", "Support lead", "Africa/Nairobi"),
    Colleague("hiro", "Hiro Tanaka", "Reliability engineer", "Asia/Tokyo"),
    Colleague(
        "ines",
        "Inés Quiroga",
        "People and learning",
        "America/Argentina/Buenos_Aires",
        is_admin=True,
    ),
    Colleague("jaya", "Jaya Venkataraman-Srinivasan", "Machine learning engineer", "Asia/Kolkata"),
    Colleague("kai", "Kai Nakoa", "Security engineer", "Pacific/Honolulu"),
    Colleague("leo", "Leo Marchetti", "Contractor, web", "Europe/Rome", is_guest=True),
    Colleague("mira", "Mira Novak", "Moved on in spring", "Europe/Ljubljana", is_deleted=True),
    Colleague("bell", "Release Bell", "Announces releases", "UTC", is_bot=True),
    Colleague(BOT, "Potluck", "Peer learning", "UTC", is_bot=True),
)


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel everybody in `members` sees; an empty one means all but guests."""

    name: str
    topic: str
    has_bot: bool = True
    has_guest: bool = False
    members: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its address."""
        return f"c-{self.name}"


CHANNELS: tuple[Channel, ...] = (
    Channel("general", "What everybody should know", has_guest=True),
    Channel("learning", "Questions, answers and thanks", has_guest=True),
    Channel("data", "Queries, pipelines and the warehouse"),
    Channel("platform", "Releases, incidents and tooling"),
    Channel("design", "Screens, words and everything in between", has_guest=True),
    Channel("random", "Lunch, plants and the rest", has_guest=True),
    Channel(
        "hiring",
        "Potluck is not in here yet: type /invite @Potluck to ask it in",
        has_bot=False,
        members=("ana", "dana", "grace", "ines"),
    ),
)


def members_of(channel: Channel) -> list[str]:
    """Who is in a channel at first."""
    out = []
    for c in COLLEAGUES:
        if c.is_deleted:
            continue
        if c.id == BOT:
            inside = channel.has_bot
        elif channel.members:
            inside = c.id in channel.members
        else:
            inside = channel.has_guest or not c.is_guest
        if inside:
            out.append(c.id)
    return out
