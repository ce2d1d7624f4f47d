"""What the tests of inbound share: a reader, and messages as Teams writes them."""

from typing import Any

from adapters.teams.inbound import Reader
from adapters.teams.sealing import Seal
from tests.adapters.teams.material import Json

SEAL = Seal("secret")
READER = Reader(SEAL)
BOT = ("28:bot", "Potluck")
BO = ("29:bo", "Bo Berg")
CHI = ("29:chi", "Chi")


def one(activity: Json) -> Any:
    """The only event of an activity."""
    found = READER.events(activity)
    assert len(found) == 1
    return found[0]


def message(text: str, *mentions: tuple[str, str], kind: str = "channel", **more: Any) -> Json:
    """A message as Teams writes it; mentions as (id, name), each standing as <at>name</at>."""
    entities = [
        {"type": "mention", "text": f"<at>{name}</at>", "mentioned": {"id": i, "name": name}}
        for i, name in mentions
    ]
    return {
        "type": "message",
        "id": "1700",
        "channelId": "msteams",
        "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:ana", "aadObjectId": "aad-ana", "name": "Ana"},
        "recipient": {"id": "28:bot", "name": "Potluck"},
        "conversation": {"id": "19:x", "conversationType": kind, "tenantId": "t1"},
        "entities": entities,
        "text": text,
    } | more
