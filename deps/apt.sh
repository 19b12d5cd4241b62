# SPDX-License-Identifier: MIT
# Sourced: an apt of our own for another architecture (or for sources), with all its state under
# build/deps/apt-<arch>. It reads the user's Debian sources and trusts the user's keyring; the
# system's dpkg, its architectures and its sources are only ever read.

keyring=/usr/share/keyrings/debian-archive-keyring.gpg

die() {
	echo "deps: $*" >&2
	exit 1
}

# Debian's own archives among the user's entries, in whichever style they are written: apt itself
# lists them. Origin is known once the user's lists were fetched; before that the host must do.
debian_entries() { # TYPE(deb|deb-src) ARCH
	all=$(apt-get indextargets 'Created-By: Packages' \
		--format '$(ORIGIN)|$(REPO_URI)|$(RELEASE)|$(COMPONENT)' 2>/dev/null | sort -u)
	list=$(echo "$all" | grep '^Debian|' || true)
	[ -n "$list" ] || list=$(echo "$all" | grep -E '\|[a-z+]+://[a-z0-9.-]*debian\.org/' || true)
	[ -n "$list" ] || die "no Debian archive among this system's apt sources; add one"
	echo "$list" | while IFS='|' read -r _ uri suite component; do
		echo "$1 [arch=$2 signed-by=$keyring] $uri $suite $component"
	done
}

# Written anew each time: the user may have changed mirrors. Hooks of the system's apt are none of
# ours, and its own user cannot write below a home directory: hence the two settings. From here to
# the end of the script the state is ours alone: parallel make jobs wait for each other, or one
# would write the settings that another's apt is reading.
apt_setup() { # NAME ARCH TYPE; sets $state
	state=$PWD/build/deps/apt-$1
	mkdir -p "$state/lists/partial" "$state/cache/archives/partial" "$state/etc/none"
	exec 9>"$state/lock"
	flock 9
	: >"$state/status"
	debian_entries "$3" "$2" >"$state/etc/sources.list"
	cat >"$state/apt.conf" <<-END
		#clear APT::Update::Pre-Invoke;
		#clear APT::Update::Post-Invoke;
		#clear APT::Update::Post-Invoke-Success;
		APT::Architecture "$2";
		#clear APT::Architectures;
		APT::Architectures { "$2"; };
		APT::Sandbox::User "root";
		APT::Default-Release "";
		Acquire::Languages "none";
		Acquire::Retries "3";
		Dir::State "$state";
		Dir::State::status "$state/status";
		Dir::State::lists "$state/lists";
		Dir::Cache "$state/cache";
		Dir::Etc::sourcelist "$state/etc/sources.list";
		Dir::Etc::sourceparts "$state/etc/none";
		Dir::Etc::preferences "$state/etc/none";
		Dir::Etc::preferencesparts "$state/etc/none";
	END
}

# After apt_setup: the same mirrors, but of another suite. sid has neither updates nor a security archive.
apt_suite() { # SUITE
	sed "s/ [a-z]*\(-[a-z]*\)\{0,1\} \([a-z]*\)\$/ $1\1 \2/" "$state/etc/sources.list" |
		if [ "$1" = sid ]; then grep -v ' sid-'; else cat; fi | sort -u >"$state/etc/suite.list"
	mv "$state/etc/suite.list" "$state/etc/sources.list"
}

our_apt() { # COMMAND ARG...
	command=$1
	shift
	"$command" -q -c "$state/apt.conf" "$@"
}

# The lists are fetched once, and again when the archive no longer has what they name.
apt_lists() { # [again]
	if [ -z "${1-}" ] && [ -e "$state/updated" ] &&
		cmp -s "$state/etc/sources.list" "$state/updated"; then
		return 0
	fi
	rm -f "$state/updated"
	echo "deps: fetching Debian's package lists into ${state#"$PWD"/}"
	our_apt apt-get update >"$state/update.log" 2>&1 && {
		cp "$state/etc/sources.list" "$state/updated"
		return 0
	}
	# A mirror that is being updated, or that lost a file of one suite of a lesser architecture: what
	# the others have is signed all the same. Next time everything is asked for again.
	ls "$state/lists" | grep -Eq '_(Packages|Sources)(\.|$)' || {
		cat "$state/update.log" >&2
		die "package lists: apt-get update failed; is the mirror reachable?"
	}
	sed -n 's/^E: Failed to fetch \([^ ]*\).*/deps: \1: not to be had, going on without it/p' \
		"$state/update.log" >&2
}
