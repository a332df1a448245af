/* The planner's screen: what its own files share.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ui.c      events and actions, layout, views
 * ui_bars.c title line, message line, bar of keys
 * command_prompt.c the command line while it is typed
 * save_as.c saving under a name that was asked for
 * ui_copy.c copying to the clipboard
 * ui_messages.c what is said in the message line, and was
 * ui_dialogs.c texts to read, questions, prompts
 * ui_explain.c the explanation of a replica
 * ui_host.c the explanation of a host
 * ui_export.c, export_make.c writing a view or the plan to a file
 * loading.c how far the reading of a topology is
 * ui_idle.c what is made of a plan in idle time
 * ui_job.c  rebalancing, in the background
 * ui_plan.c opening, saving, undo, explaining: what concerns the session */

#ifndef UI_PRIVATE_H
#define UI_PRIVATE_H 1

#include <stdio.h>

#include "configuration.h"
#include "text_rows.h"
#include "ui.h"

enum dialog_kind {
	DIALOG_NONE,
	DIALOG_TEXT,   /* A text that is read and scrolled. */
	DIALOG_CHOICE, /* Lines to choose from, a text above them. */
	DIALOG_PROMPT  /* A line that is typed, in the message line. */
};

struct dialog {
	enum dialog_kind kind;
	char *title;
	char *text;             /* TEXT, CHOICE: ours, shown; PROMPT: typed. */

	/* TEXT and CHOICE: the text, broken into rows for 'width' columns. */
	struct text_row *rows;
	size_t n_rows;
	int width;
	size_t top;             /* The first row or line that is seen. */
	size_t page;            /* How many were seen when last drawn. */

	/* CHOICE. */
	char **lines;
	size_t n_lines;
	size_t focus;
	struct area list;       /* Where the lines stand on the screen. */

	/* PROMPT. */
	size_t cursor;          /* In the text, in bytes. */

	/* For a prompt that knows more keys than others: takes one, or returns
	 * false; draws what it shows beside the line.  Or NULL. */
	bool (*key)(struct ui *ui, uint32_t key);
	void (*draw)(struct ui *ui, struct frame *frame);

	unsigned (*chosen)(struct ui *ui, void *data, size_t choice);
	unsigned (*typed)(struct ui *ui, void *data, const char *text);
	void *data;

	/* Called where the dialog is left without an answer, unless NULL. */
	unsigned (*left)(struct ui *ui);

	/* TEXT that explains a replica: more can be asked, of explain_act(). */
	bool explains;

	/* TEXT: the line in focus, from 0, and whether it is still to be
	 * brought into view; then the row that it begins. */
	size_t mark;
	bool is_marked;
	size_t marked_row;

	/* The parts of the plan that the text waits for, of enum rp_part, and
	 * the text that there is then; see ui_renew_with(). */
	unsigned parts;
	char *(*renew)(const struct ui *ui);
};

/* The replica that is explained, and what else was asked about it. */
struct explained {
	rp_id replica;
	rp_id nic;              /* Of rp_plan_nic(), in focus; or RP_NONE. */
	char *lead;             /* Stands above; or NULL. */
	struct rp_question question;
	rp_id asked;            /* The NIC that an address is typed for. */
};

/* Something on the screen that a click carries out. */
struct hit {
	struct area area;
	enum action action;
};

#define MAX_HITS 48

/* What was said last: a ring. */
#define SAID_MAX 100

struct said {
	struct {
		enum rp_level level;
		char *text;
	} messages[SAID_MAX];
	size_t n;               /* All that were said. */
};

struct view {
	const struct view_ops *ops;
	void *state;
	bool is_stale; /* It has not looked at the plan as it stands: views that
			* are not seen look again when they are. */
};

/* Where the parts of the screen stand; those without room have no rows. */
struct layout {
	struct area title;
	struct area view;
	struct area message;
	struct area bar;
};

