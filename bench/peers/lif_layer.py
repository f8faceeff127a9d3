"""Norse's LIF benchmark: Sleipnir beside the same loop in PyTorch, in one run, on the same spikes.

Usage: python3 bench/peers/lif_layer.py [--features N] [--batch N] [--steps N] [--rate HZ]
[--threads N] [--rounds N]   from the project's folder. Needs numpy and PyTorch.
Inputs spike at `rate`; weights without bias, then LIF neurons (Norse's equations restated), no
gradient, the spikes of all steps put out. PyTorch is timed with the weights applied step by step
and to the whole sequence at once, as Norse's own benchmark does; the ratio is to the faster.
"""

import argparse
import tempfile

import numpy

import turns

PEER = """
features, batch, steps = arguments['features'], arguments['batch'], arguments['steps']
w = floats(arguments['weights'], features, features)
xs = floats(arguments['spikes'], steps, batch, features)

def run(whole):
    v = torch.zeros(batch, features); i = torch.zeros(batch, features); out = []
    currents = torch.nn.functional.linear(xs, w) if whole else None
    for t in range(steps):
        x = currents[t] if whole else torch.nn.functional.linear(xs[t], w)
        z, v, i = lif(x, v, i, heaviside)
        out.append(z)
    return torch.stack(out)

with torch.no_grad():
    result = {'spikes': int(run(False).sum(dtype=torch.float64))}
    for name, whole in (('step_by_step', False), ('whole', True)):
        result[name] = timed(lambda: run(whole), 1, arguments['runs'])
print(json.dumps(result))
"""

parser = argparse.ArgumentParser()
parser.add_argument("--features", type=int, default=1000)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--steps", type=int, default=1000)
parser.add_argument("--rate", type=float, default=30)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--runs", type=int, default=3)
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    random = numpy.random.default_rng(1)
    n = o.features
    weights = turns.write(folder + "/weights",
                          random.normal(0, 3 / numpy.sqrt(n), (n, n)))
    spikes = turns.write(folder + "/spikes",
                         random.random((o.steps, o.batch, n), "f") < o.rate * 1e-3)
    ours, theirs = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("lif-layer", "--features", n, "--batch", o.batch, "--steps",
                               o.steps, "--threads", o.threads, "--runs",
                               o.runs, "--weights", weights, "--spikes", spikes),
        lambda: turns.pytorch(PEER, o.threads, features=n, batch=o.batch, steps=o.steps,
                              runs=o.runs, weights=weights, spikes=spikes))
    line = {"lif_layer": n, "batch": o.batch, "steps": o.steps, "rate": o.rate,
            "threads": o.threads, "sleipnir_s": round(turns.median(ours, "seconds"), 4)}
    for name in ("step_by_step", "whole"):
        line[f"pytorch_{name}_s"] = round(turns.median(theirs, name), 4)
    best = min(line["pytorch_step_by_step_s"], line["pytorch_whole_s"])
    line["ratio"] = round(best / line["sleipnir_s"], 2)
    turns.show(line | turns.spikes(ours[0]["spikes"], theirs[0]["spikes"]))
