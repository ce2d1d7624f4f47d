"""The uploadable app: its manifest, its icons, and that what it offers exists."""

import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from adapters.door import Misconfigured
from adapters.teams.icons.draw import CLEAR, GROUND, HERE, WHITE, pot
from adapters.teams.limits import COMMAND_DESCRIPTION, COMMAND_TITLE, COMMANDS
from adapters.teams.package import SHORTCUTS, manifest, write_package
from bot import handlers
from tests.adapters.teams.fakes import APP_ID
from tests.adapters.teams.material import problems


def test_the_manifest_passes_the_official_schema() -> None:
    made = manifest(APP_ID, "bot.example.com")
    assert problems("MicrosoftTeams.schema.json", made) == []
    (bot,) = made["bots"]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert not {"permissions", "authorization", "webApplicationInfo"} & set(made)


def test_the_right_to_hear_channels_is_asked_for_only_on_request() -> None:
    made = manifest(APP_ID, "bot.example.com", history=True)
    assert problems("MicrosoftTeams.schema.json", made) == []
    (asked,) = made["authorization"]["permissions"]["resourceSpecific"]
    assert asked == {"name": "ChannelMessage.Read.Group", "type": "Application"}
    assert made["webApplicationInfo"]["id"] == APP_ID
    assert "hears only what is said to it" not in made["description"]["full"]


def test_the_menu_of_a_message_offers_three_things() -> None:
    (extension,) = manifest(APP_ID, "bot.example.com")["composeExtensions"]
    titles = [c["title"] for c in extension["commands"]]
    assert titles == ["Give kudos", "Ask the experts", "This is an answer"]


def test_the_commands_exist_and_fit_their_menu() -> None:
    routes = handlers.router().routes
    lists = manifest(APP_ID, "bot.example.com")["bots"][0]["commandLists"]
    scopes = [scope for listed in lists for scope in listed["scopes"]]
    assert sorted(scopes) == ["groupChat", "personal", "team"]
    assert all(len(listed["commands"]) <= COMMANDS for listed in lists)
    for command in (c for listed in lists for c in listed["commands"]):
        words = command["title"].split()
        assert ("command", words[1] if words[0] == "learn" else words[0]) in routes
        assert len(command["title"]) <= COMMAND_TITLE
        assert len(command["description"]) <= COMMAND_DESCRIPTION
    for name, _, _ in SHORTCUTS:
        assert ("shortcut", name) in routes


def test_the_package_holds_three_files_and_is_the_same_each_time(tmp_path: Path) -> None:
    first = write_package(tmp_path / "a.zip", APP_ID, "bot.example.com")
    second = write_package(tmp_path / "b.zip", APP_ID, "bot.example.com")
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as package:
        assert package.namelist() == ["manifest.json", "color.png", "outline.png"]
        assert json.loads(package.read("manifest.json"))["id"] == APP_ID
        assert package.testzip() is None


@pytest.mark.parametrize(
    ("app_id", "host"),
    [
        ("", "bot.example.com"),
        ("not-a-guid", "bot.example.com"),
        (APP_ID, ""),
        (APP_ID, "localhost"),
        (APP_ID, "https://bot.example.com"),
        (APP_ID, "127.0.0.1"),
        (APP_ID, "bot.example.com/x"),
    ],
)
def test_bad_input_is_refused_with_advice(tmp_path: Path, app_id: str, host: str) -> None:
    with pytest.raises(Misconfigured, match="Give the"):
        write_package(tmp_path / "a.zip", app_id, host)
    assert not (tmp_path / "a.zip").exists()


def test_the_icons_are_what_the_script_draws_and_teams_wants() -> None:
    color, outline = (Image.open(HERE / f"{n}.png").convert("RGBA") for n in ("color", "outline"))
    assert (color.size, outline.size) == ((192, 192), (32, 32))
    assert color.getpixel((0, 0)) == GROUND
    assert outline.getpixel((0, 0)) == CLEAR
    assert {p[:3] for _, p in outline.getcolors(4096) or []} == {WHITE[:3]}  # type: ignore[index]
    drawn = pot(192, GROUND, 0.56, hollow=False)
    assert ImageChops.difference(color, drawn).getbbox() is None
