package dev.coffer.velo;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.coffer.sandbox.protocol.StackFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as {@code docs/architecture.md} draws them. */
class ArchitectureTest {
  private static final String ROOT = "dev.coffer.velo";
  private static final int MOST_FILES = 25;

  /** What each package may stand on; the empty name is the root, which wires all of them. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "site", List.of(),
          "pages", List.of(),
          "sandbox", List.of("site"),
          "host", List.of("sandbox"),
          "calls", List.of("host", "sandbox", "site"),
          "web", List.of("calls", "host", "sandbox", "site", "pages"),
          "testing", List.of("calls", "host", "sandbox", "site", "pages"),
          "", List.of("web", "testing", "pages", "calls", "host", "sandbox", "site"));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/pages/generated/"))
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
    ARROWS.forEach((name, beneath) ->
        classes()
            .that()
            .resideInAPackage(packages(name)[0])
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackages(ROOT, ROOT + "..")
                    .or(resideInAnyPackage(packages(name)))
                    .or(resideInAnyPackage(packages(beneath.toArray(String[]::new))))
                    .as("are in " + name + " or one of " + beneath))
            .check(PRODUCT));
  }

  @Test
  void noPackagesStandInACircle() {
    slices().matching("dev.coffer.(velo..)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void nothingKnowsTheEngineOfJavaScript() {
    onlyIn(List.of(), "org.graalvm..", "com.oracle.truffle..", "com.oracle.js..");
  }

  @Test
  void ofTheProcessThatRunsCodeOnlyItsProtocolIsKnown() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.coffer.sandbox..")
                .and(resideOutsideOfPackage("dev.coffer.sandbox.protocol"))
                .as("are in that process, but not in its protocol"))
        .check(PRODUCT);
  }

  @Test
  void onlyTheSandboxSpeaksTheProtocol() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".sandbox")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.coffer.sandbox..")
                .and(not(type(StackFrame.class)))
                .as("are in its protocol, but not the places in files that errors tell of"))
        .check(PRODUCT);
  }

  @Test
  void noPackageHasMoreFilesThanCanBeReadAsAWhole() {
    Map<String, Long> files =
        PRODUCT.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));

    assertThat(files.values()).allMatch(count -> count <= MOST_FILES);
  }

  @Test
  void onlyWhatBrowsersSeeAndItsWiringKnowTheWebServer() {
    onlyIn(List.of(ROOT + ".web", ROOT + ".testing", ROOT + ".pages", ROOT), "io.helidon..");
  }

  @Test
  void nothingKnowsTheServerOfSecretsButByTheClient() {
    onlyIn(List.of(), "dev.coffer.server..");
    onlyIn(List.of(ROOT + ".host"), "dev.coffer.client..");
  }

  @Test
  void onlyFetchesOfASitesCodeSpeakHttpThemselves() {
    onlyIn(List.of(), "java.net.http..");
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.host\\.(Fetch|HttpClientFactory)(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hc..")
        .check(PRODUCT);
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
