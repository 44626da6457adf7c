package dev.arena.servers;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Fences a broker that was killed, before that broker starts again.
 *
 * <p>Without this step, the controller still considers the killed broker alive. The restarted
 * broker then becomes the leader of all partitions and ends the transactions that it finds. A
 * moment later the controller takes the leadership away, and Kafka 4.3.1 drops the transaction
 * markers of partitions without a leader (KAFKA-20734): records are duplicated or lost.
 */
final class KilledBroker {
  private static final Duration SESSION = Duration.ofMillis(500);

  /** The maximum wait: a broker that was killed before its first registration is never fenced. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

  private KilledBroker() {}

  /** Whether the broker with this data folder was killed: a clean shutdown leaves a marker file. */
  static boolean wasKilled(Path directory) {
    return Files.exists(directory.resolve("__cluster_metadata-0"))
        && Files.notExists(directory.resolve(".kafka_cleanshutdown"));
  }

  /**
   * Runs only the controller until it has fenced the broker, for at most ten seconds.
   *
   * @param settings settings of the broker, which is also the controller
   * @param listener listener of the controller
   */
  static void fence(Map<String, String> settings, String listener) throws InterruptedException {
    Map<String, String> controller = new TreeMap<>(settings);
    controller.put("process.roles", "controller");
    controller.put("listeners", listener);
    controller.remove("advertised.listeners");
    controller.put("broker.session.timeout.ms", String.valueOf(SESSION.toMillis()));
    controller.put("broker.heartbeat.interval.ms", String.valueOf(SESSION.toMillis() / 5));
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(controller, false), Time.SYSTEM);
    try {
      server.startup();
      long start = System.nanoTime();
      while (metric("FencedBrokerCount") == 0 && System.nanoTime() - start < TIMEOUT.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(POLL_INTERVAL.toNanos());
      }
    } finally {
      server.shutdown();
    }
  }

  /** Returns a metric of the controller; 0 before the metric is registered. */
  private static int metric(String name) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName bean = new ObjectName("kafka.controller:type=KafkaController,name=" + name);
      return beans.isRegistered(bean) ? (Integer) beans.getAttribute(bean, "Value") : 0;
    } catch (JMException unavailable) {
      return 0;
    }
  }
}
