"""Slack's error words → what became of a call, and what a person can do about it."""

from __future__ import annotations

from collections.abc import Collection

from bot.messenger import Refused

INVITE = (
    "I'm not in that channel. Invite me there with /invite @Potluck, then try again."
    " If it is a private channel, only its members can invite me."
)
ADMIN = "Ask whoever looks after Potluck: Slack no longer accepts its token."
TOO_LONG = "That is more than Slack shows in one message. Please make it shorter and try again."

TOKEN = (
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_such_installation",
)
"""Slack's words for a token that it does not accept (any more)."""

ADVICE = {
    "not_in_channel": INVITE,
    "channel_not_found": INVITE,
    "is_archived": "That channel is archived. Please use another one.",
    "user_not_in_channel": "That person is not in that channel, so nothing can be shown there.",
    "restricted_action": "An admin has limited who may post in that channel. Please use another.",
    "restricted_action_read_only_channel": "That channel is read-only. Please use another.",
    "restricted_action_thread_locked": "That thread is locked. Please use the channel instead.",
    "restricted_action_non_threadable_channel": "That channel has no threads. Please post in it.",
    "no_permission": INVITE,
    "access_denied": INVITE,
    "team_access_not_granted": "Potluck isn't approved in that workspace. Ask a Slack admin.",
    "user_not_found": "Slack doesn't know that person any more.",
    "users_not_found": "Slack doesn't know that person any more.",
    "user_disabled": "That person's Slack account is deactivated.",
    "cannot_dm_bot": "Bots can't be written to. Please pick a person.",
    "messages_tab_disabled": "An admin has switched off direct messages from Potluck.",
    "message_not_found": "That message has been deleted.",
    "cant_update_message": "That message can't be changed any more.",
    "cant_delete_message": "That message can't be taken away any more.",
    "edit_window_closed": "That message can't be changed any more.",
    "thread_not_found": "That thread has been deleted.",
    "msg_too_long": TOO_LONG,
    "msg_blocks_too_long": TOO_LONG,
    "missing_scope": "Potluck lacks a permission in Slack. Ask an admin to reinstall it.",
    **dict.fromkeys(TOKEN, ADMIN),
}
ELSE = "Slack refused this. Tell whoever looks after Potluck if it keeps happening."

LATER = {"service_unavailable", "team_added_to_org", "request_timeout", "org_login_required"}
"""Slack did not take the call: nothing was done."""
UNSURE = {"internal_error", "fatal_error"}
"""Slack's own words: some of it may have been done."""
LIMITED = {"ratelimited", "rate_limited", "message_limit_exceeded"}


UNFIT = {"invalid_blocks", "invalid_arguments"}
"""Something in what is said is wrong; the details tell where, as "[json-pointer:/blocks/2/…]"."""
PICTURES = ("slack_file", "image_url")


class PictureRefused(Refused):
    """Refused for a picture in it: a file that Slack has not (yet), an address that it does not
    reach. Without pictures it may be taken.
    """


def refused(error: str, details: Collection[str] = ()) -> Refused:
    """The refusal in Slack's word, with advice in ours."""
    about = not details or any(named in told for told in details for named in PICTURES)
    kind = PictureRefused if error in UNFIT and about else Refused
    return kind(error, ADVICE.get(error, ELSE))
