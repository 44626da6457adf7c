package dev.arena.local.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.arena.models.testing.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana as such. */
final class RulesTest {
  private static final int WIDTH = 24;

  @Test
  void prometheusTakesTheConfigurationAndTheRules() throws Exception {
    promtool("check", "config", "prometheus.yml");
    promtool("check", "rules", "alerts.yml");
  }

  @Test
  void everyAlertIsRaisedWhenItShouldBeAndNoneOtherwise() throws Exception {
    promtool("test", "rules", "alerts-test.yml");
  }

  @Test
  void everyAlertHasATestAndSaysInTheDocumentsWhatToDo() throws Exception {
    String tests = Files.readString(MonitoringFiles.PROMETHEUS.resolve("alerts-test.yml"));
    String page =
        Files.readString(Path.of(System.getProperty("arena.root"), "docs", "how-to", "operate.md"));
    Matcher alert =
        Pattern.compile("- alert: (\\w+)")
            .matcher(Files.readString(MonitoringFiles.PROMETHEUS.resolve("alerts.yml")));
    List<String> alerts = new ArrayList<>();
    while (alert.find()) {
      alerts.add(alert.group(1));
    }
    assertThat(alerts)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            name -> {
              assertThat(tests).contains("alertname=\"" + name + "\"");
              assertThat(page).contains("`" + name + "`");
            });
  }

  @Test
  void thePanelsOfTheDashboardHaveTheirOwnPlacesAndAskTheProvisionedPrometheus() throws Exception {
    String source =
        Files.readString(
            MonitoringFiles.MONITORING.resolve("grafana/provisioning/datasources/prometheus.yml"));
    Set<Integer> ids = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : MonitoringFiles.dashboard().get("panels")) {
      String title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      JsonNode place = panel.get("gridPos");
      int right = place.get("x").asInt() + place.get("w").asInt();
      assertThat(right).as(title).isLessThanOrEqualTo(WIDTH);
      for (int x = place.get("x").asInt(); x < right; x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          assertThat(taken.add(x + "," + (place.get("y").asInt() + y))).as(title).isTrue();
        }
      }
      if (!panel.get("type").asText().equals("row")) {
        assertThat(panel.get("targets")).as(title).isNotEmpty();
        assertThat(source).contains("uid: " + panel.at("/datasource/uid").asText() + "\n");
      }
    }
  }

  private static void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(PrometheusTool.promtool()));
    command.addAll(Arrays.asList(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(MonitoringFiles.PROMETHEUS.toFile())
            .redirectErrorStream(true)
            .start();
    String said = ChildProcess.output(process);
    assertThat(process.exitValue()).as(said).isZero();
  }
}
