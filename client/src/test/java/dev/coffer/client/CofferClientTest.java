package dev.coffer.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.coffer.client.errors.AlreadyExistsException;
import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.FailedPreconditionException;
import dev.coffer.client.errors.InvalidArgumentException;
import dev.coffer.client.errors.NotFoundException;
import dev.coffer.client.errors.PermissionDeniedException;
import dev.coffer.client.errors.RejectedCallException;
import dev.coffer.client.errors.ResourceExhaustedException;
import dev.coffer.client.errors.UnauthenticatedException;
import dev.coffer.wire.ApiPermission;
import dev.coffer.wire.KeyFormat;
import dev.coffer.wire.MemberRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against a real server. */
class CofferClientTest {
  private static final String MARKER = "mkValue-Fm8OfflH6bJOwWjenqAtLurLbk";
  private static final String UNKNOWN = "00000000-0000-0000-0000-000000000000";

  @TempDir private static Path data;
  private static LiveCoffer coffer;

  @BeforeAll
  static void start() {
    coffer = LiveCoffer.on(data, Map.of());
  }

  @AfterAll
  static void stop() {
    coffer.close();
  }

  private static <T extends CofferException> T refusal(Class<T> type, Runnable call) {
    T refusal = catchThrowableOfType(type, call::run);
    assertThat(refusal).as("the refusal").isNotNull();
    assertThat(refusal.toString()).doesNotContain(MARKER);
    assertThat(refusal.details().orElse("")).doesNotContain(MARKER);
    return refusal;
  }

  @Test
  void theSecretsApiWorks() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      String id = site.createSecret("s3_key", SecretText.of(MARKER), "for uploads");
      try (SecretText value = site.readSecret("s3_key")) {
        assertThat(value.revealAsString()).isEqualTo(MARKER);
      }

      SecretMetadata listed = site.listSecrets().secrets().get(0);
      assertThat(listed.id()).isEqualTo(id);
      assertThat(listed.name()).isEqualTo("s3_key");
      assertThat(listed.description()).isEqualTo("for uploads");
      assertThat(listed.created()).isBetween(before, Instant.now());
      assertThat(listed.updated()).isEqualTo(listed.created());
      assertThat(site.listSecrets().corruptedSecretIds()).isEmpty();

      site.updateSecret(
          id,
          SecretEdit.none()
              .withName("renamed")
              .withValue(SecretText.of("other"))
              .withDescription(""));
      assertThat(site.readSecret("renamed").revealAsString()).isEqualTo("other");
      assertThat(site.listSecrets().secrets().get(0).description()).isEmpty();

