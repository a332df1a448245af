/* Keys by name, and the table of actions.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "actions.h"
#include "event.h"
#include "keymap.h"
#include "mouse.h"

static const struct {
	const char *name;
	uint32_t key;
} keys[] = {
	{ "Up", UKEY_UP }, { "PgDn", UKEY_PAGE_DOWN }, { "Enter", UKEY_ENTER },
	{ "Esc", UKEY_ESCAPE }, { "Tab", UKEY_TAB }, { "Space", ' ' },
	{ "Shift-Tab", UKEY_BACKTAB }, { "Backspace", UKEY_BACKSPACE },
	{ "F1", UKEY_F1 }, { "F10", UKEY_F1 + 9 }, { "F12", UKEY_F12 },
	{ "F", 'F' }, { "j", 'j' }, { "?", '?' }, { "é", 0xe9 }, { "日", 0x65e5 },
	{ "Ctrl-R", UKEY_CTRL('r') }, { "Ctrl-L", 12 },
	{ "Alt-x", UKEY_ALT | 'x' }, { "Alt-X", UKEY_ALT | 'X' },
	{ "Alt-1", UKEY_ALT | '1' }, { "Alt-é", UKEY_ALT | 0xe9 },
};

static const char *const no_keys[] = {
	"", "F0", "F13", "F01", "F1x", "Ctrl-r", "Ctrl-", "Ctrl-RR", "up",
	"jj", "\x01", "\xff", "Alt-", "Alt-[", "Alt-O", "Alt- ", "Alt-xx",
	"Alt-F1", "alt-x", "Alt-\x7f", "Ctrl-1", "Space ",
};

static void test_keys(void **state)
{
	char name[16];

	(void)state;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		assert_int_equal(key_parse(keys[i].name), keys[i].key);
		assert_string_equal(key_text(keys[i].key, name), keys[i].name);
	}
	for (size_t i = 0; i < sizeof(no_keys) / sizeof(no_keys[0]); i++)
		assert_int_equal(key_parse(no_keys[i]), 0);
}

/* Whatever a terminal may send has a name that fits. */
static void test_every_key_has_a_name(void **state)
{
	char name[16];

	(void)state;
	for (uint32_t key = 1; key <= UKEY_F12; key++) {
		memset(name, 'x', sizeof(name));
		key_text(key, name);
		assert_non_null(memchr(name, '\0', sizeof(name)));
		assert_int_not_equal(name[0], '\0');
	}
}

/* Two actions of one context on one key: the table would be wrong. */
static unsigned n_conflicts(void)
{
	struct keymap keymap;
	unsigned n = 0;
	char name[16];

	keymap_init(&keymap);
	for (int a = 1; a < N_ACTIONS; a++) {
		const struct action_info *info = action_info((enum action)a);
		const char *list = info->keys;

		while (action_next_key(&list, name))
			for (unsigned bit = 1; bit <= info->where; bit <<= 1)
				if ((info->where & bit) && keymap_action(
				    &keymap, key_parse(name), bit) !=
				    (enum action)a)
					n++;
	}
	return n;
}

static void test_actions(void **state)
{
	char name[16];

	(void)state;
	assert_int_equal(n_conflicts(), 0);
	for (int a = 1; a < N_ACTIONS; a++) {
		const struct action_info *info = action_info((enum action)a);
		const char *list = info->keys;

		assert_int_equal(action_of_name(info->name), a);
		assert_true(*info->help != '\0');
		assert_true(info->where != 0);
		assert_true(action_next_key(&list, name));
		list = info->keys;
		while (action_next_key(&list, name))
			assert_int_not_equal(key_parse(name), 0);
	}
	assert_int_equal(action_of_name("no such"), ACTION_NONE);
}

static const struct {
	const char *key;
	unsigned where;
	enum action action;
} looked_up[] = {
	{ "Enter", IN_MAP, ACTION_PICK_UP },
	{ "Space", IN_MAP, ACTION_PICK_UP },
	{ "Enter", IN_CARRY, ACTION_DROP },
	{ "Enter", IN_REPLICAS, ACTION_EXPLAIN },
	{ "Enter", IN_FINDINGS, ACTION_GO },
	{ "Enter", IN_START, ACTION_OPEN },
	{ "Enter", IN_TEXT, ACTION_CLOSE },
	{ "q", IN_TEXT, ACTION_CLOSE },
	{ "q", IN_MAP, ACTION_QUIT },
	{ "q", IN_CHOICE, ACTION_NONE },
	{ "d", IN_REPLICAS, ACTION_NONE },
	{ "Ctrl-C", IN_MAP, ACTION_QUIT },
	{ "Esc", IN_CARRY, ACTION_CANCEL },
};

