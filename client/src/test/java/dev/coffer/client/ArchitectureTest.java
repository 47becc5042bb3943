package dev.coffer.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The library brings nothing along, and speaks HTTP and JSON in one place. */
class ArchitectureTest {
  private static final String ROOT = "dev.coffer.client";
  private static final String INTERNAL = ROOT + ".internal";

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void itDependsOnTheWireAndOnJavaAlone() {
    classes()
        .that()
        .resideOutsideOfPackage(INTERNAL)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ROOT + "..", "dev.coffer.wire", "java..", "javax.net.ssl")
        .check(PRODUCT);
  }

  @Test
  void onlyItsInsideKnowsAJsonLibrary() {
    classes()
        .that()
        .resideInAPackage(INTERNAL)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            INTERNAL,
            ROOT + ".errors",
            "dev.coffer.wire..",
            "java..",
            "javax.net.ssl",
            "com.fasterxml.jackson.core..")
        .check(PRODUCT);
  }

  @Test
  void onlyItsInsideSpeaksHttp() {
    noClasses()
        .that()
        .resideOutsideOfPackage(INTERNAL)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http")
        .check(PRODUCT);
  }

  @Test
  void noPackagesStandInACircle() {
    slices().matching("dev.coffer.(client..)").should().beFreeOfCycles().check(PRODUCT);
  }
}
