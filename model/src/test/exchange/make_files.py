"""Makes the files beside this script: arrays of every type as PyTorch, NumPy and safetensors write them.

    python3 make_files.py          writes them (PyTorch 2.13, NumPy 2.4, safetensors 0.8, SciPy 1.17)
    python3 make_files.py check DIR  compares what ExchangeFilesTest left in DIR (its SLEIPNIR_EXCHANGE)

Every array is [2, 3] with the values 0 1 2 3 4 5, halved where they are floating-point numbers, 0 1 0 1 0 1 where
they are booleans; every scalar is 3.
"""
import os
import sys
from collections import OrderedDict

import numpy as np
import scipy.io
import scipy.sparse
import torch
from safetensors.torch import load_file, save_file

HERE = os.path.dirname(os.path.abspath(__file__))
FLOATING = ["float64", "float32", "float16", "bfloat16"]
SIGNED = ["int64", "int32", "int16", "int8"]
UNSIGNED = ["uint64", "uint32", "uint16", "uint8"]


def tensor(name):
    values = torch.arange(6).reshape(2, 3)
    if name in FLOATING:
        return (values / 2).to(getattr(torch, name))
    if name == "bool":
        return (values % 2).to(torch.bool)
    return values.to(getattr(torch, name))


def array(name):
    values = np.arange(6).reshape(2, 3)
    return (values / 2).astype(name) if name in FLOATING else (values % 2 == 1) if name == "bool" else values.astype(name)


class Foreign:
    def __reduce__(self):
        return (os.system, ("true",))


def matlab():
    """Beside arrays of numbers, what is left out when arrays are read."""
    arrays = {n: array(n) for n in ["float64", "float32"] + SIGNED + UNSIGNED}
    arrays["axes"] = np.arange(24.0).reshape(2, 3, 4)
    arrays["scalar"] = 3.0
    arrays["empty"] = np.zeros((0, 3))
    others = {"text": "word", "cell": np.array(["a", 1], dtype=object), "complex": np.array([1 + 2j])}
    others["sparse"] = scipy.sparse.csc_matrix(np.eye(2))
    others["structure"] = {"a": 1.0}
    scipy.io.savemat("types.mat", arrays | others)
    scipy.io.savemat("packed.mat", arrays | others, do_compression=True)


def write():
    everything = {name: tensor(name) for name in FLOATING + SIGNED + UNSIGNED + ["bool"]}
    torch.save(everything, "types.pt")
    save_file(everything, "types.safetensors")
    np.savez_compressed("types.npz", **{n: array(n) for n in FLOATING[:3] + SIGNED + UNSIGNED + ["bool"]})

    matlab()

    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    views = OrderedDict(
        rows=base[1:3],
        columns=base[:, 2:4],
        transposed=base.T,
        every_other=base[::2, ::3],
        repeated=torch.tensor([[1.5], [2.5]]).expand(2, 3),
        scalar=torch.tensor(3.0),
        empty=torch.zeros(0, 3),
        learned=torch.nn.Parameter(tensor("float32")),
    )
    torch.save(views, "views.pt")
    torch.save(views, "protocol5.pt", pickle_protocol=5)

    torch.manual_seed(1)
    network = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU(), torch.nn.BatchNorm1d(2))
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    network(torch.ones(4, 3)).sum().backward()
    optimizer.step()
    torch.save(
        {
            "epoch": 3,
            "best": 0.5,
            "name": "small",
            "flags": (True, None, [1, 2]),
            "network": network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "shape": torch.Size([2, 3]),
        },
        "checkpoint.pt",
    )
    torch.save({"weight": tensor("float32"), "run": Foreign()}, "foreign.pt")
    torch.save(network, "module.pt")
    torch.save({"weight": tensor("float32")}, "legacy.pt", _use_new_zipfile_serialization=False)
    np.save("columns.npy", np.asfortranarray(array("float32")))
    np.save("big_endian.npy", array("float64").astype(">f8"))
    np.save("scalar.npy", np.int32(3))
    np.save("objects.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    np.save("structure.npy", np.zeros(2, dtype=[("a", "f4"), ("b", "i4")]))
    np.save("complex.npy", np.zeros(2, dtype="complex64"))


def check(folder):
    for file in sorted(os.listdir(folder)):
        path = os.path.join(folder, file)
        if file.endswith(".pt"):
            for mapped in [False, True]:
                for name, value in torch.load(path, weights_only=True, mmap=mapped).items():
                    assert value.dtype == getattr(torch, name) and torch.equal(value, tensor(name)), (file, name)
        elif file.endswith(".safetensors"):
            for name, value in load_file(path).items():
                assert value.dtype == getattr(torch, name) and torch.equal(value, tensor(name)), (file, name)
        elif file.endswith(".npz"):
            for name, value in np.load(path).items():
                assert value.dtype == array(name).dtype and np.array_equal(value, array(name)), (file, name)
        elif file.endswith(".npy"):
            value = np.load(path)
            assert value.dtype == np.float32 and np.array_equal(value, array("float32")), file
        else:
            continue
        print(file, "as expected")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(sys.argv[2])
    else:
        os.chdir(HERE)
        write()
