package dev.coffer.client.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** The way to a server that has an address in the network. */
final class UrlExchange implements WayToServer {
  private final URI server;
  private final HttpClient http;
  private final int largestAnswer;

  UrlExchange(URI server, SSLContext trust, Duration toConnect, int largestAnswer) {
    this.server = server;
    this.largestAnswer = largestAnswer;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(toConnect)
            .sslContext(trust)
            .build();
  }

  @Override
  public HttpAnswer send(HttpCall call, long deadline)
      throws IOException, InterruptedException, TimeoutException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request(call), BoundedBody.ofAtMost(largestAnswer));
    try {
      HttpResponse<byte[]> response =
          answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      return new HttpAnswer(response.statusCode(), response.headers()::firstValue, response.body());
    } catch (ExecutionException e) {
      throw failure(unwrapped(e));
    } finally {
      answer.cancel(true);
    }
  }

  private HttpRequest request(HttpCall call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + call.path()))
            .method(
                call.method(),
                call.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
    call.headers().forEach(header -> request.header(header.name(), header.value()));
    return request.build();
  }

  private static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    Throwable next = cause.getCause();
    while (next != null
        && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
      cause = next;
      next = cause.getCause();
    }
    return cause;
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof UnresolvedAddressException) {
      ConnectException nowhere = new ConnectException("there is no such host");
      nowhere.initCause(cause);
      return nowhere;
    }
    return cause instanceof IOException failure ? failure : new IOException(cause);
  }

  /** Closes the connections; Java before 21 does so when it collects the client. */
  @Override
  public void close() {
    if (http instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("the connections cannot be closed", e);
      }
    }
  }
}
