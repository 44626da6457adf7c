package dev.arena.dist;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import dev.arena.cli.documents.Documents;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The direction of dependencies between modules and packages. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
          .importPackages("dev.arena");

  /** What each module may depend on. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("statistics", Set.of()),
          Map.entry("schemas", Set.of()),
          Map.entry("cli", Set.of("schemas")),
          Map.entry("models", Set.of("schemas")),
          Map.entry("trainer", Set.of("statistics", "schemas", "cli", "models")),
          Map.entry("servers", Set.of("schemas", "cli")),
          Map.entry("kafka", Set.of("schemas", "cli")),
          Map.entry("streamer", Set.of("schemas", "cli", "models", "kafka", "statistics")),
          Map.entry("votes", Set.of("schemas", "cli", "models", "kafka", "statistics")),
          Map.entry(
              "console",
              Set.of("schemas", "cli", "models", "kafka", "streamer", "votes", "statistics")),
          Map.entry(
              "local",
              Set.of(
                  "schemas", "cli", "models", "servers", "kafka", "streamer", "votes", "console")),
          Map.entry(
              "lab", Set.of("schemas", "cli", "models", "servers", "kafka", "streamer", "votes")),
          Map.entry("dist", Set.of("schemas", "cli")));

  private static final JavaClasses PRODUCT_AND_TESTS =
      new ClassFileImporter()
          .importPaths(
              ARROWS.keySet().stream()
                  .flatMap(
                      module ->
                          Stream.of("classes", "test-classes")
                              .map(kind -> Documents.ROOT.resolve(module + "/target/" + kind)))
                  .filter(Files::isDirectory)
                  .toList());

  private static final Pattern LIBRARY =
      Pattern.compile("dev\\.arena\\.(schemas|statistics|models)\\..*");
  private static final Pattern BY_NAME =
      Pattern.compile(".*Main|.*\\.(KafkaBroker|PlainException|PlainMessage|RepeatFilter)");

  private static final DescribedPredicate<JavaAnnotation<?>> TEST =
      DescribedPredicate.describe(
          "a test of JUnit or jqwik",
          annotation ->
              annotation
                  .getRawType()
                  .getName()
                  .matches(
                      "org\\.junit\\.jupiter\\..*Test|net\\.jqwik\\.api\\.(Property|Example)"));

  /** What programs use of commands: to replay files, and to rank the models in them. */
  private static final Pattern FOR_PROGRAMS =
      Pattern.compile(
          "dev\\.arena\\.streamer\\.replay\\.(NamedRun|ReplayFlow|ReplayInput|VotedAt)"
              + "|dev\\.arena\\.votes\\.leaderboard\\.(FileVotes|VoteSlice)");

  private static final String RELOCATED = "org.apache.pinot.shaded";

  private static final ArchRule NO_SERIALISATION =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching("java\\.io\\.Object(In|Out)putStream.*");

  private static final ArchRule NOTHING_BY_NAME =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.arena.servers..")
          .should()
          .callMethod(Class.class, "forName", String.class)
          .orShould()
          .callMethod(Class.class, "forName", String.class, boolean.class, ClassLoader.class)
          .orShould()
          .callMethod(ClassLoader.class, "loadClass", String.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.lang.reflect..", "javax.script..", "javax.naming..");

  @ParameterizedTest
  @MethodSource("modules")
  void aModuleDependsOnlyOnThoseThatArchitectureMdNames(String module, Set<String> others) {
    Set<String> forbidden = new TreeSet<>(ARROWS.keySet());
    forbidden.removeAll(others);
    forbidden.remove(module);
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena." + module + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                forbidden.stream().map(name -> "dev.arena." + name + "..").toArray(String[]::new)));
  }

  static Stream<Arguments> modules() {
    return ARROWS.entrySet().stream().map(arrow -> arguments(arrow.getKey(), arrow.getValue()));
  }

  @Test
  void everyClassIsInOneOfTheModules() {
    check(
        classes()
            .should()
            .resideInAnyPackage(
                ARROWS.keySet().stream()
                    .map(name -> "dev.arena." + name + "..")
                    .toArray(String[]::new)));
  }

  /** Surefire runs only the names that the POM includes. */
  @Test
  void everyClassWithTestsHasANameThatTheBuildRuns() {
    ArchRule rule =
        methods()
            .that()
            .areAnnotatedWith(TEST)
            .should()
            .beDeclaredInClassesThat()
            .haveNameMatching(".*(Test|Properties|Speed)(\\$.*)?");
    rule.check(PRODUCT_AND_TESTS);
  }

  /** A program can embed the library without our command line, our logging, or Kafka. */
  @Test
  void theLibraryNeedsNeitherCommandLineNorKafkaNorTraining() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "picocli..",
                "ch.qos.logback..",
                "org.apache.kafka..",
                "ai.djl.engine..",
                "ai.djl.pytorch..",
                "ai.djl.training..",
                "ai.onnx.."));
  }

  @Test
  void onlyTheNetworkOfModelsAndTheDevicesCallOnnxRuntime() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                "dev.arena.schemas..",
                "dev.arena.cli..",
                "dev.arena.models.bundle..",
                "dev.arena.models.encode..",
                "dev.arena.models.batch..",
                "dev.arena.models.votes..",
                "dev.arena.kafka..",
                "dev.arena.streamer..",
                "dev.arena.console..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime.."));
  }

  @Test
  void onlyTheModulesThatNeedKafkaCallIt() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.arena.cli..", "dev.arena.models..", "dev.arena.trainer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.."));
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka.streams..", "ai.djl.."));
  }

  @Test
  void theStreamerContainsNeitherTrainingNorABroker() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage("dev.arena.kafka..", "dev.arena.streamer..", "dev.arena.console..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "kafka..",
                "scala..",
                "ai.djl.engine..",
                "ai.djl.pytorch..",
                "ai.djl.training..",
                "ai.onnx.."));
  }

  @Test
  void batchingKnowsNothingAboutConversationPairs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.streamer.batching..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.arena.schemas..",
                "dev.arena.streamer.topology..",
                "dev.arena.kafka.deadletter..",
                "org.apache.avro.."));
  }

  @Test
  void kafkaInternalsAreUsedInOnlyTwoPackages() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.arena.servers..", "dev.arena.streamer.batching..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "kafka..",
                "org.apache.kafka.server..",
                "org.apache.kafka.streams..internals..",
                "org.apache.kafka.clients..internals.."));
  }

  /**
   * Some methods of the shipped Confluent classes name relocated libraries. Code that calls such a
   * method would not link with Confluent's own artifacts.
   */
  @Test
  void noCalledConfluentMethodNamesARelocatedClass() {
    List<JavaAccess<?>> accesses =
        PRODUCT.stream()
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(access -> access.getTargetOwner().getName().startsWith("io.confluent."))
            .toList();

    assertThat(accesses).hasSizeGreaterThan(10);
    assertThat(accesses)
        .allSatisfy(
            access -> assertThat(access.getTarget().getFullName()).doesNotContain(RELOCATED))
        .allSatisfy(
            access -> assertThat(typeOf(access.getTarget()).getName()).doesNotContain(RELOCATED));
    check(noClasses().should().dependOnClassesThat().resideInAnyPackage(RELOCATED + ".."));
  }

  private static JavaClass typeOf(AccessTarget target) {
    return target instanceof AccessTarget.FieldAccessTarget field
        ? field.getRawType()
        : ((AccessTarget.CodeUnitAccessTarget) target).getRawReturnType();
  }

  @Test
  void packagesHaveNoCyclicDependencies() {
    check(SlicesRuleDefinition.slices().matching("dev.arena.(*.*)..").should().beFreeOfCycles());
  }

  /**
   * Types of {@code schemas} and {@code models} are for programs that embed them; main classes and
   * the classes that {@code logback.xml} names are loaded by name.
   */
  @Test
  void aTypeIsPublicOnlyIfAnotherPackageUsesIt() {
    List<String> needless =
        PRODUCT.stream()
            .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(PUBLIC))
            .filter(type -> !LIBRARY.matcher(type.getName()).matches())
            .filter(type -> !BY_NAME.matcher(type.getName()).matches())
            .filter(type -> !FOR_PROGRAMS.matcher(type.getName()).matches())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type -> users(type).allMatch(type.getPackageName()::equals))
            .map(JavaClass::getName)
            .sorted()
            .toList();

    assertThat(needless).isEmpty();
  }

  /** The packages of all classes, including tests, that use a type or one nested in it. */
  private static Stream<String> users(JavaClass type) {
    return PRODUCT_AND_TESTS.stream()
        .filter(each -> (each.getName() + "$").startsWith(type.getName() + "$"))
        .flatMap(each -> each.getDirectDependenciesToSelf().stream())
        .map(dependency -> dependency.getOriginClass().getPackageName());
  }

  @Test
  void nothingIsNamedUtilHelperCommonImplOrManager() {
    check(
        classes()
            .should()
            .resideOutsideOfPackages(
                "..util..", "..helper..", "..common..", "..impl..", "..manager..")
            .andShould()
            .haveSimpleNameNotEndingWith("Utils")
            .andShould()
            .haveSimpleNameNotEndingWith("Helper"));
  }

  @Test
  void nothingIsReadWithJavasSerialisation() {
    check(NO_SERIALISATION);
  }

  @Test
  void noInputNamesAClassOrIsRun() {
    check(NOTHING_BY_NAME);
  }

  @Test
  void codeThatDeserialisesObjectsOrLoadsClassesByNameIsFound() {
    JavaClasses careless = new ClassFileImporter().importClasses(Careless.class);

    assertThat(NO_SERIALISATION.evaluate(careless).hasViolation()).isTrue();
    assertThat(NOTHING_BY_NAME.evaluate(careless).hasViolation()).isTrue();
  }

  /** What the two rules above forbid. */
  private static final class Careless {
    static Object read(InputStream input) throws Exception {
      return new ObjectInputStream(input).readObject();
    }

    static Object named(String input) throws Exception {
      return Class.forName(input);
    }
  }

  private static void check(ArchRule rule) {
    rule.check(PRODUCT);
  }
}
