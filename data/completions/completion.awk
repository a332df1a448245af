# Makes the completion of replan for bash, of the program's own tables: the
# options in src/replan/options.h, and what each command in src/replan/cmd_*.c
# says that it takes.
# SPDX-License-Identifier: GPL-3.0-or-later
#
# usage: awk -f completion.awk options.h cmd_*.c

# OPTION(FORMAT, "format", true): how it is called.
FNR == NR {
	if ($0 ~ /^\tOPTION\(/) {
		split($0, parts, /[(", ]+/)
		names[parts[2]] = parts[3]
	}
	next
}

FNR == 1 { options = "" }

# { OPTION_FORMAT, "table|json", ...: that this command takes it.
/^\t\{ OPTION_/ {
	id = $2
	sub(/^OPTION_/, "", id)
	sub(/,$/, "", id)
	if (!(id in names))
		fail("an option that options.h does not have: " id)
	value = $0
	if (value ~ /OPTION_[A-Z]+, "/) {
		sub(/^[^"]*"/, "", value)
		sub(/".*/, "", value)
	} else {
		value = ""
	}
	options = options " --" names[id] (value != "" ? "=" : "")
	if (value ~ /\|/) {
		gsub(/\|/, " ", value)
		add_values(names[id], value)
	} else if (value == "FILE") {
		files[names[id]] = 1
	}
}

/^\t\.name = / {
	name = $3
	gsub(/[",]/, "", name)
	if (name == "NULL")
		name = "planner"
	else
		commands = commands " " name
	taken[name] = options " --help --version"
	n_commands++
}

END {
	if (n_commands < 2)
		fail("no commands")
	put()
}

function fail(text)
{
	print "completion.awk: " text >"/dev/stderr"
	failed = 1
	exit 1
}

# The words of an option, which may be others for another command.
function add_values(option, value)
{
	values[name_of_file() "," option] = value
}

function name_of_file(    file)
{
	file = FILENAME
	sub(/^.*cmd_/, "", file)
	sub(/\.c$/, "", file)
	return file
}

function put(    key, parts, n, list, i)
{
	if (failed)
		exit 1
	print "# Completion of replan(1) for bash. Made by building: see"
	print "# data/completions/completion.awk."
	print "# SPDX-License-Identifier: GPL-3.0-or-later"
	print ""
	print "# What a command takes."
	print "_replan_options()"
	print "{"
	print "\tcase $1 in"
	n = split("planner" commands, list, " ")
	for (i = 1; i <= n; i++)
		print "\t" list[i] ") echo '" substr(taken[list[i]], 2) "' ;;"
	print "\tesac"
	print "}"
	print ""
	print "# The words that an option of a command may have; nothing where"
	print "# it may have any."
	print "_replan_values()"
	print "{"
	print "\tcase $1,$2 in"
	for (i = 1; i <= n; i++)
		for (key in values) {
			split(key, parts, ",")
			if (parts[1] == list[i])
				print "\t" parts[1] ",--" parts[2] ") echo '" \
					values[key] "' ;;"
		}
	print "\tesac"
	print "}"
	print ""
	print "_replan()"
	print "{"
	print "\tlocal word=${COMP_WORDS[COMP_CWORD]}"
	print "\tlocal commands='" substr(commands, 2) "'"
	print "\tlocal files='" file_options() "'"
	while ((getline line < template) > 0)
		print line
}

function file_options(    key, text)
{
	for (key in files)
		text = text " --" key " "
	return text
}
