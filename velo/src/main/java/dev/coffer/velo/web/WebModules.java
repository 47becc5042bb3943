package dev.coffer.velo.web;

import dev.coffer.velo.calls.LoadedSite;
import dev.coffer.velo.host.Audience;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import java.util.List;
import java.util.Optional;

/** Which functions of a site browsers may call at all, and who must be there to call them. */
final class WebModules {
  private WebModules() {}

  /** Returns whether functions of that file can be web methods. */
  static boolean isWebModule(String path) {
    return path.endsWith(".web.js") || isJsw(path);
  }

  private static boolean isJsw(String path) {
    return path.endsWith(".jsw");
  }

  /**
   * Returns the web methods of a file: what {@code webMethod} made, and all that a {@code .jsw}
   * exports.
   */
  static List<ExportedFunction> webMethods(LoadedFile module) {
    return module.functions().stream()
        .filter(function -> isJsw(module.path()) || function.permission().isPresent())
        .toList();
  }

  /**
   * Tells who may call a web method from a browser.
   *
   * @return the least that a visitor must be; empty if nobody may
   */
  static Optional<Audience> least(LoadedSite site, LoadedFile module, ExportedFunction function) {
    return function
        .permission()
        .or(() -> site.jswPermissions().permission(module.path(), function.name()))
        .flatMap(WebModules::audience);
  }

  private static Optional<Audience> audience(String permission) {
    return switch (permission) {
      case "Anyone" -> Optional.of(Audience.ANYONE);
      case "SiteMember" -> Optional.of(Audience.SITE_MEMBER);
      case "Admin" -> Optional.of(Audience.ADMIN);
      default -> Optional.empty();
    };
  }
}
