"""The badges there are unless app.yaml names others: for helping, not for talking."""

from __future__ import annotations

from bot.settings.badge import Badge, Colour, Different, Motif, Picture, Rule, Shape
from bot.settings.deed_kinds import DeedKind

COLLEAGUES = Different.COLLEAGUES

DEFAULT_BADGES: tuple[Badge, ...] = (
    Badge(
        key="helping_hand",
        name="Helping hand",
        words="Colleagues keep saying thank you, and not just the same two.",
        picture=Picture(motif=Motif.HANDS, shape=Shape.CIRCLE, colour=Colour.CORAL),
        rule=Rule(count=(DeedKind.KUDOS_RECEIVED,), different=COLLEAGUES),
        levels=(3, 10, 25),
    ),
    Badge(
        key="go_to_person",
        name="Go-to person",
        words="Ask around about this topic, and you end up here.",
        picture=Picture(motif=Motif.COMPASS, shape=Shape.SHIELD, colour=Colour.TEAL),
        rule=Rule(count=(DeedKind.KUDOS_RECEIVED,), different=COLLEAGUES, within_days=365),
        levels=(5, 15, 40),
        per_topic=True,
    ),
    Badge(
        key="first_responder",
        name="First responder",
        words="Says the first word, so that nobody is left waiting.",
        picture=Picture(motif=Motif.SPEECH, shape=Shape.CIRCLE, colour=Colour.AMBER),
        rule=Rule(count=(DeedKind.ANSWERED_FIRST,), different=COLLEAGUES),
        levels=(1, 5, 15),
    ),
    Badge(
        key="that_was_it",
        name="That was it",
        words="Gave the answer that settled it, more than once.",
        picture=Picture(motif=Motif.KEY, shape=Shape.HEXAGON, colour=Colour.BLUE),
        rule=Rule(count=(DeedKind.ANSWER_ACCEPTED,), colleagues=2),
        levels=(3, 10, 25),
        per_topic=True,
    ),
    Badge(
        key="still_helping",
        name="Still helping",
        words="Answered one colleague, and the next ones found it and were glad.",
        picture=Picture(motif=Motif.LAMP, shape=Shape.CIRCLE, colour=Colour.VIOLET),
        rule=Rule(count=(DeedKind.ANSWER_HELPED,), different=COLLEAGUES),
        levels=(3, 10, 30),
    ),
    Badge(
        key="first_session",
        name="Broke the ice",
        words="Stood up and gave a first session. The second is easier.",
        picture=Picture(motif=Motif.MOUNTAIN, shape=Shape.ROSETTE, colour=Colour.GREEN),
        rule=Rule(count=(DeedKind.SESSION_GIVEN,)),
    ),
    Badge(
        key="host",
        name="Brings a dish",
        words="Gives sessions, so that others have something to come for.",
        picture=Picture(motif=Motif.CUP, shape=Shape.ROSETTE, colour=Colour.AMBER),
        rule=Rule(count=(DeedKind.SESSION_GIVEN,), within_days=730),
        levels=(3, 6, 12),
    ),
    Badge(
        key="regular",
        name="Regular at the table",
        words="Comes to learn, and somebody who speaks has somebody to speak to.",
        picture=Picture(motif=Motif.BOOK, shape=Shape.CIRCLE, colour=Colour.GREEN),
        rule=Rule(count=(DeedKind.SESSION_ATTENDED,)),
        levels=(3, 10, 25),
    ),
    Badge(
        key="keeps_it",
        name="Keeps it",
        words="Answers the small questions week after week, right or wrong: that is how it stays.",
        picture=Picture(motif=Motif.SEEDLING, shape=Shape.CIRCLE, colour=Colour.TEAL),
        rule=Rule(weeks_in_row=(DeedKind.RECALL_KEPT,)),
        levels=(4, 12, 26),
        announce=False,
        private=True,
    ),
    Badge(
        key="notices",
        name="Notices",
        words="Sees who helped, and says so – to many people, not many times.",
        picture=Picture(motif=Motif.HEART, shape=Shape.CIRCLE, colour=Colour.PINK),
        rule=Rule(count=(DeedKind.KUDOS_GIVEN,), different=COLLEAGUES, within_days=365),
        levels=(8, 20),
    ),
    Badge(
        key="welcome",
        name="Welcome mat",
        words="Helped people in their first weeks, when it matters most.",
        picture=Picture(motif=Motif.BRIDGE, shape=Shape.HEXAGON, colour=Colour.CORAL),
        rule=Rule(
            count=(
                DeedKind.KUDOS_RECEIVED,
                DeedKind.ANSWERED_FIRST,
                DeedKind.ANSWER_ACCEPTED,
            ),
            different=COLLEAGUES,
            newcomers=True,
        ),
        levels=(2, 5, 12),
    ),
    Badge(
        key="all_rounder",
        name="Potluck spirit",
        words="Brings something and takes something: gives sessions, comes to sessions, and helps.",
        picture=Picture(motif=Motif.STAR, shape=Shape.ROSETTE, colour=Colour.BLUE),
        rule=Rule(
            all_of=(
                Rule(count=(DeedKind.SESSION_GIVEN,)),
                Rule(count=(DeedKind.SESSION_ATTENDED,), at_least=3),
                Rule(
                    count=(DeedKind.KUDOS_RECEIVED, DeedKind.ANSWER_ACCEPTED),
                    different=COLLEAGUES,
                    at_least=5,
                ),
            )
        ),
        levels=(1, 2, 4),
    ),
    Badge(
        key="mentor",
        name="Mentor",
        words="Took somebody along for weeks, until they could do it alone.",
        picture=Picture(motif=Motif.LIGHTHOUSE, shape=Shape.SHIELD, colour=Colour.VIOLET),
        per_topic=True,
    ),
    Badge(
        key="behind_the_scenes",
        name="Behind the scenes",
        words="Did what nobody sees and everybody lives on.",
        picture=Picture(motif=Motif.POT, shape=Shape.SHIELD, colour=Colour.GREY),
    ),
)
