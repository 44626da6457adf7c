package dev.arena.streamer.replay;

/** When the votes of a replayed file count as cast. */
public enum VotedAt {
  /** When they are sent, after the pair's preference: predictions were made before the vote. */
  SENDING,
  /** When the file says: historical votes, which were cast before any prediction. */
  FILE
}
