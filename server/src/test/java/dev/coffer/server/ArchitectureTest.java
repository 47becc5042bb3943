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
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final String ROOT = "dev.coffer.server";

  /** What each package may stand on; the empty name is the root, which wires all of them. */
  private static final Map<String, List<String>> ARROWS = new TreeMap<>();

  static {
    stands("errors");
    stands("text", "errors");
    stands("metrics");
    stands("quotas", "errors");
    stands("sealing");
    stands("config", "storage", "quotas");
    stands("storage", "sealing");
    stands("startup", "config", "sealing", "storage");
    stands("sites", "quotas", "sealing", "storage", "errors");
    stands("access", "quotas", "sites", "storage", "metrics", "errors");
    stands("keys", "text", "quotas", "access", "sites", "storage", "errors");
    stands("identity", "text", "access", "sites", "storage", "metrics", "errors");
    stands("members", "text", "quotas", "identity", "access", "sites", "storage", "errors");
    stands("secrets", "quotas", "access", "sites", "sealing", "storage", "metrics", "errors");
    List<String> domain =
        List.of("access", "keys", "identity", "members", "secrets", "sites", "metrics", "errors");
    stands("api", domain);
    stands("dashboard.page", "text", "access", "identity", "members", "sites", "errors");
    List<String> pages = with(domain, "dashboard.page");
    List<String> nouns = List.of("secrets", "keys", "members", "sites", "account", "login");
    nouns.forEach(noun -> stands("dashboard." + noun, pages));
    stands(
        "dashboard",
        with(pages, nouns.stream().map(noun -> "dashboard." + noun).toArray(String[]::new)));
    stands(
        "", with(domain, "quotas", "config", "startup", "sealing", "storage", "api", "dashboard"));
  }

  private static void stands(String name, String... beneath) {
    stands(name, List.of(beneath));
  }

  private static void stands(String name, List<String> beneath) {
    ARROWS.put(name, beneath);
  }

  private static List<String> with(List<String> some, String... others) {
    return Stream.concat(some.stream(), Stream.of(others)).toList();
  }

  /** The packages that are larger, and why. */
  private static final Map<String, String> LARGE =
      Map.of(ROOT + ".storage", "a table or a stored record each: none could stand elsewhere");

  /** What answers requests, and so translates faults. */
  private static final List<String> FACES = List.of("api", "dashboard.page", "dashboard.secrets");

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
            .map(name -> name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1))
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
          .resideInAPackage(packages(name)[0])
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
  void onlyTheTwoFacesAndTheirWiringKnowTheWebServer() {
    onlyIn(List.of(ROOT + ".api", ROOT + ".dashboard..", ROOT), "io.helidon..", "dev.coffer.web..");
  }

  @Test
  void noPackageHasMoreThan25FilesWithoutAReason() {
    Map<String, Long> sizes =
        PRODUCT.stream()
            .filter(type -> type.getEnclosingClass().isEmpty())
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    sizes.keySet().removeAll(LARGE.keySet());
    assertThat(sizes)
        .allSatisfy((name, files) -> assertThat(files).as(name).isLessThanOrEqualTo(25));
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
    return Arrays.stream(names)
        .map(name -> name.isEmpty() ? ROOT : ROOT + "." + name)
        .toArray(String[]::new);
  }
}
