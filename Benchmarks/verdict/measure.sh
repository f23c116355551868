#!/bin/sh
# Runs Fathom on every dataset with a measured winner, with and without the race, on half of the rows,
# with another seed and other columns, and writes RESULTS.md.
#
#   measure.sh DATA [FOLDER [FURTHER]]     FOLDER keeps the reports; default: .build-verdict
#                                          FURTHER: more datasets, made by further_sets.py
set -eu
data=$1
reports=${2:-.build-verdict}
further=${3:-}
here=$(dirname "$0")
fathom=${FATHOM:-.build/release/fathom}
python3 "$here/run.py" "$data" --fathom "$fathom" --reports "$reports/race"
python3 "$here/run.py" "$data" --fathom "$fathom" --reports "$reports/plain" -- --no-race
python3 "$here/stability.py" "$data" --fathom "$fathom" --reports "$reports/race" --seeds 2,3,4
python3 "$here/stability.py" "$data" --fathom "$fathom" --reports "$reports/plain" -- --no-race
if [ -n "$further" ]; then
  python3 "$here/run.py" "$further" --fathom "$fathom" --reports "$reports/plain" -- --no-race
  python3 "$here/run.py" "$further" --fathom "$fathom" --reports "$reports/further"
  python3 "$here/stability.py" "$further" --fathom "$fathom" --reports "$reports/further" --seeds 2,3,4 --seeds-alone
  set -- --also "$further" "$reports/further" --stability-further "$reports/further/stability.json"
else
  set --
fi
python3 "$here/judge.py" "$data" "$reports/race" "$@" --without-race "$reports/plain" \
  --stability "$reports/race/stability.json" --stability-without-race "$reports/plain/stability.json" --output "$here/RESULTS.md"
