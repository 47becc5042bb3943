package dev.coffer.client.internal;

import dev.coffer.client.errors.CallInterruptedException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.wire.ApiHeaders;
import dev.coffer.wire.ApiPaths;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** The connections to one server. The only class that speaks HTTP. Threads may share it. */
public final class Transport implements AutoCloseable {
  private static final int OK = 200;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int MOST_CALLS_AT_ONCE = 64;

  /** Before the second and the third attempt of a read; half as much may be added by chance. */
  private static final int[] PAUSES_MILLIS = {100, 300};

  private final URI server;
  private final HttpClient http;
  private final Duration toAnswer;
  private final int largestAnswer;
  private final Semaphore turns = new Semaphore(MOST_CALLS_AT_ONCE);

  /**
   * Who calls.
   *
   * @param key what stands in the {@code Authorization} header
   * @param siteId what stands in {@code wix-site-id}
   */
  public record Caller(String key, Optional<String> siteId) {
    /** Does not show the key. */
    @Override
    public String toString() {
      return "Caller";
    }
  }

  private Transport(URI server, HttpClient http, Duration toAnswer, int largestAnswer) {
    this.server = server;
    this.http = http;
    this.toAnswer = toAnswer;
    this.largestAnswer = largestAnswer;
  }

  /**
   * Returns connections to a server, none of which is made yet.
   *
   * @param server without a slash at its end
   * @param trust what TLS is done with
   */
  public static Transport to(
      URI server, SSLContext trust, Duration toConnect, Duration toAnswer, int largestAnswer) {
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(toConnect)
            .sslContext(trust)
            .build();
    return new Transport(server, http, toAnswer, largestAnswer);
  }

  /** Returns the address of the server. */
  public URI server() {
    return server;
  }

  /**
   * Reads. What is lost on the way is asked for again.
   *
   * @param field what the answer must have
   */
  public byte[] get(Caller caller, String path, String field) {
    HttpRequest request = request(caller, path).GET().build();
    long deadline = deadline();
    for (int pause : PAUSES_MILLIS) {
      try {
        HttpResponse<byte[]> answer = exchange(request, deadline);
        if (answer.statusCode() != SERVICE_UNAVAILABLE) {
          return success(answer, field);
        }
      } catch (UnavailableException e) {
        if (e.reason() != Reason.BROKEN) {
          throw e;
        }
      }
      sleep(pause + ThreadLocalRandom.current().nextInt(pause / 2));
    }
    return success(exchange(request, deadline), field);
  }

  /**
   * Changes something, or asks what must not be asked twice.
   *
   * @param body JSON in UTF-8
   * @param field what the answer must have; empty for nothing
   */
  public byte[] change(Caller caller, String method, String path, byte[] body, String field) {
    HttpRequest request =
        request(caller, path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return success(exchange(request, deadline()), field);
  }

  /** Deletes something. */
  public byte[] delete(Caller caller, String path) {
    BodyPublisher nothing = BodyPublishers.noBody();
    return success(
        exchange(request(caller, path).method("DELETE", nothing).build(), deadline()), "");
  }

  /** Tells whether the server can answer calls. */
  public boolean isReady() {
    HttpResponse<byte[]> answer = exchange(request(ApiPaths.READY).GET().build(), deadline());
    try {
      JsonTree.requireObject(answer.body(), "status");
      if (answer.statusCode() == OK || answer.statusCode() == SERVICE_UNAVAILABLE) {
        return answer.statusCode() == OK;
      }
    } catch (IOException e) {
      // Told below.
    }
    throw new UnexpectedAnswerException(answer.statusCode());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server + path)).header("User-Agent", "coffer-client");
  }

  private HttpRequest.Builder request(Caller caller, String path) {
    HttpRequest.Builder request = request(path).header("Authorization", caller.key());
    caller.siteId().ifPresent(id -> request.header(ApiHeaders.SITE_ID, id));
    return request;
  }

  private static byte[] success(HttpResponse<byte[]> answer, String field) {
    if (answer.statusCode() != OK) {
      throw ErrorReader.read(answer);
    }
    try {
      JsonTree.requireObject(answer.body(), field);
      return answer.body();
    } catch (IOException e) {
      Arrays.fill(answer.body(), (byte) 0);
      throw UnexpectedAnswerException.ofWrongShape();
    }
  }

  private long deadline() {
    return System.nanoTime() + toAnswer.toNanos();
  }

  private HttpResponse<byte[]> exchange(HttpRequest request, long deadline) {
    try {
      if (!turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw unavailable(Reason.TIMED_OUT, false, new TimeoutException());
      }
      try {
        return answer(request, deadline);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterruptedException(isChange(request));
    }
  }

  private HttpResponse<byte[]> answer(HttpRequest request, long deadline)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BoundedBody.ofAtMost(largestAnswer));
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw failure(request, unwrapped(e));
    } catch (TimeoutException e) {
      throw unavailable(Reason.TIMED_OUT, isChange(request), e);
    } finally {
      answer.cancel(true);
    }
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

  private RuntimeException failure(HttpRequest request, Throwable cause) {
    if (cause instanceof AnswerTooLarge) {
      return UnexpectedAnswerException.ofMoreThan(largestAnswer);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return unavailable(Reason.TIMED_OUT, false, cause);
    }
    if (cause instanceof HttpTimeoutException) {
      return unavailable(Reason.TIMED_OUT, isChange(request), cause);
    }
    if (cause instanceof ConnectException || cause instanceof UnresolvedAddressException) {
      return unavailable(Reason.NOT_CONNECTED, false, cause);
    }
    if (cause instanceof SSLException) {
      boolean mayBeDone = isChange(request) && !(cause instanceof SSLHandshakeException);
      return unavailable(Reason.NOT_SECURE, mayBeDone, cause);
    }
    return unavailable(Reason.BROKEN, isChange(request), cause);
  }

  private static boolean isChange(HttpRequest request) {
    return !request.method().equals("GET");
  }

  private UnavailableException unavailable(Reason reason, boolean mayBeDone, Throwable cause) {
    String message =
        switch (reason) {
          case NOT_CONNECTED -> "no server can be reached at " + server;
          case NOT_SECURE -> "there is no TLS connection to " + server;
          case BROKEN -> "the connection to " + server + " broke";
          case TIMED_OUT -> server + " did not answer in time";
          case SERVER_SAID_SO -> server + " cannot answer now";
        };
    return new UnavailableException(reason, mayBeDone, message, cause);
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterruptedException(false);
    }
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
