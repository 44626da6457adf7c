package dev.arena.kafka.cluster;

import dev.arena.kafka.config.ServiceText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that instances of a service left open when they were killed. Otherwise
 * readers of committed records would wait for {@code transaction.timeout.ms} and for the broker's
 * next check.
 *
 * <p>Kafka Streams names a thread's transactions {@code application-process-thread}, and its
 * consumer {@code application-process-...}. If a transaction's process is no longer a member of the
 * group, nobody can commit it any more. Ending one by mistake does no harm: its instance resumes
 * from its last commit. Safe for use by many threads.
 *
 * @param clients settings of Kafka's clients
 * @param application the application id
 * @param timeout how long the broker may take for each answer
 * @param service the service, for the log
 */
public record AbandonedTransactions(
    Map<String, Object> clients, String application, Duration timeout, ServiceText service) {
  private static final Logger LOG = LoggerFactory.getLogger(AbandonedTransactions.class);

  private static final Pattern PROCESS =
      Pattern.compile("-(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})-.*");

  public AbandonedTransactions {
    clients = Map.copyOf(clients);
  }

  /**
   * Ends the abandoned transactions. Those that the broker refuses to end, or does not end in time,
   * are left to time out.
   */
  public void end() throws InterruptedException {
    if (clients.containsKey(CommonClientConfigs.CLIENT_ID_CONFIG)) {
      LOG.debug("With client.id set, a group member's client id does not name its process");
      return;
    }
    try (Admin admin = Admin.create(clients)) {
      List<String> abandoned = abandoned(admin);
      if (!abandoned.isEmpty()) {
        admin.fenceProducers(abandoned).all().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("Ended {} transactions left open by killed {}s", abandoned.size(), service.noun());
      }
    } catch (ExecutionException | TimeoutException | KafkaException refused) {
      LOG.debug("Abandoned transactions are left to time out", refused);
    }
  }

  private List<String> abandoned(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<String> open =
        admin
            .listTransactions(
                new ListTransactionsOptions().filterStates(Set.of(TransactionState.ONGOING)))
            .all()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .stream()
            .map(transaction -> transaction.transactionalId())
            .filter(id -> process(id) != null)
            .toList();
    if (open.isEmpty()) {
      return open;
    }
    Set<String> alive =
        admin
            .describeConsumerGroups(List.of(application))
            .all()
            .get(timeout.toMillis(), TimeUnit.MILLISECONDS)
            .values()
            .stream()
            .flatMap(group -> group.members().stream())
            .map(member -> String.valueOf(process(member.clientId())))
            .collect(Collectors.toSet());
    return open.stream().filter(id -> !alive.contains(String.valueOf(process(id)))).toList();
  }

  /** The UUID in a name that Kafka Streams generated for the application; null for other names. */
  @Nullable String process(String name) {
    if (!name.startsWith(application)) {
      return null;
    }
    Matcher matcher = PROCESS.matcher(name.substring(application.length()));
    return matcher.matches() ? matcher.group(1) : null;
  }
}
