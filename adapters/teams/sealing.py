"""Facts that travel through a client and come back unchanged, or not at all."""

import base64
import hashlib
import hmac
import json
import secrets
from typing import Any

from bot.events import Conversation, ConversationKind

Json = dict[str, Any]

MAC_BYTES = 16


class Seal:
    """Signs where a form was opened and by whom, so that a client can't name another place.

    The key is derived from the app's secret, so every replica reads what another wrote; in local
    work it is random and a form does not outlive the process.
    """

    def __init__(self, secret: str) -> None:
        base = secret.encode() if secret else secrets.token_bytes(32)
        self._key = hashlib.sha256(b"potluck.teams.seal\0" + base).digest()

    def close(self, conversation: Conversation, actor: str) -> str:
        """The sealed form of a conversation that `actor` (an account address) spoke in."""
        c = conversation
        fields = [actor, c.address, c.kind.value, c.name, c.thread, c.reference]
        raw = json.dumps(fields, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(self._mac(raw) + raw).decode()

    def open(self, sealed: object, actor: str) -> Conversation | None:
        """The conversation, or None unless we sealed it for this very actor."""
        if not isinstance(sealed, str):
            return None
        try:
            whole = base64.urlsafe_b64decode(sealed.encode())
        except ValueError:
            return None
        mac, raw = whole[:MAC_BYTES], whole[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(raw)):
            return None
        who, address, kind, name, thread, reference = json.loads(raw)
        if who != actor:
            return None
        return Conversation(address, ConversationKind(kind), name, thread, reference)

    def _mac(self, raw: bytes) -> bytes:
        return hmac.new(self._key, raw, hashlib.sha256).digest()[:MAC_BYTES]
