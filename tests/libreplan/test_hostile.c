/* Tests of hostile topologies: names, and files made to hang or to crash.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <jansson.h>

#include "fixture.h"
#include "settings.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Any file is answered in this time. */
#define LONGEST (2 * CLOCKS_PER_SEC)

/* libconfig 1.5 loses the text that it was reading when a file is faulty. */
const char *__lsan_default_suppressions(void);

const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig";
}

/* Reads the 'size' bytes as a topology; the first message goes to 'message',
 * which the caller frees. */
static int read_bytes(rp_topology **topology, const char *bytes, size_t size,
		      char **message)
{
	char *path = fixture_file("hostile.cfg", NULL);
	FILE *file = fopen(path, "wb");
	clock_t start = clock();
	rp_messages *messages;
	int result;

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	*topology = NULL;
	result = rp_topology_read(topology, path, messages);
	*message = rp_messages_count(messages)
			   ? strdup(rp_messages_get(messages, 0)->text)
			   : strdup("");
	assert_non_null(*message);
	assert_true(clock() - start < LONGEST);
	assert_true((result == RP_OK) == !**message);
	assert_true((result == RP_OK) == (*topology != NULL));
	rp_messages_free(messages);
	free(path);
	return result;
}

/* ---- Names ----------------------------------------------------------- */

static void add_escaped(struct text *text, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++)
		text_printf(text, "\\x%02x", (unsigned char)name[i]);
}

/* As libconfig: quotes and backslashes escaped, all else as it is. */
static void add_quoted(struct text *text, const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < size; i++) {
		if (name[i] == '"' || name[i] == '\\')
			text_add_char(text, '\\');
		text_add_char(text, name[i]);
	}
}

typedef void add_name(struct text *text, const char *name, size_t size);

/* A topology that has the name in a site, and again where a link names it. */
static void check_in_file(const char *name, size_t size, bool accepted,
			  add_name *add)
{
	struct text text = TEXT_INIT;
	rp_topology *topology;
	char *message;

	text_add(&text, "format = 1; sites = ( { name = \"other\"; }, "
			"{ name = \"");
	add(&text, name, size);
	text_add(&text, "\"; } ); links = ( { metric = 1; between = [ "
			"\"other\", \"");
	add(&text, name, size);
	text_add(&text, "\" ]; } );\n");
	assert_int_equal(read_bytes(&topology, text.bytes, text.size,
				    &message),
			 accepted ? RP_OK : RP_INVALID);
	if (accepted) {
		assert_string_equal(rp_name(topology, RP_SITE, 1), name);
		assert_int_equal(rp_find(topology, RP_SITE, RP_NONE, name), 1);
	}
	free(message);
	rp_topology_free(topology);
	text_destroy(&text);
}

/* A table that has the name as that of a VM. */
static void check_in_table(const char *name, size_t size, bool accepted)
{
	struct text text = TEXT_INIT;
	rp_topology *topology;
	char *message;
	size_t i;

	text_add(&text, "vm,host,cpus,memory_mib,nic,network\n\"");
	for (i = 0; i < size; i++) {
		if (name[i] == '"')
			text_add_char(&text, '"');
		text_add_char(&text, name[i]);
	}
	text_add(&text, "\",h,1,1,,\n");
	free(fixture_file("hostile.csv", text.bytes));
	text_destroy(&text);
	text_add(&text,
		 "format = 1; sites = ( { name = \"A\"; servers = ( {"
		 " name = \"S\"; host_groups = ( { name = \"G\"; hosts = ( {"
		 " name = \"h\"; cpus = 1; memory_mib = 1; } ); } ); clouds = "
		 "( { name = \"C\"; inventory = \"hostile.csv\"; } ); } ); }"
		 " );");
	assert_int_equal(read_bytes(&topology, text.bytes, text.size,
				    &message),
			 accepted ? RP_OK : RP_INVALID);
	if (accepted)
		assert_int_equal(rp_find(topology, RP_VM, 0, name), 0);
	free(message);
	rp_topology_free(topology);
	text_destroy(&text);
}

static void check_name(const char *name, size_t size, bool accepted)
{
	assert_int_equal(settings_name_fault(name, size) == NULL, accepted);
	check_in_file(name, size, accepted, add_escaped);
	check_in_file(name, size, accepted, add_quoted);
	check_in_table(name, size, accepted);
}

/* The name that 'hex' spells.  The caller frees it. */
static char *from_hex(const char *hex, size_t *size)
{
	struct text text = TEXT_INIT;

	for (; *hex; hex += 2) {
		char digits[3] = { hex[0], hex[1], '\0' };

		text_add_char(&text, (char)strtoul(digits, NULL, 16));
	}
	return text_take(&text, size);
}

/* All names of the list: what is to be refused is, and nothing else. */
static void test_names(void **state)
{
	char *path = fixture_source("tests/data/names.json");
	json_t *list = json_load_file(path, 0, NULL);
	size_t n_refused = 0;
	json_t *entry;
	size_t i;

	(void)state;
	assert_non_null(list);
	json_array_foreach (list, i, entry) {
		const char *class =
			json_string_value(json_object_get(entry, "class"));
		size_t size;
		char *name = from_hex(
			json_string_value(json_object_get(entry, "hex")),
			&size);

		check_name(name, size, strcmp(class, "reject") != 0);
		n_refused += strcmp(class, "reject") == 0;
		free(name);
	}
	assert_true(i > 200);
	assert_true(n_refused > 100 && n_refused < i);
	json_decref(list);
	free(path);
}

