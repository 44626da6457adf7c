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
 * Makes the controller fence a broker that was killed, before that broker starts again.
 *
 * <p>Without this, the controller still takes the killed broker for alive. The new one then starts
 * as the leader of all partitions and ends the transactions that it finds; a moment later the
 * controller takes the leadership away, and Kafka 4.3.1 drops the transaction markers of partitions
 * without a leader (KAFKA-20734): records come out twice, or never.
 */
final class KilledBroker {
  private static final Duration SESSION = Duration.ofMillis(500);

  /** A broker that was killed before its first registration is never fenced. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(20);

  private KilledBroker() {}

  /**
   * Whether the broker with these data was killed: it leaves a file when it is stopped in order.
   */
  static boolean left(Path directory) {
    return Files.exists(directory.resolve("__cluster_metadata-0"))
        && Files.notExists(directory.resolve(".kafka_cleanshutdown"));
  }

  /**
   * Runs only the controller until it has fenced the broker, ten seconds at most.
   *
   * @param settings of the broker, which is also the controller
   * @param listener of the controller
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
      while (count("FencedBrokerCount") == 0 && System.nanoTime() - start < LIMIT.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
    } finally {
      server.shutdown();
    }
  }

  /** A metric of the controller, zero before it has one. */
  private static int count(String name) {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    try {
      ObjectName bean = new ObjectName("kafka.controller:type=KafkaController,name=" + name);
      return beans.isRegistered(bean) ? (Integer) beans.getAttribute(bean, "Value") : 0;
    } catch (JMException gone) {
      return 0;
    }
  }
}
