#!/usr/bin/env bash
# What action.yml runs: `fathom check` with annotations on standard output and every report in a folder.
# All inputs come as INPUT_… variables, so that nothing in them is read as shell.
set -uo pipefail

refuse() {
  echo "::error title=fathom::$1"
  exit 2
}

# The file of a format.
file() {
  case $1 in
    junit) echo "$reports/fathom.xml" ;;
    markdown) echo "$reports/fathom.md" ;;
    *) echo "$reports/fathom.$1" ;;
  esac
}

reports=${INPUT_REPORTS:-fathom-reports}
case $reports in
  *[$'\n\r']*) refuse 'the input “reports” must be one line' ;;
esac
fathom=${INPUT_BINARY:-$GITHUB_ACTION_PATH/.build/release/fathom}
command -v "$fathom" >/dev/null || refuse 'the input “binary” names no program'
mkdir -p -- "$reports" || refuse 'the folder of the input “reports” cannot be made'

arguments=(check --format github)
for format in sarif junit markdown html json; do
  # What an earlier step left there must not be taken for this one's.
  rm -f -- "$(file $format)"
  arguments+=(--output "$format=$(file $format)")
done
[ -z "${INPUT_TARGET:-}" ] || arguments+=("--target=$INPUT_TARGET")
[ -z "${INPUT_CONFIG:-}" ] || arguments+=("--config=$INPUT_CONFIG")
[ -z "${INPUT_BASELINE:-}" ] || arguments+=("--baseline=$INPUT_BASELINE")
[ -z "${INPUT_FAIL_ON:-}" ] || arguments+=("--fail-on=$INPUT_FAIL_ON")
while IFS= read -r line; do
  [ -z "$line" ] || arguments+=("$line")
done <<<"${INPUT_ARGUMENTS:-}"

"$fathom" "${arguments[@]}" -- "${INPUT_PATH:-}"
code=$?

case $code in
  0) result=passed ;;
  1) result=failed ;;
  3) result=inconclusive ;;
  *) result=could-not-run ;;
esac

# The first word of the name at the second level: that of the verdict itself.
verdict=$(sed -n 's/^    "recommendation" : "\([a-z]*\)".*/\1/p' "$(file json)" 2>/dev/null \
  | head -n 1)
{
  echo "result=$result"
  echo "verdict=$verdict"
  echo "exit-code=$code"
  for format in sarif junit markdown html json; do
    [ ! -f "$(file $format)" ] || echo "$format=$(file $format)"
  done
} >>"${GITHUB_OUTPUT:-/dev/null}"

# GitHub refuses a summary of more than 1 MiB.
markdown=$(file markdown)
if [ -f "$markdown" ]; then
  if [ "$(wc -c <"$markdown")" -le 1000000 ]; then
    cat -- "$markdown"
  else
    head -c 1000000 -- "$markdown" | sed '$d'
    printf '\nThe rest stands in the file %s.\n' "$markdown"
  fi >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
fi
exit "$code"
