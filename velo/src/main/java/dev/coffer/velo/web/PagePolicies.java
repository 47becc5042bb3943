package dev.coffer.velo.web;

import dev.coffer.velo.site.InlineScripts;
import dev.coffer.velo.site.PublicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What pages of the site may load and run, as the field Content-Security-Policy says it: the
 * scripts that stand in a page's file, and those that are files of the site. What was found in a
 * page is kept until it is changed, for the last {@value #MOST_PAGES} pages. Threads may share it.
 */
final class PagePolicies {
  /** Of all files but pages. */
  static final String WITHOUT_SCRIPTS = policy("");

  private static final int MOST_PAGES = 100;

  /** By their tags, the one asked for last at the end. */
  private final Map<String, String> known =
      new LinkedHashMap<>(MOST_PAGES, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST_PAGES;
        }
      };

  /** Returns the policy of a page. */
  String of(PublicFile page) {
    Optional<String> kept = page.tag().flatMap(this::kept);
    if (kept.isPresent()) {
      return kept.get();
    }
    String found = found(page);
    page.tag().ifPresent(tag -> keep(tag, found));
    return found;
  }

  private synchronized Optional<String> kept(String tag) {
    return Optional.ofNullable(known.get(tag));
  }

  private synchronized void keep(String tag, String policy) {
    known.put(tag, policy);
  }

  private static String found(PublicFile page) {
    try {
      return policy(
          InlineScripts.hashes(page.content()).stream()
              .map(hash -> " 'sha256-" + hash + "'")
              .collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String policy(String scripts) {
    return "default-src 'self'; script-src 'self'"
        + scripts
        + "; style-src 'self' 'unsafe-inline'; img-src 'self' data: https:; font-src 'self' data:"
        + " https:; media-src 'self' data: https:; connect-src 'self'; form-action 'self';"
        + " frame-ancestors 'none'; base-uri 'none'; object-src 'none'";
  }
}
