package dev.arena.trainer.run;

import dev.arena.models.encode.Sequence;
import dev.arena.schemas.csv.Outcome;
import dev.arena.schemas.failure.UserException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The training votes: each of them once, and none whose texts are in the validation file.
 *
 * <p>Two votes are on the same texts when the encoder reads the same two sequences, in either
 * order. They are the same vote if the same text also won. Of several equal votes, the first one
 * from a file with ties is kept, or the first one if all are tie-free.
 *
 * @param votes the training votes, in the order of the files
 * @param validated how many were skipped because the validation file contains their texts
 * @param repeated how many were skipped because they repeat a vote
 */
record TrainingVotes(List<EncodedVote> votes, int validated, int repeated) {

  private record Vote(Set<Sequence> texts, @Nullable Sequence winner) {
    static Vote of(EncodedVote vote) {
      return new Vote(
          textsOf(vote),
          switch (vote.outcome()) {
            case WINNER_MODEL_A -> vote.pair().first();
            case WINNER_MODEL_B -> vote.pair().second();
            case WINNER_TIE -> null;
          });
    }
  }

  /**
   * Skips votes that would count twice.
   *
   * @param read all training votes
   * @param validation the votes to report on; may be empty
   * @throws UserException if validation has no texts of its own, or if too few votes remain
   */
  static TrainingVotes of(List<EncodedVote> read, List<EncodedVote> validation) {
    requireOwnTexts(read, validation);
    Set<Set<Sequence>> reserved = new HashSet<>();
    validation.forEach(vote -> reserved.add(textsOf(vote)));
    Set<Vote> withTies = new HashSet<>();
    read.stream().filter(vote -> !vote.tieFree()).forEach(vote -> withTies.add(Vote.of(vote)));
    Set<Vote> known = new HashSet<>();
    List<EncodedVote> kept = new ArrayList<>();
    int validated = 0;
    int repeated = 0;
    for (EncodedVote vote : read) {
      Vote key = Vote.of(vote);
      if (reserved.contains(key.texts())) {
        validated++;
      } else if ((vote.tieFree() && withTies.contains(key)) || !known.add(key)) {
        repeated++;
      } else {
        kept.add(vote);
      }
    }
    requireEveryOutcome(kept, validated + repeated);
    return new TrainingVotes(List.copyOf(kept), validated, repeated);
  }

  /** When the latest of the votes was cast; null if none has a time. */
  @Nullable Instant latest() {
    return votes.stream()
        .map(EncodedVote::castAt)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Set<Sequence> textsOf(EncodedVote vote) {
    Set<Sequence> texts = new HashSet<>();
    texts.add(vote.pair().first());
    texts.add(vote.pair().second());
    return texts;
  }

  private static void requireOwnTexts(List<EncodedVote> read, List<EncodedVote> validation) {
    Set<Set<Sequence>> learned = new HashSet<>();
    read.forEach(vote -> learned.add(textsOf(vote)));
    if (!validation.isEmpty()
        && validation.stream().allMatch(vote -> learned.contains(textsOf(vote)))) {
      throw new UserException(
          "every row of the validation file is among the training rows; expected rows that are not"
              + " trained on. Name another file (--validation), or remove its rows from --train.");
    }
  }

  private static void requireEveryOutcome(List<EncodedVote> kept, int leftOut) {
    if (kept.stream().allMatch(EncodedVote::tieFree)) {
      throw new UserException(
          "no training file has a tie"
              + unless(leftOut)
              + ", so nothing shows how often ties happen; expected at least one file with ties."
              + " Add one to --train.");
    }
    for (Outcome outcome : Outcome.values()) {
      if (kept.stream().noneMatch(vote -> !vote.tieFree() && vote.outcome() == outcome)) {
        throw new UserException(
            "no row in the training files with ties has the vote %s%s; expected all three outcomes. Add rows to"
                    .formatted(outcome.columnName(), unless(leftOut))
                + " --train, or raise --limit.");
      }
    }
  }

  private static String unless(int leftOut) {
    return leftOut == 0
        ? ""
        : " after skipping %,d rows that repeat a vote or are in the validation file"
            .formatted(leftOut);
  }
}
