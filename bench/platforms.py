"""Slack's Web API and a Teams connector that say yes to everything, so that a server can post."""

import itertools
import os

from aiohttp import web

_numbers = itertools.count(1)


async def slack(request: web.Request) -> web.Response:
    """Any Web API method: the fields that a client looks for, whoever it asks about."""
    asked = {**request.query, **await request.post()}
    user = str(asked.get("user") or asked.get("users") or "U0BENCHBOT")
    number = next(_numbers)
    person = {
        "id": user,
        "team_id": "T0BENCH",
        "name": user.lower(),
        "real_name": f"Person {user}",
        "tz": "Europe/Amsterdam",
        "deleted": False,
        "is_bot": False,
        "profile": {"real_name": f"Person {user}", "display_name": user.lower()},
    }
    return web.json_response(
        {
            "ok": True,
            "team": "Bench",
            "team_id": "T0BENCH",
            "url": "https://bench.slack.com/",
            "user": person if request.path.endswith("users.info") else "potluck",
            "user_id": "U0BENCHBOT",
            "bot_id": "B0BENCH",
            "app_id": "A0BENCH",
            "members": [],
            "channel": {"id": f"D{user}"}
            if request.path.endswith("conversations.open")
            else asked.get("channel", "C0BENCH"),
            "ts": f"1700000000.{number:06d}",
            "message_ts": f"1700000000.{number:06d}",
            "response_metadata": {"next_cursor": ""},
        }
    )


async def connector(request: web.Request) -> web.Response:
    """Any connector call: members are found, activities and conversations are created."""
    if request.method == "GET":
        user = request.path.rsplit("/", 1)[-1]
        return web.json_response({"id": user, "name": user, "aadObjectId": user, "members": []})
    await request.read()
    return web.json_response({"id": f"bench-{next(_numbers)}"}, status=201)


if __name__ == "__main__":
    app = web.Application()
    app.router.add_route("*", "/api/{method}", slack)
    app.router.add_route("*", "/v3/{rest:.*}", connector)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
