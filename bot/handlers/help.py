"""What can I do here: help, and answers to what nothing else understands."""

from __future__ import annotations

from typing import Any

from bot.events import ButtonClicked, CommandInvoked
from bot.messages import Reply
from bot.router import Context, Router, Usage
from bot.rules.questions import sounds_like_one
from bot.services import anonymity
from bot.store import outbox
from bot.views import help as views
from bot.views import trouble
from bot.views.question_forms import ask_form


def router(main: Router) -> Router:
    """The routes of help, which speaks of all that `main` has."""
    made = Router()

    @made.command("help", Usage("/learn help", "this list"), reads=True)
    def help_(event: CommandInvoked, ctx: Context) -> Reply:
        return views.usages(main.usages.values())

    @made.otherwise("command")
    def unknown_command(event: CommandInvoked, ctx: Context) -> Reply:
        said = "".join(p if isinstance(p, str) else f"@{p.name}" for p in event.text)
        text = f"{event.typed or event.name} {said}".strip()
        if sounds_like_one(text):
            return ask_form(text)
        return views.unknown(event.name, main.usages)

    @made.otherwise("button")
    def unknown_button(event: Any, ctx: Context) -> Reply:
        return trouble.outdated()

    @made.otherwise("form")
    def unknown_form(event: Any, ctx: Context) -> Reply:
        return trouble.outdated()

    @made.button(trouble.SendAgain)
    def send_again(event: ButtonClicked[trouble.SendAgain], ctx: Context) -> Reply:
        uow = ctx.uow
        if outbox.revive(
            uow.session, uow.organization_id, event.payload.post_id, event.actor.id, ctx.now
        ) or anonymity.send_again(uow, event.actor, event.payload.post_id):
            return trouble.sending_again()
        return trouble.nothing_to_send()

    return made
