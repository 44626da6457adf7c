package dev.arena.streamer.tail;

import dev.arena.cli.CommandRunner;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.client.ConnectionOptions;
import dev.arena.kafka.client.TopicTail;
import dev.arena.kafka.failure.RegistryErrors;
import dev.arena.schemas.Preference;
import dev.arena.schemas.failure.UsageException;
import dev.arena.schemas.serde.ArenaSerdes;
import dev.arena.schemas.text.TerminalText;
import dev.arena.streamer.config.StreamerKeys;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code arena tail}: prints preferences as they arrive, one per line, until Ctrl-C. Sees committed
 * records only.
 */
@Command(
    name = "tail",
    mixinStandardHelpOptions = true,
    description = {
      "Prints preferences as they arrive, until Ctrl-C.",
      "",
      "  ./arena tail",
      "  ./arena tail --from-beginning --limit 10 --json",
      ""
    })
public final class TailCommand implements Callable<Integer> {
  private static final Duration POLL = Duration.ofMillis(200);

  @Option(
      names = "--from-beginning",
      description = "Begin with the oldest preference instead of the next one.")
  private boolean fromBeginning;

  @Option(names = "--json", description = "One JSON object per line instead of a table.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "End after N preferences (default: continue until Ctrl-C).")
  private long limit = Long.MAX_VALUE;

  @Mixin private ConnectionOptions connectionOptions = new ConnectionOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new UsageException("--limit is " + limit + "; expected a number above 0.");
    }
    Connection connection = connectionOptions.connection(StreamerKeys.table(), System.getenv());
    String topic = connection.topics().preferences();
    connection.requireTopics(Map.of(topic, AclOperation.READ));
    TopicTail.Start start = fromBeginning ? TopicTail.Start.BEGINNING : TopicTail.Start.NOW;
    try (Serde<Preference> serde = ArenaSerdes.preferences(connection.registry());
        TopicTail tail = TopicTail.open(connection, List.of(topic), start)) {
      print(tail, serde);
      return CommandRunner.DONE;
    } catch (InterruptException e) {
      throw new InterruptedException("tail was interrupted");
    }
  }

  private void print(TopicTail tail, Serde<Preference> serde) throws InterruptedException {
    PreferenceFormat format = json ? PreferenceFormat.JSON : PreferenceFormat.TABLE;
    if (!format.heading().isEmpty()) {
      out().println(format.heading());
      out().flush();
    }
    long printed = 0;
    while (printed < limit && !out().checkError()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("tail was interrupted");
      }
      for (ConsumerRecord<byte[], byte[]> record : tail.poll(POLL)) {
        if (printed < limit && print(record, serde, format)) {
          printed++;
        }
      }
    }
  }

  /** Prints a record; one that is not a preference is skipped and reported on stderr. */
  private boolean print(
      ConsumerRecord<byte[], byte[]> record, Serde<Preference> serde, PreferenceFormat format) {
    try {
      Preference preference =
          serde.deserializer().deserialize(record.topic(), record.headers(), record.value());
      if (preference == null) {
        skip(record, "its value is null");
        return false;
      }
      out().println(format.line(preference));
      return true;
    } catch (KafkaException e) {
      RegistryErrors.throwIfUnavailable(e, "a preference", "");
      skip(record, String.valueOf(e.getMessage()));
      return false;
    } catch (IllegalArgumentException e) {
      skip(record, String.valueOf(e.getMessage()));
      return false;
    }
  }

  private void skip(ConsumerRecord<byte[], byte[]> record, String reason) {
    err()
        .println(
            "skipped %s-%d offset %d, which is not a preference: %s"
                .formatted(
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    TerminalText.line(reason)));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
