/* Tracks: which column of the channel each net turns in.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A net comes in from the left at the rows of its sources, runs along a
 * vertical piece and goes out to the right at the row of its target.  Two nets
 * must never run along one row together, so
 *
 *   where net a comes in and net b goes out at one row, a is left of b.
 *
 * A net has one way out, so it has at most one net that must be left of it, and
 * such conditions can only close in simple rings.  A ring is opened by giving
 * one of its nets two vertical pieces, joined along a row that is free (the
 * jog).  Pieces are then put into columns from left to right, each as far left
 * as the conditions allow, several below each other where they fit (the
 * left-edge method). */

#ifndef MAP_TRACKS_H
#define MAP_TRACKS_H 1

#include <stdbool.h>

#define NO_ROW (-2) /* -1 is the row above the viewport. */

struct net {
	/* What is given; rows are -1 to 'rows', those two being outside. */
	int right;    /* The row of its target. */
	int left_low; /* The rows of its first and its last source. */
	int left_high;
	int weight; /* Those of less give way first. */

	/* What is found. */
	int jog;       /* The row that joins its pieces, or NO_ROW. */
	int column[2]; /* Of the piece at its sources, and of that at its
			* target; equal without a jog. */
	bool straight; /* One row: it needs no piece. */
	bool stub;     /* No track was left for it. */
};

struct tracks {
	int rows;
	struct net *nets;
	int n_nets;
	int gap;    /* Empty rows between two pieces of a column. */
	int *left;  /* By row: the net that comes in there, or -1. */
	int *right; /* By row: the net that goes out there, or -1. */
};

/* Gives every net of 'tracks' its columns, from 0 to less than 'n_columns', or
 * makes it a stub.  '*n_used' is the number of columns.  False when memory ran
 * out. */
bool tracks_assign(struct tracks *tracks, int n_columns, int *n_used);

#endif
