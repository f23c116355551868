#!/usr/bin/env python3
"""How the gate does on planted changes and ordinary pairs: which it finds, and which it accuses.

    measure.py CORPUS --fathom BINARY [--output FILE.md] [--only planted|ordinary] [--cases ID,ID] [--jobs 1]

CORPUS is what Fixtures/Gate/make_cases.py writes. Each case runs in an empty folder of its own: `fathom init` and
`fathom baseline write` of the old batch, then `fathom check` of the new one, as the lists below say. A planted change
is found where the check ends with 1, and named where the words that the case expects stand in what fails. An ordinary
pair is a false alarm where any of the three ends otherwise than with 0.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

#: What stands after the command and the file: no models, and one thread, so that the seconds of cases compare.
INIT = ["--no-race", "--no-trial", "--threads", "1"]
BASELINE = ["--no-race", "--no-trial", "--threads", "1"]
CHECK = ["--no-race", "--no-trial", "--threads", "1"]
#: Seconds for each of the three.
TIMEOUT = 600


@dataclass
class Outcome:
    """What became of a pair: where it stopped, how, what failed, how long it took."""

    step: str
    code: int | None
    failing: list[dict] = field(default_factory=list)
    text: str = ""
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def found(self):
        return self.step == "check" and self.code == 1

    @property
    def passed(self):
        return self.step == "check" and self.code == 0

    @property
    def first(self):
        """The first line that fails, or what was said instead."""
        if self.failing:
            check = self.failing[0]
            subject = f"[{check['subject']}]" if check.get("subject") else ""
            return f"{check['id']}{subject}: {check['message']}"
        said = " ".join(self.text.split())
        return f"{self.step} ended with {self.code}: {said[:200]}" if self.code is not None else f"{self.step} took longer than {TIMEOUT} s"

    def names(self, expects):
        """Whether all that is expected stands in what fails; a bar separates words of which one is enough."""
        said = " ".join(f"{check.get('subject') or ''} {check['id']} {check['message']}" for check in self.failing).lower()
        return all(any(word.lower() in said for word in alternatives.split("|")) for alternatives in expects)


def run(fathom, old, new, target):
    """Drafts a policy and a baseline of the old batch in an empty folder, and checks the new batch by them."""
    outcome = Outcome("init", None)
    asked = ["--target", target] if target else []
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FATHOM_")}
    with tempfile.TemporaryDirectory() as folder:
        steps = [("init", [fathom, "init", str(old), *asked, *INIT]), ("baseline", [fathom, "baseline", "write", *BASELINE]),
                 ("check", [fathom, "check", str(new), *CHECK, "--output", "json=report.json"])]
        for step, words in steps:
            start = time.perf_counter()
            outcome.step = step
            try:
                result = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, errors="replace", timeout=TIMEOUT)
            except subprocess.TimeoutExpired:
                outcome.code = None
                break
            outcome.seconds[step] = time.perf_counter() - start
            outcome.code = result.returncode
            outcome.text = (result.stderr or result.stdout).replace(str(old), old.name).replace(str(new), new.name)
            if result.returncode:
                break
        report = Path(folder) / "report.json"
        if outcome.step == "check" and report.exists():
            checks = (json.loads(report.read_text(encoding="utf-8")).get("gate") or {}).get("checks", [])
            failing = [check for check in checks if check["status"] == "failed"]
            outcome.failing = sorted(failing, key=lambda check: check["severity"] != "error")
    return outcome


def version(fathom):
    return subprocess.run([fathom, "--version"], capture_output=True, text=True).stdout.strip()


def machine():
    """The processor, as its maker names it."""
    try:
        names = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    except OSError:
        names = []
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} cores"


def cell(text):
    return text.replace("|", "\\|").replace("\n", " ")


def times(outcomes):
    """A table of the seconds of each step."""
    lines = ["| step | median s | largest s | all s |", "| --- | ---: | ---: | ---: |"]
    for step in ("init", "baseline", "check"):
        seconds = [outcome.seconds[step] for outcome in outcomes if step in outcome.seconds]
        if seconds:
            lines.append(f"| {step} | {statistics.median(seconds):.2f} | {max(seconds):.2f} | {sum(seconds):.0f} |")
    return lines


def document(cases, outcomes, fathom):
    """What was found, missed and accused, in Markdown."""
    def place(case):
        rows = f"{case['rowsOld']:,} and {case['rowsNew']:,} rows"
        return f"`{case['id']}` ({case['change'] + ', ' + case['size'] if case['change'] else case['split']}; {rows})"

    both = list(zip(cases, outcomes))
    planted = [pair for pair in both if pair[0]["kind"] == "planted"]
    ordinary = [pair for pair in both if pair[0]["kind"] == "ordinary"]
    found = [pair for pair in planted if pair[1].found]
    named = [pair for pair in found if pair[1].names(pair[0]["expects"])]
    alarms = [pair for pair in ordinary if not pair[1].passed]
    lines = ["# The gate: planted changes and ordinary pairs", "",
             f"Made by `Benchmarks/gate/measure.py` on {machine()}; fathom {version(fathom)}; `init {' '.join(INIT)}`, "
             f"`baseline write {' '.join(BASELINE)}`, `check {' '.join(CHECK)}`. What is planted stands in `Fixtures/Gate`.", "",
             "| | cases | |", "| --- | ---: | ---: |",
             f"| planted changes found (exit code 1) | {len(planted)} | **{len(found)}** |",
             f"| found, and named as expected | {len(planted)} | **{len(named)}** |",
             f"| planted changes that could not run | {len(planted)} | {sum(not outcome.found and not outcome.passed for _, outcome in planted)} |",
             f"| ordinary pairs that fail | {len(ordinary)} | **{len(alarms)}** |", "",
             "## Missed", ""]
    lines += [f"- {place(case)}" + ("" if outcome.passed else f": {cell(outcome.first)}") for case, outcome in planted if not outcome.found] or ["Nothing."]
    lines += ["", "## Found, and not named", ""]
    lines += [f"- {place(case)}: {cell(outcome.first)}" for case, outcome in found if not outcome.names(case["expects"])] or ["Nothing."]
    lines += ["", "## False alarms", ""]
    lines += [f"- {place(case)}: {cell(outcome.first)}" for case, outcome in alarms] or ["Nothing."]
    kinds = {}
    for _, outcome in alarms:
        for name in {check["id"] for check in outcome.failing if check["severity"] == "error"} or {f"{outcome.step} ended with {outcome.code}"}:
            kinds[name] = kinds.get(name, 0) + 1
    if kinds:
        lines += ["", "| check | ordinary pairs that it fails |", "| --- | ---: |"]
        lines += [f"| `{name}` | {count} |" for name, count in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))]
    lines += ["", "## Seconds", "", *times(outcomes)]
    lines += ["", "## Found", "", "| change | size | rows | first line that fails |", "| --- | --- | ---: | --- |"]
    lines += [f"| {case['change']} | {cell(case['size'])} | {case['rowsNew']:,} | {cell(outcome.first)} |" for case, outcome in found]
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--only", choices=["planted", "ordinary"])
    parser.add_argument("--cases", default="")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    fathom, corpus = str(Path(options.fathom).resolve()), options.corpus.resolve()
    wanted = set(filter(None, options.cases.split(",")))
    cases = [case for case in json.loads((corpus / "cases.json").read_text(encoding="utf-8"))
             if options.only in (None, case["kind"]) and (not wanted or case["id"] in wanted)]
    with ThreadPoolExecutor(options.jobs) as pool:
        outcomes = list(pool.map(lambda case: run(fathom, corpus / case["id"] / "old.csv", corpus / case["id"] / "new.csv", case["target"]), cases))
    text = document(cases, outcomes, fathom)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
