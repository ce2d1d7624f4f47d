"""Message → Adaptive Card 1.5. Pure: data in, JSON out, within Teams' limits."""

import json
from collections.abc import Sequence
from typing import Any

from adapters.teams.limits import CARD_VERSION, MESSAGE_BYTES
from adapters.teams.markup import Writer, safe_url
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Context,
    Divider,
    Facts,
    Header,
    Image,
    Message,
    Plain,
    Press,
    Progress,
    Select,
    Text,
)
from bot.messenger import Faces

Json = dict[str, Any]

OURS = "potluck"  # the key of our own data in what a card sends back
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
CARD = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
# Tried in turn until the message fits: longest piece of text in characters.
CUTS = (None, 2000, 1000, 500, 200)


def activity(message: Message, faces: Faces) -> Json:
    """The activity to post: the card, and the summary that notifications show."""
    return {
        "type": "message",
        "summary": message.summary[:500],
        "attachments": [attachment(card(message.blocks, faces))],
    }


def attachment(content: Json) -> Json:
    return {"contentType": CARD, "content": content}


def size(payload: object) -> int:
    """Bytes on the wire."""
    return len(_encode(payload).encode())


def card(blocks: Sequence[Block], faces: Faces) -> Json:
    """The card. What is too long for Teams is cut, first within texts, then from the end."""
    for longest in CUTS:
        made = _card(blocks, Writer(faces, longest))
        if size(made) <= MESSAGE_BYTES:
            return made
    note = Context.of("This was too long for Teams, so the rest is not shown.")
    for kept in range(len(blocks) - 1, 0, -1):
        made = _card([*blocks[:kept], note], Writer(faces, CUTS[-1]))
        if size(made) <= MESSAGE_BYTES:
            return made
    return _card([note], Writer(faces))


def _card(blocks: Sequence[Block], writer: Writer) -> Json:
    body: list[Json] = []
    line_above = False
    for number, block in enumerate(blocks):
        if isinstance(block, Divider):
            line_above = bool(body)
            continue
        drawn = elements(block, writer, number)
        if line_above:
            drawn[0] |= {"separator": True, "spacing": "Medium"}
            line_above = False
        body += drawn
    return envelope(body, writer.entities)


def envelope(body: list[Json], entities: Sequence[Json] = (), **more: Any) -> Json:
    """A card of these elements. Teams finds the mentions in `msteams`."""
    made: Json = {"$schema": SCHEMA, "type": "AdaptiveCard", "version": CARD_VERSION, "body": body}
    made |= more
    if entities:
        made["msteams"] = {"entities": list(entities)}
    return made


def elements(block: Block, writer: Writer, number: int) -> list[Json]:
    """The elements of one block; `number` keeps input ids apart within a card."""
    match block:
        case Header():
            return [_text(writer.literal(block.text), size="Large", weight="Bolder") | _HEADING]
        case Text():
            return [_text(writer.write(block.spans))]
        case Context():
            return [_text(writer.write(block.spans), size="Small", isSubtle=True)]
        case Facts():
            facts = [
                {"title": writer.literal(f.label), "value": writer.write(f.value)}
                for f in block.facts
            ]
            return [{"type": "FactSet", "facts": facts}]
        case Bullets():
            return _bullets(block, writer)
        case Buttons():
            return [{"type": "ActionSet", "actions": [_button(b, writer) for b in block.buttons]}]
        case Select():
            return _select(block, number)
        case Image():
            url = safe_url(block.url)
            if not url:
                return [_text(writer.literal(block.alt), isSubtle=True)]
            return [{"type": "Image", "url": url, "altText": block.alt, "size": "Auto"}]
        case Chart():
            return _chart(block, writer)
        case Progress():
            return _progress(block, writer)
        case Divider():
            return [{"type": "Container", "items": [], "separator": True}]


