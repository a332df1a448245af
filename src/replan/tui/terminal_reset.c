/* Terminal reset: signals, and the terminal as it was whatever happens.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signals belong to the process, so what they touch is of the file.
 *
 * A signal to end only sets a flag, which the loop sees; but the loop may be
 * stuck writing to a terminal that has stopped reading.  So an alarm follows
 * it, and that one does not wait. */

#include "terminal_reset.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define GRACE_SECONDS 1

static struct termios modes;
static bool has_modes;
static char sequences[512];
static size_t n_sequences;
static volatile sig_atomic_t active;
static volatile sig_atomic_t ending;
static volatile sig_atomic_t asked_size;
static volatile sig_atomic_t asked_resume;
static volatile sig_atomic_t asked_suspend;
static int wake[2] = { -1, -1 };
static char handler_stack[65536];

void reset_keep_modes(void)
{
	has_modes = tcgetattr(STDIN_FILENO, &modes) == 0;
}

void reset_clear(void)
{
	n_sequences = 0;
}

void reset_add(const char *sequence)
{
	while (sequence && *sequence && n_sequences < sizeof(sequences)) {
		if (!strncmp(sequence, "$<", 2) && strchr(sequence, '>')) {
			sequence = strchr(sequence, '>') + 1;
			continue;
		}
		sequences[n_sequences++] = *sequence++;
	}
}

/* Writes what a terminal that has stopped reading still takes. */
static void write_sequences(void)
{
	int flags = fcntl(STDOUT_FILENO, F_GETFL);
	size_t done = 0;

	fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
	while (done < n_sequences) {
		ssize_t n = write(STDOUT_FILENO, sequences + done,
				  n_sequences - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		done += (size_t)n;
	}
	fcntl(STDOUT_FILENO, F_SETFL, flags);
}

void reset_now(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	struct sigaction before;

	if (!active)
		return;
	active = 0;
	/* A job in the background would be stopped for touching the modes. */
	sigaction(SIGTTOU, &ignore, &before);
	write_sequences();
	if (has_modes)
		tcsetattr(STDIN_FILENO, TCSANOW, &modes);
	sigaction(SIGTTOU, &before, NULL);
}

_Noreturn void reset_die(int number)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	sigset_t set;

	reset_now();
	sigaction(number, &plain, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(number);
	_exit(128 + number);
}

static void wake_up(void)
{
	int saved = errno;

	/* A full pipe is awake already. */
	if (write(wake[1], "", 1) < 0)
		errno = saved;
	errno = saved;
}

/* The first signal asks, a second one insists. */
static void handle_end(int number)
{
	if (ending)
		reset_die(number);
	ending = number;
	alarm(GRACE_SECONDS);
	wake_up();
}

static void handle_alarm(int number)
{
	reset_die(ending ? ending : number);
}

static void handle_crash(int number)
{
	reset_die(number);
}

static void handle_asked(int number)
{
	if (number == SIGWINCH)
		asked_size = 1;
	else if (number == SIGCONT)
		asked_resume = 1;
	else
		asked_suspend = 1;
	wake_up();
}

static const struct {
	int number;
	void (*handler)(int);
	int flags;
} handled[] = {
	{ SIGTERM, handle_end, SA_RESTART },
	{ SIGHUP, handle_end, SA_RESTART },
	{ SIGINT, handle_end, SA_RESTART },
	{ SIGQUIT, handle_end, SA_RESTART },
	{ SIGALRM, handle_alarm, 0 },
	{ SIGWINCH, handle_asked, SA_RESTART },
	{ SIGCONT, handle_asked, SA_RESTART },
	{ SIGTSTP, handle_asked, SA_RESTART },
	{ SIGSEGV, handle_crash, SA_ONSTACK },
	{ SIGABRT, handle_crash, SA_ONSTACK },
	{ SIGBUS, handle_crash, SA_ONSTACK },
	{ SIGFPE, handle_crash, SA_ONSTACK },
	{ SIGILL, handle_crash, SA_ONSTACK },
	{ SIGPIPE, SIG_IGN, 0 },
};

#define N_HANDLED (sizeof(handled) / sizeof(handled[0]))

static void set_handlers(bool on)
{
	for (size_t i = 0; i < N_HANDLED; i++) {
		struct sigaction action = {
			.sa_handler = on ? handled[i].handler : SIG_DFL,
			.sa_flags = on ? handled[i].flags : 0,
		};

		sigfillset(&action.sa_mask);
		sigaction(handled[i].number, &action, NULL);
	}
}

static bool open_wake(void)
{
	return wake[0] >= 0 || pipe2(wake, O_CLOEXEC | O_NONBLOCK) == 0;
}

bool reset_start(void)
{
	static bool at_exit;
	stack_t stack = { .ss_sp = handler_stack,
			  .ss_size = sizeof(handler_stack) };

	if (!open_wake())
		return false;
	if (!at_exit && atexit(reset_now) == 0)
		at_exit = true;
	sigaltstack(&stack, NULL);
	active = 1;
	set_handlers(true);
	return true;
}

void reset_stop(void)
{
	reset_now();
	set_handlers(false);
	alarm(0);
}

unsigned reset_asked(void)
{
	unsigned asked = 0;
	char bytes[64];

	while (read(wake[0], bytes, sizeof(bytes)) > 0)
		;
	if (asked_size)
		asked |= ASKED_SIZE;
	if (asked_resume)
		asked |= ASKED_RESUME;
	if (asked_suspend)
		asked |= ASKED_SUSPEND;
	asked_size = asked_resume = asked_suspend = 0;
	return asked;
}

int reset_ending(void)
{
	return ending;
}

int reset_fd(void)
{
	return wake[0];
}

void reset_suspend(void)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };
	struct sigaction before;

	reset_now();
	sigaction(SIGTSTP, &plain, &before);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &before, NULL);
	active = 1;
	asked_resume = 1;
	wake_up();
}
