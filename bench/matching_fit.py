"""python -m bench.matching_fit ../shared/qa: finds the weights of bot/store/index/ranking.py.

Each community is replayed through the product's own index. Before a question is told, what speaks
for each candidate is noted: for questions with a known earlier twin, for the same ones with the
twin taken away, and for others that nobody linked to an earlier one. Weights make the twin likely,
or "none of them". They are fitted to one community and tried on the other; those printed last, for
the code, come from both.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.community import OURS, Community, Event, asked, said
from bot.store.index import ranking

SITES = ("urho", "oem")
UNLINKED = 350
"""Questions of a community that nobody linked to an earlier one, drawn by lot."""
SEED = 5
FALSE_ALARMS = 0.15
"""Of the questions without a twin, how many may get a suggestion."""
STEPS = 1_500

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A question at the moment it is asked."""

    each: Floats
    none: Floats
    twins: NDArray[np.bool_]
    """Which of the candidates are; none, or nobody knows of one."""
    linked: bool
    """Whether somebody pointed to an earlier one, taken away or not."""


def events(threads: Iterable[Event]) -> Iterator[Event]:
    """What happened in a community, in its order, as replay.py tells it."""
    told: list[tuple[str, int, int, int, Event]] = []
    for number, thread in enumerate(threads):
        own = {"qid": thread["id"], "ts": thread["ts"]}
        question = {k: thread[k] for k in ("title", "body", "tags", "asker")}
        told.append((thread["ts"], 0, number, 0, {"ev": "question", **own, **question}))
        for i, answer in enumerate(thread["answers"]):
            said_then = {"uid": answer["uid"], "ts": answer["ts"], "text": answer["text"]}
            told.append((answer["ts"], 1, number, i, {"ev": "answer", **own, **said_then}))
    return (event for *_, event in sorted(told, key=lambda t: t[:4]))


def lines(file: Path) -> list[Event]:
    """The JSON lines of a file, packed or not."""
    raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    return [said(line) for line in raw.decode().split("\n") if line.strip()]


def cases(material: Path, site: str) -> list[Case]:
    """Replay a community and note what speaks for the candidates."""
    threads = lines(material / "threads" / f"{site}.jsonl.gz")
    linked = {q["qid"]: q for q in lines(material / "dup" / f"{site}.qrels.jsonl")}
    others = sorted({t["id"] for t in threads[100:]} - linked.keys())
    drawn = set(random.Random(SEED).sample(others, UNLINKED))  # noqa: S311
    seen: list[Case] = []
    with tempfile.TemporaryDirectory() as folder:
        community = Community(Path(folder))
        for event in events(threads):
            if event["ev"] == "question" and event["qid"] in linked.keys() | drawn:
                community.catch_up()
                seen += _cases(community, event, linked.get(event["qid"], {}))
            community.tell(event)
        community.close()
    return seen


def _cases(community: Community, event: Event, link: Mapping[str, Any]) -> Iterator[Case]:
    found = community.database.index.candidates(OURS, asked(event), ranking.CANDIDATES)
    query, candidates, now = found
    names = [community.called(c.question_id) for c in candidates]
    kept = [i for i, name in enumerate(names) if name not in link.get("ignore", ())]
    if not kept:
        return
    seen = ranking.signs(query, [candidates[i] for i in kept], now)
    twins = np.array([names[i] in link.get("rel", ()) for i in kept])
    case = Case(np.array(seen.each), np.array(seen.none), twins, bool(link))
    yield case
    if twins.any() and not twins.all():
        yield replace(case, each=case.each[~twins], twins=twins[~twins])


