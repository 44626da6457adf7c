package dev.arena.trainer.run;

import dev.arena.schemas.failure.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The files to learn from, cut to the limit, in the order in which they were named.
 *
 * <p>Natural files hold ties and teach all three outcomes; decisive files teach A against B only.
 * The limit goes in equal parts to both kinds, and what one kind does not use goes to the other;
 * each kind takes its rows from the beginning.
 */
record TrainingFiles(List<VoteFile> files) {

  static TrainingFiles of(List<VoteFile> files, int limit) {
    int natural = rows(files, false);
    int decisive = rows(files, true);
    int naturalPart = Math.min(natural, Math.max(limit - decisive, (limit + 1) / 2));
    int decisivePart = limit - naturalPart;
    List<VoteFile> kept = new ArrayList<>();
    for (VoteFile file : files) {
      VoteFile cut = file.first(file.decisive() ? decisivePart : naturalPart);
      if (file.decisive()) {
        decisivePart -= cut.votes().size();
      } else {
        naturalPart -= cut.votes().size();
      }
      if (!cut.votes().isEmpty()) {
        kept.add(cut);
      }
    }
    return new TrainingFiles(List.copyOf(kept));
  }

  /**
   * Refuses a file that stands twice among those to learn from, or is also the one to report on.
   *
   * @param files to learn from, before any limit
   * @param validation the file to report on, if one was named
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
                  + " learned from. Name another file.")
              .formatted(validation.path()));
    }
  }

  /** All their votes, file by file. */
  List<EncodedVote> votes() {
    return files.stream().flatMap(file -> file.votes().stream()).toList();
  }

  private static int rows(List<VoteFile> files, boolean decisive) {
    return files.stream()
        .filter(file -> file.decisive() == decisive)
        .mapToInt(file -> file.votes().size())
        .sum();
  }
}
