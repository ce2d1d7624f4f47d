"""Whether the playground is open, and where it keeps its state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from adapters.door import Misconfigured

ON = frozenset({"1", "true", "yes", "on"})
OFF = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Config:
    """What the playground needs to know. `host` and `port` are where the whole server listens."""

    data: Path
    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def file(self) -> Path:
        """The playground's own database: what a chat platform would know, nothing of the core."""
        return self.data / "playground.db"

    @property
    def origin(self) -> str:
        """The address to open in a browser on this machine."""
        return f"http://127.0.0.1:{self.port}"


def from_environ(environ: Mapping[str, str], others_configured: bool) -> Config | None:
    """The configuration, or None when the playground stays shut.

    With Slack or Teams configured it opens only when `POTLUCK_PLAYGROUND=1` asks for it; alone it
    is open unless `POTLUCK_PLAYGROUND=0`. Raises Misconfigured for a value that is neither.
    """
    asked = environ.get("POTLUCK_PLAYGROUND", "").strip().lower()
    if asked and asked not in ON | OFF:
        raise Misconfigured(
            f"POTLUCK_PLAYGROUND is {asked[:40]!r}, which is neither yes nor no.",
            "Set it to 1 to open the playground or to 0 to keep it shut.",
        )
    if asked in OFF or (others_configured and not asked):
        return None
    port = environ.get("PORT", "").strip() or "8080"
    if not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise Misconfigured(
            f"PORT is {port[:40]!r}, which is not a port.", "Set it to a number up to 65535."
        )
    return Config(
        data=Path(environ.get("POTLUCK_DATA", "").strip() or "data"),
        host=environ.get("HOST", "").strip() or "127.0.0.1",
        port=int(port),
    )
