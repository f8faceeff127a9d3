"""Writes optimizers.csv and schedules.csv beside this script: what PyTorch 2.13 makes of five weights in twelve
steps, and of the learning rate 1 in twenty.

    python3 make_numbers.py
"""
import math
import os

import torch
from torch.optim import SGD, Adamax, RMSprop, lr_scheduler

HERE = os.path.dirname(os.path.abspath(__file__))
OPTIMIZERS = {
    "adamax": lambda w: Adamax(w, 0.02),
    "adamax decay": lambda w: Adamax(w, 0.02, betas=(0.8, 0.95), eps=1e-4, weight_decay=0.1),
    "rmsprop": lambda w: RMSprop(w, 0.01),
    "rmsprop momentum": lambda w: RMSprop(w, 0.01, alpha=0.9, momentum=0.8, weight_decay=0.1),
    "rmsprop centered": lambda w: RMSprop(w, 0.01, alpha=0.9, eps=1e-3, centered=True),
}
SCHEDULES = {
    "step": lambda o: lr_scheduler.StepLR(o, 6, 0.3),
    "exponential": lambda o: lr_scheduler.ExponentialLR(o, 0.9),
    "cosine": lambda o: lr_scheduler.CosineAnnealingLR(o, 20),
    "one cycle": lambda o: lr_scheduler.OneCycleLR(o, 1, 20, cycle_momentum=False),
    "one cycle own": lambda o: lr_scheduler.OneCycleLR(
        o, 1, 20, pct_start=0.5, div_factor=10, final_div_factor=100, cycle_momentum=False
    ),
    "warm-up": lambda o: lr_scheduler.SequentialLR(
        o,
        [lr_scheduler.LinearLR(o, 1 / 6, 1, 5), lr_scheduler.CosineAnnealingLR(o, 15)],
        [5],
    ),
}


def write(name, rows):
    with open(os.path.join(HERE, name), "w") as out:
        for key, values in rows.items():
            out.write(",".join([key] + [f"{v:.12g}" for v in values]) + "\n")


def trained(make):
    w = torch.tensor([0.5 * (i - 2) for i in range(5)], dtype=torch.float64, requires_grad=True)
    optimizer = make([w])
    for step in range(12):
        w.grad = torch.tensor([math.sin(1 + 3 * step + i) for i in range(5)], dtype=torch.float64)
        optimizer.step()
    return w.tolist()


def rates(make):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], 1.0)
    schedule = make(optimizer)
    values = []
    for _ in range(20):
        values.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return values


write("optimizers.csv", {name: trained(make) for name, make in OPTIMIZERS.items()})
write("schedules.csv", {name: rates(make) for name, make in SCHEDULES.items()})
