package dev.arena.streamer.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.arena.models.DeviceChoice;
import dev.arena.models.DeviceException;
import dev.arena.models.PreferenceScorer;
import dev.arena.models.ScorerOptions;
import dev.arena.models.bundle.ModelBundle;
import dev.arena.models.bundle.Sha256;
import dev.arena.models.testing.TinyBundle;
import dev.arena.schemas.failure.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  @TempDir private Path folder;

  private Path place;
  private CurrentModel current;
  private int opened;

  @BeforeEach
  void openTheFirst() {
    place = TinyBundle.write(folder.resolve("bundle"), "1");
    current =
        new CurrentModel(
            PreferenceScorer.open(
                place, ScorerOptions.defaults().withDevice(new DeviceChoice.Cpu()).withThreads(1)));
  }

  @AfterEach
  void closeTheLast() {
    current.close();
  }

  @Test
  void aBundleThatIsMovedIntoThePlaceScoresFromThenOn() throws IOException {
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
  void aLinkThatIsSwitchedToAnotherBundleDoesTheSame() throws IOException {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, place);
    BundleWatch watch = new BundleWatch(link, current, this::open);
    watch.look();
    assertThat(opened).isZero();

    Path next = TinyBundle.write(folder.resolve("next"), "2");
    switchLink(link, next);
    watch.look();

    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void aLinkThatIsSwitchedWhileTheBundleIsOpenedDoesNotMixTheTwo() throws IOException {
    Path link = folder.resolve("link");
    Files.createSymbolicLink(link, TinyBundle.write(folder.resolve("two"), "2"));
    Path three = TinyBundle.write(folder.resolve("three"), "3");
    BundleWatch watch =
        new BundleWatch(
            link,
            current,
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
  void anEqualBundleIsNotOpenedAgain() throws IOException {
    BundleWatch watch = watch(this::open);

    replaceBy("1");
    watch.look();
    Files.writeString(place.resolve("MODEL_CARD.md"), "a remark");
    watch.look();

    assertThat(opened).isZero();
    assertThat(watch.refused()).isZero();
  }

  @Test
  void aDamagedBundleIsRefusedOnceAndTheOldModelScoresUntilItIsMended() throws IOException {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    byte[] head = Files.readAllBytes(place.resolve("head.onnx"));
    Files.write(place.resolve("head.onnx"), new byte[head.length]);

    watch.look();
    watch.look();
    assertThat(model()).isEqualTo("tiny@1");
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(opened).isZero();

    Files.write(place.resolve("head.onnx"), head);
    watch.look();
    assertThat(model()).isEqualTo("tiny@2");
  }

  @Test
  void aBundleThatIsCopiedFileByFileIsTakenWhenTheLastFileIsWhole() throws IOException {
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
  void aFileThatIsALinkIsRefusedAsAtTheStart() throws IOException {
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
  void aBundleOfANewerFormatIsRefused() throws IOException {
    BundleWatch watch = watch(this::open);
    replaceBy("2");
    edit("\"format\" : 1", "\"format\" : 99");

    watch.look();

    assertThat(model()).isEqualTo("tiny@1");
    assertThat(watch.refused()).isEqualTo(1);
    assertThat(opened).isZero();
  }

  @Test
  void aBundleThatFailsItsGoldenPairsIsRefusedThoughItsFilesAreWhole() throws IOException {
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
  void whateverOpeningThrowsTheOldModelScoresAndItIsTriedAgainWhenAnotherWasThere(Throwable failure)
      throws IOException {
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
  void aBundleThatIsReplacedWhileItIsOpenedIsNotUsedAndTheNextOneIs() throws IOException {
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
  void aBundleThatWasBeingWrittenAnewWhileItWasOpenedIsTakenOnceItIsWhole() throws IOException {
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
  void theOldModelScoresWhileTheNewOneIsOpened() throws IOException {
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
  void itLooksByItselfUntilItIsClosed() throws Exception {
    CountDownLatch opening = new CountDownLatch(1);
    Thread looking;
    try (BundleWatch watch =
        watch(
            (scoring, found) -> {
              opening.countDown();
              return scoring.openBeside(found);
            })) {
      List<Thread> threads = new ArrayList<>();
      watch.start(
          Duration.ofMillis(1),
          task -> {
            threads.add(new Thread(task));
            return threads.get(0);
          });
      looking = threads.get(0);
      replaceBy("2");
      assertThat(opening.await(1, TimeUnit.MINUTES)).isTrue();
    }

    assertThat(looking.isAlive()).isFalse();
    assertThat(model()).isIn("tiny@1", "tiny@2");
  }

  private BundleWatch watch(CheckedOpening opening) {
    return new BundleWatch(
        place,
        current,
        (scoring, found) -> {
          try {
            return opening.open(scoring, found);
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
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

  /** As an operator does it: written beside the place, and moved there. */
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
