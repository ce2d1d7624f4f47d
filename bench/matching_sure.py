"""How often the matcher is sure enough to show something, by what there is to find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.community import OURS, Community, Event, asked
from bench.matching_fit import lines
from bot.store.index import SURE, ranking

MONTH = 30 * 86_400
LATELY = "2015-01-01T00:00:00+00:00"
"""When everything was asked that has no time."""
LONG_TITLE = 200
"""Characters: no first sentence that is longer becomes a title."""
STRICT = 2
"""What a link is worth that was made in so many words, and a candidate that was judged the same."""

Likely = Mapping[str, float]


@dataclass
class Sureness:
    """Of some questions, how sure it was of what it would show."""

    each: list[float] = field(default_factory=list)

    def above(self, limit: float) -> float:
        """The share of them to whom something is shown at a limit."""
        return float(np.mean([s >= limit for s in self.each])) if self.each else 0.0

    def limit(self, share: float) -> float:
        """At which only so many get something."""
        return float(np.quantile(self.each, 1 - share))

    def told(self) -> str:
        """The share at the stated confidence, of how many."""
        return f"{self.above(SURE):.0%} of {len(self.each):,}" if self.each else ""


@dataclass
class Suggestions:
    """What a community was shown, by what there was to find."""

    found: Sureness = field(default_factory=Sureness)
    """With a twin among the first three. Not sure at all where the twin itself is not shown."""
    strict: Sureness = field(default_factory=Sureness)
    taken: Sureness = field(default_factory=Sureness)
    never: Sureness = field(default_factory=Sureness)

    def add(self, link: Mapping[str, Any], likely: Likely) -> None:
        """A question: the earlier ones it was linked to, if any, and how likely each one is."""
        known = _without(likely, link.get("ignore", ()))
        twins: Mapping[str, int] = link["rel"]
        if not twins:
            self.never.each.append(_sure(known))
            return
        self.taken.each.append(_sure(_without(known, twins)))
        first = list(known)[: ranking.SHOWN]
        if not twins.keys().isdisjoint(first):
            seen = [q for q in first if known[q] >= ranking.FAINT * known[first[0]]]
            sure = 0.0 if twins.keys().isdisjoint(seen) else _sure(known)
            self.found.each.append(sure)
            if any(twins.get(q) == STRICT for q in first):
                self.strict.each.append(sure)


def weigh(links: Iterable[Mapping[str, Any]], answers: Iterable[Mapping[str, Any]]) -> Suggestions:
    """What a replayed community was shown. Answers as `python -m bench.matching` keeps them."""
    told = {a["qid"]: a["likely"] for a in answers}
    suggested = Suggestions()
    for link in links:
        suggested.add(link, told[link["qid"]])
    return suggested


def judge(material: Path, folder: Path) -> Suggestions:
    """What is shown where people judged the candidates; each question is asked among all."""
    tasks = lines(material / "tasks.jsonl.gz")
    judged = {q["qid"]: q for q in lines(material / "qrels.jsonl")}
    community, suggested = Community(folder), Suggestions()
    for candidate in {c["id"]: c for task in tasks for c in task["cands"]}.values():
        community.tell(_event(candidate["id"], candidate["text"]))
    community.catch_up()
    for task in tasks:
        wanted = asked(_event(task["qid"], task["text"]))
        query, found, now = community.database.index.candidates(OURS, wanted, ranking.CANDIDATES)
        ranked = ranking.rank(query, found, now + MONTH)
        likely = {community.called(r.question_id): r.likelihood for r in ranked}
        suggested.add(judged[task["qid"]], likely)
    community.close()
    return suggested


def _event(name: str, text: str) -> Event:
    title, _, body = text.partition(". ")
    if len(title) > LONG_TITLE:
        title, body = "", text
    own = {"title": title, "body": body, "tags": [], "asker": "somebody"}
    return {"ev": "question", "qid": name, "ts": LATELY, **own}


def _without(likely: Likely, gone: Collection[str]) -> dict[str, float]:
    """The others, and "none of them", then share the whole likelihood."""
    rest = 1 - sum(p for q, p in likely.items() if q in gone)
    return {q: p / rest for q, p in likely.items() if q not in gone}


def _sure(likely: Likely) -> float:
    return ranking.sure(list(likely.values()))