      site.deleteSecret(id);
      assertThat(site.listSecrets().secrets()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "ä€😀", "line\nline\r\n", "\u0000", "\"\\/", "  ", "null"})
  void aValueComesBackAsItWasGiven(String value) throws IOException {
    try (CofferClient site = coffer.newSite()) {
      site.createSecret("any", SecretText.of(value.toCharArray()));

      assertThat(site.readSecret("any").revealAsChars()).isEqualTo(value.toCharArray());
    }
  }

  @Test
  void theLongestValueIsStoredAndRead() throws IOException {
    String longest = "x".repeat(65_536);
    try (CofferClient site = coffer.newSite()) {
      site.createSecret("long", SecretText.of(longest));

      assertThat(site.readSecret("long").revealAsString()).isEqualTo(longest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a#b", "a+b", "a=b", "a@b", "a$b", "A-_1"})
  void aNameOfAnyPermittedCharactersIsFound(String name) throws IOException {
    try (CofferClient site = coffer.newSite()) {
      site.createSecret(name, SecretText.of(name));

      assertThat(site.readSecret(name).revealAsString()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ".", "..", "../sites", "a/b", "a?b", "a%b", "é", "a\u0000b"})
  void aNameThatNoSecretCanHaveIsRefusedByTheServer(String name) throws IOException {
    try (CofferClient site = coffer.newSite()) {
      InvalidArgumentException refusal =
          refusal(InvalidArgumentException.class, () -> site.readSecret(name));

      assertThat(refusal.violations().get(0).field()).isEqualTo("name");
      refusal(CofferException.class, () -> site.deleteSecret(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00", "\ud800a", "\udc00\ud800"})
  void halfOfASurrogatePairIsRefused(String half) throws IOException {
    try (CofferClient site = coffer.newSite()) {
      InvalidArgumentException refusal =
          refusal(
              InvalidArgumentException.class,
              () -> site.createSecret("a", SecretText.of(MARKER + half)));

      assertThat(refusal.violations().get(0).field()).isEqualTo("secret.value");
    }
  }

  @Test
  void aSecretThatDoesNotExistIsNotFound() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      NotFoundException refusal = refusal(NotFoundException.class, () -> site.readSecret("none"));

      assertThat(refusal.status()).isEqualTo(404);
      assertThat(refusal.code()).isEqualTo("NOT_FOUND");
      assertThat(refusal).hasMessage("this site has no secret of that name");
      assertThat(refusal.details().orElseThrow()).startsWith("{\"applicationError\":{\"code\":");
      assertThat(refusal.requestId().orElseThrow()).matches("[0-9a-f-]{36}");
      refusal(NotFoundException.class, () -> site.deleteSecret(UNKNOWN));
      refusal(
          NotFoundException.class,
          () -> site.updateSecret(UNKNOWN, SecretEdit.none().withDescription("d")));
    }
  }

  @Test
  void aNameThatIsTakenIsRefused() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      site.createSecret("taken", SecretText.of(MARKER));

      AlreadyExistsException refusal =
          refusal(
              AlreadyExistsException.class,
              () -> site.createSecret("taken", SecretText.of(MARKER)));
      assertThat(refusal.status()).isEqualTo(409);
    }
  }

  @Test
  void allThatIsWrongIsToldAtOnce() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      InvalidArgumentException refusal =
          refusal(
              InvalidArgumentException.class,
              () -> site.createSecret("wix a", SecretText.of(""), "x".repeat(201)));

      assertThat(refusal.violations())
          .extracting(violation -> violation.field() + " " + violation.rule())
          .contains("secret.name FORMAT", "secret.description MAX_LENGTH");
      assertThat(refusal.violations()).allMatch(violation -> !violation.description().isEmpty());
      refusal(InvalidArgumentException.class, () -> site.updateSecret(UNKNOWN, SecretEdit.none()));
    }
  }

  @Test
  void aKeyDoesWhatItsPermissionsSay() throws IOException {
    CofferKey key = coffer.newKey(ApiPermission.SECRET_READ);
    try (CofferClient reader = CofferClient.builder(coffer.uri(), key).build()) {
      reader.requireKnownKey();
      refusal(NotFoundException.class, () -> reader.readSecret("none"));
      refusal(PermissionDeniedException.class, reader::listSecrets);
      refusal(PermissionDeniedException.class, () -> reader.administration().listSites());
      refusal(PermissionDeniedException.class, () -> reader.onSite(UNKNOWN).readSecret("none"));
    }
  }

  @Test
  void aKeyThatTheServerDoesNotKnowIsRefusedUntilThereAreTooMany(@TempDir Path own) {
    try (LiveCoffer other = LiveCoffer.on(own, Map.of())) {
      CofferKey key =
          CofferKey.of(KeyFormat.withChecksum(KeyFormat.API_KEY_PREFIX + "0".repeat(43)));
      try (CofferClient stranger = CofferClient.builder(other.uri(), key).build()) {
        refusal(UnauthenticatedException.class, stranger::requireKnownKey);
        CofferException refusal = refusal(CofferException.class, stranger::listSecrets);
        for (int i = 0; i < 100 && refusal instanceof UnauthenticatedException; i++) {
          refusal = refusal(CofferException.class, stranger::listSecrets);
        }
        assertThat(refusal).isInstanceOf(ResourceExhaustedException.class);
        assertThat(((ResourceExhaustedException) refusal).retryAfter().orElseThrow()).isPositive();
        assertThat(refusal.toString()).doesNotContain(key.reveal());
      }
    }
  }

  @Test
  void withoutAMembersAreaSecretsCannotBeManaged() throws IOException {
    try (CofferClient operator = coffer.operator().build()) {
      refusal(FailedPreconditionException.class, operator::listSecrets);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRejected() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      CofferException refusal =
          refusal(
              CofferException.class,
              () -> site.createSecret("large", SecretText.of(MARKER.repeat(30_000))));

      assertThat(refusal).isInstanceOf(RejectedCallException.class);
      assertThat(refusal.code()).isEqualTo("PAYLOAD_TOO_LARGE");
    }
  }

  @Test
  void sitesMembersAndKeysAreAdministered() throws IOException {
    try (CofferClient operator = coffer.operator().build()) {
      Administration administration = operator.administration();
      SiteInfo site = administration.createSite("shop");
      assertThat(site.membersAreaSetUp()).isFalse();
      assertThat(administration.listSites()).contains(site);
      refusal(AlreadyExistsException.class, () -> administration.createSite("shop"));

      String email = "me@example.com";
      try (SecretText password = SecretText.of(LiveCoffer.PASSWORD)) {
        administration.setUpMembersArea(site.id(), email, password);
        MemberIdentity member = administration.logIn(site.id(), email, password, "192.0.2.1");
        assertThat(MemberRole.of(member.role())).contains(MemberRole.OWNER);
        assertThat(administration.findMember(site.id(), member.id())).contains(member);
      }
      assertThat(administration.findMember(site.id(), UNKNOWN)).isEmpty();
      refusal(
          UnauthenticatedException.class,
          () -> administration.logIn(site.id(), email, SecretText.of("no, another"), "192.0.2.1"));

      Instant end = Instant.now().plus(90, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MILLIS);
      CreatedApiKey made =
          administration.createApiKey(site.id(), "backend", Set.of(ApiPermission.SECRET_READ), end);
      assertThat(made.apiKey().expiry()).contains(end);
      assertThat(made.apiKey().permissions()).containsExactly("SECRETS_VAULT.SECRET_READ");
      assertThat(made.key().reveal()).startsWith(made.apiKey().prefix());
      assertThat(made.toString()).doesNotContain(made.key().reveal());
      assertThat(administration.listApiKeys(site.id())).containsExactly(made.apiKey());
      administration.revokeApiKey(site.id(), made.apiKey().id());
      assertThat(administration.listApiKeys(site.id())).isEmpty();
      refusal(
          NotFoundException.class,
          () -> administration.revokeApiKey(site.id(), made.apiKey().id()));

      administration.deleteSite(site.id());
      refusal(NotFoundException.class, () -> administration.listApiKeys(site.id()));
    }
  }

  @Test
  void theBareJsonOfACallCanBeHad() throws IOException {
    try (CofferClient site = coffer.newSite()) {
      byte[] body = "{\"secret\":{\"name\":\"a\",\"value\":\"b\",\"later\":[]}}".getBytes(UTF_8);
      assertThat(new String(site.json().createSecret(body), UTF_8)).startsWith("{\"id\":\"");
      assertThat(new String(site.json().readSecret("a"), UTF_8)).isEqualTo("{\"value\":\"b\"}");
      refusal(InvalidArgumentException.class, () -> site.json().createSecret("[7".getBytes(UTF_8)));
    }
  }

  @Test
  void manyThreadsShareAClient() throws Exception {
    try (CofferClient site = coffer.newSite();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      site.createSecret("shared", SecretText.of(MARKER));
      List<Future<String>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reads.add(threads.submit(() -> site.readSecret("shared").revealAsString()));
      }
      for (Future<String> read : reads) {
        assertThat(read.get()).isEqualTo(MARKER);
      }
    }
  }

  @Test
  void aServerTellsWhetherItIsReady() throws IOException {
    try (CofferClient operator = coffer.operator().build()) {
      assertThat(operator.isReady()).isTrue();
    }
  }

  @Test
  void theAddressMayHaveAPrefixAndASlashAtItsEnd() throws IOException {
    URI prefixed = URI.create(coffer.uri() + "/_api/secrets-service/");
    try (CofferClient site = CofferClient.builder(prefixed, coffer.operatorKey()).build()) {
      refusal(NotFoundException.class, () -> site.readSecret("none"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://a", "a:80", "http://", "http://me:mkPw@a", "https://a?b=c", "https://a#b"})
  void anAddressThatCannotBeOneIsRefusedAndNotRepeated(String address) {
    CofferKey key = CofferKey.of("k");
    assertThatThrownBy(() -> CofferClient.builder(new URI(address), key))
        .isInstanceOf(Exception.class)
        .satisfies(refusal -> {
          if (refusal instanceof IllegalArgumentException) {
            assertThat(refusal).hasMessageNotContaining("mkPw");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\nb", "mké"})
  void aKeyThatCannotBeOneIsRefusedAndNotRepeated(String text) {
    assertThatThrownBy(() -> CofferKey.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("mk");
  }

  @Test
  void nothingThatHoldsASecretPrintsIt() {
    CofferKey key = CofferKey.of(MARKER);
    SecretText text = SecretText.of(MARKER);
    SecretEdit edit = new SecretEdit(Optional.empty(), Optional.of(text), Optional.empty());
    CofferClient.Builder builder =
        CofferClient.builder(URI.create("http://127.0.0.1:1"), key).siteId(UNKNOWN);
    try (CofferClient client = builder.build()) {
      assertThat(List.of(key, text, edit, builder, client, client.json()))
          .allSatisfy(it -> assertThat(it.toString()).doesNotContain(MARKER));
    }
    assertThat(text).hasToString("‹secret›");
    assertThat(key).hasToString("‹secret›");
  }

  @Test
  void aTextThatWasClosedIsGone() {
    SecretText text = SecretText.of(MARKER);
    text.close();
    text.close();

    assertThat(text.length()).isEqualTo(MARKER.length());
    assertThatThrownBy(text::revealAsString).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(text::revealAsChars).isInstanceOf(IllegalStateException.class);
  }
}
