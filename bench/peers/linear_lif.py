"""Open Neuromorphic's benchmark: Sleipnir beside PyTorch, eager and compiled, on the same input.

Usage: python3 bench/peers/linear_lif.py [--neurons N] [--batch N] [--steps N] [--threads N]
[--rounds N]   from the project's folder. Needs numpy and PyTorch; torch.compile a C++ compiler.
Dense input, weights without bias, LIF neurons with SuperSpike's surrogate gradient; forward, and
backward from the sum of the spikes.
"""

import argparse
import tempfile

import numpy

import turns

PEER = """
neurons, batch, steps = arguments['neurons'], arguments['batch'], arguments['steps']
w = floats(arguments['weights'], neurons, neurons).requires_grad_()
xs = floats(arguments['input'], steps, batch, neurons)
spike = lambda u: SuperSpike.apply(u, 100.0)
step = lambda x, w, v, i: lif(torch.nn.functional.linear(x, w), v, i, spike)
if arguments['compiled']:
    step = torch.compile(step)

def forward():
    v = torch.zeros(batch, neurons); i = torch.zeros(batch, neurons); out = []
    for t in range(steps):
        z, v, i = step(xs[t], w, v, i)
        out.append(z)
    return torch.stack(out)

def both():
    w.grad = None
    forward().sum().backward()

try:
    spikes = int(forward().detach().sum(dtype=torch.float64))
    seconds = timed(both, 2, arguments['runs'])
    print(json.dumps({'seconds': seconds, 'spikes': spikes}))
except Exception as e:
    if not arguments['compiled']:
        raise
    print(json.dumps({'error': (str(e).strip().splitlines() or [type(e).__name__])[0]}))
"""

parser = argparse.ArgumentParser()
parser.add_argument("--neurons", type=int, default=512)
parser.add_argument("--batch", type=int, default=16)
parser.add_argument("--steps", type=int, default=500)
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--runs", type=int, default=3)
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    random = numpy.random.default_rng(1)
    n = o.neurons
    bound = 1 / numpy.sqrt(n)
    weights = turns.write(folder + "/weights", random.uniform(-bound, bound, (n, n)))
    xs = turns.write(folder + "/input", random.random((o.steps, o.batch, n), "f"))

    def peer(compiled):
        return turns.pytorch(PEER, o.threads, neurons=n, batch=o.batch, steps=o.steps,
                             runs=o.runs, weights=weights, input=xs, compiled=compiled)

    ours, eager, compiled = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("linear-lif", "--neurons", n, "--batch", o.batch, "--steps",
                               o.steps, "--threads", o.threads, "--runs", o.runs, "--weights",
                               weights, "--input", xs),
        lambda: peer(False),
        lambda: peer(True))
    line = {"linear_lif": n, "batch": o.batch, "steps": o.steps, "threads": o.threads,
            "sleipnir_s": round(turns.median(ours, "seconds"), 4),
            "pytorch_eager_s": round(turns.median(eager, "seconds"), 4)}
    best = line["pytorch_eager_s"]
    if "error" in compiled[0]:
        line["pytorch_compiled"] = compiled[0]["error"]
    else:
        line["pytorch_compiled_s"] = round(turns.median(compiled, "seconds"), 4)
        best = min(best, line["pytorch_compiled_s"])
    line["ratio"] = round(best / line["sleipnir_s"], 2)
    turns.show(line | turns.spikes(ours[0]["spikes"], eager[0]["spikes"]))