static void test_look_up(void **state)
{
	struct keymap keymap;
	char name[16];

	(void)state;
	keymap_init(&keymap);
	for (size_t i = 0; i < sizeof(looked_up) / sizeof(looked_up[0]); i++)
		assert_int_equal(keymap_action(&keymap,
					       key_parse(looked_up[i].key),
					       looked_up[i].where),
				 looked_up[i].action);
	assert_string_equal(keymap_key(&keymap, ACTION_QUIT, IN_MAP, name),
			    "q");
	assert_string_equal(keymap_key(&keymap, ACTION_QUIT, IN_TEXT, name),
			    "");
}

/* ---- Keys that are bound ----------------------------------------------- */

static void bind(struct keymap *keymap, enum action action, const char *list)
{
	uint32_t bound[KEYMAP_KEYS];
	char name[16];
	size_t n = 0;

	while (action_next_key(&list, name))
		bound[n++] = key_parse(name);
	keymap_bind(keymap, action, bound, n);
}

/* What is bound comes before the table, and only where it acts; what is bound
 * twice is the first of the table. */
static void test_bound(void **state)
{
	struct keymap keymap;
	uint32_t own[KEYMAP_KEYS];

	(void)state;
	keymap_init(&keymap);
	bind(&keymap, ACTION_PICK_UP, "j Alt-p");
	assert_int_equal(keymap_action(&keymap, 'j', IN_MAP), ACTION_PICK_UP);
	assert_int_equal(keymap_action(&keymap, 'j', IN_REPLICAS),
			 ACTION_DOWN);
	assert_int_equal(keymap_action(&keymap, UKEY_ENTER, IN_MAP),
			 ACTION_NONE);
	assert_int_equal(keymap_keys(&keymap, ACTION_DOWN, IN_MAP, own), 1);
	assert_int_equal(own[0], UKEY_DOWN);
	assert_int_equal(keymap_keys(&keymap, ACTION_DOWN, IN_DNS, own), 2);
	assert_int_equal(keymap_rival(&keymap, ACTION_PICK_UP, 'j',
				      ACTION_NONE), ACTION_DOWN);
	assert_int_equal(keymap_rival(&keymap, ACTION_PICK_UP, 'j',
				      ACTION_DOWN), ACTION_NONE);
	bind(&keymap, ACTION_SAVE, "Alt-p");
	assert_int_equal(keymap_action(&keymap, UKEY_ALT | 'p', IN_MAP),
			 ACTION_PICK_UP);
	assert_int_equal(keymap_action(&keymap, UKEY_ALT | 'p', IN_DNS),
			 ACTION_SAVE);
	assert_int_equal(keymap_action(&keymap, 0, IN_MAP), ACTION_NONE);
}

/* There is always a way out. */
static void test_exits(void **state)
{
	struct keymap keymap;

	(void)state;
	keymap_init(&keymap);
	assert_int_equal(keymap_keep_exits(&keymap, ACTION_NONE), ACTION_NONE);
	bind(&keymap, ACTION_QUIT, "");
	bind(&keymap, ACTION_CHOOSE, "Esc");
	bind(&keymap, ACTION_UP, "Ctrl-C");
	assert_int_equal(keymap_keep_exits(&keymap, ACTION_NONE),
			 ACTION_CANCEL);
	assert_int_equal(keymap_keep_exits(&keymap, ACTION_CANCEL + 1),
			 ACTION_QUIT);
	assert_int_equal(keymap_keep_exits(&keymap, ACTION_QUIT + 1),
			 ACTION_NONE);
	assert_int_equal(keymap_action(&keymap, UKEY_ESCAPE, IN_CHOICE),
			 ACTION_CANCEL);
	assert_int_equal(keymap_action(&keymap, UKEY_CTRL('c'), IN_MAP),
			 ACTION_QUIT);
	assert_int_equal(keymap_action(&keymap, 'q', IN_MAP), ACTION_NONE);
	assert_int_equal(keymap_keep_exits(&keymap, ACTION_NONE),
			 ACTION_CHOOSE);
	assert_int_equal(keymap_action(&keymap, ' ', IN_CHOICE),
			 ACTION_CHOOSE);
}

