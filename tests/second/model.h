/* The second reading: a topology and decisions as plain arrays.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A second program for sections 2 to 9 of the rules, slow and obvious, that
 * shares nothing with the library.  It makes a random topology, writes it as
 * files, and computes field by field what the plan must be for the hosts that
 * the library chose.  All objects stand in the order of the file; -1 is
 * none. */

#ifndef MODEL_H
#define MODEL_H 1

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

__extension__ typedef unsigned __int128 address;

enum { V4, V6, N_FAMILIES };
enum { CPUS, MEMORY, STORAGE, IOPS, N_RESOURCES };
enum { RETAIN, OFFSET, NEXT }; /* A mapping's address rule. */

#define MAX_SITES 6
#define MAX_LINKS 12
#define MAX_ZONES 6
#define MAX_SERVERS 4
#define MAX_LOGICALS 12
#define MAX_NETWORKS 24
#define MAX_SUBNETS 72
#define MAX_POOLS 256
#define MAX_GROUPS 8
#define MAX_HOSTS 16
#define MAX_CLOUDS 8
#define MAX_VMS 72
#define MAX_NICS 144
#define MAX_PAIRS 4
#define MAX_MAPPINGS 24
#define MAX_LIST 3
#define NAME_SIZE 32
#define DNS_SIZE 320

struct prefix {
	int family;
	address base;
	int length;
};

struct site {
	char name[NAME_SIZE];
	int n_announces;
	struct prefix announces[MAX_LIST];
};

struct link {
	int site[2];
	int metric;
	bool has_via;
	int family;
	address via[2];
};

struct zone {
	char name[NAME_SIZE];
	long long ttl;
	bool dynamic;
};

struct server {
	char name[NAME_SIZE];
	int site;
};

struct logical {
	char name[NAME_SIZE];
	int server;
};

struct network {
	char name[NAME_SIZE];
	int server;
	int logical;
};

struct span {
	address first;
	address last;
};

struct subnet {
	char name[NAME_SIZE];
	int network;
	bool has[N_FAMILIES];
	address base[N_FAMILIES];
	int length[N_FAMILIES];
	int n_gateways;
	int gateway_family[MAX_LIST];
	address gateway[MAX_LIST];
	unsigned groups; /* A bit for each host group; 0: at all. */
	bool stretched;
	bool dhcp;       /* Has a scope. */
	int scope_family;
	struct span scope;
	bool odd;        /* Has a setting that is unknown. */
};

struct pool {
	char name[NAME_SIZE];
	int subnet;
	int family;
	struct span range;
	int n_reserved;
	struct span reserved[MAX_LIST];
};

struct group {
	char name[NAME_SIZE];
	int server;
	int site;             /* -1: its server's. */
	long long overcommit; /* In 1/1000. */
	long long reserve[N_RESOURCES];
};

struct host {
	char name[NAME_SIZE];
	int group;
	unsigned logicals; /* A bit for each logical network. */
	bool maintenance;
	long long states[N_RESOURCES]; /* As in the file; -1: unlimited. */
};

struct cloud {
	char name[NAME_SIZE];
	int server;
	unsigned groups;
	unsigned logicals;
	bool odd;        /* Its table has a column that is unknown. */
};

struct vm {
	char name[NAME_SIZE];
	int server;
	int cloud; /* -1: in none. */
	int host;
	long long need[N_RESOURCES];
	int priority; /* 0: not set. */
	int set;      /* Availability set; -1: none. */
	bool replicate;
	int pinned_host; /* -1: not pinned. */
	const char *os;  /* NULL: not set. */
	bool from_table; /* Its cloud's; they are the last of it. */
	bool odd;
};

struct nic {
	char name[NAME_SIZE];
	int vm;
	int network;
	int subnet;
	bool has[N_FAMILIES];
	address address[N_FAMILIES];
	bool v6_first;
	bool pinned[N_FAMILIES];
	address pin[N_FAMILIES];
	char dns[DNS_SIZE]; /* "": none. */
};

struct pair {
	int source;
	int target;
};

struct mapping {
	int source;
	int target;
	int rule;
	int test; /* Test network; -1: none. */
};

