"""Two versions of Sleipnir, turn about in one run: what a change costs.

Usage: python3 bench/before_after.py BEFORE AFTER [--rounds N] [--only NAME,...]
BEFORE and AFTER are folders of built checkouts (`./sleipnir --version` builds). Prints the medians
and the ratio after / before of every benchmark; more is faster.
"""

import argparse
import json
import os
import statistics
import subprocess

JMH = ["--", "-f", "1", "-wi", "2", "-i", "3", "-w", "2", "-r", "3"]
BENCHMARKS = {
    "lif-layer-250": ["lif-layer", "--features", "250"],
    "lif-layer-1000": ["lif-layer", "--features", "1000"],
    "mnist-train": ["mnist-train", "--warm-up", "60", "--runs", "20"],
    "mnist-infer": ["mnist-infer", "--warm-up", "60", "--runs", "30"],
    "linear-lif": ["linear-lif"],
    "recurrent-step": ["recurrent-step"],
    "stdp-dense": ["stdp-dense"] + JMH,
    "stdp-conv": ["stdp-conv"] + JMH,
    "stdp-sparse": ["stdp-sparse"] + JMH,
}

def speeds(folder, command):
    """The results of one run, by name."""
    done = subprocess.run(
        [os.path.join(folder, "sleipnir"), "bench"] + command,
        capture_output=True, text=True, check=True)
    found = {}
    for line in done.stdout.splitlines():
        if not line.startswith("{"):
            continue
        result = json.loads(line)
        if "score" in result:  # JMH's: the parameters stand between the method and the mode
            keys = list(result)
            case = " ".join(str(result[k]) for k in keys[keys.index("method"):keys.index("mode")])
            found[case] = result["score"]
        else:
            found[""] = 1 / result["seconds"]
    return found


parser = argparse.ArgumentParser()
parser.add_argument("before")
parser.add_argument("after")
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--only", default=",".join(BENCHMARKS))
options = parser.parse_args()

for benchmark in options.only.split(","):
    runs = ({}, {})
    for turn in range(options.rounds):
        # Who goes first changes, so that neither gains from a warm or a quiet machine.
        for side in (0, 1) if turn % 2 == 0 else (1, 0):
            folder = (options.before, options.after)[side]
            for name, value in speeds(folder, BENCHMARKS[benchmark]).items():
                runs[side].setdefault(name, []).append(value)
    for name in runs[0]:
        before = statistics.median(runs[0][name])
        after = statistics.median(runs[1].get(name, [float("nan")]))
        label = f"{benchmark} {name}".strip()
        print(f"{label}: before {before:.6g}, after {after:.6g}, after/before {after / before:.3f}"
              f" (runs before {[f'{v:.4g}' for v in runs[0][name]]},"
              f" after {[f'{v:.4g}' for v in runs[1].get(name, [])]})", flush=True)
