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

  private final SocketChannel channel;
  private volatile Phase phase = Phase.SILENT;
  private volatile long since = System.nanoTime();
  private volatile boolean known;

  /** Since when a body is read; it may have many pieces. */
  private long bodySince;

  private boolean inBody;

  ClientConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Tells that whoever uses the current connection has shown a valid key or session, so that it is
   * among the last to be closed when connections run short.
   */
  public static void known() {
    if (CURRENT.isBound()) {
      CURRENT.get().known = true;
    }
  }

  boolean isKnown() {
    return known;
  }

  void waitForRequest() {
    inBody = false;
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

  /** Tells whether the server does nothing for it now. */
  boolean isWaiting() {
    return phase != Phase.BUSY && phase != Phase.WRITING;
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
