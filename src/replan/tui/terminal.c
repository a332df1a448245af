/* Terminal: curses, and nothing but it.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * curses is asked for the description of the terminal, its modes and its keys;
 * it keeps its state in the process, and so do we.  Frames are drawn here, from
 * the difference to what is shown, and go out as one write: curses would write
 * after each movement of the cursor, and what it thinks of a character's width
 * is not always what the terminal thinks.  The mouse is read here too: curses
 * hands several events over in the wrong order, and knows but the old form of
 * them on some terminals.  Input is read through a pad, because reading from a
 * window would draw that window. */

#include "terminal.h"

#include <curses.h>
#include <errno.h>
#include <langinfo.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <time.h>
#include <unistd.h>
#include <unistr.h>

/* A macro of <term.h>. */
#undef columns

#include "mouse.h"
#include "replan.h"
#include "terminal_osc.h"
#include "terminal_reset.h"
#include "theme.h"
#include "words.h"

/* Sent and handled one by one: not every terminal reads a list of modes. */
#define MOUSE_ON "\033[?1002h"
#define MOUSE_OFF "\033[?1002l\033[?1000l"
#define MOUSE_SGR_ON "\033[?1006h"
#define MOUSE_SGR_OFF "\033[?1006l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* Codes of our own for keys that curses does not know. */
enum { CODE_PASTE_START = 5000, CODE_PASTE_END, CODE_MOUSE };

#define PASTE_MAX 65536
#define PASTE_SILENCE 1000 /* ms, after which a paste has ended. */
#define SIZE_MAX_CELLS 1000
#define DEAF_MAX 8         /* Times that ready input may be none. */

/* What is sent to the terminal for one meaning. */
#define LOOK_SIZE 128

static struct {
	SCREEN *screen;
	WINDOW *input;      /* A pad: see above. */
	const char *name;   /* Of its type. */
	int rows;
	int columns;
	struct frame shown; /* What the terminal shows. */
	char looks[N_STYLES][LOOK_SIZE]; /* What begins each style. */
	const char *cup;    /* Strings of its description, or NULL. */
	const char *clear;
	const char *el;
	bool wraps;         /* A character in the last column moves on. */
	bool clears_own;    /* Clearing leaves the terminal's background. */

	char *out;          /* What is to be written. */
	size_t n_out;
	size_t out_capacity;

	bool all_due;       /* The next frame is drawn as a whole, */
	bool modes_due;     /* and our modes are set after it. */
	bool mouse_known;   /* The terminal has a mouse. */
	bool mouse_wanted;
	bool titles;        /* There is a title that is to be set. */
	char title[OSC_TITLE_SIZE];
	int deaf;
	bool size_changed;  /* A resize event is due. */

	struct mouse mouse;
	wint_t held;        /* A character that was read too early, or 0. */
	bool held_is_code;

	bool pasting;
	bool paste_ready;
	char paste[PASTE_MAX + 8];
	size_t paste_size;
} term;

/* ---- Opening and closing ----------------------------------------------- */

