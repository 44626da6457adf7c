package dev.arena.dist.monitoring;

import dev.arena.servers.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;

/** A real Prometheus with the repository's rules, which scrapes one scorer four times a second. */
final class PrometheusServer implements AutoCloseable {
  private static final String DISCOVERY =
      """
          dns_sd_configs:
            - names: [scorer]
              type: A
              port: 8080
              refresh_interval: 5s
      """
          .indent(0);

  private final Process process;
  private final PrometheusQueries queries;

  private PrometheusServer(Process process, PrometheusQueries queries) {
    this.process = process;
    this.queries = queries;
  }

  static PrometheusServer start(Path folder, URI scorer) throws IOException {
    Path configuration = folder.resolve("prometheus.yml");
    String text = Files.readString(MonitoringFiles.PROMETHEUS.resolve("prometheus.yml"));
    Files.writeString(configuration, watching(text, scorer));
    Files.copy(
        MonitoringFiles.PROMETHEUS.resolve("alerts.yml"),
        folder.resolve("alerts.yml"),
        StandardCopyOption.REPLACE_EXISTING);
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

  private static String watching(String text, URI scorer) {
    if (!text.contains(DISCOVERY) || !text.contains("interval: 5s")) {
      throw new AssertionError("prometheus.yml does not look as this test expects:\n" + text);
    }
    return text.replace(
            DISCOVERY, "    static_configs: [{targets: ['%s']}]\n".formatted(scorer.getAuthority()))
        .replace("interval: 5s", "interval: 250ms");
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
