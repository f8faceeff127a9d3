"""Networks of populations: Sleipnir beside Brian2's C++ standalone mode, in one run.

Usage: python3 bench/peers/brian.py [NETWORK...]   from the project's folder; cuba, coba, brunel and
all-to-all without a name. Needs Brian2 (Debian: python3-brian, run by /usr/bin/python3) and g++.
Both sides run the network for the same time twice and time the second run, turn about, in
processes of their own; 1 and 2 threads (Brian2: OpenMP); Brian2 with its double numbers and with
single ones, which are Sleipnir's. Printed are medians of seconds of wall clock for a second of the
network, the spikes a neuron and second of both sides, which draw different numbers, and how long
Brian2 took to write and compile its program.
"""

import json
import shutil
import subprocess
import sys
import tempfile

from turns import median, show, sleipnir, take_turns

ROUNDS = 3
# Milliseconds that are timed, as `sleipnir bench network` has them.
TIMES = {"cuba": 10000, "coba": 10000, "brunel": 1000, "all-to-all": 2000}

BRIAN = """
import json, sys, time
import warnings; warnings.filterwarnings('ignore')
from brian2 import *
network, threads, folder, length = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4]) * ms
if sys.argv[5] == 'single':
    prefs.core.default_float_dtype = float32
set_device('cpp_standalone', build_on_run=False)
prefs.devices.cpp_standalone.openmp_threads = threads if threads > 1 else 0
defaultclock.dt = 0.1 * ms
seed(1)
parts = []

def sparse(cells, ports, weights):
    for group, port, weight in zip((cells[:3200], cells[3200:]), ports, weights):
        s = Synapses(group, cells, on_pre=port + ' += ' + weight)
        s.connect(p=0.02)
        parts.append(s)

if network == 'cuba':
    cells = NeuronGroup(4000, '''
        dv/dt = (ge + gi - (v + 49 * mV)) / (20 * ms) : volt (unless refractory)
        dge/dt = -ge / (5 * ms) : volt
        dgi/dt = -gi / (10 * ms) : volt''',
        threshold='v > -50 * mV', reset='v = -60 * mV', refractory=5 * ms, method='exact')
    cells.v = '-60 * mV + 10 * mV * rand()'
    sparse(cells, ('ge', 'gi'), ('1.62 * mV', '-9 * mV'))
elif network == 'coba':
    cells = NeuronGroup(4000, '''
        dv/dt = (10 * nS * (-60 * mV - v) + ge * (0 * mV - v) + gi * (-80 * mV - v)) / (200 * pF) : volt (unless refractory)
        dge/dt = -ge / (5 * ms) : siemens
        dgi/dt = -gi / (10 * ms) : siemens''',
        threshold='v > -50 * mV', reset='v = -60 * mV', refractory=5 * ms, method='exponential_euler')
    cells.v = '-65 * mV + 5 * mV * randn()'
    cells.ge = '(40 + 15 * randn()) * nS'
    cells.gi = '(200 + 120 * randn()) * nS'
    sparse(cells, ('ge', 'gi'), ('6 * nS', '67 * nS'))
else:
    n = 12500 if network == 'brunel' else 1000
    cells = NeuronGroup(n, 'dv/dt = -v / (20 * ms) : volt (unless refractory)',
        threshold='v > 20 * mV', reset='v = 10 * mV', refractory=2 * ms, method='exact')
    if network == 'brunel':
        cells.v = '10 * mV * rand()'
        parts.append(PoissonInput(cells, 'v', 1000, 20 * Hz, 0.1 * mV))
        for group, weight, k in ((cells[:10000], '0.1 * mV', 1000), (cells[10000:], '-0.5 * mV', 250)):
            # A fixed in-degree: every neuron draws the numbers of its sources.
            s = Synapses(group, cells, on_pre='v += ' + weight, delay=1.5 * ms)
            sources = concatenate([numpy.random.RandomState(j).choice(len(group), k, replace=False) for j in range(n)])
            s.connect(i=sources, j=numpy.repeat(numpy.arange(n), k))
            parts.append(s)
    else:
        cells.v = '20 * mV * rand()'
        parts.append(PoissonInput(cells, 'v', 1000, 10.5 * Hz, 0.1 * mV))
        s = Synapses(cells, cells, '''
            w : volt
            dx/dt = -x / (20 * ms) : volt (event-driven)
            dy/dt = -y / (20 * ms) : volt (event-driven)''',
            on_pre='''
            v_post += w
            x += 0.00004 * mV
            w = clip(w - y, 0 * mV, 0.008 * mV)''',
            on_post='''
            y += 0.00004 * mV
            w = clip(w + x, 0 * mV, 0.008 * mV)''', delay={'pre': 1.5 * ms})
        s.connect()
        s.w = 0.004 * mV
        parts.append(s)
first, spikes = SpikeMonitor(cells), None
net = Network(cells, first, *parts)
net.run(length)
first.active = False
spikes = SpikeMonitor(cells)
net.add(spikes)
net.run(length)
began = time.perf_counter()
device.build(directory=folder, compile=True, run=False, debug=False)
built = time.perf_counter() - began
print(built, flush=True)
for _ in sys.stdin:
    device.run(folder, with_output=False, run_args=[])
    print(json.dumps({'seconds': device._last_run_time / float(length / second),
        'rate': spikes.num_spikes / len(cells) / float(length / second)}), flush=True)
"""


class Brian:
    """A program of Brian2's, compiled, that can be run again and again."""

    def __init__(self, network, threads, numbers):
        self.folder = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", BRIAN, network, str(threads), self.folder,
             str(TIMES[network]), numbers],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.compile = float(self.line())

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("Brian2 has ended; its message stands above")
        return line

    def __call__(self):
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        return json.loads(self.line())

    def close(self):
        self.process.stdin.close()
        self.process.wait()
        shutil.rmtree(self.folder)


def ours(network, threads):
    row = sleipnir("network", "--networks", network, "--threads", threads)["results"][0]
    return {"seconds": row["seconds_per_second"], "rate": row["rate"]}


def compare(network, threads):
    double, single = (Brian(network, threads, numbers) for numbers in ("double", "single"))
    here, there, rounded = take_turns(ROUNDS, lambda: ours(network, threads), double, single)
    line = {"network": network, "threads": threads}
    for name, runs in (("sleipnir", here), ("brian2", there), ("brian2_single", rounded)):
        line[name + "_s_per_s"] = round(median(runs, "seconds"), 4)
        line[name + "_rate"] = round(median(runs, "rate"), 2)
    for name in ("brian2", "brian2_single"):
        line[name + "_ratio"] = round(line[name + "_s_per_s"] / line["sleipnir_s_per_s"], 2)
    line["brian2_compile_s"] = round(double.compile, 1)
    show(line)
    double.close()
    single.close()


for name in sys.argv[1:] or TIMES:
    if name not in TIMES:
        sys.exit(f"expected {', '.join(TIMES)}, got {name}")
    for number in (1, 2):
        compare(name, number)
