/**
 * A site as a browser sees it: pages that import web methods, the log-in, Functional Testing. Needs
 * a Chromium: {@code /usr/bin/chromium}, or the one that {@code COFFER_CHROMIUM} names.
 */
package dev.coffer.velo.browser;
