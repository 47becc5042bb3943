/**
 * Sites: closed spaces, each with its own keys. One server holds many; the first start makes one,
 * named {@code default}.
 */
package dev.coffer.server.sites;
