# SPDX-License-Identifier: MIT
"""What a person at a terminal sees meanwhile: one line for each guest that changes in place."""
import sys
import threading
import time


class Quiet:
    """Nobody is there to read it."""

    def say(self, name, words):
        pass

    def note(self, text):
        pass

    def clear(self):
        pass


class Lines:
    """Every change is a line of its own, for logs (--verbose)."""

    def __init__(self):
        self.began, self.last = time.monotonic(), {}

    def say(self, name, words):
        if self.last.get(name) != words:
            self.last[name] = words
            self.note("%s: %6.2f s: %s" % (name, time.monotonic() - self.began, words))

    def note(self, text):
        print("lab: " + text, file=sys.stderr, flush=True)

    def clear(self):
        pass


class Terminal:
    """One line at the bottom that says where all guests are, with the seconds so far."""

    def __init__(self, width):
        self.width, self.lock, self.now = width, threading.Lock(), {}
        self.began, self.drawn = time.monotonic(), 0

    def say(self, name, words):
        with self.lock:
            self.now[name] = words
            if time.monotonic() - self.drawn >= 0.2:
                self.drawn = time.monotonic()
                text = "lab: %3d s  %s" % (self.drawn - self.began,
                                           "; ".join("%s: %s" % pair for pair in self.now.items()))
                sys.stderr.write("\r\x1b[K" + text[:self.width - 1])
                sys.stderr.flush()

    def note(self, text):
        self.clear()
        print("lab: " + text, file=sys.stderr, flush=True)

    def clear(self):
        with self.lock:
            self.now = {}
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
