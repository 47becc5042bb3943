/**
 * HTML for people: the Secrets Manager's dashboard and the log-in. Pages work without JavaScript;
 * htmx makes them quick. {@link dev.coffer.server.dashboard.Dashboard} knows every route. The rules
 * are the server's: the pages call the same code as the API does.
 *
 * <p>The records whose names end in {@code View} are what the templates show.
 */
package dev.coffer.server.dashboard;
