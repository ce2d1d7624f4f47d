"""make bench-matching: replays the communities, scores the product beside the baselines."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

from bench.matching_fit import FALSE_ALARMS, SEED, lines
from bench.matching_sure import Suggestions, Sureness, judge, weigh
from bench.report import put
from bot.store.index import SURE

HERE = Path(__file__).parent
MATERIAL = HERE.parents[1] / "shared" / "qa"
HEADING = "## Matching"
SITES = ("urho", "oem")
ROUTED = ("urho", "oem", "mathed")
JUDGED = "SemEval, judged by people"
NEVER_LINKED = 1_500
"""Questions of a community that nobody linked to an earlier one."""
FIRST = 100
"""Questions of a community that are not asked: there is little to find yet."""

# As measured by whoever made the material; its README says with what.
EARLIER = {
    "SQLite FTS5, porter, bm25": ("0.122 / 0.145", "0.106 / 0.122"),
    "the same, title only as the query": ("0.149 / 0.191", "0.102 / 0.117"),
    "the same, title × 3, answers too": ("0.144 / 0.163", "0.142 / 0.169"),
    "fused with static embeddings": ("0.194 / 0.235", "0.152 / 0.180"),
    "fused with a MiniLM sentence model": ("0.205 / 0.253", "0.171 / 0.206"),
}
EXPERTS = {
    "most active lately": ("0.612", "0.782", "0.547"),
    "votes of the 100 nearest, blended": ("0.625 / 0.381", "0.816 / 0.618", "0.568 / 0.320"),
    "the same in a small logistic model": ("0.660 / 0.429", "0.844 / 0.637", "0.561 / 0.328"),
    "… with at most 5 asks a person and week": ("0.581 / 0.424", "0.528 / 0.576", "0.353 / 0.312"),
}
SHARES = ("0.29", "0.56", "")

_PAGE = """{heading}

Written by `make bench-matching` from `../shared/qa`: communities replayed in time order, each asked
about a question before it is told. Ours is the product: its index over rows of its database, in
the default install. The other rows are those of the material's README.

**Answered before**: MRR@10 / Hit@3 over all questions that somebody linked to an earlier one.

{earlier}

**A stated confidence** of {sure} or more is shown: that the same question is among the first three.

{confidence}

Nobody has read the communities for twins. A link may say no more than "see also", many a twin has
none, and so those that stay when the linked one is taken away, and those of questions that nobody
linked, count as false alarms. In the last column people judged ten candidates for each question; it
has no times, so that all were asked a month ago. What could not be reached, and what was tried,
stands in docs/decisions/0028. The weights come from `python -m bench.matching_fit`, which also fits
to one community and tries on the other.
{experts}"""

_EXPERTS = """
**Who can answer**: Hit@3 of people who did / with the three busiest struck out; then the largest
share of first asks on one person.

