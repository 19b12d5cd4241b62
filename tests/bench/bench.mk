# SPDX-License-Identifier: MIT
# Side-by-side figures: ours, the peers and the limit in one run, as medians and ratios. Each part
# prints its tables and puts them into build/bench.json beside those of the others.

BENCH_RUNS ?= 3

.PHONY: bench bench-hop bench-tftp bench-http
bench: bench-tftp bench-http bench-hop ## side-by-side figures, BENCH_RUNS (3) times each, also in build/bench.json
bench-hop: $(T)/vmlinuz $(T)/kexec $(T)/tests/bench/hop_init | $(B)/setup/qemu $(B)/setup/qemu-$(ARCH) ## the hop beside kexec-tools', about 80 s a time
	$(Q)/usr/bin/python3 tests/bench/hop.py --kernel $(T)/vmlinuz --init $(T)/tests/bench/hop_init \
		--kexec-tools $(T)/kexec --runs $(BENCH_RUNS) --json $(B)/bench.json

# A bad way between two namespaces, the speed limit of it, and what a program takes.
BENCH_TOOLS := $(addprefix $(B)/host/tests/bench/,relay took udp_limit bare_client)
$(BENCH_TOOLS): $(B)/host/%: $(B)/host/obj/%.o $(B)/host/libpxehop.a
	$(call link,$(HOST_LINK))

bench-tftp: host $(BENCH_TOOLS) $(B)/setup/servers | $(B)/setup/bench ## TFTP beside curl, busybox, atftp and tftp-hpa, about 20 min a time
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/tftp.py --runs $(BENCH_RUNS) --json $(B)/bench.json

bench-http: host $(BENCH_TOOLS) | $(B)/setup/servers $(B)/setup/test $(B)/setup/bench ## HTTP and HTTPS from nginx beside curl and wget
	$(Q)$(AS_ROOT) /usr/bin/python3 -B tests/bench/http.py --runs $(BENCH_RUNS) --json $(B)/bench.json
