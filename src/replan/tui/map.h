/* The map: source and target networks, and the lines between them.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the map share:
 *
 * map.c        the view: actions, the mouse, searching
 * map_lists.c  moving in the lists
 * map_model.c, map_side.c  which rows there are
 * map_layout.c where the panes stand
 * map_draw.c   the two lists
 * map_lines.c  the channel between them
 * map_panes.c  sites, clouds and the plan
 * map_carry.c  picking up a line, carrying and dropping it
 * map_copy.c   what is copied
 * map_signs.c  what is marked how
 * map_edit.c   deleting, the way back, choosing the sides
 * map_properties.c  address rule and test network of a mapping
 * map_suggest.c  proposals
 * map_tidy.c   filtering the sides, ordering them
 * map_order.c  which order crosses fewer lines
 * map_matrix.c the same as a matrix
 * map_channel.c, map_tracks.c  how the lines run
 *
 * A list's focus is the index of a row and stays on one that exists; -1 is a
 * list without rows. */

#ifndef MAP_H
#define MAP_H 1

#include "frame.h"
#include "map_model.h"
#include "map_signs.h"
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
	bool shares;   /* Sites and clouds have one place. */
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

/* Mappings that are proposed. */
struct map_proposals {
	bool is_active;
	struct rp_suggestion *list;
	size_t n;
	size_t focus;
	struct map_effect effect; /* Of the one in focus. */
	bool takes_all;		  /* They are accepted one after the other... */
	size_t taken;		  /* ...so many up to now... */
	size_t n_refused;	  /* ...and so many were not allowed. */
};

/* An order of both sides that can be come back to. */
struct map_orders {
	bool is_there;
	rp_id *order[N_SIDES];
	rp_id server[N_SIDES];
	uint64_t version; /* Of the session: an edit makes it past. */
};

/* The map as a matrix; what is in focus is in focus in both lists. */
struct map_matrix {
	bool is_shown;
	int top; /* The first source and target that are seen, of those that
		  * are shown. */
	int left;
	struct area cells; /* Where they were last drawn. */
	rp_id source;	   /* Of the effect. */
	rp_id target;
	struct map_effect effect;
};

/* What the panes beside the lists speak of. */
struct map_look {
	rp_id source; /* Each may be RP_NONE. */
	rp_id target;
	rp_id network;	/* In focus. */
	enum side side; /* Where that is. */
	bool drafts;	/* Of a line that is not drawn yet: carried, or
			 * proposed. */
	bool is_late;	/* Something else is in focus by now. */
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

	struct map_proposals proposals;
	struct map_orders undo; /* What tidying can be taken back to... */
	struct map_orders redo; /* ...and done again. */
	struct map_matrix matrix;
	enum side filtered;   /* The side whose filter is being typed. */
	struct map_look look; /* Not what is in focus, until keys rest. */

	rp_id last_source; /* Of the line drawn last, or RP_NONE. */
	rp_id last_target;

	bool is_pressed; /* A button went down on a source... */
	int pressed_row; /* ...at this row of the screen. */

	struct rp_mapping edited; /* Whose properties are being chosen. */

	struct area rule_area; /* Where the rule stands, and the test */
	struct area test_area; /* network: to be clicked. */

	const rp_id *nics; /* Of the plan pane. */
	struct map_tally tally;
	bool is_tallied;
};

/* ---- map_lists.c ---- */

/* Moves the focus of a list to 'row', or to the nearest one that can have it;
 * the view follows. */
void map_move(struct map *map, enum pane pane, int row);

/* Gives the keys to 'pane'. */
void map_enter(struct map *map, enum pane pane);

/* The network in focus on a side, or RP_NONE. */
rp_id map_network(const struct map *map, enum side side);

/* Focuses 'network' on 'side'; false where it is not there. */
bool map_focus_network(struct map *map, enum side side, rp_id network);

/* Notes what is in focus on both sides; after their rows have changed, puts the
 * focus there again. */
void map_hold(struct map *map, rp_id kept[N_SIDES]);
void map_settle(struct map *map, const rp_id kept[N_SIDES]);

/* The side whose networks a pane lists, or NULL. */
const struct map_side *map_side_of(const struct map *map, enum pane pane);

/* Keeps every focus on a row that exists; puts every focus on the first. */
void map_settle_rows(struct map *map);
void map_lists_reset(struct map *map);

/* How many rows a list has. */
int map_n_rows(const struct map *map, enum pane pane);

