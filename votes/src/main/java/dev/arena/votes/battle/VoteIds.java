package dev.arena.votes.battle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * 64-bit ids of votes, for tables that cannot hold their keys: the first bytes of a SHA-256. Among
 * a million votes, two have the same id with a probability of 3e-8.
 */
public final class VoteIds {
  private static final byte SEPARATOR = (byte) 0xFF; // occurs in no UTF-8

  private VoteIds() {}

  /**
   * The id of the vote of a voter on a pair.
   *
   * @param voter null for the only vote on the pair
   */
  public static long of(String pairId, @Nullable String voter) {
    MessageDigest digest = sha256();
    digest.update(pairId.getBytes(UTF_8));
    if (voter != null) {
      digest.update(SEPARATOR);
      digest.update(voter.getBytes(UTF_8));
    }
    return ByteBuffer.wrap(digest.digest()).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