static void test_long_names(void **state)
{
	char *name = malloc(65538);

	(void)state;
	assert_non_null(name);
	memset(name, 'n', 65537);
	name[65537] = '\0';
	check_name(name, 65537, false);
	name[65536] = '\0';
	check_name(name, 65536, true);
	name[1] = '\0';
	check_name(name, 1, true);
	/* Characters of three bytes: bytes count. */
	memset(name, ' ', 65536);
	memcpy(name + 65533, "\xe2\x82\xac", 3);
	name[65536] = '\0';
	check_name(name, 65536, true);
	free(name);
}

/* ---- Files ----------------------------------------------------------- */

/* What is written so often in a row: a file that is large, and answered. */
static const struct {
	const char *head;
	const char *part;
	const char *tail;
	size_t size;      /* Of the whole, about. */
	const char *message; /* The first; "" where it is read. */
} large[] = {
	{ "format = 1; x = ", "(", "", 10000,
	  "brackets stand in brackets more than 32 deep" },
	{ "format = 1; x = ", "{ x = ", "", 100000,
	  "brackets stand in brackets more than 32 deep" },
	{ "format = 1; /* ", "x", "", 4 << 20,
	  "this comment is not closed: expected */" },
	{ "format = 1; x = \"", "x", "", 4 << 20,
	  "this text has no closing \" on its line" },
	{ "format = 1; x = \"", "x", "\";", 8 << 20, "" },
	{ "format = 1; # ", "x", "", 8 << 20, "" },
	{ "format = 1; ", "x", " = 1;", 8 << 20, "" },
	{ "format = 1; x = ", "1", ";", 4 << 20,
	  "the number 1111111111111111111111111111111111111111 does not fit: "
	  "expected one from -2^63 to 2^63 - 1" },
	{ "format = 1; x = 0.", "1", ";", 4 << 20, "" },
	{ "format = 1; x = \"a\"", " \"a\"", ";", 1 << 20, "" },
	/* Not larger: a realloc() that always moves is slow at these. */
	{ "format = 1; x = [ 1", ", 1", " ];", 1 << 18, "" },
	{ "format = 1; x = ( 1", ",1", " );", 5 << 20,
	  "more than 2000000 values: give the VMs in an inventory table" },
	{ "format = 1; x = ( {}", ",{}", " );", 1 << 18, "" },
	{ "", "x = 1;", "", 1 << 20, "more than 64 settings in one group" },
	{ "format = 1; ", "\n", "", 4 << 20, "" },
	{ "format = 1; sites = ( { name = \"a\"; }", ", { name = \"a\"; }",
	  " );", 1 << 20,
	  "setting 'name': expected a name of its own: line 1 has a site of "
	  "this name" },
	{ "format = 1; sites = ( {}", ", {}", " );", 1 << 18,
	  "setting 'name' is missing: expected a name, as \"...\"" },
	{ "format = 1; protection = ( {}",
	  ", { protected = \"a\"; protecting = \"b\"; }", " );", 1 << 20,
	  "setting 'protected' is missing: expected a name, as \"...\"" },
};

static void test_large(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(large); i++) {
		struct text text = TEXT_INIT;
		rp_topology *topology;
		char *message;

		text_add(&text, large[i].head);
		while (text.size < large[i].size)
			text_add(&text, large[i].part);
		text_add(&text, large[i].tail);
		read_bytes(&topology, text.bytes, text.size, &message);
		assert_string_equal(message, large[i].message);
		free(message);
		rp_topology_free(topology);
		text_destroy(&text);
	}
}

/* Small files that have ended or fooled readers of libconfig. */
static const struct {
	const char *text;
	const char *message; /* The first. */
} small[] = {
	{ "@include \"/etc\"\n",
	  "@include is not allowed: expected all settings in this file" },
	{ "format = 1;\n\t@include \"../secret.cfg\"\n",
	  "@include is not allowed: expected all settings in this file" },
	{ "format = 1; x = { @include \"a\" };",
	  "@include is not allowed: expected all settings in this file" },
	{ "format = 1; x = 1e400;", "the number is too large" },
	{ "format = 4294967297;",
	  "the number 4294967297 needs an L behind it: 4294967297L" },
	{ "format = 0x100000001;",
	  "the number 0x100000001 needs an L behind it: 0x100000001L" },
	{ "format = 4294967297L;", "setting 'format': expected 1" },
	{ "format = 1.0;", "setting 'format': expected 1" },
	{ "format = true;", "setting 'format': expected 1" },
	{ "format = \"1\";", "setting 'format': expected 1" },
	{ "format = 1; format = 1;", "a setting stands twice in its group" },
	{ "format = 1; sites = [];",
	  "setting 'sites': expected a list of groups, as ( { ... }, "
	  "{ ... } )" },
	{ "format = 1; sites = ( 1, {} );",
	  "setting 'sites': expected a list of groups, as ( { ... }, "
	  "{ ... } )" },
	{ "format = 1; sites = ( ( ) );",
	  "setting 'sites': expected a list of groups, as ( { ... }, "
	  "{ ... } )" },
	{ "format = 1; x = (1,);", NULL },
	{ "format = 1;;", NULL },
	{ "format = 1; true = 1;", NULL },
	{ "format = 0b1;", NULL },
	{ "format", NULL },
	{ "=", NULL },
	{ "\xff\xfe" "f\1o\1", "a byte that is not UTF-8" },
	{ "<?xml version=\"1.0\"?>", NULL },
	{ "{ \"format\": 1 }", NULL },
	{ "vm,host,cpus\n", NULL },
	{ "#!/bin/sh\nexit 0\n", NULL },
	{ "", "setting 'format' is missing: expected 1" },
};

