/* The planner under events that nobody would think of.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys, also such as no terminal sends, the mouse anywhere, pastes, sizes from
 * 1x1 to 500x200 and hostile text, over the examples and over a topology of
 * hostile names.  After each event the frame is whole; now and then the plan is
 * sound; in the end undo leads back to the first plan.
 *
 * Each seed is a process of its own, so that a crash has a name too: where one
 * fails, seed and step are printed.  RANDOM_EVENTS says how many events,
 * RANDOM_SEED which seed is first. */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jansson.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <unistr.h>

#include "../../libreplan/fixture.h"
#include "screen.h"
#include "ui_private.h"

#define EVENTS_OF_A_SEED 600
#define EVENTS 4200

/* ---- Chance ------------------------------------------------------------ */

struct chance {
	uint64_t state;
};

/* splitmix64: the same numbers everywhere. */
static uint64_t next(struct chance *chance)
{
	uint64_t z = chance->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

/* From 0 to 'n' - 1. */
static int below(struct chance *chance, int n)
{
	return (int)(next(chance) % (uint64_t)n);
}

/* ---- What must hold ---------------------------------------------------- */

/* What is wrong with the text of a cell; NULL where nothing is. */
static const char *text_fault(const struct cell *cell, bool ascii)
{
	size_t size = strnlen(cell->text, CELL_BYTES);
	const char *fault = NULL;
	char *shown;

	if (size == 0 || size == CELL_BYTES)
		return "a cell without text, or without its end";
	if (size == 1 && cell->text[0] >= ' ' && cell->text[0] < 127)
		return cell->width == 1 ? NULL : "a wide ASCII character";
	if (u8_check((const uint8_t *)cell->text, size))
		return "a cell that is not UTF-8";
	if (ascii)
		return "a cell that is not ASCII";
	shown = rp_show(cell->text, false);
	if (!shown || strcmp(shown, cell->text) != 0)
		fault = "a character that has to be spelled out";
	free(shown);
	return fault;
}

/* The same of a frame. */
static const char *frame_fault(const struct frame *frame)
{
	size_t n = (size_t)frame->rows * (size_t)frame->columns;
	const char *fault;

	if (frame->cursor_row < 0 || frame->cursor_row >= frame->rows ||
	    frame->cursor_column < 0 ||
	    frame->cursor_column >= frame->columns)
		return "the cursor is outside";
	for (size_t i = 0; i < n; i++) {
		const struct cell *cell = &frame->cells[i];
		size_t column = i % (size_t)frame->columns;
		bool second = column > 0 && cell[-1].width == 2;

		if (cell->style >= N_STYLES)
			return "a style that is none";
		if (second != (cell->width == 0) || cell->width > 2 ||
		    (cell->width == 2 &&
		     column + 1 == (size_t)frame->columns))
			return "half of a wide character";
		if (second && cell->text[0] != '\0')
			return "text in the second half of a character";
		fault = second ? NULL : text_fault(cell, frame->ascii);
		if (fault)
			return fault;
	}
	return NULL;
}

static bool is_address(enum rp_rule rule)
{
	return rule == RP_RULE_PINNED || rule == RP_RULE_RETAINED ||
	       rule == RP_RULE_OFFSET || rule == RP_RULE_NEXT;
}

/* Whether another NIC has this one's address on its subnet. */
static bool is_given_twice(const rp_plan *plan, rp_id id,
			   enum rp_family family)
{
	const struct rp_replica_nic *nic = rp_plan_nic(plan, id);

	for (rp_id i = 0; is_address(nic->rule[family]) && i < id; i++) {
		const struct rp_replica_nic *other = rp_plan_nic(plan, i);

		if (other->subnet == nic->subnet &&
		    is_address(other->rule[family]) &&
		    other->address[family] == nic->address[family])
			return true;
	}
	return false;
}

/* How many replicas stand on 'host'. */
static size_t n_on(const rp_plan *plan, rp_id host)
{
	size_t n = 0;

	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++)
		n += rp_plan_replica(plan, i)->host == host;
	return n;
}

