"""python -m bench.fit_experts ../shared/qa: finds the weights of bot/rules/expert_choice.py.

Each community is replayed through the product's store, and at every question it is noted how those
who came into question compared. The weights make those likely who then answered: a softmax over
the people compared, every question counting once, and a pull towards nought. They are fitted to
all communities but one and tried on that one; those printed last, for the code, come from all.

Source of the communities: ../shared/qa/PROVENANCE.md; none of their text is kept here.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import structlog
from numpy.typing import NDArray

from bench.community import Community, Event, moment
from bench.matching_experts import Experts
from bench.matching_fit import lines
from bot.rules.expert_choice import FEATURES, Facts
from bot.services import expert_choice
from bot.store.unit_of_work import UnitOfWork

SITES = ("urho", "oem", "mathed")
FIRST = 60
"""Questions at the beginning that teach nothing: nobody is known yet."""
STEPS = 30
PULL = 5.0
"""How strongly weights are drawn to nought; beside thousands of questions that is little."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Noted:
    """A question, and how people compared when it was asked."""

    question: str
    people: list[str]
    facts: list[Facts]
    features: Floats


class Noting(Experts):
    """Notes how people compare, and asks nobody."""

    def __init__(self, community: Community) -> None:
        super().__init__(community)
        self.noted: list[Noted] = []

    def asks(self, uow: UnitOfWork, event: Event, question_id: int) -> None:
        """Note it."""
        expert_choice.asked_something(uow, self.community.people[event["asker"]])
        found = expert_choice.compare(uow, self.asked(event, question_id), moment(event))
        if len(self.community.questions) > FIRST and found.facts:
            people = [self.names[f.person_id] for f in found.facts]
            made = Noted(event["qid"], people, found.facts, np.array(found.features))
            self.noted.append(made)


def happened(threads: Sequence[Event]) -> Iterator[Event]:
    """What happened in a community, in its order, as `replay.py --accepts all` tells it."""
    told: list[tuple[str, int, int, int, Event]] = []
    for number, thread in enumerate(threads):
        of = {"qid": thread["id"]}
        question = {k: thread[k] for k in ("ts", "title", "body", "tags", "asker")}
        told.append((thread["ts"], 0, number, 0, {"ev": "question", **of, **question}))
        accepted = {thread["resolver"]} if thread.get("resolver") else set()
        end = thread["ts"]
        for i, answer in enumerate(thread["answers"]):
            said = {k: answer[k] for k in ("uid", "ts", "text")}
            told.append((answer["ts"], 1, number, i, {"ev": "answer", **of, **said}))
            end = max(end, answer["ts"])
            if answer.get("accepted") and not answer.get("self"):
                accepted.add(answer["uid"])
        thanks = ({"ev": "accept", **of, "uid": name, "ts": end} for name in sorted(accepted))
        told += [(end, 2, number, 0, event) for event in thanks]
    return (event for *_, event in sorted(told, key=lambda t: t[:4]))


def replayed(threads: Sequence[Event]) -> list[Noted]:
    """What is noted of a community."""
    with tempfile.TemporaryDirectory() as folder:
        community = Community(Path(folder))
        noting = Noting(community)
        for event in happened(threads):
            if event["ev"] == "question":
                community.catch_up()
            community.tell(event)
        community.catch_up()
        community.close()
    return noting.noted


@dataclass(frozen=True)
class Case:
    """Features of the people compared, and who of them answered then, each an equal part."""

    features: Floats
    answered: Floats


def cases(threads: Sequence[Event], noted: Sequence[Noted]) -> list[Case]:
    """The questions that somebody answered who came into question."""
    answerers = {
        t["id"]: {a["uid"] for a in t["answers"] if a["uid"] != t["asker"]} for t in threads
    }
    made = []
    for each in noted:
        did = np.array([name in answerers[each.question] for name in each.people], dtype=float)
        if did.any():
            made.append(Case(each.features, did / did.sum()))
    return made


def fitted(all_cases: Sequence[Case]) -> tuple[Floats, Floats]:
    """Weights, and the scale of each feature (how much it varies), by Newton's method."""
    features = np.concatenate([c.features for c in all_cases])
    wanted = np.concatenate([c.answered for c in all_cases])
    sizes = np.array([len(c.answered) for c in all_cases])
    begins = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    of = np.repeat(np.arange(len(sizes)), sizes)
    scale = features.std(axis=0) + 1e-9
    x = features / scale

    def chances(weights: Floats) -> tuple[float, Floats]:
        z = x @ weights
        z -= np.maximum.reduceat(z, begins)[of]
        parts = np.exp(z)
        totals = np.add.reduceat(parts, begins)
        likely = float(wanted @ z - np.log(totals).sum() - PULL / 2 * weights @ weights)
        return likely, parts / totals[of]

    weights = np.zeros(x.shape[1])
    likely, p = chances(weights)
    for _ in range(STEPS):
        gradient = x.T @ (wanted - p) - PULL * weights
        means = np.add.reduceat(x * p[:, None], begins)
        hessian = x.T @ (x * p[:, None]) - means.T @ means + PULL * np.eye(len(weights))
        step = np.linalg.solve(hessian, gradient)
        size = 1.0
        while chances(weights + size * step)[0] < likely and size > 1e-4:
            size /= 2
        weights = weights + size * step
        before, (likely, p) = likely, chances(weights)
        if likely - before < 0.01:
            break
    return weights / scale, scale


def first_three(site: Sequence[Case], weights: Floats) -> float:
    """How often one of the first three of a choice did answer, of the answered questions."""
    hits = [c.answered[np.argsort(-(c.features @ weights), kind="stable")[:3]].any() for c in site]
    return float(np.mean(hits))


def main() -> None:
    """Replay, fit and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    material = Path(sys.argv[1])
    of_site = {}
    for site in SITES:
        threads = lines(material / "threads" / f"{site}.jsonl.gz")
        of_site[site] = cases(threads, replayed(threads))
    for site in SITES:
        others = [c for other in SITES if other != site for c in of_site[other]]
        hits = first_three(of_site[site], fitted(others)[0])
        print(f"{site}: {hits:.3f} of {len(of_site[site])} with the weights of the others")
    weights, scale = fitted([c for site in SITES for c in of_site[site]])
    for name, values in (("PRIOR", weights), ("SCALE", scale)):
        print(name, {f: round(float(v), 3) for f, v in zip(FEATURES, values, strict=True)})


if __name__ == "__main__":
    main()
