#!/usr/bin/env bash
# What .pre-commit-hooks.yaml runs: `fathom check` for each file, with the same options.
# Usage: pre-commit.sh [OPTIONS] -- FILE…
set -uo pipefail

options=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  options+=("$1")
  shift
done
if [ $# -eq 0 ]; then
  echo "fathom: the args of this hook must end with --, so that options and files are told apart" >&2
  exit 2
fi
shift
command -v fathom >/dev/null || {
  echo "fathom: not installed; see its README" >&2
  exit 2
}

# The worst code of all: could not run, failed, inconclusive, passed.
worst=0
for file in "$@"; do
  fathom check ${options[@]+"${options[@]}"} -- "$file" </dev/null
  code=$?
  case $code,$worst in
    0,* | *,2) ;;
    3,0 | 1,* | 2,*) worst=$code ;;
    3,*) ;;
    *) worst=2 ;;
  esac
done
exit "$worst"