/* ---- The mouse --------------------------------------------------------- */

/* What a terminal sends behind the beginning, and what is made of it. */
static const struct {
	const char *text;
	int form;
	int64_t time;
	bool is_event;
	enum mouse_action action;
	int button, row, column;
} said[] = {
	{ "35;3;4M", '<', 0, false, 0, 0, 0, 0 },
	{ "0;58;1M", '<', 1000, true, MOUSE_PRESS, 1, 0, 57 },
	{ "32;59;2M", '<', 1010, true, MOUSE_DRAG, 1, 1, 58 },
	{ "0;59;2m", '<', 1020, true, MOUSE_RELEASE, 1, 1, 58 },
	{ "32;59;2M", '<', 1030, false, 0, 0, 0, 0 },
	{ "2;5;6M", '<', 2000, true, MOUSE_PRESS, 3, 5, 4 },
	{ "2;5;6m", '<', 2100, true, MOUSE_RELEASE, 3, 5, 4 },
	{ "2;5;6M", '<', 2399, true, MOUSE_DOUBLE, 3, 5, 4 },
	{ "2;5;6m", '<', 2400, true, MOUSE_RELEASE, 3, 5, 4 },
	{ "2;5;6M", '<', 2410, true, MOUSE_PRESS, 3, 5, 4 },
	{ "2;5;6m", '<', 2420, true, MOUSE_RELEASE, 3, 5, 4 },
	{ "2;5;6M", '<', 2811, true, MOUSE_PRESS, 3, 5, 4 },
	{ "2;5;6m", '<', 2820, true, MOUSE_RELEASE, 3, 5, 4 },
	{ "64;5;6M", '<', 3000, true, MOUSE_WHEEL_UP, 0, 5, 4 },
	{ "65;5;6M", '<', 3000, true, MOUSE_WHEEL_DOWN, 0, 5, 4 },
	{ "66;5;6M", '<', 3000, false, 0, 0, 0, 0 },
	{ " !!", 'M', 4000, true, MOUSE_PRESS, 1, 0, 0 },
	{ "@\"#", 'M', 4010, true, MOUSE_DRAG, 1, 2, 1 },
	{ "#\"#", 'M', 4020, true, MOUSE_RELEASE, 1, 2, 1 },
	{ "0;0;1M", '<', 5000, false, 0, 0, 0, 0 },
	{ "0;99999;1M", '<', 5000, false, 0, 0, 0, 0 },
	{ "0;1M", '<', 5000, false, 0, 0, 0, 0 },
	{ "0;1;1A", '<', 5000, false, 0, 0, 0, 0 },
	{ "00000000000000000000000000000000000;1;1M", '<', 5000, false, 0, 0,
	  0, 0 },
};

static bool say(struct mouse *mouse, size_t i, struct event *event)
{
	bool is_event = false;

	mouse_begin(mouse, said[i].form);
	for (const char *at = said[i].text; *at; at++) {
		assert_true(mouse_is_reading(mouse));
		is_event = mouse_add(mouse, (unsigned char)*at, said[i].time,
				     event);
	}
	assert_false(mouse_is_reading(mouse));
	return is_event;
}

static void test_mouse(void **state)
{
	struct mouse mouse;

	(void)state;
	mouse_init(&mouse);
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		struct event event = { .type = EVENT_NONE };

		assert_int_equal(say(&mouse, i, &event), said[i].is_event);
		if (!said[i].is_event)
			continue;
		assert_int_equal(event.type, EVENT_MOUSE);
		assert_int_equal(event.mouse, said[i].action);
		assert_int_equal(event.button, said[i].button);
		assert_int_equal(event.row, said[i].row);
		assert_int_equal(event.column, said[i].column);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_every_key_has_a_name),
		cmocka_unit_test(test_actions),
		cmocka_unit_test(test_look_up),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_exits),
		cmocka_unit_test(test_mouse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
