"""Matrix products on an NVIDIA GPU: are they right, how fast are they, from which size do they pay.

Usage: python3 measure.py [--sleipnir COMMAND] [--quick]
from a folder that bench/gpu/pack.sh made, or as bench/gpu/measure.py from the project's folder. Needs
a GPU with CUDA 12 or 13 and cuBLAS (SLEIPNIR_CUDA_PATH names their folders where they are not found
by themselves; those of the Python packages of NVIDIA are found here), and PyTorch for the comparison.

1. Products of random shapes, in every precision, against sums in double precision.
2. SGEMM 4096^3 and 8192^3 beside torch.matmul, three rounds turn about; wanted: 85 % of its rate.
3. The CPU beside the GPU by size, arrays to arrays: where the GPU begins to be faster.
4. One training step of the digit classifier.

Prints tables for docs/performance.md, and a line of JSON last. Exit status 1 if something was wrong.
"""

import argparse
import datetime
import glob
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))

parser = argparse.ArgumentParser()
parser.add_argument("--sleipnir", help="the command; default: beside this script, or ./sleipnir")
parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of the CPU's products")
parser.add_argument("--quick", action="store_true", help="small sizes, one round: a rehearsal")
options = parser.parse_args()
beside = os.path.join(HERE, "sleipnir")
command = options.sleipnir or (beside if os.path.exists(beside) else "./sleipnir")
environment = dict(os.environ)
if "SLEIPNIR_CUDA_PATH" not in environment:
    folders = []
    for base in sys.path:
        folders += glob.glob(os.path.join(base, "nvidia", "*", "lib"))
    environment["SLEIPNIR_CUDA_PATH"] = os.pathsep.join(dict.fromkeys(folders))
environment.setdefault("SLEIPNIR_JAVA_OPTS", "-Xmx6g")

TORCH = """
import json, sys, time, torch
n, tf32 = int(sys.argv[1]), sys.argv[2] == "tf32"
torch.backends.cuda.matmul.allow_tf32 = tf32
a = torch.rand(n, n, device="cuda"); b = torch.rand(n, n, device="cuda"); c = torch.empty_like(a)
times = []
for i in range(20):
    torch.cuda.synchronize(); start = time.perf_counter()
    torch.matmul(a, b, out=c)
    torch.cuda.synchronize(); times.append(time.perf_counter() - start)
times = sorted(times[10:])
print(json.dumps({"seconds": times[len(times) // 2], "card": torch.cuda.get_device_name(),
                  "torch": torch.__version__}))
"""


def run(*arguments):
    """Runs Sleipnir; returns its output, or exits with its error."""
    done = subprocess.run([command, *map(str, arguments)], env=environment, capture_output=True,
                          text=True)
    if done.returncode:
        sys.exit(f"{command} {' '.join(map(str, arguments))}: {done.stderr.strip()}")
    return done.stdout.strip().splitlines()


def sgemm(size, device="cuda", precision="float32", shapes=3, warm_up=10, runs=10):
    return json.loads(run("bench", "sgemm", "--size", size, "--device", device, "--gpu-precision",
                          precision, "--threads", options.threads, "--shapes", shapes, "--warm-up",
                          warm_up, "--runs", runs)[-1])


def torch(size, precision):
    done = subprocess.run([sys.executable, "-c", TORCH, str(size), precision],
                          capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1]) if done.returncode == 0 else None


wrong = []
figures = {"date": datetime.date.today().isoformat()}

print("## Random shapes\n\n| precision | shapes | largest relative error |\n| --- | --- | --- |")
for precision in ("float32", "tf32", "bf16"):
    # The command itself fails where an error exceeds the bound of the precision.
    result = sgemm(64, precision=precision, shapes=30 if options.quick else 300)
    figures["device"] = result["device"] if precision == "float32" else figures["device"]
    figures["error_" + precision] = result["error"]
    print(f"| {precision} | {30 if options.quick else 300} | {result['error']:.2g} |", flush=True)
print(f"\non {figures['device']}")

print("\n## SGEMM beside torch.matmul\n\n| size | precision | Sleipnir | torch | ratio |"
      "\n| --- | --- | --- | --- | --- |")
for size in (256, 512) if options.quick else (4096, 8192):
    for precision in ("float32", "tf32"):
        ours, theirs = [], []
        for _ in range(1 if options.quick else 3):
            ours.append(sgemm(size, precision=precision)["seconds"])
            other = torch(size, precision)
            if other:
                theirs.append(other["seconds"])
                figures["card"], figures["torch"] = other["card"], other["torch"]
        rate = 2e-12 * size ** 3 / statistics.median(ours)
        figures[f"tflops_{precision}_{size}"] = rate
        line = f"| {size} | {precision} | {rate:.1f} TFLOP/s | "
        if theirs:
            other = 2e-12 * size ** 3 / statistics.median(theirs)
            figures[f"torch_tflops_{precision}_{size}"] = other
            line += f"{other:.1f} | {rate / other:.2f} |"
            if precision == "float32" and not options.quick and rate / other < 0.85:
                wrong.append(f"{size}: {rate / other:.2f} of torch.matmul, wanted 0.85")
        else:
            line += "no PyTorch with CUDA | |"
        print(line, flush=True)

print(f"\n## Break-even, arrays to arrays, CPU with {options.threads} threads\n\n"
      "| size | multiply-adds | CPU | GPU | faster |\n| --- | --- | --- | --- | --- |")
break_even = None
for size in (64, 128) if options.quick else (64, 128, 192, 256, 384, 512, 768, 1024, 2048):
    cpu = sgemm(size, "cpu", warm_up=100, runs=50)["seconds_of_arrays"]
    gpu = sgemm(size, warm_up=100, runs=50)["seconds_of_arrays"]
    if gpu >= cpu:
        break_even = None
    elif break_even is None:
        break_even = size ** 3
    print(f"| {size} | 2^{3 * (size.bit_length() - 1)}{'' if size & (size - 1) == 0 else '+'} |"
          f" {1e6 * cpu:.0f} us | {1e6 * gpu:.0f} us | {'GPU' if gpu < cpu else 'CPU'} |", flush=True)
figures["break_even"] = break_even
print(f"\nFrom {break_even} multiply-adds on: Device.BREAK_EVEN.")

print("\n## One training step of the digit classifier\n")
for line in run("mnist", "--dataset", "strokes", "--train-samples", 32, "--test-samples", 32,
                "--steps", 64, "--device", "cuda", "--quiet"):
    print(line)

for what in wrong:
    print("WRONG: " + what)
figures["wrong"] = wrong
print(json.dumps(figures))
sys.exit(1 if wrong else 0)
