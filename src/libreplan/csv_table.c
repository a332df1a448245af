/* CSV tables: see csv_table.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "csv_table.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "messages.h"
#include "text.h"

/* The largest field. */
#define FIELD_BYTES ((size_t)1 << 20)

/* How much is given to libcsv at once: between two such pieces fields that
 * never end are noticed. */
#define PIECE_BYTES ((size_t)1 << 16)

/* What the header says a column is, where it is none of ours. */
#define UNKNOWN_COLUMN CSV_COLUMNS

/* ---- Rows ------------------------------------------------------------ */

/* Makes all fields empty: the first byte is the NUL of each. */
static void row_clear(struct csv_row *row)
{
	row->size = 1;
	memset(row->fields, 0, sizeof row->fields);
}

bool csv_row_init(struct csv_row *row)
{
	*row = (struct csv_row){ .size = 1 };
	if (!memory_grow(&row->bytes, &row->capacity, 1, 1))
		return false;
	row->bytes[0] = '\0';
	return true;
}

void csv_row_destroy(struct csv_row *row)
{
	free(row->bytes);
}

const char *csv_text(const struct csv_row *row, unsigned column)
{
	return row->bytes + row->fields[column].start;
}

bool csv_is_empty(const struct csv_row *row, unsigned column)
{
	return row->fields[column].size == 0;
}

/* Copies 'size' bytes and counts those that end lines.  One by one: libcsv has
 * just written them so, and loads of several wait until all that is done. */
static uint32_t copy_field(char *to, const char *bytes, size_t size)
{
	uint32_t n_newlines = 0;
	size_t i;

	for (i = 0; i < size; i++) {
		to[i] = bytes[i];
		n_newlines += bytes[i] == '\n';
	}
	return n_newlines;
}

/* Adds the field of a column; returns how many of its bytes end lines. */
static uint32_t add_field(struct csv_table *table, unsigned column,
			  const char *bytes, size_t size)
{
	struct csv_row *row = &table->row;
	char *to;

	if (row->size + size + 1 > row->capacity &&
	    !memory_grow(&row->bytes, &row->capacity, row->size + size + 1,
			 1)) {
		table->no_memory = true;
		return 0;
	}
	to = row->bytes + row->size;
	row->fields[column].start = row->size;
	row->fields[column].size = (uint32_t)size;
	row->size += (uint32_t)size + 1;
	to[size] = '\0';
	return copy_field(to, bytes, size);
}

/* ---- Faults ---------------------------------------------------------- */

static void fault(struct csv_table *table, uint32_t line, bool in_row,
		  const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void fault(struct csv_table *table, uint32_t line, bool in_row,
		  const char *format, ...)
{
	struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&text, format, args);
	va_end(args);
	if (text.failed)
		table->no_memory = true;
	else if (!table->handlers->fault(table->data, line, in_row, text.bytes))
		table->broken = true;
	text_destroy(&text);
}

/* Reports that libcsv reads no further. */
static void fault_syntax(struct csv_table *table)
{
	table->broken = true;
	fault(table, table->line, false,
	      _("expected a field in quotes to start and end with \", and to "
		"have each \" in it doubled"));
}

static bool is_stopped(const struct csv_table *table)
{
	return table->broken || table->no_memory;
}

/* ---- The header ------------------------------------------------------ */

static bool has_column(const struct csv_table *table, uint8_t column)
{
	return table->n_header > 0 &&
	       memchr(table->header, column, table->n_header);
}

/* Reports the columns that are missing; without them no row can be read. */
static void end_header(struct csv_table *table)
{
	table->has_header = true;
	for (uint8_t i = 0; i < table->n_columns; i++) {
		if (!table->columns[i].needed || has_column(table, i))
			continue;
		fault(table, table->row_line, true,
		      _("column '%s' is missing in the header"),
		      table->columns[i].name);
		table->broken = true;
	}
}

static uint8_t find_column(const struct csv_table *table, const char *name,
			   size_t size)
{
	for (uint8_t i = 0; i < table->n_columns; i++)
		if (strlen(table->columns[i].name) == size &&
		    memcmp(table->columns[i].name, name, size) == 0)
			return i;
	return UNKNOWN_COLUMN;
}

