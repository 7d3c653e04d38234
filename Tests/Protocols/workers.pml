/* The thread pool of the engine (Sources/RWKV/Threads/Workers.swift), for the model checker Spin.
 *
 * CALLERS threads ask for help JOBS times each; HELPERS workers help one of them at a time. A job is
 * PIECES pieces of work; how many helpers it has, and whether it is short, is left open.
 *
 * What must never happen:
 *   - a piece is done twice or never when the caller returns;
 *   - a piece is done with another job's data or function, or after its caller has returned;
 *   - a caller waits forever;
 *   - a worker sleeps through a long job that was offered to it (a lost wake-up). It may sleep through
 *     a short one, which its caller then does without it.
 *
 * Spin's steps happen one after the other and are seen by all at once. What the orderings of the
 * atomics leave open beyond that matters at one place, the offer of a short job, and is said there.
 * Numbers of jobs do not wrap around here; in the code they do after 2^32 jobs.
 *
 * AWAKE leaves out that workers sleep, so that more jobs can be looked at; PIECES=0 leaves out the
 * pieces.
 *
 * Each step names its code. Scripts/check-protocol checks this model, and that Spin finds what is wrong
 * with each of the variants: TICKET_FIRST, NO_NUMBER, TORN_CLAIM, EARLY_DONE, OLD_DONE, NO_WAIT,
 * NO_SECOND_LOOK, LATE_MARK, and ONE_ALARM, which was the code once.
 */

#ifndef HELPERS
#define HELPERS 2
#endif
#ifndef CALLERS
#define CALLERS 1
#endif
#ifndef JOBS
#define JOBS 1
#endif
#ifndef PIECES
#define PIECES 3
#endif

/* Row: what one participant has, the caller in the first one. */
typedef Row {
  byte number, helpers, next, end; /* Ticket, read and exchanged at once */
  byte job;                        /* job and body: whose they are, by the job's number */
  byte done_of, done;              /* also one number in the code */
  bool is_asleep;
  byte alarm; /* a semaphore */
};

Row row[HELPERS + 1];
bool is_taken;
byte number;

/* What the model alone knows. */
#define NOT_BEGUN 0
#define BEGUN 1
#define ENDED 2
typedef Pieces {
  byte state[PIECES + 1];
  bool is_alive; /* its caller has not returned */
};
Pieces job_of[CALLERS * JOBS + 1];
byte seen[HELPERS + 1]; /* the last job that each worker knows of */

#ifdef ONE_ALARM
byte sleepers, alarm;
#endif

/* body(job, piece) */
inline perform() {
  d_step {
    assert(job == n); /* the data and the function of this very job */
    assert(job_of[job].is_alive);
    assert(job_of[job].state[piece] == NOT_BEGUN);
    job_of[job].state[piece] = BEGUN
  }
  d_step {
    assert(job_of[job].is_alive);
    job_of[job].state[piece] = ENDED;
    done++
  }
}

#ifdef NO_NUMBER
#define IS_LEFT(r) (row[r].next < row[r].end)
#else
#define IS_LEFT(r) (row[r].number == n && row[r].next < row[r].end)
#endif

/* Workers.take(as:): the own pieces from the front, then those of the others from the end.
 *
 * claim(from:) is one step here: a ticket that changes between its load and the exchange is loaded
 * again, and one that does not change might as well have been loaded at the exchange.
 */
inline take(self, helpers) {
  done = 0;
#if PIECES > 0
  offset = 0;
  do
  :: offset > helpers -> break
  :: offset <= helpers ->
#ifdef TORN_CLAIM
    left = row[(self + offset) % (helpers + 1)].end;
#endif
    d_step { /* claim(from:) */
      owner = (self + offset) % (helpers + 1);
      is_claimed = IS_LEFT(owner);
      if
      :: is_claimed && offset == 0 -> piece = row[owner].next; row[owner].next = piece + 1
#ifdef TORN_CLAIM
      :: is_claimed && offset > 0 -> piece = left - 1; row[owner].end = piece
#else
      :: is_claimed && offset > 0 -> piece = row[owner].end - 1; row[owner].end = piece
#endif
      :: else -> offset++
      fi
    }
    if
    :: is_claimed -> perform()
    :: else
    fi
  od;
  offset = 0;
  d_step { piece = 0; owner = 0; is_claimed = false }
#endif
}

