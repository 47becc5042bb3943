package dev.coffer.egress;

import dev.coffer.egress.EgressException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * Makes requests to third parties. Threads may share it.
 *
 * <p>Before each request, redirected ones too, the host's name is resolved, all its addresses are
 * looked at, and the connection is made to one of those, so that a name that means something else a
 * moment later changes nothing. The certificate is checked for the name.
 */
public final class EgressClient {
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
  public record Limits(int redirects, int body, int atOnce, Duration time) {
    /** {@return 5 redirects, 10 MiB a body, 128 MiB at once, 14 s} */
    public static Limits defaults() {
      return new Limits(5, 10 << 20, 128 << 20, Duration.ofSeconds(14));
    }
  }

  /**
   * Creates a client.
   *
   * @param egress where requests may go
   * @param resolver finds addresses
   * @param limits what one request may take
   */
  public EgressClient(EgressPolicy egress, NameResolver resolver, Limits limits) {
    this.egress = egress;
    this.resolver = resolver;
    this.limits = limits;
    this.room = new Semaphore(limits.atOnce());
    this.http = EgressConnections.client(egress.trust(), TO_CONNECT, limits.time());
  }

  /** {@return what one request may take} */
  public Limits limits() {
    return limits;
  }

  /**
   * {@return a number of bytes, for people}
   *
   * @param bytes the number
   */
  public static String shown(int bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }

  /**
   * Makes a request and follows its redirects.
   *
   * @param request what to send
   * @return the answer, whole
   * @throws EgressException if the policy forbids it, it is over a limit, or there is no answer
   */
  public EgressResponse send(EgressRequest request) throws EgressException {
    int size = request.body().map(body -> body.length).orElse(0);
    if (!room.tryAcquire(size)) {
      throw tooMuchAtOnce();
    }
    try {
      return withinTime(request);
    } finally {
      room.release(size);
    }
  }

  private static EgressException tooMuchAtOnce() {
    return new EgressException(Reason.RESOURCE_EXHAUSTED, "too much is fetched at once");
  }

  private EgressResponse withinTime(EgressRequest request) throws EgressException {
    FutureTask<EgressResponse> exchange = new FutureTask<>(() -> follow(request));
    Thread.ofVirtual().start(exchange);
    try {
      return exchange.get(limits.time().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new EgressException(
          Reason.DEADLINE_EXCEEDED,
          request.url().host() + " did not answer within " + limits.time().toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EgressException(Reason.CANCELLED, "the request was ended");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EgressException error) {
        throw error;
      }
      throw new IllegalStateException("the request failed in an unknown way", e.getCause());
    } finally {
      exchange.cancel(true); // which interrupts the thread, and so closes its connection
    }
  }

  private EgressResponse follow(EgressRequest first) throws EgressException {
    EgressRequest request = first;
    for (int redirects = 0; ; redirects++) {
      try (ClassicHttpResponse response = exchange(request)) {
        Optional<String> location = location(response);
        if (location.isEmpty()) {
          return answer(response, request.url(), redirects > 0);
        }
        if (redirects == limits.redirects()) {
          throw new EgressException(
              Reason.RESOURCE_EXHAUSTED,
              first.url().host() + " redirects more than " + limits.redirects() + " times");
        }
        EgressUrl next =
            request.url().redirected(location.get()).orElseThrow(() -> lost(first.url()));
        request = request.redirected(response.getCode(), next);
      } catch (SSLException e) {
        throw new EgressException(
            Reason.UNAVAILABLE,
            "there is no secure connection to "
                + request.url().host()
                + ": it shows no certificate that is trusted for this name");
      } catch (UnknownHostException e) {
        throw new EgressException(
            Reason.UNAVAILABLE,
            "no address is known for "
                + request.url().host()
                + ": the name is wrong, or there is no network");
      } catch (IOException e) {
        throw new EgressException(
            Reason.UNAVAILABLE, request.url().host() + " cannot be reached, or broke off");
      }
    }
  }

  private static EgressException lost(EgressUrl from) {
    return new EgressException(
        Reason.UNAVAILABLE, from.host() + " redirects to something that is no https address");
  }

  private static Optional<String> location(ClassicHttpResponse response) {
    return Optional.ofNullable(response.getFirstHeader("Location"))
        .filter(header -> REDIRECTS.contains(response.getCode()))
        .map(Header::getValue);
  }

  private ClassicHttpResponse exchange(EgressRequest request) throws EgressException, IOException {
    List<InetAddress> addresses = permittedAddresses(request.url());
    for (InetAddress address : addresses.subList(0, addresses.size() - 1)) {
      try {
        return exchange(request, address);
      } catch (HttpHostConnectException | ConnectTimeoutException e) {
        // Nothing was sent; the next address may be better.
      }
    }
    return exchange(request, addresses.getLast());
  }

  private ClassicHttpResponse exchange(EgressRequest request, InetAddress address)
      throws IOException {
    EgressUrl url = request.url();
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
  private List<InetAddress> permittedAddresses(EgressUrl url)
      throws EgressException, UnknownHostException {
    boolean open =
        egress.openHosts().contains(url.host())
            || egress.openHosts().contains(url.host() + ":" + url.port());
    if (!open && !url.secure()) {
      throw new EgressException(
          Reason.PERMISSION_DENIED, url.host(), "https only, and " + url + " is http");
    }
    List<InetAddress> addresses = resolver.addressesOf(url.host());
    if (addresses.isEmpty()) {
      throw new UnknownHostException(url.host());
    }
    if (!open && !addresses.stream().allMatch(PublicAddresses::contain)) {
      throw new EgressException(
          Reason.PERMISSION_DENIED, url.host(), url.host() + " is not on the public internet");
    }
    return addresses;
  }

  private EgressResponse answer(ClassicHttpResponse response, EgressUrl url, boolean redirected)
      throws EgressException, IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : response.getHeaders()) {
      headers.merge(
          header.getName().toLowerCase(Locale.ROOT),
          Optional.ofNullable(header.getValue()).orElse(""),
          (before, value) -> before + ", " + value);
    }
    return new EgressResponse(
        url,
        redirected,
        response.getCode(),
        Optional.ofNullable(response.getReasonPhrase()).orElse(""),
        headers,
        body(response, url));
  }

  private byte[] body(ClassicHttpResponse response, EgressUrl url)
      throws EgressException, IOException {
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
          throw new EgressException(
              Reason.RESOURCE_EXHAUSTED,
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