struct ui {
	rp_topology *topology;
	rp_session *session;
	bool readonly;          /* Nothing is saved. */
	bool always_readonly;   /* Asked for: holds for every topology. */
	bool switched;          /* Read-only by the operator's switch alone. */
	bool unattended;        /* Nobody can be asked. */
	bool ascii;
	bool mouse_off;
	bool may_copy;
	struct keymap keys;

	struct view views[N_VIEWS];
	enum ui_view view;
	struct layout layout;
	int rows;               /* Of the screen when last drawn. */
	int columns;

	struct dialog dialog;
	struct explained explained; /* While it is. */
	rp_id host;             /* The host that is explained. */
	char *title;            /* Of the terminal. */

	ui_watch *watch;        /* Or NULL. */
	void *watch_data;
	struct ui_load load;    /* While a topology is opened. */

	char *message;
	enum rp_level level;
	struct said said;
	uint64_t told;          /* The version of the session of which it was
				 * told how many replicas moved. */
	char *copied;           /* For the clipboard; or NULL. */
	char *recent;           /* The file of recent topologies; or NULL. */
	char *needle;

	bool quits;             /* Saving was asked for in order to leave. */

	struct job *job;        /* Of ui_job.c; or NULL. */
	struct saving *saving;  /* Of save_as.c; or NULL. */
	struct export *export;  /* Of ui_export.c; or NULL. */
	struct command_prompt *prompt; /* Of command_prompt.c; or NULL. */
	uint64_t gave_up;       /* The version of the session of which no more
				 * can be made in idle time. */

	bool held;              /* A button was pressed in the view. */
	struct event mouse;     /* The last mouse event while it is held. */

	struct hit hits[MAX_HITS];
	size_t n_hits;
};

/* ---- ui.c -------------------------------------------------------------- */

/* The context in which keys are looked up; one that goes before it while a job
 * runs is IN_JOB. */
unsigned ui_where(const struct ui *ui);

/* Both of them. */
unsigned ui_contexts(const struct ui *ui);

/* Has the view at hand look again, where it has not. */
void ui_refresh(struct ui *ui);

/* Another topology was opened: has every view forget the old one. */
void ui_forget_views(struct ui *ui);

/* Has every view look again: the one at hand now, the others when they are. */
void ui_update_views(struct ui *ui);

/* ---- ui_messages.c ----------------------------------------------------- */

/* What stands before a message: "error: ", or nothing. */
const char *level_words(enum rp_level level);

/* Empties the message line; what stood there is kept. */
void ui_unsay(struct ui *ui);

/* Says how many other replicas the last edit moved, where no message did. */
void ui_say_moved(struct ui *ui);

/* Opens what was said, to be read. */
unsigned ui_read_said(struct ui *ui);
void said_destroy(struct said *said);

/* Says what is wrong in the configuration. */
void ui_say_config(struct ui *ui, const struct configuration *config);

/* ---- ui_copy.c --------------------------------------------------------- */

/* Copies what is in focus, or says why not. */
unsigned ui_copy(struct ui *ui, enum copied what);

/* ---- ui_bars.c --------------------------------------------------------- */

void bars_draw(struct ui *ui, struct frame *frame);

/* The action of what was drawn at a place of the screen, or ACTION_NONE. */
enum action bars_action_at(const struct ui *ui, int row, int column);

/* ---- ui_dialogs.c ------------------------------------------------------ */

/* Each hands an event to the dialog that is open. */
unsigned dialog_key(struct ui *ui, uint32_t key);
unsigned dialog_act(struct ui *ui, enum action action);
unsigned dialog_mouse(struct ui *ui, const struct event *event);
unsigned dialog_paste(struct ui *ui, const char *text);

void dialog_draw(struct ui *ui, struct frame *frame);
void dialog_close(struct ui *ui);

/* Opens the explanation of a replica, line 'mark' of it in focus. */
unsigned dialog_explain(struct ui *ui, const char *title, const char *text,
			size_t mark);