/* Takes a field of the header: the name of a column. */
static void add_column(struct csv_table *table, const char *name, size_t size)
{
	uint8_t column = find_column(table, name, size);

	if (column == UNKNOWN_COLUMN && table->handlers->unknown)
		table->handlers->unknown(table->data, name, size,
					 table->row_line);
	else if (column != UNKNOWN_COLUMN && has_column(table, column))
		fault(table, table->row_line, true,
		      _("column '%s' stands twice"),
		      table->columns[column].name);
	if (!memory_grow(&table->header, &table->header_capacity,
			 (size_t)table->n_header + 1, sizeof *table->header))
		table->no_memory = true;
	else
		table->header[table->n_header++] = column;
}

/* ---- libcsv ---------------------------------------------------------- */

static uint32_t count_newlines(const char *bytes, size_t size)
{
	uint32_t n = 0;
	size_t i;

	for (i = 0; i < size; i++)
		n += bytes[i] == '\n';
	return n;
}

/* libcsv's: a field has ended. */
static void take_field(void *bytes, size_t size, void *data)
{
	struct csv_table *table = data;
	uint32_t i = table->n_fields++;

	table->after_cr = false;
	if (table->has_header && i < table->n_header &&
	    table->header[i] != UNKNOWN_COLUMN && !is_stopped(table)) {
		table->line += add_field(table, table->header[i], bytes, size);
		return;
	}
	table->line += count_newlines(bytes, size);
	if (!table->has_header && !is_stopped(table))
		add_column(table, bytes, size);
}

/* Moves behind the end of a line, which is LF, CR or CR LF. */
static void end_line(struct csv_table *table, int c)
{
	if (c != '\n' || !table->after_cr)
		table->line++;
	table->after_cr = c == '\r';
	table->row_line = table->line;
}

static void end_row(struct csv_table *table)
{
	if (!table->has_header)
		end_header(table);
	else if (table->n_fields != table->n_header)
		fault(table, table->row_line, true,
		      _("expected as many fields as the header has, %u: found "
			"%u"),
		      table->n_header, table->n_fields);
	else if (!table->handlers->row(table->data, table))
		table->broken = true;
}

/* libcsv's: a row has ended, with 'c' or, where that is -1, with the table. */
static void take_row(int c, void *data)
{
	struct csv_table *table = data;

	if (table->n_fields > 0 && !is_stopped(table)) {
		end_row(table);
		row_clear(&table->row);
		table->n_fields = 0;
	}
	end_line(table, c);
}

/* RFC 4180: spaces are part of a field. */
static int is_space(unsigned char c)
{
	(void)c;
	return 0;
}

static void parse(struct csv_table *table, struct csv_parser *parser,
		  const char *bytes, size_t size)
{
	const char *end = bytes + size;
	const char *at = bytes;

	while (at < end && !is_stopped(table)) {
		size_t piece = (size_t)(end - at);
		size_t taken;

		if (piece > PIECE_BYTES)
			piece = PIECE_BYTES;
		taken = csv_parse(parser, at, piece, take_field, take_row,
				  table);
		if (csv_error(parser) == CSV_ENOMEM)
			table->no_memory = true;
		else if (taken < piece || parser->entry_pos > FIELD_BYTES)
			fault_syntax(table);
		at += piece;
		if (table->handlers->progress && !is_stopped(table) &&
		    !table->handlers->progress(table->data,
					       (size_t)(at - bytes)))
			table->broken = true;
	}
	if (!is_stopped(table) &&
	    csv_fini(parser, take_field, take_row, table) != 0)
		fault_syntax(table);
}

/* ---- Tables ---------------------------------------------------------- */

bool csv_table_init(struct csv_table *table, const struct csv_column *columns,
		    unsigned n_columns, const struct csv_handlers *handlers,
		    void *data)
{
	*table = (struct csv_table){
		.columns = columns,
		.n_columns = n_columns,
		.handlers = handlers,
		.data = data,
		.line = 1,
		.row_line = 1,
	};
	return csv_row_init(&table->row);
}

void csv_table_destroy(struct csv_table *table)
{
	csv_row_destroy(&table->row);
	free(table->header);
}

bool csv_table_read(struct csv_table *table, const char *bytes, size_t size)
{
	struct csv_parser parser;

	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	/* libcsv's csv_init() can only fail for a NULL parser. */
	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
	csv_set_space_func(&parser, is_space);
	csv_set_blk_size(&parser, PIECE_BYTES);
	parse(table, &parser, bytes, size);
	csv_free(&parser);
	if (!table->has_header && !is_stopped(table))
		fault(table, 1, false,
		      _("expected a header row with the names of the "
			"columns"));
	return !table->no_memory;
}