struct model {
	int n_sites, n_links, n_zones, n_servers, n_logicals, n_networks;
	int n_subnets, n_pools, n_groups, n_hosts, n_clouds, n_vms, n_nics;
	int n_pairs, n_mappings;
	struct site sites[MAX_SITES];
	struct link links[MAX_LINKS];
	struct zone zones[MAX_ZONES];
	struct server servers[MAX_SERVERS];
	struct logical logicals[MAX_LOGICALS];
	struct network networks[MAX_NETWORKS];
	struct subnet subnets[MAX_SUBNETS];
	struct pool pools[MAX_POOLS];
	struct group groups[MAX_GROUPS];
	struct host hosts[MAX_HOSTS];
	struct cloud clouds[MAX_CLOUDS];
	struct vm vms[MAX_VMS];
	struct nic nics[MAX_NICS];
	struct pair pairs[MAX_PAIRS];
	struct mapping mappings[MAX_MAPPINGS];
	int peak_target; /* In 1/1000. */
	/* What the plan file says in vain. */
	int dangling_mappings;
	int dangling_pins;
	bool other_topology;
};

/* What has a name of its own. */
enum kind {
	SITES, SERVERS, ZONES, LOGICALS, NETWORKS, SUBNETS, POOLS, GROUPS,
	HOSTS, CLOUDS, VMS, NICS, N_KINDS
};

/* What the accepted plan says, by the numbers of the model. */
struct accepted {
	bool forgotten; /* Some of it names what is no more. */
	bool knows[MAX_VMS];
	bool placed[MAX_VMS];
	int host[MAX_VMS];
	struct {
		int target;  /* Network; -1: none. */
		int rule;    /* Of its mapping. */
		bool given[N_FAMILIES];
		const char *by[N_FAMILIES];
		address address[N_FAMILIES];
	} nic[MAX_NICS];
};

/* ---- chance.c ---------------------------------------------------------- */

/* Equal seeds are followed by equal chances. */
void chance_seed(uint64_t seed);

/* 'least' to 'most', both in it. */
int between(int least, int most);

/* True in 'percent' of 100 cases. */
bool maybe(int percent);

/* 'first' to 'end' - 1; -1 where there is none. */
int one_of(int first, int end);

/* Bits for some of the objects 'first' to 'end' - 1. */
unsigned some_of(int first, int end, int percent);

/* ---- names.c ----------------------------------------------------------- */

/* How many objects of a kind there are; the name of one; in what it has its
 * name, or -1. */
int kind_count(const struct model *model, enum kind kind);
const char *kind_name(const struct model *model, enum kind kind, int number);
int kind_scope(const struct model *model, enum kind kind, int number);

/* Gives some objects names of others: in another letter case where they stand
 * in one scope, the same where they do not. */
void names_draw(struct model *model);

/* Gives all objects but zones other names, equal ones where they were; how
 * 'name' is then called. */
void names_change(struct model *model);
void renamed(const char *name, char other[NAME_SIZE]);

/* ---- generate_sites.c -------------------------------------------------- */

/* Draws links, announcements and zones; DNS names of NICs. */
void sites_draw(struct model *model);
void dns_draw(struct model *model);

/* ---- generate.c -------------------------------------------------------- */

/* A random model; equal seeds have equal ones. */
void model_generate(struct model *model, uint64_t seed);

/* Changes the model here and there: no address of a VM that has a replica, and
 * no name but that of the VM that it returns; -1: of none. */
int model_change(struct model *model, uint64_t seed);

/* Draws other decisions over the same topology: mappings, and pins of what can
 * be pinned. */
void model_decide(struct model *model, uint64_t seed);

/* ---- write.c ----------------------------------------------------------- */

/* Writes the topology file; the plan file, with the text 'accepted' of an
 * earlier one, or NULL. */
void model_write_topology(const struct model *model, FILE *file);
void model_write_plan(const struct model *model, const char *accepted,
		      FILE *file);

/* Writes the inventory table of a cloud; whether it has one. */
void model_write_table(const struct model *model, int cloud, FILE *file);
bool has_table(const struct model *model, int cloud);

/* An address as text. */
#define ADDRESS_SIZE 46
const char *address_text(int family, address ip, char text[ADDRESS_SIZE]);

/* Reads it back; leaves '*ip' where 'text' is NULL. */
void address_read(int family, const char *text, address *ip);

/* ---- permute.c --------------------------------------------------------- */

/* Puts into another order what has none: pairs, mappings, what is reserved or
 * announced, and zones and links where none of two is the first. */
void model_permute(struct model *model);

/* Copies a libconfig file with the settings of each group, and the elements of
 * arrays that are sets, in another order. */
void file_permute(FILE *in, FILE *out);

/* ---- expect.c ---------------------------------------------------------- */

/* The pair by which a VM has a replica; -1: it has none. */
int pair_of(const struct model *model, int vm);