bool terminal_is_there(void)
{
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

bool terminal_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/* Writes to the terminal; gives up where it is gone, or a signal asks to end
 * while it does not read. */
static void send_bytes(const char *bytes, size_t size)
{
	struct pollfd fd = { .fd = STDOUT_FILENO, .events = POLLOUT };

	while (size > 0) {
		ssize_t n = write(STDOUT_FILENO, bytes, size);

		if (n >= 0) {
			bytes += n;
			size -= (size_t)n;
		} else if ((errno != EINTR && errno != EAGAIN) ||
			   reset_ending() ||
			   (errno == EAGAIN && poll(&fd, 1, -1) < 0 &&
			    errno != EINTR)) {
			return;
		}
	}
}

static void send(const char *sequence)
{
	send_bytes(sequence, strlen(sequence));
}

/* A string of the terminal's description, or NULL. */
static const char *capability(const char *name)
{
	const char *value = tigetstr(name);

	return value == (const char *)-1 ? NULL : value;
}

/* Opens the terminal by its name, or as what it most likely is. */
static bool open_screen(const char **fault)
{
	static const char *const fallbacks[] = { "xterm-256color", "vt100" };
	const char *name = getenv("TERM");

	*fault = NULL;
	if (name && *name)
		term.screen = newterm(name, stdout, stdin);
	for (size_t i = 0; !term.screen && i < 2; i++) {
		name = fallbacks[i];
		term.screen = newterm(name, stdout, stdin);
		*fault = _("this type of terminal (TERM) is not known here; "
			   "it is taken for a common one");
	}
	term.name = name;
	if (term.screen)
		return true;
	*fault = _("this type of terminal (TERM) is not known here");
	return false;
}

static void open_input(void)
{
	raw();
	noecho();
	nonl();
	set_escdelay(25);
	term.input = newpad(1, 1);
	if (!term.input)
		return;
	keypad(term.input, TRUE);
	nodelay(term.input, TRUE);
	define_key("\033[200~", CODE_PASTE_START);
	define_key("\033[201~", CODE_PASTE_END);
	define_key("\033[<", CODE_MOUSE);
}

/* ---- What is sent for a meaning ---------------------------------------- */

static int put_char(int c)
{
	if (term.n_out == term.out_capacity) {
		size_t capacity = term.out_capacity * 2 + 4096;
		char *out = realloc(term.out, capacity);

		if (!out)
			return EOF;
		term.out = out;
		term.out_capacity = capacity;
	}
	term.out[term.n_out++] = (char)c;
	return c;
}

static void put_string(const char *sequence)
{
	if (sequence)
		tputs(sequence, 1, put_char);
}

static void put_bytes(const char *bytes)
{
	while (*bytes)
		put_char(*bytes++);
}

static void put_colour(int colour, bool is_background)
{
	char sequence[COLOUR_SIZE];

	if (colour == COLOUR_OWN)
		return;
	put_bytes("\033[");
	put_bytes(colour_sequence(colour, is_background, sequence));
	put_char('m');
}

static void put_look(const struct look *look)
{
	unsigned bits = look->style;

	put_string(capability("sgr0"));
	if (bits & LOOK_BOLD)
		put_string(capability("bold"));
	if (bits & LOOK_DIM)
		put_string(capability("dim"));
	if (bits & LOOK_UNDERLINE)
		put_string(capability("smul"));
	if (bits & LOOK_REVERSE)
		put_string(capability("rev"));
	put_colour(look->colour, false);
	put_colour(look->background, true);
}

/* Finds out what begins each style. */
static void learn_looks(const struct terminal_options *options)
{
	int n = capability("setaf") ? tigetnum("colors") : 0;
	enum colours colours = colours_decide(options->colours, term.name, n);
	struct look look;

	for (int i = 0; i < N_STYLES; i++) {
		look = theme_look(options->theme, (enum style)i, colours);
		term.n_out = 0;
		put_look(&look);
		memset(term.looks[i], 0, LOOK_SIZE);
		if (term.n_out < LOOK_SIZE)
			memcpy(term.looks[i], term.out, term.n_out);
	}
	term.n_out = 0;
	look = theme_look(options->theme, STYLE_TEXT, colours);
	term.clears_own = look.background != COLOUR_OWN &&
			  tigetflag("bce") <= 0;
}

/* Finds out once how to draw and to move. */
static void learn_drawing(const struct terminal_options *options)
{
	learn_looks(options);
	term.cup = capability("cup");
	term.clear = capability("clear");
	term.el = term.clears_own ? NULL : capability("el");
	term.wraps = tigetflag("am") > 0 && tigetflag("xenl") <= 0;
}

/* What restores this terminal, whatever happens. */
static void prepare_reset(void)
{
	reset_clear();
	if (term.mouse_known) {
		reset_add(MOUSE_SGR_OFF);
		reset_add(MOUSE_OFF);
		reset_add(PASTE_OFF);
	}
	reset_add(capability("sgr0"));
	reset_add(capability("rmkx"));
	reset_add(capability("cnorm"));
	reset_add(capability("rmcup"));
	if (term.titles)
		reset_add(OSC_TITLE_POP);
}

static const char *mouse_modes(void)
{
	if (!term.mouse_known)
		return "";
	if (!term.mouse_wanted)
		return MOUSE_SGR_OFF MOUSE_OFF;
	return MOUSE_ON MOUSE_SGR_ON;
}

/* Undoes put_modes(). */
static void take_modes_back(void)
{
	if (term.mouse_known) {
		send(MOUSE_SGR_OFF);
		send(MOUSE_OFF);
		send(PASTE_OFF);
	}
	if (term.titles)
		send(OSC_TITLE_POP);
}

static int clamp(int value)
{
	if (value < 1)
		return 1;
	return value < SIZE_MAX_CELLS ? value : SIZE_MAX_CELLS;
}

/* Takes the window's size; what is shown is as good as none then. */
static void take_size(void)
{
	struct winsize size = { 0 };

	getmaxyx(stdscr, term.rows, term.columns);
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 &&
	    size.ws_row > 0 && size.ws_col > 0) {
		term.rows = clamp(size.ws_row);
		term.columns = clamp(size.ws_col);
		resize_term(term.rows, term.columns);
	}
	term.all_due = true;
}

