package dev.arena.trainer.check;

import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.Outcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a row by fingerprints instead of by its texts. Null and blank texts are equal, as they
 * are to the network.
 *
 * @param line the line on which the row begins
 * @param id fingerprint of the pair's id
 * @param prompt fingerprint of the prompts of all turns; null if all are blank
 * @param texts fingerprint of prompt and answers, regardless of the order of the answers
 * @param winner fingerprint of the prompt and the answer that won; null if neither won
 */
record RowKey(
    long line,
    Fingerprint id,
    @Nullable Fingerprint prompt,
    Fingerprint texts,
    @Nullable Fingerprint winner) {

  /** A vote, which equals every other vote with the same texts and the same winner. */
  record Vote(Fingerprint texts, @Nullable Fingerprint winner) {}

  static RowKey of(CsvPair row) {
    ConversationPair pair = row.pair();
    String prompt = joined(pair, Turn::getPrompt);
    Fingerprint a = Fingerprint.of(prompt, joined(pair, Turn::getResponseA));
    Fingerprint b = Fingerprint.of(prompt, joined(pair, Turn::getResponseB));
    Outcome outcome = row.outcome();
    return new RowKey(
        row.line(),
        Fingerprint.of(pair.getId()),
        prompt.isBlank() ? null : Fingerprint.of(prompt),
        Fingerprint.ofBoth(a, b),
        outcome == Outcome.WINNER_MODEL_A ? a : outcome == Outcome.WINNER_MODEL_B ? b : null);
  }

  /** One side of a conversation, with a line for each turn. */
  static String joined(ConversationPair pair, Function<Turn, @Nullable String> side) {
    List<Turn> turns = pair.getTurns();
    if (turns.size() == 1) {
      return text(side.apply(turns.get(0)));
    }
    StringBuilder joined = new StringBuilder();
    turns.forEach(turn -> joined.append(text(side.apply(turn))).append('\n'));
    return joined.toString();
  }

  private static String text(@Nullable String text) {
    return text == null || text.isBlank() ? "" : text;
  }

  Vote vote() {
    return new Vote(texts, winner);
  }

  /** 128 bits of the SHA-256 of some texts, to find equal texts without keeping them. */
  record Fingerprint(long high, long low) implements Comparable<Fingerprint> {
    /** The byte that ends each text, so that the boundaries between texts matter. */
    private static final byte END = 0;

    static Fingerprint of(String... texts) {
      MessageDigest digest = Sha256.digest();
      for (String text : texts) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update(END);
      }
      return of(digest);
    }

    /** The fingerprint of two fingerprints, regardless of their order. */
    static Fingerprint ofBoth(Fingerprint one, Fingerprint other) {
      boolean inOrder = one.compareTo(other) <= 0;
      Fingerprint first = inOrder ? one : other;
      Fingerprint second = inOrder ? other : one;
      ByteBuffer bytes = ByteBuffer.allocate(4 * Long.BYTES);
      bytes.putLong(first.high).putLong(first.low).putLong(second.high).putLong(second.low);
      MessageDigest digest = Sha256.digest();
      digest.update(bytes.array());
      return of(digest);
    }

    private static Fingerprint of(MessageDigest digest) {
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      return new Fingerprint(hash.getLong(), hash.getLong());
    }

    @Override
    public int compareTo(Fingerprint other) {
      int order = Long.compare(high, other.high);
      return order != 0 ? order : Long.compare(low, other.low);
    }
  }
}