/* Whether a network is available for a pair; whether a pair is a row of a
 * source network; whether a target is recommended (rules 2). */
bool is_available(const struct model *model, int target, int pair);
bool is_row(const struct model *model, int source, int pair);
bool is_recommended(const struct model *model, int source, int target);

/* Capacity less reserve; LLONG_MAX where it is unlimited.  What the VMs that
 * run there need. */
long long capacity_of(const struct model *model, int host, int resource);
long long running_on(const struct model *model, int host, int resource);

/* The mapping that a NIC follows, or -1; whether it connects it. */
int mapping_of(const struct model *model, int nic);
bool is_connected(const struct model *model, int nic);

/* Whether the replica of 'vm' may stand on 'host', room apart (rules 4). */
bool is_eligible(const struct model *model, int vm, int host);

/* Whether a need fits on top of a load (rules 4, room). */
bool has_room(const struct model *model, int host,
	      const long long load[N_RESOURCES],
	      const long long need[N_RESOURCES]);

/* Whether a subnet is at the host group of a host; whether a host reaches a VM
 * network. */
bool is_at(const struct model *model, int subnet, int host);
bool reaches(const struct model *model, int host, int network);

/* Whether an address on one subnet is in the way of one on another. */
bool is_one_place(const struct model *model, int a, int b, int family);

/* Whether an address is in a prefix; is the network or broadcast address of a
 * subnet; is a gateway of it. */
bool in_prefix(const struct subnet *subnet, int family, address ip);
bool is_special(const struct subnet *subnet, int family, address ip);
bool is_gateway(const struct subnet *subnet, int family, address ip);

/* The bits of a prefix that are the host's. */
address host_mask(int family, int length);

/* Whether 'rule' says that an address was given. */
bool is_given(const char *rule);

/* What the plan must say of a NIC. */
struct expected_nic {
	const char *connection;
	int network; /* -1: null; also below. */
	int test;
	int subnet;
	const char *subnet_rule;
	const char *rule[N_FAMILIES]; /* NULL: no entry. */
	address address[N_FAMILIES];
};

/* Fills 'nics' for the hosts of the replicas, -1 where one is not placed;
 * 'accepted' may be NULL (rules 2, 5, 6). */
void expect_nics(const struct model *model, const int host[MAX_VMS],
		 const struct accepted *accepted,
		 struct expected_nic nics[MAX_NICS]);

/* ---- expect_moves.c ---------------------------------------------------- */

/* A line of section 7: a source and a target subnet, and a family that both
 * have. */
struct move {
	int source;
	int target;
	int family;
	const char *kind;
};

/* The way from a site to a prefix. */
struct way {
	int n;                /* Sites, the first of them included; 0: none. */
	int site[MAX_SITES];
	int metric;
	const struct link *link; /* That the first step takes, or NULL. */
};

/* A prefix that fails over, and the sites where it stands: bits. */
struct moved_prefix {
	struct prefix prefix;
	unsigned before;
	unsigned after;
};

#define MAX_MOVES 256

/* The lines, by source subnet, target subnet and family; returns how many. */
int expect_moves(const struct model *model, const struct expected_nic *nics,
		 struct move moves[MAX_MOVES]);

/* The prefixes that fail over, in the order of the lines. */
int expect_prefixes(const struct model *model, const struct move *moves,
		    int n_moves, struct moved_prefix prefixes[MAX_MOVES]);

/* The sites at which a subnet stands: bits. */
unsigned sites_of(const struct model *model, int subnet);

/* The best of all ways from a site to one of 'sites'. */
struct way best_way(const struct model *model, int site, unsigned sites);

/* Whether two prefixes share an address; are equal. */
bool is_overlapping(const struct model *model, int a, int b, int family);
bool is_equal_prefix(const struct model *model, int a, int b, int family);

/* The zone with the longest suffix of a name, or -1. */
int zone_of(const struct model *model, const char *name);

/* Whether a NIC's address of a family is of a DNS name and changes. */
bool has_record(const struct model *model, const struct expected_nic *nics,
		int nic, int family);

/* The name of an address in in-addr.arpa or ip6.arpa. */
#define REVERSE_SIZE 80
const char *reverse_name(int family, address ip, char text[REVERSE_SIZE]);

/* ---- expect_failback.c ------------------------------------------------- */

/* Where a replica's NIC comes back to (rules 8). */
struct failback {
	int replica_network; /* -1: none; also below. */
	int back_to;
	const char *outcome;
	int rule;
};

