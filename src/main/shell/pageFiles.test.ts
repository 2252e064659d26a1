// Proves that no address leads out of the fixed map of page files (S5), and that the policy says what it must when parsed (S6).
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policyHeader, responseHeaders } from './contentPolicy'
import { listPageFiles, type PageFiles, pageFileOf } from './pageFiles'

let base: string
let files: PageFiles

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'lull-pages-'))
  const pages = join(base, 'renderer')
  mkdirSync(join(pages, 'assets'), { recursive: true })
  writeFileSync(join(base, 'secret.html'), 'secret')
  writeFileSync(join(pages, 'index.html'), 'page')
  writeFileSync(join(pages, 'assets', 'index-1a.js'), 'code')
  writeFileSync(join(pages, 'assets', 'font.woff2'), 'font')
  writeFileSync(join(pages, 'notes.txt'), 'of no type we serve')
  symlinkSync(join(base, 'secret.html'), join(pages, 'link.html'))
  files = listPageFiles(pages)
})
afterAll(() => rmSync(base, { recursive: true }))

const paths = [
  '/../secret.html',
  '/..%2fsecret.html',
  '/..%2Fsecret.html',
  '/%2e%2e/secret.html',
  '/%2e%2e%2fsecret.html',
  '/.%2e/secret.html',
  '/%2E%2E%2Fsecret.html',
  '/%252e%252e%252fsecret.html',
  '/%25252e%25252e/secret.html',
  '/..%252fsecret.html',
  '/..%5csecret.html',
  '/..%5Csecret.html',
  '/..\\secret.html',
  '/%2e%2e%5csecret.html',
  '/assets/..%2f..%2fsecret.html',
  '/assets/%2e%2e/%2e%2e/secret.html',
  '/assets/..%5c..%5csecret.html',
  '/assets/....//secret.html',
  '/....//secret.html',
  '/..;/secret.html',
  '/..%00/secret.html',
  '/..%c0%afsecret.html',
  '/%c0%ae%c0%ae/secret.html',
  '/%e0%80%ae%e0%80%ae/secret.html',
  '/..%u2215secret.html',
  '/..%ef%bc%8fsecret.html',
  '/%uff0e%uff0e/secret.html',
  '/index.html%00',
  '/index.html%00.js',
  '/index.html%0a',
  '/index.html%20',
  '/index.html.',
  '/index.html/',
  '/index.html/..%2findex.html',
  '/index.html::$DATA',
  '/INDEX.HTML',
  '//index.html',
  '///index.html',
  '/./%2e/%2findex.html',
  '/%2findex.html',
  '/%2f%2findex.html',
  '/index%2ehtml%2e',
  '/index%252ehtml',
  '/C:/Windows/win.ini',
  '/C:%5cWindows%5cwin.ini',
  '/c%3a/secret.html',
  '/file:///etc/passwd',
  '/file%3a%2f%2f%2fetc%2fpasswd',
  '/etc/passwd',
  '/%2fetc%2fpasswd',
  '//etc/passwd',
  '/\\\\server\\share\\x.html',
  '/%5c%5cserver%5cshare%5cx.html',
  '//server/share/x.html',
  '/~/secret.html',
  '/$HOME/secret.html',
  '/link.html',
  '/notes.txt',
  '/assets',
  '/assets/',
  '/',
  '',
  '/%',
  '/%zz',
  '/%e0%a4%a',
  '/\u0000index.html',
  '/\u202eindex.html',
  '/__proto__',
  '/constructor',
  '/index.html%3fx',
  '/index.html%23x',
  '/assets%2findex-1a.js%2f..',
]

const addresses = [
  'app://lull',
  'app://LULL.example/index.html',
  'app://lull.example/index.html',
  'app://example/index.html',
  'app://lull:80/index.html',
  'app://user@lull/index.html',
  'app://user:password@lull/index.html',
  'app:index.html',
  'app:/index.html',
  'app:///index.html',
  'file:///etc/passwd',
  'http://lull/index.html',
  'https://lull/index.html',
  'lull://lull/index.html',
  'data:text/html,x',
  'about:blank',
  'javascript:alert(1)',
  'index.html',
  '/index.html',
  '',
]

describe('S5: the address of a page file', () => {
  it('is served when it is exactly one of the map', () => {
    expect([...files.keys()].toSorted()).toEqual(['/assets/font.woff2', '/assets/index-1a.js', '/index.html'])
    expect(pageFileOf('app://lull/index.html', files)).toMatchObject({ contentType: 'text/html; charset=utf-8' })
    expect(pageFileOf('app://lull/index.html?x=1#/jobs', files)?.path).toBe(files.get('/index.html')?.path)
    expect(pageFileOf('app://lull/assets/index%2D1a.js', files)?.path).toBe(files.get('/assets/index-1a.js')?.path)
    expect(pageFileOf('app://lull/assets/font.woff2', files)?.contentType).toBe('font/woff2')
  })

  it.each(paths)('is refused for the path %j', (path) => {
    const found = pageFileOf(`app://lull${path}`, files)
    expect(found?.path ?? 'nothing').not.toContain('secret')
    expect(found).toBeUndefined()
  })

  it.each(addresses)('is refused for the address %j', (address) => {
    expect(pageFileOf(address, files)).toBeUndefined()
  })

  it('never leads to anything but a file of the map, whatever is asked', () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '%5c',
      '%25',
      '%00',
      'index.html',
      'assets',
      'secret.html',
      ':',
      '~',
    )
    const inside = new Set([...files.values()].map((file) => file.path))
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 12 }), (pieces) => {
        const found = pageFileOf(`app://lull/${pieces.join('')}`, files)
        expect(found === undefined || inside.has(found.path)).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })
})

describe('S6: the content security policy', () => {
  const parsed = new Map(
    policyHeader()
      .split(';')
      .map((part) => part.trim().split(/\s+/))
      .map(([name, ...sources]) => [name ?? '', sources]),
  )

  it('parses to exactly the directives that are wanted, none of them misspelt', () => {
    expect(Object.fromEntries(parsed)).toEqual({
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'connect-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
      'frame-ancestors': ["'none'"],
      'object-src': ["'none'"],
      'require-trusted-types-for': ["'script'"],
    })
  })

  it('allows nothing inline, no eval, no wildcard and no scheme but data: for images', () => {
    for (const [name, sources] of parsed) {
      expect(name).toMatch(/^[a-z-]+$/)
      for (const source of sources) {
        expect(source).toMatch(/^'(?:none|self|script)'$|^data:$/)
        expect(source === 'data:' ? name : 'img-src').toBe('img-src')
      }
    }
  })

  it('stands on every response, a missing file included, and nothing is cached or sniffed', () => {
    expect(responseHeaders('text/plain')).toMatchObject({
      'Content-Security-Policy': policyHeader(),
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    })
  })
})