/* The name of an object as it may be shown, "" for RP_NONE.  The caller frees
 * it with free(); NULL without memory. */
char *map_shown(const struct ui *ui, enum rp_kind kind, rp_id id);

/* ---- map.c ---- */

/* Makes the two servers the sides, and looks at what is mapped there. */
bool map_set_sides(struct map *map, struct ui *ui, rp_id source, rp_id target);

/* The mapping in focus: that of the source; at a target the one drawn last, or
 * the only one.  NULL after saying why there is none. */
const struct rp_mapping *map_mapping(struct map *map, struct ui *ui);

/* ---- map_copy.c ---- */

/* What is in focus: see struct view_ops. */
char *map_copy(const struct ui *ui, const void *state, enum copied what);

/* ---- map_layout.c ---- */

/* Finds out where everything stands in 'area'. */
void map_arrange(struct map *map, struct area area);

/* The pane at a place of the screen; N_PANES where there is none. */
enum pane map_pane_at(const struct map *map, int row, int column);

/* ---- map_draw.c ---- */

/* The border of a list, and which of its rows are seen. */
void map_draw_box(const struct map *map, enum pane pane, const char *title,
		  struct frame *frame);

/* How a row of a list looks: in focus, or not. */
enum style map_row_style(const struct map *map, enum pane pane, int row);

/* Puts a name, found ones in their own style; the columns it took. */
int map_put_name(const struct ui *ui, struct frame *frame, struct area area,
		 int row, int column, int width, enum rp_kind kind, rp_id id);

/* Whether the target of a source is not available for '*pair', maybe others
 * too; false where it is not mapped. */
bool map_lacks(const struct map *map, const struct map_row *source,
	       rp_id *pair);

/* How a target is marked by what it is for a source. */
enum map_sign map_state_sign(enum target_state state);

/* "VMM-NewYork ▶ VMM-Chicago".  The caller frees it; NULL without memory. */
char *map_title(const struct map *map, const struct ui *ui);

/* How many networks a side shows, and why not all: "12 of 4000: \\web".  ""
 * where it shows all. */
void map_filter_text(const struct map *map, const struct ui *ui, enum side side,
		     char *text, size_t size);

/* Draws the two lists and the lines between them. */
void map_draw_lists(struct map *map, const struct ui *ui, struct frame *frame);

/* ---- map_lines.c ---- */

/* Draws the lines between the lists. */
void map_draw_lines(const struct map *map, const struct ui *ui,
		    struct frame *frame);

/* ---- map_panes.c ---- */

/* Each draws its pane where that has room. */
void map_draw_sites(struct map *map, const struct ui *ui, struct frame *frame);
void map_draw_clouds(struct map *map, const struct ui *ui, struct frame *frame);
void map_draw_plan(struct map *map, const struct ui *ui, struct frame *frame);

/* What there is to say of a pair: "○ available" or "✕ not available: add
 * logical network L to cloud S"; NULL: nothing.  The caller frees it. */
char *map_pair_text(const struct map *map, rp_id source, rp_id target,
		    rp_id pair);

/* How many rows of the plan pane stand above its list. */
int map_plan_header(const struct map *map);

/* The cloud pair at a row of the screen; their number where there is none. */
int map_pair_at(const struct map *map, const struct ui *ui, int row);

/* Has the panes speak of what is in focus: once the operator rests, or now. */
void map_look_late(struct map *map);
void map_look(struct map *map);

/* ---- map_carry.c ---- */

/* Picks up a line at the source in focus, or says why not. */
unsigned map_pick_up(struct map *map, struct ui *ui, bool by_mouse);

/* The line was moved to the target in focus: says what stands in the way of
 * it there.  Once it rests, finds out what dropping it would do, and says so.
 */
void map_carried(struct map *map, struct ui *ui);
void map_carry_rests(struct map *map, struct ui *ui);

/* The mapping that drawing a line draws: it keeps what the source's old one
 * says of addresses and tests. */
struct rp_mapping map_drawn(const struct map *map, rp_id source, rp_id target);

/* Finds out what drawing 'mapping' would do. */
void map_effect_find(struct map *map, struct ui *ui,
		     const struct rp_mapping *mapping,
		     struct map_effect *effect);

/* The mouse has the line at a place of the screen. */
void map_carry_to(struct map *map, struct ui *ui, int row, int column);

/* Maps the source to the target under the line; beside the targets, lets go. */
unsigned map_drop(struct map *map, struct ui *ui);

/* Keeps a line that was dropped on a row that is no network, and says so: by
 * keys now, or until the next click. */
