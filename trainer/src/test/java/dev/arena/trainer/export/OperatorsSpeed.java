package dev.arena.trainer.export;

import ai.onnxruntime.OrtException;
import com.sun.management.OperatingSystemMXBean;
import dev.arena.models.bundle.BundleManifest.Precision;
import dev.arena.models.encode.EncodedPair;
import dev.arena.models.encode.EncodingSpec;
import dev.arena.models.encode.FeatureSpec;
import dev.arena.models.encode.PairEncoder;
import dev.arena.models.encode.Sequence;
import dev.arena.models.encode.TextTokenizer;
import dev.arena.models.network.EncoderNetwork;
import dev.arena.models.network.Workers;
import dev.arena.schemas.csv.BadRows;
import dev.arena.schemas.csv.CsvPair;
import dev.arena.schemas.csv.PairCsvReader;
import dev.arena.schemas.csv.PairReader;
import dev.arena.trainer.base.BaseEncoder;
import dev.arena.trainer.base.BaseEncoders;
import dev.arena.trainer.recipe.Pooling;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what the operators cost. It runs only when named: {@code mvn -pl trainer -am test
 * -Dtest=OperatorsSpeed -Dsurefire.failIfNoSpecifiedTests=false -Dspeed.pairs=votes.csv}.
 *
 * <p>Each round runs the same sequences through the encoders one after another, as the scorer does
 * on a CPU, and every other round does so in reverse order, so that other load affects all of them.
 * The ratios of wall time and of processor time are taken within a round.
 */
class OperatorsSpeed {
  private static final int ROUNDS = Integer.getInteger("speed.rounds", 7);
  private static final int SEQUENCES = Integer.getInteger("speed.sequences", 200);
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  @TempDir Path folder;

  private record Time(double wall, double processor) {}

  @Test
  void measure() throws IOException, OrtException {
    BaseEncoder base = BaseEncoders.open("minilm", List.of(), Path.of(""));
    List<Sequence> sequences = sequences(base);
    System.out.printf(
        Locale.ROOT,
        "%d sequences of %.0f tokens on average%n",
        sequences.size(),
        sequences.stream().mapToInt(Sequence::length).average().orElse(0));
    Map<String, Path> graphs = new LinkedHashMap<>();
    for (String variant : System.getProperty("speed.variants", "fp32,int8").split(",")) {
      for (Operators operators : Operators.values()) {
        Precision precision = Precision.valueOf(variant.toUpperCase(Locale.ROOT));
        Path file = folder.resolve(variant + "-" + operators.text());
        Files.write(
            file, EncoderGraph.write(base.weights(), Pooling.ANSWERS, precision, operators));
        graphs.put(file.getFileName().toString(), file);
      }
    }
    for (int instances : List.of(1, 2)) {
      measure(graphs, sequences, base.weights().sizes().hidden(), instances);
    }
  }

  private static void measure(
      Map<String, Path> graphs, List<Sequence> sequences, int hidden, int instances)
      throws OrtException {
    Map<String, EncoderNetwork> networks = new LinkedHashMap<>();
    Map<String, List<Time>> times = new LinkedHashMap<>();
    try (Workers workers = new Workers(instances)) {
      for (Map.Entry<String, Path> graph : graphs.entrySet()) {
        EncoderNetwork network = EncoderNetwork.onCpu(graph.getValue(), hidden, instances);
        network.encode(sequences.subList(0, 40), workers);
        networks.put(graph.getKey(), network);
        times.put(graph.getKey(), new ArrayList<>());
      }
      for (int round = 0; round < ROUNDS; round++) {
        List<Map.Entry<String, EncoderNetwork>> order = new ArrayList<>(networks.entrySet());
        if (round % 2 == 1) {
          Collections.reverse(order);
        }
        for (Map.Entry<String, EncoderNetwork> network : order) {
          long wall = System.nanoTime();
          long processor = SYSTEM.getProcessCpuTime();
          network.getValue().encode(sequences, workers);
          times
              .get(network.getKey())
              .add(
                  new Time(
                      (System.nanoTime() - wall) / 1e9,
                      (SYSTEM.getProcessCpuTime() - processor) / 1e9));
        }
      }
      networks.values().forEach(EncoderNetwork::close);
    }
    System.out.printf("%d instance(s), %d rounds%n", instances, ROUNDS);
    List<Time> plain = List.of();
    for (Map.Entry<String, List<Time>> entry : times.entrySet()) {
      List<Time> own = entry.getValue();
      plain = entry.getKey().endsWith("-onnx") ? own : plain;
      List<Double> wall = new ArrayList<>();
      List<Double> processor = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        wall.add(plain.get(i).wall() / own.get(i).wall());
        processor.add(plain.get(i).processor() / own.get(i).processor());
      }
      double best = own.stream().mapToDouble(Time::wall).min().orElseThrow();
      double cost = own.stream().mapToDouble(Time::processor).min().orElseThrow();
      System.out.printf(
          Locale.ROOT,
          "%-18s %6.1f sequences/s at best, %5.2f ms of processor time each; plain/this: wall %s,"
              + " processor %s%n",
          entry.getKey(),
          sequences.size() / best,
          1000 * cost / sequences.size(),
          spread(wall),
          spread(processor));
    }
  }

  private static String spread(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return String.format(
        Locale.ROOT,
        "%.3f [%.3f, %.3f]",
        sorted.get(sorted.size() / 2),
        sorted.get(0),
        sorted.get(sorted.size() - 1));
  }

  /** Sequences evenly spaced over the file, so that their lengths are representative. */
  private static List<Sequence> sequences(BaseEncoder base) {
    EncodingSpec spec =
        new EncodingSpec(
            EncodingSpec.Kind.BI_ENCODER, 256, 64, EncodingSpec.Cut.headTail(0.7), "\n", "");
    Set<Sequence> all = new LinkedHashSet<>();
    try (TextTokenizer tokenizer =
            TextTokenizer.read(new ByteArrayInputStream(base.tokenizer()), "tokenizer.json");
        PairReader rows = PairCsvReader.open(file(), BadRows.SKIP)) {
      PairEncoder encoder = new PairEncoder(spec, FeatureSpec.all(), tokenizer);
      for (CsvPair row : rows) {
        EncodedPair pair = encoder.encode(row.pair());
        all.add(pair.first());
        all.add(pair.second());
      }
    }
    List<Sequence> sequences = new ArrayList<>(all);
    int step = Math.max(1, sequences.size() / SEQUENCES);
    List<Sequence> chosen = new ArrayList<>();
    for (int i = 0; i < sequences.size(); i += step) {
      chosen.add(sequences.get(i));
    }
    return chosen;
  }

  private static Path file() {
    return Path.of(
        System.getProperty(
            "speed.pairs", System.getProperty("arena.root", "..") + "/examples/pairs.csv"));
  }
}
