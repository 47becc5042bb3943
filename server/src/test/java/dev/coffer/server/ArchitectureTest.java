package dev.coffer.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.coffer.server.sealing.CorruptedRecord;
import dev.coffer.server.storage.StorageUnavailable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final String ROOT = "dev.coffer.server";

  /** What each package may stand on. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "errors", List.of(),
          "metrics", List.of(),
          "sealing", List.of(),
          "storage", List.of("sealing"),
          "sites", List.of("sealing", "storage", "errors"),
          "access", List.of("sites", "storage", "metrics", "errors"),
          "secrets", List.of("access", "sites", "sealing", "storage", "metrics", "errors"),
          "http", List.of(),
          "api", List.of("access", "secrets", "sites", "http", "metrics", "errors"),
          "dashboard", List.of("access", "secrets", "sites", "http", "metrics", "errors"));

  /** The two that answer requests. */
  private static final Set<String> FACES = Set.of("api", "dashboard");

  private static final DescribedPredicate<JavaClass> TRANSLATED_FAULTS =
      JavaClass.Predicates.belongToAnyOf(CorruptedRecord.class, StorageUnavailable.class)
          .as("the faults that both faces translate");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/dashboard/generated/"))
          .importPackages(ROOT);

  @Test
  void everyPackageIsOnTheMap() {
    Set<String> found =
        PRODUCT.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(ARROWS.keySet());
  }

  @Test
  void everyPackageStandsOnlyOnThoseBeneathIt() {
    ARROWS.forEach((name, beneath) -> {
      DescribedPredicate<JavaClass> allowed =
          resideOutsideOfPackages(ROOT + "..")
              .or(resideInAnyPackage(packages(name)))
              .or(resideInAnyPackage(packages(beneath.toArray(String[]::new))));
      classes()
          .that()
          .resideInAPackage(ROOT + "." + name)
          .should()
          .onlyDependOnClassesThat(
              (FACES.contains(name) ? allowed.or(TRANSLATED_FAULTS) : allowed)
                  .as("are in " + name + " or one of " + beneath))
          .check(PRODUCT);
    });
  }

  @Test
  void noPackagesStandInACircle() {
    slices().matching("dev.coffer.(server..)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void onlySealingKnowsTheCryptographyLibrary() {
    onlyIn(List.of(ROOT + ".sealing"), "com.google.crypto.tink..", "javax.crypto..");
  }

  @Test
  void onlyStorageKnowsSql() {
    onlyIn(
        List.of(ROOT + ".storage"),
        "java.sql..",
        "javax.sql..",
        "org.jdbi..",
        "org.flywaydb..",
        "com.zaxxer.hikari..",
        "org.sqlite..",
        "org.postgresql..");
  }

  @Test
  void onlyTheTwoFacesWhatTheyShareAndTheirWiringKnowTheWebServer() {
    onlyIn(List.of(ROOT + ".api", ROOT + ".dashboard", ROOT + ".http", ROOT), "io.helidon..");
  }

  @Test
  void onlyTheDashboardKnowsTemplates() {
    onlyIn(List.of(ROOT + ".dashboard"), "gg.jte..");
  }

  @Test
  void onlyTheApiKnowsJson() {
    onlyIn(List.of(ROOT + ".api"), "com.fasterxml.jackson..");
  }

  private static void onlyIn(List<String> owners, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackages(owners.toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(PRODUCT);
  }

  private static String[] packages(String... names) {
    return Arrays.stream(names).map(name -> ROOT + "." + name).toArray(String[]::new);
  }
}
