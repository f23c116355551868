#!/bin/sh
# Installs the system libraries that are missing, and says so.
# Usage: install-dependencies.sh build|test     (test adds what only the tests need)
set -eu

purpose=${1:-build}

if ! command -v swift >/dev/null 2>&1; then
  echo "fathom needs Swift 6.1 or newer, and there is no swift on the PATH." >&2
  echo "Install it from https://www.swift.org/install and run this again." >&2
  exit 2
fi

# pkg-config module, Debian package, Homebrew formula
libraries='openblas libopenblas-dev openblas
lapacke liblapacke-dev lapack
spng libspng-dev libspng
libdeflate libdeflate-dev libdeflate
libarchive libarchive-dev libarchive
xgboost libxgboost-dev xgboost
libjpeg libjpeg-dev jpeg-turbo
libwebpdemux libwebp-dev webp
libtiff-4 libtiff-dev libtiff
libcrypto libssl-dev openssl@3
zlib zlib1g-dev zlib
liblzma liblzma-dev xz
libzstd libzstd-dev zstd
uchardet libuchardet-dev uchardet'

debian=''
brew=''
command -v pkg-config >/dev/null 2>&1 || { debian='pkg-config'; brew='pkg-config'; }
while read -r module package formula; do
  if [ -n "$debian" ] && [ "${debian#pkg-config}" != "$debian" ] \
    || ! pkg-config --exists "$module"; then
    debian="$debian $package"
    brew="$brew $formula"
  fi
done <<EOF
$libraries
EOF
# Debian's libbz2 has no pkg-config module; ask the compiler that comes with Swift.
if ! echo '#include <bzlib.h>' | clang -E - >/dev/null 2>&1; then
  debian="$debian libbz2-dev"
  brew="$brew bzip2"
fi
# giflib has none either.
if ! echo '#include <gif_lib.h>' | clang -E - >/dev/null 2>&1; then
  debian="$debian libgif-dev"
  brew="$brew giflib"
fi
if [ "$purpose" = test ] && ! /usr/bin/python3 -c 'import jsonschema' 2>/dev/null; then
  debian="$debian python3-jsonschema"
fi
if [ "$purpose" = test ] && ! command -v groff >/dev/null 2>&1; then
  debian="$debian groff-base"
  brew="$brew groff"
fi
if [ "$purpose" = test ] && ! command -v xmllint >/dev/null 2>&1; then
  debian="$debian libxml2-utils"
  brew="$brew libxml2"
fi
if [ "$purpose" = test ] && ! command -v pre-commit >/dev/null 2>&1; then
  debian="$debian pre-commit"
  brew="$brew pre-commit"
fi
[ -n "$debian" ] || exit 0

if command -v apt-get >/dev/null 2>&1; then
  echo "Installing what is missing:$(echo " $debian" | tr -s ' ')"
  sudo=''
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
      echo "Not root and no sudo: please run as root: apt-get install -y $debian" >&2
      exit 2
    }
    sudo='sudo'
  fi
  $sudo apt-get update -qq
  # shellcheck disable=SC2086  # the list is meant to be split
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $debian >/dev/null
elif command -v brew >/dev/null 2>&1; then
  echo "Installing what is missing:$(echo " $brew" | tr -s ' ')"
  # shellcheck disable=SC2086
  brew install $brew
else
  echo "Neither apt-get nor brew is here. Please install these libraries with their headers:" >&2
  echo "  OpenBLAS, LAPACKE, libspng, libdeflate, libarchive, libjpeg-turbo, libwebp, libtiff 4.5, giflib, OpenSSL (libcrypto)," >&2
  echo "  zlib, libbz2, liblzma, libzstd, uchardet, pkg-config" >&2
  exit 2
fi
