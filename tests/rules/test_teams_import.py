"""Reading an organization's list of people, whatever program wrote it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.rules import teams_import as rules
from bot.rules.teams_import import Entry, Fault, NoPeople, Problem, read

LIST = "email,name,manager,team\nana@x.example,José Ana,,Red\nbo@x.example,Bo,ana@x.example,Red\n"


def faults(entry: Entry) -> list[Fault]:
    return [p.fault for p in entry.problems]


@pytest.mark.parametrize(
    ("raw", "is_guessed"),
    [
        (LIST.encode(), False),
        (LIST.encode("utf-8-sig"), False),
        (LIST.encode("utf-16"), False),
        (LIST.encode("latin-1"), True),
        (LIST.replace(",", ";").encode(), False),
        (LIST.replace(",", "\t").encode(), False),
        (LIST.replace("\n", "\r\n").encode(), False),
        (LIST.replace("\n", "\r").encode(), False),
        (LIST.replace("email,", '"E-Mail Address",').encode(), False),
        (LIST.replace("email", " E_MAIL ").replace("manager", "Manager's E-mail").encode(), False),
    ],
)
def test_a_list_reads_the_same_whatever_program_wrote_it(raw: bytes, is_guessed: bool) -> None:
    listed = read(raw)
    assert listed.is_guessed is is_guessed
    assert listed.entries == [
        Entry(2, "ana@x.example", "José Ana", "", "Red"),
        Entry(3, "bo@x.example", "Bo", "ana@x.example", "Red"),
    ]


def test_columns_stand_in_any_order_and_others_are_ignored() -> None:
    said = (
        "Shoe size;Team;Time zone;MANAGER;Last day;Country;Start date;Name;Email\n"
        '42;" Red  Team ";lisbon; ANA@X.example ;31.12.2026;Portugal;2026-01-02;Bo;BO@X.example\n'
    )
    assert read(said.encode()).entries == [
        Entry(
            2,
            "bo@x.example",
            "Bo",
            "ana@x.example",
            "Red Team",
            date(2026, 1, 2),
            date(2026, 12, 31),
            "PT",
            "Europe/Lisbon",
        )
    ]


def test_what_is_wrong_in_a_row_is_told_and_the_others_count() -> None:
    said = (
        "email,name,manager,team,started,left,country,time_zone\n"
        "\n"
        ",Nobody,,\n"
        "ana at x,Ana,,\n"
        "bo@x.example,Bo,his boss,Red,03/04/2026,soon,Atlantis,Mars/Base\n"
        'chi@x.example,"Chi,,Red\n'
        "dee@x.example,Dee,,Red,2026-02-30\n"
        "eve@x.example\n"
    )
    found = {e.number: e for e in read(said.encode()).entries}
    assert faults(found[3]) == [Fault.NO_EMAIL]
    assert found[4].problems == (Problem(Fault.BAD_EMAIL, "ana at x"),)
    assert [(p.fault, p.about) for p in found[5].problems] == [
        (Fault.BAD_MANAGER, "his boss"),
        (Fault.BAD_STARTED, "03/04/2026"),
        (Fault.BAD_LEFT, "soon"),
        (Fault.BAD_COUNTRY, "Atlantis"),
        (Fault.BAD_ZONE, "Mars/Base"),
    ]
    assert not found[5].is_refused
    assert found[5].team == "Red"
    assert faults(found[6]) == [Fault.BROKEN]
    assert faults(found[7]) == [Fault.BAD_STARTED]
    assert (found[8].email, faults(found[8])) == ("eve@x.example", [])
    assert [n for n, e in found.items() if e.is_refused] == [3, 4, 6]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is empty"),
        (b" \n\n", "it is empty"),
        (LIST.splitlines()[0].encode(), "below its first row there is nothing"),
        (b"email,name\na@x.example,A\n", "lacks the columns manager, team; it has “email”, “name”"),
        (b"email,name,team,\na@x.example,A,R\n", "lacks the column manager; it has “email”"),
        (b"\0\1\2", "zero bytes"),
        (b"PK\x03\x04\x14\x00\x06", "zero bytes"),
    ],
)
def test_a_file_that_is_no_list_is_refused_with_a_sentence(raw: bytes, why: str) -> None:
    with pytest.raises(NoPeople, match=why):
        read(raw)


def test_a_file_that_is_too_long_is_refused_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "MOST_ROWS", 1)
    with pytest.raises(NoPeople, match="more than 1 rows"):
        read(LIST.encode())
    monkeypatch.setattr(rules, "LARGEST", 10)
    with pytest.raises(NoPeople, match="larger than"):
        read(LIST.encode())


@pytest.mark.parametrize(
    "said", ["a@b", "@x.example", "a b@x.example", "a@@x.example", "a" * 250 + "@x.example", "a@x."]
)
def test_what_is_no_address_names_nobody(said: str) -> None:
    (entry,) = read(f"email,name,manager,team\n{said},A,,\n".encode()).entries
    assert (entry.email, faults(entry)) == ("", [Fault.BAD_EMAIL])


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026/11/3", date(2026, 11, 3)),
        ("2026-11-03 00:00:00", date(2026, 11, 3)),
        ("2026-11-03T00:00:00Z", date(2026, 11, 3)),
        ("3.11.2026", date(2026, 11, 3)),
        ("11/03/2026", None),
        ("45000", None),
    ],
)
def test_a_day_is_read_when_it_can_only_be_one(said: str, day: date | None) -> None:
    raw = f"email,name,manager,team,started\na@x.example,A,,,{said}\n".encode()
    assert read(raw).entries[0].started == day
