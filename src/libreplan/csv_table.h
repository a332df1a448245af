/* CSV tables: a header row that names columns, and rows of fields (RFC 4180,
 * UTF-8; LF, CR or CR LF; a byte order mark is skipped).
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libcsv gives fields; those of a row that have a column are kept until its
 * end, in one buffer that is used again for each row.  Columns stand in any
 * order, and rows without any field are passed over. */

#ifndef CSV_TABLE_H
#define CSV_TABLE_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No kind of table has more columns. */
#define CSV_COLUMNS 16

struct csv_column {
	const char *name;
	bool needed; /* The header must have it. */
};

/* A field of a row: where its bytes start, and how many there are; behind them
 * is a NUL. */
struct csv_field {
	uint32_t start;
	uint32_t size;
};

/* The fields of a row by column; those that it does not have are empty. */
struct csv_row {
	char *bytes;
	uint32_t size;
	uint32_t capacity;
	struct csv_field fields[CSV_COLUMNS];
};

struct csv_table;

/* What is done with what is read; 'data' is the table's. */
struct csv_handlers {
	/* A row: its fields are in 'table->row', its line is
	 * 'table->row_line'.  False where reading on makes no sense. */
	bool (*row)(void *data, struct csv_table *table);
	/* 'done' bytes of the table are read; NULL: no matter.  False where
	 * reading on makes no sense. */
	bool (*progress)(void *data, size_t done);
	/* The header names a column that is none of ours; NULL: no matter. */
	void (*unknown)(void *data, const char *name, size_t size,
			uint32_t line);
	/* The row at hand or, where that is not 'in_row', the table as a whole
	 * is not as it must be: 'text' says what was expected, translated.
	 * False where reading on makes no sense. */
	bool (*fault)(void *data, uint32_t line, bool in_row,
		      const char *text);
};

struct csv_table {
	const struct csv_column *columns;
	unsigned n_columns;
	const struct csv_handlers *handlers;
	void *data;
	struct csv_row row;    /* May be swapped with another one. */
	uint32_t line;         /* Of what is read now. */
	uint32_t row_line;     /* Of the start of its row. */
	uint32_t n_fields;     /* Of the row so far. */
	uint8_t *header;       /* The column of each field. */
	uint32_t n_header;
	uint32_t header_capacity;
	bool after_cr;         /* The last byte ended a line: an LF behind it
				* ends none. */
	bool has_header;
	bool broken;           /* Reading on makes no sense. */
	bool no_memory;        /* Ran out. */
};

/* Makes a row whose fields are all empty; false when memory ran out. */
bool csv_row_init(struct csv_row *row);
void csv_row_destroy(struct csv_row *row);

/* The text of a field, which may have a NUL in it; and whether it is empty. */
const char *csv_text(const struct csv_row *row, unsigned column);
bool csv_is_empty(const struct csv_row *row, unsigned column);

/* The caller destroys '*table'.  False when memory ran out. */
bool csv_table_init(struct csv_table *table, const struct csv_column *columns,
		    unsigned n_columns, const struct csv_handlers *handlers,
		    void *data);
void csv_table_destroy(struct csv_table *table);

/* Reads the table 'bytes'.  False when memory ran out. */
bool csv_table_read(struct csv_table *table, const char *bytes, size_t size);

#endif
