/* The channel: lines between two lists, drawn in the cells between them.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "map_channel.h"

#include <stdlib.h>
#include <string.h>

#include "map_tracks.h"

/* What is being routed. */
struct wiring {
	struct channel *channel;
	struct channel_link *links; /* Those with an end inside, by target. */
	int n_links;
	int *net_of; /* By link. */
	struct tracks tracks;
};

static int clip(const struct channel *channel, int row)
{
	if (row < 0)
		return -1;
	return row < channel->rows ? row : channel->rows;
}

static bool is_inside(const struct channel *channel, int row)
{
	return row >= 0 && row < channel->rows;
}

/* ---- Nets ---------------------------------------------------------------- */

static int compare_links(const void *a, const void *b)
{
	const struct channel_link *x = a;
	const struct channel_link *y = b;

	if (x->right != y->right)
		return x->right < y->right ? -1 : 1;
	if (x->left != y->left)
		return x->left < y->left ? -1 : 1;
	return 0;
}

static bool wiring_init(struct wiring *wiring, struct channel *channel,
			const struct channel_link *links, int n_links)
{
	struct tracks *tracks = &wiring->tracks;
	size_t n = (size_t)n_links + 1;
	size_t rows = (size_t)channel->rows + 1;

	memset(wiring, 0, sizeof(*wiring));
	wiring->channel = channel;
	wiring->links = calloc(n, sizeof(*wiring->links));
	wiring->net_of = calloc(n, sizeof(*wiring->net_of));
	tracks->rows = channel->rows;
	tracks->nets = calloc(n, sizeof(*tracks->nets));
	tracks->left = calloc(rows, sizeof(*tracks->left));
	tracks->right = calloc(rows, sizeof(*tracks->right));
	if (!wiring->links || !wiring->net_of || !tracks->nets ||
	    !tracks->left || !tracks->right)
		return false;
	for (int i = 0; i < n_links; i++)
		if (is_inside(channel, links[i].left) ||
		    is_inside(channel, links[i].right))
			wiring->links[wiring->n_links++] = links[i];
	qsort(wiring->links, (size_t)wiring->n_links, sizeof(*wiring->links),
	      compare_links);
	return true;
}

static void wiring_destroy(struct wiring *wiring)
{
	free(wiring->links);
	free(wiring->net_of);
	free(wiring->tracks.nets);
	free(wiring->tracks.left);
	free(wiring->tracks.right);
}

static void net_start(struct net *net, int left, int right)
{
	net->left_low = left;
	net->left_high = left;
	net->right = right;
	net->weight = 0;
}

static void net_add(struct wiring *wiring, int link, bool starts)
{
	const struct channel_link *l = &wiring->links[link];
	struct tracks *tracks = &wiring->tracks;
	int left = clip(wiring->channel, l->left);
	int right = clip(wiring->channel, l->right);
	int i = starts ? tracks->n_nets++ : tracks->n_nets - 1;
	struct net *net = &tracks->nets[i];

	wiring->net_of[link] = i;
	if (starts)
		net_start(net, left, right);
	if (left < net->left_low)
		net->left_low = left;
	if (left > net->left_high)
		net->left_high = left;
	if ((int)l->weight > net->weight)
		net->weight = (int)l->weight;
	if (is_inside(wiring->channel, left))
		tracks->left[left] = i;
	if (is_inside(wiring->channel, right))
		tracks->right[right] = i;
}

/* Links with one target, which is on a row of its own also when it is off the
 * screen, are one net. */
static void nets_make(struct wiring *wiring)
{
	struct tracks *tracks = &wiring->tracks;

	for (int row = 0; row < tracks->rows; row++) {
		tracks->left[row] = -1;
		tracks->right[row] = -1;
	}
	for (int i = 0; i < wiring->n_links; i++)
		net_add(wiring, i,
			i == 0 || wiring->links[i].right !=
					  wiring->links[i - 1].right);
}

/* The columns that tracks may use: column 0 is for stubs, the last one for
 * arrows. */
static int track_room(const struct channel *channel)
{
	int room = channel->columns - 2 - channel->apart;

	return room > 0 ? room : 0;
}

