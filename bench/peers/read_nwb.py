"""Reads the spikes of an NWB file, and prints of each population neurons, spikes, and spikes a neuron and second.

    python bench/peers/read_nwb.py FILE.nwb

With PyNWB (pip install pynwb) where that is installed, which also says what does not conform to NWB; with h5py else.
"""
import sys

try:
    import pynwb
except ImportError:
    pynwb = None


def with_pynwb(path):
    found = pynwb.validate(path=path)
    for error in found[0] if isinstance(found, tuple) else found:
        print("does not conform:", error)
    with pynwb.NWBHDF5IO(path, "r") as io:
        units = io.read().units.to_dataframe()
    return [
        (row["population"], len(row["spike_times"]), row["obs_intervals"][0])
        for _, row in units.iterrows()
    ]


def with_h5py(path):
    import h5py

    with h5py.File(path, "r") as file:
        units = file["units"]

        def rows(name):
            index = units[name + "_index"]
            values = file[index.attrs["target"]][()]  # where the reference leads
            ends = index[()].tolist()
            return [values[begin:end] for begin, end in zip([0] + ends, ends)]

        names = [name.decode() for name in units["population"][()]]
        times = rows("spike_times")
        windows = rows("obs_intervals")
        return [(names[u], len(times[u]), windows[u][0]) for u in range(len(names))]


def main(path):
    populations = {}
    for name, spikes, (begin, end) in (with_pynwb if pynwb else with_h5py)(path):
        counts = populations.setdefault(name, [0, 0, 0.0])
        counts[0] += 1
        counts[1] += spikes
        counts[2] += end - begin
    for name, (neurons, spikes, seconds) in populations.items():
        print(f"{name}: {neurons} neurons, {spikes} spikes, {spikes / seconds:.4f} a neuron and second")


main(sys.argv[1])
