"""Forms: one class is both the blank form and the filled-in answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, ClassVar, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic import Field as Limit

from bot.events import Person
from bot.messages.blocks import Option
from bot.messages.errors import Unreadable
from bot.messages.fields import (
    AnyField,
    Asking,
    DateAndTime,
    Field,
    Hidden,
    Number,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
)
from bot.messages.look import Look
from bot.messages.payload import LARGEST_ID
from bot.messages.text import Part

Shown: TypeAlias = "str | bool | int | float | Person | list[Person] | list[str] | None"
"""A value as a form shows it; dates and times are ISO 8601."""

_KEYS: dict[str, type[Form]] = {}
T = TypeVar("T", bound="Form")


class Entry(Part):
    """One field of a form on its way to a person."""

    name: str
    field: AnyField
    required: bool
    value: Shown = None
    max_length: int | None = None


class Blank(Part):
    """A form to show: empty, prefilled, or once more with what was wrong."""

    key: str
    heading: str = Limit(max_length=24)
    submit: str = Limit(max_length=24)
    entries: tuple[Entry, ...]
    errors: dict[str, str] = Limit(default_factory=dict)

    def people(self) -> set[Person]:
        """Everyone prefilled in a people field."""
        out: set[Person] = set()
        for e in self.entries:
            out.update(
                v
                for v in (e.value if isinstance(e.value, list) else [e.value])
                if isinstance(v, Person)
            )
        return out

    def look(self) -> str:
        """How it differs from its class, for `Form.again`; doors carry it unread."""
        made = form_by_key(self.key)
        plain = made.blank().entries
        fields = {e.name: e.field for e in plain}
        shown = tuple(e.name for e in self.entries)
        return Look(
            heading=None if self.heading == made.heading else self.heading,
            submit=None if self.submit == made.submit else self.submit,
            shown=None if shown == tuple(fields) else shown,
            fields={e.name: e.field for e in self.entries if e.field != fields.get(e.name)},
        ).packed()


class FormInvalid(ValueError):
    """What was filled in can't be taken: field name → what to do about it."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(", ".join(errors))
        self.errors = dict(errors)


