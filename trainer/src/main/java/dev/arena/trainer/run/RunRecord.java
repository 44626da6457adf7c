package dev.arena.trainer.run;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.CpuInfo;
import dev.arena.models.DeviceChoice;
import dev.arena.models.bundle.BundleManifest.Base;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.Threads;
import dev.arena.trainer.predict.PredictionFile;
import dev.arena.trainer.predict.PredictionFileName;
import dev.arena.trainer.rows.PairRows;
import dev.arena.trainer.tune.RunDirectory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code run.json}: the inputs, settings and machine of a training run. A run can be resumed only
 * with the same files and settings; the machine should be the same, but the files may have moved.
 *
 * @param format {@link RunRecordFormat#NUMBER}
 * @param command the command as typed, without the folders of its files
 * @param arguments those of {@code arena train} with which the run was started
 * @param folder the absolute path of the folder against which relative paths in the arguments are
 *     resolved
 * @param started when it was started, in ISO 8601
 * @param base the encoder that it started from
 * @param train the training files
 * @param validation the validation file, if any
 * @param teachers the files with soft labels; null if there are none
 * @param recipe all values of the recipe
 * @param machine where it was started
 * @param finished when its bundle was written, in ISO 8601; null if it was not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
    int format,
    String command,
    List<String> arguments,
    String folder,
    String started,
    Base base,
    List<Votes> train,
    @Nullable Votes validation,
    @Nullable List<Votes> teachers,
    Map<String, Object> recipe,
    Machine machine,
    @Nullable String finished) {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int MOST_NAMED = 3;

  /**
   * A file with votes or soft labels.
   *
   * @param path absolute, or "standard input"; for soft labels, with the columns if they were named
   * @param sha256 of its bytes
   * @param votes how many votes or labels were read
   */
  record Votes(String path, String sha256, int votes) {
    static Votes of(PredictionFile teacher) {
      PredictionFileName choice = teacher.source();
      return new Votes(
          new PredictionFileName(choice.file().toAbsolutePath().normalize(), choice.columns())
              .toString(),
          teacher.sha256(),
          teacher.byId().size());
    }

    static Votes of(VoteFile file) {
      boolean pipe = file.path().equals(PairRows.name(PairCsvReader.STANDARD_INPUT));
      return new Votes(
          pipe ? file.path() : Path.of(file.path()).toAbsolutePath().normalize().toString(),
          file.sha256(),
          file.votes().size());
    }
  }

  /**
   * Where a run was computed.
   *
   * @param device as {@link DeviceChoice#parse} reads it
   * @param threads of the engine
   */
  record Machine(String cpu, String device, int threads, String arena, String java, String djl) {}

  /**
   * Reads the record of a run.
   *
   * @param directory of the run
   * @throws UserException if there is none, or if it is not in the form that this version writes
   */
  public static RunRecord read(Path directory) {
    ObjectNode content = RunDirectory.record(directory);
    new RunRecordFormat(RunDirectory.recordFile(directory)).require(content);
    try {
      return MAPPER.treeToValue(content, RunRecord.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of the right format cannot be read", e);
    }
  }

  static RunRecord of(TrainingOptions options, BaseEncoder base, RunVotes votes, Devices devices) {
    VoteFile validation = votes.validation() == null ? null : votes.validation().file();
    List<Votes> teachers = votes.teachers().files().stream().map(Votes::of).toList();
    return new RunRecord(
        RunRecordFormat.NUMBER,
        options.command(),
        options.settings().arguments(),
        Path.of("").toAbsolutePath().toString(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        new Base(base.name(), base.sha256()),
        votes.files().stream().map(Votes::of).toList(),
        validation == null ? null : Votes.of(validation),
        teachers.isEmpty() ? null : teachers,
        options.recipe().toMap(),
        new Machine(
            CpuInfo.read().name(),
            devices.toString(),
            Threads.count(),
            ArenaVersion.current(),
            System.getProperty("java.version"),
            Engine.getDjlVersion()),
        null);
  }

  /**
   * Compares the run with what it would be now.
   *
   * @param warnings receives differences between the machines
   * @throws UserException if a file or a setting differs
   */
  void requireSame(RunRecord now, Consumer<String> warnings) {
    List<String> differences = new ArrayList<>();
    differences.addAll(differences("base", base, now.base));
    differences.addAll(changed("vote files", train, now.train));
    differences.addAll(
        changed(
            "validation files",
            Stream.ofNullable(validation).toList(),
            Stream.ofNullable(now.validation).toList()));
    differences.addAll(
        changed(
            "teachers",
            Objects.requireNonNullElse(teachers, List.of()),
            Objects.requireNonNullElse(now.teachers, List.of())));
    differences.addAll(differences("recipe", recipe, now.recipe));
    if (!differences.isEmpty()) {
      throw new UserException(
          """
          cannot resume this training run: %s.
            Expected the files and options with which it was started. Restore them, or start over (--start-over).\
          """
              .formatted(
                  String.join(
                      "; ", differences.subList(0, Math.min(MOST_NAMED, differences.size())))));
    }
    List<String> others = differences("machine", machine, now.machine);
    if (!others.isEmpty()) {
      warnings.accept(
          "%s: the weights may differ in their last digits from those of an uninterrupted run"
              .formatted(String.join("; ", others)));
    }
  }

  /**
   * Files are the same if their hashes and numbers of votes are equal, wherever they are stored.
   */
  private static List<String> changed(String what, List<Votes> before, List<Votes> now) {
    if (before.size() != now.size()) {
      return List.of(
          "it was started with %d %s, not %d".formatted(before.size(), what, now.size()));
    }
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Votes was = before.get(i);
      Votes is = now.get(i);
      if (!was.sha256().equals(is.sha256())) {
        changed.add(
            "%s has changed (SHA-256 is %.8s and was %.8s)"
                .formatted(is.path(), is.sha256(), was.sha256()));
      } else if (was.votes() != is.votes()) {
        changed.add("%s now gives %d rows, not %d".formatted(is.path(), is.votes(), was.votes()));
      }
    }
    return changed;
  }

  private static List<String> differences(String part, Object before, Object now) {
    JsonNode then = MAPPER.valueToTree(before);
    JsonNode today = MAPPER.valueToTree(now);
    TreeSet<String> keys = new TreeSet<>();
    then.fieldNames().forEachRemaining(keys::add);
    today.fieldNames().forEachRemaining(keys::add);
    if (part.equals("recipe")) {
      keys.remove("recipe"); // a recipe file may have moved
    }
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String was = text(then.path(key));
      String is = text(today.path(key));
      if (!was.equals(is)) {
        differences.add("%s.%s was %s and is now %s".formatted(part, key, was, is));
      }
    }
    return differences;
  }

  private static String text(JsonNode value) {
    if (value.isMissingNode()) {
      return "missing";
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }
}
