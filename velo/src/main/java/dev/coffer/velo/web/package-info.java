/** What browsers see of a site: web methods, HTTP functions, public files, the log-in page. */
package dev.coffer.velo.web;
