"""A closed-loop load generator: a fixed number of connections, each sending as soon as answered."""

import asyncio
import gc
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

CONNECTIONS = 32

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What one measured window saw."""

    answers: int
    seconds: float
    all_answers: int
    """With those before and after the window."""
    p50: float  # milliseconds
    p99: float  # milliseconds
    statuses: dict[int, int]
    server_cpu: float  # seconds, of the server's process
    own_cpu: float  # share of this process's core: near 1 the generator itself is the limit

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds

    @property
    def cpu_each(self) -> float:
        """Server CPU per answer, in microseconds."""
        return self.server_cpu / self.answers * 1e6


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[bytes], record: Callable[[int, float], bool]) -> None:
        self._requests = requests
        self._record = record
        self._received = b""
        self._sent = 0.0
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._received += data
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._received, 0, end)
        if len(self._received) < end + 4 + (int(length[1]) if length else 0):
            return
        status = int(self._received[9:12])
        self._received = b""
        if self._record(status, time.perf_counter() - self._sent):
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(error)

    def _send(self) -> None:
        request = next(self._requests)
        self._sent = time.perf_counter()
        self._transport.write(request)


async def _run(
    port: int, requests: Iterator[bytes], cpu: Callable[[], float], warm_up: float, seconds: float
) -> Load:
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    state = "warming up"
    answered = 0

    def record(status: int, latency: float) -> bool:
        nonlocal answered
        answered += 1
        if state == "measuring":
            latencies.append(latency)
            statuses[status] += 1
        return state != "over"

    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda: _Connection(requests, record), "127.0.0.1", port))[1]
        for _ in range(CONNECTIONS)
    ]
    await asyncio.sleep(warm_up)
    began, own, served, state = time.perf_counter(), time.process_time(), cpu(), "measuring"
    await asyncio.sleep(seconds)
    took, own, served, state = (
        time.perf_counter() - began,
        time.process_time() - own,
        cpu() - served,
        "over",
    )
    for connection in connections:
        if error := await asyncio.wait_for(connection.closed, 30):
            raise error
    ordered = sorted(latencies)
    if not ordered:
        raise RuntimeError("the server answered nothing")
    return Load(
        answers=len(ordered),
        seconds=took,
        all_answers=answered,
        p50=ordered[len(ordered) // 2] * 1e3,
        p99=ordered[len(ordered) * 99 // 100] * 1e3,
        statuses=dict(statuses),
        server_cpu=served,
        own_cpu=own / took,
    )


def load(
    port: int, requests: Iterator[bytes], cpu: Callable[[], float], warm_up: float, seconds: float
) -> Load:
    """Drive 127.0.0.1:`port` for `warm_up` seconds, then measure for `seconds`.

    `cpu` tells the seconds of CPU that the server has used so far.
    """
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_run(port, requests, cpu, warm_up, seconds))
    finally:
        gc.enable()
