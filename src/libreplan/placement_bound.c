/* Placement: bounds that hold for every answer (rules 4, "How good is it").
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything here follows from one remark: items that can stand only on hosts
 * of some set S share what S has.  Such items are a family.  Those looked at
 * are, for each list of hosts that some class has, the items confined to that
 * list; the items of each connected part of the site; and all items.
 *
 * - Where a family needs more of a resource than its hosts have free, only its
 *   k smallest needs fit.  Families without a common item add up.
 * - With peak p, a host that carries an item gives at most p x capacity -
 *   running; the least p at which S gives what must be placed is a bound.
 * - No plan is below the item that is worst off on the best of its hosts.
 *
 * Needs are added with saturation, which makes them smaller and a bound weaker,
 * never wrong; so are free capacities, which count only where they are below
 * such a sum. */

#include "placement.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "ratio.h"

#define PARTS 10000

/* So many lists are looked at, those with most items first. */
#define MAX_LISTS 1024

/* Holds products of a load and PARTS, and sums of them. */
__extension__ typedef __int128 wide;

/* A list of hosts, and the items that can stand there only. */
struct list {
	const rp_id *hosts;
	uint32_t n_hosts;
	uint32_t owner; /* Where it comes from: see
			 * collect_lists(). */
	uint32_t n_items;
	int64_t need[RP_N_RESOURCES]; /* Of all of them. */
};

/* Items of some lists, and hosts that are all they can take. */
struct family {
	const rp_id *hosts;
	uint32_t n_hosts;
	uint32_t n_items;
	int64_t need[RP_N_RESOURCES];
	bool *has; /* By list. */
};

/* A family of which 'unplaced' items at least find no host. */
struct overfull {
	bool *has; /* By list. */
	uint32_t unplaced;
	uint32_t number;
};

struct need {
	int64_t amount;
	uint32_t item;
};

struct bounder {
	const struct placement_problem *problem;
	uint32_t placed;    /* So many are placed at least. */
	uint32_t n_hopeful; /* Items that some host takes alone. */
	rp_id *list_of;	    /* By item; RP_NONE: hopeless. */
	struct list *lists;
	uint32_t n_lists;
	uint64_t *sets;			     /* By list: its hosts as bits. */
	uint32_t n_words;		     /* Of each. */
	struct need *rising[RP_N_RESOURCES]; /* Hopeful items by need; made
					      * when first asked for. */
	struct overfull *overfull;
	uint32_t n_overfull;
	uint32_t overfull_capacity;
	uint32_t peak; /* The best bound so far. */
};

static void bounder_destroy(struct bounder *b)
{
	for (uint32_t i = 0; i < b->n_overfull; i++)
		free(b->overfull[i].has);
	for (int r = 0; r < RP_N_RESOURCES; r++)
		free(b->rising[r]);
	free(b->overfull);
	free(b->list_of);
	free(b->lists);
	free(b->sets);
}

/* ---- Lists of hosts ------------------------------------------------------ */

/* Whether 'host' takes 'item' when no other replica stands there. */
static bool takes(const struct placement_problem *problem, uint32_t item,
		  rp_id host)
{
	const struct placement_item *it = &problem->items[item];
	const struct placement_host *on = &problem->hosts[host];

	if (host == it->runs_on ||
	    (it->pinned != RP_NONE && it->pinned != host))
		return false;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (!ratio_fits(on->capacity[r], on->running[r], it->need[r]))
			return false;
	return true;
}

static bool is_hopeful(const struct placement_problem *problem, uint32_t item)
{
	struct rp_range hosts = problem->classes[problem->items[item].class_];

	for (rp_id i = hosts.first; i < hosts.end; i++)
		if (takes(problem, item, problem->class_hosts[i]))
			return true;
	return false;
}

static int by_hosts(const void *a_, const void *b_)
{
	const struct list *a = a_, *b = b_;

	if (a->n_hosts != b->n_hosts)
		return a->n_hosts < b->n_hosts ? -1 : 1;
	/* Without hosts there may be no list to look at. */
	if (a->n_hosts == 0)
		return 0;
	return memcmp(a->hosts, b->hosts, a->n_hosts * sizeof *a->hosts);
}

