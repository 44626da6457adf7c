package dev.arena.streamer.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.arena.models.DeviceChoice;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.DeviceException;
import dev.arena.schemas.failure.UserException;
import dev.arena.streamer.drift.DriftWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BundleWatchTest {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  @TempDir private Path folder;

  private Path place;
  private SwappableScorer current;
  private int opened;

  @BeforeEach
  void openTheFirst() {
    place = TinyBundle.write(folder.resolve("bundle"), "1");
    current =
        new SwappableScorer(
            PreferenceScorer.open(
                place, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(1)),
            any -> DriftWindow.none("off"));
  }

  @AfterEach
  void closeTheLast() {
    current.close();
  }

  @Test
  void aBundleThatIsMovedIntoThePlaceScoresFromThenOn() throws Exception {
    BundleWatch watch = watch(PreferenceScorer::openBeside);
    watch.look();
    assertThat(model()).isEqualTo("tiny@1");

    replaceBy("2");
    watch.look();

    assertThat(model()).isEqualTo("tiny@2");
    assertThat(watch.swapped()).isEqualTo(1);
    assertThat(watch.refused()).isZero();
  }

  @Test
  void aLinkThatIsSwitchedToAnotherBundleDoesTheSame() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, place);
    BundleWatch watch = watch(link, this::open);
    watch.look();
    assertThat(opened).isZero();

    Path next = TinyBundle.write(folder.resolve("next"), "2");
    switchLink(link, next);
    watch.look();

    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void aLinkThatIsSwitchedWhileTheBundleIsOpenedDoesNotMixTheTwo() throws Exception {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, TinyBundle.write(folder.resolve("two"), "2"));
    Path three = TinyBundle.write(folder.resolve("three"), "3");
    BundleWatch watch =
        watch(
            link,
            (scoring, found) -> {
              switchLink(link, three);
              return scoring.openBeside(found);
            });

    watch.look();
    assertThat(model()).isEqualTo("tiny@2");
    watch.look();
    assertThat(model()).isEqualTo("tiny@3");
  }

  @Test
  void anEqualBundleIsNotOpenedAgain() throws Exception {
    BundleWatch watch = watch(this::open);

    replaceBy("1");
    watch.look();
    Files.writeString(place.resolve("MODEL_CARD.md"), "a remark");
    watch.look();

    assertThat(opened).isZero();
    assertThat(watch.refused()).isZero();
  }

  @Test
  void aDamagedBundleIsRefusedOnceAndTheOldModelScoresUntilItIsRepaired() throws Exception {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    byte[] head = Files.readAllBytes(place.resolve("head.onnx"));
    Files.write(place.resolve("head.onnx"), new byte[head.length]);

    watch.look();
    watch.look();
    assertThat(model()).isEqualTo("tiny@1");
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(watch.refuses()).isTrue();
    assertThat(opened).isZero();

    Files.write(place.resolve("head.onnx"), head);
    watch.look();
    assertThat(watch.refuses()).isFalse();
    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void aBundleThatIsCopiedFileByFileIsUsedOnceTheLastFileIsComplete() throws Exception {
    BundleWatch watch = watch(this::open);
    Path source = TinyBundle.write(folder.resolve("source"), "2");
    Files.move(place, folder.resolve("away"));
    watch.look();
    Files.createDirectory(place);
    watch.look();
    for (Path file : files(source)) {
      assertThat(model()).isEqualTo("tiny@1");
      byte[] bytes = Files.readAllBytes(file);
      Files.write(place.resolve(file.getFileName()), List.of("half"));
      watch.look();
      Files.write(place.resolve(file.getFileName()), bytes);
      watch.look();
    }

    assertThat(model()).isEqualTo("tiny@2");
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void aFileThatIsALinkIsRefusedAsAtTheStart() throws Exception {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    Path elsewhere = folder.resolve("head.onnx");
    Files.move(place.resolve("head.onnx"), elsewhere);
    Files.createSymbolicLink(place.resolve("head.onnx"), elsewhere);

    watch.look();

    assertThat(model()).isEqualTo("tiny@1");
    assertThat(opened).isZero();
  }

  @Test
  void aBundleInANewerFormatIsRefused() throws Exception {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    edit("\"format\" : 1", "\"format\" : 99");

    watch.look();

    assertThat(model()).isEqualTo("tiny@1");
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(opened).isZero();
  }

  @Test
  void aBundleThatFailsItsGoldenPairsIsRefusedThoughItsFilesAreWhole() throws Exception {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    Path head = place.resolve("head.onnx");
    String before = Sha256.of(head);
    Path other = TinyBundle.write(folder.resolve("other"), "3");
    Files.copy(other.resolve("head.onnx"), head, StandardCopyOption.REPLACE_EXISTING);
    edit(before, Sha256.of(head));

    watch.look();
    watch.look();

    assertThat(opened).isEqualTo(1);
    assertThat(model()).isEqualTo("tiny@1");
    assertThat(watch.refused()).isEqualTo(1);
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new UserException("cuda:0 has no room"),
        new DeviceException("scoring failed", new IllegalStateException("out of memory")),
        new IllegalStateException("a defect"),
        new OutOfMemoryError("native memory"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverOpeningThrowsTheOldModelScoresAndTheBundleIsTriedAgainAfterAnother(Throwable failure)
      throws Exception {
    BundleWatch watch =
        watch(
            (scoring, found) -> {
              opened++;
              return sneakyThrow(failure);
            });
    replaceBy("2");

    watch.look();
    watch.look();
    assertThat(opened).isEqualTo(1);
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(model()).isEqualTo("tiny@1");

    Files.move(place, folder.resolve("two"));
    watch.look();
    Files.move(folder.resolve("two"), place);
    watch.look();
    assertThat(opened).isEqualTo(2);
    assertThat(model()).isEqualTo("tiny@1");
  }

  @Test
  void aBundleThatIsReplacedWhileItIsOpenedIsNotUsedAndTheNextOneIs() throws Exception {
    List<PreferenceScorer> all = new ArrayList<>();
    BundleWatch watch =
        watch(
            (scoring, found) -> {
              PreferenceScorer next = scoring.openBeside(found);
              if (all.isEmpty()) {
                replaceBy("3");
              }
              all.add(next);
              return next;
            });
    replaceBy("2");

    watch.look();
    assertThat(model()).isEqualTo("tiny@1");
    watch.look();

    assertThat(all).extracting(PreferenceScorer::model).containsExactly("tiny@2", "tiny@3");
    assertThat(model()).isEqualTo("tiny@3");
  }

  @Test
  void aBundleThatWasBeingRewrittenWhileItWasOpenedIsUsedOnceItIsComplete() throws Exception {
    BundleWatch watch =
        watch(
            (scoring, found) -> {
              PreferenceScorer next = scoring.openBeside(found);
              if (opened++ == 0) {
                Files.write(place.resolve("head.onnx"), List.of("half"));
              }
              return next;
            });
    replaceBy("2");
    byte[] head = Files.readAllBytes(place.resolve("head.onnx"));

    watch.look();
    assertThat(model()).isEqualTo("tiny@1");
    Files.write(place.resolve("head.onnx"), head);
    watch.look();

    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void theOldModelScoresWhileTheNewOneIsOpened() throws Exception {
    List<String> meanwhile = new ArrayList<>();
    BundleWatch watch =
        watch(
            (scoring, found) -> {
              PreferenceScorer next = scoring.openBeside(found);
              meanwhile.add(model());
              return next;
            });
    replaceBy("2");

    watch.look();

    assertThat(meanwhile).containsExactly("tiny@1");
    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void itLooksOnItsOwnUntilItIsClosed() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    List<Thread> threads = new CopyOnWriteArrayList<>();
    try (BundleWatch watch =
        new BundleWatch(
            place,
            current,
            (scoring, found) -> {
              opening.countDown();
              return scoring.openBeside(found);
            },
            TIMEOUT,
            task -> {
              threads.add(new Thread(task));
              return threads.get(threads.size() - 1);
            })) {
      watch.start(Duration.ofMillis(1));
      replaceBy("2");
      assertThat(opening.await(1, TimeUnit.MINUTES)).isTrue();
    }

    assertThat(threads.get(0).isAlive()).as("the thread that looks").isFalse();
    assertThat(model()).isIn("tiny@1", "tiny@2");
  }

  @Test
  void aBundleThatDoesNotOpenInTimeIsRefusedAndClosedLater() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<PreferenceScorer> all = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    BundleWatch watch =
        new BundleWatch(
            place,
            current,
            (scoring, found) -> {
              awaitUninterrupted(release);
              all.add(scoring.openBeside(found));
              return all.get(all.size() - 1);
            },
            Duration.ofMillis(1),
            task -> {
              threads.add(new Thread(task));
              return threads.get(threads.size() - 1);
            });
    replaceBy("2");

    watch.look();
    watch.look();
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(model()).isEqualTo("tiny@1");
    assertThat(threads).as("nothing is opened beside the late one").hasSize(1);

    release.countDown();
    threads.get(0).join(Duration.ofSeconds(60).toMillis());
    watch.look();
    assertThat(model()).isEqualTo("tiny@1");
    assertThat(all).hasSize(1);
    assertThatThrownBy(() -> all.get(0).score(TinyBundle.pair("1", "2+2?", "4", "5")))
        .hasMessageContaining("is closed");
    assertThat(threads).as("it is not tried again").hasSize(1);
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the test did not continue within 60 s");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private BundleWatch watch(CheckedOpening opening) {
    return watch(
        place,
        (scoring, found) -> {
          try {
            return opening.open(scoring, found);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
  }

  private BundleWatch watch(Path where, BundleWatch.Opening opening) {
    return new BundleWatch(where, current, opening, TIMEOUT, Thread::new);
  }

  @FunctionalInterface
  private interface CheckedOpening {
    PreferenceScorer open(PreferenceScorer scoring, ModelBundle found) throws IOException;
  }

  private PreferenceScorer open(PreferenceScorer scoring, ModelBundle found) {
    opened++;
    return scoring.openBeside(found);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> PreferenceScorer sneakyThrow(Throwable failure) throws T {
    throw (T) failure;
  }

  private String model() {
    return current.score(List.of(TinyBundle.pair("1", "2+2?", "4", "5"))).get(0).model();
  }

  /** Replaces the bundle as an operator does: written beside the place, and moved there. */
  private void replaceBy(String version) throws IOException {
    Path next = TinyBundle.write(Files.createTempDirectory(folder, "next-"), version);
    Files.move(place, Files.createTempDirectory(folder, "old-").resolve("bundle"));
    Files.move(next, place);
  }

  private void edit(String before, String after) throws IOException {
    Path manifest = place.resolve(ModelBundle.MANIFEST);
    String json = Files.readString(manifest);
    assertThat(json).contains(before);
    Files.writeString(manifest, json.replace(before, after));
  }

  private static void switchLink(Path link, Path target) {
    try {
      Path fresh = link.resolveSibling(link.getFileName() + ".fresh");
      Files.createSymbolicLink(fresh, target);
      Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
