package dev.arena.streamer.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates topics, and waits until they can be written. */
record TopicCreation(Admin admin, BrokerAnswers answers) {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);

  /**
   * Creates a topic; it is no failure that another one creates it at the same time.
   *
   * @return how many partitions it has
   * @throws dev.arena.schemas.failure.UserException when the cluster refuses
   */
  int create(String topic, ClusterCheck.NewTopics wanted, Map<String, String> settings)
      throws InterruptedException {
    NewTopic created =
        new NewTopic(
                topic,
                Optional.ofNullable(wanted.partitions()),
                Optional.ofNullable(wanted.replication()))
            .configs(settings);
    try {
      answers.get(admin.createTopics(List.of(created)).all(), "create topic " + topic);
      LOG.info("Created topic {}", topic);
    } catch (TopicExistsException anotherWasFaster) {
      LOG.debug("Topic {} exists by now", topic);
    }
    return new TopicReadiness(admin, answers.timeout()).await(topic);
  }
}
