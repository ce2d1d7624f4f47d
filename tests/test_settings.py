"""app.yaml: what is accepted, and what is said, by line, about what is not."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Workspace
from bot.settings import BadSettings, Problem, Roundup, Settings, Weekday, read_file
from bot.settings.file import LIMIT, read_text

ROOT = Path(__file__).parents[1]


def problems(text: str) -> list[str]:
    with pytest.raises(BadSettings) as refused:
        read_text(text, "app.yaml")
    return [str(p) for p in refused.value.problems]


def problem(text: str) -> str:
    (only,) = problems(text)
    return only


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "kudos:\n", "{}", "---\n", "kudos: ~"])
def test_saying_nothing_means_the_defaults(text: str) -> None:
    assert read_text(text, "app.yaml") == Settings()


def test_the_shipped_file_says_the_defaults() -> None:
    assert read_file(ROOT / "app.yaml", required=True) == Settings()


def test_the_examples_in_the_shipped_file_are_valid_when_uncommented() -> None:
    lines = (ROOT / "app.yaml").read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if line.rstrip().endswith("#")]
    for start in starts:
        for i in range(start + 1, len(lines)):
            if not lines[i].lstrip().startswith("#"):
                break
            lines[i] = lines[i].replace("# ", "", 1)
    settings = read_text("\n".join(lines), "app.yaml")
    assert settings.admins == ("slack:U0123ABCD", "ana@example.com")
    assert settings.managers == ("ben@example.com",)
    assert settings.facilitators == ("slack:U0456EFGH", "chi@example.com")
    assert len(settings.organizations[0].workspaces) == 2
    assert settings.kudos.roundup == Roundup(
        channel="general", weekday=Weekday.FRIDAY, time=time(16), time_zone="Europe/Berlin"
    )


def test_everything_can_be_said() -> None:
    settings = read_text(
        """
organizations:
  - name: Example Ltd
    workspaces: [slack:T1, "teams: 29:abc@def"]
admins: [Ana@Example.com, slack:U1, "teams:29:x@y"]
managers: [ana@example.com, slack:U2]
facilitators: [slack:U1, "slack: U2", slack:U3, Ben@Example.com]
kudos:
  allowance: 7
  undo_minutes: 0
  guests: yes
  channel: "#no"
  roundup: {channel: 0123, weekday: Monday, time: 9:05, time_zone: Asia/Kolkata}
