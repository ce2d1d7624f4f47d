"""Addresses of charts as pictures, for doors that draw none: the numbers travel sealed in them.

Nothing is stored: what was shown and not kept, a preview say, has its picture too.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.messages import Chart, Message, Series
from bot.settings import Settings
from bot.store.seals import CannotOpen, NoSecret, seals

HOLDS = timedelta(days=90)
"""How long an address can be opened; platforms keep the picture themselves."""
PURPOSE = "chart"


class Unknown(Exception):
    """Nobody gave that address, or it is too old."""


def pictured(settings: Settings, message: Message, now: datetime) -> Message:
    """The same, each chart with the address of its picture; without a secret there is none."""
    if not any(isinstance(block, Chart) for block in message.blocks):
        return message
    blocks = [
        block.model_copy(update={"url": address(settings, block, now)})
        if isinstance(block, Chart)
        else block
        for block in message.blocks
    ]
    return message.model_copy(update={"blocks": tuple(blocks)})


def address(settings: Settings, chart: Chart, now: datetime) -> str:
    """Where a chart is drawn as a picture, from `now` (aware) on for as long as it holds."""
    said = {
        "ends": int((now + HOLDS).timestamp()),
        "title": chart.title,
        "labels": chart.labels,
        "series": [[one.label, one.values] for one in chart.series],
    }
    try:
        token = seals(settings.secret, PURPOSE).seal(json.dumps(said, separators=(",", ":")))
    except NoSecret:
        return ""
    return f"{settings.public_url}/charts/{token}.png"


def opened(settings: Settings, token: str, now: datetime) -> Chart:
    """The chart of such an address. Raises Unknown."""
    try:
        said = json.loads(seals(settings.secret, PURPOSE).open(token))
    except (NoSecret, CannotOpen):
        raise Unknown from None
    if said["ends"] <= now.timestamp():
        raise Unknown
    series = tuple(Series(label=label, values=values) for label, values in said["series"])
    return Chart(title=said["title"], labels=said["labels"], series=series, alt=said["title"])
