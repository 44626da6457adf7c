package dev.arena.trainer.predict;

/** What to do about predictions that an earlier run left unfinished. */
public enum Unfinished {
  /** Refuse to run: they may be hours of work. */
  KEEP,
  /** Go on after them, or begin where there are none. */
  RESUME,
  /** Begin anew in their place. */
  REPLACE
}
