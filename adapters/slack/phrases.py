"""The few sentences that only Slack makes necessary; all others live in bot/views."""

from __future__ import annotations

from collections.abc import Iterable

CLOSE = "Close"
CANCEL = "Cancel"
YES = "Yes"
TITLE = "Potluck"
PICTURE = "A picture by Potluck"
OPEN_FORM = "Open the form"
NOTHING_TO_FILL_IN = "There is nothing to fill in. Send it, or close this window."
NOTHING_TO_PICK = "there is nothing to choose from yet."
EMPTY = "There is nothing to show here yet."
CUT = "… (the rest is left out here: Slack shows no more in one message)"

READY = "Slack opens forms only from a button. Press it to go on with yours."
TOO_LATE = (
    "Slack closed the moment to open the form before it was ready. Press the button to open it."
)
PRESS_AGAIN = (
    "Slack closed the moment to open the form before it was ready."
    " Nothing was lost: please press the button again."
)
USE_AGAIN = (
    "Slack closed the moment to open the form before it was ready."
    " Nothing was lost: please use the shortcut again."
)
NO_FORM = "Slack didn't take the form. Please try again; if it keeps happening, tell an admin."
SHORTENED = (
    "Your text is too long for a button to carry along, so its end is missing from the form:"
    " please add it there."
)


def cut_short(limit: int) -> str:
    """Said below a field whose prefill Slack can't hold."""
    return f"Your text was longer than this field can be and was cut after {limit:,} characters."


def not_here(names: Iterable[str]) -> str:
    """Said below a people field when somebody in it has no account in this workspace."""
    return f"Not in this Slack workspace, so not picked: {', '.join(names)}."


# For whoever looks after Potluck, in the log and in `potluck check`.
UPLOADS_LACK_SCOPE = (
    "pictures of badges and charts are said in words: add the scope files:write to the app in Slack"
    " (OAuth & Permissions) and reinstall it; it is tried again within the hour"
)
UPLOADS_REFUSED = (
    "Slack takes no pictures from Potluck, so they are said in words; it is tried again in an hour."
    " Slack's word tells why: an admin may have switched uploads off, or the storage is full"
)
UPLOADS_FAILED = (
    "a picture could not be uploaded, so it is said in words; it is tried again in a minute."
    " If it stays so: this machine must reach files.slack.com"
)
NOT_SHOWN = (
    "Slack took a picture, and would not show it; its words are said instead, and it is tried again"
    " in an hour"
)
NOT_FETCHED = (
    "Slack could not fetch a picture from PUBLIC_URL, so it is uploaded instead; it is tried again"
    " in an hour"
)