/* 'planned' is what the plan connects it to; 'moved' whether it was moved, to
 * 'to'. */
struct failback expect_failback(const struct model *model, int nic,
				int planned, bool moved, int to);

/* ---- expect_findings.c ------------------------------------------------- */

/* Findings as lines "level code|about|about...". */
struct lines {
	char **at;
	size_t n;
};

void lines_add(struct lines *lines, const char *level, const char *code,
	       int n, const char *const about[]);
void lines_destroy(struct lines *lines);

/* What the findings are computed from. */
struct outcome {
	const struct model *m;
	const struct accepted *accepted; /* Or NULL. */
	const struct expected_nic *nics;
	const int *host; /* By VM, as the plan chose; -1: none. */
	const long long (*load)[N_RESOURCES]; /* By host. */
};

/* Adds the findings that must be (rules 9): those of the topology itself, of
 * the plan, and of section 7.  'pairs' are two things that overlap, in either
 * order where both say the same: each thing must be named with one of those
 * that it overlaps, not with all. */
void expect_topology_findings(const struct outcome *outcome,
			      struct lines *lines, struct lines *pairs);
void expect_plan_findings(const struct outcome *outcome, struct lines *lines);
void expect_move_findings(const struct outcome *outcome, struct lines *lines,
			  struct lines *pairs);

/* ---- brute.c ----------------------------------------------------------- */

/* The least number of replicas that any plan leaves out, and the least peak of
 * any plan that leaves out 'unplaced', as a fraction; by trying all of them.
 * False where there are too many to try. */
bool brute_force(const struct model *model, int unplaced, int *least,
		 long long *load, long long *capacity);

/* ---- compare.c --------------------------------------------------------- */

/* What a comparison has found so far. */
struct comparison {
	const struct model *m;
	const struct accepted *accepted;
	const json_t *plan;
	FILE *why;
	unsigned n;             /* Differences. */
	int host[MAX_VMS];      /* That the plan chose; -1: none. */
	struct expected_nic nics[MAX_NICS];
	long long load[MAX_HOSTS][N_RESOURCES];
	int replicas[MAX_HOSTS];
	int counts[8];          /* Of rules; see rule_number(). */
};

/* Says a difference. */
__attribute__((format(printf, 2, 3)))
void differ(struct comparison *comparison, const char *format, ...);

/* Compare a string, NULL being null; a number; 'of' says whose it is. */
void compare_text(struct comparison *comparison, const char *of,
		  const json_t *object, const char *key,
		  const char *expected);
void compare_number(struct comparison *comparison, const char *of,
		    const json_t *object, const char *key, long long expected);
void compare_bool(struct comparison *comparison, const char *of,
		  const json_t *object, const char *key, bool expected);

/* The string 'key' of an object, or NULL. */
const char *text_of_member(const json_t *object, const char *key);

/* The names of networks and subnets; NULL for -1. */
const char *network_name(const struct model *model, int network);
const char *subnet_name(const struct model *model, int subnet);

/* Compares JSON of the library with what must be; says on 'why' what is not
 * so, and returns how much that is. */
unsigned compare_plan(const struct model *model,
		      const struct accepted *accepted, const json_t *plan,
		      FILE *why);
unsigned compare_targets(const struct model *model, const json_t *rows,
			 FILE *why);

/* Reads a plan of the library as the accepted one of a later model.  The plan
 * must outlive it. */
void accepted_read(struct accepted *accepted, const struct model *model,
		   const json_t *plan);

/* Takes from it what it says of a VM that is no more. */
void accepted_forget(struct accepted *accepted, const struct model *model,
		     int vm);

/* ---- compare_moves.c --------------------------------------------------- */

/* Compare the lists of section 7, each of the plan's JSON. */
void compare_subnets(struct comparison *comparison);
void compare_routes(struct comparison *comparison);
void compare_dns(struct comparison *comparison);

/* Compares what each NIC of a placed replica comes back to; 'moved' and 'to'
 * are by NIC. */
unsigned compare_failback(const struct model *model, const json_t *plan,
			  const bool moved[MAX_NICS], const int to[MAX_NICS],
			  const json_t *rows, FILE *why);

/* ---- compare_loss.c ---------------------------------------------------- */

/* Compares what is said of the loss of a host, a recovery host. */
void compare_host_loss(struct comparison *comparison, int host, const json_t *loss);

/* ---- compare_findings.c ------------------------------------------------ */

void compare_findings(struct comparison *comparison);

#endif
