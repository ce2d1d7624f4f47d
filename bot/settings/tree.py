"""A YAML tree as plain values, remembering on which line each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TypeAlias

import yaml

Loc: TypeAlias = tuple[str | int, ...]

SECRET_KEY = re.compile(
    r"token|secret|passw|credential|api_?key|private_?key|database_?url|signing|app_?id",
    re.IGNORECASE,
)
SECRET_VALUE = re.compile(r"xox[a-z]-|xapp-|Bearer\s|://[^/\s:@]*:[^/\s@]+@|-----BEGIN")
ADVICE = (
    "looks like a secret, and this file is no place for one. Remove it, set it in the environment"
    " instead (`potluck check` lists the names), and renew it if others have read this file."
)


@dataclass(slots=True)
class Tree:
    """Plain values: text, lists and dicts, and None where nothing was written."""

    value: object = None
    lines: dict[Loc, int] = field(default_factory=dict)
    """Where each value (for a section: its key) stands, counted from 1."""
    problems: list[tuple[int, str]] = field(default_factory=list)
    """What is wrong whatever the keys mean: duplicates, secrets."""
    spoilt: set[Loc] = field(default_factory=set)
    """What has a problem already and needs no second one."""

    def line(self, loc: Loc) -> int:
        """The line of a place, or of the nearest place around it."""
        while loc and loc not in self.lines:
            loc = loc[:-1]
        return self.lines.get(loc, 1)

    def is_spoilt(self, loc: Loc) -> bool:
        """Whether a problem here was told already."""
        return any(loc[:n] in self.spoilt for n in range(len(loc) + 1))

    def complain(self, loc: Loc, line: int, what: str) -> None:
        """Note a problem."""
        self.problems.append((line, what))
        self.spoilt.add(loc)


def read_tree(node: yaml.Node | None, text: str) -> Tree:
    """Every scalar is kept as the text it is: what it means is for the key to say.

    (So `time: 16:00` is no number of seconds, and a channel named `no` is no boolean.)
    """
    tree = Tree()
    tree.value = {} if node is None else _plain(node, (), tree, text.splitlines())
    if tree.value is None:
        tree.value = {}
    elif not isinstance(tree.value, dict):
        tree.complain((), _line(node), 'must be made of sections: "kudos:", and keys below it.')
    return tree


def _line(node: yaml.Node | None) -> int:
    return 1 if node is None else int(node.start_mark.line) + 1


def _plain(node: yaml.Node, loc: Loc, tree: Tree, lines: list[str]) -> object:
    tree.lines.setdefault(loc, _line(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, loc, tree, lines)
    if isinstance(node, yaml.SequenceNode):
        items = [_plain(n, (*loc, i), tree, lines) for i, n in enumerate(node.value)]
        for i, item in enumerate(items):
            if item is None:
                tree.complain((*loc, i), tree.lines[*loc, i], "is an empty item of a list.")
        return items
    if node.tag == "tag:yaml.org,2002:null":
        _look_for_hash(node, loc, tree, lines)
        return None
    if SECRET_VALUE.search(node.value):
        tree.complain(loc, _line(node), f"{spelt(loc)} {ADVICE}")
    return node.value


def _mapping(node: yaml.MappingNode, loc: Loc, tree: Tree, lines: list[str]) -> dict[str, object]:
    out: dict[str, object] = {}
    first: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            tree.complain(loc, line, "has a list or a section where a key should be.")
            continue
        key = str(key_node.value)
        here = (*loc, key)
        if key in first:
            text = f"{spelt(here)} stands here a second time (first on line {first[key]})."
            tree.complain(here, line, f"{text} Remove one of them.")
            continue
        first[key] = line
        tree.lines[here] = line
        if SECRET_KEY.search(key):
            tree.complain(here, line, f"{spelt(here)} {ADVICE}")
            continue
        out[key] = _plain(value_node, here, tree, lines)
    return out


def _look_for_hash(node: yaml.Node, loc: Loc, tree: Tree, lines: list[str]) -> None:
    """`channel: #general` says nothing to YAML, and something else to whoever wrote it."""
    at = _line(node) - 1
    rest = lines[at][node.start_mark.column :] if at < len(lines) else ""
    if re.match(r"\s*#\w", rest) and loc:
        tree.complain(
            loc, _line(node), f'{spelt(loc)} is empty, because "#" begins a comment. Leave it out.'
        )


def spelt(loc: Loc) -> str:
    """A place as operators write it: kudos.roundup.channel."""
    words = [w if isinstance(w, str) else f"item {w + 1}" for w in loc]
    return ".".join(words)[:80]
