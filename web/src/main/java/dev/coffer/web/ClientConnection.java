package dev.coffer.web;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * One client's connection: what it waits for, and since when. Its own thread tells; the thread that
 * watches all connections reads, and may close it.
 */
public final class ClientConnection {
  static final ScopedValue<ClientConnection> CURRENT = ScopedValue.newInstance();

  /** What a connection is waiting for. */
  enum Phase {
    /** The first byte of all. */
    SILENT,
    /** The first byte of another request. */
    IDLE,
    /** The rest of a request's head. */
    HEAD,
    /** More of a request's body. */
    BODY,
    /** The server. */
    BUSY,
    /** The client to take an answer. */
    WRITING,
    /** The client to read the last answer. */
    FAREWELL
  }

  /** So long a connection may bring its request before it can be closed for another. */
  private static final Duration CHANCE = Duration.ofMillis(100);

  /** So long a client may take nothing of its answer before it can be closed for another. */
  private static final Duration STALLED = Duration.ofSeconds(1);

  /** So long a stranger may take for one answer before the connection can be closed for another. */
  private static final Duration LONG_ANSWER = Duration.ofSeconds(5);

  private final SocketChannel channel;
  private volatile Phase phase = Phase.SILENT;
  private volatile long since = System.nanoTime();
  private volatile boolean known;

  /** Since when a body is read; it may have many pieces. */
  private long bodySince;

  private boolean inBody;

  /** Since when an answer is sent, which may have many pieces; does not matter if none is. */
  private volatile long answerSince;

  private volatile boolean inAnswer;

  ClientConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Tells that whoever uses the current connection has shown a valid key or session, or is a
   * trusted proxy, so that it is among the last to be closed when connections run short.
   */
  public static void known() {
    if (CURRENT.isBound()) {
      CURRENT.get().known = true;
    }
  }

  /** {@return whether the current connection was closed while its request was under way} */
  public static boolean isCutOff() {
    return CURRENT.isBound() && !CURRENT.get().isOpen();
  }

  boolean isKnown() {
    return known;
  }

  void waitForRequest() {
    inBody = false;
    inAnswer = false;
    if (phase != Phase.SILENT) {
      enter(Phase.IDLE);
    }
  }

  void waitForHead() {
    if (phase != Phase.HEAD) {
      enter(Phase.HEAD);
    }
  }

  void waitForBody() {
    if (!inBody) {
      inBody = true;
      bodySince = System.nanoTime();
    }
    since = bodySince;
    phase = Phase.BODY;
  }

  void waitForServer() {
    enter(Phase.BUSY);
  }

  void waitForWrite() {
    if (!inAnswer) {
      answerSince = System.nanoTime();
      inAnswer = true;
    }
    enter(Phase.WRITING);
  }

  void sayFarewell() {
    enter(Phase.FAREWELL);
  }

  private void enter(Phase next) {
    since = System.nanoTime();
    phase = next;
  }

  /** Returns when it entered its phase, by the clock of {@link System#nanoTime()}. */
  long since() {
    return since;
  }

  boolean isOverdue(long now, ConnectionLimits limits) {
    Duration limit =
        switch (phase) {
          case SILENT -> limits.silence();
          case IDLE -> known ? limits.idleKnown() : limits.idle();
          case HEAD -> limits.head();
          case BODY -> limits.body();
          case WRITING -> limits.write();
          case FAREWELL -> limits.farewell();
          case BUSY -> Duration.ofNanos(Long.MAX_VALUE);
        };
    return now - since > limit.toNanos();
  }

  /**
   * Tells for how long it has kept the server waiting, once that is so long that it can be closed
   * for another.
   *
   * @param now the time, by the clock of {@link System#nanoTime()}
   * @return nanoseconds; 0 if it must not be closed
   */
  long overstayed(long now) {
    long answering = inAnswer && !known ? now - answerSince : 0;
    if (answering > LONG_ANSWER.toNanos()) {
      return answering;
    }
    Duration chance =
        switch (phase) {
          case BUSY -> Duration.ofNanos(Long.MAX_VALUE);
          case WRITING -> STALLED;
          case SILENT, IDLE, HEAD, BODY, FAREWELL -> CHANCE;
        };
    long waiting = now - since;
    return waiting > chance.toNanos() ? waiting : 0;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /** Tells the client that nothing more follows, where that can be told without TLS. */
  void endOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      // It is closed already.
    }
  }

  /** Closes it, whatever its thread is doing. */
  void cutOff() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is closed all the same.
    }
  }
}
