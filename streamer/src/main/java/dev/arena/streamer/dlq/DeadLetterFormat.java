package dev.arena.streamer.dlq;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.Terminal;
import dev.arena.schemas.text.TerminalText;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Formats a dead letter as one line. */
interface DeadLetterFormat {
  /** A JSON object; times in ISO 8601. */
  DeadLetterFormat JSON = new Json();

  /** Columns for people. */
  static DeadLetterFormat table(Terminal terminal) {
    return new Table(terminal.interactive() ? terminal.columns() : Integer.MAX_VALUE);
  }

  /** The heading above the first line. */
  Optional<String> heading();

  /**
   * The line of a dead letter.
   *
   * @param sent whether the dead letter was sent again
   */
  String line(DeadLetter deadLetter, boolean sent);

  /**
   * Columns, cut at the width of the terminal.
   *
   * @param columns the terminal's number of columns
   */
  record Table(int columns) implements DeadLetterFormat {
    private static final String LINE = "%-10s  %-24s  %-20s  %10s  %-4s  %s";

    @Override
    public Optional<String> heading() {
      return Optional.of(
          cut(LINE.formatted("letter", "from", "written", "bytes", "sent", "reason")));
    }

    @Override
    public String line(DeadLetter deadLetter, boolean sent) {
      return cut(
          LINE.formatted(
              deadLetter.position(),
              TerminalText.line(deadLetter.source().map(DeadLetter.Source::toString).orElse("?")),
              deadLetter.time().truncatedTo(ChronoUnit.SECONDS),
              deadLetter.incomplete() ? "left out" : deadLetter.bytes(),
              sent ? "yes" : "",
              TerminalText.line(deadLetter.reason())));
    }

    private String cut(String line) {
      return line.codePointCount(0, line.length()) <= columns
          ? line
          : line.substring(0, line.offsetByCodePoints(0, columns - 3)) + "...";
    }
  }

  /** One JSON object per line. */
  record Json() implements DeadLetterFormat {
    @Override
    public Optional<String> heading() {
      return Optional.empty();
    }

    @Override
    public String line(DeadLetter deadLetter, boolean sent) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("letter", deadLetter.position().toString());
      json.put("partition", deadLetter.position().partition());
      json.put("offset", deadLetter.position().offset());
      deadLetter
          .source()
          .ifPresent(
              source -> {
                json.put("source_topic", source.topic());
                json.put("source_partition", source.partition());
                json.put("source_offset", source.offset());
              });
      json.put("written", deadLetter.time().toString());
      json.put("bytes", deadLetter.bytes());
      json.put("left_out", deadLetter.incomplete());
      json.put("sent", sent);
      json.put("reason", deadLetter.reason());
      return json.toString();
    }
  }
}
