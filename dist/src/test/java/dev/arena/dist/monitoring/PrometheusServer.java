package dev.arena.dist.monitoring;

import dev.arena.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A real Prometheus with the repository's rules, which scrapes services twice a second. */
final class PrometheusServer implements AutoCloseable {
  private static final Pattern DISCOVERY =
      Pattern.compile(
          "    dns_sd_configs:\n      - names: \\[(\\w+)]\n        type: A\n        port: \\d+\n        refresh_interval: 5s\n");

  private final Process process;
  private final PrometheusQueries queries;

  private PrometheusServer(Process process, PrometheusQueries queries) {
    this.process = process;
    this.queries = queries;
  }

  /**
   * Starts a server.
   *
   * @param services the address of each service, by the name that the configuration looks up
   */
  static PrometheusServer start(Path folder, Map<String, URI> services) throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    String text = Files.readString(MonitoringFiles.PROMETHEUS.resolve("prometheus.yml"));
    Files.writeString(configuration, watching(text, services));
    for (MonitoringFiles files : MonitoringFiles.ALL) {
      Files.writeString(folder.resolve(files.rules()), files.rulesContent());
    }
    String listen = "127.0.0.1:" + Ports.free();
    Process process =
        new ProcessBuilder(
                PrometheusTool.prometheus(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=" + listen,
                "--log.level=error")
            .inheritIO()
            .start();
    return new PrometheusServer(
        process,
        new PrometheusQueries(
            URI.create("http://" + listen), HttpClient.newHttpClient(), process::isAlive));
  }

  private static String watching(String text, Map<String, URI> services) {
    Set<String> names = new TreeSet<>();
    String watching =
        DISCOVERY
            .matcher(text)
            .replaceAll(
                found -> {
                  names.add(found.group(1));
                  URI service = services.get(found.group(1));
                  return service == null
                      ? "    static_configs: []\n"
                      : "    static_configs: [{targets: ['%s']}]\n"
                          .formatted(service.getAuthority());
                });
    if (!names.containsAll(services.keySet()) || !text.contains("interval: 5s")) {
      throw new AssertionError("prometheus.yml does not look as this test expects:\n" + text);
    }
    return watching.replace("interval: 5s", "interval: 500ms");
  }

  PrometheusQueries queries() {
    return queries;
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
