#!/bin/sh
# What `make scale-test` needs beside `make setup`: PostgreSQL and Redis from Debian's packages, and two
# environments, of policywatch[cluster] and of an S3 server. Usage: prepare.sh UV
set -eu
uv=$1
missing=
command -v redis-server >/dev/null || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$missing postgresql"
if [ -n "$missing" ]; then
  if [ "$(id -u)" != 0 ]; then
    echo "make scale-test needs$missing; run as root: apt-get install --no-install-recommends$missing" >&2
    exit 2
  fi
  # RUNLEVEL=1: the packages' own services are not started; the test starts servers of its own.
  apt-get update -qq
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null
fi
environment() { # NAME LOCK...
  name=$1; shift
  mark=$name/.set-up; fresh=yes
  for lock in "$@"; do [ "$mark" -nt "$lock" ] || fresh=; done
  [ -z "$fresh" ] || return 0
  test -x "$name/bin/python" || .venv/bin/python -m venv --without-pip "$name"
  set -- $(printf -- '-r %s ' "$@")
  "$uv" pip install --quiet --python "$name/bin/python" --require-hashes "$@"
  touch "$mark"
}
environment .venv-scale requirements-dev.lock requirements-cluster.lock
"$uv" pip install --quiet --python .venv-scale/bin/python --no-deps --no-build-isolation -e .
environment .venv-s3 requirements-s3-server.lock
