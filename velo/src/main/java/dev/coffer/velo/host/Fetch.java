package dev.coffer.velo.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.coffer.velo.sandbox.HostCallException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Fetches from outside for a site's code. Threads may share it.
 *
 * <p>Before each request, redirected ones too, the host's name is resolved, all its addresses are
 * looked at, and the connection is made to one of those, so that a name that means something else a
 * moment later changes nothing. The certificate is checked for the name.
 */
final class Fetch {
  private static final Duration TO_CONNECT = Duration.ofSeconds(5);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final EgressPolicy egress;
  private final NameResolver resolver;
  private final Limits limits;
  private final CloseableHttpClient http;

  /** How many bytes may still go out and come in: the memory of all fetches together is bounded. */
  private final Semaphore room;

  /**
   * What one fetch may take.
   *
   * @param redirects how many are followed
   * @param body the most bytes of a request's and of an answer's body, each
   * @param atOnce the most bytes of all bodies that go out and come in at a time
   * @param time for all of it
   */
  record Limits(int redirects, int body, int atOnce, Duration time) {
    static Limits defaults() {
      return new Limits(5, 10 << 20, 128 << 20, Duration.ofSeconds(14));
    }
  }

  Fetch(EgressPolicy egress, NameResolver resolver, Limits limits) {
    this.egress = egress;
    this.resolver = resolver;
    this.limits = limits;
    this.room = new Semaphore(limits.atOnce());
    this.http = HttpClientFactory.client(egress.trust(), TO_CONNECT, limits.time());
  }

  /** Returns a number of bytes for people. */
  static String shown(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  /**
   * Does what {@link dev.coffer.velo.sandbox.Host} says of {@code fetch}.
   *
   * @throws HostCallException {@code INVALID_ARGUMENT}, {@code PERMISSION_DENIED} for a host that
   *     code may not fetch from, {@code RESOURCE_EXHAUSTED} over a limit, {@code
   *     DEADLINE_EXCEEDED}, or {@code UNAVAILABLE}
   */
  JsonNode perform(JsonNode argument) throws HostCallException {
    FetchRequest request = FetchRequest.of(argument, limits.body());
    int size = request.body().map(body -> body.length).orElse(0);
    if (!room.tryAcquire(size)) {
      throw tooMuchAtOnce();
    }
    try {
      return perform(request);
    } finally {
      room.release(size);
    }
  }

  private static HostCallException tooMuchAtOnce() {
    return HostErrors.because("RESOURCE_EXHAUSTED", "too much is fetched at once");
  }

  private JsonNode perform(FetchRequest request) throws HostCallException {
    FutureTask<JsonNode> exchange = new FutureTask<>(() -> follow(request));
    Thread.ofVirtual().start(exchange);
    try {
      return exchange.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw HostErrors.because(
          "DEADLINE_EXCEEDED",
          request.url().host() + " did not answer within " + limits.time().toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw HostErrors.because("CANCELLED", "the call was ended");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof HostCallException error) {
        throw error;
      }
      throw new IllegalStateException("the fetch failed in an unknown way", e.getCause());
    } finally {
      exchange.cancel(true); // which interrupts the thread, and so closes its connection
    }
  }

  private JsonNode follow(FetchRequest first) throws HostCallException {
    FetchRequest request = first;
    for (int redirects = 0; ; redirects++) {
      try (ClassicHttpResponse response = send(request)) {
        Optional<String> location = location(response);
        if (location.isEmpty()) {
          return answer(response, request.url(), redirects > 0);
        }
        if (redirects == limits.redirects()) {
          throw HostErrors.because(
              "RESOURCE_EXHAUSTED",
              first.url().host() + " redirects more than " + limits.redirects() + " times");
        }
        FetchUrl next =
            request.url().redirected(location.get()).orElseThrow(() -> lost(first.url()));
        request = request.redirected(response.getCode(), next);
      } catch (SSLException e) {
        throw HostErrors.because(
            "UNAVAILABLE",
            "there is no secure connection to "
                + request.url().host()
                + ": it shows no certificate that is trusted for this name");
      } catch (UnknownHostException e) {
        throw HostErrors.because(
            "UNAVAILABLE",
            "no address is known for "
                + request.url().host()
                + ": the name is wrong, or there is no network");
      } catch (IOException e) {
        throw HostErrors.because(
            "UNAVAILABLE", request.url().host() + " cannot be reached, or broke off");
      }
    }
  }

  private static HostCallException lost(FetchUrl from) {
    return HostErrors.because(
        "UNAVAILABLE", from.host() + " redirects to something that is no https address");
  }

  private static Optional<String> location(ClassicHttpResponse response) {
    return Optional.ofNullable(response.getFirstHeader("Location"))
        .filter(header -> REDIRECTS.contains(response.getCode()))
        .map(Header::getValue);
  }

  private ClassicHttpResponse send(FetchRequest request) throws HostCallException, IOException {
    List<InetAddress> addresses = permittedAddresses(request.url());
    for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
      try {
        return send(request, address);
      } catch (HttpHostConnectException | ConnectTimeoutException e) {
        // Nothing was sent; the next address may be better.
      }
    }
    return send(request, addresses.getLast());
  }

