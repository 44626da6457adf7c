package dev.arena.streamer.operations;

import dev.arena.models.bundle.ModelBundle;
import org.jspecify.annotations.Nullable;

/**
 * What scores.
 *
 * @param model {@code name@version}
 * @param precision numbers in which it computes, such as {@code int8}
 * @param device says on what it runs
 * @param bundle where it comes from; null for a stand-in
 */
public record ModelInfo(
    String model, String precision, String device, @Nullable ModelBundle bundle) {

  /** A stand-in for a model. */
  public static ModelInfo standIn(String model, String device) {
    return new ModelInfo(model, "none", device, null);
  }

  String name() {
    return model.split("@", 2)[0];
  }

  /** Empty if the model has none. */
  String version() {
    return model.contains("@") ? model.split("@", 2)[1] : "";
  }
}
