"""The chat server's own SQLite file: rooms, messages, reactions, what was read, the clock."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.playground import limits
from adapters.playground.people import BOT, CHANNELS, COLLEAGUES, Channel, members_of
from adapters.playground.rows import Kind, Marks, NewMessage, Page, Replies, Room, Said
from bot.store.single_process import claim_file

SCHEMA = """
CREATE TABLE IF NOT EXISTS meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS room(
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, topic TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS member(
    room TEXT NOT NULL REFERENCES room(id), person TEXT NOT NULL,
    read INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(room, person)) STRICT;
CREATE INDEX IF NOT EXISTS member_person ON member(person);
CREATE TABLE IF NOT EXISTS message(
    id INTEGER PRIMARY KEY, room TEXT NOT NULL REFERENCES room(id), thread INTEGER,
    author TEXT NOT NULL, body TEXT NOT NULL, only_for TEXT,
    edited INTEGER NOT NULL DEFAULT 0, gone INTEGER NOT NULL DEFAULT 0,
    deed TEXT UNIQUE) STRICT;
CREATE INDEX IF NOT EXISTS message_place ON message(room, thread, id);
CREATE INDEX IF NOT EXISTS message_thread ON message(thread, id) WHERE thread IS NOT NULL;
CREATE TABLE IF NOT EXISTS mention(
    message INTEGER NOT NULL REFERENCES message(id), person TEXT NOT NULL,
    PRIMARY KEY(message, person)) STRICT;
CREATE TABLE IF NOT EXISTS reaction(
    message INTEGER NOT NULL REFERENCES message(id), emoji TEXT NOT NULL, person TEXT NOT NULL,
    at INTEGER NOT NULL, PRIMARY KEY(message, emoji, person)) STRICT;
CREATE TABLE IF NOT EXISTS untold(deed TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT;
"""
COLUMNS = "id, room, thread, author, body, only_for, edited, gone"
SEEN = "(only_for IS NULL OR only_for = :me)"
SHOWN = (
    f"{SEEN} AND (gone = 0 OR EXISTS"  # noqa: S608
    " (SELECT 1 FROM message r WHERE r.thread = message.id AND r.gone = 0))"
)


class Full(ValueError):
    """No more of that fits here."""


class Store:
    """All reads and writes of the file. Plain and blocking; safe to call from any thread.

    A method that returns has committed, with the write flushed to the disk.
    """

    def __init__(self, file: Path) -> None:
        """Open or make the file. Raises InUse when another process has it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._release = claim_file(file)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._db.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;" + SCHEMA
        )
        with self._writing():
            for channel in CHANNELS:
                self._add_once(channel.id, "channel", channel, members_of(channel))
            for person in COLLEAGUES:
                if not person.is_bot:
                    self._add_once(f"a-{person.id}", "app", None, [BOT, person.id])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
            self._release()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, sql: str, **given: Any) -> list[Any]:
        with self._lock:
            return self._db.execute(sql, given).fetchall()

    # What is kept once.

    def note(self, key: str) -> str | None:
        """A remembered value."""
        found = self._rows("SELECT value FROM meta WHERE key = :key", key=key)
        return str(found[0][0]) if found else None

    def remember(self, key: str, value: str) -> None:
        """Keep a value under a key."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def offset(self) -> timedelta:
        """How far ahead the clock was moved."""
        return timedelta(microseconds=int(self.note("offset") or 0))

    def keep_offset(self, offset: timedelta) -> None:
        """Make the clock's offset durable."""
        self.remember("offset", str(offset // timedelta(microseconds=1)))

    # Rooms.

    def _add_once(self, id_: str, kind: Kind, it: Channel | None, who: Iterable[str]) -> None:
        found = self._db.execute("SELECT 1 FROM room WHERE id = ?", (id_,)).fetchone()
        if found is None:
            self._add_room(id_, kind, it.name if it else "", it.topic if it else "", who)

    def _add_room(self, id_: str, kind: Kind, name: str, topic: str, who: Iterable[str]) -> None:
        self._db.execute("INSERT INTO room VALUES (?, ?, ?, ?)", (id_, kind, name, topic))
        self._db.executemany(
            "INSERT INTO member(room, person) VALUES (?, ?)", [(id_, p) for p in who]
        )

    def room(self, id_: str) -> Room | None:
        """One room, or None."""
        found = self._rooms("WHERE room.id = :it", it=id_)
        return found[0] if found else None

    def rooms_of(self, person: str) -> list[Room]:
        """Every room somebody is in."""
        mine = "WHERE room.id IN (SELECT room FROM member WHERE person = :it)"
        return self._rooms(mine, it=person)

    def _rooms(self, where: str, it: str) -> list[Room]:
        rows = self._rows(
            "SELECT room.id, kind, name, topic, group_concat(person, ' ') FROM room"  # noqa: S608
            f" JOIN member ON member.room = room.id {where} GROUP BY room.id"
            " ORDER BY name, room.id",
            it=it,
        )
        return [Room(i, k, n, t, frozenset(m.split())) for i, k, n, t, m in rows]

    def direct(self, id_: str, kind: Kind, people: Iterable[str]) -> Room:
        """The direct conversation of that id, made now if it is new."""
        with self._writing():
            found = self.room(id_)
            if found is None:
                self._add_room(id_, kind, "", "", people)
        return found or Room(id_, kind, "", "", frozenset(people))

    def join(self, room: str, person: str) -> bool:
        """Let somebody into a room; False when they were in it."""
        with self._writing() as db:
            sql = "INSERT OR IGNORE INTO member(room, person) VALUES (?, ?)"
            return db.execute(sql, (room, person)).rowcount == 1

    # Messages.

    def add(self, new: NewMessage) -> tuple[Said, bool]:
        """Keep a message; False beside it when this deed was done before."""
        body = json.dumps(new.body, ensure_ascii=False)
        with self._writing() as db:
            if new.deed is not None:
                before = db.execute("SELECT id FROM message WHERE deed = ?", (new.deed,)).fetchone()
                if before is not None:
                    return self.message(before[0]), False
            id_ = new.at
            while db.execute("SELECT 1 FROM message WHERE id = ?", (id_,)).fetchone():
                id_ += 1
            db.execute(
                f"INSERT INTO message({COLUMNS}, deed) VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?)",  # noqa: S608
                (id_, new.room, new.thread, new.author, body, new.only_for, new.deed),
            )
            db.executemany(
                "INSERT OR IGNORE INTO mention VALUES (?, ?)", [(id_, p) for p in new.mentions]
            )
            self._mark(db, new.room, new.author, id_)
            if new.tells is not None:
                self._tell(db, new.deed or str(id_), new.tells)
        return self.message(id_), True

    def message(self, id_: int) -> Said:
        """One message, whole. Raises KeyError."""
        rows = self._rows(f"SELECT {COLUMNS} FROM message WHERE id = :id", id=id_)  # noqa: S608
        if not rows:
            raise KeyError(id_)
        return self._whole(rows)[0]

    def of_deed(self, deed: str) -> int | None:
        """The message that a deed made."""
        found = self._rows("SELECT id FROM message WHERE deed = :deed", deed=deed)
        return int(found[0][0]) if found else None

    def rewrite(
        self,
        id_: int,
        body: dict[str, Any],
        mentions: Iterable[str],
        tells: dict[str, Any] | None = None,
    ) -> Said | None:
        """Make a message say something else; None when it is gone. `tells`: Potluck must hear."""
        made = json.dumps(body, ensure_ascii=False)
        with self._writing() as db:
            sql = "UPDATE message SET body = ?, edited = 1 WHERE id = ? AND gone = 0"
            if db.execute(sql, (made, id_)).rowcount == 0:
                return None
            db.execute("DELETE FROM mention WHERE message = ?", (id_,))
            db.executemany(
                "INSERT OR IGNORE INTO mention VALUES (?, ?)", [(id_, p) for p in mentions]
            )
            if tells is not None:
                self._tell(db, tells["deed"], tells)
        return self.message(id_)

    def remove(self, id_: int, tells: dict[str, Any] | None = None) -> Said | None:
        """Take a message away, words and all; None when it was gone. `tells` as above."""
        with self._writing() as db:
            sql = "UPDATE message SET gone = 1, body = '{}' WHERE id = ? AND gone = 0"
            if db.execute(sql, (id_,)).rowcount == 0:
                return None
            db.execute("DELETE FROM mention WHERE message = ?", (id_,))
            db.execute("DELETE FROM reaction WHERE message = ?", (id_,))
            if tells is not None:
                self._tell(db, tells["deed"], tells)
        return self.message(id_)

    def page(self, room: str, me: str, *, before: int | None = None, after: int = 0) -> Page:
        """The last messages before an id, or the first ones after it, as one person sees them."""
        if before is None and after:
            found = self._some(room, me, "id > :at", after, "ASC")
            return Page(found[: limits.PAGE], True, len(found) > limits.PAGE)
        found = self._some(room, me, "id < :at", before or 2**62, "DESC")
        return Page(found[: limits.PAGE][::-1], len(found) > limits.PAGE, before is not None)

    def around(self, room: str, me: str, id_: int) -> Page:
        """A message with those before and after it."""
        half = limits.PAGE // 2
        old = self._some(room, me, "id <= :at", id_, "DESC")
        new = self._some(room, me, "id > :at", id_, "ASC")
        return Page(old[:half][::-1] + new[:half], len(old) > half, len(new) > half)

    def _some(self, room: str, me: str, where: str, at: int, order: str) -> list[Said]:
        rows = self._rows(
            f"SELECT {COLUMNS} FROM message WHERE room = :room AND thread IS NULL AND {SHOWN}"  # noqa: S608
            f" AND {where} ORDER BY id {order} LIMIT {limits.PAGE + 1}",
            room=room,
            me=me,
            at=at,
        )
        return self._whole(rows)

    def thread(self, root: int, me: str, before: int | None = None) -> Page:
        """The last replies below a message, before an id."""
        rows = self._rows(
            f"SELECT {COLUMNS} FROM message WHERE thread = :root AND gone = 0 AND {SEEN}"  # noqa: S608
            f" AND id < :at ORDER BY id DESC LIMIT {limits.THREAD + 1}",
            root=root,
            me=me,
            at=before or 2**62,
        )
        found = self._whole(rows)
        return Page(found[: limits.THREAD][::-1], len(found) > limits.THREAD)

    def _whole(self, rows: list[Any]) -> list[Said]:
        """Messages with their reactions and what hangs below them."""
        ids = json.dumps([r[0] for r in rows])
        with self._lock:
            emoji: dict[int, dict[str, list[str]]] = {}
            for message, name, person in self._rows(
                "SELECT message, emoji, person FROM reaction WHERE message IN"
                " (SELECT value FROM json_each(:ids)) ORDER BY at, rowid",
                ids=ids,
            ):
                emoji.setdefault(message, {}).setdefault(name, []).append(person)
            below = {
                row[0]: Replies(row[1], row[2], tuple(dict.fromkeys(row[3].split()))[:5])
                for row in self._rows(
                    "SELECT thread, count(*), max(id), group_concat(author, ' ') FROM message"
                    " WHERE thread IN (SELECT value FROM json_each(:ids))"
                    " AND gone = 0 AND only_for IS NULL GROUP BY thread",
                    ids=ids,
                )
            }
        return [
            Said(
                id=id_,
                room=room,
                thread=thread,
                author=author,
                body=json.loads(body),
                only_for=only_for,
                edited=bool(edited),
                gone=bool(gone),
                reactions=tuple((e, tuple(p)) for e, p in emoji.get(id_, {}).items()),
                replies=below.get(id_),
            )
            for id_, room, thread, author, body, only_for, edited, gone in rows
        ]

    # Reactions, and what was read.

    def react(
        self, id_: int, emoji: str, person: str, on: bool, at: int, tell: dict[str, Any]
    ) -> bool:
        """Put an emoji on a message or take it back; False when nothing changed. Raises Full."""
        with self._writing() as db:
            if on:
                kinds = "SELECT DISTINCT emoji FROM reaction WHERE message = ?"
                have = {row[0] for row in db.execute(kinds, (id_,))}
                if emoji not in have and len(have) >= limits.REACTIONS:
                    raise Full(f"There are {limits.REACTIONS} different reactions on this already.")
                sql = "INSERT OR IGNORE INTO reaction VALUES (?, ?, ?, ?)"
                changed = db.execute(sql, (id_, emoji, person, at)).rowcount == 1
            else:
                sql = "DELETE FROM reaction WHERE message = ? AND emoji = ? AND person = ?"
                changed = db.execute(sql, (id_, emoji, person)).rowcount == 1
            if changed:
                self._tell(db, tell["deed"], tell)
        return changed

    def read(self, room: str, person: str, upto: int) -> None:
        """Somebody has seen everything up to this message."""
        with self._writing() as db:
            self._mark(db, room, person, upto)

    def _mark(self, db: sqlite3.Connection, room: str, person: str, upto: int) -> None:
        sql = "UPDATE member SET read = max(read, ?) WHERE room = ? AND person = ?"
        db.execute(sql, (upto, room, person))

    def marks(self, room: str, person: str) -> Marks:
        """What somebody has not read in a room. A reply in a thread counts for who is in it."""
        theirs = (
            f"room = :room AND id > coalesce((SELECT read FROM member WHERE room = :room"  # noqa: S608
            f" AND person = :me), 0) AND author <> :me AND gone = 0 AND {SEEN}"
        )
        mine = (
            "(thread IS NULL OR EXISTS (SELECT 1 FROM mention WHERE message = message.id"
            " AND person = :me) OR EXISTS (SELECT 1 FROM message t WHERE t.author = :me"
            " AND (t.id = message.thread OR t.thread = message.thread)))"
        )
        named = "EXISTS (SELECT 1 FROM mention n WHERE n.message = message.id AND n.person = :me)"
        most = limits.UNREAD + 1
        row = self._rows(
            f"SELECT (SELECT read FROM member WHERE room = :room AND person = :me),"  # noqa: S608
            f" (SELECT count(*) FROM (SELECT 1 FROM message WHERE {theirs} AND {mine}"
            f" LIMIT {most})),"
            f" (SELECT count(*) FROM (SELECT 1 FROM message WHERE {theirs} AND {named}"
            f" LIMIT {most}))",
            room=room,
            me=person,
        )[0]
        return Marks(int(row[0] or 0), row[1], row[2])

    # What Potluck has not heard yet.

    def _tell(self, db: sqlite3.Connection, deed: str, body: dict[str, Any]) -> None:
        db.execute("INSERT OR IGNORE INTO untold VALUES (?, ?)", (deed, json.dumps(body)))

    def tell(self, deed: str, body: dict[str, Any]) -> None:
        """Keep something that Potluck must hear of."""
        with self._writing() as db:
            self._tell(db, deed, body)

    def told(self, deed: str) -> None:
        """Potluck has heard of it."""
        with self._writing() as db:
            db.execute("DELETE FROM untold WHERE deed = ?", (deed,))

    def untold(self, most: int = 100) -> list[tuple[str, dict[str, Any]]]:
        """What Potluck must still hear of, oldest first."""
        rows = self._rows("SELECT deed, body FROM untold ORDER BY rowid LIMIT :most", most=most)
        return [(deed, json.loads(body)) for deed, body in rows]