/* Spreads the tracks over the channel. */
static void nets_spread(struct wiring *wiring)
{
	struct channel *channel = wiring->channel;
	int n = channel->n_tracks;
	int room = track_room(channel);
	int step = channel->apart || (n > 0 && room / n > 1) ? 2 : 1;
	int first = 1 + (room - (n - 1) * step - 1) / 2;

	for (int i = 0; i < wiring->tracks.n_nets; i++) {
		struct net *net = &wiring->tracks.nets[i];

		channel->n_stubs += net->stub;
		if (net->stub || net->straight)
			continue;
		net->column[0] = first + net->column[0] * step;
		net->column[1] = first + net->column[1] * step;
	}
}

/* ---- Cells --------------------------------------------------------------- */

/* Puts pieces of lines into cells: those of one net join, those of two nets do
 * not. */
struct pen {
	struct channel *channel;
	int net;
	bool over; /* Goes over whatever is there. */
	enum line_weight weight;
};

static void pen_put(const struct pen *pen, int row, int column, unsigned mask)
{
	struct channel *channel = pen->channel;
	struct channel_cell *cell;

	if (!is_inside(channel, row))
		return;
	cell = &channel->cells[row * channel->columns + column];
	if (cell->net >= 0 && cell->net != pen->net) {
		if (!pen->over && !(mask & (LINE_UP | LINE_DOWN)))
			return;
		cell->mask = 0;
	}
	cell->net = pen->net;
	cell->mask = (uint8_t)(cell->mask | mask);
	cell->weight = (uint8_t)pen->weight;
}

/* Along a row, from column 'from' to 'to'; beyond the edges at -1 and at the
 * number of columns. */
static void pen_across(const struct pen *pen, int row, int from, int to)
{
	for (int column = from; column <= to; column++) {
		unsigned mask = 0;

		if (column < 0 || column >= pen->channel->columns)
			continue;
		if (column > from)
			mask |= LINE_LEFT;
		if (column < to)
			mask |= LINE_RIGHT;
		pen_put(pen, row, column, mask);
	}
}

static void pen_along(const struct pen *pen, int column, int from, int to)
{
	int low = from < to ? from : to;
	int high = from < to ? to : from;

	for (int row = low; row <= high; row++) {
		unsigned mask = 0;

		if (row > low)
			mask |= LINE_UP;
		if (row < high)
			mask |= LINE_DOWN;
		pen_put(pen, row, column, mask);
	}
}

static void pen_sign(const struct pen *pen, int row, int column,
		     enum channel_sign sign)
{
	struct channel_cell *cell;

	if (!is_inside(pen->channel, row))
		return;
	cell = &pen->channel->cells[row * pen->channel->columns + column];
	cell->net = pen->net;
	cell->weight = (uint8_t)pen->weight;
	cell->sign = (uint8_t)sign;
}

/* The line from row 'left' to the target of 'net'. */
static void path_draw(const struct pen *pen, const struct net *net, int left)
{
	int end = pen->channel->columns;

	if (net->straight) {
		pen_across(pen, left, -1, end);
	} else {
		int bend = net->jog == NO_ROW ? net->right : net->jog;

		pen_across(pen, left, -1, net->column[0]);
		pen_along(pen, net->column[0], left, bend);
		if (net->jog != NO_ROW) {
			pen_across(pen, bend, net->column[0], net->column[1]);
			pen_along(pen, net->column[1], bend, net->right);
		}
		pen_across(pen, net->right, net->column[1], end);
	}
	pen_sign(pen, net->right, end - 1, SIGN_ARROW);
}

static void stub_draw(const struct pen *pen, const struct net *net, int left)
{
	pen_sign(pen, left, 0, net->right < left ? SIGN_ABOVE : SIGN_BELOW);
	pen_sign(pen, net->right, pen->channel->columns - 1, SIGN_ARROW);
}

/* Draws the links of 'weight'; the light pass draws all of them, so that every
 * net is whole before one of its lines is made to stand out. */
static void links_draw(const struct wiring *wiring, enum line_weight weight)
{
	for (int i = 0; i < wiring->n_links; i++) {
		const struct channel_link *link = &wiring->links[i];
		const struct net *net;
		struct pen pen = { wiring->channel, wiring->net_of[i],
				   weight != LINE_LIGHT &&
					   !wiring->channel->apart,
				   weight };

		if (weight != LINE_LIGHT && link->weight != weight)
			continue;
		net = &wiring->tracks.nets[pen.net];
		if (net->stub)
			stub_draw(&pen, net, clip(wiring->channel, link->left));
		else
			path_draw(&pen, net, clip(wiring->channel, link->left));
	}
}

/* ---- Exits --------------------------------------------------------------- */

