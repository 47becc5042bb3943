package dev.coffer.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.coffer.wire.ApiPermission;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar that others put on their class path. It runs after the jar was packaged. */
class ClientJarTest {
  private static final int JAVA_17 = 61;
  private static final String JACKSON = "dev/coffer/client/internal/jackson/";

  @TempDir private Path directory;
  private Path jar;

  @BeforeEach
  void find() {
    Optional<String> path = Optional.ofNullable(System.getProperty("coffer.client.jar"));
    assumeThat(path).as("the jar, which is made after the other tests").isPresent();
    jar = Path.of(path.get());
  }

  @Test
  void everythingInItIsCoffersOrMovedThere() throws IOException {
    try (JarFile content = new JarFile(jar.toFile())) {
      List<String> names =
          content.stream().filter(it -> !it.isDirectory()).map(JarEntry::getName).toList();

      assertThat(names)
          .contains(
              "dev/coffer/client/CofferClient.class",
              "dev/coffer/wire/ApiPaths.class",
              JACKSON + "core/JsonFactory.class")
          .allMatch(name ->
              name.startsWith("dev/coffer/client/")
                  || name.startsWith("dev/coffer/wire/")
                  || name.startsWith("META-INF/"));
      assertThat(names)
          .noneMatch(name -> name.startsWith("META-INF/") && name.endsWith(".class"))
          .noneMatch(name -> name.startsWith("META-INF/services/"))
          .contains("META-INF/LICENSE", "META-INF/NOTICE");
      assertThat(content.getManifest().getMainAttributes().getValue("Automatic-Module-Name"))
          .isEqualTo("dev.coffer.client");
    }
  }

  @Test
  void everyClassIsForJava17OrOlder() throws IOException {
    Map<String, Integer> versions = new TreeMap<>();
    try (JarFile content = new JarFile(jar.toFile())) {
      for (JarEntry entry : content.stream().toList()) {
        if (entry.getName().endsWith(".class")) {
          try (DataInputStream in = new DataInputStream(content.getInputStream(entry))) {
            in.skipNBytes(6);
            versions.put(entry.getName(), in.readUnsignedShort());
          }
        }
      }
    }
    assertThat(versions).hasSizeGreaterThan(100);
    versions.forEach((name, version) -> {
      assertThat(version).as(name).isLessThanOrEqualTo(JAVA_17);
      if (!name.startsWith(JACKSON)) {
        assertThat(version).as(name).isEqualTo(JAVA_17);
      }
    });
  }

  @Test
  void theProgramOfTheManualRunsWithTheJarAlone() throws Exception {
    runTheProgram(Path.of(System.getProperty("java.home")));
  }

  @Test
  void theProgramOfTheManualRunsOnJava17() throws Exception {
    Optional<Path> java17 = java17();
    assumeThat(java17).as("a JDK 17 on this machine").isPresent();
    runTheProgram(java17.get());
  }

  private void runTheProgram(Path javaHome) throws Exception {
    Path classes = Files.createDirectory(directory.resolve("classes"));
    compile(program(), classes);
    try (LiveCoffer coffer = LiveCoffer.on(directory.resolve("data"), Map.of())) {
      CofferKey key = coffer.newKey(ApiPermission.SECRET_READ);
      assertThat(run(javaHome, classes, coffer, key))
          .isEqualTo("This site has no secret s3_secret_key\n");
      try (CofferClient operator = coffer.operator().build()) {
        Administration administration = operator.administration();
        administration.setUpMembersArea(
            administration.listSites().get(0).id(),
            "me@example.com",
            SecretText.of(LiveCoffer.PASSWORD));
        operator.createSecret("s3_secret_key", SecretText.of("x".repeat(20)));
      }
      assertThat(run(javaHome, classes, coffer, key))
          .isEqualTo("Using a key of 20 characters: ‹secret›\n");
    }
  }

  private static String program() throws IOException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("../docs/client.md")));
    assertThat(block.find()).as("docs/client.md has a program").isTrue();
    return block.group(1);
  }

  private void compile(String program, Path classes) throws IOException {
    Path source = Files.writeString(directory.resolve("ReadSecret.java"), program);
    ByteArrayOutputStream complaints = new ByteArrayOutputStream();
    int outcome =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                complaints,
                complaints,
                "--release",
                "17",
                "-Xlint:all",
                "-Werror",
                "-cp",
                jar.toString(),
                "-d",
                classes.toString(),
                source.toString());
    assertThat(outcome).as(complaints.toString(UTF_8)).isZero();
  }

  private String run(Path javaHome, Path classes, LiveCoffer coffer, CofferKey key)
      throws IOException, InterruptedException {
    ProcessBuilder program =
        new ProcessBuilder(
            javaHome.resolve("bin/java").toString(),
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "-cp",
            jar + File.pathSeparator + classes,
            "ReadSecret");
    program.environment().clear();
    program.environment().put("COFFER_URL", coffer.uri().toString());
    program.environment().put("COFFER_KEY", key.reveal());
    Process process = program.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said.replace("\r\n", "\n");
  }

  /** Looks where this JDK is, and where Linux distributions keep theirs. */
  private static Optional<Path> java17() throws IOException {
    List<Path> homes = new ArrayList<>();
    for (Path parent :
        List.of(Path.of(System.getProperty("java.home")).getParent(), Path.of("/usr/lib/jvm"))) {
      if (Files.isDirectory(parent)) {
        try (Stream<Path> children = Files.list(parent)) {
          children.forEach(homes::add);
        }
      }
    }
    for (Path home : homes) {
      Path release = home.resolve("release");
      if (Files.isReadable(release)
          && Files.isExecutable(home.resolve("bin/java"))
          && Files.readString(release).contains("JAVA_VERSION=\"17.")) {
        return Optional.of(home);
      }
    }
    return Optional.empty();
  }
}
