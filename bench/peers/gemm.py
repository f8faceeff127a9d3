"""Square float32 matrix products: Sleipnir beside OpenBLAS (numpy) and MKL (PyTorch), in one run.

Usage: python3 bench/peers/gemm.py [n]   from the project's folder. Needs numpy; PyTorch if installed.
Each is timed in processes of its own, turn about; printed are the best and the median rates.
"""

import json
import os
import statistics
import subprocess
import sys

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
ROUNDS = 3

PEER = """
import sys, time
n, library = int(sys.argv[1]), sys.argv[2]
if library == 'numpy':
    import numpy
    a = numpy.random.rand(n, n).astype('f'); b = numpy.random.rand(n, n).astype('f')
else:
    import os, torch
    torch.set_num_threads(int(os.environ['OMP_NUM_THREADS']))
    a = torch.rand(n, n); b = torch.rand(n, n)
times = []
start = time.perf_counter()
while time.perf_counter() - start < 4:
    t = time.perf_counter(); c = a @ b; times.append(time.perf_counter() - t)
times.sort()
print(2e-9 * n ** 3 / times[len(times) // 2])
"""


def peer(library, threads):
    env = dict(os.environ, OMP_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads),
               MKL_NUM_THREADS=str(threads))
    done = subprocess.run([sys.executable, "-c", PEER, str(N), library], env=env,
                          capture_output=True, text=True)
    return float(done.stdout) if done.returncode == 0 else None


def sleipnir(threads):
    done = subprocess.run(
        ["./sleipnir", "bench", "gemm", "--", "-p", f"n={N}", "-p", "form=NN", "-p",
         f"threads={threads}", "-wi", "3", "-i", "4"], capture_output=True, text=True, check=True)
    return json.loads(done.stdout.strip().splitlines()[-1])["gigaflops"]


for threads in (1, 2):
    rates = {"sleipnir": [], "openblas": [], "mkl": []}
    for _ in range(ROUNDS):
        rates["openblas"].append(peer("numpy", threads))
        rates["sleipnir"].append(sleipnir(threads))
        rates["mkl"].append(peer("torch", threads))
    line = {"n": N, "threads": threads}
    for name, values in rates.items():
        values = [v for v in values if v is not None]
        if values:
            line[name + "_median"] = round(statistics.median(values), 1)
            line[name + "_best"] = round(max(values), 1)
    best_peer = max(line.get("openblas_median", 0), line.get("mkl_median", 0))
    line["ratio_to_best_peer"] = round(line["sleipnir_median"] / best_peer, 3)
    print(json.dumps(line), flush=True)
