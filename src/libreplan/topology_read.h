/* Reading a topology: what the parts of the reader share.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file's settings may stand in any order and objects name one another, so
 * the reader goes over it in turns: sites; VMM servers; what each server
 * defines; all VMs; what joins servers.  What a later turn needs of the
 * libconfig tree is kept by object until then.
 *
 * A faulty object is reported once.  It is entered under its name all the
 * same, so that what names it is not faulty too; where even its name is not to
 * be had, its kind is incomplete, and names that nothing has are not reported
 * for that kind. */

#ifndef TOPOLOGY_READ_H
#define TOPOLOGY_READ_H 1

#include "memory.h"
#include "messages.h"
#include "settings.h"
#include "text.h"
#include "topology.h"

/* Numbers of a file are 0 to this. */
#define NUMBER_MAX (INT64_C(1) << 40)

/* What a VMM server's group has for later turns; any may be NULL. */
struct server_source {
	config_setting_t *logical_networks;
	config_setting_t *groups;
	config_setting_t *clouds;
	config_setting_t *vms;
};

struct cloud_source {
	config_setting_t *vms;
	const char *inventory;
};

struct reader {
	rp_topology *topology;
	struct settings in;   /* 'file' is the table while one is read. */
	char *folder;         /* Of the topology file. */
	bool no_memory;       /* Ran out: stop reading. */
	bool stopped;         /* By the progress; 'no_memory' is true then, as
			       * nothing more is to be read. */
	const struct rp_progress *progress; /* Or NULL. */
	uint64_t done;        /* Bytes, of the files read so far. */
	uint64_t all;         /* Of all files. */
	bool incomplete[RP_N_KINDS];
	/* By site, server, logical network and cloud. */
	TOPOLOGY_ARRAY(config_setting_t *) site_servers;
	TOPOLOGY_ARRAY(struct server_source) server_sources;
	TOPOLOGY_ARRAY(config_setting_t *) vm_networks;
	TOPOLOGY_ARRAY(struct cloud_source) cloud_sources;
};

/* Appends 'record' to a TOPOLOGY_ARRAY; false when memory ran out, which the
 * reader then remembers. */
#define READER_APPEND(reader, array, record) \
	(memory_grow(&(array).at, &(array).capacity, (size_t)(array).n + 1, \
		     sizeof *(array).at) \
		 ? ((array).at[(array).n++] = (record), true) \
		 : ((reader)->no_memory = true, false))

/* Where a fault is: in a setting of an object, or in a column of its row. */
struct where {
	const char *kind;    /* A msgid. */
	const char *name;    /* Of the object, or NULL. */
	uint32_t line;
	const char *setting; /* Or column; NULL: the object as a whole. */
	bool column;
};

