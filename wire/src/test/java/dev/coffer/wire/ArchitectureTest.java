package dev.coffer.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What servers and clients agree on brings nothing else along. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.coffer.wire");

  @Test
  void itDependsOnJavaAlone() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.coffer.wire..", "java..")
        .check(PRODUCT);
  }

  @Test
  void noPackagesStandInACircle() {
    slices().matching("dev.coffer.(wire..)").should().beFreeOfCycles().check(PRODUCT);
  }
}
