package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.Turn;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.text.TerminalText;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code arena dlq show}: prints everything that is known about one dead letter. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows one dead letter: its reason, its headers, its key, and its value.",
      "",
      "  ./arena dlq show 0@17",
      "  ./arena dlq show 0@17 --out value.bin",
      "",
      "A value that can now be read as a pair, or as a vote if it came from the topic in"
          + " arena.topic.votes, is shown as one: it can be sent again. Of any other value, the"
          + " first bytes are shown.",
      ""
    })
final class ShowCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PARTITION@OFFSET",
      description = "Position of the dead letter, as ./arena dlq list shows it.")
  private String place = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the value's bytes to FILE, which must not exist yet.")
  private @Nullable Path out;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException, IOException {
    PartitionOffset wanted = PartitionOffset.parse(place);
    Connection connection = connectionOptions.connection(StreamerKeys.table(), System.getenv());
    DeadLetter deadLetter = new DeadLetters(connection).at(wanted);
    byte[] value = deadLetter.record().value();
    if (out != null) {
      if (value == null) {
        throw new UserException(
            "dead letter %s has no value; expected bytes to write to %s.".formatted(wanted, out));
      }
      Files.write(out, value, StandardOpenOption.CREATE_NEW);
    }
    boolean sent = ReplayMarkers.read(connection).has(wanted);
    PrintWriter print = spec.commandLine().getOut();
    DeadLetterView.of(deadLetter, sent).forEach(print::println);
    boolean vote = deadLetter.isFrom(connection.votesTopic());
    DeadLetterView.value(
            value,
            vote ? "a vote" : "a pair",
            value == null ? Optional.empty() : read(connection, deadLetter, vote))
        .forEach(print::println);
    print.flush();
    return CommandRunner.DONE;
  }

  /** The value as a vote or a pair, if it can be read as one now. */
  private static Optional<SpecificRecord> read(
      Connection connection, DeadLetter deadLetter, boolean vote) {
    try (Serde<? extends SpecificRecord> serde =
        vote
            ? ArenaSerdes.votes(connection.registry())
            : ArenaSerdes.pairs(connection.registry())) {
      return Optional.ofNullable(
          serde
              .deserializer()
              .deserialize(
                  vote ? connection.votesTopic() : connection.topics().pairs(),
                  deadLetter.record().headers(),
                  deadLetter.record().value()));
    } catch (KafkaException unreadable) {
      RegistryErrors.throwIfUnavailable(
          unreadable, "a dead letter", " Whether it can be read now is unknown.");
      return Optional.empty();
    }
  }

  /** Formats one dead letter for the terminal. */
  static final class DeadLetterView {
    private static final int FIRST_BYTES = 256;
    private static final int BYTES_IN_LINE = 16;
    private static final String FIELD = "%-10s %s";

    private DeadLetterView() {}

    /** The lines for headers and key. */
    static List<String> of(DeadLetter deadLetter, boolean sent) {
      List<String> lines = new ArrayList<>();
      lines.add(
          FIELD.formatted("letter", deadLetter.record().topic() + " " + deadLetter.position()));
      String source =
          deadLetter.source().map(DeadLetter.Source::toString).orElse("its headers do not say");
      lines.add(FIELD.formatted("from", TerminalText.line(source)));
      lines.add(FIELD.formatted("written", deadLetter.time()));
      lines.add(FIELD.formatted("reason", TerminalText.line(deadLetter.reason())));
      lines.add(FIELD.formatted("sent again", sent ? "yes" : "no"));
      for (Header header : deadLetter.record().headers()) {
        lines.add(
            FIELD.formatted(
                "header", TerminalText.line(header.key()) + " = " + shown(header.value())));
      }
      lines.add(FIELD.formatted("key", shown(deadLetter.record().key())));
      return lines;
    }

    /**
     * The lines for the value.
     *
     * @param type what it is read as, such as {@code a pair}
     * @param read the value, now read as that; empty if that fails
     */
    static List<String> value(byte @Nullable [] value, String type, Optional<SpecificRecord> read) {
      if (value == null) {
        return List.of(FIELD.formatted("value", "null"));
      }
      List<String> lines = new ArrayList<>();
      String what = (read.isPresent() ? "reads as " : "does not read as ") + type;
      lines.add(FIELD.formatted("value", value.length + " bytes, " + what));
      if (read.isPresent()) {
        lines.addAll(
            read.get() instanceof ConversationPair pair
                ? turns(pair)
                : List.of("  " + TerminalText.line(read.get().toString())));
      } else {
        lines.add(hexDump(value, FIRST_BYTES).stripTrailing());
        if (value.length > FIRST_BYTES) {
          lines.add("  ... (--out FILE writes the whole value)");
        }
      }
      return lines;
    }

    private static List<String> turns(ConversationPair pair) {
      List<String> lines = new ArrayList<>();
      lines.add("  id        " + TerminalText.line(pair.getId()));
      if (pair.getTurns().isEmpty()) {
        lines.add("  no turns");
      }
      for (Turn turn : pair.getTurns()) {
        lines.add("  prompt    " + text(turn.getPrompt()));
        lines.add("  A         " + text(turn.getResponseA()));
        lines.add("  B         " + text(turn.getResponseB()));
      }
      return lines;
    }

    private static String text(@Nullable String text) {
      return text == null ? "null" : TerminalText.line(text);
    }

    /** The bytes as text if they are text, otherwise in hexadecimal; cannot control a terminal. */
    private static String shown(byte @Nullable [] bytes) {
      if (bytes == null) {
        return "null";
      }
      try {
        String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        return '"' + TerminalText.line(text) + '"';
      } catch (CharacterCodingException notText) {
        return HexFormat.of().formatHex(bytes);
      }
    }

    /** The first bytes, sixteen per line: offset, hexadecimal, ASCII. */
    static String hexDump(byte[] bytes, int most) {
      StringBuilder dump = new StringBuilder();
      int length = Math.min(bytes.length, most);
      for (int start = 0; start < length; start += BYTES_IN_LINE) {
        StringBuilder ascii = new StringBuilder();
        dump.append("  %08x ".formatted(start));
        for (int at = start; at < start + BYTES_IN_LINE; at++) {
          dump.append(at < length ? " %02x".formatted(bytes[at]) : "   ");
          if (at < length) {
            ascii.append(bytes[at] >= ' ' && bytes[at] < 0x7f ? (char) bytes[at] : '.');
          }
        }
        dump.append("  ").append(ascii).append(System.lineSeparator());
      }
      return dump.toString();
    }
  }
}
