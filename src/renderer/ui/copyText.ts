// Puts a text on the clipboard the way a copy command does: at the click itself, through the page's own copy event. Pages have no permissions
// (main/shell/webSecurity.ts), so the clipboard's own interface is closed to them, and nothing here can read what others have put there.

/** Only within a click or a key. Answers whether it is there. */
export function copyText(text: string): boolean {
  const put = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  document.addEventListener('copy', put, { capture: true })
  try {
    return document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', put, { capture: true })
  }
}
