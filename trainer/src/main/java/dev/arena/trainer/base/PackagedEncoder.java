package dev.arena.trainer.base;

import dev.arena.models.bundle.Sha256;
import dev.arena.trainer.network.BertSizes;
import dev.arena.trainer.network.Weights;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A pretrained encoder that ships with the program as a Maven artifact, so nothing is downloaded.
 * All packaged encoders use uncased English word pieces.
 */
enum PackagedEncoder {
  MINILM("minilm", "all-MiniLM-L6-v2", 6, "Apache-2.0", "all-minilm-l6-v2"),
  BGE_SMALL("bge-small", "bge-small-en-v1.5", 12, "MIT", "bge-small-en-v1.5"),
  E5_SMALL("e5-small", "e5-small-v2", 12, "MIT", "e5-small-v2");

  private final String shortName;
  private final String title;
  private final BertSizes sizes;
  private final String licence;
  private final String resource;

  PackagedEncoder(String shortName, String title, int layers, String licence, String resource) {
    this.shortName = shortName;
    this.title = title;
    this.sizes = new BertSizes(30522, 384, layers, 12, 1536, 512, 2, 1e-12f);
    this.licence = licence;
    this.resource = resource;
  }

  String shortName() {
    return shortName;
  }

  static List<String> shortNames() {
    return Arrays.stream(values()).map(PackagedEncoder::shortName).toList();
  }

  /** Reads weights and tokenizer. */
  BaseEncoder read() {
    try (DigestInputStream graph = new DigestInputStream(graph(), Sha256.digest());
        InputStream tokenizer = open(resource + "-tokenizer.json")) {
      Map<String, float[]> values = OnnxInitialisers.read(graph);
      graph.transferTo(OutputStream.nullOutputStream());
      return new BaseEncoder(
          shortName,
          title,
          licence,
          new Weights(sizes, values),
          tokenizer.readAllBytes(),
          HexFormat.of().formatHex(graph.getMessageDigest().digest()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the packaged " + title, e);
    }
  }

  /** The ONNX graph as it was packaged. */
  InputStream graph() {
    return open(resource + ".onnx");
  }

  private static InputStream open(String name) {
    InputStream in = PackagedEncoder.class.getResourceAsStream("/" + name);
    if (in == null) {
      throw new IllegalStateException(
          "the class path has no "
              + name
              + "; expected a langchain4j-embeddings artifact that contains it");
    }
    return in;
  }
}