class Fit:
    """Weights for the candidates and for "none of them", found by gradient descent."""

    def __init__(self, sites: Sequence[Sequence[Case]], silence: float | None = None) -> None:
        """`silence`: what the last sign weighs, if that is settled."""
        cases = [case for site in sites for case in site]
        most = max(len(c.each) for c in cases)
        self._each = np.zeros((len(cases), most + 1, cases[0].each.shape[1]))
        self._none = np.array([c.none for c in cases])
        self._there = np.zeros((len(cases), most + 1), dtype=bool)
        self._there[:, -1] = True
        self._likely = np.zeros((len(cases), most + 1))
        for row, case in enumerate(cases):
            self._each[row, : len(case.each)] = case.each
            self._there[row, : len(case.each)] = True
            self._likely[row, : len(case.each)] = case.twins / max(1, case.twins.sum())
            self._likely[row, -1] = not case.twins.any()
        self._weight = np.concatenate([np.full(len(s), 1 / len(s)) for s in sites]) / len(sites)
        self._scale = self._each[self._there].std(axis=0) + 1e-9
        self._scale_none = np.where(self._none.std(axis=0) > 0, self._none.std(axis=0), 1.0)
        self._silence = None if silence is None else silence * self._scale[-1]
        self.each, self.none = self._descend()

    def _descend(self) -> tuple[Floats, Floats]:
        each, none = self._each / self._scale, self._none / self._scale_none
        size = each.shape[2]
        at = np.zeros(size + none.shape[1])
        mean, square = np.zeros_like(at), np.zeros_like(at)
        for step in range(1, STEPS + 1):
            weight = each @ at[:size]
            weight[:, -1] = none @ at[size:]
            weight[~self._there] = -np.inf
            likely = np.exp(weight - weight.max(axis=1, keepdims=True))
            likely /= likely.sum(axis=1, keepdims=True)
            wrong = (likely - self._likely) * self._weight[:, None]
            slope = np.concatenate([np.einsum("qc,qcf->f", wrong, each), wrong[:, -1] @ none])
            slope += 6e-4 * at
            mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
            if self._silence is not None:
                slope[size - 1] = 0.0
                at[size - 1] = self._silence
            at -= 0.03 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-9)
        return at[:size] / self._scale, at[size:] / self._scale_none

    def likelihood(self, case: Case) -> Floats:
        """How likely each candidate is the twin."""
        weight, none = case.each @ self.each, float(case.none @ self.none)
        most = max(none, float(weight.max()))
        likely: Floats = np.exp(weight - most)
        likely /= likely.sum() + np.exp(none - most)
        return likely


@dataclass(frozen=True)
class Sight:
    """What weights make of a case."""

    case: Case
    likely: Floats
    """Of those that would be shown, best first."""
    place: int
    """At which the twin stands, from 1; 0 when it is not there."""

    @classmethod
    def of(cls, fit: Fit, case: Case) -> Sight:
        """Rank the candidates of a case."""
        likelihood = fit.likelihood(case)
        order = np.argsort(-likelihood)
        place = int(np.argmax(case.twins[order])) + 1 if case.twins.any() else 0
        return cls(case, likelihood[order[: ranking.SHOWN]], place)

    @property
    def is_found(self) -> bool:
        """Whether the twin is among those that are not faint beside the best."""
        at = self.place - 1
        return 0 <= at < len(self.likely) and bool(
            self.likely[at] >= ranking.FAINT * self.likely[0]
        )

    @property
    def sure(self) -> float:
        """How likely a twin is among those shown."""
        return ranking.sure(self.likely.tolist())


def limit_of(sights: Sequence[Sight]) -> float:
    """Above it only so many get a suggestion of those whose twin was taken away."""
    alarms = [s.sure for s in sights if s.case.linked and not s.place]
    return float(np.quantile(alarms, 1 - FALSE_ALARMS))


def report(name: str, sights: Sequence[Sight], limit: float) -> None:
    """Print how well weights do in a community."""
    found = [s for s in sights if s.place]
    reciprocal = [1 / s.place if s.place <= 10 else 0.0 for s in found]
    share = {
        "twins shown": [s for s in found if s.place <= ranking.SHOWN],
        "taken away": [s for s in sights if s.case.linked and not s.place],
        "never linked": [s for s in sights if not s.case.linked],
    }
    print(f"{name}: MRR@10 {np.mean(reciprocal):.3f} of {len(found)}; at {limit:.3f}", end="")
    for what, some in share.items():
        told = [s.sure >= limit and (s.is_found or not s.place) for s in some]
        print(f", {what} {np.mean(told):.3f}", end="")
    print()


def main() -> None:
    """Replay, fit each on one, try it on the other, and print the weights of both."""
    material = Path(sys.argv[1])
    seen = {site: cases(material, site) for site in SITES}
    alone = {site: Fit([cases]) for site, cases in seen.items()}
    for site, other in (SITES, SITES[::-1]):
        mine, theirs = ([Sight.of(alone[site], c) for c in seen[s]] for s in (site, other))
        limit = limit_of(mine)
        report(f"{site} on itself", mine, limit)
        report(f"{other} by {site}", theirs, limit_of(theirs))
        report(f"{other} by {site}, at its confidence", theirs, limit)
    # How much it counts that nobody wrote for long differs most between communities, and where
    # questions are timeless it would do harm: the least of what was found is taken.
    silence = max(float(fit.each[-1]) for fit in alone.values())
    fit = Fit(list(seen.values()), silence)
    sights = {site: [Sight.of(fit, c) for c in cases_] for site, cases_ in seen.items()}
    limit = max(limit_of(s) for s in sights.values())
    for site, some in sights.items():
        report(f"{site} by both", some, limit)
    print(json.dumps({"WEIGHTS": np.round(fit.each, 3).tolist()}))
    print(json.dumps({"WEIGHTS_OF_NONE": np.round(fit.none, 3).tolist()}))
    print(json.dumps({"SURE": round(limit, 3)}))
    print(dict(zip(ranking.SIGNS, np.round(fit.each * fit._scale, 2).tolist(), strict=True)))


if __name__ == "__main__":
    main()
