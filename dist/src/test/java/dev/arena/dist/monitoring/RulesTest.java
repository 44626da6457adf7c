package dev.arena.dist.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.arena.cli.documents.Document;
import dev.arena.schemas.testing.ChildProcess;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks of the files for Prometheus and Grafana without a scorer. */
final class RulesTest {
  private static final int WIDTH = 24;
  private static final Path ROOT = Path.of(System.getProperty("arena.root"));

  @Test
  void prometheusAcceptsTheConfigurationAndTheRules() throws Exception {
    promtool("check", "config", "prometheus.yml");
    for (MonitoringFiles files : MonitoringFiles.ALL) {
      promtool("check", "rules", files.rules());
    }
  }

  @Test
  void everyAlertIsRaisedWhenItShouldBeAndNoneOtherwise() throws Exception {
    for (MonitoringFiles files : MonitoringFiles.ALL) {
      promtool("test", "rules", files.tests());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyAlertHasATestAndASectionInTheDocuments(MonitoringFiles files) throws Exception {
    String tests = Files.readString(MonitoringFiles.PROMETHEUS.resolve(files.tests()));
    String page = Files.readString(ROOT.resolve(files.page()));
    Matcher alert = Pattern.compile("- alert: (\\w+)").matcher(files.rulesContent());
    List<String> alerts = new ArrayList<>();
    while (alert.find()) {
      alerts.add(alert.group(1));
    }
    assertThat(alerts)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            name -> {
              assertThat(tests).contains("alertname=\"" + name + "\"");
              assertThat(page).contains("### " + name + "\n");
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyAlertsRunbookIsAHeadingOfThePageInThePomsRepository(MonitoringFiles files)
      throws Exception {
    Document page = Document.of(files.page(), Files.readString(ROOT.resolve(files.page())));
    Matcher url =
        Pattern.compile("<arena\\.url>(.+)</arena\\.url>")
            .matcher(Files.readString(ROOT.resolve("pom.xml")));
    assertThat(url.find()).isTrue();
    String base = url.group(1) + "/blob/main/" + files.page() + "#";

    List<String> runbooks =
        Pattern.compile("runbook_url: (\\S+)")
            .matcher(files.rulesContent())
            .results()
            .map(r -> r.group(1))
            .toList();
    assertThat(runbooks)
        .hasSize((int) Pattern.compile("- alert: ").matcher(files.rulesContent()).results().count())
        .doesNotHaveDuplicates()
        .allSatisfy(
            runbook -> {
              assertThat(runbook).startsWith(base);
              assertThat(page.anchors()).contains(runbook.substring(base.length()));
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void theRulesForThePrometheusOperatorAreTheSame(MonitoringFiles files) throws Exception {
    ObjectMapper yaml = new YAMLMapper();
    JsonNode rules = yaml.readTree(files.rulesContent());
    JsonNode operators =
        yaml.readTree(
            Files.readString(
                ROOT.resolve("deploy/kubernetes/overlays/prometheus-operator")
                    .resolve(files.operators())));

    assertThat(operators.at("/spec/groups")).isEqualTo(rules.get("groups"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theDashboardsPanelsDoNotOverlapAndUseTheChosenDataSource(MonitoringFiles files)
      throws Exception {
    JsonNode dashboard = files.dashboardContent();
    JsonNode variables = dashboard.at("/templating/list");
    assertThat(variables.get(0).get("name").asText()).isEqualTo("datasource");
    assertThat(variables.get(0).get("type").asText()).isEqualTo("datasource");
    assertThat(dashboard.findValuesAsText("uid")).containsOnly(files.uid(), "${datasource}");
    Set<Integer> ids = new HashSet<>();
    Set<String> taken = new HashSet<>();
    for (JsonNode panel : dashboard.get("panels")) {
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
      }
    }
  }

  static List<MonitoringFiles> all() {
    return MonitoringFiles.ALL;
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
