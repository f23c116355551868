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

modules="-I $folder/CKernels"
for module in Sources/C*/; do modules="$modules -I $module"; done
flags="$(pkg-config --cflags --libs spng libturbojpeg libcrypto zlib liblzma libzstd) -lbz2"

# Swift Package Manager makes this map itself.
mkdir -p "$folder/CKernels"
echo "module CKernels { header \"$PWD/Sources/CKernels/include/CKernels.h\" }" \
  > "$folder/CKernels/module.modulemap"
kernels=
for source in Sources/CKernels/*.c; do
  object="$folder/$(basename "$source" .c).o"
  clang -c -O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
    -I Sources/CKernels/include "$source" -o "$object"
  kernels="$kernels $object"
done

# shellcheck disable=SC2046,SC2086
swiftc -sanitize=fuzzer,address -parse-as-library -O -D FUZZING -module-name FuzzCSV \
  -package-name fathom -swift-version 6 -enable-upcoming-feature ExistentialAny \
  -enable-upcoming-feature InternalImportsByDefault \
  $modules $(find Sources/FathomData -name '*.swift') \
  Tests/FathomDataTests/CSVReferenceScanner.swift Tests/FathomDataTests/CSVFuzzChecks.swift \
  Tests/Fuzz/FuzzCSV.swift $kernels -o "$folder/fuzz-csv" $flags

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