bool terminal_open(const struct terminal_options *options, const char **fault)
{
	reset_keep_modes();
	use_env(FALSE);
	use_tioctl(TRUE);
	if (!reset_start()) {
		*fault = _("no pipe can be had for signals");
		return false;
	}
	if (!open_screen(fault))
		goto failed;
	if (!capability("cup")) {
		*fault = _("this type of terminal (TERM) cannot place its "
			   "cursor");
		goto failed;
	}
	open_input();
	term.mouse_known = capability("kmous") != NULL;
	term.titles = options->title && osc_is_known(term.name);
	prepare_reset();
	learn_drawing(options);
	take_size();
	if (!term.input || !frame_init(&term.shown, 0, 0, false)) {
		*fault = _("memory ran out");
		goto failed;
	}
	term.modes_due = true;
	terminal_repaint();
	return true;
failed:
	terminal_close();
	return false;
}

void terminal_close(void)
{
	if (term.screen) {
		if (!isendwin())
			take_modes_back();
		endwin();
		reset_clear();
		if (term.input)
			delwin(term.input);
		delscreen(term.screen);
		term.screen = NULL;
		term.input = NULL;
	}
	frame_destroy(&term.shown);
	free(term.out);
	term.out = NULL;
	term.n_out = term.out_capacity = 0;
	reset_stop();
}

void terminal_size(int *rows, int *columns)
{
	*rows = term.rows;
	*columns = term.columns;
}

void terminal_mouse(bool on)
{
	if (term.mouse_wanted == on)
		return;
	term.mouse_wanted = on;
	if (!term.modes_due)
		send(mouse_modes());
}

void terminal_title(const char *title)
{
	char sequence[OSC_TITLE_SIZE];

	osc_title(sequence, title);
	if (!strcmp(sequence, term.title))
		return;
	memcpy(term.title, sequence, sizeof(sequence));
	if (term.titles && !term.modes_due)
		send(sequence);
}

bool terminal_copy(const char *text)
{
	char *sequence = osc_is_known(term.name) ? osc_copy(text) : NULL;
	bool copied = sequence != NULL;

	if (copied)
		send(sequence);
	free(sequence);
	return copied;
}

/* The modes that curses does not set. */
static void put_modes(void)
{
	term.modes_due = false;
	if (term.mouse_known)
		put_bytes(PASTE_ON);
	put_bytes(mouse_modes());
	if (term.titles) {
		put_bytes(OSC_TITLE_PUSH);
		put_bytes(term.title);
	}
}

/* ---- Drawing ----------------------------------------------------------- */

/* Where the terminal's cursor is while a frame is drawn, and its style. */
struct pen {
	int row;      /* -1: not known. */
	int column;
	int style;    /* -1: not known. */
};

static void pen_move(struct pen *pen, int row, int column)
{
	if (pen->row == row && pen->column == column)
		return;
	put_string(tiparm(term.cup, row, column));
	pen->row = row;
	pen->column = column;
}

