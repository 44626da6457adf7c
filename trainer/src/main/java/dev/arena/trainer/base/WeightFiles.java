package dev.arena.trainer.base;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.models.bundle.Sha256;
import dev.arena.schemas.failure.FileErrors;
import dev.arena.schemas.failure.UserException;
import dev.arena.trainer.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the weights of a Hugging Face directory from {@code model.safetensors} or from all the
 * files that {@code model.safetensors.index.json} lists. For use by one thread.
 */
final class WeightFiles implements AutoCloseable {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** Files in other formats, and the extra argument that transformers needs to read them. */
  private static final Map<String, String> OTHER_FORMATS =
      new TreeMap<>(
          Map.of(
              "pytorch_model.bin", "",
              "pytorch_model.bin.index.json", "",
              "tf_model.h5", ", from_tf=True"));

  private final Path directory;

  /** Open files by name. */
  private final Map<String, SafetensorsFile> files = new TreeMap<>();

  /** File names by tensor. */
  private final Map<String, String> places = new TreeMap<>();

  private WeightFiles(Path directory) {
    this.directory = directory;
  }

  static WeightFiles open(Path directory) {
    WeightFiles opened = new WeightFiles(directory);
    try {
      if (Files.exists(directory.resolve(SINGLE))) {
        opened.file(SINGLE).names().forEach(name -> opened.places.put(name, SINGLE));
      } else if (Files.exists(directory.resolve(INDEX))) {
        opened.readIndex();
      } else {
        throw withoutSafetensors(directory);
      }
      return opened;
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private void readIndex() {
    JsonFile index = JsonFile.read(directory.resolve(INDEX));
    JsonNode map = index.get("weight_map");
    if (!map.isObject()) {
      throw index.refused("weight_map", map, "an object that maps tensors to files");
    }
    for (Map.Entry<String, JsonNode> place : map.properties()) {
      String file = place.getValue().asText();
      if (file.isEmpty() || file.contains("/") || file.contains("\\")) {
        throw index.refused(
            "weight_map." + place.getKey(), place.getValue(), "the name of a file beside it");
      }
      file(file);
      places.put(place.getKey(), file);
    }
  }

  private SafetensorsFile file(String name) {
    return files.computeIfAbsent(name, file -> SafetensorsFile.open(directory.resolve(file)));
  }

  Set<String> names() {
    return places.keySet();
  }

  float[] floats(String name, long[] shape) {
    String file = places.get(name);
    if (file == null) {
      throw new UserException(
          ("%s has no tensor %s, which the network described by its config.json needs. Expected"
                  + " the weights of a whole BERT encoder: copy the directory again, or start from"
                  + " another encoder (--base).")
              .formatted(directory, name));
    }
    return file(file).floats(name, shape);
  }

  /** The SHA-256 of the files' bytes, in the order of the file names. */
  String sha256() {
    MessageDigest digest = Sha256.digest();
    for (String name : files.keySet()) {
      try (InputStream in =
          new DigestInputStream(Files.newInputStream(directory.resolve(name)), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        throw new UserException(
            "%s cannot be read (%s); expected a safetensors file."
                .formatted(directory.resolve(name), FileErrors.describe(e)),
            e);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static UserException withoutSafetensors(Path directory) {
    for (Map.Entry<String, String> other : OTHER_FORMATS.entrySet()) {
      if (Files.exists(directory.resolve(other.getKey()))) {
        return new UserException(
            """
            %1$s has its weights in %2$s; expected %3$s. Convert them once, using a Python that has transformers%4$s:
              python -c "from transformers import AutoModel; \
            AutoModel.from_pretrained('%1$s'%5$s).save_pretrained('%1$s', safe_serialization=True)\""""
                .formatted(
                    directory,
                    other.getKey(),
                    SINGLE,
                    other.getValue().isEmpty() ? "" : " 4 and TensorFlow",
                    other.getValue()));
      }
    }
    return new UserException(
        "%s has no %s and no %s; expected the weights of a BERT encoder. Copy the whole directory."
            .formatted(directory, SINGLE, INDEX));
  }

  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
  }
}
