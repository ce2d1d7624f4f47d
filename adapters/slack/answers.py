"""A reply of the core → what Slack is told: in the acknowledgement if it fits there, else after."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from adapters.slack import phrases, render
from adapters.slack.arrival import Arrival, Asked
from adapters.slack.carried import Carried, TooMuchToCarry
from adapters.slack.images import Shown
from adapters.slack.limits import TRIGGER_SECONDS
from adapters.slack.messenger import SlackMessenger
from adapters.slack.pressed import TooMuchToPress, launcher
from adapters.slack.views import Views
from adapters.slack.web import Web, soon
from bot.dispatcher import Outcome
from bot.events import CommandInvoked, ConversationKind
from bot.messages import (
    Blank,
    Button,
    Buttons,
    FormErrors,
    Home,
    Message,
    Replace,
    Text,
)
from bot.messenger import Faces, MaybeSent, RateLimited, Refused, TryLater

log = structlog.get_logger()

FAILED = (RateLimited, TryLater, MaybeSent, Refused)
NOT_SENT = (RateLimited, TryLater, Refused)
SPENT = {"expired_trigger_id", "exchanged_trigger_id", "trigger_exchanged", "trigger_expired"}
EPHEMERAL = ("text", "blocks", "parse", "link_names")
"""What chat.postEphemeral takes of a drawn message."""


class Answers:
    """Answers the person who asked, at most once, in the way that is open."""

    def __init__(
        self, web: Web, messenger: SlackMessenger, wait: Callable[[int], Awaitable[None]]
    ) -> None:
        """`wait` pauses before another attempt, whose number it is told."""
        self._web = web
        self._messenger = messenger
        self._pictures = messenger.pictures
        self._views = Views(messenger.pictures, wait)

    async def stop(self) -> None:
        """Leave views as they are shown."""
        await self._views.stop()

    def now(self, arrived: Arrival, outcome: Outcome) -> dict[str, Any] | None:
        """The acknowledgement that is the whole answer, or None when it comes after an empty one.

        Raises TooMuchToPress, TooMuchToCarry.
        """
        faces = outcome.faces
        match arrived.asked, outcome.reply:
            case Asked.COMMAND, Message() as said:
                return self._private(said, faces)
            case Asked.COMMAND, Replace(message=said):
                return self._private(said, faces)
            case Asked.FORM, FormErrors() as wrong:
                shown = render.errors(wrong.errors, arrived.inputs)
                if shown:
                    return {"response_action": "errors", "errors": shown}
                view = _wrong(wrong)
                form = render.form(view, faces, self._carried(arrived)) if view else None
                return {"response_action": "update", "view": form} if form else None
            case Asked.FORM, Blank() as blank:
                view_ = render.form(blank, faces, self._carried(arrived))
                return {"response_action": "update", "view": view_}
            case Asked.FORM, Message() as said if arrived.event.conversation is None:
                at_hand = self._pictures.fetched()
                shown_ = render.modal(said, faces, self._carried(arrived), at_hand)
                return {"response_action": "update", "view": shown_}
            case _:
                return None

    async def later(self, arrived: Arrival, outcome: Outcome) -> None:
        """Answer after the acknowledgement. Never raises: the deed itself is done."""
        try:
            await self._answer(arrived, outcome)
        except FAILED as error:
            why = error.reason if isinstance(error, Refused) else repr(error)
            log.warning("slack.answer_lost", asked=arrived.asked.name, why=why)
        except (TooMuchToPress, TooMuchToCarry) as error:
            log.error("slack.answer_too_large", asked=arrived.asked.name, why=repr(error))

    async def _answer(self, arrived: Arrival, outcome: Outcome) -> None:
        faces = outcome.faces
        match outcome.reply:
            case Message() as said:
                await self._tell(arrived, said, faces)
            case Replace(message=said):
                await self._replace(arrived, said, faces)
            case Blank() as blank:
                await self._open(arrived, blank, faces)
            case FormErrors(errors=wrong):
                await self._tell(arrived, Message.of(*wrong.values()), faces)
            case Home() as home:
                await self._publish(arrived, home, faces)
            case None:
                pass

    async def _publish(self, arrived: Arrival, home: Home | Message, faces: Faces) -> None:
        async def publish(shown: Shown, before: dict[str, Any] | None = None) -> dict[str, Any]:
            return await self._web.call(
                "views.publish",
                user_id=arrived.event.actor.address,
                view=render.home(home, faces, shown),
                hash=before["hash"] if before else None,
            )

        await self._views.show(arrived.event.workspace, home.blocks, publish, publish)

    async def _tell(self, arrived: Arrival, said: Message, faces: Faces) -> None:
        """The first way that works; another one only if that one surely failed."""
        ways: list[Callable[[], Awaitable[object]]] = []
        event, there = arrived.event, arrived.event.conversation
        if arrived.asked is Asked.HOME:
            return await self._publish(arrived, said, faces)
        if arrived.asked is Asked.VIEW and arrived.view:
            ways.append(lambda: self._window(arrived, said, faces))
        if arrived.asked is Asked.HOME_CARD and arrived.trigger:
            ways.append(lambda: self._window(arrived, said, faces))
        if arrived.response_url:
            ways.append(lambda: self._respond(arrived, said, faces, replace=False))
        if there is not None and there.kind is ConversationKind.PERSONAL:
            ways.append(lambda: self._messenger.answer(event.workspace, there, said, faces))
        elif there is not None:
            drawn = {k: v for k, v in self._drawn(said, faces).items() if k in EPHEMERAL}
            ways.append(
                lambda: self._web.call(
                    "chat.postEphemeral",
                    channel=there.address,
                    user=event.actor.address,
                    thread_ts=there.thread,
                    **drawn,
                )
            )
        ways.append(lambda: self._write_to(arrived, said, faces))
        for way in ways[:-1]:
            try:
                await way()
            except NOT_SENT as error:
                log.info("slack.answer_another_way", asked=arrived.asked.name, why=repr(error))
            else:
                return None
        await ways[-1]()
        return None

    async def _write_to(self, arrived: Arrival, said: Message, faces: Faces) -> None:
        event = arrived.event
        direct = await self._messenger.open_direct(event.workspace, event.actor)
        await self._messenger.answer(event.workspace, direct, said, faces)

    async def _window(self, arrived: Arrival, said: Message, faces: Faces) -> None:
        """In the window that was used, else in one of its own."""
        carried = self._carried(arrived)

        async def show(shown: Shown) -> dict[str, Any]:
            view = render.modal(said, faces, carried, shown)
            if arrived.asked is Asked.VIEW:
                return await self._web.call("views.update", view_id=arrived.view, view=view)
            return await self._open_view(arrived.trigger, view)

        async def again(shown: Shown, before: dict[str, Any]) -> dict[str, Any]:
            at = {"view_id": before.get("id"), "hash": before["hash"]}
            view = render.modal(said, faces, carried, shown)
            return await self._web.call("views.update", **at, view=view)

        await self._views.show(arrived.event.workspace, said.blocks, show, again)

    async def _respond(
        self, arrived: Arrival, said: Message, faces: Faces, *, replace: bool
    ) -> None:
        there = arrived.event.conversation
        thread = there.thread if there is not None and not replace else None
        body: dict[str, Any] = {**self._drawn(said, faces), "replace_original": replace}
        if not replace:
            body["response_type"] = "ephemeral"
        if thread:
            body["thread_ts"] = thread
        await self._web.answer(arrived.response_url, body)

    async def _replace(self, arrived: Arrival, said: Message, faces: Faces) -> None:
        """The card becomes this; saying it twice changes nothing, so a doubt costs nothing."""
        event = arrived.event
        has_card = arrived.asked is Asked.CARD or bool(arrived.card)
        if not has_card:
            return await self._tell(arrived, said, faces)
        if arrived.response_url:
            try:
                return await self._respond(arrived, said, faces, replace=True)
            except FAILED as error:
                if not arrived.card:
                    raise
                log.info("slack.answer_another_way", asked=arrived.asked.name, why=repr(error))
        if arrived.card and event.conversation is not None:
            drawn = {k: v for k, v in self._drawn(said, faces).items() if k in EPHEMERAL}
            await self._web.call(
                "chat.update", channel=event.conversation.address, ts=arrived.card, **drawn
            )
            return None
        return await self._tell(arrived, said, faces)

    async def _open(self, arrived: Arrival, blank: Blank, faces: Faces) -> None:
        try:
            view = render.form(blank, faces, self._carried(arrived))
            if arrived.asked is Asked.VIEW and arrived.view:
                await self._web.call("views.update", view_id=arrived.view, view=view)
            elif arrived.trigger:
                await self._open_view(arrived.trigger, view)
            else:
                await self._tell(arrived, self._launcher(arrived, phrases.READY), faces)
        except FAILED as error:
            why = error.reason if isinstance(error, Refused) else repr(error)
            log.warning("slack.form_not_opened", asked=arrived.asked.name, why=why)
            late = not isinstance(error, Refused) or error.reason in SPENT
            await self._tell(arrived, self._instead(arrived, late=late), faces)
        except TooMuchToCarry as error:
            log.error("slack.form_too_large", form=blank.key, why=repr(error))
            await self._tell(arrived, Message.of(phrases.NO_FORM), faces)

    async def _open_view(self, trigger: str, view: dict[str, Any]) -> dict[str, Any]:
        opening = self._web.call("views.open", trigger_id=trigger, view=view)
        opened: dict[str, Any] = await soon(opening, TRIGGER_SECONDS)
        return opened

    def _private(self, said: Message, faces: Faces) -> dict[str, Any]:
        return {"response_type": "ephemeral", **self._drawn(said, faces)}

    def _drawn(self, said: Message, faces: Faces) -> dict[str, Any]:
        """For one person among others: Slack shows files to whoever they are shared with, and a
        message that only one sees shares nothing.
        """
        return render.message(said, faces, self._pictures.fetched())

    def _instead(self, arrived: Arrival, *, late: bool) -> Message:
        """What is said when a form could not be opened."""
        if not late:
            return Message.of(phrases.NO_FORM)
        if isinstance(arrived.event, CommandInvoked) and arrived.asked is not Asked.CARD:
            return self._launcher(arrived, phrases.TOO_LATE)
        again = arrived.asked is Asked.SHORTCUT
        return Message.of(phrases.USE_AGAIN if again else phrases.PRESS_AGAIN)

    def _launcher(self, arrived: Arrival, why: str) -> Message:
        """A button that gives the command again, this time with a moment to open a form."""
        event = arrived.event
        if not isinstance(event, CommandInvoked):
            return Message.of(phrases.PRESS_AGAIN)
        press, whole = launcher(event)
        return Message.of(
            Text.of(why),
            *([] if whole else [Text.of(phrases.SHORTENED)]),
            Buttons.of(Button(label=phrases.OPEN_FORM, press=press, style="primary")),
        )

    def _carried(self, arrived: Arrival) -> Carried:
        return Carried(
            nonce=secrets.token_hex(12),
            conversation=arrived.event.conversation,
            response_url=arrived.response_url,
            card=arrived.card,
        )


def _wrong(wrong: FormErrors) -> Blank | None:
    """The form again with its errors above it, for a view that has no input to show them at."""
    form = wrong.form
    return form.model_copy(update={"errors": dict(wrong.errors)}) if form else None
