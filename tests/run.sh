#!/bin/sh
# Sets up and runs every check and test: on SQLite, then what touches the database again on PostgreSQL 15.
# `--long` adds the long tier. Other arguments go to pytest.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
cd "$here"
tier="not long"
if [ "${1:-}" = "--long" ]; then
    tier="long or not long"
    shift
fi

if command -v uv >/dev/null 2>&1; then uv=uv; else uv="python3 -m uv"; fi
$uv sync --quiet --locked --inexact --group dev
export PATH="$here/.venv/bin:$PATH" PYTHONPATH="$here"
unset PYTHONDONTWRITEBYTECODE ANSINH_DATA ANSINH_KEYS ANSINH_DATABASE_URL ANSINH_DATABASE_OWNER_URL DJANGO_SETTINGS_MODULE || true

# Every check reports; one that fails fails the run at its end.
failed=0
echo "== ruff, order of domains, types"
ruff check src tests benchmarks || failed=1
ruff format --check src tests benchmarks || failed=1
lint-imports || failed=1
mypy || failed=1

# Debian's packages that the tests use, installed where this user may: a browser for the journeys, PostgreSQL's server.
as_root=""
if [ "$(id -u)" = 0 ]; then as_root="env"; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; fi
binaries=/usr/lib/postgresql/15/bin
wanted=""
[ -x /usr/bin/chromium-headless-shell ] || wanted="chromium-headless-shell fonts-liberation"
# The client's package has the same folder, so the server is told by its own program.
[ -x "$binaries/initdb" ] || wanted="$wanted postgresql-15"
if [ -n "$wanted" ] && [ -n "$as_root" ]; then
    echo "== Installing $wanted"
    $as_root mkdir -p /etc/postgresql-common
    # Debian would start a cluster of its own; this run neither needs nor touches one.
    ours=""
    if ! [ -e /etc/postgresql-common/createcluster.conf ]; then
        ours=/etc/postgresql-common/createcluster.conf
        echo "create_main_cluster = false" | $as_root tee "$ours" >/dev/null
    fi
    # shellcheck disable=SC2086 # a list of names
    $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Options::=--force-confold $wanted >/dev/null
    [ -z "$ours" ] || $as_root rm -f "$ours"
fi
[ -x "$binaries/initdb" ] || binaries=""

# Three for two cores: what waits for a process it killed, or for a browser, leaves a core to the others. A worker that is done takes
# half of what waits for another: the few tests of the browser are long and stand together.
echo "== SQLite"
# What pages are drawn from is compiled by one process for all.
ANSINH_TEST_TEMPLATES=$(mktemp -d /tmp/ansinh-templates.XXXXXX)
export ANSINH_TEST_TEMPLATES
trap 'rm -rf "$ANSINH_TEST_TEMPLATES"' EXIT INT TERM
pytest -n 3 --dist worksteal -m "$tier" "$@" || failed=1

# PostgreSQL: a cluster of this run's own, in its own folder, by an unprivileged user, without TCP. A statement that would
# never end, or a lock nobody gives back, fails by name. It does not wait for the disk: a process that is killed loses nothing by that,
# and the power cut has a cluster of its own. Compiling a plan takes longer than the few rows of a test.
if [ -z "$binaries" ]; then
    echo "PostgreSQL: skipped, its server (Debian package postgresql-15) is not installed and this user may not install it"
    exit $failed
fi

cluster=$(mktemp -d /tmp/ansinh-pg.XXXXXX)
if [ "$(id -u)" = 0 ]; then
    owner=postgres
    id postgres >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$cluster"
    run="runuser -u $owner --"
else
    run=""
fi
cd "$cluster"
stop() {
    $run "$binaries/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$cluster" "$ANSINH_TEST_TEMPLATES"
}
trap stop EXIT INT TERM
$run "$binaries/initdb" -D "$cluster/data" -U ansinh --auth=trust -E UTF8 --locale=C.UTF-8 >/dev/null
$run "$binaries/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" \
    -o "-c listen_addresses= -c unix_socket_directories=$cluster -c max_connections=60 -c fsync=off -c full_page_writes=off -c jit=off -c statement_timeout=5min -c lock_timeout=2min" start >/dev/null
chmod 755 "$cluster"
cd "$here"

# What is long there or not yet seen to its end, and said so in docs/status.md: the long tier runs it. The exactness of the log,
# concurrent edits and copies of surveys run here too: locks and horizons are PostgreSQL's own.
elsewhere=""
if [ "$tier" = "not long" ]; then
    for one in reliability/disk reliability/kills reliability/personal reliability/powercut reliability/restore \
        matrix/test_cells.py matrix/test_replay.py matrix/test_payloads.py; do
        elsewhere="$elsewhere --ignore=tests/$one"
    done
fi
echo "== PostgreSQL $("$binaries/postgres" --version | sed 's/.*) //') and what touches the database"
# shellcheck disable=SC2086 # a list of options
ANSINH_DATABASE_URL="postgresql://ansinh@/ansinh?host=$cluster" pytest -n 3 --dist worksteal -m "django_db and not one_lane and ($tier)" $elsewhere "$@" || failed=1
exit $failed
