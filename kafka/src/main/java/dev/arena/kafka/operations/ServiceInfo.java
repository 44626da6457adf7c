package dev.arena.kafka.operations;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.arena.cli.ArenaVersion;
import dev.arena.cli.config.Configuration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * The content of {@code /info}: versions, the application id, what the service adds, and the
 * configuration without secrets. Safe for use by many threads.
 */
public final class ServiceInfo {
  private final Configuration configuration;
  private final String applicationId;
  private final Map<String, String> libraries;
  private final Consumer<ObjectNode> details;

  /** The information about a service without an application id. */
  public ServiceInfo(
      Configuration configuration, Map<String, String> libraries, Consumer<ObjectNode> details) {
    this(configuration, "", libraries, details);
  }

  /**
   * @param libraries the versions of the service's libraries, by name, beside those of Arena, Java
   *     and Kafka's clients
   * @param details adds the service's topics and other information to the object; called for each
   *     request
   */
  public ServiceInfo(
      Configuration configuration,
      String applicationId,
      Map<String, String> libraries,
      Consumer<ObjectNode> details) {
    this.configuration = configuration;
    this.applicationId = applicationId;
    this.libraries = new TreeMap<>(libraries);
    this.details = details;
  }

  ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ObjectNode versions =
        json.putObject("versions")
            .put("arena", ArenaVersion.current())
            .put("java", System.getProperty("java.version"))
            .put("kafka", AppInfoParser.getVersion());
    libraries.forEach(versions::put);
    if (!applicationId.isEmpty()) {
      json.put("application_id", applicationId);
    }
    details.accept(json);
    ObjectNode shown = json.putObject("configuration");
    configuration.shown().forEach(shown::put);
    return json;
  }
}
