package dev.coffer.wire.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose files are believed. The other user, whom only root can have make something, is nobody. */
class TrustedPathTest {
  private static final int NOBODY = 65_534;

  @TempDir private Path temporary;
  private Path directory;
  private TrustedPath rule;

  @BeforeEach
  void directory() throws IOException {
    directory = Files.createDirectory(temporary.toRealPath().resolve("a directory"));
    mode(directory, 0700);
    rule = TrustedPath.ofThisProcess();
  }

  private static Path mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode);
    return path;
  }

  private Path file(Path parent, String name) throws IOException {
    return mode(Files.createFile(parent.resolve(name)), 0600);
  }

  private static void giveAway(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
    } catch (IOException e) {
      assumeTrue(false, "skipped: needs root");
    }
  }

  private static void assertRefused(ThrowingCallable look, String... reasons) {
    assertThatThrownBy(look)
        .isInstanceOf(UntrustedPathException.class)
        .hasMessageContainingAll(reasons);
  }

  @Test
  void anOwnDirectoryIsBelievedWhereverItLies() throws IOException {
    rule.requireOwnDirectory(directory);
    rule.requireOwnDirectory(mode(directory, 0755));
  }

  @ParameterizedTest
  @ValueSource(ints = {0770, 0702, 01777, 02775})
  void aDirectoryThatOthersCanWriteIsRefusedWithTheCommandThatMendsIt(int mode) throws IOException {
    mode(directory, mode);

    assertRefused(
        () -> rule.requireOwnDirectory(directory),
        "can be changed by other users; run 'chmod go-w '" + directory + "''");
  }

  @Test
  void aDirectoryOfAnotherUserIsRefusedWithTheCommandThatMendsIt() throws IOException {
    giveAway(directory);

    assertRefused(
        () -> rule.requireOwnDirectory(directory),
        "belongs to another user (id 65534); run 'chown 0 '" + directory + "''");
    TrustedPath.ofUser(NOBODY).requireOwnDirectory(directory);
  }

  @Test
  void whatIsNoDirectoryIsRefused() throws IOException {
    Path file = file(directory, "file");

    assertRefused(() -> rule.requireOwnDirectory(file), "is not a directory");
    assertThatThrownBy(() -> rule.requireOwnDirectory(directory.resolve("nothing")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void anOwnDirectoryForItsUserAloneMayLieInTheVolumeOfAGroup() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Path own = mode(Files.createDirectory(volume.resolve("own")), 0700);
    mode(volume, 02775);

    rule.requireOwnDirectory(own);
    assertRefused(() -> rule.requireOwnDirectory(volume), "or name a directory in it with --data");
    assertRefused(
        () -> rule.requireOwnDirectory(mode(own, 0750)), "could be replaced by other users");
    mode(own, 0700);
    mode(volume, 0777);
    assertRefused(() -> rule.requireOwnDirectory(own), "could be replaced by other users");
  }

  @Test
  void aDirectoryOfAnotherUserInTheVolumeOfAGroupIsRefused() throws IOException {
    Path volume = Files.createDirectory(directory.resolve("volume"));
    Path planted = mode(Files.createDirectory(volume.resolve("own")), 0700);
    mode(volume, 02775);
    giveAway(planted);

    assertRefused(() -> rule.requireOwnDirectory(planted), "could be replaced by other users");
  }

  @Test
  void thereIsNoLinkAmongOwnEntries() throws IOException {
    Path target = file(directory, "target");
    Path link = Files.createSymbolicLink(directory.resolve("link"), target);

    rule.requireOwnFile(target);
    assertRefused(() -> rule.requireOwnEntry(link), "is a link", "run 'cp -pL ");
    assertRefused(() -> rule.requireOwnFile(link), "is a link");
  }

  @Test
  void anOwnFileIsWrittenByNobodyElse() throws IOException {
    Path file = file(directory, "file");

    rule.requireOwnFile(mode(file, 0644));
    assertRefused(() -> rule.requireOwnFile(mode(file, 0620)), "run 'chmod go-w ");
    assertRefused(() -> rule.requireOwnFile(mode(file, 0602)), "run 'chmod go-w ");
    giveAway(mode(file, 0600));
    assertRefused(() -> rule.requireOwnFile(file), "belongs to another user", "chown 0");
    assertRefused(() -> rule.requireOwnEntry(file), "belongs to another user");
  }

  @Test
  void anOwnSocketIsASocket() throws IOException {
    Path path = temporary.resolve("s");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
      mode(path, 0600);

      rule.requireOwnSocket(path);
      assertRefused(
          () -> rule.requireOwnSocket(file(directory, "file")), "is not a socket; run 'rm ");
      giveAway(path);
      assertRefused(() -> rule.requireOwnSocket(path), "belongs to another user");
    }
  }

  @Test
  void aFileBehindLinksIsBelievedIfNobodyElseCanChangeTheWay() throws IOException {
    Path file = file(directory, "file");
    Path links = Files.createDirectory(directory.resolve("links"));
    Files.createSymbolicLink(links.resolve("absolute"), file);
    Files.createSymbolicLink(links.resolve("relative"), Path.of("..", "links", ".", "absolute"));

    rule.requireIrreplaceable(file);
    rule.requireIrreplaceable(links.resolve("relative"));
    mode(links, 0777);
    assertRefused(
        () -> rule.requireIrreplaceable(links.resolve("relative")),
        "could be replaced by other users: the directory " + links + " can be changed by them");
    mode(links, 0755);
    mode(file, 0666);
    assertRefused(
        () -> rule.requireIrreplaceable(links.resolve("relative")), file + " can be changed");
  }

  @Test
  void aFileBelowADirectoryOfAnotherUserIsRefused() throws IOException {
    Path theirs = Files.createDirectory(directory.resolve("theirs"));
    Path file = file(theirs, "file");
    giveAway(theirs);

    assertRefused(
        () -> rule.requireIrreplaceable(file),
        "the directory " + theirs + " belongs to one of them (id 65534)");
  }

  @Test
  void secretVolumesOfKubernetesAreBelieved() throws IOException {
    Path volume = mode(Files.createDirectory(directory.resolve("volume")), 01777);
    Path version = Files.createDirectory(volume.resolve("..2026_12_01_03_37_27.1"));
    mode(Files.writeString(version.resolve("master.key"), "key"), 0644);
    Path data = Files.createSymbolicLink(volume.resolve("..data"), version.getFileName());
    Path key =
        Files.createSymbolicLink(volume.resolve("master.key"), Path.of("..data", "master.key"));

    rule.requireIrreplaceable(key);
    giveAway(data);
    assertRefused(
        () -> rule.requireIrreplaceable(key),
        "the directory " + volume + " is for everybody, and " + data + " belongs to one of them");
  }

  @Test
  void linksThatLeadNowhereAreFollowedToAnEnd() throws IOException {
    Path one = directory.resolve("one");
    Path two = directory.resolve("two");
    Files.createSymbolicLink(one, two);
    Files.createSymbolicLink(two, one);

    assertRefused(() -> rule.requireIrreplaceable(one), "too many links");
    Path lost = Files.createSymbolicLink(directory.resolve("lost"), directory.resolve("nothing"));
    assertThatThrownBy(() -> rule.requireIrreplaceable(lost))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatThisProcessHasOpenIsBelieved() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/fd")), "skipped: needs /proc");
    Process process = new ProcessBuilder("sh", "-c", "read line").start();
    try {
      assertThat(process.isAlive()).isTrue();
      Path input = Path.of("/proc/" + process.pid() + "/fd/0");

      assertThat(Files.readSymbolicLink(input).toString()).startsWith("pipe:");
      assertThatCode(() -> rule.requireIrreplaceable(input)).doesNotThrowAnyException();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