class Form(BaseModel):
    """Base of all forms. Each field is `Annotated[type, Field, pydantic limits…]`.

    A field with a default, or whose type admits None, may stay empty.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )
    key: ClassVar[str] = ""
    heading: ClassVar[str] = ""
    submit: ClassVar[str] = "Send"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes key, heading and submit; they are read below, when the fields are known."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        key: str = kwargs["key"]
        if key in _KEYS:
            raise ValueError(f"form key {key!r} is taken by {_KEYS[key].__name__}")
        for name, info in cls.model_fields.items():
            if not any(isinstance(m, Asking) for m in info.metadata):
                raise TypeError(f"{cls.__name__}.{name} does not say which field it is")
        cls.key, cls.heading = key, kwargs["heading"]
        cls.submit = kwargs.get("submit", cls.submit)
        _KEYS[key] = cls

    @classmethod
    def blank(
        cls,
        *,
        options: Mapping[str, Iterable[tuple[str, str]]] | None = None,
        **prefill: Shown | date | time,
    ) -> Blank:
        """The form to show, with these values in it and these (value, label) options to pick."""
        return cls._shown(prefill, options or {}, {})

    @classmethod
    def again(cls, values: Mapping[str, Any], errors: Mapping[str, str], look: str = "") -> Blank:
        """The form once more, as it was drawn and filled in, with what to mend.

        `look` is what `Blank.look` said of the form that was opened. What no field can show, and
        so nobody filled in, is left out.
        """
        filled = {k: v for k, v in values.items() if _can_be_shown(v)}
        return _drawn_as(Look.unpacked(look), cls._shown(filled, {}, errors))

    @classmethod
    def _shown(
        cls,
        values: Mapping[str, Any],
        options: Mapping[str, Iterable[tuple[str, str]]],
        errors: Mapping[str, str],
    ) -> Blank:
        unknown = (set(values) | set(options)) - set(cls.model_fields)
        if unknown:
            raise Unreadable(f"{cls.__name__} has no field {min(unknown)[:60]!r}")
        entries = []
        for name, info in cls.model_fields.items():
            field: Field = next(m for m in info.metadata if isinstance(m, Asking))  # type: ignore[assignment]
            if name in options and isinstance(field, PickOne | PickMany):
                made = tuple(Option(value=v, label=label) for v, label in options[name])
                field = field.model_copy(update={"options": made})
            limit = next((m.max_length for m in info.metadata if hasattr(m, "max_length")), None)
            value = values.get(name, None if info.is_required() else info.get_default())
            entries.append(
                Entry(
                    name=name,
                    field=field,
                    required=info.is_required(),
                    value=value.isoformat() if hasattr(value, "isoformat") else value,
                    max_length=limit,
                )
            )
        return Blank(
            key=cls.key,
            heading=cls.heading,
            submit=cls.submit,
            entries=tuple(entries),
            errors=dict(errors),
        )

    @classmethod
    def read(cls: type[T], values: Mapping[str, Any], zone: ZoneInfo) -> T:
        """The filled-in form. Naive date-and-times are wall time in `zone`.

        Raises FormInvalid, and Unreadable when what nobody filled in can't be meant.
        """
        given = {k: v for k, v in values.items() if v not in (None, "", [])}
        errors = {}
        for name, info in cls.model_fields.items():
            asked = next(m for m in info.metadata if isinstance(m, Asking))
            if name not in given:
                continue
            if isinstance(asked, Hidden) and info.annotation is int and _is_no_id(given[name]):
                raise Unreadable(f"the form {cls.key!r} came back with an id no database has")
            try:
                if isinstance(asked, DateAndTime):
                    given[name] = _moment(given[name], zone)
                _check(asked, given[name])
            except ValueError as wrong:
                errors[name] = str(wrong)
        try:
            read = cls.model_validate(given)
        except ValidationError as bad:
            first = next(iter(cls.model_fields), "")
            for error in bad.errors():
                name = str(error["loc"][0]) if error["loc"] else first
                errors.setdefault(name if name in cls.model_fields else first, _words(error))
        if errors:
            raise FormInvalid(errors)
        return read


def _drawn_as(look: Look, form: Blank) -> Blank:
    """The same form in this look; what does not fit its class is left as the class has it."""
    entries = []
    for entry in form.entries:
        field = look.fields.get(entry.name, entry.field)
        # A Hidden one stays hidden and a shown one shown, and each keeps its kind.
        fits = type(field) is type(entry.field)
        entries.append(entry.model_copy(update={"field": field}) if fits else entry)
    shown = look.shown
    if shown is not None and any(e.name in shown for e in entries):
        entries = [e for e in entries if e.name in shown]
    return form.model_copy(
        update={
            "heading": look.heading or form.heading,
            "submit": look.submit or form.submit,
            "entries": tuple(entries),
        }
    )


def _can_be_shown(value: object) -> bool:
    try:
        _SHOWN.validate_python(value)
    except ValidationError:
        return False
    return True


_SHOWN: TypeAdapter[Shown] = TypeAdapter(Shown)


def form_by_key(key: str) -> type[Form]:
    """The form class. Raises Unreadable when there is none."""
    if key not in _KEYS:
        raise Unreadable(f"no form is called {key[:60]!r}")
    return _KEYS[key]


def _moment(value: object, zone: ZoneInfo) -> datetime:
    """An aware moment. Raises ValueError with what to do."""
    try:
        at = datetime.fromisoformat(str(value))
        at = at if at.tzinfo else at.replace(tzinfo=zone)
        at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(PICK_A_TIME) from None
    return at


def _check(asked: Asking, value: object) -> None:
    """What the field itself promises, whatever a client sends. Raises ValueError."""
    match asked:
        case PickPerson() if not isinstance(value, Person):
            raise ValueError(PICK)
        case PickPeople(most=most):
            picked = value if isinstance(value, list) else [value]
            if not all(isinstance(p, Person) for p in picked):
                raise ValueError(PICK)
            if len(picked) > most:
                raise ValueError(f"Please pick at most {most}.")
        case PickOne(options=options) | PickMany(options=options) if options:
            picked = value if isinstance(value, list) else [value]
            if not {str(v) for v in picked} <= {o.value for o in options}:
                raise ValueError(PICK)
        case Number(least=least, most=most):
            number = _number(value)
            if number is not None and least is not None and number < least:
                raise ValueError(f"Please give a number from {least:g} up.")
            if number is not None and most is not None and number > most:
                raise ValueError(f"Please give a number up to {most:g}.")
        case _:
            pass


def _is_no_id(value: object) -> bool:
    """Whether a number is beyond what databases count to: a client may send anything."""
    number = _number(value)
    return number is not None and not abs(number) <= LARGEST_ID


def _number(value: object) -> float | None:
    try:
        return float(str(value))
    except ValueError:
        return None


PICK = "Please pick from the list."
PICK_A_TIME = "Please pick a date or time from the list."


def _words(error: Any) -> str:
    """A validation error as a sentence that says what to do."""
    about = error.get("ctx", {})
    match error["type"]:
        case "string_too_short" if about["min_length"] > 1:
            return f"Please write at least {about['min_length']} characters."
        case "too_short" if about["min_length"] > 1:
            return f"Please pick at least {about['min_length']}."
        case "missing" | "string_too_short" | "too_short":
            return "Please fill this in."
        case "string_too_long":
            return f"Please keep this to {about['max_length']} characters."
        case "too_long":
            return f"Please pick at most {about['max_length']}."
        case "greater_than_equal":
            return f"Please give a number from {about['ge']} up."
        case "greater_than":
            return f"Please give a number above {about['gt']}."
        case "less_than_equal":
            return f"Please give a number up to {about['le']}."
        case "less_than":
            return f"Please give a number below {about['lt']}."
        case "value_error":
            return str(about.get("error", "Please check this."))
        case "literal_error" | "enum":
            return PICK
        case kind if kind.startswith(("int", "float", "decimal", "finite")):
            return "Please give a number."
        case kind if kind.startswith(("date", "time")):
            return PICK_A_TIME
        case "extra_forbidden":
            return "This form has changed since you opened it. Please open it again."
        case _:
            return "Please check this."
