"""Every table that names people says what becomes of two rows that can't both stand."""

from __future__ import annotations

from sqlmodel import SQLModel

from bot.store.merging import RULES, RUNNING, conflicts, references
from bot.store.merging.fold import running
from bot.store.models import PersonRow, columns

PERSON = columns(PersonRow)


def test_every_table_whose_rows_can_clash_has_a_rule() -> None:
    clashing = {
        table.name for table, own in references(PERSON.id).items() if list(conflicts(table, own))
    }
    assert clashing - RULES.keys() == set(), (
        "say in bot/store/merging/rules.py what becomes of two such rows of one person"
    )


def test_what_hangs_on_a_row_that_can_vanish_has_a_rule_too() -> None:
    missing = set()
    for table, own in references(PERSON.id).items():
        if not list(conflicts(table, own)) or len(table.primary_key) != 1:
            continue
        (key,) = table.primary_key
        for child, columns_ in references(key).items():
            if list(conflicts(child, columns_)):
                missing |= {child.name} - RULES.keys()
    assert missing == set()


def test_what_is_unique_only_while_it_holds_is_seen_to_by_hand() -> None:
    found = set()
    for table, own in references(PERSON.id).items():
        names = {column.name for column in own}
        for index in table.indexes:
            if index.unique and running(index) and names & {c.name for c in index.columns}:
                found.add(table.name)
    assert found == RUNNING


def test_no_rule_stands_for_a_table_that_is_not_there() -> None:
    assert RULES.keys() <= SQLModel.metadata.tables.keys()
