/* Tests of addresses, prefixes and ranges.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "address.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static rp_ip ip_of(const char *text)
{
	enum rp_family family;
	rp_ip ip = 0;

	assert_true(rp_ip_parse(text, &family, &ip));
	return ip;
}

/* An address, and how it is written. */
static const struct {
	const char *text;
	const char *canonical; /* NULL: it is none. */
} addresses[] = {
	{ "0.0.0.0", "0.0.0.0" },
	{ "192.168.1.20", "192.168.1.20" },
	{ "255.255.255.255", "255.255.255.255" },
	{ "::", "::" },
	{ "::1", "::1" },
	{ "2001:DB8:0:0:0:0:0:1", "2001:db8::1" },
	{ "2001:db8::192.0.2.1", "2001:db8::c000:201" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "", NULL },
	{ "010.0.0.1", NULL },
	{ "10.0.0", NULL },
	{ "10.1", NULL },
	{ "10.0.0.256", NULL },
	{ "10.0.0.1 ", NULL },
	{ " 10.0.0.1", NULL },
	{ "+10.0.0.1", NULL },
	{ "0x10.0.0.1", NULL },
	{ "10.0.0.1\n", NULL },
	{ "10.0.0.1/32", NULL },
	{ "fe80::1%eth0", NULL },
	{ "[::1]", NULL },
	{ ":::", NULL },
	{ "1::2::3", NULL },
	{ "12345::", NULL },
	{ "::ffff:010.0.0.1", NULL },
	{ "\xff", NULL },
};

static void addresses_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		enum rp_family family;
		char text[RP_IP_SIZE];
		rp_ip ip;
		bool read = rp_ip_parse(addresses[i].text, &family, &ip);

		assert_int_equal(read, addresses[i].canonical != NULL);
		assert_int_equal(address_parse(addresses[i].text, &family,
					       &ip) == ADDRESS_OK, read);
		if (read)
			assert_string_equal(rp_ip_text(family, ip, text),
					    addresses[i].canonical);
	}
}

static void addresses_are_numbers(void **state)
{
	(void)state;
	assert_true(ip_of("192.168.1.20") == 0xc0a80114);
	assert_true(ip_of("::1:0:0:0") == (rp_ip)1 << 48);
	assert_true(ip_of("8000::") == (rp_ip)1 << 127);
}

static const struct {
	const char *text;
	enum address_error error;
	const char *first; /* Where there is no error. */
	const char *last;
} prefixes[] = {
	{ "192.168.1.0/24", ADDRESS_OK, "192.168.1.0", "192.168.1.255" },
	{ "0.0.0.0/0", ADDRESS_OK, "0.0.0.0", "255.255.255.255" },
	{ "10.0.0.1/32", ADDRESS_OK, "10.0.0.1", "10.0.0.1" },
	{ "10.0.0.2/31", ADDRESS_OK, "10.0.0.2", "10.0.0.3" },
	{ "::/0", ADDRESS_OK, "::",
	  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::/64", ADDRESS_OK, "2001:db8::",
	  "2001:db8::ffff:ffff:ffff:ffff" },
	{ "2001:db8::1/128", ADDRESS_OK, "2001:db8::1", "2001:db8::1" },
	{ "192.168.1.1/24", ADDRESS_HOST_BITS, NULL, NULL },
	{ "2001:db8::1/64", ADDRESS_HOST_BITS, NULL, NULL },
	{ "128.0.0.0/0", ADDRESS_HOST_BITS, NULL, NULL },
	{ "192.168.1.0", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/024", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/+24", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/ 24", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/24 ", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/33", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/4294967320", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/255.255.255.0", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "192.168.1.0/24/24", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "::/129", ADDRESS_BAD_LENGTH, NULL, NULL },
	{ "/24", ADDRESS_MALFORMED, NULL, NULL },
	{ "", ADDRESS_MALFORMED, NULL, NULL },
	{ "192.168.001.0/24", ADDRESS_MALFORMED, NULL, NULL },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/64",
	  ADDRESS_MALFORMED, NULL, NULL },
};

static void prefixes_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(prefixes); i++) {
		enum rp_family family;
		struct rp_prefix prefix;
		char text[RP_PREFIX_SIZE];

		assert_int_equal(address_parse_prefix(prefixes[i].text,
						      &family, &prefix),
				 prefixes[i].error);
		if (prefixes[i].error) {
			assert_string_not_equal(
				address_error_text(prefixes[i].error), "");
			continue;
		}
		assert_true(prefix.ip == ip_of(prefixes[i].first));
		assert_true(address_prefix_last(family, prefix) ==
			    ip_of(prefixes[i].last));
		assert_string_equal(rp_prefix_text(family, prefix.ip,
						   (unsigned)prefix.length,
						   text),
				    prefixes[i].text);
	}
}