/* Puts equal lists together; 'list_of_owner' gets the number of each owner's
 * list. */
static void merge_lists(struct bounder *b, uint32_t n, rp_id *list_of_owner)
{
	qsort(b->lists, n, sizeof *b->lists, by_hosts);
	for (uint32_t i = 0; i < n; i++) {
		struct list *list = &b->lists[i];

		if (b->n_lists == 0 ||
		    by_hosts(&b->lists[b->n_lists - 1], list) != 0)
			b->lists[b->n_lists++] = *list;
		list_of_owner[list->owner] = b->n_lists - 1;
	}
}

/* Adds the list of hosts of each class. */
static void add_classes(struct bounder *b)
{
	for (uint32_t c = 0; c < b->problem->n_classes; c++) {
		struct rp_range hosts = b->problem->classes[c];

		b->lists[c].hosts = b->problem->class_hosts + hosts.first;
		b->lists[c].n_hosts = hosts.end - hosts.first;
		b->lists[c].owner = c;
	}
}

/* Notes the owner of each hopeful item's list; adds the lists of one host to
 * which items are pinned.  'is_added' is by owner.  Returns how many lists
 * there are then. */
static uint32_t note_owners(struct bounder *b, rp_id *is_added)
{
	uint32_t n_classes = b->problem->n_classes, n = n_classes;

	for (uint32_t i = 0; i < b->problem->n_items; i++) {
		const struct placement_item *item = &b->problem->items[i];
		uint32_t owner = item->class_;

		b->list_of[i] = RP_NONE;
		if (!is_hopeful(b->problem, i))
			continue;
		if (item->pinned != RP_NONE) {
			owner = n_classes + item->pinned;
			if (!is_added[owner])
				b->lists[n++] = (struct list){
					.hosts = &item->pinned,
					.n_hosts = 1,
					.owner = owner,
				};
			is_added[owner] = true;
		}
		b->list_of[i] = owner;
		b->n_hopeful++;
	}
	return n;
}

/* Finds the list of each hopeful item.  Owners of lists are the classes and,
 * behind them, the hosts to which items are pinned. */
static bool collect_lists(struct bounder *b)
{
	const struct placement_problem *problem = b->problem;
	size_t n_owners = (size_t)problem->n_classes + problem->n_hosts;
	rp_id *of_owner = memory_zeroed(n_owners, sizeof *of_owner);

	b->lists = memory_zeroed(n_owners, sizeof *b->lists);
	b->list_of = memory_zeroed(problem->n_items, sizeof *b->list_of);
	if (!of_owner || !b->lists || !b->list_of) {
		free(of_owner);
		return false;
	}
	add_classes(b);
	merge_lists(b, note_owners(b, of_owner), of_owner);
	for (uint32_t i = 0; i < problem->n_items; i++)
		if (b->list_of[i] != RP_NONE)
			b->list_of[i] = of_owner[b->list_of[i]];
	free(of_owner);
	return true;
}

/* Adds up the items of each list, and writes its hosts as bits. */
static bool fill_lists(struct bounder *b)
{
	const struct placement_problem *problem = b->problem;

	b->n_words = problem->n_hosts / 64 + 1;
	b->sets =
		memory_zeroed((size_t)b->n_lists * b->n_words, sizeof *b->sets);
	if (!b->sets)
		return false;
	for (uint32_t i = 0; i < b->n_lists; i++) {
		uint64_t *set = &b->sets[(size_t)i * b->n_words];

		for (uint32_t j = 0; j < b->lists[i].n_hosts; j++) {
			rp_id host = b->lists[i].hosts[j];

			set[host / 64] |= UINT64_C(1) << host % 64;
		}
	}
	for (uint32_t i = 0; i < problem->n_items; i++) {
		const int64_t *need = problem->items[i].need;
		struct list *list;

		if (b->list_of[i] == RP_NONE)
			continue;
		list = &b->lists[b->list_of[i]];
		list->n_items++;
		for (int r = 0; r < RP_N_RESOURCES; r++)
			list->need[r] = ratio_add(list->need[r], need[r]);
	}
	return true;
}

/* ---- What a family says -------------------------------------------------- */

