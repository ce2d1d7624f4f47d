"""What this chat server takes: our own numbers, since the platform is ours."""

from __future__ import annotations

from bot.messenger import Rate

MESSAGE = 8000
"""Characters in one message. Slack asks to stay under 4,000 and cuts at 40,000; we refuse."""
BODY = 64 * 1024
"""Bytes in one request: a long message or form, and room to spare."""
CARD = 256 * 1024
"""Bytes of one drawn message: 50 blocks of 3,000 characters and their ids fit."""
PAGE = 50
"""Messages read at a time; older ones follow on scrolling back."""
THREAD = 200
"""Replies read at a time."""
GROUP = 8
"""People in one direct conversation."""
REACTIONS = 20
"""Different emoji on one message."""
DEED = 80
"""Characters in the id that a browser gives to one deed, so that sending it twice counts once."""
UNREAD = 99
"""Unread messages counted before it says "99+"."""
LIVE = 1000
"""Things on their way to one tab before it is asked to start over."""
RATES: tuple[Rate, ...] = ()
"""Nothing leaves this process, so nothing is rationed."""