static void exit_add(struct channel_exit *edge, const struct net *net,
		     int column)
{
	edge->n_lines++;
	if (!net->stub && (edge->column < 0 || column < edge->column))
		edge->column = column;
}

static void exits_count(struct wiring *wiring)
{
	struct channel *channel = wiring->channel;

	for (int i = 0; i < wiring->n_links; i++) {
		const struct channel_link *link = &wiring->links[i];
		const struct net *net = &wiring->tracks.nets[wiring->net_of[i]];

		if (link->left < 0)
			exit_add(&channel->above, net, net->column[0]);
		else if (link->left >= channel->rows)
			exit_add(&channel->below, net, net->column[0]);
		else if (link->right < 0)
			exit_add(&channel->above, net, net->column[1]);
		else if (link->right >= channel->rows)
			exit_add(&channel->below, net, net->column[1]);
	}
}

/* ---- The whole ----------------------------------------------------------- */

static bool cells_init(struct channel *channel, int rows, int columns,
		       bool apart)
{
	size_t n;

	memset(channel, 0, sizeof(*channel));
	channel->rows = rows > 0 && columns > 0 ? rows : 0;
	channel->columns = rows > 0 && columns > 0 ? columns : 0;
	channel->apart = apart;
	channel->above.column = -1;
	channel->below.column = -1;
	n = (size_t)channel->rows * (size_t)channel->columns;
	channel->cells = calloc(n + 1, sizeof(*channel->cells));
	if (!channel->cells)
		return false;
	for (size_t i = 0; i < n; i++)
		channel->cells[i].net = -1;
	return true;
}

bool channel_init(struct channel *channel, int rows, int columns, bool apart,
		  const struct channel_link *links, int n_links)
{
	struct wiring wiring;
	bool ok;

	if (!cells_init(channel, rows, columns, apart))
		return false;
	if (channel->rows == 0)
		return true;
	ok = wiring_init(&wiring, channel, links, n_links);
	if (ok) {
		nets_make(&wiring);
		int room = track_room(channel);

		wiring.tracks.gap = apart;
		ok = tracks_assign(&wiring.tracks,
				   apart ? (room + 1) / 2 : room,
				   &channel->n_tracks);
	}
	if (ok) {
		nets_spread(&wiring);
		links_draw(&wiring, LINE_LIGHT);
		links_draw(&wiring, LINE_HEAVY);
		links_draw(&wiring, LINE_DASHED);
		links_draw(&wiring, LINE_DASHED_HEAVY);
		exits_count(&wiring);
	}
	wiring_destroy(&wiring);
	if (!ok)
		channel_destroy(channel);
	return ok;
}

void channel_destroy(struct channel *channel)
{
	free(channel->cells);
	memset(channel, 0, sizeof(*channel));
}

const struct channel_cell *channel_cell(const struct channel *channel, int row,
					int column)
{
	return &channel->cells[row * channel->columns + column];
}

/* What 'cell' looks like. */
static const char *cell_glyph(const struct channel_cell *cell, bool ascii)
{
	switch ((enum channel_sign)cell->sign) {
	case SIGN_ARROW:
		if (ascii)
			return ">";
		return cell->weight == LINE_DASHED ||
				       cell->weight == LINE_DASHED_HEAVY
			       ? "▷"
			       : "▶";
	case SIGN_ABOVE:
		return ascii ? "^" : "▲";
	case SIGN_BELOW:
		return ascii ? "v" : "▼";
	case SIGN_NONE:
		break;
	}
	return line_glyph(cell->mask, (enum line_weight)cell->weight, ascii);
}

static enum style cell_style(const struct channel_cell *cell)
{
	switch ((enum line_weight)cell->weight) {
	case LINE_HEAVY:
		return STYLE_LINE_FOCUS;
	case LINE_DASHED:
	case LINE_DASHED_HEAVY:
		return STYLE_LINE_DRAFT;
	case LINE_LIGHT:
		break;
	}
	return STYLE_LINE;
}

void channel_draw(const struct channel *channel, struct area area,
		  struct frame *frame)
{
	for (int row = 0; row < channel->rows; row++) {
		for (int column = 0; column < channel->columns; column++) {
			const struct channel_cell *cell =
				channel_cell(channel, row, column);

			if (cell->net >= 0)
				frame_put(frame, area, row, column, 1,
					  cell_style(cell),
					  cell_glyph(cell, frame->ascii));
		}
	}
}
