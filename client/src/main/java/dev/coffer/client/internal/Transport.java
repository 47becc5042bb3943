package dev.coffer.client.internal;

import dev.coffer.client.errors.CallInterruptedException;
import dev.coffer.client.errors.UnavailableException;
import dev.coffer.client.errors.UnavailableException.Reason;
import dev.coffer.client.errors.UnexpectedAnswerException;
import dev.coffer.wire.ApiHeaders;
import dev.coffer.wire.ApiPaths;
import dev.coffer.wire.local.LocalSocket;
import dev.coffer.wire.local.UntrustedPathException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/** Calls to one server, whatever the way to it. Threads may share it. */
public final class Transport implements AutoCloseable {
  private static final int OK = 200;
  private static final int SERVICE_UNAVAILABLE = 503;
  private static final int MOST_CALLS_AT_ONCE = 64;

  /** Before the second and the third attempt of a read; half as much may be added by chance. */
  private static final int[] PAUSES_MILLIS = {100, 300};

  private final String server;
  private final WayToServer way;
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

  private Transport(String server, WayToServer way, Duration toAnswer, int largestAnswer) {
    this.server = server;
    this.way = way;
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
    return new Transport(
        server.toString(),
        new UrlExchange(server, trust, toConnect, largestAnswer),
        toAnswer,
        largestAnswer);
  }

  /**
   * Returns connections to the server that runs on a data directory of this machine, none of which
   * is made yet.
   */
  public static Transport toServerOn(
      Path dataDirectory, Duration toConnect, Duration toAnswer, int largestAnswer) {
    LocalSocket socket = LocalSocket.in(dataDirectory);
    return new Transport(
        socket.toString(),
        new SocketExchange(socket, toConnect, largestAnswer),
        toAnswer,
        largestAnswer);
  }

  /** Returns where the server is, for messages: its URL, or the path of its socket. */
  public String server() {
    return server;
  }

  /**
   * Reads. What is lost on the way is asked for again.
   *
   * @param field what the answer must have
   */
  public byte[] get(Caller caller, String path, String field) {
    HttpCall request = new HttpCall("GET", path, headers(caller), Optional.empty());
    long deadline = deadline();
    for (int pause : PAUSES_MILLIS) {
      try {
        HttpAnswer answer = exchange(request, deadline);
        if (answer.status() != SERVICE_UNAVAILABLE) {
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
    List<HttpCall.Header> headers = headers(caller);
    headers.add(new HttpCall.Header("Content-Type", "application/json"));
    HttpCall request = new HttpCall(method, path, headers, Optional.of(body));
    return success(exchange(request, deadline()), field);
  }

  /** Deletes something. */
  public byte[] delete(Caller caller, String path) {
    HttpCall request = new HttpCall("DELETE", path, headers(caller), Optional.empty());
    return success(exchange(request, deadline()), "");
  }

  /** Tells whether the server can answer calls. */
  public boolean isReady() {
    HttpCall request = new HttpCall("GET", ApiPaths.READY, headers(), Optional.empty());
    HttpAnswer answer = exchange(request, deadline());
    try {
      JsonTree.requireObject(answer.body(), "status");
      if (answer.status() == OK || answer.status() == SERVICE_UNAVAILABLE) {
        return answer.status() == OK;
      }
    } catch (IOException e) {
      // Told below.
    }
    throw new UnexpectedAnswerException(answer.status());
  }

  private static List<HttpCall.Header> headers() {
    List<HttpCall.Header> headers = new ArrayList<>();
    headers.add(new HttpCall.Header("User-Agent", "coffer-client"));
    return headers;
  }

  private static List<HttpCall.Header> headers(Caller caller) {
    List<HttpCall.Header> headers = headers();
    headers.add(new HttpCall.Header("Authorization", caller.key()));
    caller.siteId().ifPresent(id -> headers.add(new HttpCall.Header(ApiHeaders.SITE_ID, id)));
    return headers;
  }

  private static byte[] success(HttpAnswer answer, String field) {
    if (answer.status() != OK) {
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

  private HttpAnswer exchange(HttpCall request, long deadline) {
    try {
      if (!turns.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw unavailable(Reason.TIMED_OUT, false, new TimeoutException());
      }
      try {
        return way.send(request, deadline);
      } finally {
        turns.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CallInterruptedException(request.isChange());
    } catch (TimeoutException e) {
      throw unavailable(Reason.TIMED_OUT, request.isChange(), e);
    } catch (IOException e) {
      throw failure(request, e);
    }
  }

  private RuntimeException failure(HttpCall request, IOException cause) {
    if (cause instanceof AnswerTooLarge) {
      return UnexpectedAnswerException.ofMoreThan(largestAnswer);
    }
    if (cause instanceof UntrustedPathException) {
      String message = "nothing was sent to " + server + ": " + cause.getMessage();
      return new UnavailableException(Reason.NOT_SECURE, false, message, cause);
    }
    if (cause instanceof HttpConnectTimeoutException) {
      return unavailable(Reason.TIMED_OUT, false, cause);
    }
    if (cause instanceof ConnectException) {
      return unavailable(Reason.NOT_CONNECTED, false, cause);
    }
    if (cause instanceof SSLException) {
      boolean mayBeDone = request.isChange() && !(cause instanceof SSLHandshakeException);
      return unavailable(Reason.NOT_SECURE, mayBeDone, cause);
    }
    return unavailable(Reason.BROKEN, request.isChange(), cause);
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

  /** Closes the connections. */
  @Override
  public void close() {
    way.close();
  }
}