static int by_amount(const void *a_, const void *b_)
{
	const struct need *a = a_, *b = b_;

	return (a->amount > b->amount) - (a->amount < b->amount);
}

/* The hopeful items by their need of 'r'; NULL when memory ran out. */
static const struct need *rising_needs(struct bounder *b, int r)
{
	uint32_t n = 0;

	if (b->rising[r])
		return b->rising[r];
	b->rising[r] = memory_zeroed(b->n_hopeful, sizeof *b->rising[r]);
	if (!b->rising[r])
		return NULL;
	for (uint32_t i = 0; i < b->problem->n_items; i++)
		if (b->list_of[i] != RP_NONE)
			b->rising[r][n++] =
				(struct need){ b->problem->items[i].need[r],
					       i };
	qsort(b->rising[r], n, sizeof *b->rising[r], by_amount);
	return b->rising[r];
}

/* The sum of the smallest needs of a family: of at most 'most' items, and not
 * above 'limit'.  '*n' is how many these are. */
static bool smallest_needs(int64_t *sum, uint32_t *n, struct bounder *b,
			   const struct family *family, int r, uint32_t most,
			   int64_t limit)
{
	const struct need *rising = rising_needs(b, r);

	*sum = 0;
	*n = 0;
	for (uint32_t i = 0; rising && i < b->n_hopeful && *n < most; i++) {
		if (!family->has[b->list_of[rising[i].item]])
			continue;
		if (rising[i].amount > limit - *sum)
			break;
		*sum += rising[i].amount;
		++*n;
	}
	return rising;
}

/* What the hosts of 'family' have free of 'r'; RP_UNLIMITED where that is
 * without limit or too much to count. */
static int64_t free_capacity(const struct bounder *b,
			     const struct family *family, int r)
{
	int64_t sum = 0;

	for (uint32_t i = 0; i < family->n_hosts; i++) {
		const struct placement_host *host =
			&b->problem->hosts[family->hosts[i]];
		int64_t capacity = host->capacity[r];

		if (capacity == RP_UNLIMITED)
			return RP_UNLIMITED;
		if (capacity > host->running[r])
			sum = ratio_add(sum, capacity - host->running[r]);
	}
	return sum;
}

/* Remembers that 'unplaced' items of 'family' find no host. */
static bool add_overfull(struct bounder *b, const struct family *family,
			 uint32_t unplaced)
{
	struct overfull *added;

	if (!memory_grow(&b->overfull, &b->overfull_capacity,
			 (size_t)b->n_overfull + 1, sizeof *b->overfull))
		return false;
	added = &b->overfull[b->n_overfull];
	added->has = memory_copy(family->has, b->n_lists, sizeof *added->has);
	if (!added->has)
		return false;
	added->unplaced = unplaced;
	added->number = b->n_overfull++;
	return true;
}

/* How many of a family find no host, by the resource that says most. */
static bool count_unplaced(struct bounder *b, const struct family *family)
{
	uint32_t unplaced = 0;

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t has = free_capacity(b, family, r);
		int64_t sum;
		uint32_t n;

		if (family->need[r] <= has)
			continue;
		if (!smallest_needs(&sum, &n, b, family, r, family->n_items,
				    has))
			return false;
		if (family->n_items - n > unplaced)
			unplaced = family->n_items - n;
	}
	return unplaced == 0 || add_overfull(b, family, unplaced);
}

/* What the hosts of 'family' can carry in all, in PARTS of a unit, when none
 * that carries an item is above 'peak'. */
static wide carried_at(const struct bounder *b, const struct family *family,
		       int r, uint32_t peak)
{
	wide sum = 0;

	for (uint32_t i = 0; i < family->n_hosts; i++) {
		const struct placement_host *host =
			&b->problem->hosts[family->hosts[i]];
		wide room = (wide)peak * host->capacity[r] -
			    (wide)PARTS * host->running[r];

		if (room > 0)
			sum += room;
	}
	return sum;
}

/* Raises the bound of the peak to the greatest at which the hosts of 'family'
 * carry no more than 'demand' of 'r': below it they carry less. */
