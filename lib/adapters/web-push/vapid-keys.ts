import { createECDH, hkdfSync } from "node:crypto";

/** Order of the group of P-256: a private key is a number below it. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SCALAR_BYTES = 32;
/** Half as much again, so that the remainder is as good as evenly spread. */
const MATERIAL_BYTES = 48;

export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: string;
  /** `mailto:` or `https:`: whom a push service may ask. */
  readonly subject: string;
}

/**
 * The key pair that browsers subscribe to, made from the instance's secret: every process has the same one, and there is
 * nothing more to keep. A new secret makes new keys, but then the channels of the old one cannot be read any more either.
 */
export function deriveVapidKeys(secret: string, subject: string): VapidKeys {
  const material = hkdfSync("sha256", secret, "", "ghostquant web push vapid p-256", MATERIAL_BYTES);
  const scalar = (BigInt(`0x${Buffer.from(material).toString("hex")}`) % (ORDER - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(SCALAR_BYTES * 2, "0"), "hex");
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey("base64url"), privateKey: privateKey.toString("base64url"), subject };
}
