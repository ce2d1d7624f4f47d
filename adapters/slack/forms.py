"""A neutral form → a modal. Every field of bot.messages is matched here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from adapters.slack import limits, phrases
from adapters.slack.blocks import Kit, drawn_option, rich_text
from adapters.slack.spans import Element, plain_text, shortened, whole
from adapters.slack.values import TOGGLE
from adapters.slack.zones import zone
from bot.events import Account, Person, Value
from bot.messages import (
    Blank,
    Date,
    DateAndTime,
    Entry,
    Hidden,
    Line,
    Number,
    Option,
    Paragraph,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
    Time,
    Toggle,
)
from bot.messenger import Faces

YES = Option(value="yes", label=phrases.YES)


def inputs(blank: Blank, faces: Faces) -> Iterator[Kit]:
    """The blocks of a modal: what was wrong, then an input for each visible field."""
    labels = {e.name: e.field.label for e in blank.entries}
    for name, error in blank.errors.items():
        label = labels.get(name, "")
        yield words(f"⚠ {label}: {error}" if label else f"⚠ {error}")
    drawn = [kit for entry in blank.entries for kit in _input(entry, faces)]
    yield from drawn or [words(phrases.NOTHING_TO_FILL_IN)]


def words(text: str) -> Kit:
    """A plain sentence of ours."""
    found = [{"type": "text", "text": shortened(whole(text), limits.TEXT)}]
    return rich_text({"type": "rich_text_section", "elements": found})


def hidden(blank: Blank, faces: Faces) -> dict[str, Value]:
    """What is carried along unseen; people as their accounts."""
    return {
        e.name: _carried(e.value, faces)
        for e in blank.entries
        if isinstance(e.field, Hidden) and e.value is not None
    }


def _carried(value: object, faces: Faces) -> Value:
    match value:
        case Person():
            return faces.of(value)
        case [Person(), *_]:
            return [a for p in value if isinstance(p, Person) and (a := faces.of(p))]
        case list():
            return [str(v) for v in value]
        case str() | bool() | int() | float() | None:
            return value
        case _:
            raise TypeError(type(value).__name__)


def _input(entry: Entry, faces: Faces) -> Iterator[Kit]:
    """The input block of a field, or a sentence when there is nothing to put in."""
    field, notes = entry.field, [entry.field.hint] if entry.field.hint else []
    match field:
        case Hidden():
            return
        case PickOne() | PickMany() if not field.options:
            yield words(f"{field.label}: {phrases.NOTHING_TO_PICK}")
            return
        case Line() | Paragraph():
            element = _typed(entry, field, notes)
        case PickPerson() | PickPeople():
            element = _people(entry, field, faces, notes)
        case PickOne() | PickMany():
            element = _options(entry, field)
        case Date():
            element = {"type": "datepicker", **_initial("initial_date", entry.value)}
        case Time():
            chosen = str(entry.value)[:5] if entry.value else None
            element = {"type": "timepicker", **_initial("initial_time", chosen)}
        case DateAndTime():
            chosen_at = _stamp(entry.value, faces.zone)
            element = {"type": "datetimepicker", **_initial("initial_date_time", chosen_at)}
        case Number():
            element = _number(entry, field)
        case Toggle():
            element = {"type": "checkboxes", "options": [drawn_option(YES)]}
            if entry.value is True:
                element["initial_options"] = [drawn_option(YES)]
    hint = "\n".join(notes)
    yield {
        "type": "input",
        "block_id": entry.name,
        "label": plain_text(field.label or entry.name, limits.INPUT_LABEL),
        "element": {**element, "action_id": TOGGLE if isinstance(field, Toggle) else "value"},
        "optional": not entry.required or isinstance(field, Toggle),
        **({"hint": plain_text(hint, limits.INPUT_HINT)} if hint else {}),
    }


def _initial(name: str, value: object) -> Element:
    return {name: value} if value not in (None, "", []) else {}


def _typed(entry: Entry, field: Line | Paragraph, notes: list[str]) -> Element:
    text = whole(str(entry.value)) if entry.value is not None else ""
    if len(text) > limits.PLAIN_INPUT:
        notes.append(phrases.cut_short(limits.PLAIN_INPUT))
        text = text[: limits.PLAIN_INPUT]
    most = min(entry.max_length or limits.PLAIN_INPUT, limits.PLAIN_INPUT)
    return {
        "type": "plain_text_input",
        # One line can't hold several, and a text that is too long is for its writer to shorten.
        "multiline": isinstance(field, Paragraph) or "\n" in text,
        **({"max_length": most} if len(text) <= most else {}),
        **_initial("initial_value", text),
        **_placeholder(field.placeholder),
    }


def _placeholder(text: str) -> Element:
    return {"placeholder": plain_text(text, limits.PLACEHOLDER)} if text else {}


def _people(
    entry: Entry, field: PickPerson | PickPeople, faces: Faces, notes: list[str]
) -> Element:
    given = entry.value if isinstance(entry.value, list) else [entry.value]
    people = [p for p in given if isinstance(p, Person)]
    here = [a.address for p in people if isinstance(a := faces.of(p), Account)]
    absent = [p.name for p in people if faces.of(p) is None]
    if absent:
        notes.append(phrases.not_here(absent))
    if isinstance(field, PickPerson):
        return {"type": "users_select", **_initial("initial_user", here[0] if here else None)}
    return {
        "type": "multi_users_select",
        "max_selected_items": max(field.most, len(here)),
        **_initial("initial_users", here),
    }


def _options(entry: Entry, field: PickOne | PickMany) -> Element:
    drawn = {o.value: drawn_option(o) for o in field.options}
    given = entry.value if isinstance(entry.value, list) else [entry.value]
    chosen = [drawn[v] for v in given if isinstance(v, str) and v in drawn]
    if isinstance(field, PickMany):
        initial = _initial("initial_options", chosen)
        return {"type": "multi_static_select", **_choices(list(drawn.values())), **initial}
    first = _initial("initial_option", chosen[0] if chosen else None)
    return {"type": "static_select", **_choices(list(drawn.values())), **first}


def _choices(options: list[Element]) -> Element:
    """All options, in groups when there are more than a flat list may have."""
    most = limits.SELECT_OPTIONS
    if len(options) <= most:
        return {"options": options}
    groups = [options[i : i + most] for i in range(0, len(options), most)]
    return {
        "option_groups": [
            {"label": plain_text(_span(i * most + 1, g), limits.OPTION_LABEL), "options": g}
            for i, g in enumerate(groups[: limits.SELECT_GROUPS])
        ]
    }


def _span(first: int, group: list[Element]) -> str:
    return f"{first} – {first + len(group) - 1}"


def _stamp(value: object, reader: str) -> int | None:
    """Seconds since 1970; a time without an offset is wall time where the reader is."""
    if not isinstance(value, str) or not value:
        return None
    try:
        at = datetime.fromisoformat(value)
        return int((at if at.tzinfo else at.replace(tzinfo=zone(reader) or UTC)).timestamp())
    except (ValueError, OverflowError):
        return None


def _number(entry: Entry, field: Number) -> Element:
    return {
        "type": "number_input",
        "is_decimal_allowed": field.decimal,
        **_initial("initial_value", str(entry.value) if entry.value is not None else None),
        **({"min_value": _digits(field.least)} if field.least is not None else {}),
        **({"max_value": _digits(field.most)} if field.most is not None else {}),
    }


def _digits(number: float) -> str:
    return str(int(number)) if number == int(number) else repr(number)