static const char *plan_fault(const rp_plan *plan)
{
	const struct rp_summary *summary = rp_plan_summary(plan);
	rp_id n_nics = 0;

	if (summary->placed + summary->unplaced != rp_plan_n_replicas(plan) ||
	    n_on(plan, RP_NONE) != summary->unplaced)
		return "replicas are counted wrongly";
	for (rp_id i = 0; i < rp_plan_n_replicas(plan); i++)
		n_nics = rp_plan_replica(plan, i)->nics.end;
	for (rp_id i = 0; i < rp_plan_n_hosts(plan); i++)
		if (rp_plan_host(plan, i)->replicas !=
		    n_on(plan, rp_plan_host(plan, i)->host))
			return "a host has other replicas than are on it";
	for (rp_id i = 0; i < n_nics; i++)
		if (is_given_twice(plan, i, RP_IPV4) ||
		    is_given_twice(plan, i, RP_IPV6))
			return "an address is given twice";
	return NULL;
}

/* ---- A topology of hostile names --------------------------------------- */

/* Longer ones are all alike. */
#define NAME_MAX_BYTES 200

static bool is_among(char *const *names, size_t n, const char *name)
{
	while (n > 0)
		if (!strcmp(names[--n], name))
			return true;
	return false;
}

/* The names that are accepted, each as a text of a file. */
static char **hostile_names(size_t *n)
{
	char *path = fixture_source("tests/data/names.json");
	json_t *list = json_load_file(path, 0, NULL);
	char **names = calloc(json_array_size(list) + 1, sizeof(*names));
	json_t *entry;
	size_t i;

	assert_non_null(names);
	*n = 0;
	json_array_foreach (list, i, entry) {
		const char *hex =
			json_string_value(json_object_get(entry, "hex"));
		const char *class =
			json_string_value(json_object_get(entry, "class"));
		size_t size = strlen(hex) / 2;
		char *name;

		if (!strcmp(class, "reject") || size > NAME_MAX_BYTES)
			continue;
		name = calloc(size * 4 + 1, 1);
		assert_non_null(name);
		for (size_t j = 0; j < size; j++)
			snprintf(name + 4 * j, 5, "\\x%.2s", hex + 2 * j);
		if (is_among(names, *n, name))
			free(name);
		else
			names[(*n)++] = name;
	}
	json_decref(list);
	free(path);
	return names;
}

/* A host, a VM network of one subnet, or a VM for each name. */
static void write_site(FILE *out, char *const *names, size_t n, int site)
{
	fprintf(out, "{ name = \"%s\"; servers = ( { name = \"%s\"; "
		"logical_networks = ( { name = \"%s\"; vm_networks = (",
		names[(size_t)site], names[(size_t)site], names[2]);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s{ name = \"%s\"; subnets = ( { name = \"%s\"; "
			"prefixes = [ \"10.%zu.%d.0/24\" ]; pools = ( { name "
			"= \"%s\"; first = \"10.%zu.%d.9\"; last = "
			"\"10.%zu.%d.99\"; } ); } ); }", i ? ",\n" : "",
			names[i], names[n - 1 - i], i % 250, site, names[i],
			i % 250, site, i % 250, site);
	fprintf(out, "); } ); host_groups = ( { name = \"%s\"; hosts = (",
		names[3]);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s{ name = \"%s\"; logical_networks = [ \"%s\" "
			"]; cpus = 8; memory_mib = 8192; }", i ? ",\n" : "",
			names[i], names[2]);
	fprintf(out, "); } ); clouds = ( { name = \"%s\"; host_groups = [ "
		"\"%s\" ]; logical_networks = [ \"%s\" ]; vms = (",
		names[(size_t)site], names[3], names[2]);
	for (size_t i = 0; site == 0 && i < n; i++)
		fprintf(out, "%s{ name = \"%s\"; host = \"%s\"; cpus = 1; "
			"memory_mib = 512; nics = ( { name = \"%s\"; network "
			"= \"%s\"; subnet = \"%s\"; dns_name = \"h%zu\"; "
			"addresses = [ \"10.%zu.0.10\" ]; } ); }",
			i ? ",\n" : "", names[i], names[i], names[n - 1 - i],
			names[i], names[n - 1 - i], i, i % 250);
	fprintf(out, "); } ); } ); }\n");
}

