"""python -m bench.matching: answers a replay on standard input with the product's own matcher.

The protocol is that of replay.py: a JSON line an event, and one back for each that asks.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module, util
from pathlib import Path

import structlog

from bench.community import OURS, Community, Event, asked, said

MOST = 100
"""Earlier questions in an answer."""


def suggest(community: Community, event: Event) -> dict[str, float]:
    """Earlier questions, likeliest first, and how likely each is the same."""
    community.catch_up()
    ranked = community.database.index.alike(OURS, asked(event), most=MOST)
    return {community.called(r.question_id): r.likelihood for r in ranked}


def experts(community: Community) -> Callable[[Event], list[str]]:
    """What ranks experts: `bench.matching_experts.ranker`, as soon as there is one."""
    if util.find_spec("bench.matching_experts") is None:
        return nobody
    made: Callable[[Event], list[str]] = import_module("bench.matching_experts").ranker(community)
    return made


def nobody(event: Event) -> list[str]:
    """Nobody is ranked."""
    return []


def main() -> None:
    """Answer until the input ends."""
    options = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    options.add_argument("--likelihoods", type=Path, help="where to write how likely each is")
    options.add_argument("--no-experts", action="store_true", help="earlier questions alone")
    wanted = options.parse_args()
    told: Path | None = wanted.likelihoods
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with ExitStack() as ending:
        folder = ending.enter_context(tempfile.TemporaryDirectory())
        kept = ending.enter_context(told.open("w")) if told else None
        community = Community(Path(folder))
        rank_experts = nobody if wanted.no_experts else experts(community)
        for line in sys.stdin:
            event = said(line)
            match event["ev"]:
                case "suggest":
                    likely = suggest(community, event)
                    best = list(likely)
                    if kept is not None:
                        print(json.dumps({"qid": event["qid"], "likely": likely}), file=kept)
                case "rank_experts":
                    community.catch_up()
                    best = rank_experts(event)
                case _:
                    community.tell(event)
                    continue
            print(json.dumps({"ranking": best}), flush=True)
        community.close()


if __name__ == "__main__":
    main()
