// What a child process forgets before it does anything.
import { expect, it } from 'vitest'
import { scrubEnvironment } from './processGuards'

it('S16 F110 forgets what would weaken it, and keeps the rest', () => {
  const env = {
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_EXTRA_CA_CERTS: '/evil.pem',
    NODE_OPTIONS: '--require /evil.js',
    SSLKEYLOGFILE: '/keys',
    SSL_CERT_FILE: '/evil.pem',
    LD_PRELOAD: '/evil.so',
    HTTPS_PROXY: 'http://evil',
    https_proxy: 'http://evil',
    no_proxy: '*',
    PATH: '/usr/bin',
    LANG: 'ko_KR.UTF-8',
  }
  scrubEnvironment(env)
  expect(env).toEqual({ PATH: '/usr/bin', LANG: 'ko_KR.UTF-8' })
})