static void raise_peak(struct bounder *b, const struct family *family, int r,
		       int64_t demand)
{
	uint32_t low = b->peak + 1, high = PARTS;

	if (demand == 0)
		return;
	while (low <= high) {
		uint32_t middle = low + (high - low) / 2;

		if (carried_at(b, family, r, middle) <= (wide)PARTS * demand) {
			b->peak = middle;
			low = middle + 1;
		} else {
			high = middle - 1;
		}
	}
}

/* So many items of 'family' have a host in every answer asked about, even if
 * all others have one. */
static uint32_t must_place(const struct bounder *b, const struct family *family)
{
	uint32_t others = b->n_hopeful - family->n_items;

	return b->placed > others ? b->placed - others : 0;
}

static bool bound_peak(struct bounder *b, const struct family *family)
{
	uint32_t n_placed = must_place(b, family);

	for (int r = 0; r < RP_N_RESOURCES; r++) {
		int64_t demand = family->need[r];
		uint32_t n;

		if (free_capacity(b, family, r) == RP_UNLIMITED ||
		    carried_at(b, family, r, b->peak + 1) >
			    (wide)PARTS * demand)
			continue;
		if (n_placed < family->n_items &&
		    !smallest_needs(&demand, &n, b, family, r, n_placed,
				    INT64_MAX))
			return false;
		raise_peak(b, family, r, demand);
	}
	return true;
}

static bool look_at(struct bounder *b, const struct family *family)
{
	return bound_peak(b, family) &&
	       (b->placed == b->problem->n_items || count_unplaced(b, family));
}

/* ---- Families ------------------------------------------------------------ */

static void family_add(struct family *family, const struct bounder *b,
		       uint32_t number)
{
	const struct list *list = &b->lists[number];

	family->has[number] = true;
	family->n_items += list->n_items;
	for (int r = 0; r < RP_N_RESOURCES; r++)
		family->need[r] = ratio_add(family->need[r], list->need[r]);
}

/* Makes 'family' one of 'hosts' without items. */
static void family_start(struct family *family, const struct bounder *b,
			 const rp_id *hosts, uint32_t n_hosts)
{
	family->hosts = hosts;
	family->n_hosts = n_hosts;
	family->n_items = 0;
	memset(family->need, 0, sizeof family->need);
	memset(family->has, 0, b->n_lists * sizeof *family->has);
}

static bool is_within(const struct bounder *b, uint32_t inner, uint32_t outer)
{
	const uint64_t *in = &b->sets[(size_t)inner * b->n_words];
	const uint64_t *out = &b->sets[(size_t)outer * b->n_words];

	if (b->lists[inner].n_hosts > b->lists[outer].n_hosts)
		return false;
	for (uint32_t i = 0; i < b->n_words; i++)
		if (in[i] & ~out[i])
			return false;
	return true;
}

struct ranked {
	uint32_t n_items;
	uint32_t list;
};

static int by_items(const void *a_, const void *b_)
{
	const struct ranked *a = a_, *b = b_;

	if (a->n_items != b->n_items)
		return a->n_items > b->n_items ? -1 : 1;
	return (a->list > b->list) - (a->list < b->list);
}

/* All that is confined to the hosts of one list, for each list. */
static bool look_at_lists(struct bounder *b, struct family *family)
{
	struct ranked *ranked = memory_zeroed(b->n_lists, sizeof *ranked);
	bool ok = ranked;

	for (uint32_t i = 0; ok && i < b->n_lists; i++)
		ranked[i] = (struct ranked){ b->lists[i].n_items, i };
	if (ok)
		qsort(ranked, b->n_lists, sizeof *ranked, by_items);
	for (uint32_t i = 0; ok && i < b->n_lists && i < MAX_LISTS; i++) {
		const struct list *list = &b->lists[ranked[i].list];

		if (list->n_items == 0)
			break;
		family_start(family, b, list->hosts, list->n_hosts);
		for (uint32_t j = 0; j < b->n_lists; j++)
			if (b->lists[j].n_items > 0 &&
			    is_within(b, j, ranked[i].list))
				family_add(family, b, j);
		ok = look_at(b, family);
	}
	free(ranked);
	return ok;
}

/* A host and the least host of its part; RP_NONE: no list has it. */
struct part_host {
	rp_id part;
	rp_id host;
};

