package dev.coffer.web;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What both web servers stand on stands on neither of them. */
class WebArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.coffer.web");

  @Test
  void whatTheServersShareKnowsNoneOfThem() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.coffer.server..", "dev.coffer.velo..", "dev.coffer.cli..")
        .check(PRODUCT);
  }
}
