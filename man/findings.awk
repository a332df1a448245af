# Makes replan-findings(7) of src/libreplan/findings.def.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A heading for each of the table's comments "Rules N: subject.", an item for
# each FINDING(id, "code", RP_LEVEL, n, N_("sentence"), N_("remedy") or "").

BEGIN {
	FS = "\""
	print ".\\\" Made of src/libreplan/findings.def: edit that."
	print ".\\\" SPDX-License-Identifier: GPL-3.0-or-later"
	print ".Dd November 22, 2026"
	print ".Dt REPLAN-FINDINGS 7"
	print ".Os replan"
	print ".Sh NAME"
	print ".Nm replan-findings"
	print ".Nd what replan can say about a plan"
	print ".Sh DESCRIPTION"
	print "A finding is about a plan that exists."
	print "Each has a code, which keeps its meaning in later versions, a level,"
	print "the objects it is about, a sentence and, where there is one, a remedy."
	print ".Ql replan check"
	print "shows them, the planner has a view of them, and they stand in the"
	print "JSON of"
	print ".Ql replan plan ."
	print ".Pp"
	print "An"
	print ".Em error"
	print "is what will not work, a"
	print ".Em warning"
	print "what may not, a"
	print ".Em notice"
	print "what is good to know."
	print "Where there is an error,"
	print ".Ql replan plan ,"
	print ".Ql replan check"
	print "and"
	print ".Ql replan export"
	print "end with status 1."
	print ".Pp"
	print "Below, capitals in italics stand for names, addresses and numbers."
}

# A table's comment may be of several sentences; the first names the subject.
/^\/\* Rules [0-9]+: / {
	subject = $0
	sub(/^\/\* Rules [0-9]+: /, "", subject)
	sub(/\..*/, "", subject)
	start_section(toupper(substr(subject, 1, 1)) substr(subject, 2))
}

/^FINDING\(/ {
	if (in_finding)
		fail("a finding without an end")
	in_finding = 1
	n_texts = 0
	level = ""
}

in_finding {
	if (match($0, /RP_(ERROR|WARNING|NOTICE)/))
		level = tolower(substr($0, RSTART + 3, RLENGTH - 3))
	# Texts stand at even fields; a line that starts with one and has no
	# N_( before it carries on the text of the line before.
	for (i = 2; i < NF; i += 2) {
		if (i == 2 && n_texts > 0 && $1 ~ /^[ \t]*$/ && open_text)
			texts[n_texts] = texts[n_texts] $i
		else
			texts[++n_texts] = $i
		open_text = $(i + 1) !~ /[),]/
	}
	if (/\)$/ && n_texts >= 3)
		end_finding()
}

END {
	if (failed)
		exit 1
	if (in_finding || !n_findings)
		fail("no table of findings")
	if (listing)
		print ".El"
	print ".Sh SEE ALSO"
	print ".Xr replan 1 ,"
	print ".Xr replan.cfg 5"
}

function fail(why)
{
	print FILENAME ":" FNR ": " why >"/dev/stderr"
	failed = 1
	exit 1
}

function start_section(subject)
{
	if (listing)
		print ".El"
	listing = 0
	print ".Ss " subject
}

function end_finding()
{
	if (n_texts != 3 || level == "")
		fail("not a finding: " texts[1])
	if (!listing)
		print ".Bl -tag -width Ds"
	listing = 1
	split("", letters)
	n_letters = 0
	print ".It Sy " texts[1] " Pq " level
	put(capital(texts[2]) ".")
	if (texts[1] == "target-unavailable")
		put("Where no replica's NIC is disconnected by it: a warning.")
	if (texts[3] != "") {
		print ".br"
		print ".Em Remedy :"
		put(texts[3] ".")
	}
	in_finding = 0
	n_findings++
}

function capital(text)
{
	return toupper(substr(text, 1, 1)) substr(text, 2)
}

# Prints a text with an italic letter for each argument: A for the first that a
# finding names, B for the second, and so on.  No line may start as a request.
function put(text,    argument)
{
	while (match(text, /[{][0-9][}]/)) {
		argument = substr(text, RSTART, 3)
		if (!(argument in letters))
			letters[argument] = substr("ABCDEFGHIJ", ++n_letters, 1)
		text = substr(text, 1, RSTART - 1) "\\fI" letters[argument] \
			"\\fP" substr(text, RSTART + 3)
	}
	if (text ~ /^[.']/)
		text = "\\&" text
	print text
}
