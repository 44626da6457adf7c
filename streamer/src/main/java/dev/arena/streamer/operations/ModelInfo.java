package dev.arena.streamer.operations;

import dev.arena.models.bundle.ModelBundle;
import org.jspecify.annotations.Nullable;

/**
 * Information about the model that scores.
 *
 * @param model {@code name@version}
 * @param precision the number format of its computation, such as {@code int8}
 * @param device the name of the device
 * @param bundle the bundle of the model; null for a stand-in
 */
public record ModelInfo(
    String model, String precision, String device, @Nullable ModelBundle bundle) {

  /** The information about a stand-in for a model. */
  public static ModelInfo standIn(String model, String device) {
    return new ModelInfo(model, "none", device, null);
  }

  String name() {
    return model.split("@", 2)[0];
  }

  /** The version; empty if the model has none. */
  String version() {
    return model.contains("@") ? model.split("@", 2)[1] : "";
  }
}
