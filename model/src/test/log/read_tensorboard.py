"""Reads a folder of event files with TensorBoard's own reader and prints what is in it.

    pip install tensorboard
    python3 model/src/test/log/read_tensorboard.py FOLDER
"""

import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.plugin_event_accumulator import (
    EventAccumulator as PluginAccumulator,
)
from tensorboard.util import tensor_util

folder = sys.argv[1]
old = EventAccumulator(folder, size_guidance={"scalars": 0, "histograms": 0, "images": 0})
old.Reload()
tags = old.Tags()
for tag in tags["scalars"]:
    print("scalar", tag, [(e.step, e.value) for e in old.Scalars(tag)])
for tag in tags["histograms"]:
    for e in old.Histograms(tag):
        h = e.histogram_value
        print("histogram", tag, e.step, h.min, h.max, h.num, h.sum, sum(h.bucket))
        assert sum(h.bucket) == h.num and h.bucket_limit[-1] == h.max
for tag in tags["images"]:
    for e in old.Images(tag):
        print("image", tag, e.step, e.width, e.height, len(e.encoded_image_string))
        assert e.encoded_image_string.startswith(b"\x89PNG")

# What the dashboards are fed with: the same events, turned into tensors.
new = PluginAccumulator(folder)
new.Reload()
for tag in tags["scalars"]:
    found = [(e.step, float(tensor_util.make_ndarray(e.tensor_proto))) for e in new.Tensors(tag)]
    assert found == [(e.step, e.value) for e in old.Scalars(tag)], tag
for tag in tags["histograms"] + tags["images"]:
    assert new.Tensors(tag), tag
assert tags["scalars"] or tags["histograms"] or tags["images"], "expected events, got none"
print("ok:", {k: len(v) for k, v in tags.items() if isinstance(v, list)})
