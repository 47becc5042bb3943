package dev.coffer.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** How commands reach what they start and call. */
final class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.coffer.cli");

  /** The training is a browser of the site that it runs. */
  @Test
  void commandsSpeakHttpByTheClientAlone() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(AotTraining.class.getName())
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "org.apache.hc..", "io.helidon..")
        .check(PRODUCT);
  }

  @Test
  void onlyWhatRunsAServerOrASiteKnowsTheServer() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ForegroundServer")
        .and()
        .doNotHaveSimpleName("VeloProcess")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.coffer.server..")
        .check(PRODUCT);
  }
}