/* Reports a fault: "setting 'host': " or the like, and the sentence. */
void reader_fault(struct reader *reader, const struct where *where,
		  const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* How much of 'text', which is not ours, a message has: for "%.*s".  Whole
 * characters, of UTF-8. */
int reader_shown(const char *text);

/* The first two arguments of a "%.*s". */
#define SHOWN(text) reader_shown(text), text

/* Reports that 'more' bytes beside those done are read; may stop the reader. */
void reader_progress(struct reader *reader, uint64_t more);

/* ---- Objects of the file --------------------------------------------- */

#define OBJECT_FIELDS 16

/* A group while it is read: its settings, by the table of its kind.  A kind
 * that has names has `name` as its first field. */
struct object {
	const char *kind;
	const char *name;
	uint32_t line;
	const struct setting_field *fields;
	struct setting_value values[OBJECT_FIELDS];
};

/* Reads 'group' by 'fields', of which there are at most OBJECT_FIELDS. */
void object_read(struct reader *reader, struct object *object,
		 const char *kind, config_setting_t *group,
		 const struct setting_field *fields, size_t n_fields);

/* Where a fault of field 'i' of 'object' is. */
struct where object_where(const struct object *object, size_t i);

/* The list or array that field 'i' has, or NULL; where it is faulty 'kind',
 * what it lists, is incomplete with all that stands in it. */
config_setting_t *object_list(struct reader *reader,
			      const struct object *object, size_t i,
			      enum rp_kind kind);

/* How many elements a list that may be NULL has, and its elements. */
unsigned list_length(const config_setting_t *list);
config_setting_t *list_group(const config_setting_t *list, unsigned i);
const char *list_text(const config_setting_t *list, unsigned i);

/* Names object 'id' of 'kind' as field 0 says, and enters it.  Returns the
 * text. */
rp_id object_name(struct reader *reader, const struct object *object,
		  enum rp_kind kind, rp_id scope, rp_id id);

/* The text of field 'i'; RP_NONE where it is absent, empty or faulty. */
rp_id object_text(struct reader *reader, const struct object *object,
		  size_t i);

/* The object of 'kind' in 'scope' that field 'i' names; RP_NONE where it names
 * none, which is reported. */
rp_id object_find(struct reader *reader, const struct object *object,
		  size_t i, enum rp_kind kind, rp_id scope);

/* The objects that array 'i' names, as a list of the topology's ids. */
struct rp_range object_find_all(struct reader *reader,
				const struct object *object, size_t i,
				enum rp_kind kind, rp_id scope);

/* The addresses or, with 'ranges', ranges of array 'i', as a list of the
 * topology's ranges. */
struct rp_range object_ranges(struct reader *reader,
			      const struct object *object, size_t i,
			      bool ranges);

/* The range from the address in field 'first' to that in the next field; false
 * where one is absent or faulty. */
bool object_span(struct reader *reader, const struct object *object,
		 size_t first, struct rp_ip_range *range);

/* ---- Without a group ------------------------------------------------- */

/* Adds a text; 0, the empty text, when memory ran out. */
rp_id reader_text(struct reader *reader, const char *bytes, size_t size);

/* Enters object 'id' of 'kind' under the text 'name', or reports that another
 * has it. */
void reader_enter(struct reader *reader, const struct where *where,
		  enum rp_kind kind, rp_id scope, rp_id name, rp_id id);

/* Finds the object of 'kind' in 'scope', or reports that there is none. */
rp_id reader_find(struct reader *reader, const struct where *where,
		  enum rp_kind kind, rp_id scope, const char *name);

/* Reads an address, or reports what is wrong. */
bool reader_address(struct reader *reader, const struct where *where,
		    const char *text, enum rp_family *family, rp_ip *ip);

/* Keeps the notice that a setting or column is unknown. */
void reader_notice(struct reader *reader, const char *name, size_t size,
		   const char *object, uint32_t line, uint64_t position,
		   bool column);

/* ---- The turns ------------------------------------------------------- */

/* topology_hosts.c: the host groups and hosts of 'server'; its clouds. */
void read_groups(struct reader *reader, rp_id server);
void read_clouds(struct reader *reader, rp_id server);

/* topology_networks.c: the logical networks of 'server' by name, which host
 * groups ask for; the VM networks in them, which ask for host groups. */
void read_logical_networks(struct reader *reader, rp_id server);
void read_networks(struct reader *reader, rp_id server);

/* topology_vms.c: all VMs of 'server'. */
void read_vms(struct reader *reader, rp_id server);

/* Adds 'vm', without NICs, and what it needs to the load of its host. */
rp_id vms_add(struct reader *reader, const struct rp_vm *vm);

/* Adds 'nic' to its VM, which is the last. */
void vms_add_nic(struct reader *reader, const struct rp_nic *nic);

/* Gives 'nic', whose network is known, the subnet of that name; NULL or empty
 * where none is named, which only a network without subnets allows. */
void vms_connect(struct reader *reader, const struct where *where,
		 struct rp_nic *nic, const char *subnet);

/* Gives 'nic' the address 'ip'; false where it has one of the family. */
bool vms_add_address(struct reader *reader, struct rp_nic *nic,
		     enum rp_family family, rp_ip ip);

/* The text of the availability set 'name' of 'server', the same for equal
 * ones. */
rp_id vms_set(struct reader *reader, rp_id server, const char *name);

/* The operating system that 'text' names. */
enum rp_os vms_os(const char *text);

/* inventory.c: the VMs of the table that 'cloud' names in 'name'. */
void read_inventory(struct reader *reader, rp_id cloud, const char *name);

/* topology_links.c: what joins servers and sites.  Each takes its list, or
 * NULL. */
void read_pairs(struct reader *reader, config_setting_t *list);
void read_links(struct reader *reader, config_setting_t *list);
void read_zones(struct reader *reader, config_setting_t *list);
void read_mappings(struct reader *reader, config_setting_t *list);

#endif
