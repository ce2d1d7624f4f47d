"""Reads app.yaml: what is wrong in it is told by line, all of it at once."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.settings.explain import explain
from bot.settings.model import Settings
from bot.settings.problems import BadSettings, Problem
from bot.settings.tree import Tree, read_tree

LIMIT = 64 * 1024
"""Most bytes of a settings file: ours has three thousand, and more is a mistake."""
DEEPEST = 12
"""Most levels of nesting."""
QUOTE = "is not read here. Quote the text if you mean it literally."


def read_file(path: Path, *, required: bool = False) -> Settings:
    """The settings in a YAML file. Raises BadSettings with every problem found.

    A file that does not exist means the defaults, unless it is `required`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(LIMIT + 1)
    except FileNotFoundError:
        if not required:
            return Settings()
        raise BadSettings(
            [Problem(str(path), "this file does not exist, and POTLUCK_CONFIG names it.")]
        ) from None
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadSettings([Problem(str(path), f"can't be read: {why}.")]) from None
    return read_text(_decoded(raw, path), path.name)


def read_text(text: str, name: str) -> Settings:
    """The settings in YAML text; `name` is what the file is called in problems."""
    _refuse_tricks(text, name)
    tree = read_tree(_parsed(text, name), text)
    problems = [Problem(f"{name}, line {line}", what) for line, what in tree.problems]
    try:
        settings = Settings.model_validate(tree.value)
    except ValidationError as error:
        problems += _explained(error, tree, name)
        settings = None
    if problems:
        problems.sort(key=lambda p: int(p.where.rpartition(" ")[2]))
        raise BadSettings(problems)
    assert settings is not None  # noqa: S101 - told to the type checker
    return settings


def _explained(error: ValidationError, tree: Tree, name: str) -> list[Problem]:
    found = []
    for detail in error.errors(include_url=False):
        loc, what = explain(detail)
        if not tree.is_spoilt(loc):
            found.append(Problem(f"{name}, line {tree.line(loc)}", what))
    return found


def _decoded(raw: bytes, path: Path) -> str:
    if len(raw) > LIMIT:
        raise BadSettings(
            [Problem(str(path), f"is larger than {LIMIT // 1024} KiB. Is it the right file?")]
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadSettings(
            [Problem(f"{path.name}, line {line}", "is not UTF-8 text. Save the file as UTF-8.")]
        ) from None


def _refuse_tricks(text: str, name: str) -> None:
    """Refuse the parts of YAML that settings do not need and attackers do."""

    depth = documents = 0
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
            if depth > DEEPEST:
                what = f"is nested more than {DEEPEST} levels deep."
            elif documents > 1:
                what = 'starts a second document ("---"). Only one is read: remove it.'
            elif isinstance(event, yaml.NodeEvent) and event.anchor is not None:
                what = f'uses an anchor or alias ("&" or "*"), which {QUOTE}'
            elif getattr(event, "tag", None) not in (None, "!"):
                what = f'uses a tag ("!"), which {QUOTE}'
            else:
                continue
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise BadSettings([Problem(f"{name}, line {line}", what)])
    except yaml.YAMLError as error:
        raise BadSettings([_unreadable(error, text, name)]) from None


def _parsed(text: str, name: str) -> yaml.Node | None:
    try:
        node: yaml.Node | None = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise BadSettings([_unreadable(error, text, name)]) from None
    return node


def _unreadable(error: yaml.YAMLError, text: str, name: str) -> Problem:
    """Why YAML could not make sense of the text, in words."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        at = error.problem_mark.line
        lines = text.splitlines() or [""]
        where = f"{name}, line {at + 1}"
        if "\t" in re.match(r"\s*", lines[min(at, len(lines) - 1)])[0]:  # type: ignore[index]
            return Problem(where, "starts with a tab. Indent with spaces.")
        why = error.problem or "can't be read"
        return Problem(where, f"is not valid YAML: {why}. Check indentation, quotes and colons.")
    if isinstance(error, yaml.reader.ReaderError):
        line = text[: error.position].count("\n") + 1
        return Problem(f"{name}, line {line}", "holds a control character. Remove it.")
    return Problem(name, "is not valid YAML.")
