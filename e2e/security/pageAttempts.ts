// What a hostile page would try, each run inside the page itself: code the policy forbids, ways out of the app, and permissions.
// The functions travel to the page as text, so each stands alone. That every one is refused is pages.spec.ts's to show.

export interface PolicyAttempt {
  title: string
  /** The directive that must say no. */
  directive: string
  run: (origin: string) => unknown
}

/** `run` may throw: it is the violation that counts. An own Trusted Types policy is what an attacker would make first. */
export const policyAttempts: readonly PolicyAttempt[] = [
  {
    title: 'an inline script',
    directive: 'script-src-elem',
    run() {
      const policy = window.trustedTypes.createPolicy('inline', { createScript: (code: string) => code })
      const script = document.createElement('script')
      script.text = policy.createScript('window.ran = "inline"')
      document.body.append(script)
    },
  },
  {
    title: 'a script as plain text',
    directive: 'require-trusted-types-for',
    run() {
      document.createElement('script').text = 'window.ran = "text"'
    },
  },
  {
    title: 'markup as plain text',
    directive: 'require-trusted-types-for',
    run() {
      document.createElement('p').innerHTML = '<img src=x onerror="window.ran = 1">'
    },
  },
  {
    title: 'an inline handler',
    directive: 'script-src-attr',
    run() {
      const policy = window.trustedTypes.createPolicy('handler', { createScript: (code: string) => code })
      const button = document.createElement('button')
      button.setAttribute('onclick', policy.createScript('window.ran = "handler"'))
      button.click()
    },
  },
  {
    title: 'eval',
    directive: 'script-src',
    run() {
      const policy = window.trustedTypes.createPolicy('eval', { createScript: (code: string) => code })
      // In a timer, because what the debugger itself evaluates may do more than the page.
      // oxlint-disable-next-line no-eval -- it must not work: that is the test
      setTimeout(() => void globalThis.eval(policy.createScript('window.ran = "eval"')), 0)
    },
  },
  {
    title: 'a script from elsewhere',
    directive: 'script-src-elem',
    run(origin) {
      const policy = window.trustedTypes.createPolicy('remote', { createScriptURL: (url: string) => url })
      const script = document.createElement('script')
      script.src = policy.createScriptURL(`${origin}/script.js`)
      document.body.append(script)
    },
  },
  {
    title: 'an inline style',
    directive: 'style-src-elem',
    run() {
      const style = document.createElement('style')
      style.textContent = 'body { display: none }'
      document.body.append(style)
    },
  },
  {
    title: 'a style from elsewhere',
    directive: 'style-src-elem',
    run(origin) {
      document.head.append(
        Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `${origin}/s.css` }),
      )
    },
  },
  { title: 'a remote image', directive: 'img-src', run: (origin) => (new Image().src = `${origin}/image.png`) },
  { title: 'a remote sound', directive: 'media-src', run: (origin) => (new Audio().src = `${origin}/sound.ogg`) },
  {
    title: 'a remote font',
    directive: 'font-src',
    run: (origin) => void new FontFace('Remote', `url(${origin}/font.woff2)`).load().catch(() => undefined),
  },
  {
    title: 'a WebSocket',
    directive: 'connect-src',
    run: (origin) => void new WebSocket(origin.replace('http', 'ws')),
  },
  { title: 'fetch', directive: 'connect-src', run: (origin) => void fetch(origin).catch(() => undefined) },
  { title: 'a beacon', directive: 'connect-src', run: (origin) => void navigator.sendBeacon(origin, 'x') },
  {
    title: 'a file of the computer',
    directive: 'connect-src',
    run: () => void fetch('file:///etc/passwd').catch(() => undefined),
  },
  {
    title: 'a worker of its own',
    directive: 'worker-src',
    run() {
      const policy = window.trustedTypes.createPolicy('worker', { createScriptURL: (url: string) => url })
      void new Worker(policy.createScriptURL(URL.createObjectURL(new Blob(['1']))))
    },
  },
  {
    title: 'a plug-in',
    directive: 'object-src',
    run(origin) {
      const policy = window.trustedTypes.createPolicy('object', { createScriptURL: (url: string) => url })
      const object = document.createElement('object')
      object.data = policy.createScriptURL(`${origin}/object`)
      document.body.append(object)
    },
  },
]

export interface WayOut {
  title: string
  /** Who says no: main's guard, which logs the address; the policy; or nothing that can be heard. */
  refusedBy: 'guard' | 'policy' | 'silence'
  run: (address: string) => unknown
}

