"""One layer by itself, forward and backward: Sleipnir beside PyTorch, whose images are stored either way.

Usage: python3 bench/peers/layer.py [--threads N] [--rounds N]   from the project's folder. Needs numpy and PyTorch.
"""

import argparse

import turns

PEER = """
batch, channels, size = arguments['batch'], arguments['channels'], arguments['size']
layer = arguments['layer']
if layer == 'layernorm':
    module, x = torch.nn.LayerNorm(channels), torch.randn(batch, size, channels)
else:
    module = (torch.nn.Conv2d(channels, channels, 3, padding=1, groups=channels) if layer == 'depthwise'
              else torch.nn.BatchNorm2d(channels))
    order = torch.channels_last if arguments['last'] else torch.contiguous_format
    module = module.to(memory_format=order)
    x = torch.randn(batch, channels, size, size).contiguous(memory_format=order)
x.requires_grad_()

def both():
    x.grad = None
    module.zero_grad()
    module(x).sum().backward()

print(json.dumps({'seconds': timed(both, 20, 50)}))
"""

parser = argparse.ArgumentParser()
parser.add_argument("--threads", type=int, default=1)
parser.add_argument("--rounds", type=int, default=3)
o = parser.parse_args()

for layer, batch, channels, size in (("depthwise", 32, 64, 32), ("batchnorm", 32, 64, 32), ("layernorm", 64, 512, 64)):
    def peer(last):
        return turns.pytorch(PEER, o.threads, layer=layer, batch=batch, channels=channels, size=size, last=last)

    ours, first, last = turns.take_turns(
        o.rounds,
        lambda: turns.sleipnir("layer", "--layer", layer, "--batch", batch, "--channels", channels, "--size", size,
                               "--threads", o.threads),
        lambda: peer(False),
        lambda: peer(True))
    seconds = turns.median(ours, "seconds")
    turns.show({"layer": layer, "batch": batch, "channels": channels, "size": size, "threads": o.threads,
                "sleipnir_ms": round(1e3 * seconds, 3),
                "pytorch_ms": round(1e3 * turns.median(first, "seconds"), 3),
                "pytorch_channels_last_ms": round(1e3 * turns.median(last, "seconds"), 3),
                "ratio": round(turns.median(first, "seconds") / seconds, 2)})
