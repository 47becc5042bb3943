package dev.coffer.client;

import dev.coffer.client.errors.CofferException;
import dev.coffer.client.errors.NotFoundException;
import dev.coffer.client.errors.PermissionDeniedException;
import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.client.internal.JsonBody;
import dev.coffer.client.internal.JsonTree;
import dev.coffer.client.internal.Transport;
import dev.coffer.client.internal.Transport.Caller;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * A client of one Coffer server with one key: the Secrets API. {@link #administration} has the
 * calls of the operator, {@link #json} all calls with their bare JSON.
 *
 * <p>Every call blocks until the server has answered, and throws a {@link CofferException} if it
 * refused or did not; {@link dev.coffer.client.errors} has them all. A call takes no longer than
 * {@link Builder#answerTimeout}, with all that belongs to it.
 *
 * <p>A read that met a broken connection or status 503 is made up to twice more, after 0.1 and 0.3
 * seconds or a little longer. A change is sent once: whether it was made is not known when its
 * answer is lost. Redirects are not followed.
 *
 * <p>Threads may share a client, and should: it keeps connections. At most 64 calls are under way
 * at once, and others wait their turn.
 */
public final class CofferClient implements AutoCloseable {
  /** No secret has this name, so that no value is sent. */
  private static final String NO_SECRET = "wix";

  private final Transport transport;
  private final Caller caller;
  private final JsonCalls json;

  private CofferClient(Transport transport, Caller caller) {
    this.transport = transport;
    this.caller = caller;
    this.json = new JsonCalls(transport, caller);
  }

  /**
   * Begins to make a client.
   *
   * @param server such as {@code https://secrets.example.com:8443}; a path may follow, and a slash
   *     at the end does no harm. Over {@code http}, anyone on the way can read keys and values:
   *     keep that to the own machine
   * @param key an API key, or the operator key
   * @throws IllegalArgumentException if the address has another scheme, no host, a user, a query or
   *     a fragment; the message does not repeat it
   */
  public static Builder builder(URI server, CofferKey key) {
    return new Builder(Optional.of(Builder.checked(server)), Path.of(""), key);
  }

  /**
   * Begins to make a client of the server that runs on a data directory of this machine, which is
   * called over the socket in it. Before every connection it is looked whether only the user of
   * this process and root can listen there; if others can, calls fail and nothing is sent.
   *
   * @param dataDirectory the directory that the server was started with
   * @param key an API key, or the operator key
   */
  public static Builder builderOfServerOn(Path dataDirectory, CofferKey key) {
    return new Builder(Optional.empty(), dataDirectory, key);
  }

  /** Collects what a client needs. Not for several threads. */
  public static final class Builder {
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,200}");

    private final Optional<URI> url;
    private final Path dataDirectory;
    private final CofferKey key;
    private Optional<String> siteId = Optional.empty();
    private Optional<SSLContext> trust = Optional.empty();
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration answerTimeout = Duration.ofSeconds(30);
    private int largestAnswer = 16 << 20;

    private Builder(Optional<URI> url, Path dataDirectory, CofferKey key) {
      this.url = url;
      this.dataDirectory = dataDirectory;
      this.key = key;
    }

    private static URI checked(URI server) {
      boolean known = "http".equals(server.getScheme()) || "https".equals(server.getScheme());
      if (!known
          || server.getHost() == null
          || server.getRawUserInfo() != null
          || server.getRawQuery() != null
          || server.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "the address of the server must look like https://secrets.example.com:8443");
      }
      return URI.create(server.toString().replaceAll("/+$", ""));
    }

    /**
     * Sets which site is meant. An API key belongs to one site, and needs none; with the operator
     * key, the site {@code default} is meant where none is set.
     *
     * @param id the site's id, not its name
     * @throws IllegalArgumentException if no id can look like that
     */
    public Builder siteId(String id) {
      this.siteId = Optional.of(checkedId(id));
      return this;
    }

    private static String checkedId(String id) {
      if (!VISIBLE.matcher(id).matches()) {
        throw new IllegalArgumentException("not the id of a site");
      }
      return id;
    }

    /**
     * Sets which certificates the server may show, instead of those that Java trusts.
     *
     * @param pem a file with the server's own certificate, or the one that signed it
     * @throws IOException if it cannot be read, or holds no certificate in PEM form
     */
    public Builder trustedCertificates(Path pem) throws IOException {
      return sslContext(TrustedCertificates.in(pem));
    }

    /** Sets what to do TLS with: whom to trust, and a certificate to show. */
    public Builder sslContext(SSLContext context) {
      this.trust = Optional.of(context);
      return this;
    }

    /** Sets how long to wait for a connection; 10 seconds if not set. */
    public Builder connectTimeout(Duration timeout) {
      this.connectTimeout = checkedTimeout(timeout);
      return this;
    }

    /**
     * Sets how long a call may take, connecting and further attempts included; 30 seconds if not
     * set.
     */
    public Builder answerTimeout(Duration timeout) {
      this.answerTimeout = checkedTimeout(timeout);
      return this;
    }

    private static Duration checkedTimeout(Duration timeout) {
      if (timeout.isNegative() || timeout.isZero()) {
        throw new IllegalArgumentException("a timeout must be longer than nothing");
      }
      return timeout;
    }

    /**
     * Sets how many bytes an answer may have; 16 MiB if not set. A list has some hundred bytes for
     * each secret.
     */
    public Builder largestAnswer(int bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("an answer has at least a byte");
      }
      this.largestAnswer = bytes;
      return this;
    }

    /** Returns the client, which has not asked its server anything yet. */
    public CofferClient build() {
      Transport transport =
          url.map(server ->
                  Transport.to(server, tls(server), connectTimeout, answerTimeout, largestAnswer))
              .orElseGet(() ->
                  Transport.toServerOn(
                      dataDirectory, connectTimeout, answerTimeout, largestAnswer));
      return new CofferClient(transport, new Caller(key.reveal(), siteId));
    }

    private SSLContext tls(URI server) {
      if (server.getScheme().equals("http")) {
        return TrustedCertificates.none();
      }
      return trust.orElseGet(() -> {
        try {
          return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException("this Java has no TLS", e);
        }
      });
    }

    /** Shows the server and not the key. */
    @Override
    public String toString() {
      return "CofferClient.Builder["
          + url.map(URI::toString).orElseGet(dataDirectory::toString)
          + "]";
    }
  }

  /**
   * Returns a client for another site of the server, which shares the connections of this one: both
   * are closed when either is.
   *
   * @param siteId the site's id, not its name
   * @throws IllegalArgumentException if no id can look like that
   */
  public CofferClient onSite(String siteId) {
    return new CofferClient(
        transport, new Caller(caller.key(), Optional.of(Builder.checkedId(siteId))));
  }

  /** Returns where the server is, for messages: its URL, or the path of its socket. */
  public String server() {
    return transport.server();
  }

  /** Returns the calls that only the operator key may make. */
  public Administration administration() {
    return new Administration(json);
  }

  /** Returns all calls with their JSON as it is sent and answered. */
  public JsonCalls json() {
    return json;
  }

  /**
   * Reads the value of a secret. Needs the permission {@code SECRETS_VAULT.SECRET_READ}.
   *
   * @param name the name of the secret, exactly as it was given
   * @return the value, for the caller to close
   * @throws NotFoundException if the site has no secret of that name
   */
  public SecretText readSecret(String name) {
    byte[] answer = json.readSecret(name);
    try {
      return SecretText.takeOver(JsonTree.characters(answer, "value"));
    } catch (IOException e) {
      throw UnexpectedAnswerException.ofWrongShape();
    } finally {
      Arrays.fill(answer, (byte) 0);
    }
  }

  /** Lists the secrets of the site. Needs {@code SECRETS_VAULT.SECRET_METADATA_READ}. */
  public SecretListing listSecrets() {
    return Answers.typed(json.listSecrets(), Answers::secretListing);
  }

  /**
   * Creates a secret without a description. Needs {@code SECRETS_VAULT.SECRET_CREATE}.
   *
   * @param name 1 to 50 characters of {@code A-Z a-z 0-9 _ + = - @ # $}, not beginning with {@code
   *     wix}
   * @param value not empty, and in UTF-8 no longer than the server allows, 65,536 bytes if not set
   *     otherwise; not closed here
   * @return the id of the secret
   * @throws dev.coffer.client.errors.AlreadyExistsException if the name is taken
   * @throws dev.coffer.client.errors.InvalidArgumentException if one of these rules is broken
   */
  public String createSecret(String name, SecretText value) {
    return createSecret(name, value, "");
  }

  /**
   * Creates a secret.
   *
   * @param name as above
   * @param value as above
   * @param description at most 200 characters
   * @return the id of the secret
   * @see #createSecret(String, SecretText)
   */
  public String createSecret(String name, SecretText value, String description) {
    try (JsonBody body = new JsonBody("secret")) {
      body.put("name", name);
      put(body, "value", value);
      if (!description.isEmpty()) {
        body.put("description", description);
      }
      return Answers.typed(json.createSecret(body.utf8()), answer -> answer.text("id"));
    }
  }

  /**
   * Changes a secret. Needs {@code SECRETS_VAULT.SECRET_UPDATE}.
   *
   * @param id the id of the secret
   * @param edit what changes
   * @throws NotFoundException if the site has no such secret
   */
  public void updateSecret(String id, SecretEdit edit) {
    try (JsonBody body = new JsonBody("secret")) {
      edit.name().ifPresent(name -> body.put("name", name));
      edit.value().ifPresent(value -> put(body, "value", value));
      edit.description().ifPresent(description -> body.put("description", description));
      json.updateSecret(id, body.utf8());
    }
  }

  static void put(JsonBody body, String field, SecretText text) {
    char[] characters = text.revealAsChars();
    try {
      body.put(field, characters);
    } finally {
      Arrays.fill(characters, '\0');
    }
  }

  /**
   * Deletes a secret, for good. Needs {@code SECRETS_VAULT.SECRET_DELETE}.
   *
   * @param id the id of the secret
   * @throws NotFoundException if the site has no such secret
   */
  public void deleteSecret(String id) {
    json.deleteSecret(id);
  }

  /**
   * Asks whether the server knows the key, which may lack the permission to do anything with it.
   *
   * @throws dev.coffer.client.errors.UnauthenticatedException if not
   */
  public void requireKnownKey() {
    try {
      json.readSecret(NO_SECRET);
    } catch (NotFoundException | PermissionDeniedException e) {
      return;
    }
    throw UnexpectedAnswerException.ofWrongShape();
  }

  /**
   * Lets the key of this client be good for 24 hours from now, if it is a velo key. One that is
   * good for longer stays as it is; one that was revoked or has expired too.
   *
   * @return the key as it is now
   * @throws PermissionDeniedException if it is no velo key
   * @throws NotFoundException if the server is older than velo keys
   */
  public ExtendedKey extendOwnKey() {
    return Answers.typed(json.extendOwnKey(), Answers::extendedKey);
  }

  /**
   * Revokes the key of this client, at once and for good, if it is a velo key.
   *
   * @throws PermissionDeniedException if it is not
   */
  public void revokeOwnKey() {
    json.revokeOwnKey();
  }

  /**
   * Asks whether the server can answer calls. No key is sent, and the question is not repeated.
   *
   * @throws CofferException if nothing answers, or not Coffer
   */
  public boolean isReady() {
    return transport.isReady();
  }

  /**
   * Closes the connections. Over the network, on Java 21 or newer, it waits for calls that are
   * under way; on older ones the connections end when the client is collected. Over a socket, a
   * call that is under way goes on to its end.
   */
  @Override
  public void close() {
    transport.close();
  }

  /** Shows the server and not the key. */
  @Override
  public String toString() {
    return "CofferClient[" + transport.server() + "]";
  }
}
