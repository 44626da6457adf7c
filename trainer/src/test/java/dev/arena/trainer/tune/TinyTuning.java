package dev.arena.trainer.tune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.arena.models.encode.Sequence;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.PreferenceNetwork;
import dev.arena.trainer.network.RandomWeights;
import dev.arena.trainer.network.TieFreePair;
import dev.arena.trainer.recipe.Recipe;
import dev.arena.trainer.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Fine-tuning of 12 steps in a run directory: two epochs of six, evaluated every second step. */
final class TinyTuning {
  private static final BertSizes SIZES = new BertSizes(30, 8, 1, 2, 16, 24, 2, 1e-12f);
  static final Recipe RECIPE = recipe(Map.of());
  static final int STEPS = 12;
  private static final List<TieFreePair> PAIRS = pairs(23, 1);
  private static final List<TieFreePair> HELD_OUT = pairs(9, 2);

  private TinyTuning() {}

  /** Trains in the named folder, writes a checkpoint after every step, and prints each step. */
  public static void main(String[] arguments) {
    train(
        Path.of(arguments[0]),
        Duration.ZERO,
        step -> {
          System.out.println("step " + step);
          System.out.flush();
        });
  }

  /** The recipe of these runs, with changes. */
  static Recipe recipe(Map<String, String> changes) {
    Map<String, String> settings =
        new HashMap<>(Map.of("epochs", "2", "batch", "4", "learning-rate", "0.01", "seed", "5"));
    settings.putAll(changes);
    return Recipes.read("default", settings);
  }

  static Map<String, List<Float>> train(Path run, Duration every, Consumer<Integer> afterStep) {
    return train(run, RECIPE, every, afterStep);
  }

  static Map<String, List<Float>> train(
      Path run, Recipe recipe, Duration every, Consumer<Integer> afterStep) {
    try (RunDirectory directory = RunDirectory.open(run, Clock.systemUTC())) {
      directory.begin(new JsonMapper().createObjectNode());
      return finish(directory, recipe, interrupting(directory, every, afterStep), null);
    }
  }

  static Map<String, List<Float>> resume(Path run, Consumer<String> warnings) {
    return resume(run, RECIPE, warnings);
  }

  static Map<String, List<Float>> resume(Path run, Recipe recipe, Consumer<String> warnings) {
    try (RunDirectory directory = RunDirectory.open(run, Clock.systemUTC())) {
      Checkpoint checkpoint = RunDirectory.newest(run, warnings);
      assertThat(checkpoint).isNotNull();
      directory.resume(checkpoint);
      Journal journal = interrupting(directory, Duration.ofDays(1), step -> {});
      return finish(directory, recipe, journal, checkpoint);
    }
  }

  private static Map<String, List<Float>> finish(
      RunDirectory directory, Recipe recipe, Journal journal, @Nullable Checkpoint checkpoint) {
    try (PreferenceNetwork network = network(recipe);
        FineTuning tuning = new FineTuning(network, PAIRS, HELD_OUT, recipe, journal)) {
      if (checkpoint == null) {
        tuning.begin();
      } else {
        tuning.resume(checkpoint, () -> directory.best(checkpoint.state().bestStep()));
      }
      tuning.finish(sentence -> {}, epoch -> {});
      Map<String, List<Float>> all = values("last ", network);
      tuning.restoreBest();
      all.putAll(values("best ", network));
      return all;
    }
  }

  private static Journal interrupting(
      RunDirectory directory, Duration every, Consumer<Integer> afterStep) {
    return new Interrupting(directory.journal(every), afterStep);
  }

  private static PreferenceNetwork network(Recipe recipe) {
    return new PreferenceNetwork(RandomWeights.of(SIZES, new Random(1)), recipe);
  }

  /** The weights that an export of a checkpoint uses, named like the best weights of a run. */
  static Map<String, List<Float>> averaged(Path checkpoint, Recipe recipe) {
    try (PreferenceNetwork network = network(recipe)) {
      Checkpoint.read(checkpoint).restoreAveraged(network);
      return values("best ", network);
    }
  }

  private static Map<String, List<Float>> values(String prefix, PreferenceNetwork network) {
    Map<String, List<Float>> values = new TreeMap<>();
    network
        .tensors()
        .forEach(
            (name, tensor) -> {
              List<Float> numbers = new ArrayList<>();
              for (float value : tensor.values().get()) {
                numbers.add(value);
              }
              values.put(prefix + name, numbers);
            });
    return values;
  }

  static List<Integer> steps(Path run) throws IOException {
    return lines(run, "step").stream().map(line -> line.get("step").intValue()).toList();
  }

  static List<JsonNode> lines(Path run, String event) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("log.jsonl"))) {
      JsonNode node = new JsonMapper().readTree(line);
      if (node.get("event").textValue().equals(event)) {
        lines.add(node);
      }
    }
    return lines;
  }

  private static List<TieFreePair> pairs(int count, long seed) {
    Random random = new Random(seed);
    List<TieFreePair> pairs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pairs.add(
          new TieFreePair(sequence(random), sequence(random), random.nextGaussian() / 10, 1, 1));
    }
    return pairs;
  }

  private static Sequence sequence(Random random) {
    return new Sequence(random.ints(2 + random.nextInt(10), 0, 30).toArray(), 1);
  }

  /** A crash or Ctrl-C after a step, once the journal has recorded it. */
  private record Interrupting(Journal journal, Consumer<Integer> afterStep) implements Journal {
    @Override
    public void probed(int pairs, double loss) {
      journal.probed(pairs, loss);
    }

    @Override
    public void stepped(FineTuning tuning, Journal.Step figures) {
      journal.stepped(tuning, figures);
      afterStep.accept(figures.step());
    }

    @Override
    public void evaluated(FineTuning tuning, Checkpoint.Point point, boolean best) {
      journal.evaluated(tuning, point, best);
    }

    @Override
    public void atCheckpoint(FineTuning tuning) {
      journal.atCheckpoint(tuning);
    }

    @Override
    public void stopped(FineTuning tuning) {
      journal.stopped(tuning);
    }
  }
}
