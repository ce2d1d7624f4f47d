"""Queries on topics: one `#tag`, shared by all features, and the other names it goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.store.models import TopicRow, TopicSynonymRow, columns
from bot.store.outbox import insert_once

TOPIC = columns(TopicRow)
SYNONYM = columns(TopicSynonymRow)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic and its name: lower case, without the `#`."""

    id: int
    name: str


def stored(session: Session, organization_id: int, names: Sequence[str]) -> list[int]:
    """Ids of these topics (lower case, no `#`), stored now if they are new; each once.

    A synonym means its topic. This is the one place that turns what was written into topics.
    """
    if not names:
        return []
    found = found_by(session, organization_id, names)
    missing = sorted(set(names) - set(found))
    if missing:
        session.execute(
            insert_once(session, TopicRow, ("organization_id", "name")),
            [{"organization_id": organization_id, "name": name} for name in missing],
        )
        found = found_by(session, organization_id, names)
    by_name = {topic.name: topic.id for topic in found.values()}
    return [by_name[name] for name in sorted(by_name)]


def resolved(session: Session, organization_id: int, names: Iterable[str]) -> list[str]:
    """What these topics are really called, in order, each once; new names stay as they are."""
    names = list(names)
    found = found_by(session, organization_id, names)
    return list(dict.fromkeys(found[n].name if n in found else n for n in names))


def found_by(session: Session, organization_id: int, names: Iterable[str]) -> dict[str, Topic]:
    """Name or synonym → its topic, for those that are known."""
    about = {"org": organization_id, "names": list(set(names))}
    if not about["names"]:
        return {}
    found = {row.name: Topic(row.id, row.name) for row in session.execute(_FIND, about)}
    # A name that was a topic before it became a synonym means what it was made to mean.
    return found | {r.synonym: Topic(r.id, r.name) for r in session.execute(_FIND_MEANT, about)}


_FIND = select(TOPIC.name, TOPIC.id).where(
    TOPIC.organization_id == bindparam("org"), TOPIC.name.in_(bindparam("names", expanding=True))
)
_FIND_MEANT = (
    select(SYNONYM.name.label("synonym"), TOPIC.id, TOPIC.name)
    .join(TOPIC.id.table, TOPIC.id == SYNONYM.topic_id)
    .where(SYNONYM.organization_id == bindparam("org"))
    .where(TOPIC.organization_id == bindparam("org"))
    .where(SYNONYM.name.in_(bindparam("names", expanding=True)))
)


def by_id(session: Session, organization_id: int, topic_ids: Iterable[int]) -> list[Topic]:
    """These topics of this organization, by name."""
    rows = session.execute(_BY_ID, {"org": organization_id, "ids": list(topic_ids)})
    return [Topic(row.id, row.name) for row in rows]


_BY_ID = (
    select(TOPIC.id, TOPIC.name)
    .where(TOPIC.organization_id == bindparam("org"))
    .where(TOPIC.id.in_(bindparam("ids", expanding=True)))
    .order_by(TOPIC.name)
)


def names(session: Session, organization_id: int) -> list[str]:
    """Every name a topic goes by, synonyms among them."""
    about = {"org": organization_id}
    own = session.execute(
        select(TOPIC.name).where(TOPIC.organization_id == bindparam("org")), about
    )
    other = session.execute(
        select(SYNONYM.name).where(SYNONYM.organization_id == bindparam("org")), about
    )
    return sorted({*own.scalars(), *other.scalars()})
