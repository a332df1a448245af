/* The map: source and target networks, and the lines between them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the map share:
 *
 * map.c        the view: actions, the mouse, searching
 * map_model.c  which rows there are
 * map_layout.c where the panes stand
 * map_draw.c   the two lists and the channel between them
 * map_panes.c  sites, clouds and the plan
 * map_carry.c  picking up a line, carrying and dropping it
 * map_edit.c   deleting, the way back, properties, choosing the sides
 * map_channel.c, map_tracks.c  how the lines run
 *
 * A list's focus is the index of a row and stays on one that exists; -1 is a
 * list without rows. */

#ifndef MAP_H
#define MAP_H 1

#include "frame.h"
#include "map_model.h"
#include "ui.h"

enum pane {
	PANE_SITES,
	PANE_CLOUDS,
	PANE_SOURCES,
	PANE_TARGETS,
	PANE_PLAN,
	N_PANES
};

/* A list that is scrolled. */
struct map_list {
	int focus;
	int top;  /* The first row that is seen. */
	int page; /* How many rows were seen when last drawn. */
};

/* Where things stand on the screen; what is not seen has no rows. */
struct map_layout {
	struct area pane[N_PANES]; /* The rows of each list. */
	struct area box[N_PANES];  /* Their borders; SOURCES and TARGETS share
				    * one. */
	struct area channel;
	bool bordered; /* There is room for borders. */
};

/* What dropping a line on a target would do. */
struct map_effect {
	bool is_known;
	int result;	/* Of rp_session_preview(). */
	long connected; /* More NICs than now. */
	size_t kept;	/* NICs of the source that keep their address. */
	long unplaced;	/* More replicas without a host than now. */
	size_t moved;	/* Other replicas' hosts change. */
	struct rp_ratio peak;
};

/* A line that is carried. */
struct map_carry {
	bool is_active;
	bool by_mouse;	  /* The button is down. */
	bool is_floating; /* The mouse is beside the targets... */
	int row;	  /* ...at this row of the screen. */
	rp_id source;
	struct map_effect *effects; /* By target row. */
	enum target_state *states;  /* By target row. */
	rp_id *failing;		    /* By target row: a pair, or RP_NONE. */
};

/* What the NICs of the plan pane come to. */
struct map_tally {
	size_t n;
	size_t connected;
	size_t retained;
	size_t offset;
	size_t next;
	size_t pinned;
	size_t dhcp;
	size_t unaddressed;
	size_t unplaced;
};

struct map {
	struct map_model model;
	struct map_list list[N_PANES];
	enum pane focus;
	enum side side; /* Whose focus the plan pane speaks of. */
	enum pane slot; /* SITES or CLOUDS: where there is room for one. */
	bool zoomed;
	struct map_layout layout;
	struct map_carry carry;

	rp_id last_source; /* Of the line drawn last, or RP_NONE. */
	rp_id last_target;

	bool is_pressed; /* A button went down on a source... */
	int pressed_row; /* ...at this row of the screen. */

	struct rp_mapping edited; /* Whose properties are being chosen. */

	const rp_id *nics; /* Of the plan pane. */
	struct map_tally tally;
	bool is_tallied;
};

/* ---- map.c ---- */

/* Moves the focus of a list to 'row', or to the nearest one that can have it;
 * the view follows. */
void map_move(struct map *map, enum pane pane, int row);

/* Gives the keys to 'pane'. */
void map_enter(struct map *map, enum pane pane);

/* The network in focus on a side, or RP_NONE. */
rp_id map_network(const struct map *map, enum side side);

/* Focuses 'network' on 'side'; false where it is not there. */
bool map_focus_network(struct map *map, enum side side, rp_id network);

/* How many rows a list has. */
int map_n_rows(const struct map *map, enum pane pane);

/* Makes the two servers the sides, and looks at what is mapped there. */
bool map_set_sides(struct map *map, struct ui *ui, rp_id source, rp_id target);