static char *make_hostile(void)
{
	size_t n, size;
	char **names = hostile_names(&n);
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	char *path;

	assert_non_null(out);
	assert_true(n > 20);
	fprintf(out, "format = 1;\nsites = (\n");
	write_site(out, names, n, 0);
	fprintf(out, ",\n");
	write_site(out, names, n, 1);
	fprintf(out, ");\nprotection = ( { protected = \"%s\"; protecting = "
		"\"%s\"; } );\n", names[0], names[1]);
	assert_int_equal(fclose(out), 0);
	path = fixture_file("hostile.cfg", text);
	rp_topology_free(fixture_read(path));
	free(text);
	for (size_t i = 0; i < n; i++)
		free(names[i]);
	free(names);
	return path;
}

/* ---- A plan from nothing that takes its time --------------------------- */

/* As long as it is held, it is not made: whether an event comes before or after
 * its end is chance's to say, and not the machine's. */
static atomic_bool is_held;

int __real_rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);
int __wrap_rp_session_preview_rebalance(rp_plan **out, const rp_session *,
					const struct rp_progress *progress);

int __wrap_rp_session_preview_rebalance(rp_plan **out,
					const rp_session *session,
					const struct rp_progress *progress)
{
	const struct timespec moment = { .tv_nsec = 100000 };

	while (atomic_load(&is_held)) {
		if (!progress->report(progress->data, 1, 100))
			return RP_STOPPED;
		nanosleep(&moment, NULL);
	}
	return __real_rp_session_preview_rebalance(out, session, NULL);
}

/* ---- Events ------------------------------------------------------------ */

struct run {
	struct screen screen;
	struct chance chance;
	char *topology;
	char *first;            /* The plan at first, as JSON. */
	rp_session *session;    /* Whose plan it is. */
	uint64_t version;
};

/* Characters that are hard to draw, or to type. */
static const uint32_t hard[] = {
	0x301, 0x200d, 0x1f468, 0x1f469, 0x65e5, 0x672c, 0xff21, 0x202e,
	0x202a, 0x200b, 0xad, 0x7f, 0x80, 0x9b, 0x85, 0xa0, 0x2028, 0xfeff,
	0xfffd, 0xfffe, 0x10ffff, 0x1f1e9, 0x1f1ea, 0x5d0, 0x627, 0xe0001,
	0xd800, 0x115f, 0xac00, 0x1f3fd, 0x200f, 0x3000, 0x1b, 0,
};

static uint32_t any_character(struct chance *chance)
{
	if (below(chance, 3))
		return (uint32_t)(' ' + below(chance, 95));
	if (below(chance, 4))
		return hard[below(chance, sizeof(hard) / sizeof(hard[0]))];
	return (uint32_t)next(chance) & 0x1fffff;
}

/* The key of an action, of any context. */
static uint32_t action_key(struct chance *chance)
{
	const struct action_info *info =
		action_info((enum action)(1 + below(chance, N_ACTIONS - 1)));
	const char *list = info->keys;
	int which = below(chance, 3);
	char name[16];
	uint32_t key = 0;

	while (action_next_key(&list, name)) {
		key = key_parse(name);
		if (which-- == 0)
			break;
	}
	return key;
}

static uint32_t any_key(struct chance *chance)
{
	switch (below(chance, 12)) {
	case 0:
		return (uint32_t)UKEY_UP + (uint32_t)below(chance, 40);
	case 1:
		return any_character(chance);
	case 2:
		return any_character(chance) | UKEY_ALT;
	case 3:
		return below(chance, 2) ? UKEY_ENTER : UKEY_ESCAPE;
	case 4:
	case 5:
		return (uint32_t)UKEY_UP + (uint32_t)below(chance, 8);
	default:
		return action_key(chance);
	}
}

