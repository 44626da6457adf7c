package dev.arena.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModelsArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.arena.models");

  @Test
  void modelsKnowNothingOfKafka() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.kafka..")
        .check(CLASSES);
  }

  @Test
  void modelsKnowNoOtherModuleThanSchemas() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.arena.trainer..", "dev.arena.streamer..", "dev.arena.local..")
        .check(CLASSES);
  }

  @Test
  void modelsNeedNoTrainingEngine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ai.djl.engine..", "ai.djl.pytorch..", "ai.djl.training..", "ai.onnx..")
        .check(CLASSES);
  }

  @Test
  void onnxRuntimeIsSpokenToInOnePackage() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.arena.models.bundle..",
            "dev.arena.models.encode..",
            "dev.arena.models.batch..",
            "dev.arena.models.votes..",
            "dev.arena.models.config..",
            "dev.arena.models.command..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.onnxruntime..")
        .check(CLASSES);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("dev.arena.models.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
