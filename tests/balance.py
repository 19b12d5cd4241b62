# SPDX-License-Identifier: MIT
"""pytest plugin: several tests at a time, the longest first, and a worker gets another when it has
done one.

@pytest.mark.seconds(N) says of a test about how long it takes, where it is long for its folder.
xdist's own way hands out the tests in the order of their names and by the dozen, so that in the end
all wait for one worker.
"""

import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "seconds(n): about how long the test takes")


def pytest_collection_modifyitems(items):
    def seconds(item):
        mark = item.get_closest_marker("seconds")
        return mark.args[0] if mark else 0

    items.sort(key=seconds, reverse=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from xdist.scheduler import LoadScheduling

    class OneByOne(LoadScheduling):
        """A worker has the test that it runs and, as it must, the next one."""

        def _send_tests(self, node, num):
            super()._send_tests(node, max(0, min(num, 2 - len(self.node2pending[node]))))

    return OneByOne(config, log)
