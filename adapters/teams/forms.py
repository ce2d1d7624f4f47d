"""Form ↔ dialog: a Blank as a card of inputs, the button that opens it, and what comes back."""

import math
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from pydantic import ValidationError

from adapters.teams.limits import DIALOG_HEIGHT, DIALOG_TITLE, DIALOG_WIDTH, PEOPLE_CHOICES
from adapters.teams.markup import escape
from adapters.teams.render import OURS, attachment, envelope, opener
from bot.events import Account, Person, Raw, Value
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

Json = dict[str, Any]

# learn.microsoft.com "People Picker in Adaptive Cards": the client searches the whole organization.
PEOPLE_SEARCH = {"type": "Data.Query", "dataset": "graph.microsoft.com/users"}
ACCOUNT_ID = re.compile(r"[0-9A-Za-z:_.@-]{1,200}")
MOST_PICKED = 100  # ours: more people in one field are not read
EXPANDED = 5  # ours: up to so many options are shown at once, more drop down


def dialog(form: Blank, faces: Faces, known: Sequence[Account], sealed: str) -> Json:
    """The task module that shows a form; `known` are colleagues to offer beside the search."""
    return {
        "title": form.heading[:DIALOG_TITLE],
        "height": DIALOG_HEIGHT,
        "width": DIALOG_WIDTH,
        "card": attachment(form_card(form, faces, known, sealed)),
    }


def form_card(form: Blank, faces: Faces, known: Sequence[Account], sealed: str) -> Json:
    """The card. Each drawing bears its own nonce: what is sent twice from it counts once."""
    body: list[Json] = []
    hidden: Json = {}
    for entry in form.entries:
        if isinstance(entry.field, Hidden):
            hidden[entry.name] = entry.value
            continue
        problem = form.errors.get(entry.name)
        if problem:
            body.append(_note(problem, color="Attention", weight="Bolder"))
        body += _inputs(entry, faces, known)
        if entry.field.hint:
            body.append(_note(entry.field.hint, isSubtle=True, size="Small"))
    shown = {e.name for e in form.entries if not isinstance(e.field, Hidden)}
    general = [text for name, text in form.errors.items() if name not in shown]
    body[:0] = [_note(text, color="Attention", weight="Bolder") for text in general]
    data = {
        "form": form.key,
        "nonce": secrets.token_urlsafe(16),
        "hidden": hidden,
        "at": sealed,
    }
    if look := form.look():
        data["look"] = look
    submit = {"type": "Action.Submit", "title": form.submit, "data": {OURS: data}}
    return envelope(body, actions=[submit])


def launcher(form: Blank, faces: Faces, sealed: str) -> Json:
    """The card whose one button opens the form: Teams opens dialogs from buttons only."""
    accounts = [[p, a.address, a.name, a.reference] for p, a in faces.accounts.items()]
    ours = {
        "open": form.model_dump(mode="json", exclude_none=True),
        "faces": accounts,
        "zone": faces.zone,
        "at": sealed,
    }
    action = opener(form.heading, ours)
    said = _note(f"{form.heading}: press the button to fill in the form.")
    return envelope([said, {"type": "ActionSet", "actions": [action]}])


def opened(data: Mapping[str, Any]) -> tuple[Blank, Faces] | None:
    """The form a launcher carries; None when it is not one, or one of another version."""
    try:
        form = Blank.model_validate(data["open"])
        accounts = {
            int(p): Account(str(address), name=name, reference=str(reference))
            for p, address, name, reference in data["faces"]
        }
        return form, Faces(accounts, str(data["zone"]))
    except (KeyError, TypeError, ValueError, ValidationError):
        return None


def _note(text: str, **look: Any) -> Json:
    return {"type": "TextBlock", "text": escape(text), "wrap": True, "spacing": "Small"} | look


def _inputs(entry: Entry, faces: Faces, known: Sequence[Account]) -> list[Json]:
    """The input (two for a date-and-time). Its id says how to read it back: "people:to"."""
    field, value = entry.field, entry.value
    made: Json = {"label": field.label, "isRequired": entry.required}
    if entry.required:
        made["errorMessage"] = "Please fill this in."
    match field:
        case Line() | Paragraph():
            made |= {"type": "Input.Text", "isMultiline": isinstance(field, Paragraph)}
            made |= {"placeholder": field.placeholder} if field.placeholder else {}
            made |= {"maxLength": entry.max_length} if entry.max_length else {}
            return [_filled(made, "text", entry, str(value or ""))]
        case Number():
            made |= {"type": "Input.Number"}
            made |= {"min": field.least} if field.least is not None else {}
            made |= {"max": field.most} if field.most is not None else {}
            number = value if isinstance(value, int | float) else _number(value)
            return [_filled(made, "number", entry, number)]
        case Toggle():
            made |= {"type": "Input.Toggle", "title": field.label, "isRequired": False}
            del made["label"]
            return [_filled(made, "toggle", entry, "true" if value is True else "false")]
        case Date():
            return [_filled(made | {"type": "Input.Date"}, "date", entry, str(value or "")[:10])]
        case Time():
            return [_filled(made | {"type": "Input.Time"}, "time", entry, str(value or "")[:5])]
        case DateAndTime():
            day, _, hour = str(value or "").partition("T")
            time = made | {"type": "Input.Time", "label": f"{field.label} – time"}
            return [
                _filled(made | {"type": "Input.Date"}, "day", entry, day[:10]),
                _filled(time, "hour", entry, hour[:5]),
            ]
        case PickOne() | PickMany():
            return [_options(made, field, entry)]
        case PickPerson() | PickPeople():
            return [_people(made, field, entry, faces, known)]
        case Hidden():
            return []


