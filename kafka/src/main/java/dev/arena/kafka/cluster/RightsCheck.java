package dev.arena.kafka.cluster;

import dev.arena.kafka.failure.BrokerErrors;
import dev.arena.schemas.failure.UserException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers for this user's rights before a missing right makes a record fail. */
record RightsCheck(Admin admin, BrokerAnswers answers) {
  private static final Logger LOG = LoggerFactory.getLogger(RightsCheck.class);

  /** What Kafka Streams does with its internal topics; it deletes what it has read again. */
  private static final Set<AclOperation> OF_INTERNAL =
      Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE);

  /**
   * @param uses what the user must be allowed to do with each topic
   */
  void requireTopics(Map<String, Set<AclOperation>> uses) throws InterruptedException {
    require(uses, granted(uses.keySet()));
  }

  /**
   * Makes sure that Kafka Streams may use its internal topics, and create those that are missing.
   * What it may do with a topic that does not exist is known only in part.
   */
  void requireInternal(List<String> topics) throws InterruptedException {
    Map<String, Set<AclOperation>> granted = granted(topics);
    Map<String, Set<AclOperation>> needed = new HashMap<>();
    for (String topic : topics) {
      if (granted.containsKey(topic)) {
        needed.put(topic, OF_INTERNAL);
      } else if (!mayCreate(topic)) {
        needed.put(topic, Set.of(AclOperation.CREATE));
        granted.put(topic, Set.of());
      }
    }
    require(needed, granted);
  }

  /** Asks the broker to check the creation of a topic, without creating it. */
  private boolean mayCreate(String topic) throws InterruptedException {
    NewTopic described = new NewTopic(topic, Optional.empty(), Optional.empty());
    try {
      admin
          .createTopics(List.of(described), new CreateTopicsOptions().validateOnly(true))
          .all()
          .get();
    } catch (ExecutionException refused) {
      if (refused.getCause() instanceof AuthorizationException) {
        return false;
      }
      LOG.debug("Whether topic {} could be created is not known", topic, refused);
    }
    return true;
  }

  /** What this user may do with each topic; without topics that do not exist. */
  private Map<String, Set<AclOperation>> granted(Collection<String> topics)
      throws InterruptedException {
    Map<String, Set<AclOperation>> granted = new HashMap<>();
    DescribeTopicsOptions withRights =
        new DescribeTopicsOptions().includeAuthorizedOperations(true);
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics, withRights).topicNameValues().entrySet()) {
      try {
        Set<AclOperation> operations =
            answers
                .get(topic.getValue(), "describe topic " + topic.getKey())
                .authorizedOperations();
        if (operations != null) {
          granted.put(topic.getKey(), operations);
        }
      } catch (UnknownTopicOrPartitionException missing) {
        LOG.debug("Topic {} does not exist", topic.getKey());
      } catch (UserException refused) {
        if (!BrokerErrors.isTopicRefused(refused)) {
          throw refused;
        }
        granted.put(topic.getKey(), Set.of());
      }
    }
    return granted;
  }

  private void require(
      Map<String, Set<AclOperation>> needed, Map<String, Set<AclOperation>> granted) {
    String missing = BrokerErrors.missing(needed, granted);
    if (missing != null) {
      throw new UserException("the Kafka broker at " + answers.address() + " " + missing);
    }
  }

  /** Only a missing right counts; the group or transaction may not exist yet. */
  void requireApplication(String application) throws InterruptedException {
    List<KafkaFuture<?>> asked =
        List.of(
            admin.describeConsumerGroups(List.of(application)).all(),
            // no transaction has exactly this name; the names of real ones start with it
            admin.describeTransactions(List.of(application + "-")).all());
    for (KafkaFuture<?> answer : asked) {
      try {
        answer.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof AuthorizationException) {
          throw new UserException(
              "the Kafka broker at %s %s"
                  .formatted(answers.address(), BrokerErrors.describe(failed)),
              failed);
        }
        LOG.debug("No group or no transaction of {} yet", application, failed);
      }
    }
  }
}
