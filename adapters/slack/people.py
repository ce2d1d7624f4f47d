"""A user as Slack describes them → an account. Pure."""

from __future__ import annotations

from adapters.slack.payload import Payload, part, true, word, words
from adapters.slack.zones import zone
from bot.events import Account, Workspace


def account(user: Payload, workspace: Workspace) -> Account | None:
    """The account, or None for a user without an id.

    Guests are Slack's single- and multi-channel guests and people of other companies, who are met
    in shared channels. Inside one Enterprise Grid everybody belongs to several workspaces.
    """
    address = word(user, "id")
    if not address:
        return None
    profile = part(user, "profile")
    home, grid = word(user, "team_id"), part(user, "enterprise_user")
    own = {home, word(grid, "enterprise_id"), *words(grid, "teams")}
    outsider = bool(home) and workspace.address not in own
    is_bot = true(user, "is_bot") or address == "USLACKBOT"
    guest = true(user, "is_restricted") or true(user, "is_ultra_restricted")
    email = word(profile, "email") if user.get("is_email_confirmed") is not False else ""
    return Account(
        address,
        name=word(profile, "display_name")
        or word(profile, "real_name")
        or word(user, "real_name")
        or word(user, "name")
        or None,
        time_zone=known.key if (known := zone(word(user, "tz"))) else None,
        email=email or None,
        is_bot=is_bot,
        is_guest=guest or true(user, "is_stranger") or outsider,
        is_deleted=true(user, "deleted"),
        is_admin=(true(user, "is_admin") or true(user, "is_owner")) and not outsider,
    )
