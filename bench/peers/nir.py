"""NIR's equations in plain NumPy: a network trained by Sleipnir, saved as NIR, fires the same spikes.

Usage: python3 bench/peers/nir.py [FOLDER]   from the project's folder. Needs NumPy and h5py. Without a
folder, docs/examples/nir.java trains the network and writes trained.nir, x.npy and spikes.npy into one.

Knows nothing of Sleipnir: it reads the file with h5py, and of its metadata the time step alone. Each
step is forward Euler, what comes back through a circle is of the step before.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import numpy as np


def read(group):
    """A node: its type, its members, and, of a graph, its nodes and edges."""
    node = {}
    for name, value in group.items():
        if isinstance(value, h5py.Group):
            node[name] = {key: read(value[key]) for key in value} if name == "nodes" else read(value)
        else:
            node[name] = value.asstr()[()] if h5py.check_string_dtype(value.dtype) else value[()]
    return node


class Neuron:
    """A node with a state: LI, LIF, CubaLI, CubaLIF, I or IF."""

    def __init__(self, node, dt):
        self.node, self.dt, self.v, self.i = node, dt, 0, 0

    def step(self, x):
        p, dt = self.node, self.dt
        if "tau_syn" in p:
            self.i = self.i + dt / p["tau_syn"] * (p["w_in"] * x - self.i)
            x = self.i
        if "tau" in p or "tau_mem" in p:
            tau = p["tau_mem"] if "tau_mem" in p else p["tau"]
            self.v = self.v + dt / tau * (p["v_leak"] - self.v + p["r"] * x)
        else:
            self.v = self.v + dt * p["r"] * x
        if "v_threshold" not in p:
            return self.v
        z = self.v > p["v_threshold"]
        self.v = np.where(z, p["v_reset"], self.v)
        return z.astype(np.float64)


def conv2d(x, p):
    """Cross-correlation of [batch, channels, height, width], padded with zeros."""
    (sh, sw), (ph, pw), (dh, dw) = p["stride"], p["padding"], p["dilation"]
    weight, groups = p["weight"], int(p["groups"])
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out, each, kh, kw = weight.shape
    height = (x.shape[2] - dh * (kh - 1) - 1) // sh + 1
    width = (x.shape[3] - dw * (kw - 1) - 1) // sw + 1
    y = np.zeros((len(x), out, height, width)) + p["bias"][:, None, None]
    for o in range(out):
        first = o // (out // groups) * each
        for r in range(kh):
            for c in range(kw):
                part = x[:, first:first + each, r * dh:r * dh + sh * height:sh,
                         c * dw:c * dw + sw * width:sw][:, :, :height, :width]
                y[:, o] += np.einsum("bchw,c->bhw", part, weight[o, :, r, c])
    return y


def pool(x, p, mean):
    (kh, kw), (sh, sw), (ph, pw) = p["kernel_size"], p["stride"], p["padding"]
    x = np.pad(x, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))[:, :, ::sh, ::sw]
    return windows.mean(axis=(4, 5)) if mean else windows.sum(axis=(4, 5))


def module(node, dt):
    """What a node does in a step."""
    kind = node["type"]
    if "r" in node:
        return Neuron(node, dt).step
    return {
        "Input": lambda x: x,
        "Output": lambda x: x,
        "Linear": lambda x: x @ node["weight"].T.astype(np.float64),
        "Affine": lambda x: x @ node["weight"].T.astype(np.float64) + node["bias"],
        "Scale": lambda x: x * node["scale"],
        "Threshold": lambda x: (x > node["threshold"]).astype(np.float64),
        "Flatten": lambda x: x.reshape(len(x), -1),
        "Conv2d": lambda x: conv2d(x, node),
        "SumPool2d": lambda x: pool(x, node, False),
        "AvgPool2d": lambda x: pool(x, node, True),
    }[kind]


def run(graph, x, dt):
    """The outputs of a graph without graphs in it, [time, batch, ...]."""
    nodes, edges = graph["nodes"], [tuple(edge) for edge in graph["edges"]]
    into = {name: [a for a, b in edges if b == name] for name in nodes}
    spiking = {name for name in nodes if "v_threshold" in nodes[name]}
    after = lambda name: [b for a, b in edges if a == name]

    def reaches(start, end):
        seen, rest = set(), [start]
        while rest:
            name = rest.pop()
            if name == end:
                return True
            if name not in seen:
                seen.add(name)
                rest += after(name)
        return False

    # Late is an edge from a spiking neuron to what leads back to it.
    late = {(a, b) for a, b in edges if a in spiking and reaches(b, a)}
    order = []
    while len(order) < len(nodes):
        order += [name for name in nodes if name not in order
                  and all(a in order or (a, name) in late for a in into[name])][:1]
    modules = {name: module(nodes[name], dt) for name in nodes}
    start = next(name for name in nodes if nodes[name]["type"] == "Input")
    end = next(name for name in nodes if nodes[name]["type"] == "Output")
    values, outputs = {}, []
    for now in x:
        before, values = values, {}
        for name in order:
            given = now.astype(np.float64) if name == start else 0
            for a in into[name]:
                if (a, name) in late:
                    given = given + before.get(a, np.zeros((len(now), *np.shape(nodes[a]["r"]))))
                else:
                    given = given + values[a]
            values[name] = modules[name](given)
        outputs.append(values[end])
    return np.stack(outputs)


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp())
    if len(sys.argv) < 2:
        subprocess.run(["./sleipnir", "run", "docs/examples/nir.java", str(folder)], check=True)
    graph = read(h5py.File(folder / "trained.nir")["node"])
    got = run(graph, np.load(folder / "x.npy"), float(graph["metadata"]["dt"]))
    expected = np.load(folder / "spikes.npy")
    wrong = int((got != expected).sum())
    print(f"{expected.size} cells, {int(expected.sum())} spikes, {wrong} differ")
    sys.exit(1 if wrong else 0)


main()
