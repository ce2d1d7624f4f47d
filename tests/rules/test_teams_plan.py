"""What a list of people changes, and laws: no circle is left, the second time nothing is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.teams import circles
from bot.rules.teams_import import Entry, Fault, Problem
from bot.rules.teams_plan import (
    Became,
    Known,
    Plan,
    Stands,
    Stored,
    decide,
    end_of,
    here,
    missing,
    over_everywhere,
    without_absent,
)

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
ANA, BO, CHI, DEE = (f"{name}@x.example" for name in ("ana", "bo", "chi", "dee"))
NOBODY = Stored({}, {}, {})


def known(id_: int, email: str, **about: Any) -> Known:
    name = email.partition("@")[0].title()
    said = Known(id_, name, email, "UTC", None, None, None, False, False, False)
    return replace(said, **about)


def stored(*people: Known, stands: Mapping[int, Stands] | None = None) -> Stored:
    emails = {p.email: p.id for p in people}
    teams = sorted({s.team for s in (stands or {}).values() if s.team})
    return Stored({p.id: p for p in people}, emails, stands or {}, teams)


def row(email: str, manager: str = "", team: str = "", number: int = 0, **about: Any) -> Entry:
    name = email.partition("@")[0].title()
    return Entry(number, email, name, manager, team, **about)


def faults(plan: Plan) -> list[list[Problem]]:
    return [list(r.problems) for r in plan.rows]


def became(plan: Plan) -> list[Became]:
    return [r.became for r in plan.rows]


def applied(plan: Plan, before: Stored) -> Stored:
    """What is stored once a plan is written, move by move; no circle may come in between."""
    people, stands = dict(before.people), dict(before.stands)
    ids: dict[int, int] = {}
    for change in plan.people:
        values: dict[str, Any] = dict(change.values)
        zone = values.pop("time_zone", None)
        if zone is not None:
            values["zone"] = zone
        if change.key < 0:
            ids[change.key] = max(people, default=0) + 1
            blank = known(ids[change.key], "", name="")
            people[ids[change.key]] = replace(blank, **values)
        else:
            people[change.key] = replace(people[change.key], **values)
        id_ = ids.get(change.key, change.key)
        if change.ends_at is not None:
            stands.pop(id_, None)
    among = {p for c in circles({p: s.manager for p, s in stands.items()}) for p in c}
    for move in plan.moves:
        above = move.to.manager
        above = None if above is None else ids.get(above, above)
        stands[ids.get(move.key, move.key)] = Stands(above, move.to.team)
        now = {p for c in circles({p: s.manager for p, s in stands.items()}) for p in c}
        assert now <= among
    teams = sorted({*before.teams, *(s.team for s in stands.values() if s.team)})
    emails = dict(before.by_email) | {p.email: p.id for p in people.values() if p.email}
    return Stored(people, emails, {k: s for k, s in stands.items() if s != Stands()}, teams)


def test_a_list_begins_an_organization() -> None:
    plan = decide([row(BO, ANA, "Red"), row(ANA)], NOBODY, NOW)
    assert became(plan) == [Became.NEW, Became.NEW]
    after = applied(plan, NOBODY)
    ana, bo = after.by_email[ANA], after.by_email[BO]
    assert after.stands == {bo: Stands(ana, "Red")}
    assert (after.people[bo].name, after.people[bo].zone) == ("Bo", "UTC")
    again = decide([row(BO, ANA, "red"), row(ANA)], after, NOW)
    assert became(again) == [Became.SAME, Became.SAME]
    assert (again.people, again.moves) == ([], [])


def test_of_two_rows_with_one_address_the_first_counts() -> None:
    account = known(1, "", has_account=True)
    before = Stored({1: account}, {ANA: 1, DEE: 1}, {})
    rows = [row(BO, number=2), row(BO, number=3), row(ANA, number=4), row(DEE, number=5)]
    plan = decide(rows, before, NOW)
    assert faults(plan) == [
        [],
        [Problem(Fault.TWICE, "2")],
        [],
        [Problem(Fault.SAME_PERSON, "4")],
    ]
    assert became(plan) == [Became.NEW, Became.REFUSED, Became.CHANGED, Became.REFUSED]


def test_what_is_wrong_with_a_manager_leaves_the_line_as_it_was_and_all_else_counts() -> None:
    bot, gone = known(3, CHI, is_bot=True), known(4, DEE, left_at=NOW - timedelta(days=9))
    before = stored(known(1, ANA), known(2, BO), bot, gone, stands={1: Stands(2, "Old")})
    for manager, fault in (
        (CHI, Fault.MANAGER_BOT),
        (DEE, Fault.MANAGER_LEFT),
        (ANA, Fault.ITSELF),
        ("zoe@x.example", Fault.UNKNOWN_MANAGER),
    ):
        plan = decide([row(ANA, manager, "New")], before, NOW)
        assert faults(plan) == [[Problem(fault, manager)]]
        assert applied(plan, before).stands == {1: Stands(2, "New")}
    unread = Entry(1, ANA, "Ana", "", "New", problems=(Problem(Fault.BAD_MANAGER, "boss"),))
    assert applied(decide([unread], before, NOW), before).stands == {1: Stands(2, "New")}
    assert became(decide([row(CHI)], before, NOW)) == [Became.REFUSED]


def test_a_circle_is_named_whole_and_its_people_stay_where_they_were() -> None:
    before = stored(known(1, ANA), known(2, BO), known(3, CHI), stands={1: Stands(3), 2: Stands(3)})
    rows = [row(BO, ANA, number=2), row(ANA, CHI, number=3), row(CHI, BO, "Red", number=4)]
    plan = decide(rows, before, NOW)
    assert faults(plan) == [
        [Problem(Fault.CIRCLE, f"{BO} → {ANA} → {CHI} → {BO}")],
        [Problem(Fault.IN_CIRCLE, "2")],
        [Problem(Fault.IN_CIRCLE, "2")],
    ]
    assert applied(plan, before).stands == {1: Stands(3), 2: Stands(3), 3: Stands(None, "Red")}


def test_a_circle_with_people_who_are_not_in_the_file_is_seen() -> None:
    nameless = replace(known(1, ANA), email="")
    before = Stored({1: nameless, 2: known(2, BO)}, {BO: 2}, {1: Stands(2)})
    assert faults(decide([row(CHI, BO), row(BO, CHI, number=7)], before, NOW)) == [
        [Problem(Fault.CIRCLE, f"{CHI} → {BO} → {CHI}")],
        [Problem(Fault.IN_CIRCLE, "0")],
    ]
    before = replace(before, by_email={ANA: 1, BO: 2})
    plan = decide([row(CHI, BO), row(BO, ANA, number=7)], before, NOW)
    assert faults(plan) == [[], [Problem(Fault.CIRCLE, f"{BO} → Ana → {BO}")]]
    assert applied(plan, before).stands == {1: Stands(2), 3: Stands(2)}


def test_a_long_circle_names_the_first_twenty() -> None:
    rows = [row(f"p{i}@x.example", f"p{(i + 1) % 30}@x.example") for i in range(30)]
    said = faults(decide(rows, NOBODY, NOW))[0][0].about
    assert said.startswith("p0@x.example → p1@x.example →")
    assert said.endswith("p19@x.example → … (10 more) → p0@x.example")


def test_who_leaves_stands_nowhere_and_who_comes_back_stands_anew() -> None:
    before = stored(
        known(1, ANA), known(2, BO, zone="America/New_York"), stands={2: Stands(1, "Red")}
    )
    gone = decide([row(ANA), row(BO, ANA, "Red", left=date(2026, 11, 13))], before, NOW)
    assert became(gone) == [Became.SAME, Became.CHANGED]
    after = applied(gone, before)
    assert after.stands == {}
    assert after.people[2].left_at == datetime(2026, 11, 14, 5, tzinfo=UTC)
    assert gone.people[0].ends_at == after.people[2].left_at
    same = decide([row(BO, ANA, "Red", left=date(2026, 11, 13))], after, NOW)
    assert became(same) == [Became.SAME]
    unread = replace(row(BO), problems=(Problem(Fault.BAD_LEFT, "soon"),))
    assert became(decide([unread], after, NOW)) == [Became.SAME]
    back = decide([row(BO, ANA, "Blue")], after, NOW)
    again = applied(back, after)
    assert (again.people[2].left_at, again.people[2].leaves_on) == (None, None)
    assert again.stands == {2: Stands(1, "Blue")}


def test_a_last_day_to_come_is_kept_and_nothing_ends_yet() -> None:
    before = stored(known(1, ANA), known(2, BO), stands={2: Stands(1)})
    for last in (date(2026, 11, 18), date(2026, 12, 31)):
        plan = decide([row(BO, ANA, left=last)], before, NOW)
        after = applied(plan, before)
        assert (after.people[2].left_at, after.people[2].leaves_on) == (None, last)
        assert after.stands == before.stands
    assert end_of(date(2026, 11, 18), "UTC") <= over_everywhere(date(2026, 11, 18))


def test_the_platform_says_what_people_with_an_account_are_called_and_where_they_live() -> None:
    here_ = known(1, "", name="Ana the Great", zone="Asia/Tokyo", has_account=True)
    before = Stored({1: here_}, {ANA: 1}, {})
    day = date(2020, 2, 3)
    rows = [row(ANA, zone="Europe/Lisbon", country="PT", started=day)]
    after = applied(decide(rows, before, NOW), before)
    assert after.people[1] == replace(here_, email=ANA, started_on=day, country="PT")
    moved = applied(decide([row(ANA, country="JP")], after, NOW), after)
    assert moved.people[1] == replace(after.people[1], country="JP")
    assert applied(decide([row(ANA)], moved, NOW), moved) == moved
    nameless = decide([Entry(2, BO, "")], after, NOW)
    assert nameless.people[0].values["name"] == "bo"


def test_who_is_missing_is_who_could_be_recognised() -> None:
    people = (
        known(1, ANA),
        known(2, BO),
        known(3, "robot@x.example", is_bot=True),
        known(4, "guest@x.example", is_guest=True),
        known(5, CHI, left_at=NOW),
    )
    before = stored(*people, stands={2: Stands(1)})
    before = Stored({**before.people, 6: known(6, "", name="Unknown")}, before.by_email, {})
    assert [p.id for p in here(before)] == [1, 2]
    absent = missing([row(ANA), Entry(3, "", problems=(Problem(Fault.NO_EMAIL),))], before)
    assert [p.id for p in absent] == [2]
    plan = without_absent(decide([row(ANA)], before, NOW), absent, NOW)
    assert applied(plan, before).people[2].left_at == NOW


EMAILS = [f"{c}@x.example" for c in "abcdefg"]
ROWS = st.lists(
    st.builds(
        lambda e, m, t, left: row(e, m, t, left=left),
        st.sampled_from(EMAILS),
        st.sampled_from([*EMAILS, "", "zoe@x.example"]),
        st.sampled_from(["", "Red", "red", "Blue"]),
        st.sampled_from([None] * 5 + [date(2026, 1, 2), date(2027, 1, 2)]),
    ),
    max_size=9,
)


@given(st.lists(ROWS, min_size=1, max_size=3))
def test_no_list_leaves_a_circle_and_the_second_time_nothing_is_left_to_do(
    lists: list[list[Entry]],
) -> None:
    now = NOBODY
    for entries in lists:
        plan = decide(entries, now, NOW)
        assert len({m.key for m in plan.moves}) == len(plan.moves)
        assert len({c.key for c in plan.people}) == len(plan.people)
        assert [r.became is Became.REFUSED for r in plan.rows] == [
            e.email in {x.email for x in entries[:i]} for i, e in enumerate(entries)
        ]
        now = applied(plan, now)
        assert circles({p: s.manager for p, s in now.stands.items()}) == []
        again = decide(entries, now, NOW)
        assert (again.people, again.moves) == ([], [])
        assert {r.became for r in again.rows} <= {Became.SAME, Became.REFUSED}
