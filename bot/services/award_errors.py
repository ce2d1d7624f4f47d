"""Why something can't be done with a nomination or a badge that was given."""

from __future__ import annotations

from bot.events import Person
from bot.rules.awards import Part
from bot.store.awards import Nomination
from bot.store.badges import Award


class Gone(Exception):
    """There is no such nomination or badge, or it is none of their business."""


class NotAllowed(Exception):
    """Somebody else may do this."""


class TooLate(Exception):
    """The nomination stands otherwise than when the button was drawn."""

    def __init__(self, nomination: Nomination) -> None:
        super().__init__(nomination.id)
        self.nomination = nomination


class NotNominated(Exception):
    """A nomination that can't be made; `field` is the form's field that needs a change."""

    field = "badge"


class NotByHand(NotNominated):
    """There is no such badge, or it is earned and not given."""


class NeedsTopic(NotNominated):
    """The badge is given for one topic, and none is named."""

    field = "topic"


class NoTopic(NotNominated):
    """The badge is of no topic, and one is named."""

    field = "topic"


class SelfNomination(NotNominated):
    """Somebody proposes themselves."""

    field = "nominee"


class CannotBe(NotNominated):
    """A bot, a guest or somebody who left; `what` says which, `field` says in which part."""

    def __init__(self, person: Person, what: str, field: str) -> None:
        super().__init__(person, what)
        self.person, self.what, self.field = person, what, field


class WrongEndorser(NotNominated):
    """Whoever nominates or is nominated can't endorse."""

    field = "endorser"

    def __init__(self, part: Part) -> None:
        super().__init__(part)
        self.part = part


class AskedBefore(NotNominated):
    """This colleague was asked already and does not know the work."""

    field = "endorser"


class NothingSaid(NotNominated):
    """A reason, endorsement or word without words."""

    field = "reason"


class BadLink(NotNominated):
    """The evidence is no https link."""

    field = "evidence"


class HasIt(NotNominated):
    """They have that badge already."""


class AlreadyOpen(NotNominated):
    """Somebody proposed the same, and it is not settled yet."""


class TooManyOpen(NotNominated):
    """As many nominations of this person wait as may."""


class NobodyDecides(NotNominated):
    """The badge has no owner here, and there is no administrator but the nominee."""


class AlreadyRevoked(Exception):
    """It was taken back before."""

    def __init__(self, award: Award) -> None:
        super().__init__(award.id)
        self.award = award
