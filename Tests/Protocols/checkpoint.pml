/* The protocol of checkpoint, crash and resume of a training run, for the model checker Spin.
 *
 * One run makes STEPS steps, writes checkpoints whenever it likes, and is killed, loses the machine's
 * power or is asked to stop at any moment, up to CRASHES times; then the same command runs again. Beside
 * the run stands the disk: what a process writes is seen by every process at once, but a power cut
 * may lose any of it that was not brought to the disk (fsync), a rename included, and may let a rename
 * survive whose file's bytes did not.
 *
 * What must never happen:
 *   - a resume reads a checkpoint that is not whole (HALF);
 *   - a step is lost whose checkpoint was said to be written;
 *   - the log, when the run is done or has stopped, lacks a step or has one twice;
 *   - parameters that are broken (a step that diverged) are written over good ones.
 * And it never stands still before its end.
 *
 * Each step names its code. Scripts/check-protocol checks this model, and that Spin finds what is wrong
 * with each of the variants that leave a step out: IN_PLACE, NO_SYNC, NO_FOLDER_SYNC, NO_LOG_SYNC,
 * KEEP_LOG, NO_CHECK.
 */

#ifndef STEPS
#define STEPS 3
#endif
#ifndef CRASHES
#define CRASHES 2
#endif

#define NONE 0  /* no such file */
#define HALF 1  /* a file whose bytes are not all there */
#define WHOLE 2 /* all bytes */

/* A file: what processes see, and what a power cut leaves. */
typedef File {
  byte content;
  byte step; /* of the parameters in it */
  bool good; /* the parameters are not broken */
  bool synced;
};

File checkpoint; /* by its name, as processes see it */
File beside;     /* the file that is being written */
File on_disk;    /* by the checkpoint's name, as a power cut leaves it */
bool renamed = true; /* the name is on the disk as processes see it */

byte logged[STEPS + 1];  /* how many lines each step has */
byte durable[STEPS + 1]; /* how many of them are on the disk */

byte step;     /* steps made, in memory: RunState.step */
bool good;     /* the parameters in memory are not broken */
byte promised; /* the last step whose checkpoint was said to be written */
byte crashes;
byte breakages; /* updates that broke the parameters: only so many, as with other windows none comes */
bool asked; /* to stop: Interruption */
bool running, over;

/* WholeFile.write: beside, synchronize, rename with the folder's synchronize. */
inline write_checkpoint() {
#ifdef IN_PLACE
  checkpoint.content = HALF; checkpoint.step = step; checkpoint.good = good;
  checkpoint.synced = false; renamed = true; on_disk.content = HALF; on_disk.step = step;
  checkpoint.content = WHOLE;
  checkpoint.synced = true; on_disk.content = WHOLE; on_disk.good = good;
#else
  d_step { /* FileHandle(forWritingTo: beside), write(contentsOf:) */
    beside.content = HALF; beside.step = step; beside.good = good; beside.synced = false;
  }
  beside.content = WHOLE;
#ifndef NO_SYNC
  beside.synced = true; /* handle.synchronize() */
#endif
  d_step { /* rename(2) in Platform.swift, seen by processes at once */
    checkpoint.content = beside.content; checkpoint.step = beside.step;
    checkpoint.good = beside.good; checkpoint.synced = beside.synced;
    renamed = false; beside.content = NONE;
  }
#ifndef NO_FOLDER_SYNC
  d_step { /* fsync of the folder in Platform.swift */
    renamed = true;
    on_disk.content = (checkpoint.synced -> WHOLE : HALF);
    on_disk.step = checkpoint.step; on_disk.good = checkpoint.good;
  }
#endif
#endif
  d_step { if :: promised < step -> promised = step :: else fi } /* what `note` tells the user */
}

