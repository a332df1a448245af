/* The journal: see journal.h.
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "journal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memory.h"
#include "text.h"

#define JOURNAL_HEAD "replan journal 1"
#define JOURNAL_LIMIT ((size_t)64 << 20)
#define CHECKSUM_DIGITS 16

/* ---- Where --------------------------------------------------------------- */

/* "$XDG_STATE_HOME/replan/" or "$HOME/.local/state/replan/". */
static bool add_state_folder(struct text *text)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state && state[0] == '/')
		text_printf(text, "%s/replan/", state);
	else if (home && home[0] == '/')
		text_printf(text, "%s/.local/state/replan/", home);
	else
		return false;
	return true;
}

char *journal_path(const char *plan)
{
	struct text text = TEXT_INIT;
	char *real = file_resolve(plan);
	uint64_t sum;

	if (!real)
		return NULL;
	sum = file_checksum(FILE_CHECKSUM, real, strlen(real));
	free(real);
	if (!add_state_folder(&text))
		return NULL;
	text_printf(&text, "%016" PRIx64 ".journal", sum);
	return text_take(&text, NULL);
}

/* ---- Records --------------------------------------------------------------
 */

static uint64_t checksum(uint32_t number, const char *text, size_t size)
{
	char head[16];
	int n = snprintf(head, sizeof head, "%" PRIu32 " ", number);

	return file_checksum(file_checksum(FILE_CHECKSUM, head, (size_t)n),
			     text, size);
}

static void add_record(struct text *out, uint32_t number, const char *text)
{
	text_printf(out, "%016" PRIx64 " %s\n",
		    checksum(number, text, strlen(text)), text);
}

/* The head is record 0: what the journal is for. */
static void add_head(struct text *out, const char *plan,
		     const struct file_identity *identity)
{
	struct text head = TEXT_INIT;
	char *text;

	text_printf(&head, JOURNAL_HEAD "\t%016" PRIx64 "\t%s",
		    identity->checksum, plan);
	text = text_take(&head, NULL);
	if (text)
		add_record(out, 0, text);
	else
		out->failed = true;
	free(text);
}

/* ---- Finding ----------------------------------------------------------------
 */

/* The text of the whole record 'number' at 'line', a NUL put in place of its
 * newline; NULL where it is not whole. */
static char *read_record(char *line, uint32_t number)
{
	char *end = strchr(line, '\n');
	char digits[CHECKSUM_DIGITS + 1];
	char *text = line + CHECKSUM_DIGITS + 1;

	if (!end || end < text || text[-1] != ' ')
		return NULL;
	*end = '\0';
	snprintf(digits, sizeof digits, "%016" PRIx64,
		 checksum(number, text, (size_t)(end - text)));
	return strncmp(line, digits, CHECKSUM_DIGITS) == 0 ? text : NULL;
}

static bool keep_record(struct journal_found *found, const char *text)
{
	char *copy = strdup(text);

	if (!copy ||
	    !memory_grow(&found->records, &found->capacity,
			 (size_t)found->n + 1, sizeof *found->records)) {
		free(copy);
		return false;
	}
	found->records[found->n++] = copy;
	return true;
}

/* Whether 'text' is the head of a journal, and of one for another file than
 * 'identity'. */
static bool is_head(const char *text, const struct file_identity *identity,
		    bool *other)
{
	char sum[CHECKSUM_DIGITS + 1];
	size_t size = strlen(JOURNAL_HEAD "\t");

	if (!text || strncmp(text, JOURNAL_HEAD "\t", size) != 0)
		return false;
	snprintf(sum, sizeof sum, "%016" PRIx64, identity->checksum);
	*other = strncmp(text + size, sum, CHECKSUM_DIGITS) != 0;
	return true;
}

static bool read_records(struct journal_found *found, char *bytes,
			 const struct file_identity *identity)
{
	char *line = bytes;
	char *text = read_record(line, 0);

	if (!is_head(text, identity, &found->other_base))
		return true;
	for (uint32_t number = 1; text; number++) {
		line = text + strlen(text) + 1;
		found->end = line - bytes;
		text = read_record(line, number);
		if (text && !keep_record(found, text))
			return false;
	}
	return true;
}

bool journal_find(struct journal_found *found, const char *path,
		  const struct file_identity *identity)
{
	struct file_identity own;
	char *bytes;
	size_t size;
	bool done;

	*found = (struct journal_found){ 0 };
	if (file_read(&bytes, &size, path, JOURNAL_LIMIT, &own, NULL))
		return true;
	done = read_records(found, bytes, identity);
	free(bytes);
	if (!done)
		journal_found_destroy(found);
	return done;
}

void journal_found_destroy(struct journal_found *found)
{
	for (uint32_t i = 0; i < found->n; i++)
		free(found->records[i]);
	free(found->records);
	*found = (struct journal_found){ 0 };
}

/* ---- Keeping
 * ----------------------------------------------------------------- */

static bool give_up(struct journal *journal, int error)
{
	if (journal->fd >= 0)
		close(journal->fd);
	journal->fd = -1;
	journal->error = error;
	return false;
}

static bool open_to_append(struct journal *journal, char *path)
{
	free(journal->path);
	journal->path = path;
	journal->error = 0;
	journal->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
	return journal->fd >= 0 || give_up(journal, errno);
}

bool journal_begin(struct journal *journal, char *path, const char *plan,
		   const struct file_identity *identity)
{
	struct file_identity own;
	struct text head = TEXT_INIT;
	char *bytes;
	size_t size;
	int result = RP_NO_MEMORY;

	add_head(&head, plan, identity);
	bytes = text_take(&head, &size);
	errno = ENOMEM;
	if (bytes)
		result = file_write(path, bytes, size, &own, NULL);
	free(bytes);
	if (result) {
		free(path);
		return give_up(journal, errno ? errno : EIO);
	}
	journal->n = 0;
	return open_to_append(journal, path);
}

bool journal_go_on(struct journal *journal, char *path,
		   const struct journal_found *found)
{
	if (!open_to_append(journal, path))
		return false;
	if (ftruncate(journal->fd, found->end) != 0)
		return give_up(journal, errno);
	journal->n = found->n;
	return true;
}

/* All of it in one write: half a record is no record. */
static bool write_whole(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, bytes, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		size -= (size_t)n;
	}
	return true;
}

bool journal_add(struct journal *journal, const char *text)
{
	struct text record = TEXT_INIT;
	char *bytes;
	size_t size;
	bool done;

	if (journal->fd < 0)
		return false;
	add_record(&record, journal->n + 1, text);
	bytes = text_take(&record, &size);
	if (!bytes)
		return give_up(journal, ENOMEM);
	done = write_whole(journal->fd, bytes, size) &&
	       fdatasync(journal->fd) == 0;
	free(bytes);
	if (!done)
		return give_up(journal, errno);
	journal->n++;
	return true;
}

void journal_close(struct journal *journal, bool remove)
{
	if (journal->fd >= 0)
		close(journal->fd);
	if (remove && journal->path)
		unlink(journal->path);
	free(journal->path);
	*journal = (struct journal)JOURNAL_INIT;
}
