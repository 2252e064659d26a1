// A certificate that no authority has signed, for a server in the middle. Written by hand in DER, because Node makes keys but no certificates.
import { generateKeyPairSync, sign } from 'node:crypto'

export interface SelfSigned {
  /** PEM. */
  cert: string
  /** PEM. */
  key: string
}

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BITS = 0x03
const OCTETS = 0x04
const UTF8 = 0x0c
const UTC_TIME = 0x17
const ALTERNATIVE_NAME = oid(0x55, 0x1d, 0x11)
const COMMON_NAME = oid(0x55, 0x04, 0x03)
/** sha256 with an elliptic-curve key. */
const ALGORITHM = der(SEQUENCE, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02))

/** For 127.0.0.1 and localhost, valid from yesterday until tomorrow. */
export function selfSigned(): SelfSigned {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, Buffer.from('In the middle')))))
  const day = 86_400_000
  const validity = der(SEQUENCE, utcTime(Date.now() - day), utcTime(Date.now() + day))
  const names = der(SEQUENCE, der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = der(0xa3, der(SEQUENCE, der(SEQUENCE, ALTERNATIVE_NAME, der(OCTETS, names))))
  const version3 = der(0xa0, der(INTEGER, Buffer.from([2])))
  const serial = der(INTEGER, Buffer.from([1]))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = der(SEQUENCE, version3, serial, ALGORITHM, name, validity, name, key, extensions)
  const signature = der(BITS, Buffer.from([0]), sign('sha256', body, privateKey))
  const whole = der(SEQUENCE, body, ALGORITHM, signature).toString('base64')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${whole.replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes))
}

function utcTime(at: number): Buffer {
  return der(
    UTC_TIME,
    Buffer.from(
      `${new Date(at)
        .toISOString()
        .replaceAll(/[-:T]|\.\d+/g, '')
        .slice(2, 14)}Z`,
    ),
  )
}
