"""Starts the programs of a peer test, waits for what they print, and stops them again."""

import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

_pause = threading.Event().wait


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def eventually(
    look: Callable[[], T | None],
    what: str,
    seconds: float = 20,
    pause: Callable[[float], object] = _pause,
) -> T:
    """Call `look` until it returns something true; AssertionError naming `what` after `seconds`.

    For other programs' state only: what happens inside this process is never waited for.
    `pause` waits for that many seconds; a browser's must go on listening meanwhile.
    """
    for _ in range(int(seconds / 0.05)):
        if found := look():
            return found
        pause(0.05)
    raise AssertionError(f"did not happen within {seconds} s: {what}")


class Program:
    """A running program and context manager; what it prints goes to `log` and can be awaited."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        cwd: Path,
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._name = Path(command[0]).name
        self._log = log
        self._output = ""
        self._ended = False
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        with self._log.open("w") as log, self._process.stdout as lines:
            for line in lines:
                log.write(line)
                log.flush()
                with self._news:
                    self._output += line
                    self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    @property
    def output(self) -> str:
        """What the program has printed so far."""
        with self._news:
            return self._output

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Return once the program has printed `words`; AssertionError with its output otherwise."""
        with self._news:
            self._news.wait_for(lambda: words in self._output or self._ended, seconds)
            if words not in self._output:
                raise AssertionError(f"{self._name} never said {words!r}:\n{self._output[-3000:]}")

    def stop(self) -> int:
        """End the program as an operator would, by force after 10 s; its exit status."""
        self._process.terminate()
        try:
            status = self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._reader.join(5)
        return status

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
