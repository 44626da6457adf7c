package dev.arena.trainer.run;

import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The training files, cut to the limit, in the given order.
 *
 * <p>Files with ties teach all three outcomes; tie-free files teach A against B only. The limit is
 * shared equally between both kinds, and what one kind does not use goes to the other; each kind
 * takes its rows from the beginning.
 */
record TrainingFiles(List<VoteFile> files) {

  static TrainingFiles of(List<VoteFile> files, int limit) {
    int withTies = rows(files, false);
    int tieFree = rows(files, true);
    int withTiesPart = Math.min(withTies, Math.max(limit - tieFree, (limit + 1) / 2));
    int tieFreePart = limit - withTiesPart;
    List<VoteFile> kept = new ArrayList<>();
    for (VoteFile file : files) {
      VoteFile cut = file.first(file.tieFree() ? tieFreePart : withTiesPart);
      if (file.tieFree()) {
        tieFreePart -= cut.votes().size();
      } else {
        withTiesPart -= cut.votes().size();
      }
      if (!cut.votes().isEmpty()) {
        kept.add(cut);
      }
    }
    return new TrainingFiles(List.copyOf(kept));
  }

  /**
   * Refuses a training file that is listed twice, or is also the validation file.
   *
   * @param files the training files, before any limit
   * @param validation the validation file, if any
   */
  static void requireEachOnce(List<VoteFile> files, @Nullable VoteFile validation) {
    Map<String, VoteFile> known = new HashMap<>();
    for (VoteFile file : files) {
      VoteFile other = known.put(file.sha256(), file);
      if (other != null) {
        throw new UserException(
            "%s and %s of --train have the same bytes; expected every file once. Take one out."
                .formatted(other.path(), file.path()));
      }
    }
    if (validation != null && known.containsKey(validation.sha256())) {
      throw new UserException(
          ("--validation %s has the same bytes as a file of --train; expected rows that are not"
                  + " trained on. Name another file.")
              .formatted(validation.path()));
    }
  }

  /** All their votes, file by file. */
  List<EncodedVote> votes() {
    return files.stream().flatMap(file -> file.votes().stream()).toList();
  }

  private static int rows(List<VoteFile> files, boolean tieFree) {
    return files.stream()
        .filter(file -> file.tieFree() == tieFree)
        .mapToInt(file -> file.votes().size())
        .sum();
  }
}
