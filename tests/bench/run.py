#!/usr/bin/env python3
"""Measures our endpoint beside one written by hand, in each framework, with wrk.

    python3 tests/bench/run.py                  all four, five rounds: about six minutes
    python3 tests/bench/run.py --only axum,warp --rounds 9 --json figures.json
    python3 tests/bench/run.py --quick          one short round: does everything still run?

Needs Linux with two cores, Rust, `taskset` and `wrk`. Stay off the machine while it runs.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import platform
import resource
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PATH = "/api/liveblocks-auth"
BODY = '{"room":"acme:docs:roadmap"}'
SECRET = "sk_prod_a_key_for_the_double_only_0123456789abcdef"
# The server has a core to itself; the load and the double share the other.
SERVER_CORE, LOAD_CORE = "0", "1"
# While other processes take more than this share of a core, measure again, at most this often.
QUIET, TRIES = 0.05, 3
TICK_US = 1e6 / os.sysconf("SC_CLK_TCK")
# The rows of each table. For `careful` see src/careful.rs; `-head` is written by hand, with what a
# resolver sees.
FRAMEWORKS = {
    "axum": ["axum", "axum-hand", "careful"],
    "actix": ["actix", "actix-hand", "actix-head"],
    "rocket": ["rocket", "rocket-hand"],
    "warp": ["warp", "warp-hand", "warp-head"],
}
# What Chrome sends to an endpoint of the page's own origin; wrk adds `Host` and `Content-Length`.
HEADERS = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    "Accept": "*/*",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "en-US,en;q=0.9",
    "Content-Type": "application/json",
    "Cookie": "theme=dark; session=3f9c1a7b52d84e06a1b7c9d0e2f41388",
    "DNT": "1",
    "Origin": "https://app.example.com",
    "Priority": "u=1, i",
    "Referer": "https://app.example.com/documents/roadmap",
    "Sec-CH-UA": '"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"',
    "Sec-CH-UA-Mobile": "?0",
    "Sec-CH-UA-Platform": '"Linux"',
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "same-origin",
    "X-User": "alice",
}
# wrk prints its own summary first; ours is the last line.
SCRIPT_END = """
function done(summary, latency)
    local e = summary.errors
    io.write(string.format('{"requests":%d,"us":%d,"p50_us":%d,"p99_us":%d,"errors":%d}\\n', summary.requests,
        summary.duration, latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4, help="of each measurement")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--only", default=",".join(FRAMEWORKS), help="frameworks, with commas between")
    parser.add_argument("--quick", action="store_true", help="one round of one second")
    parser.add_argument("--json", type=pathlib.Path, help="writes the figures of every run to this file")
    options = parser.parse_args()
    options.only = options.only.split(",")
    if unknown := set(options.only) - set(FRAMEWORKS):
        parser.error(f"no such framework: {', '.join(sorted(unknown))}")
    if options.quick:
        options.rounds, options.seconds = 1, 1
    if min(options.rounds, options.seconds, options.connections) < 1:
        parser.error("rounds, seconds and connections are at least 1")
    if missing := [tool for tool in ("taskset", "wrk") if not shutil.which(tool)]:
        parser.error(f"not installed: {', '.join(missing)}")
    return options


def build():
    command = ["cargo", "build", "--release", "--locked", "-p", "liveblocks-auth-bench", "--message-format=json-render-diagnostics"]
    built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return next(path for path in (json.loads(line).get("executable") for line in built.stdout.splitlines()) if path)


def script():
    lines = ['wrk.method = "POST"', f"wrk.body = {json.dumps(BODY)}"]
    lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in HEADERS.items()]
    return "\n".join(lines) + SCRIPT_END


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(binary, contestant, core, base_url="http://127.0.0.1:1"):
    """A contestant that accepts connections, and its port."""
    port = free_port()
    # The environment must not bring a proxy or settings for Rocket.
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower() and not name.startswith("ROCKET_")}
    environment = kept | {"PORT": str(port), "LIVEBLOCKS_BASE_URL": base_url, "LIVEBLOCKS_SECRET_KEY": SECRET}
    # `taskset` becomes the server, with the same pid. Rocket finds no Rocket.toml in `empty`.
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(["taskset", "-c", core, binary, contestant], env=environment, cwd=empty)
        try:
            for _ in range(500):
                if process.poll() is not None:
                    sys.exit(f"{contestant} ended with {process.returncode}")
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
                time.sleep(0.01)
            else:
                sys.exit(f"{contestant} does not accept connections")
            yield process, port
        finally:
            process.kill()
            process.wait()


