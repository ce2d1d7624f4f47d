"""Two people in a nomination turn out to be one: every pair, in every open state."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

from bot.events import Person
from bot.rules.awards import OPEN, Act, State
from bot.services.person_merging import merge
from bot.store import awards as store
from bot.store.awards import Nomination
from bot.store.unit_of_work import UnitOfWork
from tests.awards import dee, eli, in_state, prepare
from tests.services.test_awards import deed, letter
from tests.world import World, ana, bo, chi, mod

WHO = {"nominee": chi, "nominator": ana, "endorser": bo, "owner": dee, "admin": mod}


class Then(NamedTuple):
    """What becomes of a nomination, and who may do the next thing with it."""

    state: str
    names: str = ""
    endorses: str = ""
    decides: str = ""


WITHDRAWN = Then("withdrawn")
ANOTHER = Then("asked", names="nominator")
# Pair → what becomes of a nomination that is asked, and of one that is endorsed. One who is two
# goes by the name that comes first in WHO.
TABLE = {
    "nominee nominator": (WITHDRAWN, WITHDRAWN),
    "nominee endorser": (ANOTHER, ANOTHER),
    "nominee owner": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="admin"),
    ),
    "nominee admin": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="owner"),
    ),
    "nominator endorser": (ANOTHER, ANOTHER),
    "nominator owner": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="nominator admin"),
    ),
    "nominator admin": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="nominator owner"),
    ),
    "endorser owner": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="endorser admin"),
    ),
    "endorser admin": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="endorser owner"),
    ),
    "owner admin": (
        Then("asked", names="nominator", endorses="endorser"),
        Then("endorsed", decides="owner"),
    ),
}


async def test_it_goes_on_and_nobody_speaks_or_decides_for_themselves(world: World) -> None:
    await prepare(world)
    made = [await in_state(world, state, "mentor") for state in sorted(OPEN)]
    people = {who: await world.person(account) for who, account in WHO.items()}
    other = await world.person(eli)

    def then(uow: UnitOfWork, found: Nomination, who: dict[str, Person]) -> Then:
        now = store.get(uow.session, 1, found.id)
        assert now is not None
        assert {now.nominee.id, now.nominator.id} == {who["nominee"].id, who["nominator"].id}

        called: dict[int, str] = {}
        for name, person in who.items():
            called.setdefault(person.id, name)

        def may(act: Act) -> str:
            return " ".join(
                name
                for id_, name in called.items()
                if letter(uow, 1, deed(world, act, Person(id_, ""), found.id, other)) == "y"
            )

        return Then(now.state, may(Act.NAME), may(Act.ENDORSE), may(Act.GRANT))

    def tried(uow: UnitOfWork) -> dict[str, tuple[Then, ...]]:
        out = {}
        for one, two in combinations(WHO, 2):
            attempt = uow.session.begin_nested()
            merged = merge(uow, world.settings, people[one].id, people[two].id)
            assert merged is not None
            now = Person(merged.person_id, "")
            who = people | {one: now, two: now}
            out[f"{one} {two}"] = tuple(then(uow, found, who) for found in made)
            attempt.rollback()
        return out

    assert [found.state for found in made] == [State.ASKED, State.ENDORSED]
    assert await world.in_unit_of_work(tried) == TABLE
