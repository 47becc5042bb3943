package dev.coffer.velo.host;

import dev.coffer.velo.sandbox.HostCallException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The velo key of a site that runs. It is extended every hour, and every minute after a failure, so
 * that the server may be away for 23 hours at least; if this process is killed, the key ends by
 * itself within the 24 hours for which an extension is good. Threads may share it.
 */
public final class RunnerKey implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunnerKey.class);
  private static final Duration EVERY = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final CofferSite site;
  private final boolean own;
  private final Duration every;
  private final Duration afterFailure;
  private final Thread extending;
  private boolean failed;

  private RunnerKey(CofferSite site, boolean own, Duration every, Duration afterFailure) {
    this.site = site;
    this.own = own;
    this.every = every;
    this.afterFailure = afterFailure;
    this.extending = Thread.ofVirtual().name("key extension").unstarted(this::extendAgainAndAgain);
  }

  /** {@return a key that was made for this process alone, and is revoked at its end} */
  public static RunnerKey own(CofferSite site) {
    return begun(site, true, EVERY, AFTER_FAILURE);
  }

  /** {@return a key that was made by others, and is left as it is} */
  public static RunnerKey given(CofferSite site) {
    return begun(site, false, EVERY, AFTER_FAILURE);
  }

  static RunnerKey begun(CofferSite site, boolean own, Duration every, Duration afterFailure) {
    RunnerKey key = new RunnerKey(site, own, every, afterFailure);
    key.extending.start();
    return key;
  }

  private void extendAgainAndAgain() {
    try {
      Thread.sleep(every);
      while (true) {
        Thread.sleep(extend() ? every : afterFailure);
      }
    } catch (InterruptedException e) {
      // The site stops.
    }
  }

  private boolean extend() {
    try {
      site.extendKey();
      if (failed) {
        LOG.info("the key of this site was extended again");
      }
      failed = false;
    } catch (HostCallException e) {
      tell(e.code());
    } catch (RuntimeException e) { // It must live on, whatever it is.
      tell(e.getClass().getSimpleName());
    }
    return !failed;
  }

  private void tell(String reason) {
    if (!failed) {
      LOG.warn(
          "the key of this site cannot be extended ({}); it is tried again every minute, and the site"
              + " has to be started again once the key has ended",
          reason);
    }
    failed = true;
  }

  /** Extends the key no more, and revokes it if it was made for this process. */
  @Override
  public void close() {
    extending.interrupt();
    if (own) {
      revoke();
    }
  }

  private void revoke() {
    try {
      site.revokeKey();
    } catch (HostCallException e) {
      if (!e.code().equals("UNAUTHENTICATED")) { // It was revoked already.
        LOG.warn(
            "the key of this site could not be revoked ({}); it ends by itself within 24 hours",
            e.code());
      }
    }
  }
}
