package dev.coffer.velo.testing;

import dev.coffer.velo.pages.VeloPageLayout;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The Functional Testing page.
 *
 * @param layout what surrounds it
 * @param tree the files of backend code and what they export
 * @param files the paths of all files whose source can be shown
 * @param source the file that is shown, if one is chosen and is there
 * @param bench the function that is chosen, if one is
 * @param missing the path of a file that was asked for and is not there; else empty
 * @param generation which loading of the site's files is shown
 */
public record TestingView(
    VeloPageLayout layout,
    List<TreeFile> tree,
    Set<String> files,
    Optional<Source> source,
    Optional<Bench> bench,
    String missing,
    long generation) {
  static final String HERE = "/_functional-testing";

  /**
   * A file of the tree.
   *
   * @param path from the site's directory
   * @param address the page of the file
   * @param chosen whether this is that page
   * @param broken whether it could not be loaded
   * @param functions what it exports
   */
  public record TreeFile(
      String path,
      String address,
      boolean chosen,
      boolean broken,
      List<SourceLine.Mark> functions) {}

  /**
   * A file that is shown.
   *
   * @param path from the site's directory
   * @param lines its text
   * @param problem why it could not be loaded, if so
   */
  public record Source(String path, List<SourceLine> lines, Optional<Problem> problem) {}

  /**
   * What a function is run with, and what came of it.
   *
   * @param file where the function is
   * @param function its name
   * @param line where it is exported; 0 if it is not there
   * @param permission who may call it from a browser, in a word; empty if the code does not say
   * @param http whether it is an HTTP function
   * @param bare whether it names no parameters
   * @param text what stands in the field of parameters
   * @param fault what is wrong with that; empty if nothing is
   * @param gone why the function cannot be run now; empty if it can
   * @param generation which loading of the site's files is shown
   * @param run the last run, if there was one
   */
  public record Bench(
      String file,
      String function,
      int line,
      String permission,
      boolean http,
      boolean bare,
      String text,
      String fault,
      String gone,
      long generation,
      Optional<Run> run) {
    /** Returns whether the files were loaded anew since the last run. */
    public boolean stale() {
      return run.filter(last -> last.generation() != generation).isPresent();
    }

    /** Shows nothing of what was typed. */
    @Override
    public String toString() {
      return "Bench";
    }
  }

  static String address(String file) {
    return HERE + "?file=" + URLEncoder.encode(file, StandardCharsets.UTF_8);
  }

  static String address(String file, String function) {
    return address(file) + "&function=" + URLEncoder.encode(function, StandardCharsets.UTF_8);
  }

  /** Returns where a place is shown: on this page or another; empty if it is not shown. */
  public String link(SourceLocation location) {
    if (location.line() < 1 || !files.contains(location.file())) {
      return "";
    }
    boolean onThisPage = source.filter(shown -> shown.path().equals(location.file())).isPresent();
    return (onThisPage ? "" : address(location.file())) + "#line-" + location.line();
  }
}
