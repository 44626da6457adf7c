package dev.arena.kafka.deadletter;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Every header that Arena adds to records: its name, where it occurs, and its meaning. */
public enum ArenaHeader {
  EXCEPTION(Names.ERRORS + "exception", Names.LETTERS, "Class of the exception."),
  MESSAGE(Names.ERRORS + "message", Names.LETTERS, "Why the record cannot be scored."),
  STACKTRACE(Names.ERRORS + "stacktrace", Names.LETTERS, "Stack trace of the exception."),
  TOPIC(Names.ERRORS + "topic", Names.LETTERS, "Topic of the record."),
  PARTITION(Names.ERRORS + "partition", Names.LETTERS, "Its partition."),
  OFFSET(Names.ERRORS + "offset", Names.LETTERS, "Its offset."),
  REASON(
      "arena.deadletter.reason",
      Names.LETTERS,
      "The kind of reason, as in the label `reason` of `arena_dead_letters_total`."),
  LEFT_OUT(
      "arena.deadletter.left.out",
      "dead letters that were shortened to fit their topic",
      "What is missing (the value; or the key, the value and the record's own headers), and where the"
          + " record is."),
  RECORD_TIME(
      "arena.record.time",
      "dead letters of votes and preferences",
      "The record's own timestamp, if it was more than 10 minutes ahead of the service's clock."),
  DLQ_FROM(
      "arena.dlq.from",
      "records that `./arena dlq replay` has sent again",
      "Topic, partition and offset of the dead letter."),
  REPLAY_RUN(
      "arena.replay.run",
      "pairs and votes that `./arena replay` has sent",
      "ID of the run; this header and the next match answers with rows."),
  REPLAY_ROW("arena.replay.row", "the same", "Number of the row in that run.");

  private final String headerName;
  private final String where;
  private final String sentence;

  ArenaHeader(String headerName, String where, String sentence) {
    this.headerName = headerName;
    this.where = where;
    this.sentence = sentence;
  }

  /** The header's key on a record. */
  public String headerName() {
    return headerName;
  }

  /** The text of this header; empty if it is missing or null. */
  public String text(Headers headers) {
    Header header = headers.lastHeader(headerName);
    return header == null || header.value() == null
        ? ""
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /** Why a record became a dead letter, from the headers of KIP-1034; empty if they do not say. */
  public static String reason(Headers headers) {
    String message = MESSAGE.text(headers);
    return message.isEmpty() ? EXCEPTION.text(headers) : message;
  }

  /** The table in the documentation: name, records, meaning. */
  public static String markdown() {
    StringBuilder table = new StringBuilder("| header | on | says |\n|---|---|---|\n");
    for (ArenaHeader header : values()) {
      table.append(
          "| `%s` | %s | %s |\n".formatted(header.headerName, header.where, header.sentence));
    }
    return table.toString();
  }

  /** Strings that several constants above share. */
  public static final class Names {
    /** The prefix of the headers in which Kafka Streams gives the reason (KIP-1034). */
    public static final String ERRORS = "__streams.errors.";

    private static final String LETTERS = "dead letters";

    private Names() {}
  }
}
