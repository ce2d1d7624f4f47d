"""The requests that people's clients would send, each one different from the last."""

import hmac
import itertools
import json
import time
from collections.abc import Iterator
from urllib.parse import urlencode

SLACK_SECRET = "bench-signing-secret"
PEOPLE = 500  # givers and receivers


def post(path: str, content_type: str, body: bytes, headers: str = "") -> bytes:
    """One HTTP/1.1 request on the wire."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n"
        f"{headers}Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def small_posts() -> Iterator[bytes]:
    """A form of a slash command's size, for the bare server."""
    return itertools.repeat(post("/", "application/x-www-form-urlencoded", b"text=" + b"x" * 400))


def slack_kudos() -> Iterator[bytes]:
    """Signed `/kudos @colleague for …` commands, from and to everybody in turn."""
    for number in itertools.count():
        giver, receiver = number % PEOPLE, (number * 7 + 1) % PEOPLE
        receiver = (receiver + 1) % PEOPLE if receiver == giver else receiver
        form = {
            "token": "gone-out-of-use",
            "team_id": "T0BENCH",
            "team_domain": "bench",
            "channel_id": f"C0BENCH{number % 40:02d}",
            "channel_name": "learning",
            "user_id": f"U0BENCH{giver:03d}",
            "user_name": f"person{giver}",
            "command": "/kudos",
            "text": f"<@U0BENCH{receiver:03d}|person{receiver}> for query plan {number} #sql",
            "api_app_id": "A0BENCH",
            "is_enterprise_install": "false",
            "response_url": f"https://hooks.slack.com/commands/T0BENCH/{number}/x",
            "trigger_id": f"{number}.1.{number:032x}",
        }
        body = urlencode(form).encode()
        stamp = str(int(time.time()))
        signed = hmac.new(SLACK_SECRET.encode(), f"v0:{stamp}:".encode() + body, "sha256")
        yield post(
            "/slack/events",
            "application/x-www-form-urlencoded",
            body,
            f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signed.hexdigest()}\r\n",
        )


def teams_kudos(service_url: str) -> Iterator[bytes]:
    """`kudos @colleague for …`, typed to the bot in the personal chats of everybody in turn."""
    for number in itertools.count():
        giver, receiver = number % PEOPLE, (number * 7 + 1) % PEOPLE
        receiver = (receiver + 1) % PEOPLE if receiver == giver else receiver
        mention = f"<at>Person {receiver}</at>"
        activity = {
            "type": "message",
            "id": f"bench-{number}",
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime()),
            "channelId": "msteams",
            "serviceUrl": service_url,
            "from": {
                "id": f"29:person{giver}",
                "name": f"Person {giver}",
                "aadObjectId": f"00000000-0000-4000-8000-{giver:012d}",
            },
            "conversation": {
                "conversationType": "personal",
                "tenantId": "bench-tenant",
                "id": f"a:chat{giver}",
            },
            "recipient": {"id": "28:bench-bot", "name": "Potluck"},
            "text": f"kudos {mention} for query plan {number} #sql",
            "textFormat": "plain",
            "locale": "en-US",
            "localTimezone": "Europe/Amsterdam",
            "entities": [
                {
                    "type": "mention",
                    "text": mention,
                    "mentioned": {"id": f"29:person{receiver}", "name": f"Person {receiver}"},
                }
            ],
            "channelData": {"tenant": {"id": "bench-tenant"}},
        }
        yield post("/api/messages", "application/json", json.dumps(activity).encode())