  private ClassicHttpResponse send(FetchRequest request, InetAddress address) throws IOException {
    FetchUrl url = request.url();
    String host = url.host().replaceAll("[\\[\\]]", "");
    HttpHost to = new HttpHost(url.scheme(), address, host, url.port());
    BasicClassicHttpRequest message = new BasicClassicHttpRequest(request.method(), to, url.path());
    if (url.hasDefaultPort()) {
      message.setAuthority(new URIAuthority(host));
    }
    request.headers().forEach(message::addHeader);
    request.body().ifPresent(body -> message.setEntity(new ByteArrayEntity(body, null)));
    return http.executeOpen(to, message, HttpClientContext.create());
  }

  /** Returns the addresses of a host, at least one, to all of which code may connect. */
  private List<InetAddress> permittedAddresses(FetchUrl url)
      throws HostCallException, UnknownHostException {
    boolean open =
        egress.openHosts().contains(url.host())
            || egress.openHosts().contains(url.host() + ":" + url.port());
    if (!open && !url.secure()) {
      throw HostErrors.because(
          "PERMISSION_DENIED", "fetch() uses https only, and " + url + " is http" + opening(url));
    }
    List<InetAddress> addresses = resolver.addressesOf(url.host());
    if (addresses.isEmpty()) {
      throw new UnknownHostException(url.host());
    }
    if (!open && !addresses.stream().allMatch(PublicAddresses::contain)) {
      throw HostErrors.because(
          "PERMISSION_DENIED",
          "fetch() does not go to "
              + url.host()
              + ", which is not on the public internet"
              + opening(url));
    }
    return addresses;
  }

  private static String opening(FetchUrl url) {
    return "; for development, coffer velo --open-host " + url.host() + " opens it";
  }

  private JsonNode answer(ClassicHttpResponse response, FetchUrl url, boolean redirected)
      throws HostCallException, IOException {
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("url", url.url())
            .put("status", response.getCode())
            .put("statusText", Optional.ofNullable(response.getReasonPhrase()).orElse(""))
            .put("redirected", redirected);
    ObjectNode headers = answer.putObject("headers");
    for (Header header : response.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      String value = Optional.ofNullable(header.getValue()).orElse("");
      headers.put(name, headers.has(name) ? headers.get(name).asText() + ", " + value : value);
    }
    return answer.put("body", Base64.getEncoder().encodeToString(body(response, url)));
  }

  private byte[] body(ClassicHttpResponse response, FetchUrl url)
      throws HostCallException, IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return new byte[0];
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream in = entity.getContent()) {
      byte[] part = new byte[16 << 10];
      for (int count = in.read(part); count >= 0; count = in.read(part)) {
        if (body.size() + count > limits.body()) {
          response.close(); // not to read what is left of it
          throw HostErrors.because(
              "RESOURCE_EXHAUSTED",
              "the answer of " + url.host() + " is larger than " + shown(limits.body()));
        }
        if (!room.tryAcquire(count)) {
          response.close();
          throw tooMuchAtOnce();
        }
        body.write(part, 0, count);
      }
      return body.toByteArray();
    } finally {
      room.release(body.size());
    }
  }
}
