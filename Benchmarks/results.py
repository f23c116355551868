"""What `run` measures, how it judges the figures, and the text of RESULTS.md."""
import statistics
from dataclasses import dataclass


# ---------------------------------------------------------------- what is measured

@dataclass(frozen=True)
class Goal:
    """Wall time as a share of the best peer (or of `against`), and peak memory in MB."""
    ratio: float
    megabytes: float | None = None
    against: str | None = None

    def __str__(self):
        text = f"≤ {self.ratio:g}" + (f" of {self.against}" if self.against else "")
        return text + (f", ≤ {self.megabytes:g} MB" if self.megabytes else "")


@dataclass(frozen=True)
class Task:
    work: str
    arguments: str | None = None  # of fathom; None where we cannot do the task
    goal: Goal | None = None
    absent: str = ""              # why `arguments` is None


TASKS = {
    "T1": Task("profile and correlations of 1,000,000 × 50 numbers (CSV)",
               'analyze "{data}/numeric.csv" --format json', Goal(0.25, megabytes=150)),
    "T2": Task("profile of 1,000,000 × 20 mixed columns (CSV)",
               'analyze "{data}/mixed.csv" --format json', Goal(0.3, megabytes=300)),
    "T3": Task("variance inflation of 50 columns, 1,000,000 rows (CSV)",
               'analyze "{data}/numeric.csv" --only collinearity --format json', Goal(0.25)),
    "T4": Task("locality of 10,000 × 784, 10,000 permutations (NPY)",
               'analyze "{data}/locality.npy" --layout 28x28 --only localCorrelation '
               '--permutations 10000 --format json'),
    "T4c": Task("locality of 10,000 × 784, 10,000 permutations (CSV)",
                'analyze "{data}/locality.csv" --layout 28x28 --only localCorrelation '
                '--permutations 10000 --format json'),
    "T5p": Task("20,000 grey PNG images 64×64: 32×32 matrix and duplicates",
                'analyze "{data}/png" --only images --format json',
                Goal(0.4, megabytes=100, against="cv2-thr2")),
    "T5j": Task("2,000 RGB JPEG images 1024×768: 32×32 matrix and duplicates",
                'analyze "{data}/jpeg" --only images --format json', Goal(0.9)),
    "T6": Task("correlations, spectrum and ridge VIF of 2,000 × 5,000 numbers (CSV)",
               'analyze "{data}/wide.csv" --only collinearity --format json', Goal(0.25)),
}

# These do less than the task asks, so beating or losing to them says nothing: never the best peer.
PARTIAL = {
    "ydata-minimal": "no correlations",
    "ydata-default-2krows": "2,000 rows only",
    "ydata-default-20krows": "20,000 rows only",
    "statsmodels-50krows": "50,000 rows only",
    "esda-moran-1var": "one variable, another statistic",
    "cleanvision": "duplicates only, no matrix",
    "duckdb-read-only": "reading only",
}


# ---------------------------------------------------------------- figures

@dataclass
class Figure:
    """One peer, or fathom, on one task; `failure` says why there are no figures."""
    failure: str = ""
    wall: float = 0    # minimum over all runs: noise of a shared machine only ever adds
    median: float = 0  # of the quiet runs, like cpu
    inner: float | None = None  # without imports
    cpu: float = 0
    megabytes: float = 0
    quiet: int = 0
    runs: int = 0


def figure(runs, limit):
    """The figures as peers.py defines them, except that one failed run fails the whole."""
    failed = [r for r in runs if r["rc"] != 0]
    if failed:
        code, wall = failed[0]["rc"], failed[0]["wall"]
        if code < 0:
            by_limit = code == -9 and wall >= limit
            return Figure(f"stopped after {limit:g} s" if by_limit else f"failed (signal {-code})")
        return Figure(f"failed (exit {code})")
    quiet = [r for r in runs if r["others"] < 0.2]
    steady = quiet or runs
    return Figure(
        wall=min(r["wall"] for r in runs),
        median=statistics.median(r["wall"] for r in steady),
        inner=min((r["inner"] for r in runs if "inner" in r), default=None),
        cpu=statistics.median(r["cpu"] for r in steady),
        megabytes=max(r["rss_mb"] for r in runs),
        quiet=len(quiet), runs=len(runs))


# ---------------------------------------------------------------- judging

def best_peer(peers):
    able = {n: f for n, f in peers.items() if not f.failure and n not in PARTIAL}
    return min(able, key=lambda n: able[n].wall, default=None)


