"""Slack's limits, each with its source. Lengths are characters, sizes are bytes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.messenger import Deed, Rate, Scope

# docs.slack.dev/reference/block-kit/blocks and /reference/surfaces
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100  # modal and Home
VIEW_BYTES = 250_000

# Measured by others: chat.postMessage answers msg_blocks_too_long from about 13,200 characters of
# blocks on, counted over the JSON (github.com/slackapi/bolt-js issues 2509 and 2867). Ours stays
# below, with room for what Slack adds.
MESSAGE_CHARACTERS = 12_000

# docs.slack.dev/reference/block-kit/composition-objects/text-object; rich_text states no limit of
# its own, so one text element there is kept to the same length.
TEXT = 3_000
# docs.slack.dev/reference/methods/chat.postMessage: text is best kept under 4,000 characters
FALLBACK_TEXT = 3_000

# docs.slack.dev/reference/block-kit/blocks: header, context, actions, image, input
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
IMAGE_ALT = 2_000
URL = 3_000
INPUT_LABEL = 2_000
INPUT_HINT = 2_000

# docs.slack.dev/reference/block-kit/block-elements: button, selects, inputs
BUTTON_LABEL = 75
BUTTON_VALUE = 2_000
SELECT_OPTIONS = 100
SELECT_GROUPS = 100
OPTION_LABEL = 75
OPTION_VALUE = 150
PLACEHOLDER = 150
PLAIN_INPUT = 3_000

# docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30

# docs.slack.dev/reference/views/modal-views
VIEW_TITLE = 24
VIEW_BUTTON = 24
PRIVATE_METADATA = 3_000

# docs.slack.dev/reference/block-kit/blocks: block_id; block-elements: action_id; views: callback_id
IDENTIFIER = 255

# docs.slack.dev/interactivity: an interaction or command is to be answered within 3 seconds, and a
# trigger_id can be used once within 3 seconds. Ours answers before, whatever still runs.
ANSWER_SECONDS = 2.2
TRIGGER_SECONDS = 3.0

# docs.slack.dev/authentication/verifying-requests-from-slack: five minutes
SKEW_SECONDS = 300
# Ours: larger than anything Slack sends (a view of 250 KB comes back form-encoded).
BODY_BYTES = 1024 * 1024

# docs.slack.dev/apis/web-api/rate-limits: chat.postMessage about one a second and channel, "several
# hundred" a minute in a workspace; chat.update and chat.delete are tier 3 (50 a minute and more).
RATES = (
    Rate("conversation", "1/second", "post"),
    Rate("workspace", "240/minute", "post"),
    Rate("workspace", "50/minute", "edit"),
)
# docs.slack.dev/apis/web-api/rate-limits: limits are counted "per API method per workspace/team per
# app"; chat.postMessage alone has one of its own for each channel, and that one is met first.
CONCERNS: Mapping[str, tuple[Scope, Deed]] = {
    "chat.postMessage": ("conversation", "post"),
    "chat.update": ("workspace", "edit"),
    "chat.delete": ("workspace", "edit"),
    "conversations.open": ("workspace", "open"),
}
# docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal: tier
# 4 (100 a minute and more). Ours stays below, so that somebody who looks at Home finds room.
UPLOADS_A_MINUTE = 80
# What to wait after a 429 that does not say; Slack's own rarely exceed a minute.
RETRY_AFTER_SECONDS = 30.0
