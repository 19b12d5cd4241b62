# SPDX-License-Identifier: MIT
"""Nothing of a run stays behind, however it ends."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from lab import child, state

TESTS = Path(__file__).resolve().parents[1]
# A run that has a server which is told of our end, and one that is not, as if we had died too early.
RUN = textwrap.dedent("""
    import subprocess, sys, time
    sys.path.insert(0, sys.argv[1])
    from lab import child, state
    with state.run_folder(sys.argv[2]) as folder:
        told = child.start(folder, ["sleep", "1000"], folder + "/log")
        stray = subprocess.Popen(["sleep", "1000"], env=child.environment(folder))
        print(folder, told.pid, stray.pid, flush=True)
        time.sleep(1000)
""")


@pytest.fixture
def home(tmp_path):
    return str(tmp_path / "runs")


def soon(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def start(home):
    """A run in a process of its own; with its folder and its two children."""
    run = subprocess.Popen([sys.executable, "-c", RUN, TESTS, home], stdout=subprocess.PIPE, text=True)
    folder, told, stray = run.stdout.readline().split()
    soon(lambda: os.readlink(f"/proc/{told}/exe").endswith("sleep"))
    return run, folder, [int(told), int(stray)]


def gone(pid):
    """Ended, whether or not its parent has noticed."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as f:
            return f.read().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_folder_and_home_are_gone_after_a_run(home):
    with state.run_folder(home) as folder:
        stray = subprocess.Popen(["sleep", "1000"], env=child.environment(folder))
    assert stray.wait(10) == -signal.SIGKILL
    assert not os.path.exists(home)


def test_also_after_a_failure(home):
    with pytest.raises(KeyError):
        with state.run_folder(home):
            raise KeyError
    assert not os.path.exists(home)


def test_a_killed_run_takes_its_servers_along_and_the_next_one_the_rest(home):
    run, folder, (told, stray) = start(home)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    soon(lambda: gone(told))
    assert not gone(stray) and os.path.isdir(folder)
    with state.run_folder(home) as own:
        assert gone(stray)
        assert os.listdir(home) == [os.path.basename(own)]
    assert not os.path.exists(home)


def test_a_run_that_lives_is_left_alone(home):
    run, folder, pids = start(home)
    try:
        with state.run_folder(home):
            pass
        assert os.path.isdir(folder) and not any(gone(pid) for pid in pids)
    finally:
        run.terminate()
        run.wait()
    with state.run_folder(home):
        pass
    assert all(gone(pid) for pid in pids) and not os.path.exists(home)


def test_many_runs_that_come_and_go_together(home):
    script = RUN.replace("time.sleep(1000)", "time.sleep(0.01)")
    runs = [subprocess.Popen([sys.executable, "-c", script, TESTS, home], stdout=subprocess.DEVNULL)
            for _ in range(12)]
    assert [run.wait() for run in runs] == [0] * 12
    assert not os.path.exists(home)


def test_a_folder_that_others_may_write_to_is_refused(home):
    os.mkdir(home)
    os.chmod(home, 0o777)
    with pytest.raises(state.Unsafe):
        with state.run_folder(home):
            pass


def test_a_link_in_its_place_is_refused(home, tmp_path):
    os.symlink(tmp_path, home)
    with pytest.raises(OSError):
        with state.run_folder(home):
            pass


def test_a_path_too_long_for_sockets_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr(state.tempfile, "gettempdir", lambda: str(tmp_path / ("x" * 60)))
    with pytest.raises(OSError, match="set TMPDIR"):
        state.home()
