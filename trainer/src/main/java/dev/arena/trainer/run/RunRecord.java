package dev.arena.trainer.run;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.CpuInfo;
import dev.arena.models.DeviceChoice;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.Threads;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.tune.RunDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: inputs, settings and machine of a training. Files and settings must be the same
 * when a run is resumed; the machine should be, and the location of the files does not matter.
 */
public final class RunRecord {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final String ARGUMENTS = "arguments";
  private static final String FOLDER = "folder";
  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";
  private static final String RECIPE = "recipe";
  private static final String MACHINE = "machine";
  private static final String DEVICE = "device";
  private static final String THREADS = "threads";
  private static final String FINISHED = "finished";
  private static final int MOST_NAMED = 3;

  private final ObjectNode content;

  private RunRecord(ObjectNode content) {
    this.content = content;
  }

  /**
   * Reads the record of a run.
   *
   * @param directory of the run
   * @throws UserException if there is none, or it is not as a training of this version writes it
   */
  public static RunRecord read(Path directory) {
    ObjectNode content = RunDirectory.record(directory);
    new RunRecordFormat(RunDirectory.recordFile(directory)).require(content);
    return new RunRecord(content);
  }

  static ObjectNode of(TrainingOptions options, BaseEncoder base, RunVotes votes, Devices devices) {
    ObjectNode record = MAPPER.createObjectNode();
    record.put("format", RunRecordFormat.NUMBER);
    record.put("command", options.command());
    record.set(ARGUMENTS, MAPPER.valueToTree(options.settings().arguments()));
    record.put(FOLDER, Path.of("").toAbsolutePath().toString());
    record.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    record.putObject("base").put("name", base.name()).put("sha256", base.sha256());
    ArrayNode train = record.putArray(TRAIN);
    votes.files().files().forEach(file -> train.add(file(file)));
    ValidationReport.Rows validation = votes.validation();
    if (validation != null) {
      record.set(VALIDATION, file(validation.file()));
    }
    record.set(RECIPE, MAPPER.valueToTree(options.recipe().toMap()));
    record
        .putObject(MACHINE)
        .put("cpu", CpuInfo.read().name())
        .put(DEVICE, devices.toString())
        .put(THREADS, Threads.count())
        .put("arena", ArenaVersion.current())
        .put("java", System.getProperty("java.version"))
        .put("djl", Engine.getDjlVersion());
    return record;
  }

  private static ObjectNode file(VoteFile file) {
    boolean pipe = file.path().equals(PairRows.name(PairCsvReader.STANDARD_INPUT));
    return MAPPER
        .createObjectNode()
        .put(
            "path",
            pipe ? file.path() : Path.of(file.path()).toAbsolutePath().normalize().toString())
        .put("sha256", file.sha256())
        .put("votes", file.votes().size());
  }

  /** The arguments of {@code arena train} the run was started with. */
  public List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    content.path(ARGUMENTS).forEach(argument -> arguments.add(argument.asText()));
    return arguments;
  }

  /** The absolute folder against which relative paths in the arguments are resolved. */
  public Path folder() {
    return Path.of(content.path(FOLDER).asText());
  }

  /** When its bundle was written; null if it was not. */
  public @Nullable Instant finished() {
    return content.has(FINISHED) ? Instant.parse(content.path(FINISHED).asText()) : null;
  }

  /** How many threads the engine had. */
  int threads() {
    return content.path(MACHINE).path(THREADS).intValue();
  }

  /** Where it computed. */
  DeviceChoice device() {
    return DeviceChoice.parse(content.path(MACHINE).path(DEVICE).asText());
  }

  /**
   * Compares the run with what it would be now.
   *
   * @param now as {@link #of} gives it
   * @param warnings receives differences of the machine
   * @throws UserException if another file or number would go in
   */
  void requireSame(ObjectNode now, Consumer<String> warnings) {
    List<String> differences = new ArrayList<>();
    differences.addAll(differences("base", now));
    differences.addAll(changed(content.path(TRAIN), now.path(TRAIN)));
    differences.addAll(changed(single(content), single(now)));
    differences.addAll(differences(RECIPE, now));
    if (!differences.isEmpty()) {
      throw new UserException(
          """
          cannot resume this training: %s.
            Expected the files and options it was started with. Restore them, or start over (--start-over)."""
              .formatted(
                  String.join(
                      "; ", differences.subList(0, Math.min(MOST_NAMED, differences.size())))));
    }
    List<String> machine = differences(MACHINE, now);
    if (!machine.isEmpty()) {
      warnings.accept(
          "%s: the weights may differ in their last digits from those of an uninterrupted training"
              .formatted(String.join("; ", machine)));
    }
  }

  private static ArrayNode single(ObjectNode record) {
    ArrayNode files = MAPPER.createArrayNode();
    if (record.has(VALIDATION)) {
      files.add(record.path(VALIDATION));
    }
    return files;
  }

  /** Files are the same when their votes are, wherever they are. */
  private static List<String> changed(JsonNode before, JsonNode now) {
    if (before.size() != now.size()) {
      return List.of(
          "it was started with %d files of votes, not %d".formatted(before.size(), now.size()));
    }
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      JsonNode was = before.get(i);
      JsonNode is = now.get(i);
      if (!was.path("sha256").equals(is.path("sha256"))) {
        changed.add(
            "%s has changed (SHA-256 is %.8s and was %.8s)"
                .formatted(
                    is.path("path").asText(),
                    is.path("sha256").asText(),
                    was.path("sha256").asText()));
      } else if (was.path("votes").intValue() != is.path("votes").intValue()) {
        changed.add(
            "%s gives %d votes and gave %d"
                .formatted(
                    is.path("path").asText(),
                    is.path("votes").intValue(),
                    was.path("votes").intValue()));
      }
    }
    return changed;
  }

  private List<String> differences(String part, ObjectNode now) {
    Map<String, String> then = texts(content.path(part));
    Map<String, String> today = texts(now.path(part));
    TreeSet<String> keys = new TreeSet<>(then.keySet());
    keys.addAll(today.keySet());
    if (part.equals(RECIPE)) {
      keys.remove(RECIPE); // the location of a recipe file does not matter, its content does
    }
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = then.getOrDefault(key, "missing");
      String is = today.getOrDefault(key, "missing");
      if (!was.equals(is)) {
        differences.add("%s.%s was %s and is %s".formatted(part, key, was, is));
      }
    }
    return differences;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new TreeMap<>();
    for (Iterator<String> it = object.fieldNames(); it.hasNext(); ) {
      String key = it.next();
      JsonNode value = object.path(key);
      texts.put(key, value.isValueNode() ? value.asText() : value.toString());
    }
    return texts;
  }
}
