#!/usr/bin/env python3
"""Runs Fathom on every dataset of a manifest and keeps the JSON reports.

    run.py DATA --fathom BINARY --reports FOLDER [--only ID,ID] [-- OPTION ...]

DATA holds manifest.json (see ../README.md). What follows `--` is passed to `fathom analyze`. The seconds of
each run go to FOLDER/seconds.json: times are no part of a report.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import time


def arguments(entry, data):
    """The command line of a dataset: its path, target, task and layout, and nothing else."""
    words = [str(data / entry["path"])]
    kind, image = entry["kind"], entry.get("image")
    if kind == "image":
        height, width, channels = image["height"], image["width"], image["channels"]
        layout = f"{height}x{width}" + (f"x{channels}" if channels > 1 else "")
        if entry["format"] == "csv_pixels":
            words += ["--target", entry["target"], "--layout", layout]
    else:
        words += ["--target", entry["target"]]
        if kind == "series":
            words += ["--layout", "sequence"]
    if entry["format"] != "png_folder":
        words += ["--task", entry["task"]]
    return words


def main():
    own, _, passed = " ".join(sys.argv[1:]).partition(" -- ")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--fathom", required=True)
    parser.add_argument("--reports", type=pathlib.Path, required=True)
    parser.add_argument("--only", default="")
    options = parser.parse_args(own.split())
    wanted = set(filter(None, options.only.split(",")))
    options.reports.mkdir(parents=True, exist_ok=True)
    times_file = options.reports / "seconds.json"
    times = json.loads(times_file.read_text()) if times_file.exists() else {}
    manifest = json.loads((options.data / "manifest.json").read_text())
    for entry in manifest["datasets"]:
        name = entry["id"]
        if wanted and name not in wanted:
            continue
        report = options.reports / f"{name}.json"
        command = [options.fathom, "analyze", *arguments(entry, options.data), "--format", "json",
                   "--output", f"json={report}", *passed.split()]
        start = time.monotonic()
        run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        times[name] = round(time.monotonic() - start, 2)
        if run.returncode:
            print(f"{name}: exit code {run.returncode}: {run.stderr.strip()}", file=sys.stderr)
            report.unlink(missing_ok=True)
        print(name, times[name], flush=True)
        times_file.write_text(json.dumps(times, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
