"""Activity → Event. Pure: it reads JSON that may be anything, and never fails on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from adapters.teams import forms, quoted
from adapters.teams.activities import (
    CHANNEL_NEWS,
    author,
    bot_id,
    command,
    conversation,
    digest,
    emoji,
    event_key,
    joined,
    mentions,
    minute_key,
    obj,
    objects,
    text,
    typed,
    version_key,
    zone,
)
from adapters.teams.references import AccountReference
from adapters.teams.render import OURS
from adapters.teams.sealing import Seal
from bot.events import (
    Account,
    BotAdded,
    BotRemoved,
    ButtonClicked,
    CommandInvoked,
    ConversationKind,
    FormSubmitted,
    Inbound,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    MessageRef,
    ProfileChanged,
    Quote,
    Raw,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    Value,
    Workspace,
)

Json = dict[str, Any]

LOCAL_TENANT = "local"  # activities without a tenant come only from tools on this machine
TYPED = {"kudos.give": "kudos", "question.ask": "ask", "answer.mark": "find"}
Knows = Callable[[str, str], str | None]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads activities. `knows(tenant, id)` gives the address of a "29:…" id, if it is known."""

    seal: Seal
    knows: Knows = lambda _tenant, _id: None
    default_tenant: str = LOCAL_TENANT

    def events(self, activity: Json) -> list[Inbound]:
        """What happened; [] for everything Potluck does not mind."""
        if text(obj(activity.get("from")).get("id")) == bot_id(activity):
            return []
        match activity.get("type"):
            case "message":
                return self._message(activity)
            case "messageUpdate":
                return self._edited(activity)
            case "messageDelete":
                return self._deleted(activity)
            case "invoke":
                return self._invoke(activity)
            case "messageReaction":
                return list(self._reactions(activity))
            case "installationUpdate":
                return self._installed(activity)
            case "conversationUpdate":
                return self._conversation_changed(activity)
            case _:
                return []

    def workspace(self, activity: Json) -> Workspace:
        """The tenant an activity speaks of."""
        tenant = text(obj(obj(activity.get("channelData")).get("tenant")).get("id"))
        tenant = tenant or text(obj(activity.get("conversation")).get("tenantId"))
        return Workspace("teams", tenant or self.default_tenant)

    def actor(self, activity: Json) -> Account:
        """Who acted, with all that the activity says about them."""
        who = obj(activity.get("from"))
        user_id, directory = text(who.get("id")), text(who.get("aadObjectId"))
        reference = AccountReference(user_id, text(activity.get("serviceUrl")), bot_id(activity))
        is_bot = user_id.startswith("28:") or text(who.get("role")) in ("bot", "skill")
        return Account(
            address=directory or self._address(activity, user_id),
            name=text(who.get("name")) or None,
            time_zone=zone(activity),
            is_bot=True if is_bot else None,
            reference=str(reference),
        )

    def _address(self, activity: Json, user_id: str) -> str:
        return self.knows(self.workspace(activity).address, user_id) or user_id

    def _common(self, activity: Json, kind: str, key: str = "") -> dict[str, Any]:
        return {
            "id": f"{kind}:{key or event_key(activity)}",
            "workspace": self.workspace(activity),
            "actor": self.actor(activity),
            "conversation": conversation(activity),
        }

    def _message(self, activity: Json) -> list[Inbound]:
        """A command when it is said to the bot, else a message where the bot may read."""
        data = obj(activity.get("value"))
        if OURS in data:
            # Clients too old for dialogs send what a form's button holds as a message.
            return self._opening(activity, data) or self._submitted(activity, data)
        said, addressed = self._said(activity)
        common = self._common(activity, "message")
        here = common["conversation"]
        if here.kind is not ConversationKind.PERSONAL and not addressed:
            ref = MessageRef(here.address, text(activity.get("id")), here.thread)
            return [MessagePosted(**common, ref=ref, text=said)] if said else []
        name, rest = command(said)
        return [CommandInvoked(**common, name=name, text=rest)]

    def _edited(self, activity: Json) -> list[Inbound]:
        """Somebody changed what they wrote, or took its deletion back."""
        common = self._common(activity, "edit", version_key(activity))
        here, own = common["conversation"], text(activity.get("id"))
        said, _ = self._said(activity)
        ref = MessageRef(here.address, own, here.thread)
        return [MessageChanged(**common, ref=ref, text=said)] if own and said else []

    def _deleted(self, activity: Json) -> list[Inbound]:
        common = self._common(activity, "deletion", version_key(activity))
        here, own = common["conversation"], text(activity.get("id"))
        ref = MessageRef(here.address, own, here.thread)
        return [MessageDeleted(**common, ref=ref)] if own else []

    def _said(self, activity: Json) -> tuple[tuple[str | Account, ...], bool]:
        """The text with each mention in its place, ours left out; and whether we were mentioned."""
        rest, me, addressed = text(activity.get("text")), bot_id(activity), False
        encoded = "&nbsp;" in rest or any(
            a.get("contentType") == "text/html" for a in objects(activity.get("attachments"))
        )
        parts: list[str | Account] = []
        for tag, user_id, name in mentions(activity):
            before, found, after = rest.partition(tag)
            if not found:
                addressed |= user_id == me
                continue
            parts.append(typed(before, encoded))
            rest = after
            if user_id == me:
                addressed = True
            else:
                is_bot = True if user_id.startswith("28:") else None
                reference = AccountReference(user_id, text(activity.get("serviceUrl")), me)
                parts.append(
                    Account(
                        self._address(activity, user_id),
                        name=name or None,
                        is_bot=is_bot,
                        reference=str(reference),
                    )
                )
        parts.append(typed(rest, encoded))
        return joined(parts), addressed

    def _invoke(self, activity: Json) -> list[Inbound]:
        value = obj(activity.get("value"))
        match activity.get("name"):
            case "adaptiveCard/action":
                return self._pressed(activity, obj(value.get("action")))
            case "task/fetch":
                return self._opening(activity, obj(value.get("data")))
            case "task/submit" | "composeExtension/submitAction":
                return self._submitted(activity, obj(value.get("data")))
            case "composeExtension/fetchTask":
                return self._shortcut(activity, value)
            case _:
                return []

    def _opening(self, activity: Json, data: Json) -> list[Inbound]:
        """A button that opens a form is pressed like any other; the answer is a dialog."""
        press = obj(obj(data.get(OURS)).get("press"))
        action = {"verb": press.get("key"), "data": {"press": press.get("data")}}
        return self._pressed(activity, action)

    def _pressed(self, activity: Json, action: Json) -> list[Inbound]:
        key, data = text(action.get("verb")), obj(action.get("data"))
        if not key:
            return []
        values: dict[str, Value] = {
            str(k): v for k, v in obj(data.get("press")).items() if isinstance(v, str | int)
        }
        chosen_by = text(data.get("chosen_by"))
        if chosen_by:
            values["choice"] = text(data.get(chosen_by))
        common = self._common(activity, "press")
        here, replied = common["conversation"], text(activity.get("replyToId"))
        ref = MessageRef(here.address, replied, here.thread) if replied else None
        return [ButtonClicked(**common, payload=Raw(key, values), message=ref)]

    def _submitted(self, activity: Json, data: Json) -> list[Inbound]:
        """The same drawing of a form sent twice is one event, whatever id Teams gives it."""
        form, ours = forms.read(data), obj(data.get(OURS))
        if form is None:
            return []
        actor = self.actor(activity)
        nonce = text(ours.get("nonce"))[:64]
        key = digest(actor.address, nonce) if nonce else event_key(activity)
        common = self._common(activity, "form", key)
        opened = self.seal.open(ours.get("at"), actor.address)
        if opened is not None:
            common["conversation"] = opened
        return [FormSubmitted(**common, form=form)]

    def _shortcut(self, activity: Json, value: Json) -> list[Inbound]:
        name, quotation = text(value.get("commandId")), obj(value.get("messagePayload"))
        common = self._common(activity, "shortcut")
        if not name:
            return []
        if not text(quotation.get("id")):
            # Used where there is no message it is the command that does the same.
            return [CommandInvoked(**common, name=TYPED.get(name, "help"))]
        here = common["conversation"]
        link = text(quotation.get("linkToMessage"))
        thread = text(quotation.get("replyToId")) or here.thread
        quote = Quote(
            ref=MessageRef(here.address, text(quotation.get("id")), thread),
            author=author(obj(quotation.get("from"))),
            link=link if link.startswith("https://") else "",
            text=quoted.said(quotation),
        )
        return [ShortcutUsed(**common, name=name, quote=quote)]

    def _reactions(self, activity: Json) -> Iterator[Inbound]:
        replied = text(activity.get("replyToId"))
        if not replied:
            return
        common = self._common(activity, "reaction")
        here, key = common["conversation"], common["id"]
        ref = MessageRef(here.address, replied, here.thread)
        for n, reaction in enumerate(objects(activity.get("reactionsAdded"))):
            if name := emoji(text(reaction.get("type"))):
                yield ReactionAdded(**common | {"id": f"{key}+{n}"}, emoji=name, ref=ref)
        for n, reaction in enumerate(objects(activity.get("reactionsRemoved"))):
            if name := emoji(text(reaction.get("type"))):
                yield ReactionRemoved(**common | {"id": f"{key}-{n}"}, emoji=name, ref=ref)

    def _installed(self, activity: Json) -> list[Inbound]:
        match activity.get("action"):
            case "add" | "add-upgrade":
                return [BotAdded(**self._common(activity, "added", minute_key(activity)))]
            case "remove" | "remove-upgrade":
                return [BotRemoved(**self._common(activity, "removed", minute_key(activity)))]
            case _:
                return []

    def _conversation_changed(self, activity: Json) -> list[Inbound]:
        me = bot_id(activity)
        if any(text(m.get("id")) == me for m in objects(activity.get("membersAdded"))):
            return [BotAdded(**self._common(activity, "added", minute_key(activity)))]
        if any(text(m.get("id")) == me for m in objects(activity.get("membersRemoved"))):
            return [BotRemoved(**self._common(activity, "removed", minute_key(activity)))]
        if text(obj(activity.get("channelData")).get("eventType")) in CHANNEL_NEWS:
            # Says nothing new of the actor, but carries the channel's name, which is kept.
            return [ProfileChanged(**self._common(activity, "channel"))]
        return []