static void handle(struct run *run, const struct event *event)
{
	run->screen.did |= ui_handle(run->screen.ui, event);
}

static void press(struct run *run, uint32_t key)
{
	handle(run, &(struct event){ .type = EVENT_KEY, .key = key });
}

static void mouse(struct run *run)
{
	const struct frame *frame = &run->screen.frame;
	struct chance *chance = &run->chance;

	handle(run, &(struct event){
		.type = EVENT_MOUSE,
		.mouse = (enum mouse_action)below(chance, 6),
		.button = 1 + below(chance, 3),
		.row = below(chance, frame->rows + 4) - 2,
		.column = below(chance, frame->columns + 4) - 2,
	});
}

/* A press, the way to anywhere, and most often the release. */
static void drag(struct run *run)
{
	const struct frame *frame = &run->screen.frame;
	struct chance *chance = &run->chance;
	struct event event = { .type = EVENT_MOUSE, .mouse = MOUSE_PRESS,
			       .button = 1 };
	int n = 1 + below(chance, 5);

	for (int i = 0; i <= n; i++) {
		event.row = below(chance, frame->rows);
		event.column = below(chance, frame->columns);
		handle(run, &event);
		event.mouse = i + 2 > n && below(chance, 4) ? MOUSE_RELEASE :
							      MOUSE_DRAG;
		ui_draw(run->screen.ui, &run->screen.frame);
	}
}

static void paste(struct run *run)
{
	struct chance *chance = &run->chance;
	char text[400];
	size_t size = 0;

	for (int n = below(chance, 60); n > 0; n--) {
		uint32_t c = any_character(chance);
		int length = u8_uctomb((uint8_t *)text + size, c, 6);

		if (length > 0 && c != '/' && c != '~' && c != 0)
			size += (size_t)length;
	}
	text[size] = '\0';
	handle(run, &(struct event){ .type = EVENT_PASTE, .text = text });
}

static void resize(struct run *run)
{
	struct chance *chance = &run->chance;
	bool large = below(chance, 40) == 0;
	struct event event = {
		.type = EVENT_RESIZE,
		.row = 1 + below(chance, large ? 200 : 30),
		.column = 1 + below(chance, large ? 500 : 120),
	};

	if (below(chance, 4) == 0) {
		event.row = 24;
		event.column = 80;
	}
	frame_destroy(&run->screen.frame);
	if (!frame_init(&run->screen.frame, event.row, event.column,
			run->screen.ui->ascii))
		abort();
	handle(run, &event);
}

/* What is typed names files: none outside the folder of this test. */
static void keep_in_folder(struct run *run)
{
	const struct dialog *dialog = &run->screen.ui->dialog;

	if (dialog->kind == DIALOG_PROMPT && strpbrk(dialog->text, "/~") &&
	    !strstr(dialog->text, fixture_folder()))
		press(run, UKEY_CTRL('u'));
}

static void type(struct run *run)
{
	bool is_typed = run->screen.ui->dialog.kind == DIALOG_PROMPT;
	uint32_t key = any_key(&run->chance);

	if (is_typed && below(&run->chance, 3) == 0)
		key = any_character(&run->chance);
	if (!is_typed || (key != '/' && key != '~' &&
			  key != (UKEY_ALT | '/') && key != (UKEY_ALT | '~')))
		press(run, key);
}

static void settle(struct run *run)
{
	atomic_store(&is_held, false);
	screen_settle(&run->screen);
}

