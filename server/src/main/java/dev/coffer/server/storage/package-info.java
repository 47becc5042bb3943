/**
 * Databases. This is the only package that knows SQL: one class a table, on top of one small {@link
 * dev.coffer.server.storage.Database} with two implementations, an SQLite file and a PostgreSQL
 * server. Every statement is written once, in SQL that both understand.
 *
 * <p>What is stored is sealed before it comes here.
 */
package dev.coffer.server.storage;
