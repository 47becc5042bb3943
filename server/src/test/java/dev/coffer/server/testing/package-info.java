/**
 * What the tests of the server use: real servers, browsers, databases, and the means to call them.
 */
package dev.coffer.server.testing;
