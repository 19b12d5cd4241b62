# SPDX-License-Identifier: MIT
"""Several machines, some of them at a time: threads, a table, JSON."""
import json
import queue
import threading

from lab import one


def run_all(options, progress, told):
    """Every architecture, options.jobs at a time; told(result) as each ends. Returns the results in the
    order asked for. On the way out by an exception all machines are stopped."""
    todo, done = queue.SimpleQueue(), {}
    for arch in options.archs:
        todo.put(arch)
    running, lock, stopped = {}, threading.Lock(), threading.Event()

    def work():
        while not stopped.is_set():
            try:
                arch = todo.get_nowait()
            except queue.Empty:
                return
            run = one.Run(options, arch, options.rows[arch], progress, captured=True)
            with lock:
                running[arch] = run
            done[arch] = run.go()
            with lock:
                del running[arch]
                told(done[arch])

    threads = [threading.Thread(target=work) for _ in range(min(options.jobs, len(options.archs)))]
    for thread in threads:
        thread.start()
    try:
        for thread in threads:
            thread.join()
    finally:
        stopped.set()
        with lock:
            for run in running.values():
                run.stop()
        for thread in threads:
            thread.join()
    return [done[arch] for arch in options.archs]


def as_json(results):
    """The results for programs."""
    return json.dumps([{
        "arch": r.arch, "status": r.status, "error": r.error, "boot_seconds": rounded(r.boot_seconds),
        "seconds": rounded(r.seconds), "stdout": (r.output or b"").decode("utf-8", "replace"),
        "stderr": (r.errors or b"").decode("utf-8", "replace")} for r in results], indent=1)


def rounded(value):
    return None if value is None else round(value, 2)


def table(results):
    """The results for people: one line each, aligned."""
    lines = [("architecture", "status", "boot", "all", "")]
    for r in results:
        lines.append((r.arch, "ok" if r.status == 0 else str(r.status), seconds(r.boot_seconds),
                      seconds(r.seconds), (r.error or "").split("\n")[0]))
    return "\n".join(("%-12s  %6s  %8s  %8s  %s" % line).rstrip() for line in lines)


def seconds(value):
    return "-" if value is None else "%.1f s" % value


def prefixed(arch, data):
    """A guest's output among others'."""
    lines = (data or b"").decode("utf-8", "replace").splitlines()
    return "".join("%s: %s\n" % (arch, line) for line in lines)


def status_of(results):
    """One status for all: the lab's own failure before any of a command."""
    statuses = [r.status for r in results]
    return one.LAB_FAILED if one.LAB_FAILED in statuses else max(statuses)
