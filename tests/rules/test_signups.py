"""The laws of seats: never oversold, and nobody gets past those who wait."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.rules.signups import Answer, Tally, answered, promotions

people = st.integers(0, 9)


class Seats(RuleBasedStateMachine):
    """One session whose answers come in any order; a model keeps who asked when."""

    def __init__(self) -> None:
        super().__init__()
        self.seats: int | None = 3
        self.said: dict[int, Answer] = {}
        self.queue: list[int] = []
        """Those who want to go, in the order in which they asked."""

    def tally(self) -> Tally:
        """What the store would count."""
        said = list(self.said.values())
        return Tally(said.count(Answer.GOING), said.count(Answer.WAITING))

    def promote(self, number: int) -> None:
        """What the store does: those who have waited longest get the seats."""
        waiting = [p for p in self.queue if self.said[p] is Answer.WAITING]
        for person in waiting[:number]:
            self.said[person] = Answer.GOING

    @rule(person=people, wish=st.sampled_from([Answer.GOING, Answer.MAYBE, Answer.CANT]))
    def press(self, person: int, wish: Answer) -> None:
        """Somebody answers."""
        own = self.said.get(person)
        done = answered(own, self.tally(), self.seats, wish)
        if done is None:
            assert own is wish or (wish is Answer.GOING and own is Answer.WAITING)
            return
        self.said[person] = done.answer
        if wish is Answer.GOING:
            self.queue.append(person)
            assert done.promoted == 0
        elif person in self.queue:
            self.queue.remove(person)
        self.promote(done.promoted)
        again = answered(self.said[person], self.tally(), self.seats, wish)
        assert again is None  # the same press twice is one press

    @rule(more=st.none() | st.integers(0, 5))
    def more_seats(self, more: int | None) -> None:
        """The facilitator adds seats, or lifts the limit."""
        if more is None:
            self.seats = None
        elif self.seats is not None:
            self.seats += more
        self.promote(promotions(self.tally(), self.seats))

    @rule()
    def fewer_seats(self) -> None:
        """The facilitator takes away what nobody has."""
        self.seats = max(self.tally().going, 1)

    @invariant()
    def never_oversold(self) -> None:
        """No more go than there are seats, and no seat stays empty while somebody waits."""
        tally = self.tally()
        if self.seats is None:
            assert tally.waiting == 0
            return
        assert tally.going <= self.seats
        assert tally.waiting == 0 or tally.going == self.seats

    @invariant()
    def order_never_jumps(self) -> None:
        """Whoever asked earlier never waits while somebody who asked later goes."""
        said = [self.said[p] for p in self.queue]
        assert said == sorted(said, key=lambda a: a is Answer.WAITING)


TestSeats = Seats.TestCase
TestSeats.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