/* As ui_choose() without data; calls 'left' where it is left. */
unsigned dialog_choose(struct ui *ui, const char *title, char *const *lines,
		       size_t n,
		       unsigned (*done)(struct ui *ui, void *data,
					size_t choice),
		       unsigned (*left)(struct ui *ui));

/* Has the text of the dialog that is open made anew. */
void dialog_renew(struct ui *ui);

/* The help of the context at hand. */
unsigned ui_help(struct ui *ui);

/* Puts 'text' in place of the bytes of the prompt from 'start' to 'end', the
 * cursor behind it; as far as there is room. */
void dialog_replace(struct ui *ui, size_t start, size_t end,
		    const char *text);

/* ---- ui_explain.c ------------------------------------------------------ */

/* Carries out what the explanation of a replica knows more; UI_IGNORED for all
 * else. */
unsigned explain_act(struct ui *ui, enum action action);
void ui_explained_free(struct ui *ui);

/* ---- command_prompt.c -------------------------------------------------- */

/* Asks for a line of the command line, and carries it out. */
unsigned command_ask(struct ui *ui);

/* Makes what it needs; 'history' is the file in which its lines are kept, or
 * NULL.  False without memory. */
bool command_prompt_init(struct ui *ui, const char *history);
void command_prompt_free(struct ui *ui);

/* ---- save_as.c --------------------------------------------------------- */

void saving_free(struct ui *ui);

/* ---- loading.c --------------------------------------------------------- */

/* Reads a topology as rp_topology_read() does, watched.  When all is well
 * loading_end() must follow, once it is planned. */
int loading_read(struct ui *ui, rp_topology **topology, const char *path,
		 rp_messages *messages);

/* Opens the session over a topology that was read, watched as well: as
 * rp_session_open_progress(). */
int loading_plan(struct ui *ui, rp_session **session,
		 const rp_topology *topology, const char *plan, unsigned flags,
		 rp_messages *messages);
void loading_end(struct ui *ui);

/* How far it is, over the whole screen. */
void loading_draw(struct ui *ui, struct frame *frame);

/* ---- ui_job.c ---------------------------------------------------------- */

/* Begins to plan from nothing; no job may be there. */
unsigned job_begin(struct ui *ui);

/* Whether it is still planned. */
bool job_runs(const struct ui *ui);

/* Asks it to stop; UI_IGNORED where none runs. */
unsigned job_stop(struct ui *ui);

/* Looks how far it is; takes what it made, once no dialog is in the way. */
unsigned job_look(struct ui *ui);

/* Ends it, and forgets it: returns when nobody reads the session any more. */
void job_abandon(struct ui *ui);

/* Draws how far it is into 'line'. */
void job_draw(const struct ui *ui, struct area line, struct frame *frame);

/* ---- addresses_words.c --------------------------------------------------- */

/* Prints what the letters of the grid stand for. */
void addresses_print_signs(FILE *out);

/* ---- ui_export.c ------------------------------------------------------- */

/* Asks what is to be exported. */
unsigned export_begin(struct ui *ui);

/* Whether it is still made; goes on with it as ui_idle() does. */
bool export_runs(const struct ui *ui);
unsigned export_idle(struct ui *ui, const struct rp_progress *progress);

/* Forgets it. */
void export_abandon(struct ui *ui);

/* ---- ui_plan.c --------------------------------------------------------- */

/* Opens a topology and its plan file; what was open is closed when that went
 * well.  RP_OK, or why not, with messages. */
int plan_open(struct ui *ui, const char *topology, const char *plan,
	      rp_messages *messages);
void plan_close(struct ui *ui);

/* Says that the opening was stopped. */
void plan_say_stopped(struct ui *ui);

/* Carries out an action on the session; UI_IGNORED where it is none. */
unsigned plan_act(struct ui *ui, enum action action);

/* Takes 'n' steps back or forth, or as many as there are; says how many. */
unsigned plan_steps(struct ui *ui, bool back, size_t n);

/* Leaves, or asks first; whether it would ask. */
unsigned plan_quit(struct ui *ui);
bool plan_quit_asks(const struct ui *ui);

#endif