/* TrainingLoop.save: checkNextLoss, then report(.saving), which is RunLog.synchronize, then write. */
inline save() {
#ifdef NO_CHECK
  saved = true;
#else
  if
  :: good ->
#endif
#ifndef NO_LOG_SYNC
    atomic { i = 0; do :: i <= STEPS -> durable[i] = logged[i]; i++ :: else -> break od }
#endif
    write_checkpoint()
#ifndef NO_CHECK
  :: else -> roll_back()
  fi
#endif
}

/* RunLog.init(_:keeping:), itself a WholeFile.write: the lines up to the checkpoint's step. */
inline cut_log() {
#ifdef KEEP_LOG
  skip
#else
  atomic {
    i = 0;
    do
    :: i <= STEPS -> if :: i > step -> logged[i] = 0 :: else fi; durable[i] = logged[i]; i++
    :: else -> break
    od
  }
#endif
}

/* Trainer.restore: SafeTensors(contentsOf:) and the copying of what it holds. */
inline restore() {
  assert(checkpoint.content == WHOLE);
  assert(checkpoint.step >= promised);
  d_step { step = checkpoint.step; good = checkpoint.good }
}

/* TrainingLoop.rollBack; it goes on with other windows, so that it does not diverge for ever. */
inline roll_back() {
  restore();
  assert(good); /* or there is no way on */
  cut_log();
  write_checkpoint() /* the same step, with the count of rollbacks */
}

proctype Run() {
  byte i = 0;
  bool saved;
  {
    if /* TrainCommand.run */
    :: checkpoint.content == NONE -> d_step { step = 0; good = true }
    :: else -> restore()
    fi;
    cut_log();
    if /* TrainingLoop.run writes one before the first step */
    :: checkpoint.content == NONE -> save()
    :: else
    fi;
    do
    :: asked || step == STEPS -> /* TrainingLoop.ending */
      saved = good;
      save();
      if :: saved -> break :: else fi
    :: !asked && step < STEPS -> save() /* checkpointInterval is over */
    :: !asked && step < STEPS -> /* Trainer.step */
      if
      :: good ->
        if
        :: step++
        :: breakages < 1 -> d_step { step++; good = false; breakages++ } /* the update breaks them */
        fi;
        logged[step]++ /* RunLog.add */
      :: !good -> roll_back() /* Divergence: the step is not made */
      fi
    od;
    /* The end: the log has every step once, the checkpoint is the last step's. */
    atomic {
      i = 1;
      do
      :: i <= STEPS -> assert(logged[i] == (i <= step -> 1 : 0)); i++
      :: else -> break
      od
    }
    assert(checkpoint.step == step && checkpoint.good);
    over = true
  } unless { !running } /* SIGKILL, or no power */
}

/* Ends the process at any moment, and begins it again. */
init {
  byte i = 0;
  do
  :: over -> break
  :: !over && !running ->
    running = true;
    run Run()
  :: running && !over && !asked -> asked = true /* SIGTERM: the step is finished */
  :: running && !over && crashes < CRASHES -> /* SIGKILL: what was written stays */
    d_step { crashes++; running = false; asked = false; beside.content = NONE }
    (_nr_pr == 1)
  :: running && !over && crashes < CRASHES -> /* no power: what was not synchronized may be gone */
    d_step { crashes++; running = false; asked = false; beside.content = NONE }
    (_nr_pr == 1);
    if
    :: renamed || checkpoint.content == NONE
    :: !renamed -> /* the old name is back */
      d_step {
        checkpoint.content = on_disk.content; checkpoint.step = on_disk.step;
        checkpoint.good = on_disk.good; renamed = true
      }
    :: !renamed -> /* the new name was on the disk already, its bytes perhaps not */
      d_step {
        if :: !checkpoint.synced -> checkpoint.content = HALF :: else fi;
        on_disk.content = checkpoint.content; on_disk.step = checkpoint.step;
        on_disk.good = checkpoint.good; renamed = true
      }
    fi;
    if /* lines of the log that were not synchronized are there or not */
    :: true
    :: atomic { i = 0; do :: i <= STEPS -> logged[i] = durable[i]; i++ :: else -> break od }
    fi
  od
}
