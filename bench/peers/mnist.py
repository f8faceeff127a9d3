"""The digit classifier 32C5-P2-64C5-P2-1024-10: Sleipnir beside the same network in PyTorch.

Usage: python3 bench/peers/mnist.py train|infer [--data DIR] [--steps N] [--batch N] [--threads N]
[--rounds N]   from the project's folder. Needs numpy and PyTorch.
Same weights; with MNIST in DIR or in $SLEIPNIR_DATA (mnist/train-images-idx3-ubyte[.gz]) also the
same images, and then the spikes of the first batch are compared. Pixels times 4 drive LIF neurons
without synapse; SuperSpike's surrogate gradient of steepness 10; Adam. A run is a batch.
"""

import argparse
import gzip
import os
import tempfile

import numpy

import turns

IMAGES = 256

PEER = """
from torch.nn.functional import conv2d, linear, max_pool2d, cross_entropy
steps, batch, alpha = arguments['steps'], arguments['batch'], 10.0
images = floats(arguments['images'], -1, 1, 28, 28)
labels = torch.from_numpy(numpy.fromfile(arguments['labels'], '<f4')).long()
shapes = [(32, 1, 5, 5), (32,), (64, 32, 5, 5), (64,), (1024, 1024), (1024,), (10, 1024)]
flat = numpy.fromfile(arguments['weights'], '<f4')
w = []
for shape in shapes:
    size = int(numpy.prod(shape))
    w.append(torch.from_numpy(flat[:size].reshape(shape).copy()).requires_grad_()); flat = flat[size:]
adam = torch.optim.Adam(w, lr=1e-4)
spike = lambda u: SuperSpike.apply(u, alpha)

def encode(x):
    v = torch.zeros_like(x); out = []
    for _ in range(steps):
        u = v + 0.1 * (4 * x - v); z = heaviside(u - 1); v = u - z * u; out.append(z)
    return out

def forward(x, counts=None):
    n = x.shape[0]
    state = [(torch.zeros(n, 32, 24, 24),) * 2, (torch.zeros(n, 64, 8, 8),) * 2,
             (torch.zeros(n, 1024),) * 2]
    vo = torch.zeros(n, 10); io = torch.zeros(n, 10); out = []
    for z0 in encode(x):
        z1, *state[0] = lif(conv2d(z0, w[0], w[1]), *state[0], spike, 0.7)
        z2, *state[1] = lif(10 * conv2d(max_pool2d(z1, 2), w[2], w[3]), *state[1], spike, 0.7)
        z3, *state[2] = lif(linear(max_pool2d(z2, 2).flatten(1), w[4], w[5]), *state[2], spike)
        j = io + linear(torch.relu(z3), w[6])
        vo = vo + 0.1 * (j - vo); io = j - 0.2 * j
        out.append(vo)
        if counts is not None:
            counts.append(sum(int(z.sum(dtype=torch.float64)) for z in (z0, z1, z2, z3)))
    return torch.stack(out).max(0).values

at = 0
def run():
    global at
    x, y = images[at:at + batch], labels[at:at + batch]
    at = (at + batch) % (len(images) // batch * batch)
    if arguments['training']:
        adam.zero_grad(); cross_entropy(forward(x), y).backward(); adam.step()
    else:
        with torch.no_grad():
            forward(x)

counts = []
with torch.no_grad():
    forward(images[:batch], counts)
print(json.dumps({'seconds': timed(run, 2, arguments['runs']), 'spikes': sum(counts)}))
"""


def idx(folder, name, header):
    for file in (f"{folder}/mnist/{name}", f"{folder}/{name}"):
        for path, opened in ((file + ".gz", gzip.open), (file, open)):
            if os.path.exists(path):
                with opened(path, "rb") as source:
                    return numpy.frombuffer(source.read()[header:], numpy.uint8)
    raise SystemExit(f"{folder}: expected {name}[.gz] there or in mnist/, found none")


parser = argparse.ArgumentParser()
parser.add_argument("kind", choices=("train", "infer"))
parser.add_argument("--data", default=os.environ.get("SLEIPNIR_DATA", ""))
parser.add_argument("--steps", type=int, default=64)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--warm-up", type=int, default=40, help="of Sleipnir, whose compiler takes so long")
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    random = numpy.random.default_rng(1)

    def uniform(inputs, *shape):
        return random.uniform(-1, 1, shape) / numpy.sqrt(inputs)

    weights = turns.write(
        folder + "/weights", uniform(25, 32, 1, 5, 5), uniform(25, 32),
        uniform(800, 64, 32, 5, 5), uniform(800, 64), uniform(1024, 1024, 1024),
        uniform(1024, 1024), random.normal(0, 1 / 32, (10, 1024)))
    count = max(IMAGES, o.batch)
    data = ["--data", o.data] if o.data else []
    if o.data:
        pixels = idx(o.data, "train-images-idx3-ubyte", 16)[:count * 784] / 255.0
        digits = idx(o.data, "train-labels-idx1-ubyte", 8)[:count]
    else:
        pixels = numpy.where(random.random(count * 784) < 0.19, random.random(count * 784), 0)
        digits = random.integers(0, 10, count)
    images, labels = turns.write(folder + "/images", pixels), turns.write(folder + "/labels", digits)
    ours, theirs = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("mnist-" + o.kind, "--steps", o.steps, "--batch", o.batch,
                               "--threads", o.threads, "--runs", o.runs, "--warm-up", o.warm_up,
                               "--weights", weights, *data),
        lambda: turns.pytorch(PEER, o.threads, training=o.kind == "train", steps=o.steps,
                              batch=o.batch, runs=o.runs, weights=weights, images=images,
                              labels=labels))
    line = {"mnist": o.kind, "steps": o.steps, "batch": o.batch, "threads": o.threads,
            "data": "MNIST" if o.data else "built-in digits here, random pixels there",
            "sleipnir_images_per_s": round(o.batch / turns.median(ours, "seconds"), 1),
            "pytorch_images_per_s": round(o.batch / turns.median(theirs, "seconds"), 1)}
    line["ratio"] = round(line["sleipnir_images_per_s"] / line["pytorch_images_per_s"], 2)
    if o.data:
        line |= turns.spikes(ours[0]["spikes"], theirs[0]["spikes"])
    turns.show(line)
