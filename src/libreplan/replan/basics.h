/* replan - What all else is said with: ids, results, messages, addresses.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A part of replan.h, which says how all of it is meant: include that. */

#ifndef REPLAN_BASICS_H
#define REPLAN_BASICS_H 1

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define RP_API __attribute__((visibility("default")))
#else
#define RP_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Basics ---------------------------------------------------------- */

typedef uint32_t rp_id;

#define RP_NONE UINT32_MAX

/* Ids 'first' to 'end' - 1. */
struct rp_range {
	rp_id first;
	rp_id end;
};

enum rp_result {
	RP_OK = 0,
	RP_INVALID = -1,   /* Input errors; the messages say which. */
	RP_UNREADABLE = -2, /* A file cannot be read; a message says why. */
	RP_UNWRITABLE = -3, /* A file cannot be written; a message says why. */
	RP_NO_MEMORY = -4, /* Memory ran out; nothing has changed. */
	RP_REFUSED = -5,   /* An edit that the rules do not allow. */
	RP_LOCKED = -6,    /* Another session holds the plan file. */
	RP_CHANGED = -7,   /* The plan file was changed by somebody else. */
	RP_STOPPED = -8    /* Whoever watched the progress stopped it. */
};

/* The version of the library, as "1.2.3". */
RP_API const char *rp_version(void);

/* The folder of the installed example topologies; the environment variable
 * REPLAN_EXAMPLES names another one. */
RP_API const char *rp_examples_folder(void);

/* In which language a sentence is wanted.  JSON and CSV are never
 * translated; what a person reads is. */
enum rp_words {
	RP_ENGLISH, /* As written in the source. */
	RP_LOCAL    /* Through gettext, in the locale of the process. */
};

/* ---- Messages -------------------------------------------------------- */

/* Messages about files: input errors above all.  In the language of the
 * process's locale. */
typedef struct rp_messages rp_messages;

struct rp_message {
	const char *file;   /* As it was named, or NULL. */
	uint32_t line;      /* From 1; 0 where there is none. */
	uint32_t column;    /* From 1, in bytes; 0 where there is none. */
	const char *object; /* What it is about, as "VM VM1"; or NULL. */
	const char *text;   /* One sentence without a final full stop. */
};

/* Makes an empty list.  The caller frees it with rp_messages_free(). */
RP_API int rp_messages_new(rp_messages **out);
RP_API void rp_messages_free(rp_messages *messages);
RP_API size_t rp_messages_count(const rp_messages *messages);
RP_API const struct rp_message *rp_messages_get(const rp_messages *messages,
						size_t i);

/* Adds a copy of 'message'.  Where memory runs out it says that alone, and
 * where there are too many the last one says so. */
RP_API void rp_messages_add(rp_messages *messages,
			    const struct rp_message *message);

/* "FILE:LINE:COLUMN: OBJECT: TEXT", parts that are not known left out, and
 * shown as rp_show() shows a string that is not ours. */
RP_API char *rp_message_line(const struct rp_message *message);

/* ---- Settings of a program ------------------------------------------- */

enum rp_setting_type {
	RP_SETTING_TEXT,
	RP_SETTING_TEXTS,   /* An array or a list of texts; may be empty. */
	RP_SETTING_NUMBER,  /* A whole one. */
	RP_SETTING_BOOLEAN,
	RP_SETTING_GROUP,
	RP_SETTING_OTHER    /* What settings of programs have no use for. */
};

/* A setting as it stands in a file. */
struct rp_setting {
	const char *group;        /* In which group; NULL: in none. */
	const char *name;
	uint32_t line;            /* From 1. */
	enum rp_setting_type type;
	const char *const *texts; /* Without control characters; */
	size_t n_texts;           /* of a TEXT there is 1. */
	int64_t number;           /* NUMBER; BOOLEAN: 0 or 1. */
};

/* Gets a setting of rp_settings_read(), valid until it returns.  Of a group, it
 * returns whether what stands in it is wanted; else it does not matter. */
typedef bool rp_setting_found(void *data, const struct rp_setting *setting);

/* Reads the settings of the file 'path' as topologies are read: a regular file
 * of moderate size in the format of libconfig, that includes no other one.
 * Hands each over in the order of the file, a group before what stands in it.
 * RP_OK, RP_INVALID (nothing was handed over), RP_UNREADABLE (with a message;
 * errno ENOENT where there is no file) or RP_NO_MEMORY. */
RP_API int rp_settings_read(const char *path, rp_setting_found *found,
			    void *data, rp_messages *messages);

/* ---- Showing what is not ours ---------------------------------------- */

/* How 'text' may be printed anywhere: a copy in which every byte that is not
 * UTF-8, every control, bidi and invisible character is spelled out (\xNN,
 * ^X, <U+202E>).  ZWJ and VS16 inside an emoji sequence stay.  With 'ascii',
 * all that is not ASCII is spelled out too. */
RP_API char *rp_show(const char *text, bool ascii);

/* The number of terminal columns of 'text', which rp_show() returned. */
RP_API size_t rp_columns(const char *text);

/* ---- Addresses ------------------------------------------------------- */

/* The families, as indexes of arrays. */
enum rp_family { RP_IPV4 = 0, RP_IPV6 = 1 };

#define RP_N_FAMILIES 2

/* An address of either family as a number; IPv4 uses the lowest 32 bits. */
__extension__ typedef unsigned __int128 rp_ip;

/* Longest text of an address, and its NUL. */
#define RP_IP_SIZE 46
/* Longest text of a prefix, and its NUL. */
#define RP_PREFIX_SIZE 50

/* Writes 'ip' as inet_ntop() does.  Returns 'text'. */
RP_API const char *rp_ip_text(enum rp_family family, rp_ip ip,
			      char text[RP_IP_SIZE]);

/* Writes "IP/LENGTH".  Returns 'text'. */
RP_API const char *rp_prefix_text(enum rp_family family, rp_ip ip,
				  unsigned length, char text[RP_PREFIX_SIZE]);

/* Reads an address as inet_pton() does, of whichever family it is; false when
 * it is none.  Never reads "010.0.0.1". */
RP_API bool rp_ip_parse(const char *text, enum rp_family *family, rp_ip *ip);

#ifdef __cplusplus
}
#endif

#endif
