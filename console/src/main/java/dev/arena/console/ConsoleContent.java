package dev.arena.console;

import dev.arena.cli.config.Configuration;
import dev.arena.console.api.ApiModel;
import dev.arena.console.api.EvaluationApi;
import dev.arena.console.api.KnownPairs;
import dev.arena.console.api.LeaderboardApi;
import dev.arena.console.api.PairsApi;
import dev.arena.console.api.ScoringApi;
import dev.arena.console.http.Answer;
import dev.arena.console.http.Endpoint;
import dev.arena.console.http.Events;
import dev.arena.console.http.SignIn;
import dev.arena.console.http.Signer;
import dev.arena.console.http.Visitors;
import dev.arena.console.page.Assets;
import dev.arena.console.page.Frame;
import dev.arena.console.page.Tab;
import dev.arena.console.page.leaderboard.LeaderboardPage;
import dev.arena.console.page.pair.PairPage;
import dev.arena.console.page.pair.TryPage;
import dev.arena.console.page.pair.VotePage;
import dev.arena.console.page.scorer.ScorerPage;
import dev.arena.console.page.traffic.TrafficPage;
import dev.arena.console.topics.ConsoleTopics;
import dev.arena.console.topics.OlderPairs;
import dev.arena.console.topics.TopicContents;
import dev.arena.console.topics.TopicReader;
import dev.arena.console.voting.VoteTokens;
import dev.arena.console.voting.VoteWriter;
import dev.arena.console.voting.VotesApi;
import dev.arena.console.voting.Voting;
import dev.arena.kafka.client.Connection;
import dev.arena.kafka.service.Daemons;
import dev.arena.kafka.service.Resources;
import dev.arena.votes.config.VotesKeys;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The pages and calls that a configuration asks for, and what they need: Arena's topics, unless
 * they are not read, and votes, if people can vote.
 *
 * @param endpoints all of them
 * @param visitors knows who sends a request
 * @param frame of the pages
 * @param events tell open pages that topics have changed
 * @param topics what is known of Arena's topics; null if they are not read
 */
record ConsoleContent(
    List<Endpoint> endpoints,
    Visitors visitors,
    Frame frame,
    Events events,
    @Nullable TopicContents topics) {
  /** How long a search for a pair in a topic may take. */
  private static final Duration SEARCH_TIMEOUT = Duration.ofSeconds(5);

  private static final Duration DELAY_OF_WRONG_TOKEN = Duration.ofSeconds(1);

  ConsoleContent {
    endpoints = List.copyOf(endpoints);
  }

  /**
   * Creates the content, and begins to read the topics without waiting for the cluster.
   *
   * @param answers runs what follows the answer of the model or a topic
   * @param resources receives what must be closed
   */
  static ConsoleContent create(
      Configuration configuration, ApiModel model, Executor answers, Resources resources) {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    Signer signer = configuration.find(ConsoleKeys.KEY).orElseGet(() -> Signer.of(null, random));
    Visitors visitors = new Visitors(ConsoleKeys.token(configuration), signer, clock, random);
    boolean voting = ConsoleKeys.voting(configuration);
    boolean reading = configuration.get(ConsoleKeys.TOPICS);
    Frame frame = new Frame(tabs(reading, voting), visitors.needToken());
    Events events = new Events();
    List<Endpoint> endpoints = new ArrayList<>(ScoringApi.endpoints(model));
    endpoints.addAll(
        SignIn.endpoints(
            visitors,
            frame::signIn,
            CompletableFuture.delayedExecutor(
                DELAY_OF_WRONG_TOKEN.toMillis(), TimeUnit.MILLISECONDS)));
    endpoints.add(Assets.endpoint());
    endpoints.addAll(TryPage.endpoints(frame, model));
    if (!reading) {
      endpoints.add(
          Endpoint.get(
              "/",
              Endpoint.Access.PUBLIC,
              request -> CompletableFuture.completedFuture(Answer.redirect(Tab.TRY.path()))));
      return new ConsoleContent(endpoints, visitors, frame, events, null);
    }
    ConsoleTopics topics = ConsoleTopics.of(configuration);
    Connection connection = new Connection(configuration);
    TopicReader.Source source =
        new TopicReader.Source(connection, topics, configuration.get(ConsoleKeys.RECENT));
    TopicContents contents = new TopicContents(source.recent(), events::publish);
    resources.keep(
        TopicReader.start(
            source,
            contents,
            TopicReader.Times.standard(clock, System::nanoTime),
            Daemons.named("arena-topics")));
    OlderPairs older =
        resources.keep(
            new OlderPairs(
                source, contents, SEARCH_TIMEOUT, Daemons.named("arena-pairs"), answers));
    KnownPairs pairs =
        new KnownPairs(
            contents,
            (id, visitor) -> older.find(id, !visitor.authorized()),
            configuration.get(ConsoleKeys.TEXTS));
    endpoints.add(
        LeaderboardPage.endpoint(frame, contents, configuration.get(VotesKeys.TOPIC_LEADERBOARD)));
    endpoints.add(
        ScorerPage.endpoint(frame, contents, clock, configuration.get(VotesKeys.TOPIC_EVALUATION)));
    endpoints.add(TrafficPage.endpoint(frame, contents, clock));
    endpoints.add(PairPage.endpoint(frame, pairs, model));
    endpoints.addAll(LeaderboardApi.endpoints(contents));
    endpoints.addAll(EvaluationApi.endpoints(contents, clock));
    endpoints.addAll(PairsApi.endpoints(pairs, model));
    Optional<Voting> votes = Optional.empty();
    if (voting) {
      VoteWriter writer =
          resources.keep(new VoteWriter(connection, Daemons.named("arena-votes"), answers));
      votes =
          Optional.of(new Voting(contents, new VoteTokens(signer, random), writer, random, clock));
      endpoints.addAll(VotePage.endpoints(frame, votes.get()));
    }
    endpoints.addAll(VotesApi.endpoints(votes));
    return new ConsoleContent(endpoints, visitors, frame, events, contents);
  }

  private static Set<Tab> tabs(boolean reading, boolean voting) {
    EnumSet<Tab> tabs = reading ? EnumSet.allOf(Tab.class) : EnumSet.of(Tab.TRY);
    if (!voting) {
      tabs.remove(Tab.VOTE);
    }
    return tabs;
  }
}