static void any_event(struct run *run)
{
	int what = below(&run->chance, 100);

	keep_in_folder(run);
	if (what < 70)
		type(run);
	else if (what < 84)
		mouse(run);
	else if (what < 88)
		drag(run);
	else if (what < 91)
		paste(run);
	else if (what < 94)
		resize(run);
	else if (what < 97)
		handle(run, &(struct event){ .type = EVENT_TICK });
	else if (what < 99)
		settle(run);
	else
		atomic_store(&is_held, true);
	if (ui_is_busy(run->screen.ui) && !atomic_load(&is_held))
		settle(run);
	ui_draw(run->screen.ui, &run->screen.frame);
}

/* ---- A seed ------------------------------------------------------------ */

/* What a seed's process says to the one that waits for it. */
struct report {
	uint64_t seed;
	unsigned long step;
	char fault[128];
};

static struct report *report;
static pid_t parent;

/* A check that fails in the process of a seed ends it. */
static int setup(void **state)
{
	(void)state;
	if (getpid() != parent)
		_exit(1);
	return 0;
}

/* The examples, and the one of hostile names. */
static const char *const worlds[] = {
	"newyork-chicago", "subnet-failover", "one-server", "scarce-capacity",
	"two-floors", "same-names", NULL,
};

#define N_WORLDS (sizeof(worlds) / sizeof(worlds[0]))

static void open_world(struct run *run, uint64_t seed)
{
	const char *world = worlds[seed % N_WORLDS];

	run->chance.state = seed;
	run->topology = world ? screen_example(world) : make_hostile();
	screen_open(&run->screen, run->topology, fixture_folder(), 24, 80,
		    seed % 5 == 4);
}

/* Another topology may have been opened: its plan is the first now. */
static void look(struct run *run)
{
	rp_session *session = ui_session(run->screen.ui);

	if (session == run->session &&
	    (!session || rp_session_version(session) >= run->version))
		return;
	free(run->first);
	run->first = session ? fixture_json(rp_session_plan(session)) : NULL;
	run->session = session;
	run->version = session ? rp_session_version(session) : 0;
}

/* Whether undoing all edits leads to the plan that was there at first. */
static const char *undo_fault(struct run *run)
{
	const char *fault = NULL;
	char *last;

	settle(run);
	if (!run->session)
		return NULL;
	while (rp_session_can_undo(run->session))
		if (rp_session_undo(run->session) != RP_OK)
			return "what can be undone is not";
	if (rp_session_complete(run->session, RP_ALL_PARTS, NULL) != RP_OK)
		return "the plan cannot be completed";
	last = fixture_json(rp_session_plan(run->session));
	if (strcmp(last, run->first) != 0)
		fault = "undo does not lead back to the first plan";
	free(last);
	ui_edited(run->screen.ui, RP_OK);
	return fault;
}

/* Leaves, and comes back to what was saved. */
static const char *reopen(struct run *run)
{
	const char *fault = undo_fault(run);

	screen_close(&run->screen);
	screen_open(&run->screen, run->topology, fixture_folder(), 24, 80,
		    false);
	run->session = NULL;
	look(run);
	return fault;
}

static const char *step(struct run *run)
{
	const char *fault;

	any_event(run);
	fault = frame_fault(&run->screen.frame);
	look(run);
	if (!fault && run->session && report->step % 256 == 0)
		fault = plan_fault(rp_session_plan(run->session));
	if (!fault && (run->screen.did & UI_QUIT))
		fault = reopen(run);
	return fault;
}

/* The screen as it was when something was wrong. */
static void show(const struct run *run)
{
	char *text = frame_text(&run->screen.frame);

	fputs(text ? text : "", stderr);
	free(text);
}

/* Handles 'n' events; the first fault is reported.  'abort_at' is the step at
 * which it crashes, for the control. */
static void run_seed(uint64_t seed, unsigned long n, unsigned long abort_at)
{
	struct run run = { .session = NULL };
	const char *fault = NULL;

	if (chdir(fixture_folder()) != 0)
		abort();
	open_world(&run, seed);
	look(&run);
	for (report->step = 1; report->step <= n && !fault; report->step++) {
		if (report->step == abort_at)
			abort();
		fault = step(&run);
	}
	if (!fault)
		fault = undo_fault(&run);
	if (fault)
		show(&run);
	snprintf(report->fault, sizeof(report->fault), "%s",
		 fault ? fault : "");
	settle(&run);
	screen_close(&run.screen);
	free(run.topology);
	free(run.first);
	fixture_clean();
}

