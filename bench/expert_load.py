"""python -m bench.expert_load ../shared/qa: quality against load, for `LOAD` of the choice's rules.

Communities are replayed once through the product's store, noting how people compared; then the
product's rules choose for each weight of the load, learning as they go and counting the two asked
of every question. Draws bench/expert-choice.svg and prints its numbers.
"""

import sys
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bench.community import Event, moment
from bench.fit_experts import Noted, happened, replayed
from bench.matching_experts import ASKED
from bench.matching_fit import lines
from bot.rules import expert_choice as rules
from bot.rules.expert_choice import FEATURES, PRIOR, Facts
from bot.services.expert_choice import LESSON

SITES = ("urho", "oem", "mathed")
LOADS = (0.0, 0.02, 0.05, 0.12, 0.3)
WEEK = timedelta(days=7)
PICTURE = Path(__file__).with_name("expert-choice.svg")


@dataclass
class Tally:
    """What a replay of choices comes to."""

    hits: list[bool] = field(default_factory=list)
    """Whether one of the first three did answer."""
    others: list[bool] = field(default_factory=list)
    """The same with the three busiest struck out, of both sides."""
    first: Counter[str] = field(default_factory=Counter)
    """Who was asked first, how often."""

    @property
    def share(self) -> float:
        """Of those asked first, the part that was the one asked most."""
        return max(self.first.values()) / self.first.total()

    def take(self, ranking: Sequence[str], gold: Event) -> None:
        """Count one question."""
        answerers, heads = set(gold["answerers"]), set(gold["heads"])
        self.first[ranking[0]] += 1
        self.hits.append(not answerers.isdisjoint(ranking[:3]))
        if answerers - heads:
            left = [name for name in ranking if name not in heads][:3]
            self.others.append(not (answerers - heads).isdisjoint(left))

    def row(self) -> tuple[float, float, float]:
        """Hits, hits without the busiest, and the largest share."""
        return (
            sum(self.hits) / len(self.hits),
            sum(self.others) / len(self.others),
            self.share,
        )


def chosen(
    threads: Sequence[Event],
    noted: Sequence[Noted],
    gold: Mapping[str, Event],
    load: float,
    *,
    cap: int | None = None,
    prior: Sequence[float] | None = None,
    learns: bool = True,
) -> Tally:
    """Choose for every question in its order."""
    by_question = {each.question: each for each in noted}
    weights = list(prior or [PRIOR[name] for name in FEATURES])
    asked: deque[tuple[datetime, str]] = deque()
    lately: Counter[str] = Counter()
    lessons: dict[str, tuple[list[str], list[list[float]]]] = {}
    taken: set[tuple[str, str]] = set()
    tally = Tally()
    for event in happened(threads):
        name = event["qid"]
        if event["ev"] == "answer" and (name, event["uid"]) not in taken and name in lessons:
            taken.add((name, event["uid"]))
            people, features = lessons[name]
            if learns and event["uid"] in people:
                weights = rules.learned(weights, features, people.index(event["uid"]))
        if event["ev"] != "question" or name not in by_question:
            continue
        now = moment(event)
        while asked and asked[0][0] <= now - WEEK:
            lately[asked.popleft()[1]] -= 1
        each = by_question[name]
        ranking, order = _ranking(each, weights, lately, load, cap)
        best = order[:LESSON]
        lessons[name] = (
            [each.people[i] for i in best],
            [[round(float(x), 3) for x in each.features[i]] for i in best],
        )
        for person in ranking[:ASKED]:
            asked.append((now, person))
            lately[person] += 1
        if name in gold and ranking:
            tally.take(ranking, gold[name])
    return tally


def _ranking(
    each: Noted, weights: Sequence[float], lately: Counter[str], load: float, cap: int | None
) -> tuple[list[str], list[int]]:
    facts: list[Facts] = each.facts
    for mine, person in zip(facts, each.people, strict=True):
        mine.asked = lately[person]
    scores = rules.scores(facts, each.features.tolist(), weights, load)
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    free = [i for i in order if cap is None or facts[i].asked < cap]
    return [each.people[i] for i in free[:30]], order


def draw(curves: Mapping[str, Sequence[tuple[float, float, float]]]) -> None:
    """Draw the picture."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "potluck"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(9, 4), sharex=True)
    titles = ("Hit@3 of people who did answer", "the same, the three busiest struck out")
    chosen_at = LOADS.index(rules.LOAD)
    for place, (axis, title) in enumerate(zip(axes, titles, strict=True)):
        for site, rows in curves.items():
            axis.plot([r[2] for r in rows], [r[place] for r in rows], marker=".", label=site)
            axis.plot(rows[chosen_at][2], rows[chosen_at][place], marker="o", color="black")
        axis.set(xlabel="largest share of the first asks on one person", title=title)
        axis.grid(visible=True, alpha=0.3)
    axes[0].legend()
    figure.tight_layout()
    figure.savefig(PICTURE, metadata={"Date": None})


def main() -> None:
    """Replay, choose, draw and print."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    material = Path(sys.argv[1])
    curves = {}
    print(
        "| community | load | Hit@3 | without the busiest | largest share |\n|---|---|---|---|---|"
    )
    for site in SITES:
        threads = lines(material / "threads" / f"{site}.jsonl.gz")
        gold = {g["qid"]: g for g in lines(material / "route" / f"{site}.gold.jsonl")[1:]}
        noted = replayed(threads)
        curves[site] = [chosen(threads, noted, gold, load).row() for load in LOADS]
        for load, row in zip(LOADS, curves[site], strict=True):
            print(f"| {site} | {load} | {row[0]:.3f} | {row[1]:.3f} | {row[2]:.2f} |", flush=True)
    draw(curves)


if __name__ == "__main__":
    main()