static const struct {
	const char *text;
	enum address_error error;
	const char *first;
	const char *last;
} ranges[] = {
	{ "10.0.0.1", ADDRESS_OK, "10.0.0.1", "10.0.0.1" },
	{ "10.0.0.1-10.0.0.9", ADDRESS_OK, "10.0.0.1", "10.0.0.9" },
	{ "10.0.0.1-10.0.0.1", ADDRESS_OK, "10.0.0.1", "10.0.0.1" },
	{ "::-ff::", ADDRESS_OK, "::", "ff::" },
	{ "10.0.0.9-10.0.0.1", ADDRESS_REVERSED, NULL, NULL },
	{ "::2-::1", ADDRESS_REVERSED, NULL, NULL },
	{ "10.0.0.1-::1", ADDRESS_TWO_FAMILIES, NULL, NULL },
	{ "::1-10.0.0.1", ADDRESS_TWO_FAMILIES, NULL, NULL },
	{ "10.0.0.1-", ADDRESS_MALFORMED, NULL, NULL },
	{ "-10.0.0.1", ADDRESS_MALFORMED, NULL, NULL },
	{ "10.0.0.1 - 10.0.0.2", ADDRESS_MALFORMED, NULL, NULL },
	{ "10.0.0.1-2", ADDRESS_MALFORMED, NULL, NULL },
	{ "10.0.0.1-10.0.0.2-10.0.0.3", ADDRESS_MALFORMED, NULL, NULL },
	{ "", ADDRESS_MALFORMED, NULL, NULL },
};

static void ranges_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(ranges); i++) {
		struct rp_ip_range range;

		assert_int_equal(address_parse_range(ranges[i].text, &range),
				 ranges[i].error);
		if (ranges[i].error) {
			assert_string_not_equal(
				address_error_text(ranges[i].error), "");
			continue;
		}
		assert_true(range.first == ip_of(ranges[i].first));
		assert_true(range.last == ip_of(ranges[i].last));
		assert_int_equal(range.family, !!strchr(ranges[i].text, ':'));
	}
}

/* Rules 6, "usable". */
static const struct {
	const char *prefix;
	const char *ip;
	bool inside;
	bool special;
} places[] = {
	{ "10.0.0.0/24", "10.0.0.0", true, true },
	{ "10.0.0.0/24", "10.0.0.1", true, false },
	{ "10.0.0.0/24", "10.0.0.255", true, true },
	{ "10.0.0.0/24", "10.0.1.0", false, false },
	{ "10.0.1.0/24", "10.0.0.255", false, false },
	{ "10.0.0.0/30", "10.0.0.3", true, true },
	{ "10.0.0.0/31", "10.0.0.0", true, false },
	{ "10.0.0.0/31", "10.0.0.1", true, false },
	{ "10.0.0.0/32", "10.0.0.0", true, false },
	{ "0.0.0.0/0", "255.255.255.255", true, true },
	{ "2001:db8::/64", "2001:db8::", true, true },
	{ "2001:db8::/64", "2001:db8::1", true, false },
	{ "2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff", true, false },
	{ "2001:db8::/64", "2001:db8:0:1::", false, false },
	{ "2001:db8::/126", "2001:db8::", true, true },
	{ "2001:db8::/127", "2001:db8::", true, false },
	{ "2001:db8::/128", "2001:db8::", true, false },
	{ "::/0", "::", true, true },
};

static void special_addresses_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		enum rp_family family;
		struct rp_prefix prefix;
		rp_ip ip = ip_of(places[i].ip);

		assert_int_equal(address_parse_prefix(places[i].prefix,
						      &family, &prefix), 0);
		assert_int_equal(address_in_prefix(family, ip, prefix),
				 places[i].inside);
		assert_int_equal(address_is_special(family, ip, prefix),
				 places[i].special);
	}
}

/* Whatever the bytes, an answer; and what is read is written the same. */
static void random_texts_are_answered(void **state)
{
	static const char letters[] = "0123456789abcdef:.:./-% \xff";
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char text[64], again[RP_IP_SIZE];
		size_t size = (size_t)(rand_r(&seed) % 60);
		struct rp_ip_range range;
		struct rp_prefix prefix;
		enum rp_family family;
		rp_ip ip, read;

		for (size_t i = 0; i < size; i++)
			text[i] = letters[(size_t)rand_r(&seed) %
					  (sizeof letters - 1)];
		text[size] = '\0';
		address_parse_prefix(text, &family, &prefix);
		address_parse_range(text, &range);
		if (!rp_ip_parse(text, &family, &ip))
			continue;
		rp_ip_text(family, ip, again);
		assert_true(rp_ip_parse(again, &family, &read));
		assert_true(read == ip);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(addresses_are_numbers),
		cmocka_unit_test(prefixes_are_read),
		cmocka_unit_test(ranges_are_read),
		cmocka_unit_test(special_addresses_are_known),
		cmocka_unit_test(random_texts_are_answered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
