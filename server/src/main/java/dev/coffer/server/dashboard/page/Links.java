package dev.coffer.server.dashboard.page;

/**
 * Where browsers find what this server has. A proxy may serve it under a path, which it takes away
 * from the requests that it hands on; so that path stands before every path that a browser gets,
 * and before none that the server sees.
 *
 * @param prefix the path, such as {@code /coffer}; empty for none
 */
public record Links(String prefix) {
  /**
   * {@return where a browser finds a page}
   *
   * @param path the page's path on this server
   */
  public String to(String path) {
    return prefix + path;
  }

  /**
   * {@return where a browser finds an asset}
   *
   * @param name the asset's name, such as {@code coffer.css}
   */
  public String asset(String name) {
    return to(DashboardAssets.path(name));
  }
}
