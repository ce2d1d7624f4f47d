"""A bare aiohttp server that reads a POST and answers 200: the floor under everything here."""

import os

from aiohttp import web


async def answer(request: web.Request) -> web.Response:
    """Read the body, as any handler must, and say yes."""
    await request.read()
    return web.Response()


if __name__ == "__main__":
    app = web.Application()
    app.router.add_post("/", answer)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), print=None, access_log=None)
