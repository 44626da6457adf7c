package dev.arena.statistics.rating;

/** What is taken as independent when intervals are computed. */
public enum IntervalMethod {
  /** Per voter if at least ten are known, per vote if none is, otherwise no intervals. */
  AUTOMATIC,
  /** Each vote; too narrow if some people vote often. */
  PER_VOTE,
  /** Each voter, if at least ten are known. */
  PER_VOTER,
  NONE
}
