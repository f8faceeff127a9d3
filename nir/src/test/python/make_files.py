"""Makes the files of src/test/resources with h5py: forms that our writer does not write."""
import h5py
import numpy as np

OUT = "nir/src/test/resources/dev/sleipnir/nir/"
rng = np.random.default_rng(1)


def node(group, kind, **members):
    group["type"] = kind
    for name, value in members.items():
        if isinstance(value, np.ndarray) and value.ndim:
            group.create_dataset(name, data=value, compression="gzip", compression_opts=4)
        else:
            group[name] = value


with h5py.File(OUT + "gzip.nir", "w") as f:
    f["version"] = "1.0.8"
    top = f.create_group("node")
    top["type"] = "NIRGraph"
    top["edges"] = np.array([["input", "0"], ["0", "1"], ["1", "output"]], dtype=h5py.string_dtype())
    top["metadata/author"] = "h5py"
    top["metadata/deep/seen"] = True
    nodes = top.create_group("nodes")
    weight = (np.arange(60 * 300) % 251 - 125).astype(np.float32).reshape(60, 300) / 64
    node(nodes.create_group("input"), "Input", shape=np.array([300]))
    node(nodes.create_group("0"), "Linear")
    nodes["0"].create_dataset("weight", data=weight, compression="gzip", chunks=(16, 128))
    node(
        nodes.create_group("1"), "LIF", tau=np.full(60, 0.02), r=np.ones(60), v_leak=np.zeros(60),
        v_threshold=np.ones(60), v_reset=np.zeros(60))
    node(nodes.create_group("output"), "Output", shape=np.array([60]))

with h5py.File(OUT + "no_edges.nir", "w") as f:
    f["version"] = "1.0.7"
    f["node/type"] = "NIRGraph"
    f["node/edges"] = np.array([])
    f.create_group("node/nodes")

with h5py.File(OUT + "latest.nir", "w", libver="latest") as f:
    f["node/type"] = "Threshold"
    f["node/threshold"] = np.array([0.5, 1.0], dtype=np.float32)

with h5py.File(OUT + "bytes.nir", "w") as f:
    f["version"] = "0.1"
    top = f.create_group("node")
    top["type"] = "NIRGraph"
    top["edges"] = np.array([[b"input", b"output"]])
    node(top.create_group("nodes/input"), "Input", shape=np.array([3]))
    node(top.create_group("nodes/output"), "Output", shape=np.array([3]))
