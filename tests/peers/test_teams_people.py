"""Teams in Teams: a list that is imported, and what is said by hand; Microsoft's own playground."""

from __future__ import annotations

from pathlib import Path

from tests.peers.people import bring
from tests.peers.teams import BOT, COLLEAGUE, TENANT
from tests.peers.teams_people import card_of
from tests.peers.tenant import Tenant

LIST = """email,name,manager,team
ana@example.com,Ana,,Learning
new@example.com,Not Here Yet,ana@example.com,Learning
"""


OURS = ("--organization", f"teams:{TENANT}")
"""The playground is an organization of its own."""


def test_a_list_says_who_leads_and_by_hand_somebody_objects(tenant: Tenant, tmp_path: Path) -> None:
    teams, bo = tenant.teams, tenant.bo
    tenant.clock.move_clock("To Monday 09:00")
    teams.open("Group Chat")
    teams.say(f"@{BOT}", " team")
    teams.sent("in no team yet")
    assert "1 new, 1 changed" in bring(tmp_path, LIST, *OURS, "--apply")

    teams.say(f"@{BOT}", " team add ", f"@{COLLEAGUE}")
    teams.sent("reports to you now")
    told = teams.sent("says that you report to")
    card_of(told)
    answer = bo.press(bo.chat, told, "That's not right")
    assert "that's undone" in str(answer)
    card_of(teams.sent("says it's not right that they report to"))
    teams.open("Group Chat")
    teams.say(f"@{BOT}", " team")
    card = teams.said("You lead 1 colleague")
    assert "Not Here Yet" in str(card_of(card))
