package dev.arena.trainer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** The direction of dependencies, seen from the trainer; the other modules are checked by local. */
class TrainerArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(
              location -> !location.contains("test-classes") && !location.contains("-tests.jar"))
          .importPackages("dev.arena");

  @Test
  void theTrainerKnowsNothingOfKafkaOrTheStreamer() {
    noClasses()
        .that()
        .resideInAPackage("dev.arena.trainer..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.kafka..", "dev.arena.streamer..", "dev.arena.local..")
        .check(PRODUCT);
  }

  @Test
  void nothingBelowDependsOnTheTrainer() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.arena.schemas..", "dev.arena.models..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.arena.trainer..")
        .check(PRODUCT);
  }

  @Test
  void noPackagesDependOnEachOtherInACircle() {
    SlicesRuleDefinition.slices()
        .matching("dev.arena.(trainer.*)..")
        .should()
        .beFreeOfCycles()
        .check(PRODUCT);
  }
}
