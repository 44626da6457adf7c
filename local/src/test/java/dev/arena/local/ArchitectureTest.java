package dev.arena.local;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/**
 * The direction of dependencies; this module sees all others but the trainer, which checks itself.
 */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
          .importPackages("dev.arena");

  @Test
  void schemasKnowNothingOfModelsOrKafkaStreams() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.schemas..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.arena.models..",
                "dev.arena.streamer..",
                "dev.arena.local..",
                "org.apache.kafka.streams..",
                "ai.onnxruntime..",
                "ai.djl.."));
  }

  @Test
  void modelsKnowNothingOfKafkaOrOfTheirUsers() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.arena.streamer..",
                "dev.arena.trainer..",
                "dev.arena.local..",
                "org.apache.kafka..",
                "ai.djl.engine..",
                "ai.djl.pytorch..",
                "ai.djl.training.."));
  }

  @Test
  void theLibraryNeedsNoCommandLine() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.models..")
            .and()
            .resideOutsideOfPackage("dev.arena.models.command..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli.."));
  }

  @Test
  void theStreamerHoldsNoTrainingAndNoServers() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.streamer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.arena.trainer..",
                "dev.arena.local..",
                "kafka..",
                "scala..",
                "ai.djl.engine..",
                "ai.djl.pytorch..",
                "ai.djl.training..",
                "ai.onnx.."));
  }

  @Test
  void batchingKnowsNothingOfConversationPairs() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.arena.streamer.batching..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "dev.arena.schemas..",
                "dev.arena.streamer.topology..",
                "dev.arena.streamer.deadletter..",
                "org.apache.avro.."));
  }

  @Test
  void nobodySeesTheTrainerFromHere() {
    check(noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.arena.trainer.."));
  }

  @Test
  void kafkasInternalsAreTouchedInTheirTwoPackagesOnly() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages("dev.arena.local.servers..", "dev.arena.streamer.batching..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "kafka..",
                "org.apache.kafka.server..",
                "org.apache.kafka.streams..internals..",
                "org.apache.kafka.clients..internals.."));
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    check(SlicesRuleDefinition.slices().matching("dev.arena.(*.*)..").should().beFreeOfCycles());
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

  private static void check(ArchRule rule) {
    rule.check(PRODUCT);
  }
}
