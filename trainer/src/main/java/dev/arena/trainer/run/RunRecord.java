package dev.arena.trainer.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.models.DeviceChoice;
import dev.arena.models.command.ArenaVersion;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.network.Devices;
import dev.arena.trainer.network.Threads;
import java.io.IOException;
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
 * {@code run.json}: what was trained from what, with what and where. Files and numbers must be the
 * same when a run is gone on with; the machine should be.
 */
public final class RunRecord {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int FORMAT = 1;
  private static final String ARGUMENTS = "arguments";
  private static final String MACHINE = "machine";
  private static final String DEVICE = "device";
  private static final String THREADS = "threads";

  /** What decides about the weights. */
  private static final List<String> DECIDING = List.of("base", "train", "validation", "recipe");

  private RunRecord() {}

  static ObjectNode of(TrainingOptions options, BaseEncoder base, RunVotes votes, Devices devices) {
    ObjectNode record = MAPPER.createObjectNode();
    record.put("format", FORMAT);
    record.put("command", options.command());
    record.set(ARGUMENTS, MAPPER.valueToTree(options.work().arguments()));
    record.put("folder", Path.of("").toAbsolutePath().toString());
    record.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    record.putObject("base").put("name", base.name()).put("sha256", base.sha256());
    ArrayNode train = record.putArray("train");
    votes.files().files().forEach(file -> train.add(file(file)));
    ValidationReport.Rows validation = votes.validation();
    if (validation != null) {
      record.set("validation", file(validation.file()));
    }
    record.set("recipe", MAPPER.valueToTree(options.recipe().toMap()));
    record
        .putObject(MACHINE)
        .put("cpu", Machine.cpu())
        .put(DEVICE, devices.toString())
        .put(THREADS, Threads.count())
        .put("arena", ArenaVersion.current())
        .put("java", Machine.java())
        .put("djl", Machine.djl());
    return record;
  }

  private static ObjectNode file(VoteFile file) {
    return MAPPER
        .createObjectNode()
        .put("path", file.path())
        .put("sha256", file.sha256())
        .put("votes", file.votes().size());
  }

  /** The arguments of {@code arena train} with which a run began. */
  public static List<String> arguments(ObjectNode record) {
    List<String> arguments = new ArrayList<>();
    record.path(ARGUMENTS).forEach(argument -> arguments.add(argument.asText()));
    return arguments;
  }

  /** How many threads the engine had; null if that is not recorded. */
  static @Nullable Integer threads(ObjectNode record) {
    JsonNode threads = record.path(MACHINE).path(THREADS);
    return threads.isInt() ? threads.intValue() : null;
  }

  /** Where it computed; null if that is not recorded. */
  static @Nullable DeviceChoice device(ObjectNode record) {
    JsonNode device = record.path(MACHINE).path(DEVICE);
    return device.isTextual() ? DeviceChoice.parse(device.textValue()) : null;
  }

  /**
   * Compares a run with what it would be now.
   *
   * @param warnings is told of another machine
   * @throws UserException if another file or number would go in
   */
  static void requireSame(ObjectNode before, ObjectNode now, Consumer<String> warnings) {
    List<String> differences = new ArrayList<>();
    for (String part : DECIDING) {
      differences.addAll(differences(part, before.path(part), parsedAgain(now.path(part))));
    }
    if (!differences.isEmpty()) {
      throw new UserException(
          """
          this training cannot be gone on with: %s.
            Expected the files and options with which it began. Bring them back, or begin anew (--start-over)."""
              .formatted(
                  String.join("; ", differences.subList(0, Math.min(3, differences.size())))));
    }
    List<String> machine =
        differences(MACHINE, before.path(MACHINE), parsedAgain(now.path(MACHINE)));
    if (!machine.isEmpty()) {
      warnings.accept(
          "%s: the weights may differ in their last digits from those of an uninterrupted training"
              .formatted(String.join("; ", machine)));
    }
  }

  /** So that numbers have the types that they have when read from a file. */
  private static JsonNode parsedAgain(JsonNode tree) {
    try {
      return tree.isMissingNode() ? tree : MAPPER.readTree(MAPPER.writeValueAsBytes(tree));
    } catch (IOException e) {
      throw new IllegalStateException("what was written as JSON can be read", e);
    }
  }

  private static List<String> differences(String name, JsonNode before, JsonNode now) {
    Map<String, String> then = new TreeMap<>();
    Map<String, String> today = new TreeMap<>();
    flatten(name, before, then);
    flatten(name, now, today);
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(today.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : names) {
      String was = then.getOrDefault(key, "not there");
      String is = today.getOrDefault(key, "not there");
      if (!was.equals(is)) {
        differences.add("%s was %s and is %s".formatted(key, was, is));
      }
    }
    return differences;
  }

  private static void flatten(String name, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
        Map.Entry<String, JsonNode> field = it.next();
        // where a file is does not matter, what is in it does
        if (!field.getKey().equals("path")) {
          flatten(name + "." + field.getKey(), field.getValue(), flat);
        }
      }
    } else if (node.isArray() && name.equals("train")) {
      for (int i = 0; i < node.size(); i++) {
        flatten(node.get(i).path("path").asText(), node.get(i), flat);
      }
    } else if (!node.isMissingNode()) {
      flat.put(name, node.asText().isEmpty() ? node.toString() : node.asText());
    }
  }
}