/* Workers.work(as:) */
proctype Worker(byte self) {
  byte last, n, job, left, piece, offset, owner, done, helpers;
  bool is_claimed;
end_looking:
  do
  :: row[self].number != last -> /* a look that finds a new ticket */
    d_step { n = row[self].number; helpers = row[self].helpers; last = n; seen[self] = n }
    job = row[self].job;
#ifdef EARLY_DONE
    d_step { /* says that its share is done, then does it */
      row[self].done_of = n;
      row[self].done = row[self].end - row[self].next
    }
    take(self, helpers);
#else
    take(self, helpers);
    if
    :: done > 0 -> d_step { row[self].done_of = n; row[self].done = done } /* setDone */
    :: else
    fi;
#endif
    d_step { n = 0; job = 0; helpers = 0; done = 0 }
#ifndef AWAKE
  :: true -> /* looksBeforeSleep are over: sleep(_:after:) */
#ifdef LATE_MARK
    n = row[self].number;
    row[self].is_asleep = true;
#elif defined(ONE_ALARM)
    sleepers++;
    n = row[self].number;
#else
    row[self].is_asleep = true;
    n = row[self].number;
#endif
#ifdef NO_SECOND_LOOK
    n = last;
#endif
#ifdef ONE_ALARM
    if
    :: n != last ->
      atomic { if :: sleepers > 0 -> sleepers--; goto up :: else fi }
    :: else
    fi;
end_asleep:
    atomic { alarm > 0 -> alarm-- }
#else
    if
    :: n != last ->
      atomic { if :: row[self].is_asleep -> row[self].is_asleep = false; goto up :: else fi }
    :: else
    fi;
end_asleep:
    atomic { row[self].alarm > 0 -> row[self].alarm-- }
#endif
up:
    n = 0
#endif
  od
}

/* Workers.offer: job and body first, then the ticket, which others read. */
inline offer(r) {
#ifndef TICKET_FIRST
  row[r].job = n;
#endif
  d_step {
    row[r].helpers = helpers;
    row[r].next = PIECES * r / (helpers + 1);
    row[r].end = PIECES * (r + 1) / (helpers + 1);
    row[r].number = n
  }
#ifdef TICKET_FIRST
  row[r].job = n;
#endif
}

/* Workers.wake: rings for each helper that is marked as asleep. */
inline wake() {
#ifdef ONE_ALARM
  atomic { alarm = alarm + sleepers; sleepers = 0 }
#else
  i = 1;
  do
  :: i > helpers -> break
  :: else ->
    if
    :: is_short -> was_asleep = looked[i]
    :: else -> was_asleep = row[i].is_asleep
    fi;
    if
    :: was_asleep ->
      d_step { if :: row[i].is_asleep -> row[i].is_asleep = false; row[i].alarm++ :: else fi }
    :: else
    fi;
    i++
  od
#endif
}

/* Workers.wait: the caller looks again and again, which is to wait here. */
#ifdef OLD_DONE
#define DONE(r) (r <= helpers -> row[r].done : 0)
#else
#define DONE(r) (r <= helpers && row[r].done_of == n -> row[r].done : 0)
#endif
#if HELPERS == 2
#define ALL_DONE (DONE(1) + DONE(2) == PIECES - done)
#else
#define ALL_DONE (DONE(1) + DONE(2) + DONE(3) == PIECES - done)
#endif

proctype Caller() {
  byte n, job, left, piece, offset, owner, done, helpers, rounds, i;
  bool is_claimed, is_short, was_asleep, looked[HELPERS + 1];
  do
  :: rounds == JOBS -> break
  :: rounds < JOBS ->
    rounds++;
    if
    :: is_taken /* somebody else is helped: all pieces are done here, which needs no model */
    :: atomic { !is_taken -> is_taken = true };
      d_step {
        number++;
        n = number; job = n;
        job_of[n].is_alive = true
      }
      if
      :: helpers = 1
      :: helpers = HELPERS
      fi;
      if
      :: is_short = true;
        /* The ticket is stored with release ordering only: the look for sleepers may come first. */
        atomic { for (i : 1 .. HELPERS) { looked[i] = row[i].is_asleep } }
      :: is_short = false
      fi;
      i = helpers;
      do
      :: offer(i); if :: i == 0 -> break :: else -> i-- fi
      od;
      wake();
      if
      :: !is_short -> /* a piece that takes its time: the helpers come meanwhile */
        i = 1;
        do
        :: i > helpers -> break
        :: i <= helpers -> seen[i] == n; i++
        od
      :: true
      fi;
      take(0, helpers);
#ifndef NO_WAIT
      ALL_DONE;
#endif
      atomic {
        i = 0;
        do
        :: i < PIECES -> assert(job_of[n].state[i] == ENDED); i++
        :: i == PIECES -> break
        od;
        job_of[n].is_alive = false;
        d_step {
          is_taken = false;
          n = 0; job = 0; helpers = 0; done = 0; i = 0; is_short = false; was_asleep = false
        }
      }
    fi
  od
}

init {
  byte i;
  atomic {
    for (i : 1 .. HELPERS) { run Worker(i) }
    for (i : 1 .. CALLERS) { run Caller() }
  }
}
