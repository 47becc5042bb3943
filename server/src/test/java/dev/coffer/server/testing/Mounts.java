package dev.coffer.server.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** File systems that a test mounts, where it may: as root on Linux. */
public final class Mounts implements AutoCloseable {
  private final Deque<Path> mounted = new ArrayDeque<>();

  /** Mounts an empty file system in memory; skips the test where that is not allowed. */
  public void mountInMemory(Path directory, String size) {
    mount(directory, "-t", "tmpfs", "-o", "mode=0700,size=" + size, "tmpfs", directory.toString());
  }

  /** Makes a file read-only, by a mount to root, whom permissions do not bind. */
  public void makeReadOnly(Path file) {
    if (file.toFile().setReadOnly() && !Files.isWritable(file)) {
      return;
    }
    mount(file, "--bind", file.toString(), file.toString());
    run("mount", "-o", "remount,ro,bind", file.toString());
  }

  /** Changes how a directory is mounted. */
  public void remount(Path directory, String option) {
    Assumptions.assumeTrue(
        run("mount", "-o", "remount," + option, directory.toString()),
        "a mount cannot be changed here");
  }

  private void mount(Path target, String... options) {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(options));
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/mount")) && run(command.toArray(String[]::new)),
        "only root on Linux can mount");
    mounted.push(target);
  }

  private static boolean run(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    while (!mounted.isEmpty()) {
      run("umount", mounted.pop().toString());
    }
  }
}
