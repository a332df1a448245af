/* The planner's screen: rebalancing, planned in the background.
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The plan from nothing is made in a thread of its own, which reads the session
 * and shares with the screen what `struct job` says.  While it runs nothing is
 * edited and no part of the plan is made: views are looked at, no more.  What
 * it made is then asked about, and what is asked about is what is accepted.
 *
 * A job ends in one of three ways: the thread came to its end, it was stopped,
 * or the session is closed.  It is joined in each. */

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bar.h"
#include "cells.h"
#include "ui_private.h"
#include "words.h"

/* A plan that is there within so many milliseconds was no long work. */
#define PATIENCE 40

struct job {
	pthread_t thread;
	bool has_thread;
	bool has_ended;        /* The thread is joined. */
	bool stops;            /* It was asked to. */
	bool is_asked;         /* What it made is being asked about. */
	unsigned drawn;        /* The percentage that was told last. */

	/* Shared with the thread, by way of atomics and the semaphore. */
	const rp_session *session;
	atomic_bool stop;
	atomic_uint percent;
	sem_t ended;

	/* The thread's, until it has ended. */
	rp_plan *fresh;
	bool is_other;         /* It differs from the plan that stands. */
	int result;
};

/* ---- The thread --------------------------------------------------------- */

static bool report(void *data, uint64_t done, uint64_t all)
{
	struct job *job = data;

	unsigned percent = all > 0 ? bar_percent(done, all) : 0;

	/* What is searched through is a plan only a little later. */
	atomic_store(&job->percent, percent < 100 ? percent : 99);
	return !atomic_load(&job->stop);
}

/* Whether the fresh plan is another one than the one that stands. */
static int compare(struct job *job)
{
	struct rp_difference *differences;
	size_t n = 0;
	int result = rp_differences(&differences, &n,
				    rp_session_plan(job->session), job->fresh);

	if (result == RP_OK)
		rp_differences_free(differences, n);
	job->is_other = n > 0;
	return result;
}

static void *run(void *data)
{
	struct job *job = data;
	const struct rp_progress progress = { report, job };

	job->result = rp_session_preview_rebalance(&job->fresh, job->session,
						   &progress);
	if (job->result == RP_OK && !atomic_load(&job->stop))
		job->result = compare(job);
	sem_post(&job->ended);
	return NULL;
}

/* Signals are for the thread that waits for them. */
static bool begin_thread(struct job *job)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	job->has_thread = pthread_create(&job->thread, NULL, run, job) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return job->has_thread;
}

/* ---- Beginning and ending ------------------------------------------------ */

static void job_free(struct job *job)
{
	rp_plan_free(job->fresh);
	sem_destroy(&job->ended);
	free(job);
}

static void join(struct job *job)
{
	if (job->has_thread)
		pthread_join(job->thread, NULL);
	job->has_thread = false;
	job->has_ended = true;
}

void job_abandon(struct ui *ui)
{
	if (!ui->job)
		return;
	atomic_store(&ui->job->stop, true);
	join(ui->job);
	job_free(ui->job);
	ui->job = NULL;
}

static struct job *job_new(const rp_session *session)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	if (sem_init(&job->ended, 0, 0) != 0) {
		free(job);
		return NULL;
	}
	job->session = session;
	atomic_init(&job->stop, false);
	atomic_init(&job->percent, 0);
	return job;
}

static void wait_a_little(struct job *job)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += PATIENCE * 1000000L;
	if (until.tv_nsec >= 1000000000L) {
		until.tv_nsec -= 1000000000L;
		until.tv_sec++;
	}
	if (sem_timedwait(&job->ended, &until) == 0)
		join(job);
}

unsigned job_begin(struct ui *ui)
{
	ui->job = job_new(ui->session);
	if (!ui->job)
		return ui_edited(ui, RP_NO_MEMORY);
	if (begin_thread(ui->job)) {
		wait_a_little(ui->job);
	} else {
		/* Then it is waited for. */
		run(ui->job);
		join(ui->job);
	}
	return UI_HANDLED;
}

bool job_runs(const struct ui *ui)
{
	return ui->job && !ui->job->has_ended;
}