def post(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("POST", PATH, BODY, HEADERS)
    response = connection.getresponse()
    answer = response.status, response.read()
    connection.close()
    return answer


def load(lua, ports, seconds, connections):
    """Loads the servers at these ports at the same time, each with its share of the connections."""
    command = ["taskset", "-c", LOAD_CORE, "wrk", "-t1", f"-c{max(1, connections // len(ports))}", f"-d{seconds}s", "-s", lua]
    started = [
        subprocess.Popen([*command, f"http://127.0.0.1:{port}{PATH}"], stdout=subprocess.PIPE, text=True) for port in ports
    ]
    outputs = [wrk.communicate()[0] for wrk in started]
    figures = [json.loads(output.splitlines()[-1]) for output in outputs]
    # wrk counts a status of 400 or more as an error; no contestant redirects.
    if not all(one["requests"] and not one["errors"] for one in figures):
        sys.exit("not every request was answered with 2xx:\n" + "\n".join(outputs))
    return figures


def cpu(pid):
    """CPU time of a process in µs: from the scheduler, or where it keeps no statistics, in clock ticks."""
    scheduled = sum(int(path.read_text().split()[0]) for path in pathlib.Path(f"/proc/{pid}/task").glob("*/schedstat"))
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return scheduled / 1e3 or (int(fields[11]) + int(fields[12])) * TICK_US


def machine_us():
    """CPU time of everything on the machine in µs, including what the hypervisor took away."""
    user, nice, system, _, _, irq, softirq, steal = map(int, pathlib.Path("/proc/stat").read_text().split()[1:9])
    return (user + nice + system + irq + softirq + steal) * TICK_US


def children_us():
    """CPU time of the children that have ended: of wrk."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (usage.ru_utime + usage.ru_stime) * 1e6


def peak_kib(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


class Stage:
    """Plays rounds against one double."""

    def __init__(self, binary, double, token, lua, options):
        self.binary, self.double, self.token, self.lua, self.options = binary, double, token, lua, options

    def play(self, framework, number):
        """One round: each contestant alone, then each one side by side with the handler written by hand.

        The machine's speed drifts, on a virtual one by half within seconds. Side by side, on one core and at the same time,
        two servers meet the same speed, so the ratio of their costs is steady where the costs are not.
        """
        contestants, hand = FRAMEWORKS[framework], f"{framework}-hand"
        base_url = f"http://127.0.0.1:{self.double[1]}"
        with contextlib.ExitStack() as stack:
            servers = {name: stack.enter_context(running(self.binary, name, SERVER_CORE, base_url)) for name in contestants}
            for name, (_, port) in servers.items():
                if (answer := post(port)) != (200, self.token):
                    sys.exit(f"{name} answers {answer}, not 200 with {self.token}")
                load(self.lua, [port], 1, self.options.connections)
            # Everyone goes first in turn.
            first = number % len(contestants)
            order = contestants[first:] + contestants[:first]
            return {
                "alone": {name: self.measure([servers[name]])[0] for name in order},
                "pairs": {name: self.measure([servers[name], servers[hand]]) for name in order if name != hand},
            }

    def measure(self, servers):
        """Loads the servers at the same time; of several tries, returns the figures of the least disturbed."""
        tries = []
        while not tries or (tries[-1][0]["others"] > QUIET and len(tries) < TRIES):
            tries.append(self.measure_once(servers))
        return min(tries, key=lambda figures: figures[0]["others"])

    def measure_once(self, servers):
        before = self.clocks(servers)
        figures = load(self.lua, [port for _, port in servers], self.options.seconds, self.options.connections)
        *used, double, wrk, machine = (after - earlier for after, earlier in zip(self.clocks(servers), before))
        others = max(0, machine - sum(used) - double - wrk) / figures[0]["us"]
        return [
            one | {"cpu_us": cpu_us, "others": others, "peak_rss_kib": peak_kib(process.pid)}
            for one, cpu_us, (process, _) in zip(figures, used, servers)
        ]

    def clocks(self, servers):
        return [*(cpu(process.pid) for process, _ in servers), cpu(self.double[0].pid), children_us(), machine_us()]


def cost(run):
    return run["cpu_us"] / run["requests"]


COLUMNS = {
    "requests/s": (lambda run: run["requests"] / run["us"] * 1e6, ",.0f"),
    "CPU µs/request": (cost, ".1f"),
    "p99 ms": (lambda run: run["p99_us"] / 1e3, ".2f"),
    "peak RSS MiB": (lambda run: run["peak_rss_kib"] / 1024, ".1f"),
    "server core busy %": (lambda run: run["cpu_us"] / run["us"] * 100, ".0f"),
}


def spread(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def table(framework, rounds):
    labels = {framework: "ours", f"{framework}-hand": "by hand", f"{framework}-head": "by hand, whole head", "careful": "careful"}
    lines = [f"### {framework}\n", "| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name in FRAMEWORKS[framework]:
        cells = [spread([figure(round["alone"][name]) for round in rounds], form) for figure, form in COLUMNS.values()]
        lines.append(f"| {labels[name]} | " + " | ".join(cells) + " |")
    for name in rounds[0]["pairs"]:
        ratios = [cost(rival) / cost(hand) for rival, hand in (round["pairs"][name] for round in rounds)]
        lines.append(f"| {labels[name]} / by hand, side by side | | **{spread(ratios, '.3f')}** | | | |")
    return "\n".join(lines) + "\n"


def main():
    options = arguments()
    # So that the servers end too.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    binary = build()
    machine = {"kernel": platform.release(), "cores": os.cpu_count(), "load_before": os.getloadavg()[0]}
    print(f"Medians (min–max): {options.rounds} rounds of {options.seconds} s, {options.connections} connections; "
          f"load average before {machine['load_before']:.2f}.\n", flush=True)
    figures = {}
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua, running(binary, "double", LOAD_CORE) as double:
        lua.write(script())
        lua.flush()
        status, token = post(double[1])
        if status != 200:
            sys.exit(f"the double answers {status}")
        stage = Stage(binary, double, token, lua.name, options)
        for framework in options.only:
            figures[framework] = [stage.play(framework, number) for number in range(options.rounds)]
            print(table(framework, figures[framework]), flush=True)
    rounds = [round for rounds in figures.values() for round in rounds]
    others = [run["others"] for round in rounds for run in (*round["alone"].values(), *(pair[0] for pair in round["pairs"].values()))]
    if disturbed := sum(share > QUIET for share in others):
        print(f"Other processes disturbed {disturbed} of {len(others)} measurements: trust the ratios only.")
    if options.json:
        settings = {name: getattr(options, name) for name in ("rounds", "seconds", "connections")}
        options.json.write_text(json.dumps({"settings": settings, "machine": machine, "figures": figures}, indent=1) + "\n")


if __name__ == "__main__":
    main()
