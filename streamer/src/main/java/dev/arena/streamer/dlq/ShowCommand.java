package dev.arena.streamer.dlq;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.CommandOutput;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.ConversationPair;
import dev.arena.schemas.failure.UserException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.streamer.config.StreamerKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
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
      "A value that reads as a pair now is shown as one: it can be sent again. Any other is shown"
          + " by its first bytes.",
      ""
    })
final class ShowCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "PARTITION@OFFSET",
      description = "Where the dead letter is, as ./arena dlq list shows it.")
  private String place = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Also write the value's bytes to FILE, which must not exist yet.")
  private @Nullable Path out;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private @Nullable CommandSpec spec;

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
    PrintWriter print = CommandOutput.out(spec);
    DeadLetterView.of(deadLetter, sent).forEach(print::println);
    DeadLetterView.value(value, value == null ? Optional.empty() : pair(connection, deadLetter))
        .forEach(print::println);
    print.flush();
    return CommandRunner.DONE;
  }

  /** The value as a pair, if it can be read as one now. */
  private static Optional<ConversationPair> pair(Connection connection, DeadLetter deadLetter) {
    try (Serde<ConversationPair> serde = ArenaSerdes.pairs(connection.registry())) {
      return Optional.ofNullable(
          serde
              .deserializer()
              .deserialize(
                  connection.topics().pairs(),
                  deadLetter.record().headers(),
                  deadLetter.record().value()));
    } catch (InterruptException interrupted) {
      throw interrupted;
    } catch (KafkaException unreadable) {
      RegistryErrors.throwIfUnavailable(
          unreadable, "a dead letter", " Whether it reads as a pair is unknown.");
      return Optional.empty();
    }
  }
}