unsigned map_carry_on(struct map *map, struct ui *ui);

/* Lets go of the line, the focus back at its source. */
void map_let_go(struct map *map);

/* The same, wherever the focus is; looks at nothing else. */
void map_forget_line(struct map *map);

/* The effect of dropping on the target that the panes speak of, or of accepting
 * the proposal; NULL where it is not known. */
const struct map_effect *map_effect(const struct map *map);

/* "+118 connected · ...".  The caller frees it; NULL without memory. */
char *map_effect_text(const struct map *map, const struct map_effect *effect);

/* "SilverCloud2 lacks LogicalNetwork2-Chicago".  The caller frees it. */
char *map_lack_text(const struct map *map, const struct ui *ui, rp_id target,
		    rp_id pair);

/* ---- map_edit.c ---- */

/* Each carries out the action of its name on the line in focus, or says why
 * not.  Sides are asked for. */
unsigned map_delete(struct map *map, struct ui *ui);
unsigned map_way_back(struct map *map, struct ui *ui);

/* Says "WORDS: A ▶ B". */
void map_say_line(struct ui *ui, const char *words, rp_id a, rp_id b);

/* Draws the way back of 'mapping', or says that it is drawn already. */
unsigned map_draw_back(struct ui *ui, const struct rp_mapping *mapping);

/* Swaps the sides and picks up a line at what was the target. */
unsigned map_pick_up_back(struct map *map, struct ui *ui);

/* What was the source becomes the target, and the other way round. */
unsigned map_swap(struct map *map, struct ui *ui);
unsigned map_choose_sides(struct map *map, struct ui *ui);

/* ---- map_properties.c ---- */

/* Asks for both properties of the mapping in focus. */
unsigned map_properties(struct map *map, struct ui *ui);

/* Gives the mapping in focus the next address rule; asks for its test
 * network. */
unsigned map_next_rule(struct map *map, struct ui *ui);
unsigned map_test_network(struct map *map, struct ui *ui);

/* Draws what the mapping is that the plan pane speaks of into its row 'row';
 * notes where its properties can be clicked. */
void map_draw_properties(struct map *map, const struct ui *ui,
			 struct frame *frame, int row);

/* ---- map_suggest.c ---- */

/* Proposes mappings between the sides. */
unsigned map_suggest(struct map *map, struct ui *ui);

/* Carries out an action while mappings are proposed. */
unsigned map_suggest_act(struct map *map, struct ui *ui, enum action action);

/* The proposal in focus, or NULL. */
const struct rp_suggestion *map_proposal(const struct map *map);

/* The target that is proposed for 'source', or RP_NONE. */
rp_id map_proposed(const struct map *map, rp_id source);

/* What there is to say of it once keys rest. */
void map_suggest_rests(struct map *map, struct ui *ui);

/* Takes note of a new plan: what is mapped is proposed no longer. */
void map_suggest_update(struct map *map);

/* Makes the proposal with that source, or that target, the one in focus; false
 * where there is none. */
bool map_suggest_focus(struct map *map, struct ui *ui, enum side side,
		       rp_id network);

/* Forgets all proposals. */
void map_suggest_end(struct map *map);

/* ---- map_tidy.c ---- */

/* Asks which names a side is to show. */
unsigned map_filter(struct map *map, struct ui *ui, enum side side);

/* Shows all networks of a side. */
void map_show_all(struct map *map, enum side side);

/* Orders both sides so that fewer lines cross; as the file does. */
unsigned map_tidy(struct map *map, struct ui *ui);
unsigned map_order_as_file(struct map *map, struct ui *ui);

/* Takes the last ordering back, or does it again, where no edit was made
 * since; UI_IGNORED else. */
unsigned map_order_undo(struct map *map, struct ui *ui);
unsigned map_order_redo(struct map *map, struct ui *ui);
void map_orders_forget(struct map *map);

/* ---- map_matrix.c ---- */

/* Shows the map as a matrix, and back. */
unsigned map_matrix(struct map *map);

/* Carries out an action on the matrix. */
unsigned map_matrix_act(struct map *map, struct ui *ui, enum action action);
unsigned map_matrix_mouse(struct map *map, struct ui *ui,
			  const struct event *event);
void map_matrix_rests(struct map *map, struct ui *ui);
void map_matrix_draw(struct map *map, const struct ui *ui, struct area area,
		     struct frame *frame);

/* Explains what mapping the source in focus to the target in focus means. */
unsigned map_why(struct map *map, struct ui *ui);

#endif