export const waysOut: readonly WayOut[] = [
  {
    title: 'a link',
    refusedBy: 'guard',
    run: (address) => Object.assign(document.createElement('a'), { href: address }).click(),
  },
  { title: 'location.href', refusedBy: 'guard', run: (address) => (location.href = address) },
  { title: 'location.assign', refusedBy: 'guard', run: (address) => location.assign(address) },
  { title: 'location.replace', refusedBy: 'guard', run: (address) => location.replace(address) },
  {
    title: 'a meta refresh',
    refusedBy: 'guard',
    run(address) {
      const meta = Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0; url=${address}` })
      document.head.append(meta)
    },
  },
  {
    title: 'a link to mail',
    refusedBy: 'guard',
    run: (address) => Object.assign(document.createElement('a'), { href: `mailto:x@y?body=${address}` }).click(),
  },
  {
    title: 'another page of the app',
    refusedBy: 'guard',
    run: (address) => (location.href = `app://lull/preferences.html?${address}`),
  },
  {
    title: 'another host of the app',
    refusedBy: 'guard',
    run: (address) => (location.href = `app://other/?${address}`),
  },
  {
    title: 'a frame that moves its parent',
    refusedBy: 'guard',
    run(address) {
      const frame = document.createElement('iframe')
      document.body.append(frame)
      const link = Object.assign(document.createElement('a'), { href: address, target: '_top' })
      frame.contentDocument?.body.append(link)
      link.click()
    },
  },
  {
    title: 'a form',
    refusedBy: 'policy',
    run(address) {
      const form = Object.assign(document.createElement('form'), { action: address })
      document.body.append(form)
      form.submit()
    },
  },
  {
    title: 'a form that posts into a new window',
    refusedBy: 'silence',
    run(address) {
      const form = Object.assign(document.createElement('form'), { action: address, method: 'post', target: '_blank' })
      document.body.append(form)
      form.submit()
    },
  },
  {
    title: 'an iframe',
    refusedBy: 'policy',
    run: (address) => document.body.append(Object.assign(document.createElement('iframe'), { src: address })),
  },
  {
    title: 'base, for all addresses to come',
    refusedBy: 'policy',
    run: (address) => document.head.append(Object.assign(document.createElement('base'), { href: address })),
  },
  {
    title: 'a javascript: address',
    refusedBy: 'policy',
    run: (address) => (location.href = `javascript:void fetch('${address}')`),
  },
  { title: 'window.open', refusedBy: 'silence', run: (address) => void window.open(address) },
  {
    title: 'target=_blank',
    refusedBy: 'silence',
    run: (address) => Object.assign(document.createElement('a'), { href: address, target: '_blank' }).click(),
  },
  {
    title: 'a link to a file of the computer',
    refusedBy: 'silence',
    run: () => Object.assign(document.createElement('a'), { href: 'file:///etc/passwd' }).click(),
  },
  {
    title: 'a download',
    refusedBy: 'silence',
    run: (address) =>
      Object.assign(document.createElement('a'), { href: address, download: 'lull-download.txt' }).click(),
  },
]

/** Asks for everything a page can ask the user for. Answers by name: 'refused', or what it got. */
export async function askForAll(): Promise<Record<string, string>> {
  const { Notification, IdleDetector, Accelerometer, getScreenDetails } = window
  const web = navigator
  const sensor = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const one = new Accelerometer()
      one.addEventListener('reading', resolve)
      one.addEventListener('error', reject)
      one.start()
    })
  const asks: Record<string, () => unknown> = {
    notifications: async () => (await Notification.requestPermission()) === 'denied' && Promise.reject(new Error()),
    geolocation: () => new Promise((resolve, reject) => web.geolocation.getCurrentPosition(resolve, reject)),
    camera: () => web.mediaDevices.getUserMedia({ video: true }),
    microphone: () => web.mediaDevices.getUserMedia({ audio: true }),
    screen: () => web.mediaDevices.getDisplayMedia(),
    midi: () => web.requestMIDIAccess({ sysex: true }),
    'clipboard, to read': () => web.clipboard.readText(),
    'clipboard, to write': () => web.clipboard.writeText('x'),
    'keeping the screen awake': () => web.wakeLock.request('screen'),
    'idle detection': async () => (await IdleDetector.requestPermission()) === 'denied' && Promise.reject(new Error()),
    'window placement': () => getScreenDetails(),
    'pointer lock': () => document.body.requestPointerLock(),
    'protected media': () => web.requestMediaKeySystemAccess('com.widevine.alpha', [{}]),
    'lasting storage': async () => !(await web.storage.persist()) && Promise.reject(new Error()),
    sensors: sensor,
    usb: () => web.usb.requestDevice({ filters: [] }),
    serial: () => web.serial.requestPort(),
    bluetooth: () => web.bluetooth.requestDevice({ acceptAllDevices: true }),
    hid: async () => (await web.hid.requestDevice({ filters: [] })).length === 0 && Promise.reject(new Error()),
  }
  const answers = Object.entries(asks).map(async ([name, ask]) => {
    const late = new Promise((resolve) => setTimeout(resolve, 3_000, 'no answer'))
    const answer = await Promise.race([Promise.resolve().then(ask), late]).catch(() => 'refused')
    return [name, String(answer)] as const
  })
  return Object.fromEntries(await Promise.all(answers))
}