unsigned job_stop(struct ui *ui)
{
	if (!job_runs(ui))
		return UI_IGNORED;
	ui->job->stops = true;
	atomic_store(&ui->job->stop, true);
	return UI_HANDLED;
}

/* ---- What it made -------------------------------------------------------- */

static void forget(struct ui *ui)
{
	job_free(ui->job);
	ui->job = NULL;
}

static unsigned left(struct ui *ui)
{
	forget(ui);
	ui_say(ui, RP_NOTICE, "%s", _("not rebalanced"));
	return UI_HANDLED;
}

static unsigned answered(struct ui *ui, void *data, size_t choice)
{
	int result;

	(void)data;
	if (choice != 0)
		return left(ui);
	result = rp_session_rebalance(ui->session, ui->job->fresh);
	forget(ui);
	if (result == RP_OK)
		ui_say(ui, RP_NOTICE, "%s", _("rebalanced"));
	return ui_edited(ui, result);
}

/* Says the price of the fresh plan before anything is changed. */
static unsigned ask(struct ui *ui)
{
	const char *const answers[] = { _("Rebalance"),
					_("Cancel: leave the plan") };
	const rp_plan *plan = ui_plan(ui);
	const rp_plan *fresh = ui->job->fresh;
	size_t moved = rp_plan_n_moved(plan, fresh);
	char was[PERCENT_SIZE];
	char is[PERCENT_SIZE];
	char text[256];

	ui->job->is_asked = true;
	snprintf(text, sizeof(text),
		 ngettext("peak %s → %s, %zu replica moves",
			  "peak %s → %s, %zu replicas move", moved),
		 ratio_text(rp_plan_summary(plan)->peak, was),
		 ratio_text(rp_plan_summary(fresh)->peak, is), moved);
	ui_ask(ui, _("Rebalance: plan from nothing"), text, answers, 2, 1,
	       answered, NULL);
	if (ui->dialog.kind == DIALOG_CHOICE)
		ui->dialog.left = left;
	else
		forget(ui);
	return UI_HANDLED;
}

/* Takes what the job made: asks about it, or says why there is nothing to ask
 * about. */
static unsigned take(struct ui *ui)
{
	const struct job *job = ui->job;
	int result = job->stops ? RP_STOPPED : job->result;

	if (result == RP_OK && job->is_other)
		return ask(ui);
	if (result == RP_STOPPED)
		ui_say(ui, RP_NOTICE, "%s", _("stopped: the plan is as it "
		       "was"));
	else if (result == RP_OK)
		ui_say(ui, RP_NOTICE, "%s", _("a plan from nothing would be the "
		       "same"));
	else
		ui_edited(ui, result);
	forget(ui);
	return UI_HANDLED;
}

unsigned job_look(struct ui *ui)
{
	struct job *job = ui->job;
	unsigned percent;

	if (!job || job->is_asked)
		return UI_IGNORED;
	if (!job->has_ended && sem_trywait(&job->ended) == 0)
		join(job);
	if (job->has_ended)
		return ui->dialog.kind == DIALOG_NONE ? take(ui) : UI_IGNORED;
	percent = atomic_load(&job->percent);
	if (percent == job->drawn)
		return UI_IGNORED;
	job->drawn = percent;
	return UI_HANDLED;
}

/* ---- Drawing ------------------------------------------------------------- */

/* The least columns of a bar. */
#define LEAST_BAR 8

/* "planning from nothing ████░░░░ 43%"; the key that stops it is in the bar of
 * keys. */
void job_draw(const struct ui *ui, struct area line, struct frame *frame)
{
	unsigned percent = ui->job->drawn;
	int column, width;

	if (ui->job->stops) {
		frame_put(frame, line, 0, 0, -1, STYLE_TEXT, _("stopping"));
		return;
	}
	column = frame_put(frame, line, 0, 0, -1, STYLE_TEXT,
			   _("planning from nothing")) + 1;
	width = line.columns - column - 5;
	if (width > 40)
		width = 40;
	if (width >= LEAST_BAR) {
		bar_draw(frame, line, 0, column, width, percent, STYLE_GOOD);
		column += width + 1;
	}
	frame_printf(frame, line, 0, column, -1, STYLE_TEXT, "%u%%", percent);
}
