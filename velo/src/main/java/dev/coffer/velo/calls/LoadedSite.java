package dev.coffer.velo.calls;

import dev.coffer.velo.sandbox.LoadedFile;
import dev.coffer.velo.site.SiteFiles;
import java.util.List;

/**
 * A site's files and what loading them showed.
 *
 * @param generation grows by one with each loading
 */
public record LoadedSite(long generation, SiteFiles files, List<LoadedFile> modules) {}
