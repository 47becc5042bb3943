package dev.coffer.sandbox;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as {@code docs/architecture.md} draws them. */
class ArrowsTest {
  private static final String ROOT = "dev.coffer.sandbox.";
  private static final int MOST_FILES = 25;

  /** What each package may stand on. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "protocol", List.of(),
          "engine", List.of("protocol"),
          "child", List.of("engine", "protocol"));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT + "protocol", ROOT + "engine", ROOT + "child");

  @Test
  void everyPackageIsOnTheMapAndCanBeReadAsAWhole() {
    Map<String, Long> files =
        PRODUCT.stream()
            .filter(JavaClass::isTopLevelClass)
            .collect(
                Collectors.groupingBy(
                    each -> each.getPackageName().substring(ROOT.length()), Collectors.counting()));

    assertThat(files.keySet()).isEqualTo(ARROWS.keySet());
    assertThat(files.values()).allMatch(count -> count <= MOST_FILES);
  }

  @Test
  void everyPackageStandsOnlyOnThoseBeneathIt() {
    ARROWS.forEach((name, beneath) ->
        classes()
            .that()
            .resideInAPackage(ROOT + name)
            .should()
            .onlyDependOnClassesThat(
                resideOutsideOfPackages("dev.coffer..")
                    .or(resideInAnyPackage(ROOT + name))
                    .or(resideInAnyPackage(packages(beneath)))
                    .as("are in " + name + " or one of " + beneath))
            .check(PRODUCT));
  }

  @Test
  void noPackagesStandInACircle() {
    slices().matching(ROOT + "(*)").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void onlyTheEnginesPackageKnowsTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "engine")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.graalvm..", "com.oracle..")
        .check(PRODUCT);
  }

  @Test
  void theEnginesNamesAreNotInWhatItsPackageOffers() {
    assertThat(
            PRODUCT.stream()
                .filter(each -> each.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(each -> each.getMethods().stream())
                .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(method ->
                    Stream.concat(
                        Stream.of(method.getRawReturnType()),
                        method.getRawParameterTypes().stream())))
        .noneMatch(type -> type.getPackageName().startsWith("org.graalvm"));
  }

  private static String[] packages(List<String> names) {
    return Stream.concat(Stream.of("none"), names.stream().map(name -> ROOT + name))
        .toArray(String[]::new);
  }
}
