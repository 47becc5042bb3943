package dev.coffer.velo.testing;

import dev.coffer.velo.calls.LoadedSite;
import dev.coffer.velo.sandbox.ExportedFunction;
import dev.coffer.velo.sandbox.LoadedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The files of a site at one moment, as the page shows them.
 *
 * @param loaded the files
 */
record SiteSources(LoadedSite loaded) {
  Set<String> files() {
    return loaded.files().texts().keySet();
  }

  List<TestingView.TreeFile> tree(String chosenFile, String chosenFunction) {
    return loaded.modules().stream()
        .map(file -> {
          boolean chosen = file.path().equals(chosenFile);
          return new TestingView.TreeFile(
              file.path(),
              TestingView.address(file.path()),
              chosen && chosenFunction.isEmpty(),
              file.error().isPresent(),
              file.functions().stream()
                  .map(function -> mark(file, function, chosen ? chosenFunction : ""))
                  .toList());
        })
        .toList();
  }

  private static SourceLine.Mark mark(
      LoadedFile file, ExportedFunction function, String chosenFunction) {
    return new SourceLine.Mark(
        function.name(),
        TestingView.address(file.path(), function.name()),
        function.name().equals(chosenFunction));
  }

  Optional<TestingView.Source> source(String path, String chosenFunction) {
    return Optional.ofNullable(loaded.files().texts().get(path))
        .map(text -> {
          Optional<LoadedFile> file = loaded.module(path);
          Optional<Problem> problem = file.flatMap(LoadedFile::error).map(Problem::ofLoading);
          int wrong =
              problem.stream()
                  .flatMap(p -> p.stack().stream())
                  .map(Problem.Frame::location)
                  .filter(location -> location.file().equals(path))
                  .mapToInt(SourceLocation::line)
                  .findFirst()
                  .orElse(0);
          return new TestingView.Source(path, lines(text, file, chosenFunction, wrong), problem);
        });
  }

  private static List<SourceLine> lines(
      String text, Optional<LoadedFile> file, String chosenFunction, int wrong) {
    List<SourceLine> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int number = lines.size() + 1;
      List<SourceLine.Mark> marks =
          file.stream()
              .flatMap(module -> module.functions().stream())
              .filter(function -> function.line() == number)
              .map(function -> mark(file.orElseThrow(), function, chosenFunction))
              .collect(Collectors.toList());
      boolean chosen = marks.stream().anyMatch(SourceLine.Mark::chosen);
      lines.add(
          new SourceLine(number, line, marks, number == wrong ? "wrong" : chosen ? "chosen" : ""));
    }
    return lines;
  }
}