/* The mapping in focus: that of the source; at a target the one drawn last, or
 * the only one.  NULL after saying why there is none. */
const struct rp_mapping *map_mapping(struct map *map, struct ui *ui);

/* The name of an object as it may be shown, "" for RP_NONE.  The caller frees
 * it with free(); NULL without memory. */
char *map_shown(const struct ui *ui, enum rp_kind kind, rp_id id);

/* ---- map_layout.c ---- */

/* Finds out where everything stands in 'area'. */
void map_arrange(struct map *map, struct area area);

/* The pane at a place of the screen; N_PANES where there is none. */
enum pane map_pane_at(const struct map *map, int row, int column);

/* How many rows of the plan pane stand above its list. */
int map_plan_header(const struct map *map);

/* ---- map_draw.c ---- */

/* The border of a list, and which of its rows are seen. */
void map_draw_box(const struct map *map, enum pane pane, const char *title,
		  struct frame *frame);

/* How a row of a list looks: in focus, or not. */
enum style map_row_style(const struct map *map, enum pane pane, int row);

/* Puts a name, found ones in their own style; the columns it took. */
int map_put_name(const struct ui *ui, struct frame *frame, struct area area,
		 int row, int column, int width, enum rp_kind kind, rp_id id);

/* Draws the two lists and the lines between them. */
void map_draw_lists(struct map *map, const struct ui *ui, struct frame *frame);

/* ---- map_panes.c ---- */

/* Each draws its pane where that has room. */
void map_draw_sites(struct map *map, const struct ui *ui, struct frame *frame);
void map_draw_clouds(struct map *map, const struct ui *ui, struct frame *frame);
void map_draw_plan(struct map *map, const struct ui *ui, struct frame *frame);

/* The cloud pair at a row of the screen; their number where there is none. */
int map_pair_at(const struct map *map, const struct ui *ui, int row);

/* What the panes speak of: the source in focus or carried, and its target, the
 * target in focus, or the one under the line; each may be RP_NONE. */
void map_subject(const struct map *map, rp_id *source, rp_id *target);

/* Has the plan pane speak of what is in focus now. */
void map_look(struct map *map);

/* ---- map_carry.c ---- */

/* Picks up a line at the source in focus, or says why not. */
unsigned map_pick_up(struct map *map, struct ui *ui, bool by_mouse);

/* The line was moved to the target in focus: finds out what dropping it there
 * would do, and says so. */
void map_carried(struct map *map, struct ui *ui);

/* The mouse has the line at a place of the screen. */
void map_carry_to(struct map *map, struct ui *ui, int row, int column);

/* Maps the source to the target under the line; beside the targets, lets go. */
unsigned map_drop(struct map *map, struct ui *ui);

/* Lets go of the line, the focus back at its source. */
void map_let_go(struct map *map);

/* The same, wherever the focus is; looks at nothing else. */
void map_forget_line(struct map *map);

/* The effect of dropping on the target in focus; NULL where it is not known. */
const struct map_effect *map_effect(const struct map *map);

/* "+118 connected · ...".  The caller frees it; NULL without memory. */
char *map_effect_text(const struct map *map, const struct map_effect *effect);

/* "SilverCloud2 lacks LogicalNetwork2-Chicago".  The caller frees it. */
char *map_lack_text(const struct map *map, const struct ui *ui, rp_id target,
		    rp_id pair);

/* ---- map_edit.c ---- */

/* Each carries out the action of its name on the line in focus, or says why
 * not.  Properties and sides ask first. */
unsigned map_delete(struct map *map, struct ui *ui);
unsigned map_way_back(struct map *map, struct ui *ui);
unsigned map_properties(struct map *map, struct ui *ui);

/* Draws the way back of 'mapping', or says that it is drawn already. */
unsigned map_draw_back(struct ui *ui, const struct rp_mapping *mapping);

/* What was the source becomes the target, and the other way round. */
unsigned map_swap(struct map *map, struct ui *ui);
unsigned map_choose_sides(struct map *map, struct ui *ui);

#endif
