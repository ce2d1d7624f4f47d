"""What Teams allows: each limit with its source. Limits go stale; this is the one place to mend."""

from bot.messenger import Rate

# learn.microsoft.com "Optimize your bot with rate limiting in Teams", per bot and conversation;
# the last line per app and tenant (another page says 30).
RATES = (
    Rate("conversation", "7/second"),
    Rate("conversation", "8/2 second"),
    Rate("conversation", "60/30 second"),
    Rate("conversation", "1800/hour"),
    Rate("workspace", "50/second"),
)

# learn.microsoft.com "Limits and specifications for Microsoft Teams": a chat or channel post is
# about 28 KB with everything in it. Pages about bots say 25 to 100 KB; we keep below the least.
MESSAGE_BYTES = 25_000

CARD_VERSION = "1.5"  # highest version that Teams draws on every client
BUTTONS = 6  # "Design effective cards": more than six actions are not shown
PEOPLE_CHOICES = 25  # ours: colleagues offered beside the search
MENTIONS = 50  # "Limits and specifications": at most 50 distinct mentions in a message

# learn.microsoft.com "Dialogs": title, and sizes in pixels or by name.
DIALOG_TITLE = 64  # ours; the bar of the dialog holds about as much
DIALOG_HEIGHT = "medium"
DIALOG_WIDTH = "medium"

# learn.microsoft.com "Bot commands menu": ten commands a list, title 32, description 128.
COMMANDS = 10
COMMAND_TITLE = 32
COMMAND_DESCRIPTION = 128

# Seconds a person may wait for us to ask Teams who was mentioned: an activity gets 10 to 15.
PATIENCE = 3.0
