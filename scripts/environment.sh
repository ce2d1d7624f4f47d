#!/bin/sh
# Makes .venv hold what a lock file pins: scripts/environment.sh requirements.lock|requirements-dev.lock
# The development lock contains everything of the other one. Quick when nothing changed.
set -eu
cd "$(dirname "$0")/.."
lock=$1

say() { printf '%s\n' "$*" >&2; }

# A linked environment belongs to whoever linked it: use it as it is.
if [ -L .venv ]; then exit 0; fi

suitable() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
can_make_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

find_python() {
    old=''
    for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
        command -v "$name" >/dev/null 2>&1 || continue
        suitable "$name" || continue
        if can_make_venv "$name"; then
            command -v "$name"
            return
        fi
        old=$name
    done
    if [ -n "$old" ]; then
        say "Potluck found $old, but its venv module is missing."
        say "Install it (on Debian or Ubuntu: apt-get install python3-venv), then run make again."
    else
        say "Potluck needs Python 3.11 or newer, and found none${PYTHON:+ under the name $PYTHON}."
        say "Install one, or name it: make run PYTHON=/path/to/python3"
    fi
    return 1
}

if ! .venv/bin/python -c '' 2>/dev/null; then
    python=$(find_python) || exit 1
    say "Making a virtual environment in .venv with $("$python" --version)."
    rm -rf .venv
    if ! "$python" -m venv .venv; then
        rm -rf .venv
        say "Making the virtual environment failed: see the lines above."
        exit 1
    fi
fi

# The copy of a lock inside .venv says what is installed; it is written only after pip succeeded.
if ! cmp -s "$lock" ".venv/$lock"; then
    say "Installing the packages pinned in $lock (a minute or two the first time)."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --no-deps --only-binary=:all: -r "$lock" || {
        say "Installing the pinned packages failed: see the lines above. Nothing else was changed."
        exit 1
    }
    cp "$lock" ".venv/$lock"
    if [ "$lock" = requirements-dev.lock ]; then cp requirements.lock .venv/requirements.lock; fi
fi

# The `potluck` command for this checkout: the code is read where it lies, so there is nothing to build.
for packages in .venv/lib/python3.*/site-packages; do
    printf '%s\n' "$PWD" >"$packages/potluck.pth"
done
printf '#!%s/.venv/bin/python\nfrom adapters.cli import app\n\napp()\n' "$PWD" >.venv/bin/potluck
chmod +x .venv/bin/potluck
