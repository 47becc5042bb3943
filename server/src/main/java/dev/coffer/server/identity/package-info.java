/** Who a person is: accounts, passwords, log-ins, sessions. */
package dev.coffer.server.identity;