/* Runs a seed in a process of its own; whether all was well. */
static bool seed_is_well(uint64_t seed, unsigned long n,
			 unsigned long abort_at)
{
	int status;
	pid_t pid;

	*report = (struct report){ .seed = seed };
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		run_seed(seed, n, abort_at);
		exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (status != 0 && report->fault[0] == '\0')
		snprintf(report->fault, sizeof(report->fault),
			 "ended with status 0x%x", (unsigned)status);
	return report->fault[0] == '\0';
}

static unsigned long number(const char *name, unsigned long otherwise)
{
	const char *text = getenv(name);

	return text ? strtoul(text, NULL, 10) : otherwise;
}

static void test_random(void **state)
{
	unsigned long n = number("RANDOM_EVENTS", EVENTS);
	uint64_t seed = number("RANDOM_SEED", 1);

	(void)state;
	for (; n > 0; seed++) {
		unsigned long part = n < EVENTS_OF_A_SEED ? n :
							    EVENTS_OF_A_SEED;

		if (!seed_is_well(seed, part, 0))
			fail_msg("RANDOM_SEED=%llu, step %lu: %s",
				 (unsigned long long)seed, report->step - 1,
				 report->fault);
		n -= part;
	}
}

/* ---- Controls ---------------------------------------------------------- */

/* What is to be found is found. */
static void test_a_crash_is_found(void **state)
{
	(void)state;
	assert_false(seed_is_well(1, 20, 7));
	assert_int_equal(report->step, 7);
	assert_true(seed_is_well(1, 20, 0));
}

static void test_a_bad_frame_is_found(void **state)
{
	struct frame frame;

	(void)state;
	assert_true(frame_init(&frame, 2, 3, false));
	assert_null(frame_fault(&frame));
	frame.cursor_column = 3;
	assert_non_null(frame_fault(&frame));
	frame_clear(&frame);
	frame.cells[2].width = 2;
	assert_non_null(frame_fault(&frame));
	frame_clear(&frame);
	frame.cells[4].width = 0;
	assert_non_null(frame_fault(&frame));
	frame_clear(&frame);
	strcpy(frame.cells[1].text, "\x1b");
	assert_non_null(frame_fault(&frame));
	strcpy(frame.cells[1].text, "\xe2\x80\xae");
	assert_non_null(frame_fault(&frame));
	strcpy(frame.cells[1].text, "\xff");
	assert_non_null(frame_fault(&frame));
	frame_clear(&frame);
	frame.cells[5].style = N_STYLES;
	assert_non_null(frame_fault(&frame));
	frame_destroy(&frame);
}

/* An edit that cannot be undone: what is compared with is the plan before
 * it. */
static void test_a_lost_undo_is_found(void **state)
{
	struct run run = { .session = NULL };

	(void)state;
	open_world(&run, 7);
	look(&run);
	assert_null(undo_fault(&run));
	screen_keys(&run.screen, "1 d");
	assert_null(undo_fault(&run));
	screen_keys(&run.screen, "1 d w");
	screen_close(&run.screen);
	screen_open(&run.screen, run.topology, NULL, 24, 80, false);
	run.session = ui_session(run.screen.ui);
	assert_non_null(undo_fault(&run));
	screen_close(&run.screen);
	free(run.topology);
	free(run.first);
	fixture_clean();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_random, setup),
		cmocka_unit_test_setup(test_a_crash_is_found, setup),
		cmocka_unit_test_setup(test_a_bad_frame_is_found, setup),
		cmocka_unit_test_setup(test_a_lost_undo_is_found, setup),
	};

	parent = getpid();
	report = mmap(NULL, sizeof(*report), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (report == MAP_FAILED)
		return 99;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