def judge(own, peers, goal, scale):
    """The last column in words."""
    best = best_peer(peers)
    if best is None:
        return "no peer to compare with"
    place = "ahead" if own.wall < peers[best].wall else "behind"
    rival = (goal and goal.against) or best
    known = rival in peers and not peers[rival].failure
    # A peer that was slowed by others flatters us, so the words must carry it.
    if not (own.quiet and peers[best].quiet and (not known or peers[rival].quiet)):
        place += " (busy machine)"
    if goal is None:
        return place
    if scale != 1:
        return f"{place}; goal not judged at scale {scale:g}"
    if not known:
        return f"{place}; goal not judged without {rival}"
    ratio = own.wall / peers[rival].wall
    time = f"{ratio:.3f} of {rival}"
    short = [time] if ratio > goal.ratio else []
    if goal.megabytes and own.megabytes > goal.megabytes:
        short.append(f"{own.megabytes:.0f} MB")
    if short:
        return f"{place}; goal not met: {', '.join(short)}"
    # The column of ratios shows the best peer's, which is not what such a goal is about.
    return f"{place}; goal met" + (f" ({time})" if rival != best else "")


# ---------------------------------------------------------------- writing

def summary_row(name, own, peers, scale):
    task, best = TASKS[name], best_peer(peers)
    goal = str(task.goal) if task.goal else "none"
    rival = f"{best}: {peers[best].wall:.3f} s, {peers[best].megabytes:.0f} MB" if best else "–"
    if own is None:
        return [name, task.work, rival, f"not run: {task.absent}", "–", goal, "–"]
    if own.failure:
        return [name, task.work, rival, own.failure, "–", goal, "–"]
    ours = f"{own.wall:.3f} s, CPU {own.cpu:.3f} s, {own.megabytes:.0f} MB"
    ratio = f"{own.wall / peers[best].wall:.3f}" if best else "–"
    return [name, task.work, rival, ours, ratio, goal, judge(own, peers, task.goal, scale)]


def detail_row(task, name, f):
    note = PARTIAL.get(name, "")
    if f.failure:
        return [task, name, f.failure, "–", "–", "–", "–", "–", note]
    inner = "–" if f.inner is None else f"{f.inner:.3f}"
    return [task, name, f"{f.wall:.3f}", f"{f.median:.3f}", inner, f"{f.cpu:.3f}",
            f"{f.megabytes:.0f}", f"{f.quiet} of {f.runs}", note]


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


NOTE = """\
Our figure is a whole `fathom analyze`: types, profile, correlations, permutation test,
collinearity, sample size and verdict, written as a JSON report; tasks about one part of it are
measured with `--only`: collinearity (T3, T6), localCorrelation (T4, T4c), images (T5p, T5j). A peer
does the named task only.
The runner checks that a report came out, not that its values agree with those of the peers.

Every run is a process of its own, start-up and imports included, the input in the page cache; all
take turns. Wall is the minimum over the runs, CPU (user and system) the median over the quiet
ones, memory the peak resident size. The ratio is our wall over that of the best peer, the fastest
one that does the whole task. "Ahead" and "behind" compare wall times only; a goal may add a limit
on memory. "Busy machine" marks a comparison in which one side had no quiet run."""


def render(facts, results, reports, scale):
    """The text of RESULTS.md.

    `facts` are the lines of its header, `results` task → (our figure or None, peer → figure),
    `reports` task → status → ids of the analyses in our report.
    """
    summary, detail, did = [], [], []
    for task, (own, peers) in results.items():
        summary.append(summary_row(task, own, peers, scale))
        if own:
            detail.append(detail_row(task, "**fathom**", own))
        detail += [detail_row(task, name, f) for name, f in peers.items()]
        if reports.get(task):
            did.append(f"- {task}: " + "; ".join(
                f"{status}: {', '.join(ids)}" for status, ids in sorted(reports[task].items())))

    parts = [
        "# Results", "Written by `Benchmarks/run`; not edited by hand.",
        "\n".join(f"- {f}" for f in facts), NOTE, "## Fathom and the best peer",
        table(["task", "the work", "best peer", "fathom", "ratio wall", "goal", "in words"],
              summary),
    ]
    if did:
        # A fast time means little where an analysis was left out.
        parts += ["Analyses in our reports, by status:", "\n".join(did)]
    parts += [
        "## All runs",
        table(["task", "peer", "wall s", "median s", "without imports s", "CPU s", "MB",
               "quiet runs", "does less than the task"], detail),
        "A run is quiet if everything else on the machine used less than 0.2 core meanwhile.",
    ]
    return "\n\n".join(parts) + "\n"