{table}
"""


@dataclass(frozen=True)
class Scores:
    """What a community was answered with."""

    earlier: Mapping[str, float]
    suggested: Suggestions
    routed: Mapping[str, Any]


def replay(site: str, folder: Path) -> Scores:
    """Replay a community to the product and score what it answers."""
    route, dup, likely = (folder / f"{site}.{name}" for name in ("route", "dup", "likely"))
    links, gold = (
        MATERIAL / "dup" / f"{site}.qrels.jsonl",
        MATERIAL / "route" / f"{site}.gold.jsonl",
    )
    threads = MATERIAL / "threads" / f"{site}.jsonl.gz"
    asks = ["--dup-qrels", links, "--out-dup", dup] if links.exists() else []
    routes = util.find_spec("bench.matching_experts") is not None
    asks += ["--route-gold", gold, "--out-route", route] if routes else []
    ours = [sys.executable, "-m", "bench.matching", "--likelihoods", likely]
    _run("replay.py", "--threads", threads, *asks, "--", *ours)
    scored, suggested = {}, Suggestions()
    if links.exists():
        run = _run("score.py", "dup", "--qrels", links, "--run", dup, "--threads", threads)
        scored = json.loads(run)["all"]
        suggested = weigh(lines(links), lines(likely))
        suggested.never = never_linked(site, threads, links, folder)
    routed = {}
    if routes:
        routed = json.loads(_run("score.py", "route", "--gold", gold, "--run", route))
    return Scores(scored, suggested, routed)


def never_linked(site: str, threads: Path, links: Path, folder: Path) -> Sureness:
    """What questions are shown that nobody linked to an earlier one, drawn by lot.

    Replayed once more: whatever is asked of the product has it write what happened until then, and
    that should be the same for what is measured beside the baselines.
    """
    linked = {q["qid"] for q in lines(links)}
    others = [t["id"] for t in lines(threads)[FIRST:] if t["id"] not in linked]
    drawn = random.Random(SEED).sample(others, min(NEVER_LINKED, len(others)))  # noqa: S311
    asked, run, likely = (folder / f"{site}.never.{name}" for name in ("asked", "run", "likely"))
    asked.write_text("".join(f"{json.dumps({'qid': q, 'rel': {}})}\n" for q in drawn))
    ours = [sys.executable, "-m", "bench.matching", "--no-experts", "--likelihoods", likely]
    asks = ["--dup-qrels", asked, "--out-dup", run]
    _run("replay.py", "--threads", threads, *asks, "--", *ours)
    return weigh(lines(asked), lines(likely)).never


def page(scores: Mapping[str, Scores], judged: Suggestions) -> str:
    """The section of bench/README.md."""
    ours = [f"{scores[s].earlier['MRR@10']:.3f} / {scores[s].earlier['Hit@3']:.3f}" for s in SITES]
    earlier = _table(("answered before", *SITES), {**EARLIER, "**Potluck**": ours})
    experts = ""
    if all(scores[s].routed for s in ROUTED):
        rows: dict[str, Sequence[str]] = {n: [*r, *SHARES] for n, r in EXPERTS.items()}
        rows["**Potluck**"] = [
            *(f"{_hit(scores[s], 'any')} / {_hit(scores[s], 'noheads')}" for s in ROUTED),
            *(f"{scores[s].routed['load_top1']['max_share']:.2f}" for s in ROUTED),
        ]
        heads = ("who can answer", *ROUTED, *(f"share, {s}" for s in ROUTED))
        experts = _EXPERTS.format(table=_table(heads, rows))
    return _PAGE.format(
        heading=HEADING,
        earlier=earlier,
        sure=SURE,
        confidence=_confidence({**{s: scores[s].suggested for s in SITES}, JUDGED: judged}),
        experts=experts,
    )


def _confidence(suggested: Mapping[str, Suggestions]) -> str:
    """How often it is sure enough, by what there is to find."""
    rows: dict[str, Sequence[str]] = {
        "found among the first three": [s.found.told() for s in suggested.values()],
        "of them: linked in so many words; judged the same": [
            s.strict.told() for s in suggested.values()
        ],
        "the earlier ones taken away": [s.taken.told() for s in suggested.values()],
        "never linked; judged unlike all": [s.never.told() for s in suggested.values()],
        f"found, at {FALSE_ALARMS:.0%} of taken away": [
            f"{s.found.above(s.taken.limit(FALSE_ALARMS)):.0%}" for s in suggested.values()
        ],
    }
    return _table(("shown of questions whose earlier ones were …", *suggested), rows)


def _hit(scores: Scores, whom: str) -> str:
    return f"{scores.routed[whom]['Hit@3']:.3f}"


def _table(heads: Sequence[str], rows: Mapping[str, Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| {' | '.join((name, *cells))} |" for name, cells in rows.items()]
    return "\n".join(lines)


def _run(tool: str, *arguments: object) -> str:
    command = [sys.executable, MATERIAL / tool, *arguments]
    return subprocess.run(
        [str(c) for c in command], check=True, text=True, capture_output=True
    ).stdout


def main() -> None:
    """Replay, print, and write the section of bench/README.md."""
    options = argparse.ArgumentParser(prog="python -m bench.matching_table", description=__doc__)
    options.add_argument("--dry", action="store_true", help="print only")
    asked = options.parse_args()
    if not MATERIAL.is_dir():
        sys.exit(f"The communities are not at {MATERIAL}: there is nothing to measure with.")
    routes = util.find_spec("bench.matching_experts") is not None
    with tempfile.TemporaryDirectory() as folder:
        scores = {s: replay(s, Path(folder)) for s in (ROUTED if routes else SITES)}
        judged = judge(MATERIAL / "semeval", Path(folder))
    section = page(scores, judged)
    print(section)
    if not asked.dry:
        readme = HERE / "README.md"
        readme.write_text(put(readme.read_text(), section))


if __name__ == "__main__":
    main()