static void test_small(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(small); i++) {
		rp_topology *topology;
		char *message;

		assert_int_equal(read_bytes(&topology, small[i].text,
					    strlen(small[i].text), &message),
				 RP_INVALID);
		assert_string_equal(message,
				    small[i].message
					    ? small[i].message
					    : "not libconfig here or just "
					      "before: expected settings, as "
					      "name = value;");
		free(message);
	}
}

/* All prefixes and all one-byte changes of a small topology are answered. */
static void test_mutilated(void **state)
{
	static const char whole[] =
		"format = 1; sites = ( { name = \"A\"; servers = ( { name = "
		"\"S\"; vms = ( ); } ); } ); zones = ( { name = \"z\"; ttl = "
		"3L; } ); # end\n";
	static const char changes[] = "\0\"\\{}()[]=;,@/*#9eL\n\x80";
	char text[sizeof whole];
	rp_topology *topology;
	char *message;
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < sizeof whole; i++) {
		read_bytes(&topology, whole, i, &message);
		free(message);
		rp_topology_free(topology);
		for (j = 0; j < sizeof changes - 1 && i + 1 < sizeof whole;
		     j++) {
			memcpy(text, whole, sizeof whole);
			text[i] = changes[j];
			read_bytes(&topology, text, sizeof whole - 1,
				   &message);
			free(message);
			rp_topology_free(topology);
		}
	}
}

/* A file that is too large, without its bytes being read: a hole. */
static void test_too_large(void **state)
{
	char *path = fixture_file("hole.cfg", "format = 1;\n");
	rp_topology *topology = NULL;
	rp_messages *messages;
	size_t n;

	(void)state;
	assert_int_equal(truncate(path, ((off_t)64 << 20) + 1), 0);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_topology_read(&topology, path, messages),
			 RP_UNREADABLE);
	n = rp_messages_count(messages);
	assert_int_equal(n, 2);
	assert_string_equal(rp_messages_get(messages, 1)->text,
			    "give the VMs in an inventory table");
	rp_messages_free(messages);
	free(path);
}

/* So many networks, and as many hosts of which each has one of its own: what
 * reaches what would take more memory than a file may. */
#define N_WIDE 33000

static char *wide_file(void)
{
	char *path = fixture_file("wide.cfg", NULL);
	FILE *out = fopen(path, "w");

	assert_non_null(out);
	fputs("format = 1; sites = ( { name = \"A\"; servers = ( { name = "
	      "\"S\"; logical_networks = (\n", out);
	for (int i = 0; i < N_WIDE; i++)
		fprintf(out, "%s{ name = \"L%d\"; vm_networks = ( { name = "
			"\"N%d\"; } ); }\n", i ? ", " : "", i, i);
	fputs("); host_groups = ( { name = \"G\"; hosts = (\n", out);
	for (int i = 0; i < N_WIDE; i++)
		fprintf(out, "%s{ name = \"H%d\"; cpus = 1; memory_mib = 1; "
			"logical_networks = [ \"L%d\" ]; }\n",
			i ? ", " : "", i, i);
	fputs("); } ); } ); } );\n", out);
	assert_int_equal(fclose(out), 0);
	return path;
}

static void test_wide(void **state)
{
	char *path = wide_file();
	rp_topology *topology = NULL;
	rp_messages *messages;

	(void)state;
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_topology_read(&topology, path, messages),
			 RP_INVALID);
	assert_null(topology);
	assert_int_equal(rp_messages_count(messages), 1);
	assert_non_null(strstr(rp_messages_get(messages, 0)->text,
			       "too many VM networks"));
	rp_messages_free(messages);
	free(path);
}

/* What is no regular file is not waited for. */
static void test_fifo(void **state)
{
	char *path = fixture_file("fifo.cfg", NULL);
	rp_topology *topology = NULL;
	rp_messages *messages;

	(void)state;
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_int_equal(rp_messages_new(&messages), RP_OK);
	assert_int_equal(rp_topology_read(&topology, path, messages),
			 RP_UNREADABLE);
	assert_null(topology);
	rp_messages_free(messages);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_mutilated),
		cmocka_unit_test(test_too_large),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_fifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
