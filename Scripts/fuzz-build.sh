# Part of fuzz.sh and fuzz-images.sh, which run it in the root of the package with:
#   build_fuzzer FOLDER NAME SOURCE...
#
# The sources of FathomData and these become the program FOLDER/NAME, with libFuzzer and the address
# sanitizer; the C of the package has that of undefined behaviour too.
build_fuzzer() {
  folder=$1
  name=$2
  shift 2
  modules=
  objects=
  for target in Sources/C*/; do
    target=$(basename "$target")
    if [ -e "Sources/$target/module.modulemap" ]; then
      modules="$modules -I Sources/$target"
      continue
    fi
    # Swift Package Manager makes this map itself.
    mkdir -p "$folder/$target"
    echo "module $target { header \"$PWD/Sources/$target/include/$target.h\" }" \
      > "$folder/$target/module.modulemap"
    modules="$modules -I $folder/$target"
    for source in $(find "Sources/$target" -name "*.c"); do
      object="$folder/$target/$(basename "$source" .c).o"
      clang -c -O2 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined \
        -I "Sources/$target/include" "$source" -o "$object"
      objects="$objects $object"
    done
  done
  libraries="$(pkg-config --cflags --libs spng libdeflate libarchive libjpeg libwebpdemux libwebp libtiff-4 libcrypto \
    zlib liblzma libzstd uchardet) -lgif -lbz2"
  # shellcheck disable=SC2046,SC2086
  swiftc -sanitize=fuzzer,address -parse-as-library -O -D FUZZING -module-name Fuzzed \
    -package-name fathom -swift-version 6 -enable-upcoming-feature ExistentialAny \
    -enable-upcoming-feature InternalImportsByDefault \
    $modules $(find Sources/FathomData -name '*.swift') "$@" $objects -o "$folder/$name" $libraries
}
