"""STDP steps, dense and convolutional: Sleipnir beside the same step in PyTorch, in one run.

Usage: python3 bench/peers/stdp.py   from the project's folder. Needs PyTorch.
The PyTorch steps restate Norse's `stdp_step_linear` and `stdp_step_conv2d` (additive rule, weights
kept within bounds) from their equations. One thread each, in processes of its own, turn about; 2 %
of the neurons of either side spike in a step. Printed are medians, in milliseconds a step.
"""

import json
import os
import statistics
import subprocess
import sys

ROUNDS = 3

PEER = """
import sys, time, torch
torch.set_num_threads(1)
torch.manual_seed(1)
kind = sys.argv[1]
dt, tau_inv, eta, steps = 0.001, 20.0, 1e-3, 64
if kind == 'dense':
    pre, post, shape = (1, 1000), (1, 1000), (1000, 1000)
else:
    pre, post, shape = (1, 16, 28, 28), (1, 32, 24, 24), (32, 16, 5, 5)
z_pre = (torch.rand(steps, *pre) < 0.02).float()
z_post = (torch.rand(steps, *post) < 0.02).float()
w = 0.25 + 0.5 * torch.rand(shape)
t_pre, t_post = torch.zeros(pre), torch.zeros(post)

def patches(images):
    return torch.nn.functional.unfold(images, shape[2:])

def step(x, y, w, t_pre, t_post):
    t_pre = t_pre + dt * tau_inv * (x - t_pre)
    t_post = t_post + dt * tau_inv * (y - t_post)
    if kind == 'dense':
        up = y.t() @ t_pre
        down = t_post.t() @ x
    else:
        up = (y.flatten(2) @ patches(t_pre).transpose(1, 2)).sum(0).view(shape)
        down = (t_post.flatten(2) @ patches(x).transpose(1, 2)).sum(0).view(shape)
    w = (w + eta * up - eta * down).clamp(0.0, 1.0)
    return w, t_pre, t_post

times = []
start = time.perf_counter()
with torch.no_grad():
    while time.perf_counter() - start < 4:
        k = len(times) % steps
        t = time.perf_counter()
        w, t_pre, t_post = step(z_pre[k], z_post[k], w, t_pre, t_post)
        times.append(time.perf_counter() - t)
times.sort()
print(1e3 * times[len(times) // 2])
"""


def peer(kind):
    env = dict(os.environ, OMP_NUM_THREADS="1", MKL_NUM_THREADS="1")
    done = subprocess.run([sys.executable, "-c", PEER, kind], env=env, capture_output=True,
                          text=True, check=True)
    return float(done.stdout)


def sleipnir(kind):
    one = ["-p", "threads=1", "-p", "batch=1"] + (["-p", "n=1000"] if kind == "dense" else [])
    done = subprocess.run(["./sleipnir", "bench", "stdp-" + kind, "--", "-wi", "3", "-i", "3"] + one,
                          capture_output=True, text=True, check=True)
    return 1e3 / json.loads(done.stdout.strip().splitlines()[-1])["score"]


for kind in ("dense", "conv"):
    ours, theirs = [], []
    for _ in range(ROUNDS):
        theirs.append(peer(kind))
        ours.append(sleipnir(kind))
    line = {"stdp": kind, "threads": 1, "sleipnir_ms": round(statistics.median(ours), 4),
            "pytorch_ms": round(statistics.median(theirs), 4)}
    line["ratio"] = round(line["pytorch_ms"] / line["sleipnir_ms"], 1)
    print(json.dumps(line), flush=True)
