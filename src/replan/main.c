/* replan - a planner for recovery networks
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include "commands.h"

/* Numbers are read and written alike in every locale, and messages are UTF-8
 * until they are shown. */
static void set_language(void)
{
	setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	bindtextdomain("replan", LOCALEDIR);
	bind_textdomain_codeset("replan", "UTF-8");
	textdomain("replan");
}

/* Whoever started us may have closed the standard streams: no file that is
 * opened later may take their place. */
static void hold_standard_streams(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDONLY);
	} while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
}

static int show_version(void)
{
	struct output output = OUTPUT_INIT;
	int status;

	output_printf(&output, "replan %s\n", rp_version());
	status = output_write(&output, NULL);
	output_destroy(&output);
	return status;
}

/* Does what the command line asks for; its exit status. */
static int run(const struct arguments *arguments)
{
	if (arguments->value[OPTION_HELP])
		return options_help(arguments->command);
	if (arguments->value[OPTION_VERSION])
		return show_version();
	return arguments->command->run(arguments);
}

int main(int argc, char **argv)
{
	struct arguments arguments;
	int status = STATUS_FAILED;

	set_language();
	hold_standard_streams();
	if (options_read(&arguments, argc, argv))
		status = run(&arguments);
	options_free(&arguments);
	return status;
}
