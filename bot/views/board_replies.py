"""Every word about boards that are not shown: staying off, and what can't be found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.messages import Button, Buttons, Message, Text, code
from bot.rules.boards import LEAST_PEOPLE, Wanted
from bot.views.boards import ComeBack, ShowBoard, StayOff, shows


def is_off() -> Message:
    """Somebody stays off."""
    return Message.of(
        "Done: from this moment you are on no board, and you take nobody's rank. Nobody is told."
        " Thanks still reach you as before.",
        Buttons.of(Button.of("Show me on boards again", ComeBack())),
    )


def is_back() -> Message:
    """Somebody may stand on boards again."""
    return Message.of(
        "You can be on the boards again, with all you did meanwhile.",
        Buttons.of(
            Button.of("See the boards", ShowBoard()), Button.of("Stay off the boards", StayOff())
        ),
    )


def hidden() -> Message:
    """The operator has switched boards off."""
    return Message.of(
        Text.of(
            "There are no boards here: whoever runs Potluck has switched them off. What you have"
            " been thanked for is yours all the same: ",
            code("/kudos me"),
        )
    )


def small_team(name: str, wanted: Wanted) -> Message:
    """A team has too few people for a board."""
    return Message.of(
        Text.of(
            f"“{name}” has fewer than {LEAST_PEOPLE} people, and such a board would say too much"
            " about each of them. So there is none. You all count on everybody's board."
        ),
        Buttons.of(Button.of("See everybody's", shows(replace(wanted, team_id=0)))),
    )


def gone(wanted: Wanted) -> Message:
    """The topic or the team is not there any more."""
    everything = replace(wanted, topic_id=0, team_id=0)
    return Message.of(
        "That topic or team is no longer there.",
        Buttons.of(Button.of("See everybody's", shows(everything))),
    )


def no_such_topic(name: str, near: Sequence[str]) -> Message:
    """Nobody has used that topic."""
    guess = f" Did you mean {_either(f'#{n}' for n in near)}?" if near else ""
    return Message.of(
        Text.of(f"Nobody has used #{name[:40]} yet.{guess} ", code("/learn board"), " shows all.")
    )


def no_such_team(name: str, near: Sequence[str]) -> Message:
    """No team is called that, or the asker is in none."""
    if not name:
        return Message.of(
            Text.of(
                "I don't know which team you are in. Name one: ",
                code("/learn board team Data Platform"),
            )
        )
    guess = f" Did you mean {_either(f'“{n}”' for n in near)}?" if near else ""
    return Message.of(
        Text.of(
            f"I know no team called “{name[:60]}”.{guess} ",
            code("/learn board"),
            " lets you pick one.",
        )
    )


def _either(names: Iterator[str]) -> str:
    *some, last = names
    return f"{', '.join(some)} or {last}" if some else last


def usage(word: str) -> Message:
    """What nobody understands."""
    return Message.of(
        Text.of(
            f"I don't know what “{word[:40]}” means for a board. Try ",
            code("/learn board last week #sql"),
            ", ",
            code("/learn board first month"),
            " or ",
            code("/learn board new"),
            "; ",
            code("/learn board off"),
            " takes you off them.",
        )
    )