static int by_part(const void *a_, const void *b_)
{
	const struct part_host *a = a_, *b = b_;

	if (a->part != b->part)
		return a->part < b->part ? -1 : 1;
	return (a->host > b->host) - (a->host < b->host);
}

static rp_id find_part(struct part_host *parts, rp_id host)
{
	while (parts[host].part != host) {
		parts[host].part = parts[parts[host].part].part;
		host = parts[host].part;
	}
	return host;
}

static void join(struct part_host *parts, rp_id one, rp_id other)
{
	rp_id a = find_part(parts, one), b = find_part(parts, other);

	parts[a < b ? b : a].part = a < b ? a : b;
}

/* Joins the hosts of each list that has items.  Returns how many hosts such
 * lists have. */
static uint32_t join_hosts(const struct bounder *b, struct part_host *parts)
{
	uint32_t n = 0;

	for (rp_id h = 0; h < b->problem->n_hosts; h++)
		parts[h] = (struct part_host){ RP_NONE, h };
	for (uint32_t i = 0; i < b->n_lists; i++) {
		const struct list *list = &b->lists[i];

		for (uint32_t j = 0; j < list->n_hosts && list->n_items; j++) {
			rp_id host = list->hosts[j];

			if (parts[host].part == RP_NONE) {
				parts[host].part = host;
				n++;
			}
			join(parts, list->hosts[0], host);
		}
	}
	for (rp_id h = 0; h < b->problem->n_hosts; h++)
		if (parts[h].part != RP_NONE)
			parts[h].part = find_part(parts, h);
	return n;
}

/* The items that can stand on the 'n' hosts of one part, and nowhere else. */
static bool look_at_part(struct bounder *b, struct family *family,
			 const struct part_host *parts, const rp_id *hosts,
			 uint32_t n)
{
	family_start(family, b, hosts, n);
	for (uint32_t i = 0; i < b->n_lists; i++)
		if (b->lists[i].n_items > 0 &&
		    parts[b->lists[i].hosts[0]].part == hosts[0])
			family_add(family, b, i);
	return look_at(b, family);
}

/* Each part, and all of them together; 'hosts' are 'n' hosts, part by part. */
static bool look_at_each_part(struct bounder *b, struct family *family,
			      const struct part_host *parts, const rp_id *hosts,
			      uint32_t n)
{
	uint32_t n_parts = 0, end;

	for (uint32_t i = 0; i < n && n_parts++ < MAX_LISTS; i = end) {
		for (end = i + 1; end < n; end++)
			if (parts[hosts[end]].part != parts[hosts[i]].part)
				break;
		if (!look_at_part(b, family, parts, hosts + i, end - i))
			return false;
	}
	family_start(family, b, hosts, n);
	for (uint32_t i = 0; i < b->n_lists; i++)
		family_add(family, b, i);
	return look_at(b, family);
}

/* Items and hosts that have nothing to do with the others. */
static bool look_at_parts(struct bounder *b, struct family *family)
{
	uint32_t n_hosts = b->problem->n_hosts, n_used = 0;
	struct part_host *parts = memory_zeroed(n_hosts, sizeof *parts);
	struct part_host *sorted = NULL;
	rp_id *hosts = memory_zeroed(n_hosts, sizeof *hosts);
	bool ok = false;

	if (parts) {
		n_used = join_hosts(b, parts);
		sorted = memory_copy(parts, n_hosts, sizeof *parts);
	}
	if (sorted && hosts) {
		qsort(sorted, n_hosts, sizeof *sorted, by_part);
		for (uint32_t i = 0; i < n_used; i++)
			hosts[i] = sorted[i].host;
		ok = look_at_each_part(b, family, parts, hosts, n_used);
	}
	free(parts);
	free(sorted);
	free(hosts);
	return ok;
}

static bool look_at_families(struct bounder *b)
{
	struct family family = { .has = memory_zeroed(b->n_lists,
						      sizeof *family.has) };
	bool ok = family.has && look_at_parts(b, &family) &&
		  look_at_lists(b, &family);

	free(family.has);
	return ok;
}

/* ---- Items that are badly off everywhere --------------------------------- */

