"""Training steps of VGG-11 for images of 3 x 32 x 32: Sleipnir beside the same network in PyTorch.

Usage: python3 bench/peers/vgg.py [--batch-norm] [--steps N] [--batch N] [--threads N] [--rounds N] [--runs N]
[--warm-up N] [--width X]   from the project's folder. Needs numpy and PyTorch.
Same weights and images; the images are the current into the first convolution in every step. LIF neurons,
SuperSpike's surrogate gradient of steepness 10, dropout, Adam. The loss before training and the rates of spikes
are compared; with batch normalisation, whose statistics here are of all steps and in PyTorch's usual loop over
time of each, they are not. A run is a batch. PyTorch's images are stored in its own order and channels-last.
"""

import argparse
import tempfile

import numpy

import turns

PEER = """
from torch import nn
steps, batch, normalized = arguments['steps'], arguments['batch'], arguments['batch_norm']
width, threshold = arguments['width'], 0.2 if arguments['batch_norm'] else 1.0
order = torch.channels_last if arguments['last'] else torch.contiguous_format
scaled = lambda size: int(size * width + 0.5)
spike = lambda u: SuperSpike.apply(u, 10.0)

class Neurons(nn.Module):
    def forward(self, x):
        if self.state is None:
            self.state = torch.zeros_like(x), torch.zeros_like(x)
        z, *self.state = lif(x, *self.state, spike, threshold)
        return z

modules, channels = [], 3
for size, pool in ((64, True), (128, True), (256, False), (256, True), (512, False), (512, True), (512, False), (512, True)):
    modules.append(nn.Conv2d(channels, scaled(size), 3, padding=1))
    channels = scaled(size)
    modules += [nn.BatchNorm2d(channels)] if normalized else []
    modules += [Neurons()] + ([nn.MaxPool2d(2)] if pool else [])
hidden = scaled(512)
modules += [nn.Flatten(), nn.Linear(channels, hidden), Neurons(), nn.Dropout(0.5), nn.Linear(hidden, hidden), Neurons(),
            nn.Dropout(0.5), nn.Linear(hidden, 10)]
network = nn.Sequential(*modules).to(memory_format=order)
flat = torch.from_numpy(numpy.fromfile(arguments['weights'], '<f4'))
with torch.no_grad():
    for parameter in network.parameters():
        parameter.copy_(flat[:parameter.numel()].reshape(parameter.shape)); flat = flat[parameter.numel():]
assert len(flat) == 0
images = floats(arguments['images'], batch, 3, 32, 32).contiguous(memory_format=order)
labels = torch.arange(batch) % 10
adam = torch.optim.Adam(network.parameters(), lr=1e-4)

def loss(counts=None):
    neurons = [module for module in network if isinstance(module, Neurons)]
    for module in neurons:
        module.state = None
    out = []
    for _ in range(steps):
        x = images
        for module in network:
            x = module(x)
            if counts is not None and isinstance(module, Neurons):
                counts[neurons.index(module)] += float(x.mean()) / steps
        out.append(x)
    return nn.functional.cross_entropy(torch.stack(out).max(0).values, labels)

def run():
    adam.zero_grad(); loss().backward(); adam.step()

network.eval()
rates = [0.0] * 10
with torch.no_grad():
    first = float(loss(rates))
network.train()
print(json.dumps({'seconds': timed(run, 2, arguments['runs']), 'rates': rates, 'first_loss': first}))
"""

parser = argparse.ArgumentParser()
parser.add_argument("--batch-norm", action="store_true")
parser.add_argument("--width", type=float, default=1.0)
parser.add_argument("--steps", type=int, default=4)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--threads", type=int, default=2)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--runs", type=int, default=5)
parser.add_argument("--warm-up", type=int, default=30, help="of Sleipnir, whose compiler takes so long")
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    random = numpy.random.default_rng(1)
    parameters, channels = [], 3

    def layer(inputs, outputs, *kernel):
        count = inputs * int(numpy.prod(kernel))
        parameters.append(random.normal(0, 17 / numpy.sqrt(count), (outputs, inputs) + kernel))
        parameters.append(numpy.zeros(outputs))

    for size in [int(size * o.width + 0.5) for size in (64, 128, 256, 256, 512, 512, 512, 512)]:
        layer(channels, size, 3, 3)
        if o.batch_norm:
            parameters += [numpy.ones(size), numpy.zeros(size)]
        channels = size
    hidden = int(512 * o.width + 0.5)
    for inputs, outputs in ((channels, hidden), (hidden, hidden), (hidden, 10)):
        layer(inputs, outputs)
    weights = turns.write(folder + "/weights", *parameters)
    images = turns.write(folder + "/images", random.normal(0, 0.3, (o.batch, 3, 32, 32)))
    options = ["--batch-norm"] if o.batch_norm else []

    def peer(last):
        return turns.pytorch(PEER, o.threads, batch_norm=o.batch_norm, width=o.width, steps=o.steps, batch=o.batch,
                             runs=o.runs, weights=weights, images=images, last=last)

    ours, first, last = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("vgg", "--width", o.width, "--steps", o.steps, "--batch", o.batch, "--threads", o.threads,
                               "--runs", o.runs, "--warm-up", o.warm_up, "--weights", weights, "--images", images,
                               *options),
        lambda: peer(False),
        lambda: peer(True))
    seconds = turns.median(ours, "seconds")
    peers = [turns.median(side, "seconds") for side in (first, last)]
    line = {"vgg": "VGG-11" + (" with batch norm" if o.batch_norm else ""), "steps": o.steps, "batch": o.batch,
            "threads": o.threads, "sleipnir_ms": round(1e3 * seconds, 1), "pytorch_ms": round(1e3 * peers[0], 1),
            "pytorch_channels_last_ms": round(1e3 * peers[1], 1),
            "sleipnir_images_per_s": round(o.batch / seconds, 1), "ratio": round(min(peers) / seconds, 2)}
    if not o.batch_norm:
        line |= {"sleipnir_first_loss": ours[0]["first_loss"], "pytorch_first_loss": first[0]["first_loss"],
                 "largest_difference_of_rates": max(abs(a - b) for a, b in zip(ours[0]["rates"], first[0]["rates"]))}
    turns.show(line)
