/* The planner's screen: its state, what events do to it, how it is drawn.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A `struct ui` is model and state without a terminal: events go in, a frame
 * comes out.  main loop: ui_handle() for each event, then one ui_draw().
 *
 * The screen is a view (map, replicas, findings, start...) between a title line
 * above and a message line and a bar of keys below; over it, at most one
 * dialog (explanation, help, prompt, question).  A view is data and operations:
 * see `struct view_ops`. */

#ifndef UI_H
#define UI_H 1

#include <stdbool.h>

#include "actions.h"
#include "event.h"
#include "frame.h"
#include "replan.h"

struct ui;
struct configuration;
struct list;

/* What an event did: bits. */
enum {
	UI_IGNORED = 0,
	UI_HANDLED = 1,  /* Something may look different now. */
	UI_QUIT = 2,     /* Leave the planner. */
	UI_SUSPEND = 4,  /* Stop, as a shell's job. */
	UI_REPAINT = 8,  /* Draw all anew, whatever the terminal shows. */
	UI_MOUSE = 16,   /* Ask ui_wants_mouse() again. */
	UI_COPY = 32     /* ui_copied() is for the clipboard. */
};

enum ui_view {
	VIEW_START,
	VIEW_MAP,
	VIEW_REPLICAS,
	VIEW_FINDINGS,
	VIEW_AVAILABILITY,
	VIEW_ROUTES,
	VIEW_DNS,
	VIEW_FAILBACK,
	VIEW_CHANGES,
	VIEW_HOSTS,
	VIEW_ADDRESSES,
	N_VIEWS
};

/* How far the reading of a topology is. */
struct ui_load {
	const char *name;  /* Of the file; NULL: nothing is being opened. */
	uint64_t done;     /* Of 'all', in bytes or replicas; 0 at first. */
	uint64_t all;
	bool plans;        /* All is read: the plan is being made. */
};

/* Called now and then while a topology is opened, on the start screen or in
 * ui_new(): whoever runs the screen may draw it, and returns false to stop.
 * No other function of the screen may be called meanwhile. */
typedef bool ui_watch(void *data, struct ui *ui, const struct ui_load *load);

struct ui_options {
	const char *topology;  /* NULL: the start screen. */
	const char *plan;      /* NULL: the one that belongs to it. */
	bool readonly;
	bool unattended;       /* Nobody can be asked: a plan of which an
				* earlier session lost edits is not opened. */
	bool ascii;
	const char *examples;  /* The folder of the example topologies. */
	const char *recent;    /* The file of recent topologies; or NULL. */
	const char *history;   /* The file of the lines of the command line; or
				* NULL. */
	const struct configuration *config; /* Or NULL; what is wrong in it is
					     * said. */
	ui_watch *watch;       /* Or NULL. */
	void *watch_data;
};

/* Makes the screen and opens what the options name.  RP_OK, or the result of
 * reading with its 'messages'; where the reading was stopped, it is the start
 * screen. */
int ui_new(struct ui **out, const struct ui_options *options,
	   rp_messages *messages);
void ui_free(struct ui *ui);

unsigned ui_handle(struct ui *ui, const struct event *event);
void ui_draw(struct ui *ui, struct frame *frame);

/* Whether the mouse is asked for: one key switches it off, so that the
 * terminal's own selection works. */
bool ui_wants_mouse(const struct ui *ui);

/* Whether time matters: while a button is held down in a view, something is
 * planned in the background or waits for a rest, an EVENT_TICK is due every UI_TICK milliseconds. */
bool ui_wants_ticks(const struct ui *ui);
#define UI_TICK 100

/* Whether part of the screen waits until the operator rests: an EVENT_TICK
 * brings it up to date. */
bool ui_wants_rest(const struct ui *ui);

/* Whether something is planned in the background. */
bool ui_is_busy(const struct ui *ui);

/* Whether parts of the plan that are shown are not made yet; makes one of them,
 * watched by 'progress', which may be NULL.  To be called while nothing else is
 * to be done; where it was stopped, again. */
bool ui_wants_idle(const struct ui *ui);
unsigned ui_idle(struct ui *ui, const struct rp_progress *progress);

/* What is to be copied to the clipboard: at most UI_COPY_MAX bytes that
 * rp_show() has shown. */
