"""Latency of a time step of a 784-256-10 recurrent network: a Sleipnir session beside PyTorch.

Usage: python3 bench/peers/recurrent_step.py [--inputs N] [--hidden N] [--outputs N]
[--density X] [--steps N] [--rounds N]   from the project's folder. Needs numpy and PyTorch.
Recurrent LIF neurons, dense read-out, leaky integrators; batch 1, one thread, no gradient, the
same weights and spikes. Printed are medians of the rounds, in microseconds a step.
"""

import argparse
import tempfile

import numpy

import turns

PEER = """
inputs, hidden, outputs = arguments['inputs'], arguments['hidden'], arguments['outputs']
steps = arguments['steps']
w = floats(arguments['weights'], -1)
a, b = hidden * inputs, hidden * inputs + hidden * hidden
w_in, w_rec, w_out = w[:a].view(hidden, inputs), w[a:b].view(hidden, hidden), w[b:].view(outputs, hidden)
w_rec = w_rec.clone().fill_diagonal_(0)
xs = floats(arguments['spikes'], steps, 1, inputs)
linear = torch.nn.functional.linear

def run():
    z = torch.zeros(1, hidden); v = torch.zeros(1, hidden); i = torch.zeros(1, hidden)
    vo = torch.zeros(1, outputs); io = torch.zeros(1, outputs)
    seconds = []; count = 0.0
    for t in range(steps):
        start = time.perf_counter()
        z, v, i = lif(linear(xs[t], w_in) + linear(z, w_rec), v, i, heaviside)
        j = io + linear(z, w_out)
        vo = vo + 0.1 * (j - vo)
        io = j - 0.2 * j
        seconds.append(time.perf_counter() - start)
        count += float(z.sum())
    return seconds, count

with torch.no_grad():
    run()
    seconds, count = run()
seconds.sort()
at = lambda q: 1e6 * seconds[min(len(seconds) - 1, int(q * len(seconds)))]
print(json.dumps({'p50_microseconds': at(0.5), 'p99_microseconds': at(0.99),
                  'p999_microseconds': at(0.999), 'spikes': int(count)}))
"""

parser = argparse.ArgumentParser()
parser.add_argument("--inputs", type=int, default=784)
parser.add_argument("--hidden", type=int, default=256)
parser.add_argument("--outputs", type=int, default=10)
parser.add_argument("--density", type=float, default=0.05)
parser.add_argument("--steps", type=int, default=10000)
parser.add_argument("--rounds", type=int, default=3)
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    random = numpy.random.default_rng(1)
    deviation = numpy.sqrt(2 / o.hidden)
    recurrent = random.normal(0, deviation, (o.hidden, o.hidden))
    numpy.fill_diagonal(recurrent, 0)
    weights = turns.write(
        folder + "/weights", random.normal(0, deviation, (o.hidden, o.inputs)), recurrent,
        random.normal(0, 1 / numpy.sqrt(o.hidden), (o.outputs, o.hidden)))
    spikes = turns.write(folder + "/spikes",
                         random.random((o.steps, o.inputs), "f") < o.density)
    ours, theirs = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("recurrent-step", "--inputs", o.inputs, "--hidden", o.hidden,
                               "--outputs", o.outputs, "--steps", o.steps,
                               "--weights", weights, "--spikes", spikes),
        lambda: turns.pytorch(PEER, 1, inputs=o.inputs, hidden=o.hidden, outputs=o.outputs,
                              steps=o.steps, weights=weights, spikes=spikes))
    line = {"recurrent_step": f"{o.inputs}-{o.hidden}-{o.outputs}", "density": o.density,
            "threads": 1}
    for name in ("p50", "p99", "p999"):
        line[f"sleipnir_{name}_us"] = round(turns.median(ours, name + "_microseconds"), 2)
        line[f"pytorch_{name}_us"] = round(turns.median(theirs, name + "_microseconds"), 2)
    line["sleipnir_bytes_per_step"] = turns.median(ours, "bytes_per_step")
    line["ratio"] = round(line["pytorch_p50_us"] / line["sleipnir_p50_us"], 1)
    turns.show(line | turns.spikes(ours[0]["spikes"], theirs[0]["spikes"]))
