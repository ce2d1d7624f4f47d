"""A feature that shows every block, field and span: something to draw and to press in tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import Field

from bot.events import (
    ButtonClicked,
    CommandInvoked,
    FormSubmitted,
    HomeOpened,
    MessageChanged,
    MessageDeleted,
    MessagePosted,
    Person,
    ReactionAdded,
)
from bot.messages import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Confirm,
    Context,
    Date,
    DateAndTime,
    Divider,
    Facts,
    Form,
    FormErrors,
    Header,
    Hidden,
    Home,
    Image,
    Line,
    Link,
    Mention,
    Message,
    Number,
    Paragraph,
    Payload,
    PickMany,
    PickOne,
    PickPeople,
    PickPerson,
    Progress,
    Replace,
    Reply,
    Select,
    Series,
    Text,
    There,
    Time,
    Toggle,
    When,
    bold,
    code,
    italic,
)
from bot.router import Context as Ctx
from bot.router import Router, Usage

MOMENT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOSTILE = "<img src=x onerror=alert(1)> <!channel> @everyone <at>x</at> **b** [l](javascript:1)"


class Everything(Form, key="gallery.everything", heading="Every kind of field", submit="Send it"):
    """One of each."""

    title: Annotated[str, Line("A line", placeholder="Short and sweet"), Field(max_length=60)]
    story: Annotated[str, Paragraph("A paragraph", hint="As long as it takes.")] = ""
    host: Annotated[Person, PickPerson("One colleague")]
    guests: Annotated[list[Person], PickPeople("Some colleagues", most=3)] = []  # noqa: RUF012
    size: Annotated[str, PickOne("How big?")]
    colour: Annotated[str | None, PickOne("Which colour?")] = None
    topics: Annotated[list[str], PickMany("Which topics?")] = []  # noqa: RUF012
    day: Annotated[date | None, Date("On which day?")] = None
    hour: Annotated[time | None, Time("At what time?")] = None
    moment: Annotated[datetime | None, DateAndTime("When exactly?")] = None
    seats: Annotated[int, Number("How many seats?", least=2, most=40), Field(ge=2, le=40)] = 12
    remind: Annotated[bool, Toggle("Remind everybody", hint="The day before.")] = True
    origin: Annotated[str, Hidden()] = ""


class PressMe(Payload, key="gallery.press"):
    """A button that changes its card."""

    n: int = 0


class OpenForm(Payload, key="gallery.open"):
    """A button that opens the form."""


class Choose(Payload, key="gallery.choose"):
    """A select."""


def blocks(who: Person, n: int = 0) -> tuple[Block, ...]:
    """Every block, with every span in it."""
    return (
        Header(text="The gallery"),
        Text.of(
            "Plain, ",
            bold("bold"),
            ", ",
            italic("italic"),
            ", ",
            code("code"),
            ", ",
            Link(url="https://example.com/a", text="a link"),
            ", ",
            who,
            ", ",
            Mention(person=who, ping=False),
            ", ",
            Mention(person=Person(999, "Somebody Elsewhere")),
            " and ",
            When(at=MOMENT),
            There(
                text="its thread",
                platform="playground",
                workspace="playground",
                conversation="c-data",
                message="1",
            ),
            ".",
        ),
        Text.of(HOSTILE),
        Facts.of(("Where", "Kitchen"), ("When", When(at=MOMENT, form="time")), ("Host", who)),
        Bullets.of("Soup", ["Bread by ", who], "Salad"),
        Bullets.of("First", "Second", ordered=True),
        Image(url="https://example.com/soup.png", alt="A bowl of soup"),
        Chart(
            title="How often somebody helped",
            labels=("2 Nov", "9 Nov", "16 Nov"),
            series=(
                Series(label="Answers", values=(3, 5, 0)),
                Series(label="Thanks", values=(1, 2.5, 104)),
            ),
            alt="How often somebody helped: 4, 8, 104",
        ),
        Divider(),
        Progress(label="Seats taken", fraction=0.625),
        Select.of("Bring something", Choose(), [("soup", "Soup"), ("bread", "Bread")]),
        Buttons.of(
            Button.of(f"Pressed {n}", PressMe(n=n + 1), style="primary"),
            Button.of(
                "Take it away",
                PressMe(n=99),
                style="danger",
                confirm=Confirm(title="Take it away?", text="It can't come back.", yes="Away"),
            ),
            Button.of("Open the form", OpenForm()),
            Button(label="Website", url="https://example.com"),
        ),
        Context.of("A quiet line, ", When(at=MOMENT, form="date")),
    )


def options() -> dict[str, list[tuple[str, str]]]:
    """What can be picked."""
    return {
        "size": [("s", "Small"), ("m", "Medium"), ("l", "Large")],
        "colour": [("red", "Tomato"), ("green", "Basil")],
        "topics": [("sql", "SQL"), ("python", "Python"), ("words", "Writing well")],
    }


def router(heard: list[object] | None = None) -> Router:
    """The gallery's routes; what nobody waits for is put into `heard`."""
    made = Router()
    heard = [] if heard is None else heard

    @made.command("gallery", Usage("/gallery", "every block there is"))
    def gallery(event: CommandInvoked, ctx: Ctx) -> Reply:
        return Message.of(*blocks(event.actor))

    @made.command("form", Usage("/form", "every field there is"))
    def form(event: CommandInvoked, ctx: Ctx) -> Reply:
        return Everything.blank(
            options=options(),
            host=event.actor,
            moment=MOMENT.isoformat(),
            topics=["sql"],
            origin="here",
        )

    @made.form(Everything)
    def sent(event: FormSubmitted[Everything], ctx: Ctx) -> Reply:
        heard.append(event)
        if event.form.title == "taken":
            return FormErrors(errors={"title": "There is one of that name already."})
        return Message.of(Text.of("Got it: ", bold(event.form.title), " by ", event.form.host))

    @made.button(PressMe)
    def press(event: ButtonClicked[PressMe], ctx: Ctx) -> Reply:
        heard.append(event)
        return Replace(message=Message.of(*blocks(event.actor, event.payload.n)))

    @made.button(OpenForm)
    def open_form(event: ButtonClicked[OpenForm], ctx: Ctx) -> Reply:
        return Everything.blank(options=options())

    @made.button(Choose)
    def choose(event: ButtonClicked[Choose], ctx: Ctx) -> Reply:
        return Message.of(f"You bring {event.payload.choice}.")

    @made.home()
    def home(event: HomeOpened, ctx: Ctx) -> Reply:
        return Home(blocks=blocks(event.actor))

    @made.message()
    def posted(event: MessagePosted, ctx: Ctx) -> Reply:
        heard.append(event)
        return None

    @made.message_changed()
    def changed(event: MessageChanged, ctx: Ctx) -> Reply:
        heard.append(event)
        return None

    @made.message_deleted()
    def deleted(event: MessageDeleted, ctx: Ctx) -> Reply:
        heard.append(event)
        return None

    @made.reaction()
    def reacted(event: ReactionAdded, ctx: Ctx) -> Reply:
        heard.append(event)
        return None

    return made