def _chart(block: Chart, writer: Writer) -> list[Json]:
    """Teams' own chart; a client that knows none shows the picture, or the words.

    It is no part of Adaptive Cards 1.5, but an extension of Teams
    (learn.microsoft.com/microsoftteams, "charts in Adaptive Cards"): hence the fallback. Its title
    is only read aloud, so it stands above for those who look.
    """
    url = safe_url(block.url)
    fallback = _text(writer.literal(block.alt), isSubtle=True)
    if url:
        fallback = {"type": "Image", "url": url, "altText": block.alt, "size": "Auto"}
    made: Json = {"title": block.title, "showBarValues": True, "fallback": fallback}
    if len(block.series) == 1:
        points = zip(block.labels, block.series[0].values, strict=True)
        bars = [{"x": label, "y": value} for label, value in points]
        # In one colour: else each bar gets its own, as if it were of another kind.
        made |= {"type": "Chart.VerticalBar", "color": "categoricalBlue", "data": bars}
    else:
        made |= {"type": "Chart.VerticalBar.Grouped", "data": _groups(block)}
    return [_text(writer.literal(block.title), weight="Bolder"), made]


def _groups(block: Chart) -> list[Json]:
    return [
        {
            "legend": one.label,
            "values": [
                {"x": label, "y": value}
                for label, value in zip(block.labels, one.values, strict=True)
            ],
        }
        for one in block.series
    ]


_HEADING = {"style": "heading"}


def _text(text: str, **look: Any) -> Json:
    return {"type": "TextBlock", "text": text or " ", "wrap": True} | look


def _bullets(block: Bullets, writer: Writer) -> list[Json]:
    """One element an item: a list in markdown would end at the first blank line of an item."""
    out = []
    for n, item in enumerate(block.items, start=1):
        mark = f"{n}\\. " if block.ordered else "• "
        # The mark comes first, so nothing in the item stands at the start of a line.
        text = mark + writer.write((Plain(text="\u200b"), *item)).removeprefix("\u200b")
        out.append(_text(text, spacing="Default" if n == 1 else "Small"))
    return out


def _button(button: Button, writer: Writer) -> Json:
    look = {"primary": {"style": "positive"}, "danger": {"style": "destructive"}}
    style = look.get(button.style, {})
    if button.press is None:
        url = safe_url(button.url or "")
        return {"type": "Action.OpenUrl", "title": button.label, "url": url or "about:blank"}
    if button.confirm is None:
        return execute(button.label, button.press) | style
    # Cards have no question box: the question unfolds below the button.
    ask = button.confirm
    body = [_text(writer.literal(ask.title), weight="Bolder"), _text(writer.literal(ask.text))]
    inner = {"type": "AdaptiveCard", "body": body, "actions": [execute(ask.yes, button.press)]}
    return {"type": "Action.ShowCard", "title": button.label, "card": inner} | style


def execute(title: str, press: Press, chosen_by: str = "") -> Json:
    """A press: key and ids, nothing else. `chosen_by` is the input whose value goes with it."""
    if press.opens_form:
        return opener(title, {"press": {"key": press.key, "data": dict(press.data)}})
    data: Json = {"press": dict(press.data)} | ({"chosen_by": chosen_by} if chosen_by else {})
    inputs = {} if chosen_by else {"associatedInputs": "none"}
    return {"type": "Action.Execute", "title": title, "verb": press.key, "data": data} | inputs


def opener(title: str, ours: Json) -> Json:
    """A button that opens a dialog: Teams asks us with task/fetch what to show in it."""
    data = {OURS: ours, "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": title, "data": data, "associatedInputs": "none"}


def _select(block: Select, number: int) -> list[Json]:
    """Cards can't act on a choice at once, so a button stands beside it."""
    name = f"choice{number}"
    choices = [{"title": o.label, "value": o.value} for o in block.options]
    choose: Json = {
        "type": "Input.ChoiceSet",
        "id": name,
        "choices": choices,
        "placeholder": block.placeholder,
    }
    if block.chosen is not None:
        choose["value"] = block.chosen
    return [
        choose,
        {"type": "ActionSet", "actions": [execute("Choose", block.press, chosen_by=name)]},
    ]


def _progress(block: Progress, writer: Writer) -> list[Json]:
    done = round(block.fraction * 10)
    bar = "█" * done + "░" * (10 - done)
    return [
        _text(writer.literal(block.label)),
        _text(f"{bar} {round(block.fraction * 100)} %", fontType="Monospace", spacing="Small"),
    ]