static void pen_style(struct pen *pen, int style)
{
	if (pen->style != style)
		put_bytes(term.looks[style]);
	pen->style = style;
}

/* Whether a terminal moves on by one column for this cell, without doubt. */
static bool is_plain(const struct cell *cell)
{
	return cell->text[1] == '\0' && cell->width == 1;
}

/* What a terminal makes of wide or joined characters is its own: where the
 * cursor is behind one is not known. */
static void pen_cell(struct pen *pen, int row, int column,
		     const struct cell *cell)
{
	pen_move(pen, row, column);
	pen_style(pen, cell->style);
	put_bytes(cell->text);
	pen->column += cell->width;
	if ((!is_plain(cell) && rp_columns(cell->text) != 1) ||
	    pen->column >= term.columns)
		pen->row = -1;
}

static bool is_blank(const struct cell *cell)
{
	return cell->style == STYLE_TEXT && !strcmp(cell->text, " ");
}

static bool is_same(const struct cell *a, const struct cell *b)
{
	return a->style == b->style && !strcmp(a->text, b->text);
}

/* From which column on a row is blank. */
static int blank_from(const struct cell *cells, int columns)
{
	while (columns > 0 && is_blank(&cells[columns - 1]))
		columns--;
	return columns;
}

/* Unchanged cells that are cheaper drawn than jumped over. */
#define SHORT_GAP 5

/* The next column from 'column' on that is drawn; 'columns' for none. */
static int next_change(const struct cell *cells, const struct cell *shown,
		       int column, int columns)
{
	while (column < columns && is_same(&cells[column], &shown[column]))
		column++;
	return column;
}

/* Clears the row from 'column' on, where something else is shown there. */
static void clear_rest(struct pen *pen, int row, int column,
		       const struct cell *cells, const struct cell *shown)
{
	if (next_change(cells, shown, column, term.columns) == term.columns)
		return;
	pen_move(pen, row, column);
	pen_style(pen, STYLE_TEXT);
	put_string(term.el);
}

static void draw_row(struct pen *pen, const struct frame *frame, int row)
{
	size_t start = (size_t)row * (size_t)frame->columns;
	const struct cell *cells = frame->cells + start;
	struct cell *shown = term.shown.cells + start;
	int end = term.el ? blank_from(cells, frame->columns) :
		frame->columns;
	int last = end;

	/* There the screen would scroll. */
	if (term.wraps && row == frame->rows - 1 && last == frame->columns)
		last--;
	for (int i = next_change(cells, shown, 0, last); i < last; ) {
		int next;

		/* A change behind the first half of a wide one is both's. */
		if (cells[i].width == 0)
			i--;
		pen_cell(pen, row, i, &cells[i]);
		i += cells[i].width;
		next = next_change(cells, shown, i, last);
		i = next - i <= SHORT_GAP && next < last ? i : next;
	}
	if (end < frame->columns)
		clear_rest(pen, row, end, cells, shown);
	memcpy(shown, cells, (size_t)frame->columns * sizeof(*cells));
}

/* Cells that no frame has: all of them are drawn. */
static void forget_shown(void)
{
	size_t n = (size_t)term.shown.rows * (size_t)term.shown.columns;

	for (size_t i = 0; i < n; i++)
		term.shown.cells[i].style = N_STYLES;
}

/* What is shown is of the frame's size; blank where all is due. */
static bool prepare_shown(const struct frame *frame)
{
	if (term.shown.rows != frame->rows ||
	    term.shown.columns != frame->columns) {
		frame_destroy(&term.shown);
		term.all_due = true;
		if (!frame_init(&term.shown, frame->rows, frame->columns,
				frame->ascii))
			return false;
	}
	if (term.all_due) {
		frame_clear(&term.shown);
		put_bytes(term.looks[STYLE_TEXT]);
		put_string(term.clear);
		if (term.clears_own)
			forget_shown();
	}
	term.all_due = false;
	return true;
}

