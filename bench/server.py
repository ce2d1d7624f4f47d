"""Starts a server on a core of its own and reads what it costs (Linux)."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

_TICK = os.sysconf("SC_CLK_TCK")
_STARTS_WITHIN = 30  # seconds
_ENDS_WITHIN = 35  # seconds; Potluck itself takes 30 at most


class Server:
    """A running server process that answers on `port`."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, start_up: float) -> None:
        self.process = process
        self.port = port
        self.start_up = start_up  # seconds from its start to its first answer

    def cpu(self) -> float:
        """Seconds of CPU that the process has used, all its threads together."""
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def memory(self) -> float:
        """Resident memory in MB."""
        status = dict(line.split(":", 1) for line in self._proc("status").splitlines())
        return int(status["VmRSS"].split()[0]) / 1024

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self.process.pid}/{name}").read_text()


def cores() -> tuple[int, int]:
    """The core for the server, and the core for everything else; the same if there is only one."""
    free = sorted(os.sched_getaffinity(0))
    return free[0], free[-1]


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serve(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    core: int,
    port: int,
    ready: str = "",
) -> Iterator[Server]:
    """Run `python ARGUMENTS` with PORT set until `ready` (a path) answers 200, or it listens.

    Its log goes to a file, as under most supervisors; RuntimeError with its end when it fails.
    """
    with TemporaryFile("w+") as log:
        yield from _serve(arguments, environment, core, port, ready, log)


def _serve(
    arguments: Sequence[str],
    environment: Mapping[str, str],
    core: int,
    port: int,
    ready: str,
    log: IO[str],
) -> Iterator[Server]:
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})  # inherited by the child from its first instruction on
    began = time.perf_counter()
    try:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            env={**os.environ, **environment, "HOST": "127.0.0.1", "PORT": str(port)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    finally:
        os.sched_setaffinity(0, mine)
    try:
        while not _answers(port, ready):
            if process.poll() is not None:
                raise RuntimeError(f"{arguments} ended with {process.returncode}{_end(log)}")
            if time.perf_counter() - began > _STARTS_WITHIN:
                raise RuntimeError(f"{arguments} not ready in {_STARTS_WITHIN} s{_end(log)}")
            time.sleep(0.002)
        yield Server(process, port, time.perf_counter() - began)
    finally:
        process.terminate()
        try:
            process.wait(_ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _end(log: IO[str]) -> str:
    log.seek(0)
    return f":\n{log.read()[-2000:]}"


def _answers(port: int, path: str) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as wire:
            if not path:
                return True
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            return wire.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False
