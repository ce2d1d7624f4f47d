"""The Teams door: route → events → dispatcher → answer. No botbuilder until it is needed."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import web

from adapters.door import Core
from adapters.teams import replies
from adapters.teams.activities import bot_id, conversation, mentions, obj, text
from adapters.teams.forms import dialog, opened
from adapters.teams.inbound import LOCAL_TENANT, Reader
from adapters.teams.limits import PATIENCE, PEOPLE_CHOICES
from adapters.teams.members import Members, Recent, Seen
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.port.endpoint import Endpoint
from adapters.teams.port.errors import RejectedError, RequestError, SendError
from adapters.teams.port.lazy import LazyPort
from adapters.teams.port.route import PATH
from adapters.teams.port.settings import TeamsSettings
from adapters.teams.references import split_id
from adapters.teams.render import OURS
from adapters.teams.replies import Asker
from adapters.teams.sealing import Seal
from bot.dispatcher import Dispatcher, NotTaken, Outcome
from bot.events import Conversation, ConversationKind, Inbound
from bot.messages import Blank, Message, Replace
from bot.messenger import Faces, MaybeSent, RateLimited, Refused, TryLater
from bot.views import trouble

if TYPE_CHECKING:
    from adapters.teams.port.cloud import Answer, Turn

log = structlog.get_logger()
Json = dict[str, Any]

DIALOGS = frozenset(
    {
        "task/fetch",
        "task/submit",
        "composeExtension/fetchTask",
        "composeExtension/submitAction",
    }
)
ANSWERS = 200  # ours: answers kept for requests that Teams repeats within seconds
TRIES = 3  # ours: a reply that certainly was not sent is tried so often while the person waits
UNKNOWN_HERE = "I can't write to you yet. Add Potluck in Teams under Apps."
LONGEST_PAUSE = 2.0  # seconds; with TRIES this stays within the 10 s that Teams gives an activity


@dataclass(frozen=True, slots=True)
class Asked:
    """An event on its way to an answer."""

    event: Inbound
    outcome: Outcome
    activity: Json

    @property
    def here(self) -> Conversation:
        return self.event.conversation or conversation(self.activity)


class TeamsDoor:
    """Microsoft Teams, open. `pause` waits that many seconds between tries."""

    def __init__(
        self,
        settings: TeamsSettings,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._port = LazyPort(settings)
        self._members = Members()
        self._messenger = TeamsMessenger(self._port, self._members)
        self._seal = Seal(settings.app_password)
        tenant = settings.tenant_id or LOCAL_TENANT
        self._reader = Reader(self._seal, self._members.address, tenant)
        self._endpoint = Endpoint(self._port, self._turn)
        self._pause = pause
        self._dispatcher: Dispatcher | None = None
        self._answers: Recent[str, asyncio.Task[Answer | None]] = Recent(ANSWERS)
        self._under_way: set[asyncio.Task[Answer | None]] = set()
        self._closing = False

    @property
    def messenger(self) -> TeamsMessenger:
        return self._messenger

    def open(self, core: Core, app: web.Application) -> None:
        """Adds POST /api/messages."""
        self._dispatcher = core.dispatcher
        app.router.add_post(PATH, self._endpoint.handle)

    async def start(self) -> None:
        """Nothing yet: botbuilder is loaded for whoever first speaks or is spoken to in Teams."""

    async def stop(self) -> None:
        """Answers 503 from now on, finishes what is under way, closes connections."""
        self._closing = True
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._port.close()

    async def _turn(self, turn: "Turn") -> "Answer | None":
        """One verified activity. Raises RequestError(503) when it should come again."""
        if self._closing:
            raise RequestError(503, "Potluck is restarting.")
        activity = turn.activity
        self._note(activity)
        launched = obj(obj(obj(activity.get("value")).get("data")).get(OURS))
        if activity.get("name") == "task/fetch" and "press" not in launched:
            return self._open(activity, launched)
        sure = await self._identify(turn)
        events = self._reader.events(activity)
        if not sure and events:
            asked = Asked(events[0], Outcome(trouble.on_our_side()), activity)
            return await self._answer(asked)
        answer = None
        for event in events:
            answer = await self._once(event, activity)
        return answer

    async def _once(self, event: Inbound, activity: Json) -> "Answer | None":
        """Teams repeats what it thinks was lost: the repetition gets the first one's answer."""
        key = f"{event.workspace.address}/{event.id}"
        task = self._answers.get(key)
        if task is None:
            task = asyncio.create_task(self._take(event, activity))
            self._answers[key] = task
            self._under_way.add(task)
            task.add_done_callback(lambda t: self._taken(key, t))
        # Shielded: when Teams hangs up, the deed and its answer still come to an end.
        return await asyncio.shield(task)

    def _taken(self, key: str, task: "asyncio.Task[Answer | None]") -> None:
        """A failure is not remembered: the repetition may do better."""
        self._under_way.discard(task)
        if task.cancelled() or task.exception() is not None:
            self._answers.pop(key, None)

    async def _take(self, event: Inbound, activity: Json) -> "Answer | None":
        if self._dispatcher is None:
            raise RequestError(503, "Potluck is starting.")
        try:
            outcome = await self._dispatcher.handle(event)
        except NotTaken:
            raise RequestError(503, "Potluck could not take this now.") from None
        return await self._answer(Asked(event, outcome, activity))

    async def _answer(self, asked: Asked) -> "Answer | None":
        """In the way this kind of activity is answered."""
        from adapters.teams.port.cloud import Answer

        if asked.activity["type"] != "invoke":
            await self._say(asked)
            return None
        if text(asked.activity.get("name")) in DIALOGS:
            return Answer(200, await self._dialog(asked))
        return Answer(200, await self._pressed(asked))

    def _asker(self, asked: Asked) -> Asker:
        event = asked.event
        return Asker(
            asked.outcome.faces,
            lambda: self._members.known(event.workspace.address, PEOPLE_CHOICES),
            lambda: self._seal.close(asked.here, event.actor.address),
        )

    async def _dialog(self, asked: Asked) -> Json | None:
        reply, asker = asked.outcome.reply, self._asker(asked)
        if isinstance(reply, Replace):
            await self._replace(asked, reply.message)
        shown = replies.in_dialog(reply, asker)
        message = replies.as_message(reply)
        if shown is not None or message is None:
            return shown
        # Buttons work in chats only, so such an answer goes to the person's own chat.
        if await self._say(asked):
            return None
        return replies.look("Potluck", message, asker.faces)

    async def _pressed(self, asked: Asked) -> Json:
        reply, faces = asked.outcome.reply, asked.outcome.faces
        if isinstance(reply, Replace):
            await self._replace(asked, reply.message)
            return replies.pressed_card(reply.message, faces)
        said = replies.words(reply, faces) if isinstance(reply, Message) else None
        if said is not None:
            return replies.pressed_words(said)
        if reply is None:
            return replies.pressed_words("Done.")
        is_sent = await self._say(asked)
        if is_sent and isinstance(reply, Blank):
            return replies.pressed_words(f"“{reply.heading}” is {self._where(asked)}.")
        message = replies.as_message(reply)
        if message is None:
            return replies.pressed_words(UNKNOWN_HERE)
        # What happened is said at once and here, wherever the buttons for it had to go.
        told = self._where(asked) if is_sent else ""
        return replies.pressed_words(replies.gist(message, faces, told))

    def _where(self, asked: Asked) -> str:
        """Where an answer went that can't be shown beside the card."""
        is_here = asked.here.kind is ConversationKind.PERSONAL
        return "below" if is_here else "in our own chat"

    async def _replace(self, asked: Asked, message: Message) -> None:
        """The answer changes the card for who pressed; the edit makes it stay, and for all."""
        ref = getattr(asked.event, "message", None)
        if ref is None:
            return
        event, faces = asked.event, asked.outcome.faces
        try:
            await self._messenger.edit(event.workspace, asked.here, ref, message, faces)
        except (RateLimited, TryLater, MaybeSent, Refused) as error:
            log.warning("teams.card_not_replaced", why=str(error))

    async def _say(self, asked: Asked) -> bool:
        """Answers the asker alone: in this chat when it is theirs, else in their own.

        True when it was sent or there was nothing to say. Teams has no message that only one
        person in a channel sees.
        """
        payload = replies.in_chat(asked.outcome.reply, self._asker(asked))
        if payload is None:
            return True
        event, here = asked.event, asked.here
        if asked.activity["type"] == "invoke":
            # A form's event speaks of where it was opened, which may be elsewhere.
            here = conversation(asked.activity)
        try:
            to = here
            if here.kind is not ConversationKind.PERSONAL:
                to = await self._messenger.open_direct(event.workspace, event.actor)
            await self._send(asked, to, payload)
        except Refused as error:
            log.warning("teams.reply_refused", why=error.reason)
            if here.kind is not ConversationKind.PERSONAL:
                await self._hint(asked, here)
            return False
        except (RateLimited, TryLater, MaybeSent) as error:
            log.warning("teams.reply_lost", why=str(error))
            return False
        return True

    async def _hint(self, asked: Asked, here: Conversation) -> None:
        """Nothing of the answer, only that it could not be given in private."""
        name = asked.event.actor.name or "You"
        message = Message.of(
            f"{name}, I can't write to you in private yet. In Teams, open Apps, find Potluck and "
            "add it for yourself; then ask me again."
        )
        hint = replies.in_chat(message, self._asker(asked))
        try:
            await self._send(asked, here, hint or {})
        except (RateLimited, TryLater, MaybeSent, Refused) as error:
            log.warning("teams.hint_lost", why=str(error))

    async def _send(self, asked: Asked, to: Conversation, payload: Json) -> None:
        """Sends, and again when it certainly was not sent."""
        for left in reversed(range(TRIES)):
            try:
                await self._messenger.send(asked.event.workspace, to, payload)
            except (RateLimited, TryLater) as error:
                wait = error.seconds if isinstance(error, RateLimited) else 0.5
                if not left or wait > LONGEST_PAUSE:
                    raise
                await self._pause(wait)
            else:
                return

    def _open(self, activity: Json, ours: Json) -> "Answer":
        """A launcher was pressed: its form, drawn anew."""
        from adapters.teams.port.cloud import Answer

        found = opened(ours)
        if found is None:
            outdated = replies.words(trouble.outdated(), Faces()) or ""
            return Answer(200, replies.say(outdated))
        form, faces = found
        workspace, actor = self._reader.workspace(activity), self._reader.actor(activity)
        from_ = self._seal.open(ours.get("at"), actor.address) or conversation(activity)
        known = self._members.known(workspace.address, PEOPLE_CHOICES)
        sealed = self._seal.close(from_, actor.address)
        return Answer(200, replies.go_on(dialog(form, faces, known, sealed)))

    def _note(self, activity: Json) -> None:
        """Whoever acts tells us their two ids, and which roster they are on."""
        sender = activity["from"]
        where, _ = split_id(activity["conversation"]["id"])
        seen = Seen(activity["serviceUrl"], bot_id(activity), where)
        tenant = self._reader.workspace(activity).address
        directory, name = text(sender.get("aadObjectId")), text(sender.get("name"))
        self._members.note(tenant, sender["id"], directory, seen, name)

    async def _identify(self, turn: "Turn") -> bool:
        """Learns the addresses of the people mentioned; False when Teams can't say right now."""
        activity = turn.activity
        tenant, me = self._reader.workspace(activity).address, bot_id(activity)
        strangers = {
            user
            for _, user, _ in mentions(activity)
            if user != me and not user.startswith("28:")
            if self._members.address(tenant, user) is None
        }
        if not strangers:
            return True
        seen = Seen(activity["serviceUrl"], me, conversation(activity).address)

        async def ask(user: str) -> None:
            try:
                await self._members.ask(tenant, user, seen, turn.connector)
            except RejectedError:
                # On no roster, so nobody knows them by another id either.
                self._members.note(tenant, user, "", seen)

        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.gather(*(ask(user) for user in strangers))
        except (SendError, TimeoutError) as error:
            log.warning("teams.member_unknown", why=type(error).__name__)
            return False
        return True
