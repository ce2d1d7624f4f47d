"""What an operator decides: app.yaml and the environment, checked and typed."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.events import Workspace


class Section(BaseModel):
    """Base of all sections: no unknown keys, nothing changes after start."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Organization(Section):
    """A tenant and the workspaces that belong to it, as "slack:T0123", "teams:<tenant id>"."""

    name: str = Field(min_length=1, max_length=100)
    workspaces: tuple[str, ...] = ()


class Kudos(Section):
    """Rules of kudos."""

    allowance: int = Field(default=5, ge=1, le=100)
    """Thanks one person may give a day, counted by recipient, by the giver's own midnight."""
    undo_minutes: int = Field(default=10, ge=0, le=1440)
    guests: bool = False
    """Whether guests may give and receive."""
    channel: str = ""
    """Channel (without #) for thanks given where nobody else listens; empty: nowhere."""


class Settings(Section):
    """All of app.yaml."""

    organizations: tuple[Organization, ...] = ()
    admins: tuple[str, ...] = ()
    """Account addresses ("slack:U0123") or verified e-mails of administrators."""
    kudos: Kudos = Kudos()

    def organization_of(self, workspace: Workspace) -> str:
        """The organization a workspace belongs to; one that is not listed is its own."""
        ref = f"{workspace.platform}:{workspace.address}"
        for organization in self.organizations:
            if ref in organization.workspaces:
                return organization.name
        return ref

    def admins_of(self, workspace: Workspace) -> frozenset[str]:
        """Addresses and verified e-mails of administrators, as this workspace writes them."""
        own = f"{workspace.platform}:"
        return frozenset(a.removeprefix(own) for a in self.admins if a.startswith(own) or "@" in a)
