package dev.coffer.velo.site;

import java.util.Map;
import java.util.TreeMap;

/**
 * The source files of a site at one moment.
 *
 * @param texts the text of each {@code .js}, {@code .jsw} and {@code .json} file by its path from
 *     the site's directory, with {@code /} between names: {@code backend/email.web.js}, {@code
 *     public/util.js}
 */
public record SiteFiles(Map<String, String> texts) {
  /** Keeps a copy, in the order of paths. */
  public SiteFiles {
    texts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }
}
