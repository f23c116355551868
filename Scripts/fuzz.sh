#!/bin/sh
# Fuzzes the CSV reader: sh Scripts/fuzz.sh [SECONDS]
#
# The reader, its kernels in C, its slow reference and the checks of the tests become one program with
# libFuzzer and the address sanitizer; the kernels have that of undefined behaviour too. It starts from Fixtures/CSV; what it finds on the way stays in .build/fuzz/corpus, an
# input that breaks a check in .build/fuzz. `sh Scripts/fuzz.sh merge` writes the smallest corpus of
# the same coverage to Fixtures/CSV/fuzz, which the tests replay.
set -eu
cd "$(dirname "$0")/.."

folder=.build/fuzz
mkdir -p "$folder/corpus" "$folder/seeds"

. Scripts/fuzz-build.sh
build_fuzzer "$folder" fuzz-csv Tests/FathomDataTests/CSV/CSVReferenceScanner.swift \
  Tests/FathomDataTests/CSV/CSVFuzzChecks.swift Tests/Fuzz/FuzzCSV.swift

common="-dict=Tests/Fuzz/csv.dict -artifact_prefix=$folder/ -print_final_stats=1"
if [ "${1:-60}" = merge ]; then
  rm -rf "$folder/merged"
  mkdir "$folder/merged"
  # Short inputs, and one for each branch rather than for each count of it: the corpus stays small.
  "$folder/fuzz-csv" -merge=1 -max_len=400 -use_counters=0 $common \
    "$folder/merged" Fixtures/CSV/fuzz "$folder/corpus"
  rm -f Fixtures/CSV/fuzz/*
  cp "$folder"/merged/* Fixtures/CSV/fuzz/
  exit
fi
cp Fixtures/CSV/*.csv Fixtures/CSV/*.tsv "$folder/seeds/"
# Large blocks that were freed are given back at once: the reader frees many.
export ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=4
# A failed check is reported by libFuzzer; the backtrace of Swift would only upset the sanitizer.
export SWIFT_BACKTRACE=enable=no
"$folder/fuzz-csv" -max_total_time="${1:-60}" -max_len=2048 -timeout=20 $common \
  "$folder/corpus" "$folder/seeds" Fixtures/CSV/fuzz
