#!/bin/sh
# SPDX-License-Identifier: MIT
# Pick kernel modules by name, with everything they need, out of an unpacked kernel package.
# usage: deps/modules.sh KERNEL-ROOT OUT-DIR MANIFEST MODULE...
# OUT-DIR gets the modules side by side and modules.dep and modules.alias cut down to them, in
# depmod's text formats; MANIFEST lists them for the initramfs. A name the kernel does not have is
# an error: it would be missed only on the machine that needs it.
set -eu
root=$1
out=$2
manifest=$3
shift 3
version=$(cd "$root/lib/modules" && echo *)
tree=$root/lib/modules/$version
PATH=$PATH:/sbin:/usr/sbin

index=$out.index
rm -rf "$index" "$out.part"
mkdir -p "$index/lib/modules/$version" "$out.part"
# depmod wants the modules below its own base folder, and writes there: give it a shadow of it.
cp -al "$tree/." "$index/lib/modules/$version/" 2>/dev/null || cp -a "$tree/." "$index/lib/modules/$version/"
depmod -b "$index" "$version"
dep=$index/lib/modules/$version

awk -v want="$*" '
	function name(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
	{ sub(/:/, "", $1); path[name($1)] = $1; line[name($1)] = $0 }
	END {
		n = split(want, w, " ")
		for (i = 1; i <= n; i++) {
			m = name(w[i])
			if (!(m in path)) { print "modules: " w[i] ": this kernel has none" >"/dev/stderr"; exit 1 }
			k = split(line[m], f, " ")
			for (j = 1; j <= k; j++) print f[j]
		}
	}' "$dep/modules.dep" | sort -u >"$out.part/list"
[ -s "$out.part/list" ]

sed 's|.*/||; s|\.ko$||; s|-|_|g' "$out.part/list" >"$out.part/names"
while read -r path; do cp "$tree/$path" "$out.part/"; done <"$out.part/list"
# Side by side: the folders of a whole kernel mean nothing here.
# A MAC whose PHY has no driver makes do with what all PHYs have in common, which leaves out how their
# clocks are set. The kernel would ask for the driver by a helper program, and we have none: whatever
# knows a device and uses PHYs needs all their drivers here.
awk -v names="$out.part/list" '
	function name(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
	BEGIN { while ((getline l < names) > 0) { ok[l] = 1; known[name(l)] = 1 } }
	FILENAME ~ /alias$/ && $1 == "alias" && $3 in known {
		if ($2 ~ /^mdio:/) phy[$3] = 1
		else if ($2 ~ /^(of|usb|pci|acpi|platform|fsl-mc):/) device[$3] = 1
	}
	FILENAME ~ /dep$/ {
		p = $1; sub(/:/, "", p)
		if (!(p in ok)) next
		line[++n] = $0; of[n] = p
	}
	END {
		for (p in ok) if (name(p) in phy) { sub(/.*\//, "", p); file[++phys] = p }
		for (i = 1; i <= phys; i++) # in an order that is always the same
			for (j = i + 1; j <= phys; j++)
				if (file[j] < file[i]) { t = file[i]; file[i] = file[j]; file[j] = t }
		for (i = 1; i <= phys; i++) all = all " " file[i]
		for (i = 1; i <= n; i++) {
			gsub(/[^ :]*\//, "", line[i])
			m = name(of[i])
			print line[i] (line[i] ~ /libphy/ && m in device && !(m in phy) ? all : "")
		}
	}' "$dep/modules.alias" "$dep/modules.dep" >"$out.part/modules.dep"
awk -v names="$out.part/names" '
	BEGIN { while ((getline l < names) > 0) ok[l] = 1 }
	$1 == "alias" && $3 in ok
	# qeth asks for its layer by a helper program when it is switched on. We have no such program:
	# both layers come along with it.
	$1 == "alias" && $3 == "qeth" {
		if ("qeth_l2" in ok) print $1, $2, "qeth_l2"
		if ("qeth_l3" in ok) print $1, $2, "qeth_l3"
	}' "$dep/modules.alias" >"$out.part/modules.alias"
rm -rf "$index" "$out.part/list" "$out.part/names" "$out"
mv "$out.part" "$out"
{
	echo 'dir /lib/modules 0755 0 0'
	(cd "$out" && LC_ALL=C ls) | sed "s|.*|file /lib/modules/& ${out##*/}/& 0644 0 0|"
} >"$manifest.part"
mv "$manifest.part" "$manifest"
