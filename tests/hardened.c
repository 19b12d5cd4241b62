/* SPDX-License-Identifier: MIT
 * What tests/check-build compiles with the hardening and with one flag of it left out: each function
 * shows what one flag does. */

int strong(void);
void probed(void);
void cleared(void);
int wiped(int a, int b);
int wraps(int n);
int checked(const int *p);

__attribute__((noipa)) static void take(void *p)
{
	__asm__ volatile("" : : "r"(p) : "memory");
}

/* -fstack-protector-strong: a number whose address is taken; the plain one looks for arrays of bytes. */
int strong(void)
{
	int n = 0;

	take(&n);
	return n;
}

/* -fstack-clash-protection: more than the guard pages of any machine. */
void probed(void)
{
	char more[1 << 20];

	take(more);
}

/* -ftrivial-auto-var-init: left as it is. */
void cleared(void)
{
	char left[256];

	take(left);
}

/* -fzero-call-used-regs: arguments that are still in their registers at the end. */
int wiped(int a, int b)
{
	__asm__ volatile("" : "+r"(a), "+r"(b));
	return a + b;
}

/* -fno-strict-overflow: else always true. */
int wraps(int n)
{
	return n + 1 > n;
}

/* -fno-delete-null-pointer-checks: else always what is there. */
int checked(const int *p)
{
	int there = *p;

	return p ? there : -1;
}

int main(void)
{
	probed();
	cleared();
	return strong() + wiped(1, 2) + wraps(3) + checked(&(int){0});
}
