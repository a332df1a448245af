# Puts the keys of src/replan/tui/actions.def into a manual page, in place of
# its line "@KEYS@"; or the actions by name, in place of a line "@ACTIONS@".
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: awk -f keys.awk actions.def page.in
#
# A heading for each place where actions act, and under it those that act there;
# what acts in all views stands once, at the end.  Names are in the order of the
# table.

BEGIN {
	title["IN_MAP"] = "The map"
	title["IN_PANE"] = "Sites and clouds, on the map"
	title["IN_PLAN"] = "The plan, on the map"
	title["IN_CARRY"] = "A line that is carried"
	title["IN_MATRIX"] = "The matrix"
	title["IN_SUGGEST"] = "While mappings are proposed"
	title["IN_REPLICAS"] = "The replicas"
	title["IN_FINDINGS"] = "The findings"
	title["IN_DNS"] = "DNS"
	title["IN_LIST"] = "All lists"
	title["IN_START"] = "The start screen"
	title["IN_CHOICE"] = "Choices"
	title["IN_TEXT"] = "Texts"
	title["IN_EXPLAIN"] = "Explanations"
	title["IN_JOB"] = "While something is planned"
	title["IN_VIEW"] = "All views"

	# The places that stand first and last; others are between them, in
	# the order of the table.
	n_first = split("IN_MAP IN_PANE IN_PLAN IN_CARRY IN_SUGGEST IN_MATRIX IN_REPLICAS IN_FINDINGS", first, " ")
	n_last = split("IN_LIST IN_START IN_CHOICE IN_TEXT IN_EXPLAIN IN_VIEW", last, " ")
}

FNR == NR && /^ACTION\(/ { action = "" }
FNR == NR && (/^ACTION\(/ || in_action) {
	in_action = !/\)$/
	action = action $0 " "
	if (!in_action)
		add_action(action)
	next
}
FNR == NR { next }

$0 == "@KEYS@" {
	put_all()
	n_put++
	next
}
$0 == "@ACTIONS@" {
	put_actions()
	n_put++
	next
}
{ print }

END {
	if (n_put != 1 || !n_actions) {
		print "keys.awk: no actions, or not one line to replace" \
			>"/dev/stderr"
		exit 1
	}
}

# "ACTION(id, name, keys, label, help, where)": the texts stand between quotes,
# and such as stand beside each other are one.
function add_action(text,    parts, where, n, words, i)
{
	gsub(/"[ \t]+"/, "", text)
	n = split(text, parts, "\"")
	if (n != 9) {
		print "keys.awk: not an action: " text >"/dev/stderr"
		exit 1
	}
	n_actions++
	names[n_actions] = parts[2]
	keys[n_actions] = parts[4]
	help[n_actions] = parts[8]
	where = parts[9]
	gsub(/[^A-Z_]+/, " ", where)
	if (where ~ /IN_(VIEW|ANY) /)
		where = "IN_VIEW"
	if (where ~ /IN_MAP /)
		gsub(/IN_(PLAN|PANE) /, "", where)
	n = split(where, words, " ")
	for (i = 1; i <= n; i++)
		add_to_place(words[i], n_actions)
}

function add_to_place(place, action)
{
	if (!(place in members))
		places[++n_places] = place
	members[place] = members[place] " " action
}

function put_all(    i)
{
	for (i = 1; i <= n_first; i++)
		put_place(first[i])
	for (i = 1; i <= n_places; i++)
		if (!is_in(places[i], first, n_first) &&
		    !is_in(places[i], last, n_last))
			put_place(places[i])
	for (i = 1; i <= n_last; i++)
		put_place(last[i])
}

function is_in(place, list, n,    i)
{
	for (i = 1; i <= n && list[i] != place; i++)
		;
	return i <= n
}

function put_place(place,    n, ids, i)
{
	if (!(place in members))
		return
	print ".Ss " title_of(place)
	print ".Bl -tag -width \"Enter, Space\" -compact"
	n = split(members[place], ids, " ")
	for (i = 1; i <= n; i++) {
		print ".It Ic " key_names(keys[ids[i]])
		print help[ids[i]] "."
	}
	print ".El"
}

function put_actions(    i)
{
	print ".Bl -tag -width Ds -compact"
	for (i = 1; i <= n_actions; i++) {
		print ".It Ic " names[i] " Pq " key_names(keys[i])
		print help[i] "."
	}
	print ".El"
}

# IN_HOSTS is "Hosts" where nothing else is said.
function title_of(place)
{
	if (place in title)
		return title[place]
	return substr(place, 4, 1) tolower(substr(place, 5))
}

# Signs by themselves would be taken for punctuation.
function key_names(list,    n, names, i, text)
{
	n = split(list, names, " ")
	for (i = 1; i <= n; i++) {
		if (names[i] == "\\\\") # As C writes it.
			names[i] = "\\e"
		else if (names[i] !~ /[A-Za-z0-9]/)
			names[i] = "\\&" names[i]
		text = text (i > 1 ? " , " : "") names[i]
	}
	return text
}
