#!/bin/sh
# SPDX-License-Identifier: MIT
# Pick kernel modules by name, with everything they need, out of any distribution's modules.
# usage: deps/modules.sh KERNEL OUT-DIR MANIFEST MODULE...
# KERNEL is an unpacked kernel package or a folder like /lib/modules/X; it may be empty where no module is
# named. OUT-DIR gets the modules side by side, unpacked, and modules.dep and modules.alias cut down to
# them, in depmod's text formats; MANIFEST lists them for the initramfs. What is built into the kernel is
# had already. A name that the kernel does not have is an error, since it would be missed only on the
# machine that needs it; NAME? is taken where there is one.
set -eu
kernel=$1
out=$2
manifest=$3
shift 3
PATH=$PATH:/sbin:/usr/sbin
die() {
	echo "modules: $*" >&2
	exit 1
}

is_tree() { # DIR: a folder of modules?
	[ -d "$1/kernel" ] || [ -e "$1/modules.order" ] || [ -e "$1/modules.builtin" ]
}
find_tree() { # sets $tree
	tree=
	is_tree "$kernel" && tree=$kernel && return
	for dir in "$kernel"/lib/modules/* "$kernel"/usr/lib/modules/*; do
		is_tree "$dir" || continue
		[ -z "$tree" ] || [ "$(realpath "$tree")" = "$(realpath "$dir")" ] ||
			die "$kernel: modules of several kernels: ${tree##*/} ${dir##*/}"
		tree=$dir
	done
	[ -n "$tree" ] || die "${kernel:-this kernel}: no modules there, where $* should come from;" \
		"MODULES_DIR= says where they are, MODULES= that there are none"
}
plain() { # FILE: what it is unpacked
	case $1 in
	*.ko) cat "$1" ;;
	*.ko.xz) xz -dc "$1" ;;
	*.ko.zst) zstd -dcq "$1" ;;
	*.ko.gz) gzip -dc "$1" ;;
	*) die "$1: packed by a method that is not known" ;;
	esac
}

index=$out.index
dep=$index/lib/modules/0.0
list=$index/list
rm -rf "$out.part" "$index"
mkdir -p "$out.part" "$dep" "$index/usr"
trap 'rm -rf "$out.part" "$index"' EXIT
: >"$list"
if [ $# -gt 0 ]; then
	find_tree "$@"
	# depmod looks below a base folder for a number, in lib or in usr/lib as it was built, and writes there:
	# it gets a shadow of the tree, and what it cannot unpack itself unpacked.
	ln -s ../lib "$index/usr/lib"
	knows=$(depmod --version)
	packed=
	for pack in xz:XZ zst:ZSTD gz:ZLIB; do
		case $knows in *+${pack#*:}*) continue ;; esac
		[ -z "$(find -L "$tree" -name "*.ko.${pack%:*}" -print -quit)" ] || packed="$packed ${pack%:*}"
	done
	if [ -n "$packed" ]; then
		cp -R "$tree/." "$dep/"
		chmod -R u+w "$dep"
	else
		for file in "$tree"/*; do ln -s "$(realpath "$file")" "$dep/"; done
	fi
	for pack in $packed; do
		find "$dep" -name "*.ko.$pack" | while read -r file; do
			plain "$file" >"${file%."$pack"}"
			rm "$file"
		done
	done
	depmod -b "$index" 0.0 2>"$index/said" || die "$tree: depmod: $(head -n 3 "$index/said")"
	cp "$dep/modules.builtin" "$index/builtin" 2>/dev/null || : >"$index/builtin"

	awk -v want="$*" -v builtin="$index/builtin" '
		function name(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
		BEGIN { while ((getline l < builtin) > 0) inside[name(l)] = 1 }
		{ sub(/:/, "", $1); path[name($1)] = $1; line[name($1)] = $0 }
		END {
			n = split(want, w, " ")
			for (i = 1; i <= n; i++) {
				may = sub(/[?]$/, "", w[i])
				m = name(w[i])
				if (m in path) {
					k = split(line[m], f, " ")
					for (j = 1; j <= k; j++) print f[j]
				} else if (!(m in inside))
					if (may) without = without " " w[i]
					else unknown = unknown " " w[i]
			}
			if (without) print "modules: not of this kernel:" without >"/dev/stderr"
			if (unknown) { print "modules: this kernel has none of these:" unknown "; MODULES= names those of the image" >"/dev/stderr"; exit 1 }
		}' "$dep/modules.dep" >"$list.all"
	sort -u "$list.all" >"$list"
fi

sed 's|.*/||; s|\.ko.*||; s|-|_|g' "$list" >"$index/names"
while read -r path; do
	base=${path##*/}
	plain "$dep/$path" >"$out.part/${base%%.ko*}.ko"
done <"$list"
[ -s "$list" ] || : >"$out.part/modules.dep" >"$out.part/modules.alias"
# Side by side and unpacked: the folders and packings of a whole kernel mean nothing here.
# A MAC whose PHY has no driver makes do with what all PHYs have in common, which leaves out how their
# clocks are set. The kernel would ask for the driver by a helper program, and we have none: whatever
# knows a device and uses PHYs needs all their drivers here. With libphy in the kernel nothing tells who
# uses PHYs: then all that know a device need them.
[ ! -s "$list" ] || awk -v names="$list" -v builtin="$index/builtin" '
	function name(path) { sub(/.*\//, "", path); sub(/\.ko.*/, "", path); gsub(/-/, "_", path); return path }
	BEGIN {
		while ((getline l < names) > 0) { ok[l] = 1; known[name(l)] = 1 }
		while ((getline l < builtin) > 0) if (name(l) == "libphy") hidden = 1
	}
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
		for (p in ok) if (name(p) in phy) { sub(/.*\//, "", p); sub(/\.ko.*/, ".ko", p); file[++phys] = p }
		for (i = 1; i <= phys; i++) # in an order that is always the same
			for (j = i + 1; j <= phys; j++)
				if (file[j] < file[i]) { t = file[i]; file[i] = file[j]; file[j] = t }
		for (i = 1; i <= phys; i++) all = all " " file[i]
		for (i = 1; i <= n; i++) {
			gsub(/[^ :]*\//, "", line[i])
			gsub(/\.ko\.[a-z]+/, ".ko", line[i])
			m = name(of[i])
			print line[i] ((hidden || line[i] ~ /libphy/) && m in device && !(m in phy) ? all : "")
		}
	}' "$dep/modules.alias" "$dep/modules.dep" >"$out.part/modules.dep"
[ ! -s "$list" ] || awk -v names="$index/names" '
	BEGIN { while ((getline l < names) > 0) ok[l] = 1 }
	$1 == "alias" && $3 in ok
	# qeth asks for its layer by a helper program when it is switched on. We have no such program:
	# both layers come along with it.
	$1 == "alias" && $3 == "qeth" {
		if ("qeth_l2" in ok) print $1, $2, "qeth_l2"
		if ("qeth_l3" in ok) print $1, $2, "qeth_l3"
	}' "$dep/modules.alias" >"$out.part/modules.alias"
rm -rf "$out"
mv "$out.part" "$out"
{
	echo 'dir /lib/modules 0755 0 0'
	(cd "$out" && LC_ALL=C ls) | sed "s|.*|file /lib/modules/& ${out##*/}/& 0644 0 0|"
} >"$manifest.part"
mv "$manifest.part" "$manifest"
