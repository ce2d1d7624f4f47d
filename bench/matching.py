"""python -m bench.matching: answers a replay on standard input with the product's own matcher.

The protocol is that of replay.py: a JSON line an event, and one back for each that asks.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module, util
from pathlib import Path

import structlog

from bench.community import OURS, Community, Event, asked, said

MOST = 100
"""Earlier questions in an answer."""


def suggest(community: Community, event: Event) -> list[str]:
    """Earlier questions, likeliest first."""
    community.catch_up()
    ranked = community.database.index.alike(OURS, asked(event), most=MOST)
    return [community.called(r.question_id) for r in ranked]


def experts(community: Community) -> Callable[[Event], list[str]]:
    """What ranks experts: `bench.matching_experts.ranker`, as soon as there is one."""
    if util.find_spec("bench.matching_experts") is None:
        return lambda event: []
    made: Callable[[Event], list[str]] = import_module("bench.matching_experts").ranker(community)
    return made


def main() -> None:
    """Answer until the input ends."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        community = Community(Path(folder))
        rank_experts = experts(community)
        for line in sys.stdin:
            event = said(line)
            match event["ev"]:
                case "suggest":
                    ranking = suggest(community, event)
                case "rank_experts":
                    community.catch_up()
                    ranking = rank_experts(event)
                case _:
                    community.tell(event)
                    continue
            print(json.dumps({"ranking": ranking}), flush=True)
        community.close()


if __name__ == "__main__":
    main()
