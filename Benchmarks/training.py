#!/usr/bin/env python3
"""The training loop of the race's networks beside torch: the same shapes, samples, batches and epochs, on one thread.

    Benchmarks/training.py --tool .build/release/fathom-train [--rounds 5] > Benchmarks/TRAINING.md

`swift build -c release --product fathom-train` builds the tool. Runs alternate; what is timed is the loop alone, in the tool
as in torch: shuffling, forward, backward and a step of Adam with decoupled weight decay and a rate that falls as a cosine.
"""

import argparse
import math
import os
import pathlib
import platform
import statistics
import subprocess
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

import torch
from torch import nn

torch.set_num_threads(1)
torch.set_flush_denormal(True)


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def dense():
    return nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 256),
                         nn.ReLU(), nn.Linear(256, 10)), (64,)


def grid():
    layers, before = [], 1
    for channels in (16, 32, 64):
        layers += [nn.Conv2d(before, channels, 3, padding=1, bias=False), nn.MaxPool2d(2), nn.BatchNorm2d(channels),
                   nn.ReLU()]
        before = channels
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 9, 10)), (1, 28, 28)


def sequence():
    return nn.Sequential(
        nn.Conv1d(1, 24, 7, padding=3, bias=False), nn.MaxPool1d(2), nn.BatchNorm1d(24), nn.ReLU(),
        nn.Conv1d(24, 48, 5, padding=2, bias=False), nn.MaxPool1d(2), nn.BatchNorm1d(48), nn.ReLU(),
        nn.Conv1d(48, 48, 3, padding=1, bias=False), nn.BatchNorm1d(48), nn.ReLU(),
        nn.Flatten(), nn.Linear(48 * 32, 10)), (1, 128)


def train(make, samples, epochs, batch):
    torch.manual_seed(1)
    network, extent = make()
    x = torch.randn(samples, *extent)
    if x.ndim == 4:
        # The quicker of torch's two layouts.
        network, x = network.to(memory_format=torch.channels_last), x.to(memory_format=torch.channels_last)
    y = torch.arange(samples) % 10
    optimiser = torch.optim.AdamW(network.parameters(), lr=3e-3, weight_decay=0.01)
    steps = epochs * math.ceil(samples / batch)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    loss = nn.CrossEntropyLoss()
    network.train()
    start = time.perf_counter()
    for _ in range(epochs):
        order = torch.randperm(samples)
        for first in range(0, samples, batch):
            rows = order[first:first + batch]
            optimiser.zero_grad(set_to_none=True)
            loss(network(x[rows]), y[rows]).backward()
            optimiser.step()
            schedule.step()
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tool", default=".build/release/fathom-train")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print("# The training loop beside torch\n")
    print(f"Made with `training.py`: torch {torch.__version__.split('+')[0]}, {processor()}, one thread each, "
          f"medians of {options.rounds} runs in turn. Ratio: our time by torch's, below 1 where ours is quicker.\n")
    print("| network | samples | batch | epochs | fathom, s | torch, s | ratio |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, make, samples, epochs in (("dense", dense, 4_000, 10), ("grid", grid, 1_500, 3),
                                        ("sequence", sequence, 1_500, 4)):
        for batch in (32, 64, 128):
            own, theirs = [], []
            for _ in range(options.rounds):
                words = [options.tool, name, str(samples), str(epochs), str(batch)]
                own.append(float(subprocess.run(words, capture_output=True, text=True, check=True).stdout))
                theirs.append(train(make, samples, epochs, batch))
            a, b = statistics.median(own), statistics.median(theirs)
            print(f"| {name} | {samples:,} | {batch} | {epochs} | {a:.2f} | {b:.2f} | {a / b:.2f} |", flush=True)


if __name__ == "__main__":
    main()
