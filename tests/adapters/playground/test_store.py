"""The chat server's file: what was acknowledged is there, whatever happens next."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.playground.rows import NewMessage
from adapters.playground.store import Full, Store
from bot.store.single_process import InUse

KILLED = """
import sys
from pathlib import Path
from adapters.playground.rows import NewMessage
from adapters.playground.store import Store

store = Store(Path(sys.argv[1]))
n = 0
while True:
    n += 1
    store.add(NewMessage("c-data", "ana", {"text": []}, n, deed=f"d{n}", tells={"what": "said"}))
    print(n, flush=True)
"""


def new(at: int, **more: object) -> NewMessage:
    return NewMessage("c-data", "ana", {"text": []}, at, **more)  # type: ignore[arg-type]


def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    file = tmp_path / "playground.db"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(file)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        acknowledged = 0
        for line in child.stdout:
            acknowledged = int(line)
            if acknowledged == 25:
                os.kill(child.pid, signal.SIGKILL)
                break
        rest = child.stdout.read().split()
        acknowledged = int(rest[-1]) if rest else acknowledged
    store = Store(file)
    kept = {m.id for m in store.page("c-data", "ana", after=0, before=2**60).messages}
    assert {acknowledged, acknowledged - 1} <= kept
    assert len(store.untold(most=1000)) >= acknowledged
    store.close()


def test_two_processes_do_not_share_the_file(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    with pytest.raises(InUse):
        Store(tmp_path / "playground.db")
    store.close()
    Store(tmp_path / "playground.db").close()


def test_ids_are_unique_and_in_order_even_within_a_microsecond(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    assert [store.add(new(5))[0].id for _ in range(3)] == [5, 6, 7]
    store.close()


def test_a_deed_counts_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    first, is_new = store.add(new(5, deed="x"))
    again, is_new_again = store.add(new(9, deed="x"))
    assert (first, is_new, is_new_again) == (again, True, False)
    assert store.of_deed("x") == 5
    assert store.of_deed("y") is None
    store.close()


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    with pytest.raises(TypeError):
        store.add(new(5, tells={"bad": object()}))
    assert store.page("c-data", "ana").messages == []
    store.close()


def test_reactions_are_bounded(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    store.add(new(5))
    for n in range(20):
        assert store.react(5, f"e{n}", "ana", True, n, {"deed": f"d{n}"})
    assert not store.react(5, "e0", "ana", True, 30, {"deed": "again"})
    assert store.react(5, "e0", "bo", True, 31, {"deed": "bo"})
    with pytest.raises(Full):
        store.react(5, "one more", "ana", True, 32, {"deed": "full"})
    assert not store.react(5, "never", "ana", False, 33, {"deed": "off"})
    assert len(store.untold()) == 21
    store.close()


def test_unread_stops_counting_at_a_hundred(tmp_path: Path) -> None:
    store = Store(tmp_path / "playground.db")
    for n in range(120):
        store.add(new(n + 1, mentions=("bo",)))
    assert (store.marks("c-data", "bo").unread, store.marks("c-data", "bo").mentions) == (100, 100)
    store.close()