const char *ui_copied(const struct ui *ui);
#define UI_COPY_MAX 65536

/* What the terminal's title should say: shown by rp_show() already. */
const char *ui_title(const struct ui *ui);

/* Carries out an action in the context at hand, as its key would. */
unsigned ui_act(struct ui *ui, enum action action);

/* ---- For the views ----------------------------------------------------- */

/* What is copied of the focused row. */
enum copied { COPY_NAME, COPY_ADDRESS };

/* A view: what the shell asks of it.  'state' is its own. */
struct view_ops {
	const char *title;  /* Untranslated. */
	const char *tab;    /* The same in short; NULL: it is short. */

	/* The parts of the plan that it shows, of enum rp_part: made while it
	 * is seen, each in its time; then it looks again. */
	unsigned parts;

	/* It shows what belongs to the focus of the map: looks again each time
	 * it is shown. */
	bool follows_map;

	/* Another topology was opened: what is known of the old one is to be
	 * forgotten.  Or NULL. */
	void (*opened)(void *state);

	/* A topology was opened, or the plan is another one: look again.  Keeps
	 * the focus on the same object where it still is.  A view that is not
	 * seen is told before anything else is asked of it. */
	void (*update)(struct ui *ui, void *state);

	/* Which context its keys are looked up in: IN_MAP, IN_CARRY... */
	unsigned (*where)(const struct ui *ui, const void *state);

	/* Carries out an action; UI_IGNORED where it is not the view's. */
	unsigned (*act)(struct ui *ui, void *state, enum action action);

	/* A mouse event inside 'area', rows and columns of the screen.  A
	 * button that was pressed inside belongs to the view until it is
	 * released: its drags and release come even from outside, and so do
	 * the EVENT_TICKs meanwhile, with the last place of the mouse. */
	unsigned (*mouse)(struct ui *ui, void *state, struct area area,
			  const struct event *event);

	void (*draw)(struct ui *ui, void *state, struct area area,
		     struct frame *frame);

	/* The next row from the focus on, in 'step' (1 or -1), whose text has
	 * 'needle'; true where one was found and is now focused. */
	bool (*search)(struct ui *ui, void *state, const char *needle,
		       int step);

	/* Whether part of it waits until the operator rests, so that keys
	 * that follow each other are quick; brings it up to date.  Or
	 * NULL. */
	bool (*waits)(const void *state);
	unsigned (*rest)(struct ui *ui, void *state);

	/* What is in focus, as it is called, or its address; NULL where there
	 * is none.  The caller frees it.  Or NULL. */
	char *(*copy)(const struct ui *ui, const void *state,
		      enum copied what);

	/* Its lists: from 0, the one that has the keys, to the last one, then
	 * NULL.  Or NULL. */
	struct list *(*list)(void *state, size_t i);

	void (*destroy)(void *state);
};

/* The session that is open, or NULL; its topology and plan. */
rp_session *ui_session(const struct ui *ui);
const rp_topology *ui_topology(const struct ui *ui);
const rp_plan *ui_plan(const struct ui *ui);
bool ui_is_readonly(const struct ui *ui);

/* Says one line in the message line: our own words, names shown by rp_show()
 * already.  'level' is RP_ERROR, RP_WARNING or RP_NOTICE. */
