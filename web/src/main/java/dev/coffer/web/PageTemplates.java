package dev.coffer.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** Templates that were compiled with the program. Threads may share it. */
public final class PageTemplates {
  private final TemplateEngine engine;

  /**
   * Finds compiled templates.
   *
   * @param beside a class of the program that has them
   * @param packageName the package that they were compiled to
   */
  public PageTemplates(Class<?> beside, String packageName) {
    engine =
        TemplateEngine.createPrecompiled(
            null, ContentType.Html, beside.getClassLoader(), packageName);
  }

  /**
   * {@return a page, in UTF-8}
   *
   * @param template the name of a template, such as {@code message}
   * @param view what the template shows
   */
  public byte[] html(String template, Object view) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(template + ".jte", view, output);
    return output.toByteArray();
  }

  /**
   * {@return a page, in UTF-8}
   *
   * @param template the name of a template, such as {@code message}
   * @param parameters what the template takes, by the names that it has there
   */
  public byte[] html(String template, Map<String, Object> parameters) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    engine.render(template + ".jte", parameters, output);
    return output.toByteArray();
  }
}
