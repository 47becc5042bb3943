/**
 * What a setting is. Each program has one table of its settings, from which come the options of its
 * command, the tables in the documents, and what is said about a setting that is wrong.
 */
package dev.coffer.settings;
