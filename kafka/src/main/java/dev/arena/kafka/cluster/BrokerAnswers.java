package dev.arena.kafka.cluster;

import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.schemas.failure.UserException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Waits for the brokers' answers, and describes failures.
 *
 * @param address the brokers' address in messages
 * @param timeout how long they may take, for messages; the client has its own limits
 */
record BrokerAnswers(String address, Duration timeout) {
  /**
   * The brokers' answer. Kafka's exceptions about existing or missing topics are passed on.
   *
   * @param what describes the request in messages
   */
  <T> T get(KafkaFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      Throwable reason = failed.getCause();
      if (reason instanceof TimeoutException) {
        throw new UserException(
            "no Kafka broker answered at %s within %d s (asked to %s). %s kafka.bootstrap.servers and kafka.security.protocol: brokers with TLS do not answer clients without it, and vice versa."
                .formatted(address, timeout.toSeconds(), what, StartAdvice.forMissingServer()),
            reason);
      }
      if (reason instanceof UnknownTopicOrPartitionException missing) {
        throw missing;
      }
      if (reason instanceof TopicExistsException exists) {
        throw exists;
      }
      String refusal = BrokerErrors.describe(failed);
      if (refusal != null) {
        String asked = reason instanceof AuthorizationException ? ", asked to " + what + "," : "";
        throw new UserException(
            "the Kafka broker at %s%s %s".formatted(address, asked, refusal), failed);
      }
      throw new UserException(
          "the Kafka broker at %s refused to %s: %s. Check the keys under kafka. and the rights of this user."
              .formatted(address, what, reason == null ? failed : reason.getMessage()),
          failed);
    }
  }
}
