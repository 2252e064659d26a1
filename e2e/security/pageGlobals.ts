// What these tests put on, or look for on, the window of a page; and what of the web the compiler's own lists leave out.
export interface Violation {
  directive: string
  blocked: string
}

interface TrustedPolicy {
  createScript(code: string): string
  createScriptURL(url: string): string
}

/** A call that is not checked against the contract, as a hostile page's are not. */
export type AnyCall = (name: unknown, input: unknown) => Promise<{ ok?: boolean; refusal?: { code: string } }>

interface Ask {
  (...args: unknown[]): Promise<unknown>
}

declare global {
  interface Window {
    /** Set by code that must not run. */
    ran?: string
    violations: Violation[]
    /** Gone with the page it was set on. */
    stayed?: boolean
    /** ipcRenderer.invoke, where a test gave it to the page. */
    raw: (channel: string, name: unknown, input: unknown) => ReturnType<AnyCall>
    trustedTypes: { createPolicy(name: string, rules: Partial<TrustedPolicy>): TrustedPolicy }
    IdleDetector: { requestPermission(): Promise<string> }
    Accelerometer: new () => EventTarget & { start(): void }
    getScreenDetails: Ask
  }
  interface Navigator {
    usb: { requestDevice: Ask }
    serial: { requestPort: Ask }
    bluetooth: { requestDevice: Ask }
    hid: { requestDevice(options: unknown): Promise<unknown[]> }
  }
}
