import { execFileSync } from "node:child_process";
import { createHash, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Makes a self-signed certificate below `scratch`; `pin` is the hash of its key for Chromium. */
export function makeCertificate(scratch, hosts) {
  const [keyFile, certFile] = ["key.pem", "cert.pem"].map((name) => join(scratch, name));
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  execFileSync("openssl", [
    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
    "-subj", `/CN=${hosts[0]}`, "-addext", `subjectAltName=${names}`, "-keyout", keyFile, "-out", certFile,
  ], { stdio: "ignore" });
  const [key, cert] = [keyFile, certFile].map((file) => readFileSync(file));
  const publicKey = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  return { key, cert, pin: createHash("sha256").update(publicKey).digest("base64") };
}