def _filled(made: Json, kind: str, entry: Entry, value: str | int | float | None) -> Json:
    """With its id, and its value unless that is empty."""
    made["id"] = f"{kind}:{entry.name}"
    if value is not None and value != "":
        made["value"] = value
    return made


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    if not math.isfinite(number):
        return None
    # As it was typed: nobody asked for 45.0 minutes.
    return int(number) if number.is_integer() else number


def _options(made: Json, field: PickOne | PickMany, entry: Entry) -> Json:
    """Choices. Values are quoted, because several come back joined by commas."""
    many = isinstance(field, PickMany)
    value = entry.value
    chosen = value if isinstance(value, list) else [value] if value else []
    options: Iterable[Option] = field.options
    made |= {
        "type": "Input.ChoiceSet",
        "choices": [{"title": o.label, "value": _quoted(o.value)} for o in options],
        "isMultiSelect": many,
        "style": "expanded" if len(field.options) <= EXPANDED else "compact",
        "wrap": True,
    }
    picked = ",".join(_quoted(str(v)) for v in chosen)
    return _filled(made, "many" if many else "one", entry, picked)


def _quoted(value: str) -> str:
    return quote(value, safe=" /:@")


def _people(
    made: Json,
    field: PickPerson | PickPeople,
    entry: Entry,
    faces: Faces,
    known: Sequence[Account],
) -> Json:
    """A search over the organization, with the prefilled and some known colleagues to pick from."""
    value = entry.value
    people = [p for p in (value if isinstance(value, list) else [value]) if isinstance(p, Person)]
    chosen = {a.address: p.name for p in people if (a := faces.of(p)) is not None}
    offered = dict(chosen)
    for account in known[:PEOPLE_CHOICES]:
        offered.setdefault(account.address, account.name or account.address)
    many = isinstance(field, PickPeople)
    made |= {
        "type": "Input.ChoiceSet",
        "choices": [{"title": name, "value": address} for address, name in offered.items()],
        # Teams' own extension; clients without it still offer the choices above.
        "choices.data": PEOPLE_SEARCH,
        "isMultiSelect": many,
        "style": "compact",
    }
    return _filled(made, "people" if many else "person", entry, ",".join(chosen))


def read(data: Mapping[str, Any]) -> Raw | None:
    """What was filled in, of the data a form card sent; None when it is no form of ours."""
    ours = data.get(OURS)
    if not isinstance(ours, Mapping) or not isinstance(ours.get("form"), str):
        return None
    hidden = ours.get("hidden")
    carried = hidden if isinstance(hidden, Mapping) else {}
    values: dict[str, Value] = {
        str(k): v for k, v in carried.items() if isinstance(v, str | int | float | bool)
    }
    days: dict[str, str] = {}
    for key, raw in data.items():
        kind, colon, name = key.partition(":")
        if not colon:
            continue
        text = raw if isinstance(raw, str) else str(raw) if isinstance(raw, int | float) else ""
        match kind:
            case "text" | "number" | "date" | "time":
                values[name] = text.strip() if kind != "text" else text
            case "toggle":
                values[name] = text.lower() == "true"
            case "one":
                values[name] = unquote(text)
            case "many":
                values[name] = [unquote(v) for v in text.split(",") if v]
            case "person" | "people":
                picked = _accounts(text)
                values[name] = picked if kind == "people" else picked[0] if picked else None
            case "day" | "hour":
                days[key] = text.strip()
            case _:
                pass
    for name in {key.partition(":")[2] for key in days}:
        day, hour = days.get(f"day:{name}", ""), days.get(f"hour:{name}", "")
        # One half alone stays unreadable, so that the form asks for the other.
        values[name] = f"{day}T{hour}" if day or hour else ""
    look = ours.get("look")
    return Raw(ours["form"], values, look if isinstance(look, str) else "")


def _accounts(text: str) -> list[Account]:
    ids = [part for part in text.split(",") if ACCOUNT_ID.fullmatch(part)]
    return [Account(address) for address in dict.fromkeys(ids[:MOST_PICKED])]
