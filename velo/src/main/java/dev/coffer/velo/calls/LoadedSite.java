package dev.coffer.velo.calls;

import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.site.JswPermissions;
import dev.coffer.velo.site.SiteFiles;
import java.util.List;
import java.util.Optional;

/**
 * A site's files and what loading them showed.
 *
 * @param generation grows by one with each loading
 * @param jswPermissions who may call the functions of {@code .jsw} files from a browser
 */
public record LoadedSite(
    long generation, SiteFiles files, List<LoadedFile> modules, JswPermissions jswPermissions) {
  /** Returns the module of that path; empty if there is none. */
  public Optional<LoadedFile> module(String path) {
    return modules.stream().filter(module -> module.path().equals(path)).findFirst();
  }

  /** Returns the function that a module exports by that name; empty if it does not. */
  public Optional<ExportedFunction> function(String path, String name) {
    return module(path).stream()
        .flatMap(module -> module.functions().stream())
        .filter(function -> function.name().equals(name))
        .findFirst();
  }
}
