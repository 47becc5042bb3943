/**
 * The dashboard as people meet it: in a real browser, on a real server.
 *
 * <p>Debian's Chromium is at {@code /usr/bin/chromium}; the system property {@code coffer.chromium}
 * or the environment variable {@code COFFER_CHROMIUM} names another. Without one these tests are
 * skipped, and say so.
 */
package dev.coffer.server.browser;
