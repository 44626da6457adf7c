package dev.arena.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The main class of the child process that {@link LocalKafka} starts: a Kafka broker that is also
 * the controller.
 */
public final class KafkaBroker {
  /** The line that is printed once the broker is registered and accepts requests. */
  static final String READY = "ARENA KAFKA READY";

  private static final String CLUSTER_ID = "YXJlbmEtbG9jYWwtMDAwMQ";

  /**
   * Settings whose additional values are appended to the list; any other additional setting
   * replaces the existing value.
   */
  private static final Set<String> LISTS =
      Set.of("listeners", "advertised.listeners", "listener.security.protocol.map");

  private KafkaBroker() {}

  /**
   * Runs the broker until the process is stopped.
   *
   * @param arguments the data folder, the port of the broker, the port of the controller, and
   *     optionally a properties file with additional settings, which can contain secrets
   */
  public static void main(String[] arguments) throws Exception {
    Path directory = Path.of(arguments[0]);
    String controller = "127.0.0.1:" + arguments[2];
    Map<String, String> settings = settings(directory, "127.0.0.1:" + arguments[1], controller);
    if (KilledBroker.wasKilled(directory)) {
      KilledBroker.fence(settings, "CONTROLLER://" + controller);
    }
    if (arguments.length > 3) {
      addTo(settings, Path.of(arguments[3]));
    }
    KafkaConfig config = new KafkaConfig(settings, false);
    format(config);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "stop"));
    server.startup();
    System.out.println(READY);
    server.awaitShutdown();
  }

  private static void addTo(Map<String, String> settings, Path file) throws IOException {
    Properties more = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      more.load(reader);
    }
    for (String name : more.stringPropertyNames()) {
      String value = more.getProperty(name);
      settings.merge(name, value, (own, added) -> LISTS.contains(name) ? own + "," + added : added);
    }
  }

  /** Formats an empty data folder with the cluster id; a formatted folder is left unchanged. */
  private static void format(KafkaConfig config) throws Exception {
    Formatter formatter =
        new Formatter()
            .setClusterId(CLUSTER_ID)
            .setNodeId(1)
            .setControllerListenerName("CONTROLLER")
            .setReleaseVersion(MetadataVersion.latestProduction())
            .setHasDynamicQuorum(false)
            .setIgnoreFormatted(true)
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setMetadataLogDirectory(config.metadataLogDir());
    config.logDirs().forEach(formatter::addDirectory);
    formatter.run();
  }

  /** Returns the settings of the broker. Each address consists of a host and a port. */
  private static Map<String, String> settings(Path directory, String broker, String controller) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", directory.toString());
    settings.put("listeners", "PLAINTEXT://%s,CONTROLLER://%s".formatted(broker, controller));
    settings.put("advertised.listeners", "PLAINTEXT://" + broker);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@" + controller);

    settings.put("auto.create.topics.enable", "false");
    settings.put("num.partitions", "4");
    settings.put("message.max.bytes", String.valueOf(32 * 1024 * 1024));
    settings.put("offsets.retention.minutes", String.valueOf(365 * 24 * 60));

    // a single broker: internal topics have one replica, and few partitions for a fast start
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "4");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");

    // groups rebalance without delay, and session timeouts can be short
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    // abort the transaction of a killed producer at its timeout, not up to ten seconds later
    settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // short enough to fence a killed broker soon, and long enough for a busy machine: topics cannot
    // be created while the only broker is fenced
    settings.put("broker.session.timeout.ms", "5000");
    settings.put("broker.heartbeat.interval.ms", "300");

    // a small footprint: by default, the log cleaner alone takes 128 MiB of heap
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(8 * 1024 * 1024));
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    return settings;
  }

  /**
   * The fencing of a broker that was killed, before that broker starts again.
   *
   * <p>Without this step, the controller still considers the killed broker alive. The restarted
   * broker then becomes the leader of all partitions and ends the transactions that it finds. A
   * moment later the controller takes the leadership away, and Kafka 4.3.1 drops the transaction
   * markers of partitions without a leader (KAFKA-20734): records are duplicated or lost.
   */
  private static final class KilledBroker {
    private static final Duration SESSION = Duration.ofMillis(500);

    /** The maximum wait: a broker that was killed before its first registration is never fenced. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private KilledBroker() {}

    /**
     * Whether the broker with this data folder was killed: a clean shutdown leaves a marker file.
     */
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
}