void terminal_draw(const struct frame *frame)
{
	struct pen pen = { -1, -1, -1 };

	term.n_out = 0;
	if (isendwin())
		doupdate();
	if (term.modes_due)
		put_modes();
	if (!prepare_shown(frame))
		return;
	for (int row = 0; row < frame->rows; row++)
		draw_row(&pen, frame, row);
	if (pen.style != -1)
		pen_style(&pen, STYLE_TEXT);
	pen.row = -1;
	pen_move(&pen, frame->cursor_row, frame->cursor_column);
	send_bytes(term.out, term.n_out);
}

void terminal_repaint(void)
{
	term.all_due = true;
}

/* ---- Stopping and sizes ------------------------------------------------ */

void terminal_suspend(void)
{
	take_modes_back();
	endwin();
	reset_suspend();
}

/* The process goes on: whoever had the terminal may have left anything. */
static void resume(void)
{
	if (!isendwin())
		endwin();
	term.modes_due = true;
	mouse_init(&term.mouse);
	terminal_repaint();
}

/* ---- Waiting ----------------------------------------------------------- */

int terminal_signal(void)
{
	return reset_ending();
}

_Noreturn void terminal_die(int number)
{
	reset_die(number);
}

/* What signals asked for. */
static enum terminal_wait heed(enum terminal_wait otherwise)
{
	unsigned asked = reset_asked();

	if (reset_ending())
		return WAIT_END;
	if (asked & ASKED_RESUME)
		resume();
	if (asked & (ASKED_RESUME | ASKED_SIZE)) {
		take_size();
		term.size_changed = true;
		otherwise = WAIT_INPUT;
	}
	return asked & ASKED_SUSPEND ? WAIT_SUSPEND : otherwise;
}

enum terminal_wait terminal_wait(int timeout)
{
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = reset_fd(), .events = POLLIN },
	};
	int n;

	if (term.pasting && (timeout < 0 || timeout > PASTE_SILENCE))
		timeout = PASTE_SILENCE;
	n = poll(fds, 2, timeout);
	if (reset_ending())
		return WAIT_END;
	if (n > 0 && (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)))
		return WAIT_GONE;
	if (n == 0 && term.pasting) {
		term.paste_ready = true;
		return WAIT_INPUT;
	}
	if (n > 0 && (fds[0].revents & POLLIN) && ++term.deaf > DEAF_MAX)
		return WAIT_GONE;
	return heed(n > 0 && (fds[0].revents & POLLIN) ? WAIT_INPUT :
		    WAIT_TIMEOUT);
}

bool terminal_is_due(void)
{
	struct pollfd fds[2] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = reset_fd(), .events = POLLIN },
	};

	return poll(fds, 2, 0) != 0;
}

/* ---- Reading ----------------------------------------------------------- */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* One character or code of curses; false where there is none now. */
static bool get(wint_t *out, bool *is_code)
{
	int result;

	if (term.held) {
		*out = term.held;
		*is_code = term.held_is_code;
		term.held = 0;
		return true;
	}
	result = wget_wch(term.input, out);
	if (result == ERR)
		return false;
	term.deaf = 0;
	*is_code = result == KEY_CODE_YES;
	return true;
}

static const struct {
	wint_t code;
	uint32_t key;
} codes[] = {
	{ KEY_UP, UKEY_UP },
	{ KEY_DOWN, UKEY_DOWN },
	{ KEY_LEFT, UKEY_LEFT },
	{ KEY_RIGHT, UKEY_RIGHT },
	{ KEY_PPAGE, UKEY_PAGE_UP },
	{ KEY_NPAGE, UKEY_PAGE_DOWN },
	{ KEY_HOME, UKEY_HOME },
	{ KEY_FIND, UKEY_HOME },
	{ KEY_END, UKEY_END },
	{ KEY_SELECT, UKEY_END },
	{ KEY_DC, UKEY_DELETE },
	{ KEY_IC, UKEY_INSERT },
	{ KEY_BTAB, UKEY_BACKTAB },
	{ KEY_ENTER, UKEY_ENTER },
	{ KEY_BACKSPACE, UKEY_BACKSPACE },
};

