import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Makes a self-signed certificate for localhost and 127.0.0.1 in a directory, with openssl, or with
 * the JDK where there is no openssl.
 *
 * @param {string} directory where the two PEM files go
 * @returns {{certificate: string, privateKey: string}} their paths
 */
export function makeCertificate(directory) {
  const certificate = join(directory, "certificate.pem");
  const privateKey = join(directory, "private-key.pem");
  if (runs("openssl", ["version"])) {
    makeWithOpenssl(certificate, privateKey);
  } else {
    makeWithJdk(directory, certificate, privateKey);
  }
  return { certificate, privateKey };
}

function makeWithOpenssl(certificate, privateKey) {
  run("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"],
    ...["-days", "2", "-subj", "/CN=localhost"],
    ...["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
    ...["-keyout", privateKey, "-out", certificate],
  ]);
}

/** keytool makes the pair but cannot write a private key as PEM: a few lines of Java can. */
function makeWithJdk(directory, certificate, privateKey) {
  const keystore = join(directory, "keystore.p12");
  run(fromJdk("keytool"), [
    ...["-genkeypair", "-alias", "localhost", "-keyalg", "EC", "-groupname", "secp256r1"],
    ...["-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "2"],
    ...["-storetype", "PKCS12", "-storepass", "changeit", "-keystore", keystore],
  ]);
  const program = join(import.meta.dirname, "KeystoreToPem.java");
  const pem = run(fromJdk("java"), [program, keystore, "changeit", "localhost"]);
  const [key, chain] = pem.split(/(?=-----BEGIN CERTIFICATE-----)/);
  writeFileSync(privateKey, key, { mode: 0o600 });
  writeFileSync(certificate, chain);
}

function fromJdk(program) {
  const home = process.env.JAVA_HOME;
  const inHome = home && join(home, "bin", program);
  return inHome && existsSync(inHome) ? inHome : program;
}

function run(program, args) {
  return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

function runs(program, args) {
  try {
    run(program, args);
    return true;
  } catch {
    return false;
  }
}
