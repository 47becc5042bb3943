/**
 * The {@code coffer} command: a client of the HTTP API, and the way to start the server.
 *
 * <p>Every command but {@code serve} and {@code completion} travels one way. {@link
 * dev.coffer.cli.ConnectionOptions} decides which server and which key are meant; without {@code
 * --url} that is the server of the data directory, which {@link dev.coffer.cli.LocalServer} finds
 * and, while it is starting, waits for. {@link dev.coffer.cli.Connection} sends one request an
 * answer, and {@link dev.coffer.cli.ErrorMessages} says in words what the server refused.
 *
 * <p>What a command makes or fetches goes to standard output, everything else to standard error, so
 * that {@code $(…)} holds a bare key or value. Values and passwords come from standard input or
 * files, never from arguments, and stand in no message. The exit codes are those of {@link
 * dev.coffer.cli.ExitCode}; they, the options and the environment variables keep their meaning from
 * version to version.
 *
 * <p>Of the server's classes, {@link dev.coffer.cli.ForegroundServer} alone knows those that serve,
 * and {@link dev.coffer.cli.VeloProcess} those that log, so that no other command waits for them to
 * load.
 */
package dev.coffer.cli;
