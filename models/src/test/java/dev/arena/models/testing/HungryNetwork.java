package dev.arena.models.testing;

import static dev.arena.models.testing.OnnxGraph.attribute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An encoder that needs eight times as much memory for each additional sequence in a run: 64 MB for
 * eight, and more than any machine can address for sixteen. A run of many sequences thus fails at
 * once without touching memory, while a run of few succeeds.
 */
public final class HungryNetwork {
  /** Length of a vector. */
  public static final int HIDDEN = 2;

  private HungryNetwork() {}

  /** Writes the graph, whose vectors hold the sum of a sequence's ids. */
  public static Path write(Path file) {
    OnnxGraph g = new OnnxGraph();
    String ids = g.int64Input("input_ids");
    String mask = g.int64Input("attention_mask");
    String types = g.int64Input("token_type_ids");
    String sequences =
        g.node(
            "Slice",
            List.of(g.node("Shape", List.of(ids)), g.longs("first", 0), g.longs("end", 1)));
    String size = g.node("Pow", List.of(g.longs("eight", 8), sequences));
    String zero =
        g.node(
            "ReduceSum",
            List.of(g.node("ConstantOfShape", List.of(size)), g.longs("axis", 0)),
            attribute("keepdims", 1));
    String real = g.node("Mul", List.of(g.node("Add", List.of(ids, types)), mask));
    String sum =
        g.node(
            "ReduceSum",
            List.of(g.node("Cast", List.of(real), attribute("to", 1)), g.longs("tokens_axis", 1)),
            attribute("keepdims", 1));
    String both = g.node("MatMul", List.of(sum, g.floats("both", new float[] {1, 1}, 1, HIDDEN)));
    g.floatOutput("vector", g.node("Add", List.of(both, zero)), "sequences", HIDDEN);
    try {
      return Files.write(file, g.model().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
