package dev.coffer.sandbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the process that runs code is started with. */
final class ChildProgramTest {
  @Test
  void itsMainClassIsThere() throws Exception {
    try (URLClassLoader child = child()) {
      assertThat(child.loadClass(ChildProgram.MAIN_CLASS).getMethod("main", String[].class))
          .isNotNull();
    }
  }

  @Test
  void nothingElseThatIsOnTheClassPathOfThisProcessCanBeLoadedInIt() throws IOException {
    List<Path> others =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(entry -> !ChildProgram.classPath().contains(entry))
            .filter(Files::isRegularFile)
            .toList();
    try (URLClassLoader child = child()) {
      assertThat(others).isNotEmpty();
      for (Path jar : others) {
        firstClass(jar)
            .ifPresent(name -> assertThat(child.getResource(name)).as("%s", jar).isNull());
      }
    }
  }

  @Test
  void itsLibrariesAreJarsEachThereOnce() {
    List<Path> classPath = ChildProgram.classPath();

    assertThat(classPath)
        .doesNotHaveDuplicates()
        .allMatch(Path::isAbsolute)
        .allMatch(Files::exists);
    assertThat(classPath.stream().skip(1)).allMatch(path -> path.toString().endsWith(".jar"));
  }

  private static URLClassLoader child() throws MalformedURLException {
    URL[] urls = new URL[ChildProgram.classPath().size()];
    for (int i = 0; i < urls.length; i++) {
      urls[i] = ChildProgram.classPath().get(i).toUri().toURL();
    }
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static Optional<String> firstClass(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name ->
              name.endsWith(".class") && !name.contains("-info") && !name.startsWith("META-INF"))
          .findFirst();
    }
  }
}
