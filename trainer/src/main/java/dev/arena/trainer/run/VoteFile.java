package dev.arena.trainer.run;

import dev.arena.schemas.failure.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The votes in one file, as the network reads them. A file with ties teaches all three outcomes; a
 * tie-free file teaches only A against B.
 *
 * @param path its name in messages
 * @param sha256 of its bytes
 * @param votes in the file's order
 * @param tieFree whether the file has enough rows and no ties
 */
record VoteFile(String path, String sha256, List<EncodedVote> votes, boolean tieFree) {
  VoteFile {
    votes = List.copyOf(votes);
  }

  /** The same file with only its first votes. */
  VoteFile first(int count) {
    return count >= votes.size()
        ? this
        : new VoteFile(path, sha256, votes.subList(0, count), tieFree);
  }

  String name() {
    return String.valueOf(Path.of(path).getFileName());
  }

  /**
   * The training files without the votes beyond a limit, which files with ties and tie-free files
   * share equally. What one kind does not need goes to the other. Each kind takes its votes from
   * the beginning of its first files; files that are left without votes are omitted.
   */
  static List<VoteFile> limited(List<VoteFile> files, int limit) {
    int withTies = votes(files, false);
    int tieFree = votes(files, true);
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
    return List.copyOf(kept);
  }

  private static int votes(List<VoteFile> files, boolean tieFree) {
    return files.stream()
        .filter(file -> file.tieFree() == tieFree)
        .mapToInt(file -> file.votes().size())
        .sum();
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
            "%s and %s, both named by --train, have the same bytes; expected every file once. Remove one."
                .formatted(other.path(), file.path()));
      }
    }
    if (validation != null && known.containsKey(validation.sha256())) {
      throw new UserException(
          ("--validation %s has the same bytes as a file named by --train; expected rows that are"
                  + " not trained on. Name another file.")
              .formatted(validation.path()));
    }
  }
}
