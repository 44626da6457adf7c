package dev.arena.trainer.network;

import dev.arena.models.encode.Sequence;
import dev.arena.trainer.base.BaseEncoders;
import dev.arena.trainer.optimize.AdamW;
import dev.arena.trainer.safetensors.SafetensorsWriter;
import dev.arena.trainer.safetensors.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java side of benchmarks/training-speed: for each number read from stdin, it trains that many
 * steps and prints the loss of the last one.
 */
final class TrainingSpeed {
  private static final int BATCH = 16;
  private static final AdamW.Settings SETTINGS = new AdamW.Settings(1e-5, 0.01, 1, true);

  private TrainingSpeed() {}

  /**
   * @param arguments a file with the lengths of two sequences on each line, and where to write the
   *     weights for the other side
   */
  public static void main(String[] arguments) throws IOException {
    List<List<TieFreePair>> batches = batches(Path.of(arguments[0]));
    Weights weights = BaseEncoders.open("minilm", List.of(), Path.of("")).weights();
    write(weights, Path.of(arguments[1]));
    PreferenceNetwork.seed(1);
    try (PreferenceNetwork network = new PreferenceNetwork(weights);
        AdamW optimiser = new AdamW(network.manager(), network.trainables(30), SETTINGS);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready");
      int step = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        double loss = Double.NaN;
        for (int i = 0; i < Integer.parseInt(line); i++) {
          loss = network.learn(batches.get(step++ % batches.size()));
          optimiser.step(1);
        }
        System.out.println("loss " + loss);
      }
    }
  }

  private static void write(Weights weights, Path file) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    weights
        .sizes()
        .parameters()
        .forEach((name, shape) -> tensors.put(name, Tensor.of(weights.get(name), shape)));
    SafetensorsWriter.write(file, tensors, Map.of());
  }

  private static List<List<TieFreePair>> batches(Path lengths) throws IOException {
    List<List<TieFreePair>> batches = new ArrayList<>();
    int row = 0;
    for (String line : Files.readAllLines(lengths)) {
      if (row % BATCH == 0) {
        batches.add(new ArrayList<>());
      }
      String[] two = line.split(" ");
      batches
          .get(row / BATCH)
          .add(
              new TieFreePair(
                  sequence(2 * row, Integer.parseInt(two[0])),
                  sequence(2 * row + 1, Integer.parseInt(two[1])),
                  0,
                  1,
                  1));
      row++;
    }
    return batches;
  }

  /** Any tokens will do, as long as the other side reads the same ones. */
  private static Sequence sequence(int index, int length) {
    int[] ids = new int[length];
    for (int j = 0; j < length; j++) {
      ids[j] = 1000 + (7919 * index + 104_729 * j) % 29_000;
    }
    return new Sequence(ids, length / 4);
  }
}
