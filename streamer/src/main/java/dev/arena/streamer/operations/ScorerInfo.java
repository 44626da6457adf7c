package dev.arena.streamer.operations;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.config.Configuration;
import dev.arena.kafka.config.KafkaKeys;
import dev.arena.kafka.operations.ServiceInfo;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.network.Sessions;
import dev.arena.streamer.config.StreamerKeys;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the scorer adds to {@code /info}: topics, the bundle and how it was made, the device, and
 * drift. Safe for use by many threads.
 */
public final class ScorerInfo {
  private static final ObjectMapper JSON =
      new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

  private final Configuration configuration;
  private volatile @Nullable Supplier<ModelInfo> model;
  private volatile Consumer<ObjectNode> details = json -> {};

  /** Contains no model until {@link #model} is called, and no details until {@link #details} is. */
  public ScorerInfo(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Sets the source of the model's information.
   *
   * @param current called for each request, because it may change
   */
  public void model(Supplier<ModelInfo> current) {
    model = current;
  }

  /**
   * Sets what else is shown.
   *
   * @param added called for each request; adds to the object
   */
  public void details(Consumer<ObjectNode> added) {
    details = added;
  }

  /** The complete content of {@code /info}. */
  public ServiceInfo page() {
    return new ServiceInfo(
        configuration,
        configuration.get(StreamerKeys.APPLICATION_ID),
        Map.of("onnxruntime", Sessions.version()),
        this::addTo);
  }

  void addTo(ObjectNode json) {
    json.putObject("topics")
        .put("pairs", configuration.get(KafkaKeys.TOPIC_PAIRS))
        .put("preferences", configuration.get(KafkaKeys.TOPIC_PREFERENCES))
        .put("dead_letters", configuration.get(KafkaKeys.TOPIC_DEAD_LETTERS));
    Supplier<ModelInfo> current = model;
    if (current != null) {
      describe(current.get(), json);
    }
    details.accept(json);
  }

  /** Adds the device, the bundle and how it was made. */
  public static void describe(ModelInfo model, ObjectNode json) {
    json.put("device", model.device());
    ObjectNode scoring = json.putObject("model");
    scoring.put("name", model.name());
    scoring.put("version", model.version());
    scoring.put("precision", model.precision());
    ModelBundle bundle = model.bundle();
    if (bundle != null) {
      scoring.put("bundle", bundle.directory().toString());
      scoring.put("manifest_sha256", bundle.manifestSha256());
      scoring.put("licence", bundle.manifest().licence());
      scoring.set("metrics", JSON.valueToTree(bundle.manifest().metrics()));
      scoring.set("provenance", JSON.valueToTree(bundle.manifest().provenance()));
    }
  }
}