/* Whether 'host' with nothing but 'item' is at or above 'peak'. */
static bool reaches(const struct bounder *b, uint32_t item, rp_id host,
		    uint32_t peak)
{
	const struct placement_host *on = &b->problem->hosts[host];
	const int64_t *need = b->problem->items[item].need;

	for (int r = 0; r < RP_N_RESOURCES; r++)
		if (ratio_counts(on->capacity[r]) &&
		    ((wide)on->running[r] + need[r]) * PARTS >=
			    (wide)peak * on->capacity[r])
			return true;
	return false;
}

/* The greatest peak up to PARTS that 'host' with 'item' reaches, at least
 * 'low', which it reaches. */
static uint32_t reached(const struct bounder *b, uint32_t item, rp_id host,
			uint32_t low)
{
	uint32_t high = PARTS;

	while (low < high) {
		uint32_t middle = high - (high - low) / 2;

		if (reaches(b, item, host, middle))
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* The least peak at which some host takes 'item'; 0 where that is not above
 * what is known. */
static uint32_t least_peak(const struct bounder *b, uint32_t item)
{
	struct rp_range hosts =
		b->problem->classes[b->problem->items[item].class_];
	uint32_t least = PARTS;

	for (rp_id i = hosts.first; i < hosts.end; i++) {
		rp_id host = b->problem->class_hosts[i];

		if (!takes(b->problem, item, host))
			continue;
		if (!reaches(b, item, host, b->peak + 1))
			return 0;
		if (!reaches(b, item, host, least))
			least = reached(b, item, host, b->peak + 1);
	}
	return least;
}

static int falling(const void *a_, const void *b_)
{
	const uint32_t *a = a_, *b = b_;

	return (*a < *b) - (*a > *b);
}

/* Of the items worst off, as many may be left out as may be unplaced. */
static bool look_at_items(struct bounder *b)
{
	uint32_t left_out =
		b->n_hopeful > b->placed ? b->n_hopeful - b->placed : 0;
	uint32_t *peaks;
	uint32_t n = 0;

	if (b->peak >= PARTS || b->placed == 0)
		return true;
	peaks = memory_zeroed(b->n_hopeful, sizeof *peaks);
	if (!peaks)
		return false;
	for (uint32_t i = 0; i < b->problem->n_items; i++) {
		uint32_t peak = b->list_of[i] == RP_NONE ? 0 : least_peak(b, i);

		if (peak > 0)
			peaks[n++] = peak;
	}
	qsort(peaks, n, sizeof *peaks, falling);
	if (left_out < n)
		b->peak = peaks[left_out];
	free(peaks);
	return true;
}

/* ---- The bounds ---------------------------------------------------------- */

static int by_unplaced(const void *a_, const void *b_)
{
	const struct overfull *a = a_, *b = b_;

	if (a->unplaced != b->unplaced)
		return a->unplaced > b->unplaced ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

/* Adds up families that have no item in common, the most telling first. */
static uint32_t add_up(struct bounder *b)
{
	uint32_t sum = 0;

	if (b->n_overfull > 0)
		qsort(b->overfull, b->n_overfull, sizeof *b->overfull,
		      by_unplaced);
	for (uint32_t i = 0; i < b->n_overfull; i++) {
		bool is_apart = true;

		/* The first one serves as the set of what is taken. */
		for (uint32_t j = 0; j < b->n_lists && i > 0; j++)
			if (b->overfull[0].has[j] && b->overfull[i].has[j] &&
			    b->lists[j].n_items > 0)
				is_apart = false;
		if (!is_apart)
			continue;
		sum += b->overfull[i].unplaced;
		for (uint32_t j = 0; j < b->n_lists; j++)
			b->overfull[0].has[j] |= b->overfull[i].has[j];
	}
	return sum;
}

bool placement_bound(struct placement_bound *bound,
		     const struct placement_problem *problem, uint32_t placed)
{
	struct bounder b = { .problem = problem, .placed = placed };
	bool ok = collect_lists(&b) && fill_lists(&b) && look_at_families(&b) &&
		  look_at_items(&b);

	if (ok) {
		bound->unplaced = problem->n_items - b.n_hopeful + add_up(&b);
		bound->peak = placed > 0 ? b.peak : 0;
	}
	bounder_destroy(&b);
	return ok;
}
