"""Recordings of event cameras decoded: Sleipnir beside plain C, on the same files, turn about.

Usage: python3 bench/peers/events.py [--events N] [--rounds N] [--repeats N]   from the project's
folder. Needs gcc (or $CC) and numpy. One thread each, files in the page cache; both must find the
same events. The C program is bench/peers/events.c.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import turns

parser = argparse.ArgumentParser()
parser.add_argument("--events", type=int, default=10_000_000)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--repeats", type=int, default=5)
o = parser.parse_args()

with tempfile.TemporaryDirectory() as folder:
    program = folder + "/events"
    source = str(pathlib.Path(__file__).with_name("events.c"))
    subprocess.run([os.environ.get("CC", "gcc"), "-O3", "-march=native", "-o", program, source],
                   check=True)

    def plain_c(name):
        done = subprocess.run([program, name, f"{folder}/drawn.{name}", str(o.repeats + 2)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(done.stderr.strip())
        result = json.loads(done.stdout)
        seconds = statistics.median(result["runs"][2:])
        return {"events_per_second": result["events"] / seconds, "sum": result["sum"]}

    for name in ["dat", "evt2", "evt3"]:
        ours, theirs = turns.take_turns(
            o.rounds,
            lambda: turns.sleipnir("events", "--formats", name, "--events", o.events, "--repeats",
                                   o.repeats, "--keep", folder)["results"][0],
            lambda: plain_c(name))
        fast = turns.median(ours, "events_per_second")
        c = turns.median(theirs, "events_per_second")
        turns.show({
            "format": name,
            "sleipnir_M_per_s": round(fast * 1e-6, 1),
            "c_M_per_s": round(c * 1e-6, 1),
            "limit_M_per_s": round(turns.median(ours, "limit_events_per_second") * 1e-6, 1),
            "bytes_alone_M_per_s":
                round(turns.median(ours, "bytes_alone_events_per_second") * 1e-6, 1),
            "ratio": round(fast / c, 2),
            "same_events": "yes" if ours[0]["sum"] == theirs[0]["sum"] else "NO"})
