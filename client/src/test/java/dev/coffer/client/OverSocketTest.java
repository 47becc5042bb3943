package dev.coffer.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coffer.client.errors.RejectedCallException;
import dev.coffer.client.errors.ResourceExhaustedException;
import dev.coffer.client.errors.UnauthenticatedException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.wire.DataDirectoryFiles;
import dev.coffer.wire.local.LocalSocket;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client and a real server over the socket in its data directory. */
class OverSocketTest {
  private static final int NOBODY = 65_534;
  private static final CofferKey KEY = CofferKey.of("coffer_mkKey-PEHCV2cWcPDZPwBkbcGzBKX3");

  @TempDir private Path directory;

  private Path data() {
    return directory.resolve("data");
  }

  /** Returns a client whose site can have secrets. */
  private CofferClient operator(LiveCoffer coffer) throws IOException {
    CofferClient client = CofferClient.builderOfServerOn(data(), coffer.operatorKey()).build();
    Administration administration = client.administration();
    SiteInfo site = administration.listSites().get(0);
    administration.setUpMembersArea(
        site.id(), "owner@example.com", SecretText.of(LiveCoffer.PASSWORD));
    return client;
  }

  @Test
  void aSecretIsMadeReadChangedListedAndDeleted() throws IOException {
    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of());
        CofferClient client = operator(coffer)) {
      String id = client.createSecret("name", SecretText.of("value ✓"), "description");
      client.updateSecret(id, SecretEdit.none().withValue(SecretText.of("another")));
      try (SecretText value = client.readSecret("name")) {
        assertThat(value.revealAsString()).isEqualTo("another");
      }
      assertThat(client.listSecrets().secrets()).hasSize(1);
      client.deleteSecret(id);

      assertThat(client.listSecrets().secrets()).isEmpty();
      assertThat(client.isReady()).isTrue();
      assertThat(client.administration().listSites()).hasSize(1);
    }
  }

  @Test
  void theSocketIsForItsOwnerAloneAndGoneWhenTheServerIs() throws IOException {
    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of())) {
      assertThat(coffer.uri()).isNotNull();
      assertThat(Files.getPosixFilePermissions(socket()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    assertThat(socket()).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 100, 230})
  void thePathMayBeLongerThanThatOfASocket(int length) throws IOException {
    Path deep = directory.resolve("d".repeat(length)).resolve("e".repeat(60));
    try (LiveCoffer coffer = LiveCoffer.on(deep, Map.of());
        CofferClient client = CofferClient.builderOfServerOn(deep, coffer.operatorKey()).build()) {
      assertThat(client.administration().listSites()).hasSize(1);
      assertThat(deep.resolve(DataDirectoryFiles.SOCKET)).exists();
    }
    assertThat(deep.resolve(DataDirectoryFiles.SOCKET)).doesNotExist();
  }

  @Test
  void theSocketOfAKilledServerIsReplaced() throws IOException {
    Files.createDirectory(
        data(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      LocalSocket.in(data()).withAddress(killed::bind);
    }
    assertThat(socket()).exists();

    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of());
        CofferClient client = operator(coffer)) {
      assertThat(client.isReady()).isTrue();
    }
  }

  @Test
  void aClientOutlivesItsServerAndFindsTheNext() throws IOException {
    LiveCoffer first = LiveCoffer.on(data(), Map.of());
    try (first;
        CofferClient client = operator(first)) {
      client.createSecret("name", SecretText.of("value"));
      first.close();

      UnavailableException refusal =
          catchThrowableOfType(UnavailableException.class, () -> client.deleteSecret("a"));
      assertThat(refusal.reason()).isEqualTo(Reason.NOT_CONNECTED);
      assertThat(refusal.mayBeDone()).isFalse();
      assertThat(refusal).hasMessage("no server can be reached at " + socket());

      try (LiveCoffer next = LiveCoffer.on(data(), Map.of())) {
        assertThat(next.uri()).isNotNull();
        client.createSecret("another", SecretText.of("value"));
        assertThat(client.listSecrets().secrets()).hasSize(2);
      }
    }
  }

  @Test
  void manyThreadsShareAClient() throws Exception {
    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of());
        CofferClient client = operator(coffer);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        client.createSecret("name" + i, SecretText.of("value" + i));
      }
      List<Future<String>> reads = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        String name = "name" + i % 10;
        reads.add(
            threads.submit(() -> {
              try (SecretText value = client.readSecret(name)) {
                return value.revealAsString();
              }
            }));
      }
      for (int i = 0; i < reads.size(); i++) {
        assertThat(reads.get(i).get()).isEqualTo("value" + i % 10);
      }
    }
  }

  @Test
  void valuesOfSixteenMegabytesGoBothWays() throws IOException {
    int bytes = 15 << 20;
    try (LiveCoffer coffer =
            LiveCoffer.on(data(), Map.of("max-value-bytes", String.valueOf(bytes)));
        CofferClient client = operator(coffer)) {
      client.createSecret("large", SecretText.of("v".repeat(bytes)));

      try (SecretText value = client.readSecret("large")) {
        assertThat(value.revealAsChars()).hasSize(bytes);
      }
    }
  }

  @Test
  void aBodyThatTheServerDoesNotReadToItsEndIsAnsweredAllTheSame() throws IOException {
    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of());
        CofferClient client = CofferClient.builderOfServerOn(data(), KEY).build()) {
      assertThat(coffer.uri()).isNotNull();
      assertThat(
              catchThrowableOfType(
                  RejectedCallException.class,
                  () -> client.createSecret("a", SecretText.of("v".repeat(3 << 20)))))
          .hasMessage("the body must have at most 409600 bytes");
    }
  }

  @Test
  void failuresOverTheSocketDoNotShutOutAGoodKey() throws IOException {
    try (LiveCoffer coffer = LiveCoffer.on(data(), Map.of());
        CofferClient bad = CofferClient.builderOfServerOn(data(), KEY).build();
        CofferClient good = operator(coffer)) {
      Class<?> last = Object.class;
      for (int i = 0; i < 30; i++) {
        try {
          bad.listSecrets();
        } catch (UnauthenticatedException | ResourceExhaustedException e) {
          last = e.getClass();
        }
      }
      assertThat(last).isEqualTo(ResourceExhaustedException.class);
      assertThat(good.listSecrets().secrets()).isEmpty();
    }
  }

  @Test
  void whereOthersCanWriteNothingIsSent() throws IOException {
    try (HostileServer stranger = HostileServer.answering(200, "{\"secrets\":[]}");
        CofferClient client =
            CofferClient.builderOfServerOn(stranger.dataDirectory(), KEY).build()) {
      assertThat(client.listSecrets().secrets()).isEmpty();
      Files.setPosixFilePermissions(
          stranger.dataDirectory(), PosixFilePermissions.fromString("rwxrwx---"));

      assertNothingIsSent(stranger, client, "run 'chmod go-w " + stranger.dataDirectory() + "'");
    }
  }

  @Test
  void whereSomebodyElseListensNothingIsSent() throws IOException {
    try (HostileServer stranger = HostileServer.answering(200, "{\"secrets\":[]}");
        CofferClient client =
            CofferClient.builderOfServerOn(stranger.dataDirectory(), KEY).build()) {
      assertThat(client.listSecrets().secrets()).isEmpty();
      Path socket = stranger.dataDirectory().resolve(DataDirectoryFiles.SOCKET);
      assumeTrue(canGiveAway(socket), "skipped: needs root");

      assertNothingIsSent(stranger, client, socket + " belongs to another user");
    }
  }

  private static void assertNothingIsSent(
      HostileServer stranger, CofferClient client, String reason) {
    UnavailableException refusal =
        catchThrowableOfType(UnavailableException.class, client::listSecrets);
    assertThat(refusal.reason()).isEqualTo(Reason.NOT_SECURE);
    assertThat(refusal).hasMessageStartingWith("nothing was sent to ").hasMessageContaining(reason);
    assertThat(stranger.requests()).hasSize(1);
  }

  private static boolean canGiveAway(Path path) {
    try {
      Files.setAttribute(path, "unix:uid", NOBODY);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Path socket() {
    return data().resolve(DataDirectoryFiles.SOCKET);
  }
}
