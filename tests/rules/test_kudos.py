"""What is thanked for, by whom, on which day: tables and laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.events import Person
from bot.rules.kudos import (
    MOST_TOPICS,
    can_undo,
    day_of,
    mentioned_later,
    says_something,
    split_command,
    topics_in,
)

ANA, BO, CHI = (Person(n, name) for n, name in enumerate(["Ana Alves", "Bo Berg", "Chi"], 1))
people = st.sampled_from([ANA, BO, CHI])
said = st.lists(people | st.text(max_size=30), max_size=8).map(tuple)


@pytest.mark.parametrize(
    ("text", "to", "note"),
    [
        ((), [], ""),
        (("",), [], ""),
        ((ANA,), [ANA], ""),
        ((ANA, " for the review"), [ANA], "for the review"),
        ((ANA, " ", BO, " for the review"), [ANA, BO], "for the review"),
        ((ANA, ", ", BO, " and ", CHI, " for lunch"), [ANA, BO, CHI], "for lunch"),
        ((ANA, " AND ", BO, " & ", CHI, "  thanks"), [ANA, BO, CHI], "thanks"),
        ((ANA, ANA, " twice"), [ANA], "twice"),
        ((" ", ANA, " for helping ", BO), [ANA], "for helping @Bo Berg"),
        ((ANA, " android help"), [ANA], "android help"),
        ((ANA, ", thanks for the slides"), [ANA], "thanks for the slides"),
        ((ANA, ": thank you!"), [ANA], "thank you!"),
        ((ANA, " – great talk"), [ANA], "great talk"),
        ((ANA, " :tada: great talk"), [ANA], ":tada: great talk"),
        ((ANA, " -5 degrees and you came"), [ANA], "-5 degrees and you came"),
        (("thanks ", ANA), [], "thanks @Ana Alves"),
        (("me",), [], "me"),
        (("- so what",), [], "- so what"),
    ],
)
def test_the_first_named_are_thanked_and_the_rest_is_what_for(
    text: tuple[str | Person, ...], to: list[Person], note: str
) -> None:
    assert split_command(text) == (to, note)


@given(said)
def test_nobody_is_thanked_who_was_not_named_and_nobody_twice(
    text: tuple[str | Person, ...],
) -> None:
    to, note = split_command(text)
    assert len(to) == len(set(to))
    assert set(to) <= {p for p in text if isinstance(p, Person)}
    assert note == note.strip()


@given(st.lists(people, min_size=1, max_size=5), st.text())
def test_a_note_that_begins_with_a_word_is_kept_to_the_letter(
    named: list[Person], words: str
) -> None:
    note = f"for {words}".strip()
    text = [part for p in named for part in (p, " ")]
    assert split_command((*text, note)) == (list(dict.fromkeys(named)), note)


@given(said)
def test_everybody_mentioned_is_offered_once(text: tuple[str | Person, ...]) -> None:
    assert mentioned_later(text) == list(dict.fromkeys(p for p in text if isinstance(p, Person)))


@pytest.mark.parametrize(
    ("note", "topics"),
    [
        ("", []),
        ("walked me through #SQL and #sql", ["sql"]),
        ("#a #b #c #d #e #f", ["a", "b", "c", "d", "e"]),
        ("#query-planner, #snake_case; #c-", ["query-planner", "snake_case", "c"]),
        ("issue #12 and #12b", ["12b"]),
        ("https://x.example/#anchor and &#39; and C# and ##x", []),
        ("(#brackets) “#quotes”", ["brackets", "quotes"]),
        ("#café #cafe\u0301", ["café"]),
        ("#हिन्दी #ไทย #العَرَبِيّة", ["हिन्दी", "ไทย", "العَرَبِيّة"]),
        ("# alone #! #_x", []),
        ("#" + "a" * 60, ["a" * 40]),
    ],
)
def test_topics_stand_after_a_hash_in_any_script(note: str, topics: list[str]) -> None:
    assert topics_in(note) == topics


@given(st.text(alphabet=st.sampled_from("#ab-_ 1é\u0301ह्द\u200d/&"), max_size=60))
def test_topics_are_few_and_each_once_and_lower_case(note: str) -> None:
    topics = topics_in(note)
    assert len(topics) == len(set(topics)) <= MOST_TOPICS
    for topic in topics:
        assert topic == topic.lower()
        assert 0 < len(topic) <= 40
        assert topics_in(f"#{topic}") == [topic]


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("for the review", True),
        ("谢谢", True),
        ("شكرا لك", True),
        (":tada: nice", True),
        ("10:30:45", True),
        ("", False),
        (" \n\t", False),
        ("🎉🎉", False),
        ("👩‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇳🇴", False),
        ("1️⃣ #️⃣ ℹ️", False),
        (":tada: :+1: :skin-tone-2:", False),
        ("!!! … ❤️", False),
        ("\u200b\u200e\u3164\u2800", False),
    ],
)
def test_emoji_alone_say_nothing(note: str, says: bool) -> None:
    assert says_something(note) is says


ZONES = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory"}))


def moments(begin: int, end: int) -> st.SearchStrategy[datetime]:
    first, last = (datetime.fromisoformat(f"{year}-01-01") for year in (begin, end))
    return st.datetimes(first, last, timezones=st.just(UTC))


@given(moments(1970, 2060), ZONES)
@example(datetime(2010, 11, 7, 2, 31, tzinfo=UTC), "America/Goose_Bay")  # 00:01 → 23:01
@example(datetime(2010, 11, 7, 3, 30, tzinfo=UTC), "America/Goose_Bay")
@example(datetime(2011, 12, 30, 10, 0, tzinfo=UTC), "Pacific/Apia")  # a day that never was
@example(datetime(2026, 4, 24, 0, 0, tzinfo=UTC), "Africa/Cairo")  # no midnight
@example(datetime(2026, 11, 1, 4, 30, tzinfo=UTC), "America/Havana")  # midnight twice
def test_now_is_in_its_day_and_days_follow_one_another(now: datetime, zone: str) -> None:
    begin, end = day_of(now, zone)
    assert begin <= now < end
    assert day_of(begin, zone) == (begin, end)
    assert day_of(end - timedelta(microseconds=1), zone) == (begin, end)
    assert day_of(end, zone)[0] == end
    assert day_of(begin - timedelta(microseconds=1), zone)[1] == begin


@given(moments(2024, 2060), ZONES)
def test_a_day_is_about_a_day_long(now: datetime, zone: str) -> None:
    begin, end = day_of(now, zone)
    assert timedelta(hours=22) <= end - begin <= timedelta(hours=26)


@pytest.mark.parametrize(
    ("zone", "now", "begin", "hours"),
    [
        ("UTC", "2026-11-18T12:00Z", "2026-11-18T00:00Z", 24),
        ("Asia/Shanghai", "2026-11-18T15:59Z", "2026-11-17T16:00Z", 24),
        ("Asia/Shanghai", "2026-11-18T16:00Z", "2026-11-18T16:00Z", 24),
        ("Europe/Lisbon", "2026-03-29T12:00Z", "2026-03-29T00:00Z", 23),
        ("Europe/Lisbon", "2026-10-25T12:00Z", "2026-10-24T23:00Z", 25),
        ("Africa/Cairo", "2026-04-24T12:00Z", "2026-04-23T22:00Z", 23),
        ("America/Havana", "2026-11-01T12:00Z", "2026-11-01T04:00Z", 25),
        ("Antarctica/Troll", "2026-03-29T12:00Z", "2026-03-29T00:00Z", 22),
    ],
)
def test_the_day_begins_at_the_zones_own_midnight(
    zone: str, now: str, begin: str, hours: int
) -> None:
    found = day_of(datetime.fromisoformat(now), zone)
    assert found[0] == datetime.fromisoformat(begin)
    assert found[1] - found[0] == timedelta(hours=hours)


@given(moments(2026, 2027), st.integers(0, 1440), st.integers(0, 2 * 86400))
def test_a_gift_can_be_undone_for_so_many_minutes(
    given_at: datetime, limit: int, after: int
) -> None:
    now = given_at + timedelta(seconds=after)
    assert can_undo(given_at, now, limit) is (after < limit * 60)