/* The key of a code of curses, or 0. */
static uint32_t key_of_code(wint_t code)
{
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (codes[i].code == code)
			return codes[i].key;
	if (code >= KEY_F(1) && code <= KEY_F(12))
		return UKEY_F1 + (uint32_t)(code - KEY_F(1));
	return 0;
}

/* The key of a character: those that come as two are one. */
static uint32_t key_of_character(wint_t character)
{
	if (character == '\n')
		return UKEY_ENTER;
	if (character == '\b')
		return UKEY_BACKSPACE;
	if (character >= 128 && !terminal_is_utf8())
		return 0;
	return (uint32_t)character;
}

/* Skips what is left of a sequence that curses does not know: it is no text. */
static void skip_sequence(void)
{
	wint_t character;
	bool is_code;

	while (get(&character, &is_code) && !is_code)
		if (character >= 0x40 && character <= 0x7e)
			break;
}

/* The key that an Esc and what came with it are; 0 for none. */
static uint32_t key_of_escape(void)
{
	wint_t character;
	bool is_code;

	if (!get(&character, &is_code))
		return UKEY_ESCAPE;
	if (!is_code && (character == '[' || character == 'O')) {
		skip_sequence();
		return 0;
	}
	if (!is_code && character > ' ' && character != UKEY_BACKSPACE &&
	    key_of_character(character) != 0)
		return (uint32_t)character | UKEY_ALT;
	term.held = character;
	term.held_is_code = is_code;
	return UKEY_ESCAPE;
}

/* ---- Pasting ----------------------------------------------------------- */

/* A paste that is too long ends early; what is left of it is dropped. */
static void add_to_paste(wint_t character)
{
	uint8_t bytes[6];
	int size;

	if (character == '\r')
		character = '\n';
	size = u8_uctomb(bytes, key_of_character(character), sizeof(bytes));
	if (character == '\n')
		bytes[0] = '\n';
	if (size <= 0 || term.paste_size + (size_t)size > PASTE_MAX)
		return;
	memcpy(term.paste + term.paste_size, bytes, (size_t)size);
	term.paste_size += (size_t)size;
}

static bool end_paste(struct event *event)
{
	term.pasting = false;
	term.paste_ready = false;
	term.paste[term.paste_size] = '\0';
	*event = (struct event){ .type = EVENT_PASTE, .text = term.paste };
	return true;
}

/* ---- Events ------------------------------------------------------------ */

static bool code_event(struct event *event, wint_t code)
{
	uint32_t key;

	if (code == KEY_MOUSE || code == CODE_MOUSE) {
		mouse_begin(&term.mouse, code == KEY_MOUSE ? 'M' : '<');
		return false;
	}
	if (code == CODE_PASTE_START) {
		term.pasting = true;
		term.paste_size = 0;
		return false;
	}
	key = key_of_code(code);
	*event = (struct event){ .type = EVENT_KEY, .key = key };
	return key != 0;
}

static bool character_event(struct event *event, wint_t character)
{
	uint32_t key = key_of_character(character);

	if (key == UKEY_ESCAPE)
		key = key_of_escape();
	*event = (struct event){ .type = EVENT_KEY, .key = key };
	return key != 0;
}

static bool size_event(struct event *event)
{
	term.size_changed = false;
	*event = (struct event){ .type = EVENT_RESIZE };
	terminal_size(&event->row, &event->column);
	return true;
}

bool terminal_read(struct event *event)
{
	wint_t character;
	bool is_code;

	if (term.size_changed)
		return size_event(event);
	if (term.paste_ready)
		return end_paste(event);
	while (get(&character, &is_code)) {
		bool is_event = false;

		if (term.pasting && is_code && character == CODE_PASTE_END)
			is_event = end_paste(event);
		else if (term.pasting && !is_code)
			add_to_paste(character);
		else if (mouse_is_reading(&term.mouse) && !is_code)
			is_event = mouse_add(&term.mouse, character, now(),
					     event);
		else if (is_code && !term.pasting)
			is_event = code_event(event, character);
		else if (!is_code)
			is_event = character_event(event, character);
		if (is_event)
			return true;
	}
	return false;
}
