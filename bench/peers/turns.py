"""What the scripts of this folder share: runs of both sides, turn about, in processes of their own.

Measure on a quiet machine: where other programs hold a core, PyTorch's threads wait for each other
at every operation and take many times as long.
"""

import json
import os
import statistics
import subprocess
import sys

import numpy

# PyTorch's side of every script begins with this. LIF as in Norse: the input enters the current,
# the jumped current drives the potential, then decays; a spike resets the potential to 0.
PREAMBLE = """
import json, statistics, sys, time
import numpy, torch
threads = int(sys.argv[1]); arguments = json.loads(sys.argv[2])
torch.set_num_threads(threads)

def floats(file, *shape):
    return torch.from_numpy(numpy.fromfile(file, '<f4').reshape(shape))

def lif(x, v, i, spike, threshold=1.0):
    j = i + x
    u = v + 0.1 * (j - v)
    z = spike(u - threshold)
    return z, (1 - z) * u, j - 0.2 * j

def heaviside(u):
    return (u > 0).to(u.dtype)

class SuperSpike(torch.autograd.Function):
    @staticmethod
    def forward(ctx, u, alpha):
        ctx.save_for_backward(u); ctx.alpha = alpha
        return heaviside(u)
    @staticmethod
    def backward(ctx, gradient):
        (u,) = ctx.saved_tensors
        return gradient / (ctx.alpha * u.abs() + 1) ** 2, None

def timed(work, warm_up, runs):
    for _ in range(warm_up):
        work()
    seconds = []
    for _ in range(runs):
        start = time.perf_counter(); work(); seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)
"""


def sleipnir(*arguments):
    """Runs a benchmark; returns the figures of its last line."""
    command = ["./sleipnir", "bench"] + [str(a) for a in arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip() or f"{command}: exit status {done.returncode}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def pytorch(code, threads, **arguments):
    """Runs PyTorch's side, which finds its arguments in `arguments`; returns what it prints."""
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads))
    done = subprocess.run([sys.executable, "-c", PREAMBLE + code, str(threads),
                           json.dumps(arguments)], env=env, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr.strip())
    return json.loads(done.stdout.strip().splitlines()[-1])


def write(file, *arrays):
    """Writes arrays one after the other as raw little-endian floats."""
    with open(file, "wb") as out:
        for array in arrays:
            out.write(numpy.ascontiguousarray(array, "<f4").tobytes())
    return file


def take_turns(rounds, *sides):
    """Runs each side `rounds` times, turn about; returns a list of results for each."""
    results = [[] for _ in sides]
    for _ in range(rounds):
        for side, result in zip(sides, results):
            result.append(side())
    return results


def median(results, key):
    return statistics.median(r[key] for r in results)


def spikes(ours, theirs):
    """Both counts, and whether they are the same but for rounding: 0.1 % at most."""
    equal = abs(ours - theirs) <= 1e-3 * max(ours, theirs)
    return {"sleipnir_spikes": ours, "pytorch_spikes": theirs,
            "spikes_agree": "yes" if ours == theirs else "within 0.1 %" if equal else "NO"}


def show(line):
    print(json.dumps(line), flush=True)