""",
        "app.yaml",
    )
    assert settings.kudos.guests is True
    assert settings.kudos.channel == "no"
    roundup = settings.kudos.roundup
    assert roundup is not None
    assert (roundup.channel, roundup.weekday, roundup.time) == ("0123", Weekday.MONDAY, time(9, 5))
    assert roundup.weekday.number == 0
    assert settings.organization_of(Workspace("slack", "T1")) == "Example Ltd"
    assert settings.organization_of(Workspace("slack", "T2")) == "slack:T2"
    everywhere = {"ana@example.com": "admin", "ben@example.com": "facilitator"}
    slack = everywhere | {"U1": "admin", "U2": "manager", "U3": "facilitator"}
    assert settings.roles_in(Workspace("slack", "T1")) == slack
    assert settings.roles_in(Workspace("teams", "x")) == everywhere | {"29:x@y": "admin"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("kudo:\n", 1, ['"kudo" is no key.', 'Did you mean "kudos"?', "organizations, admins"]),
        ("\nkudos:\n  alowance: 5", 3, ['no key in kudos. Did you mean "allowance"?']),
        ("kudos:\n  zzz: 5", 2, ['"zzz" is no key in kudos. Known keys: allowance']),
        ("kudos:\n  allowance: many", 2, ['is "many", but must be a whole number from 1 to 100.']),
        ("kudos:\n  allowance: 0", 2, ["kudos.allowance", "a whole number from 1 to 100."]),
        ("kudos:\n  allowance: 1.5", 2, ["a whole number from 1 to 100."]),
        ("kudos:\n  allowance: " + "9" * 5000, 2, ["must be a whole number from 1 to 100."]),
        ("kudos:\n  allowance:\n    - 5", 2, ["must be a whole number"]),
        ("kudos:\n  guests: perhaps", 2, ['is "perhaps", but must be true or false.']),
        ("kudos:\n  channel: [a]", 2, ["kudos.channel must be text"]),
        ("kudos:\n  channel: #general", 2, ['"#" begins a comment']),
        ("kudos: 5", 1, ["must be a section with the keys allowance"]),
        ("kudos:\n  roundup:\n    time: '9:00'", 2, ["kudos.roundup needs the key channel"]),
        ("kudos:\n  roundup: {channel: a, weekday: mon}", 2, ["one of monday, tuesday"]),
        ("kudos:\n  roundup: {channel: a, time: 25:00}", 2, ['like "09:30"']),
        ("kudos:\n  roundup: {channel: '#'}", 2, ["text of 1 to 100 characters"]),
        ("admins: ana@example.com", 1, ['must be a list: one item a line, each begun with "- "']),
        ("admins:\n  - a@b.c\n  - ana", 3, ["admins.item 2", "must be an e-mail address"]),
        ("admins:\n  - a@b.c\n  -", 3, ["empty item"]),
        ("managers:\n  - a@b.c\n  - ana", 3, ["managers.item 2", "must be an e-mail address"]),
        ("facilitators: ana", 1, ["must be a list"]),
        ("organizations:\n  - workspaces: []", 2, ["needs the key name"]),
        ("organizations:\n  - name: a\n    workspaces: [T1]", 3, ['like "slack:T0123ABCD"']),
        ("organizations: [{name: a}, {name: a}]", 1, ["is the name of another organization"]),
        (
            "organizations:\n- {name: a, workspaces: [slack:T1]}\n- name: b\n  workspaces:\n"
            "  - slack:T1",
            5,
            ['belongs to the organization "a" already'],
        ),
        ("kudos:\n  allowance: 1\n  allowance: 2", 3, ["a second time (first on line 2)"]),
        ("- a\n", 1, ["must be made of sections"]),
        ("hello", 1, ["must be made of sections"]),
        (
            'attention:\n  day_begins: "18:00"\n  daily_messages: 3',
            2,
            ["attention.day_begins must be earlier than day_ends, 17:00."],
        ),
        (
            'attention:\n  day_begins: "10:00"\n  day_ends: "10:00"',
            3,
            ["attention.day_ends must be later than day_begins, 10:00."],
        ),
        ("attention: {day_ends: '08:59'}", 1, ["must be later than day_begins, 09:00."]),
        (
            'sessions:\n  day_begins: "10:00"',
            2,
            ["sessions.day_begins has moved to attention.day_begins: write it there."],
        ),
        ("sessions: {day_ends: '08:59'}", 1, ["has moved to attention.day_ends"]),
        ("attention: {quiet_begins: '12:00'}", 1, ["quiet_begins needs quiet_ends beside it."]),
        (
            "attention: {quiet_begins: '12:00', quiet_ends: '12:00'}",
            1,
            ["attention.quiet_ends must differ from quiet_begins."],
        ),
        (
            "attention:\n  quiet_begins: '20:00'\n  quiet_ends: '19:00'",
            3,
            ["leaves no time between day_begins and day_ends."],
        ),
        (
            "attention:\n  quiet_begins: '09:00'\n  quiet_ends: '17:00'",
            3,
            ["leaves no time between day_begins and day_ends."],
        ),
        ("attention:\n  working_days: [mon]", 2, ["one of monday, tuesday"]),
        ("attention: {daily_messages: 0}", 1, ["a whole number from 1 to 50."]),
        ("kudos:\n\tallowance: 3", 2, ["starts with a tab. Indent with spaces."]),
        ("kudos: [", 1, ["is not valid YAML"]),
        ("kudos: {a: 'b}", 1, ["is not valid YAML"]),
        ("\nkudos: \x07", 2, ["control character"]),
        ("a: &a [x]\nb: *a", 1, ["anchor or alias"]),
        ("b: *a", 1, ["anchor or alias"]),
        ("kudos: !!python/object/apply:os.system [x]", 1, ["tag"]),
        ("kudos: {}\n---\nkudos: {}", 2, ["second document"]),
        ("? [a]\n: b", 1, ["where a key should be"]),
        ("a: " + "[" * 50_000, 1, ["12 levels deep"]),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_is_allowed(
    text: str, line: int, words: list[str]
) -> None:
    said = problem(text)
    assert said.startswith(f"app.yaml, line {line}: ")
    for some in words:
        assert some in said


@pytest.mark.parametrize(
    ("zone", "hint"),
    [
        ("berlin", "Europe/Berlin"),
        ("Europe/Belin", "Europe/Berlin"),
        ("New York", "America/New_York"),
    ],
)
def test_a_zone_that_does_not_exist_brings_the_one_that_may_be_meant(zone: str, hint: str) -> None:
    said = problem(f"kudos:\n  roundup:\n    channel: a\n    time_zone: {zone}")
    assert said.startswith("app.yaml, line 4: ")
    assert f'Did you mean "{hint}"?' in said


@pytest.mark.parametrize("zone", ["Europe", "/etc/passwd", "../UTC", "x" * 5000, "'\\0'", "a\\b"])
def test_no_path_or_folder_is_a_zone(zone: str) -> None:
    assert "IANA" in problem(f"kudos: {{roundup: {{channel: a, time_zone: {zone}}}}}")


def test_several_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    said = problems("kudos:\n  allowance: x\n  guets: true\n  undo_minutes: -1\nadmin: []\n")
    assert [s.split(":")[0] for s in said] == [f"app.yaml, line {n}" for n in (2, 3, 4, 5)]


@pytest.mark.parametrize(
    "text",
    [
        "slack_bot_token: canary",
        "DATABASE_URL: canary",
        "kudos:\n  api_key: canary",
        "kudos:\n  channel: xoxb-canary",
        "kudos:\n  channel: xapp-1-canary",
        "admins: [xoxp-canary]",
        "unheard: postgresql://potluck:canary@localhost/potluck",
        "MicrosoftAppPassword: canary",
    ],
)
def test_a_secret_is_refused_with_advice_and_not_repeated(text: str) -> None:
    said = "\n".join(problems(text))
    assert "environment" in said
    assert "canary" not in said


@pytest.mark.parametrize("raw", [b"kudos:\n  channel: caf\xe9\n", "x: y".encode("utf-16")])
def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "app.yaml"
    file.write_bytes(raw)
    with pytest.raises(BadSettings, match="UTF-8"):
        read_file(file)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    file = tmp_path / "app.yaml"
    file.write_bytes(b"\xef\xbb\xbfkudos:\r\n  allowance: 9\r\n")
    assert read_file(file).kudos.allowance == 9


def test_a_missing_file_means_the_defaults_unless_it_was_asked_for(tmp_path: Path) -> None:
    assert read_file(tmp_path / "no.yaml") == Settings()
    with pytest.raises(BadSettings, match="does not exist"):
        read_file(tmp_path / "no.yaml", required=True)


def test_a_folder_or_an_enormous_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="can't be read"):
        read_file(tmp_path)
    (tmp_path / "big.yaml").write_bytes(b"#" * (LIMIT + 1))
    with pytest.raises(BadSettings, match="larger than 64 KiB"):
        read_file(tmp_path / "big.yaml")


@given(st.text(max_size=200) | st.text(alphabet="kudos: \n\t-[]{}#'\"&*!|>?,%@", max_size=60))
def test_whatever_a_file_holds_it_is_settings_or_a_plain_refusal(text: str) -> None:
    told: tuple[Problem, ...] = ()
    try:
        read_text(text, "app.yaml")
    except BadSettings as refused:
        told = refused.problems
    assert all(str(p).startswith("app.yaml, line ") for p in told)
