#!/bin/sh
# Fuzzes the decoders of images: sh Scripts/fuzz-images.sh [SECONDS [FORMAT...]]
#
# The decoders and the checks of the tests become one program with libFuzzer and the address
# sanitizer; the decoder in C has that of undefined behaviour too. Each format (png jpeg webp tiff bmp
# gif pnm; all by default) is fuzzed for that many seconds, from the files of Fixtures/Images. What
# is found on the way stays in .build/fuzz-images, as does an input that breaks a check.
# `sh Scripts/fuzz-images.sh merge` writes a small corpus to Fixtures/Images/fuzz, which the tests
# replay.
set -eu
cd "$(dirname "$0")/.."

folder=.build/fuzz-images
fixtures=Fixtures/Images
mkdir -p "$folder"

. Scripts/fuzz-build.sh
build_fuzzer "$folder" fuzz-images Tests/FathomDataTests/Images/ImageFuzzChecks.swift \
  Tests/Fuzz/FuzzImages.swift

# Files of a format, from the folders that follow.
of_format() {
  format=$1
  shift
  case $format in
    jpeg) names='*.jpg' ;;
    tiff) names='*.tif' ;;
    pnm) names='*.p[bgpa]m' ;;
    *) names="*.$format" ;;
  esac
  find "$@" -name "$names"
}

seconds=${1:-60}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- png jpeg webp tiff bmp gif pnm
# Large blocks that were freed are given back at once.
export ASAN_OPTIONS=quarantine_size_mb=1:malloc_context_size=6:allocator_may_return_null=1
# A failed check is reported by libFuzzer; the backtrace of Swift would only upset the sanitizer.
export SWIFT_BACKTRACE=enable=no

if [ "$seconds" = merge ]; then
  rm -rf "$folder/merged"
  mkdir -p "$folder/merged" "$fixtures/fuzz"
  for format in "$@"; do
    rm -rf "$folder/merged-$format"
    mkdir "$folder/merged-$format"
    # Short inputs, and one for each branch rather than for each count of it: the corpus stays small.
    FUZZ_FORMAT="$format" "$folder/fuzz-images" -merge=1 -max_len=1500 -use_counters=0 -rss_limit_mb=2048 \
      "$folder/merged-$format" "$folder/corpus-$format" 2>/dev/null
    # 28 of a format, from the smallest to the largest.
    find "$folder/merged-$format" -type f -printf '%s %p\n' | sort -n \
      | awk '{ line[NR] = $0 }
          END { step = NR / 28; if (step < 1) step = 1
            for (i = 1; i <= NR; i += step) print line[int(i)] }' \
      | while read -r _ file; do
        cp "$file" "$folder/merged/$format-$(basename "$file" | cut -c1-12)"
      done
  done
  rm -f "$fixtures"/fuzz/*
  cp "$folder"/merged/* "$fixtures/fuzz/"
  exit
fi

for format in "$@"; do
  mkdir -p "$folder/corpus-$format" "$folder/seeds-$format"
  of_format "$format" "$fixtures/formats" "$fixtures/means" Fixtures/Data/photos \
    | while read -r file; do cp "$file" "$folder/seeds-$format/"; done
  if [ -d "$fixtures/fuzz" ]; then
    find "$fixtures/fuzz" -name "$format-*" -exec cp {} "$folder/seeds-$format/" \;
  fi
  echo "Fuzzing $format for $seconds seconds"
  FUZZ_FORMAT="$format" "$folder/fuzz-images" -max_total_time="$seconds" -max_len=4096 -timeout=20 -rss_limit_mb=2048 \
    -malloc_limit_mb=1024 -artifact_prefix="$folder/$format-" -print_final_stats=1 \
    "$folder/corpus-$format" "$folder/seeds-$format"
done
