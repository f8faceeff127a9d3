package dev.sleipnir.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The pages of a source tree, as Maven's site generator takes them: every Markdown file outside of
 * sources and builds under {@code markdown/}, each README as the index of its folder, and what they
 * link to beside them: programs as pages of their own, pictures and reports as files, folders
 * without a README as lists.
 */
final class Pages {
  private static final Pattern LINK = Pattern.compile("(?<=\\]\\()([^)\\s]+)(?=\\))");
  private static final Pattern COMMENT = Pattern.compile("<!--.*?-->\\n?", Pattern.DOTALL);

  /** Builds, sources, and the entries of the next change log, whose links are those of the log. */
  private static final Set<String> SKIPPED = Set.of("target", "src", ".git", ".mvn", "changes");

  private static final Set<String> PROGRAMS = Set.of("java", "py", "c", "sh", "kts", "xml", "yml");

  private final Path root;
  private final Set<Path> found = new LinkedHashSet<>();
  private final ArrayDeque<Path> waiting = new ArrayDeque<>();
  private final List<String> dead = new ArrayList<>();

  Pages(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /** Links of the Markdown files that lead to no file of the tree, each as {@code page: link}. */
  List<String> deadLinks() throws IOException {
    for (var page : markdown()) {
      links(page, Files.readString(page));
    }
    return List.copyOf(dead);
  }

  /**
   * Writes all pages into a folder, which is emptied first.
   *
   * @throws IllegalStateException if a link leads nowhere, with all that do
   */
  void write(Path folder) throws IOException {
    delete(folder);
    copy(root.resolve("site").resolve("pages"), folder);
    for (var page : markdown()) {
      want(page);
    }
    while (!waiting.isEmpty()) {
      var path = waiting.remove();
      if (Files.isDirectory(path)) {
        page(folder, path.resolve("README.md"), listOf(path));
      } else if (path.toString().endsWith(".md")) {
        page(folder, path, withoutComments(Files.readString(path)));
      } else if (PROGRAMS.contains(ending(path))) {
        page(folder, pageOf(path), program(path));
      } else {
        var to = folder.resolve("resources").resolve(root.relativize(path).toString());
        Files.createDirectories(to.getParent());
        Files.copy(path, to, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    if (!dead.isEmpty()) {
      throw new IllegalStateException(
          "expected that every link leads somewhere, got\n  " + String.join("\n  ", dead));
    }
  }

  private void page(Path folder, Path source, String text) throws IOException {
    var to = folder.resolve("markdown").resolve(root.relativize(indexOf(source)).toString());
    Files.createDirectories(to.getParent());
    Files.writeString(to, links(source, text));
  }

  /**
   * The text with each link to a file of the tree changed to the page it becomes; notes those that
   * lead nowhere.
   */
  private String links(Path page, String text) {
    var code = false;
    var out = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      code ^= line.stripLeading().startsWith("```");
      out.append(
              code
                  ? line
                  : LINK.matcher(line)
                      .replaceAll(
                          found ->
                              java.util.regex.Matcher.quoteReplacement(link(page, found.group()))))
          .append('\n');
    }
    out.setLength(out.length() - 1);
    return out.toString();
  }

  private String link(Path page, String link) {
    if (link.startsWith("#") || link.matches("[a-z]+:.*")) {
      return link;
    }
    var hash = link.indexOf('#');
    var anchor = hash < 0 ? "" : link.substring(hash);
    var target = page.resolveSibling(hash < 0 ? link : link.substring(0, hash)).normalize();
    if (!target.startsWith(root) || !Files.exists(target)) {
      dead.add(root.relativize(page) + ": " + link);
      return link;
    }
    if (Files.isDirectory(target) && Files.exists(target.resolve("README.md"))) {
      target = target.resolve("README.md");
    }
    want(target);
    if (Files.isDirectory(target)) {
      target = target.resolve("README.md");
    } else if (PROGRAMS.contains(ending(target))) {
      target = pageOf(target);
    }
    return indexOf(page)
            .resolveSibling("")
            .relativize(indexOf(target))
            .toString()
            .replace('\\', '/')
        + anchor;
  }

  private void want(Path path) {
    if (found.add(path)) {
      waiting.add(path);
    }
  }

  private static Path indexOf(Path page) {
    return page.endsWith("README.md") ? page.resolveSibling("index.md") : page;
  }

  /**
   * Of {@code x.java}, {@code x-java.md}: the generator takes what follows the first dot for an
   * ending.
   */
  private static Path pageOf(Path program) {
    return program.resolveSibling(String.valueOf(program.getFileName()).replace('.', '-') + ".md");
  }

  private static String withoutComments(String text) {
    return COMMENT.matcher(text).replaceAll("");
  }

  private String program(Path path) throws IOException {
    return "# "
        + path.getFileName()
        + "\n\n`"
        + root.relativize(path).toString().replace('\\', '/')
        + "`\n\n```"
        + ending(path)
        + "\n"
        + Files.readString(path).stripTrailing()
        + "\n```\n";
  }

  private static String listOf(Path folder) throws IOException {
    var text = new StringBuilder("# " + folder.getFileName() + "\n\n");
    try (var files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> String.valueOf(file.getFileName()))
          .sorted()
          .forEach(name -> text.append("* [").append(name).append("](").append(name).append(")\n"));
    }
    return text.toString();
  }

  private static String ending(Path path) {
    var name = String.valueOf(path.getFileName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private List<Path> markdown() throws IOException {
    var pages = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.contains(String.valueOf(folder.getFileName()))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              pages.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    pages.sort(null);
    return pages;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.delete(path);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
