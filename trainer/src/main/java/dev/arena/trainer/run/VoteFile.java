package dev.arena.trainer.run;

import java.nio.file.Path;
import java.util.List;

/**
 * The votes of one file, as the network reads them.
 *
 * @param path where it was read from, as messages call it
 * @param sha256 of its bytes
 * @param votes in the file's order
 * @param tieFree whether it says nothing about ties
 */
record VoteFile(String path, String sha256, List<EncodedVote> votes, boolean tieFree) {
  VoteFile {
    votes = List.copyOf(votes);
  }

  /** The same file with its first votes only. */
  VoteFile first(int count) {
    return count >= votes.size()
        ? this
        : new VoteFile(path, sha256, votes.subList(0, count), tieFree);
  }

  String name() {
    return String.valueOf(Path.of(path).getFileName());
  }
}
