package dev.coffer.velo.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * What loading a file of backend code showed.
 *
 * @param path such as {@code backend/email.web.js}
 * @param functions what it exports, in the order of its source; empty if it could not be loaded
 * @param error why it could not be loaded: a syntax error, or what the code at its top threw
 * @param console what was said while it was loaded, by it and by files that it was the first to
 *     import; a thousand lines and a million characters of a site at most
 */
public record LoadedFile(
    String path,
    List<ExportedFunction> functions,
    Optional<ScriptError> error,
    List<ConsoleLine> console) {}
