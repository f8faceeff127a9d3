"""Writes numbers.txt beside this script: what PyTorch (2.13, CPU, float64) computes, forward and backward.

    python3 make_numbers.py

A line for each array: case, name, shape (with x between sizes), values. Inputs are drawn by a formula that the test does
not need: they are in the file. Gradients are those of sum(y * g).
"""
import os

import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(3)
HERE = os.path.dirname(os.path.abspath(__file__))
lines = []


def number(value):
    return "%.9g" % value


def write(case, **arrays):
    for name, array in arrays.items():
        shape = "x".join(str(size) for size in array.shape) or "1"
        values = " ".join(number(v) for v in array.detach().reshape(-1).tolist())
        lines.append(f"{case} {name} {shape} {values}")


def single(*shape):
    return torch.randn(*shape).float().double()  # exact in single precision, too


def draw(module, mean, spread):
    for parameter in module.parameters():
        parameter.data = single(*parameter.shape) * spread + mean


def run(case, module, x, call=None, mean=0.1, spread=0.5):
    """One pass of a module with its parameters drawn."""
    draw(module, mean, spread)
    x.requires_grad_()
    before = {"p_" + name: p.detach().clone() for name, p in module.named_parameters()}
    y = (call or module)(x)
    g = single(*y.shape)
    (y * g).sum().backward()
    after = {"d_" + name: p.grad for name, p in module.named_parameters()}
    buffers = {"b_" + name: b for name, b in module.named_buffers() if b.dim() > 0}
    write(case, x=x, g=g, y=y, dx=x.grad, **before, **after, **buffers)


nn = torch.nn
run("conv", nn.Conv2d(4, 6, 3, stride=2, padding=1, dilation=1, groups=2), single(2, 4, 7, 6))
run("dilated", nn.Conv2d(2, 3, (3, 2), stride=(1, 2), padding=(2, 0), dilation=(2, 1), bias=False), single(2, 2, 6, 7))
run("depthwise", nn.Conv2d(5, 5, 3, padding=1, groups=5), single(2, 5, 5, 4))
run("same", nn.Conv2d(2, 3, (2, 3), padding="same"), single(2, 2, 5, 4))
run("conv1d", nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2), single(2, 4, 9))
run("transposed", nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2), single(2, 4, 3, 4))
run("batch_norm_2d", nn.BatchNorm2d(3), single(4, 3, 3, 2))
run("batch_norm_1d", nn.BatchNorm1d(5), single(6, 5))
run("batch_norm_lines", nn.BatchNorm1d(3, eps=1e-3, momentum=0.3), single(2, 3, 5))
trained = nn.BatchNorm2d(3)
trained.running_mean = single(3)
trained.running_var = single(3) ** 2 + 0.1
run("batch_norm_evaluated", trained.eval(), single(4, 3, 3, 2))
run("layer_norm", nn.LayerNorm(19), single(3, 2, 19))
run("layer_norm_images", nn.LayerNorm([2, 3, 4]), single(3, 2, 3, 4))
run("group_norm", nn.GroupNorm(2, 6), single(2, 6, 3, 4))
for name, kind in ("lstm", nn.LSTM), ("gru", nn.GRU), ("elman", nn.RNN):
    module = kind(4, 5)
    run(name, module, single(6, 3, 4), lambda x, module=module: module(x)[0])
run("gelu", nn.GELU(), single(40) * 3)
run("silu", nn.SiLU(), single(40) * 3)
run("leaky_relu", nn.LeakyReLU(0.2), single(40))
run("softmax", nn.Softmax(dim=-1), single(3, 2, 7))
run("max_pool", nn.MaxPool2d(3, stride=2, padding=1), single(2, 3, 7, 6))
run("avg_pool", nn.AvgPool2d(3, stride=2, padding=1), single(2, 3, 7, 6))
run("adaptive", nn.AdaptiveAvgPool2d((3, 2)), single(2, 3, 7, 5))
run("upsample", nn.Upsample(scale_factor=2), single(2, 3, 3, 2))


class Attention(nn.Module):
    """Spikformer's q k^T v / 8 with projections, batch normalisation and sigmoids for neurons, none behind attention."""

    def __init__(self, features, heads):
        super().__init__()
        self.heads = heads
        for part in "q", "k", "v", "proj":
            setattr(self, part + "_linear", nn.Linear(features, features))
            setattr(self, part + "_bn", nn.BatchNorm1d(features))

    def project(self, part, x):
        b, n, f = x.shape
        sums = getattr(self, part + "_bn")(getattr(self, part + "_linear")(x.reshape(b * n, f)))
        return torch.sigmoid(sums).reshape(b, n, f)

    def forward(self, x):
        b, n, f = x.shape
        q, k, v = (
            self.project(part, x).reshape(b, n, self.heads, f // self.heads).transpose(1, 2) for part in ("q", "k", "v")
        )
        y = (q @ k.transpose(-2, -1)) * 0.125 @ v
        return self.project("proj", y.transpose(1, 2).reshape(b, n, f))


run("attention", Attention(6, 2), single(3, 4, 6), mean=0, spread=1)

with open(os.path.join(HERE, "numbers.txt"), "w") as file:
    file.write("\n".join(lines) + "\n")
