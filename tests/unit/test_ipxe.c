/* SPDX-License-Identifier: MIT
 * iPXE scripts: the language. What is expected was seen on iPXE itself. */
#include "tests/unit/check.h"
#include "tests/unit/ipxe_aid.h"

#include <stdio.h>
#include <string.h>

struct row {
	const char *script, *said;
};

static void rows(const struct row *row, size_t n, const struct aid_ipxe_world *w)
{
	for (size_t i = 0; i < n; i++)
		if (!CHECK_STR(aid_ipxe(row[i].script, w), row[i].said))
			printf("  script:\n%s\n", row[i].script);
}

#define ROWS(r, w) rows((r), sizeof(r) / sizeof *(r), (w))

/* --- the 25 traps of the language ------------------------------------------------------------ */

TEST(trap_01_quotes_are_characters)
{
	static const struct row r[] = {
		{"set q \"a b\"\necho ${q}\n", "\"a b\"\n"},
		{"set t -1\niseq \"${t}\" \"-1\" && echo same\n", "same\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_02_blanks_collapse)
{
	static const struct row r[] = {
		{"echo a   b\tc\n", "a b c\n"},
		{"set x a ${nope} b\necho [${x}]\n", "[a  b]\n"},
		{"echo ${nope} x\n", " x\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_03_operators_left_to_right)
{
	static const struct row r[] = {
		{"isset ${nope} && echo A || echo B && echo C\n", "B\nC\n"},
		{"isset x || echo a ; echo b\n", "b\n"},
		{"|| echo b\necho c\n", "c\n"},
		{"&& echo b\n", "b\n"},
		{"isset ${n} && echo a ||\necho on\n", "on\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_04_failures_are_ignored_by_a_trailing_or)
{
	CHECK_STR(aid_ipxe("bad_cmd ||\necho on ${errno}\n", NULL),
		  "bad_cmd: command not found\non 0x2d\n");
	CHECK_STR(aid_ipxe("bad_cmd\necho on\n", NULL), "bad_cmd: command not found\n");
	CHECK_INT(aid_run.status, IPXE_ENOENT);
}

TEST(trap_05_operators_are_whole_words)
{
	static const struct row r[] = {
		{"echo a;b ; echo c # d && e\n", "a;b\nc\n"},
		{"echo a||b x; a#b http://h/x##params | y\n",
		 "a||b x; a#b http://h/x##params | y\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_06_comments_are_continued)
{
	static const struct row r[] = {
		{"# note \\\necho x\necho y\n", "y\n"},
		{"echo a\\\n  b\n", "a b\n"},
		{"echo a\\\nb\n", "ab\n"},
		{"echo a\\ \necho b\n", "a\\\nb\n"},
		{"echo a\\\r\nb\r\n", "ab\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_07_end_within_a_continuation)
{
	CHECK_STR(aid_ipxe("echo a\necho x \\\n", NULL),
		  "a\nthe last line is continued, and nothing follows, the script ends here\n");
	CHECK_INT(aid_run.status, IPXE_EINVAL);
	CHECK_INT(aid_run.end, IPXE_END_EXIT);
	aid_ipxe("echo x \\", NULL);
	CHECK_INT(aid_run.status, IPXE_EINVAL);
}

TEST(trap_08_expansion_makes_names)
{
	static const struct row r[] = {
		{"set t $\nset u {a}\nset a x\necho ${t}${u}\n", "x\n"},
		{"set i 0\necho ${net${i}/mac}\n", "52:54:00:12:34:56\n"},
		{"set a b\nset b c\necho ${${a}}\n", "c\n"},
		{"set a ${b\nset b }\necho ${a}\n", "${b\n"},
		{"echo ${ n } $x } ${} $${version}\n", "${ n } $x }  $1.0\n"},
		{"set n v\necho $${n}\n", "$v\n"},
		{"set d a}b\necho ${d}\n", "a}b\n"},
		{"set self x${self}\nset y ${self}\necho [${y}]\n", "[x]\n"},
		{"echo ${nope:bogus}${mac:bogus}${no/mac}.\n", ".\n"},
	};
	ROWS(r, NULL);
}

/* Values that no script can write come from outside. */
TEST(trap_08_09_values_from_outside)
{
	static const struct aid_ipxe_world self = {.typed = "${x}"}, and = {.typed = "&&"};
	static const struct aid_ipxe_world inner = {.typed = "a ${version} b"};

	CHECK_STR(aid_ipxe("read x\necho ${x} || echo no\n", &self),
		  "echo: a setting that contains itself\nno\n");
	CHECK_STR(aid_ipxe("read o\necho a ${o} echo b\n", &and), "a && echo b\n");
	CHECK_STR(aid_ipxe("read x\necho ${x}\n", &inner), "a 1.0 b\n");
}

TEST(trap_09_values_are_not_split)
{
	static const struct row r[] = {
		{"set c echo hi\n${c} ||\n", "echo hi: command not found\n"},
		{"set c echo\n${c} hi\n", "hi\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_10_nothing_as_a_command)
{
	static const struct row r[] = {
		{"${unset} || echo failed\n", ": command not found\nfailed\n"},
		{"\n   \necho x\n", "x\n"},
		{"EcHo x || echo no\n", "EcHo: command not found\nno\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_11_inc)
{
	static const struct row r[] = {
		{"set n 5\ninc n || echo no\n", "inc: n: not a valid value\nno\n"},
		{"inc m\necho ${m}\ninc m 4\necho ${m}\n", "1\n5\n"},
		{"set n:int32 5\ninc n\necho ${n}\n", "6\n"},
		{"set i:int8 -1\necho x ${i} ${i:uint32}\n", "x -1 0xff\n"},
		{"inc x 010\necho ${x}\ninc x 0x10\necho ${x}\ninc x 08 || echo no\n",
		 "8\n24\ninc: x: not a valid value\nno\n"},
		{"inc no/x || echo no\n", "inc: no/x: there is no such thing\nno\n"},
		{"inc m -1 || echo no\n", "inc: m: not a valid value\nno\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_12_numbers)
{
	static const struct row r[] = {
		{"set k:uint16 0x1234\necho ${k} ${k:int16} ${k:hex}\n", "0x1234 4660 12:34\n"},
		{"set l:int32 08 || echo no\n", "set: l:int32: not a valid value\nno\n"},
		{"set x:uint8 300\necho ${x}\nset x abc\necho ${x}\n", "0x2c\nabc\n"},
		{"set z:uint8 0\necho ${z} ${z:int8}\n", "0x0 0\n"},
		{"set ip foo || set mac junk || set x:int8 abc || echo none\n",
		 "set: ip: not a valid value\nset: mac: not a valid value\n"
		 "set: x:int8: not a valid value\nnone\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_13_types_read_bytes)
{
	static const struct row r[] = {
		{"set v:hex 61:62:63\n"
		 "echo ${v} ${v:string} ${v:hexraw} ${v:hexhyp} ${v:base64} "
		 "[${v:bogus}${v:uuid}${v:ipv4}]\n",
		 "61:62:63 abc 616263 61-62-63 YWJj []\n"},
		{"set s 1.2.3.4\necho ${s:ipv4}\n", "49.46.50.46\n"},
		{"set s a b/c?d=e&f:g#h@i%+\necho ${s:uristring}\n",
		 "a%20b%2Fc%3Fd%3De%26f%3Ag%23h%40i%25%2B\n"},
		{"set u:uuid 00112233-4455-6677-8899-aabbccddeeff\necho ${u} ${u:guid}\n",
		 "00112233-4455-6677-8899-aabbccddeeff 33221100-5544-7766-8899-aabbccddeeff\n"},
		{"echo ${mac:hexhyp} ${mac:hexraw} ${ip:hexraw} ${net0/ip}\n",
		 "52-54-00-12-34-56 525400123456 0a000032 10.0.0.50\n"},
		{"set i:ipv6 2001:db8::1\necho ${i} ${i:hexraw}\n",
		 "2001:db8::1 20010db8000000000000000000000001\n"},
		{"set e:base64 YWI=\necho ${e} ${e:string}\n", "YWI= ab\n"},
		{"set d:dnssl a.example b\necho ${d} ${d:hexraw}\n",
		 "a.example b 0161076578616d706c6500016200\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_14_boot_with_nothing_selected)
{
	CHECK_STR(aid_ipxe("boot\necho on\n", NULL), "No image selected\non\n");
	CHECK_INT(aid_run.status, 0);
}

static const struct aid_ipxe_file files[] = {
	{"http://h/d/sub", "#!ipxe\nset y 1\n:here exit 5\n", NULL},
	{"http://h/d/ok", "#!ipxe\necho in ${cwuri} ${cwduri}\n", NULL},
	{"http://h/d/moved", "#!ipxe\necho ${cwuri}\nkernel next\n", "https://g/e/else"},
	{"http://h/d/k", "", NULL},
	{"http://h/d/k?v=1", "", NULL},
	{"http://h/d/vma%20b", "", NULL},
	{"http://h/d/exe", "other", NULL},
	{"http://h/up", "", NULL},
	{"https://g/e/next", "", NULL},
	{NULL, NULL, NULL},
};
static const struct aid_ipxe_world world = {.files = files, .uri = "http://h/d/main"};

TEST(trap_15_scripts_are_subroutines)
{
	static const struct row r[] = {
		{"chain sub || echo ${errno} ${y}\n", "0x5 1\n"},
		{"chain sub\necho on\n", ""},
		{"chain ok && echo back ${cwuri}\n",
		 "in http://h/d/ok http://h/d/\nback http://h/d/main\n"},
		{"chain sub || goto here ||\necho out\n", "goto: no such label: here\nout\n"},
		{"exit 3\necho on\n", ""},
	};
	ROWS(r, &world);
	CHECK_INT(aid_run.status, 3);
}

TEST(trap_16_scripts_stay_on_the_list)
{
	static const struct row r[] = {
		{"chain ok\nimgstat\n", "in http://h/d/ok http://h/d/\nok : 34 bytes [script]\n"},
		{"chain --autofree ok\nimgstat\n", "in http://h/d/ok http://h/d/\n"},
		{"chain -ar ok\necho on\n", "in http://h/d/ok http://h/d/\n"},
		{"chain exe ||\nimgstat\n", "exe: neither a script nor a kernel of this machine, "
					    "nothing is run\nexe : 5 bytes\n"},
		{"kernel exe ||\nimgstat\n",
		 "exe: neither a script nor a kernel of this machine\nexe : 5 bytes\n"},
		{"imgfetch ok\nchain ok\nimgfree\nimgstat\n", "in http://h/d/ok http://h/d/\n"},
	};
	ROWS(r, &world);
}

TEST(trap_17_18_19_labels)
{
	static const struct row r[] = {
		{"set x a\ngoto ${x}lab\necho no\n:alab echo yes\n", "yes\n"},
		{"goto gone || echo n\n", "goto: no such label: gone\nn\n"},
		{"goto a\n:${x} echo e\n:a echo 1\nexit\n:a echo 2\n", "1\n"},
		{":top\ninc i\necho ${i}\niseq ${i} 3 || goto top\n", "1\n2\n3\n"},
		{":l7 echo y\n", "y\n"},
		{"goto :x\necho no\n::x echo colon\n", "colon\n"},
		{"goto e && echo no\necho no\n  :e\necho end\n", "end\n"},
		{"goto c\n# \\\n:c echo in a comment\n:c echo c\n", "c\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_20_21_scopes)
{
	static const struct row r[] = {
		{"set buildarch foo\necho ${buildarch}\nisset ${builtin/buildarch} && echo there\n",
		 "foo\nthere\n"},
		{"set net0/ip 1.2.3.4\necho ${ip} ${netX/ip}\nset net0/ip\necho ${ip}\n",
		 "1.2.3.4 1.2.3.4\n10.0.0.50\n"},
		{"set filename x\necho ${filename} ${67} ${net0.dhcp/filename}\nclear "
		 "filename\necho ${67}\n",
		 "x x lease.ipxe\nlease.ipxe\n"},
		{"set net0/hwaddr 00:00:00:00:00:01 || echo no\n",
		 "set: net0/hwaddr: not a valid value\nno\n"},
		{"set net0/mac 01:02 ||\nset net0/mac 00:00:00:00:00:01\necho ${mac}\n",
		 "set: net0/mac: not a valid value\n00:00:00:00:00:01\n"},
		{"echo ${43.6:hexraw} ${net0.dhcp/43.6} [${43.7}]\n", "6162 ab []\n"},
		{"set a.b/c 1\necho ${a.b/c} ${a/c} ${c}\n", "1 1 1\n"},
		{"set p/v low\nset q/v high\nset q/priority 5\necho ${v}\nclear q/priority\necho "
		 "${v}\n",
		 "high\nlow\n"},
		{"set x 1\nset x\nisset ${x} || echo gone\n", "gone\n"},
		{"show net0/ip && show ip:hexraw\nshow nope || echo none\n",
		 "net0.dhcp/ip:ipv4 = 10.0.0.50\nnet0.dhcp/ip:hexraw = 0a000032\n"
		 "show: nope: there is no such thing\nnone\n"},
	};
	ROWS(r, NULL);
}

TEST(config_is_told_of_and_passed_over)
{
	static const struct row r[] = {
		{"config net0 && echo on\n", "config: there is no editor of settings here\non\n"},
		{"console --x 1024 && colour --rgb 0xffffff 4 && echo on\n", "on\n"},
	};
	ROWS(r, NULL);
}

TEST(netx_is_the_interface_that_was_opened_last)
{
	static const struct row r[] = {
		{"set net1/ip 1.2.3.4\necho ${netX/ip}\nifopen net1\necho ${netX/ip}\n"
		 "ifopen net0\necho ${netX/ip}\nifclose net1\necho ${netX/ip}\nifclose\n"
		 "echo [${netX/ip}]\n",
		 "10.0.0.50\n1.2.3.4\n1.2.3.4\n10.0.0.50\n[]\n"},
		{"set net1/ip 1.2.3.4\ndhcp net1\nset netX/x y\necho ${net1/x}\n", "y\n"},
		{"ifopen net7 ; dhcp\necho ${netX/ip}\n", "10.0.0.50\n"},
		{"set net1/ip 1.2.3.4\necho ${ip}\nifopen net1\necho ${ip} ${net0/ip}\nset "
		 "net0/priority "
		 "1\necho ${ip}\nset ip 9.9.9.9\necho ${ip}\n",
		 "10.0.0.50\n1.2.3.4 10.0.0.50\n10.0.0.50\n9.9.9.9\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_22_23_menus)
{
	static const struct row r[] = {
		{"menu\nitem a\nitem b\nchoose --default zzz --timeout 200 s && echo ${s}\n",
		 "a\n"},
		{"menu\nitem a\nitem --default b\nchoose --default ${n} s && echo ${s}\n", "a\n"},
		{"menu\nitem a\nitem --default b\nchoose s && echo ${s}\n", "b\n"},
		{"menu\nitem a\nchoose s && choose s || echo again\n",
		 "choose: there is no such menu\nagain\n"},
		{"menu\nitem --gap a\nitem\nchoose s || echo gaps\n",
		 "choose: nothing in the menu can be chosen\ngaps\n"},
		{"menu\nitem --gap -- -----\nitem x\nchoose s && echo ${s}\n", "x\n"},
		{"menu\nitem --gap ------ || echo usage\n",
		 "usage: item [--menu NAME] [--key KEY] [--default] [--secret] [--gap] [NAME "
		 "[TEXT]]\n"
		 "usage\n"},
		{"item x || echo none\n", "item: there is no such menu\nnone\n"},
		{"menu -n one\nitem -m one a\nmenu\nitem b\nchoose --keep -m one s\necho ${s}\n"
		 "choose -m one s\nchoose t\necho ${s}${t}\n",
		 "a\nab\n"},
		{"menu\nitem a\nchoose --timeout ${unset} s || echo no\n", "no\n"},
	};
	static const struct aid_ipxe_world leaves = {.choice = ""};

	ROWS(r, NULL);
	CHECK_STR(
		aid_ipxe("menu t\nitem a\nchoose s || echo left\nchoose s || echo gone\n", &leaves),
		"left\nchoose: there is no such menu\ngone\n");
}

TEST(trap_24_options_end_at_the_first_argument)
{
	static const struct row r[] = {
		{"echo -newline || echo no\n", "usage: echo [-n] [WORDS]\nno\n"},
		{"iseq -1 -1 || echo no\niseq -- -1 -1 && echo yes\n",
		 "usage: iseq WORD WORD\nno\nyes\n"},
		{"isset -x || echo no\nisset - || echo no\n",
		 "usage: isset WORD\nno\nusage: isset WORD\nno\n"},
		{"echo -n a\necho b -n --x\n", "ab -n --x\n"},
		{"set x -1 --y\necho x ${x}\n", "x -1 --y\n"},
		{"sleep --help || echo no\n", "usage: sleep SECONDS\nno\n"},
		{"iseq a || iseq a b c || echo no\n",
		 "usage: iseq WORD WORD\nusage: iseq WORD WORD\nno\n"},
		{"iseq ${a} ${b} && echo empty\n", "empty\n"},
		{"prompt --timeout=1 --key=x q || prompt -t1 -kx || prompt -t -1 || echo no\n",
		 "usage: prompt [--key KEY] [--timeout MS] [TEXT]\nno\n"},
		{"prompt --time 1 || echo no\n",
		 "usage: prompt [--key KEY] [--timeout MS] [TEXT]\nno\n"},
	};
	ROWS(r, NULL);
}

TEST(trap_25_lists_are_used_once)
{
	aid_ipxe("params\nparam a b c\nparam x&y =\nchain k##params ||\nimgfetch k##params\n",
		 &world);
	CHECK_STR(aid_asked, "POST http://h/d/k a=b%20c&x%26y=%3D\n");
	aid_ipxe("params\nparam a b c\nimgfetch ok##params\nimgfetch ok##params\n", &world);
	CHECK_STR(aid_asked, "POST http://h/d/ok a=b%20c\nGET http://h/d/ok\n");
	aid_ipxe("params --name p --method PUT\nparam -p p --header H v\nimgfetch ok##params=p\n",
		 &world);
	CHECK_STR(aid_asked, "PUT http://h/d/ok \n");
	aid_ipxe("params --method GET\nimgfetch ok##params\nparams --method put\nimgfetch "
		 "ok##params ||\n"
		 "params --method HEAD\nimgfetch ok##params ||\n",
		 &world);
	CHECK_STR(aid_asked, "GET http://h/d/ok \n");
	aid_ipxe("imgfetch //h/x || imgfetch ../up || chain moved ||\nkernel vm${nope}\n", &world);
	CHECK_STR(aid_asked, "GET http://h//h/x\nGET http://h/up\nGET http://h/d/vm\n");
	aid_ipxe("chain moved\nimgstat else || imgstat moved\n", &world);
	CHECK_STR(aid_asked, "GET http://h/d/moved\nGET https://g/e/next\n");
	aid_ipxe("set v a b\nkernel vm${v} c\nimgstat\n", &world);
	CHECK_STR(aid_said, "vma b : 0 bytes [kernel] [SELECTED] \"c\"\n");
}

/* --- what is booted -------------------------------------------------------------------------- */

static void list(char *buf, size_t size)
{
	struct str s = str_of(buf, size);
	const struct ipxe_image *i;

	for (size_t at = 0; (i = ipxe_initrd(&aid_run, at)); at++) {
		str_puts(&s, at ? " " : "");
		str_put(&s, ipxe_text(&aid_run, i->name));
	}
}

TEST(images_in_their_order)
{
	char names[256];

	aid_ipxe_begin();
	CHECK_INT(aid_ipxe_go("chain ok\ninitrd --name one k?v=1 /etc/x mode=0600\nkernel k "
			      "initrd=one  ${nope} q\n"
			      "initrd -n two ../up\nboot\n",
			      &world),
		  IPXE_END_BOOT);
	if (!CHECK(ipxe_kernel(&aid_run) != NULL))
		return;
	CHECK(view_is(ipxe_text(&aid_run, ipxe_kernel(&aid_run)->uri), "http://h/d/k"));
	CHECK(view_is(ipxe_text(&aid_run, ipxe_kernel(&aid_run)->args), "initrd=one  q"));
	list(names, sizeof names);
	CHECK_STR(names, "one two");
	CHECK(ipxe_initrd(&aid_run, 0)->has_args && !ipxe_initrd(&aid_run, 1)->has_args);
}

TEST(images_by_name)
{
	static const struct row r[] = {
		{"kernel k a\nkernel k\nimgstat\nimgargs k\nimgstat k\nimgargs k x y\nimgstat\n",
		 "k : 0 bytes [kernel] [SELECTED] \"a\"\nk : 0 bytes [kernel] [SELECTED]\n"
		 "k : 0 bytes [kernel] [SELECTED] \"x y\"\n"},
		{"imgfree nope || echo no\nimgfetch k\nimgfree k\nimgstat\n",
		 "imgfree: no such image: nope\nno\n"},
		{"kernel k\nimgfree\nboot\n", "No image selected\n"},
		{"sha256sum -s s k\necho ${s} ${s:hex}\n", "01ff  k\n01ff 01:ff\n"},
		{"imgset v ok\necho ${v}\nimgstat\n", "content\n"},
		{"imgfetch -n a.gz k\nimgextract a.gz\nimgstat\n", "a : 1 bytes [kernel]\n"},
		{"imgverify k k.sig || echo refused\n", "imgverify: signatures of this kind cannot "
							"be checked, so nothing passes\nrefused\n"},
	};
	ROWS(r, &world);
}

TEST(ends)
{
	static const struct {
		const char *script;
		int end;
	} r[] = {
		{"", IPXE_END_EXIT},
		{"reboot\n", IPXE_END_REBOOT},
		{"poweroff\n", IPXE_END_POWEROFF},
		{"sanboot --no-describe --drive 0x80\n", IPXE_END_LOCAL},
		{"sanboot iscsi:x || exit\n", IPXE_END_EXIT},
		{":a\ngoto a\n", IPXE_END_LOOP},
		{"chain ${nope}\n", IPXE_END_LOOP},
		{"shell\n", -1},
		{"config\nconsole --x 1280\nshim --foo x\nsync\n", IPXE_END_EXIT},
	};
	static const struct aid_ipxe_file self[] = {
		{"http://h/d/main", "#!ipxe\nchain ${nope}\n", NULL}, {NULL, NULL, NULL}};
	static const struct aid_ipxe_world w = {.files = self, .uri = "http://h/d/main"};

	for (size_t i = 0; i < sizeof r / sizeof *r; i++) {
		aid_ipxe_begin();
		if (!CHECK_INT(aid_ipxe_go(r[i].script, &w), r[i].end))
			printf("  script: %s\n", r[i].script);
	}
}

TEST(persons)
{
	static const struct aid_ipxe_world there = {.key = true, .typed = "you"};
	static const struct row absent[] = {
		{"prompt -t 10 Press || echo none\n", "none\n"},
		{"set n old\nread n || echo ${n}\n", "old\n"},
	};
	static const struct row present[] = {
		{"prompt Press && echo key\n", "key\n"},
		{"read n && echo ${n}\n", "you\n"},
		{"login && echo ${username} ${password}\n", "you you\n"},
		{"form F\nitem user Name\nitem --secret pass P\npresent && echo done\n", "done\n"},
		{"nslookup a host && echo ${a}\n", "192.0.2.7\n"},
		{"time echo x\n", "x\necho: 0 s\n"},
		{"dhcp net0 && ifopen net0 && iflinkwait -t 5 net0 && ifclose && vcreate --tag 5 "
		 "net0 && echo up\n",
		 "up\n"},
	};

	ROWS(absent, NULL);
	ROWS(present, &there);
}

/* --- bounds ---------------------------------------------------------------------------------- */

TEST(nesting_is_bounded)
{
	static const struct aid_ipxe_file deep[] = {
		{"http://h/d/r", "#!ipxe\ninc n\nchain --autofree r\n", NULL}, {NULL, NULL, NULL}};
	static const struct aid_ipxe_world w = {.files = deep, .uri = "http://h/d/main"};

	aid_ipxe("chain r\n", &w);
	CHECK_INT(aid_run.end, IPXE_END_LOOP);
	aid_ipxe_begin();
	CHECK_INT(aid_ipxe_go("chain --replace r || exit\n", &w), IPXE_END_LOOP);
}

TEST(stores_are_bounded)
{
	aid_ipxe(":a\ninc i\nset s${i} v || exit 7\ngoto a\n", NULL);
	CHECK_INT(aid_run.end, IPXE_END_EXIT);
	CHECK_INT(aid_run.status, 7);
	aid_ipxe("menu\n:a\ninc i\nitem n${i} t || exit 7\ngoto a\n", NULL);
	CHECK_INT(aid_run.status, 7);
	CHECK_INT(aid_run.item_count, IPXE_ITEMS);
	aid_ipxe(":a\nimgfetch k || exit 7\ngoto a\n", &world);
	CHECK_INT(aid_run.image_count, IPXE_IMAGES);
	aid_ipxe("set x 0123456789abcdef\n:a\nset x ${x}${x} || exit 7\ngoto a\n", NULL);
	CHECK_INT(aid_run.status, 7);
	aid_ipxe(":a\ninc i\nparams -n p${i} || exit 7\ngoto a\n", NULL);
	CHECK_INT(aid_run.status, 7);
	aid_ipxe(":a\ninc i\nset a${i}/x v || exit 7\ngoto a\n", NULL);
	CHECK_INT(aid_run.status, 7);
}

/* Room that is given back is used again, for ever. */
TEST(room_is_used_again)
{
	aid_ipxe("set x 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
		 "set x ${x}${x}${x}${x}\nset x ${x}${x}${x}${x}\n"
		 ":a\ninc i\nset y ${x}\nset z ${x}\niseq ${i} 9000 || goto a\necho ${i}\n",
		 NULL);
	CHECK_STR(aid_said, "9000\n");
}

/* What a script is asked for again and again stays on the list, as long as there is room. */
TEST(scripts_that_ran_make_room)
{
	static const struct aid_ipxe_file polled[] = {{"http://h/d/poll", "#!ipxe\ninc n\n", NULL},
						      {"http://h/d/k", "k", NULL},
						      {NULL, NULL, NULL}};
	static const struct aid_ipxe_world w = {.files = polled, .uri = "http://h/d/main"};

	aid_ipxe("initrd k\n:a\nchain http://h/d/poll || exit 7\niseq ${n} 300 || goto a\n"
		 "initrd k\nimgstat k && exit 8\n",
		 &w);
	CHECK_INT(aid_run.status, 8);
	CHECK_INT(aid_run.image_count, IPXE_IMAGES);
	CHECK_INT(ipxe_image(&aid_run, 2)->kind, IPXE_KIND_KERNEL);
}
