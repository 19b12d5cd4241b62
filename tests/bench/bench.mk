# SPDX-License-Identifier: MIT
# Side-by-side figures: ours, the peers and the limit in one run, as medians and ratios.

BENCH_RUNS ?= 3

.PHONY: bench
bench: $(T)/vmlinuz $(T)/kexec $(T)/tests/bench/hop_init | $(B)/setup/qemu ## the hop beside kexec-tools', BENCH_RUNS (3) times each, about 80 s a time; also build/bench.json
	$(Q)/usr/bin/python3 tests/bench/hop.py --kernel $(T)/vmlinuz --init $(T)/tests/bench/hop_init \
		--kexec-tools $(T)/kexec --runs $(BENCH_RUNS) --json $(B)/bench.json
