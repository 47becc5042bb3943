package dev.coffer.sandbox.engine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.graalvm.polyglot.Engine;

/**
 * The files that were loaded last, and fresh realms for them, made before they are needed. Threads
 * may share it.
 */
public final class RealmPool {
  private static final int SPARE = 2;

  private final Engine engine;
  private final SiteModules modules;
  private final BlockingQueue<Realm> spare = new LinkedBlockingQueue<>();
  private final Thread maker;
  private Runnable whenReady = () -> {};
  private volatile boolean retired;

  RealmPool(Engine engine, SiteModules modules) {
    this.engine = engine;
    this.modules = modules;
    maker = Thread.ofPlatform().name("realms").daemon().unstarted(this::make);
  }

  /**
   * Begins to make realms beforehand.
   *
   * @param ready runs when the first is made
   */
  public void warm(Runnable ready) {
    whenReady = ready;
    maker.start();
  }

  /**
   * Stops making them; realms in use stay as they are, and others are made when they are needed.
   */
  public void retire() {
    retired = true;
    synchronized (spare) {
      spare.notifyAll();
    }
  }

  SiteModules modules() {
    return modules;
  }

  /** Returns a realm that nothing ran in. */
  public Realm realm() {
    Realm ready = spare.poll();
    if (ready == null) {
      return fresh();
    }
    synchronized (spare) {
      spare.notifyAll();
    }
    return ready;
  }

  /** Returns a realm that was made just now. */
  public Realm fresh() {
    return new Realm(engine, modules);
  }

  private void make() {
    try {
      while (!retired) {
        synchronized (spare) {
          while (!retired && spare.size() >= SPARE) {
            spare.wait();
          }
        }
        spare.add(fresh());
        whenReady.run();
        whenReady = () -> {};
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Realm unused = spare.poll(); unused != null; unused = spare.poll()) {
      unused.close();
    }
  }
}