void ui_say(struct ui *ui, enum rp_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The first key of an action in the view at hand, as a person reads it; ""
 * where it has none. */
const char *ui_key(const struct ui *ui, enum action action, char name[16]);

/* 'name' as it may be shown.  The caller frees it; NULL without memory. */
char *ui_shown(const struct ui *ui, const char *name);

/* Whether a part of the plan is made; what stands in place of what is not. */
bool ui_has_part(const struct ui *ui, enum rp_part part);
const char *ui_pending(const struct ui *ui);

/* Whether edits are allowed; where they are not, ui_may_edit() says why. */
bool ui_can_edit(const struct ui *ui);
bool ui_may_edit(struct ui *ui);

/* To be called after an edit: views look again.  'result' is the edit's; where
 * it failed the message line says why.  Returns UI_HANDLED. */
unsigned ui_edited(struct ui *ui, int result);

/* Goes to another view; focused on a replica or on a source network. */
unsigned ui_show_view(struct ui *ui, enum ui_view view);
unsigned ui_show_replica(struct ui *ui, rp_id replica);
unsigned ui_show_network(struct ui *ui, rp_id network);

/* Goes to the hosts, to a host that stands there; UI_IGNORED where it does
 * not. */
unsigned ui_show_host(struct ui *ui, rp_id host);

/* Goes to the map, to where a source network is mapped to a VMM server. */
unsigned ui_show_line(struct ui *ui, rp_id source, rp_id server);

/* The source network in focus on the map, or RP_NONE. */
rp_id ui_map_network(struct ui *ui);

/* Opens the explanation of a replica (of rp_plan_replica()) over the view. */
unsigned ui_explain(struct ui *ui, rp_id replica);

/* The same with NIC 'nic', of rp_plan_nic(), in focus, and 'lead' above it:
 * text of ours, or NULL. */
unsigned ui_explain_nic(struct ui *ui, rp_id nic, const char *lead);

/* Opens the explanation of a host: its loads, its replicas, and what if it
 * fails. */
unsigned ui_explain_host(struct ui *ui, rp_id host);

/* The text of the dialog that was just opened waits for 'parts' of the plan,
 * of enum rp_part: they are made while it is seen, then 'renew' says the text;
 * the caller frees it, NULL without memory.  ui_dialog_data() is the dialog's
 * 'data' meanwhile. */
void ui_renew_with(struct ui *ui, unsigned parts,
		   char *(*renew)(const struct ui *ui));
void *ui_dialog_data(const struct ui *ui);

/* Opens any text of ours, lines separated by \n, to be read and scrolled. */
unsigned ui_read(struct ui *ui, const char *title, const char *text);

/* Asks to choose one of 'n' lines (already shown), the focus on 'chosen'; calls
 * 'done' with the answer, or not at all where it is left.  The lines are
 * copied; 'data' must live until then. */
unsigned ui_choose(struct ui *ui, const char *title, const char *const *lines,
		   size_t n, size_t chosen,
		   unsigned (*done)(struct ui *ui, void *data, size_t choice),
		   void *data);

/* The same with a question above the lines: 'text' is ours, lines separated by
 * \n; at least one answer. */
unsigned ui_ask(struct ui *ui, const char *title, const char *text,
		const char *const *answers, size_t n, size_t chosen,
		unsigned (*done)(struct ui *ui, void *data, size_t choice),
		void *data);

/* Asks for a line of text, 'label' before it; calls 'done' with what was
 * typed, or not at all where it is left. */
unsigned ui_prompt(struct ui *ui, const char *label, const char *text,
		   unsigned (*done)(struct ui *ui, void *data,
				    const char *text),
		   void *data);

/* Opens a topology in place of the one that is open.  Where it cannot be
 * opened, its messages are there to be read and nothing else has changed. */
unsigned ui_open(struct ui *ui, const char *topology, const char *plan);

/* The text that is searched for, or "". */
const char *ui_needle(const struct ui *ui);

/* Whether 'text' has the text 'needle', whatever the case of ASCII letters;
 * never where 'needle' is empty. */
bool ui_matches(const char *text, const char *needle);

/* The views.  Each returns its operations and new state; NULL without
 * memory. */
const struct view_ops *map_view(void **state);
const struct view_ops *replicas_view(void **state);
const struct view_ops *findings_view(void **state);
const struct view_ops *availability_view(void **state);
const struct view_ops *routes_view(void **state);
const struct view_ops *dns_view(void **state);
const struct view_ops *failback_view(void **state);
const struct view_ops *changes_view(void **state);
const struct view_ops *hosts_view(void **state);
const struct view_ops *addresses_view(void **state);
const struct view_ops *start_view(void **state, const char *examples,
				  const char *recent);

/* Puts the focus of the map on a source network, its targets those of a VMM
 * server (RP_NONE: of any). */
void map_focus(void *state, struct ui *ui, rp_id network, rp_id server);

/* The source network in focus, or RP_NONE. */
rp_id map_focused(const void *state);
void replicas_focus(void *state, const struct ui *ui, rp_id replica);

/* Puts the focus of the hosts on a host; false where it does not stand there. */
bool hosts_focus(void *state, const struct ui *ui, rp_id host);

#endif
