// Writes the text of an XDG autostart entry: pure. The quoting is that of the Desktop Entry Specification: an argument in double
// quotes with a backslash before " ` $ \, then every backslash doubled again because the value is a string, and % doubled.

export interface StartCommand {
  /** The executable. */
  path: string
  args: readonly string[]
}

/** Text for a key of type string: no line breaks, backslashes doubled. */
function entryString(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')
}

/** One argument of Exec. Throws on NUL, which no argument can hold. */
function execArgument(argument: string): string {
  if (argument.includes('\0')) throw new Error('an argument cannot hold NUL')
  const literal = argument.replaceAll('%', '%%')
  if (/^[A-Za-z0-9_./:=@+,-]+(?:%%[A-Za-z0-9_./:=@+,-]*)*$/.test(literal)) return literal
  return entryString(`"${literal.replaceAll(/["`$\\]/g, String.raw`\$&`)}"`)
}

/** The line that says what is started. */
export function startLine(command: StartCommand): string {
  return `Exec=${[command.path, ...command.args].map(execArgument).join(' ')}`
}

/** Switched off by the desktop's own settings, which keep the file. */
export function isSwitchedOff(entry: string): boolean {
  return /^(?:Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/im.test(entry)
}

/** The file's whole content, as UTF-8 text with a line end at its end. */
export function autostartFile(command: StartCommand, name: string, comment: string): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Version=1.0',
    `Name=${entryString(name)}`,
    `Comment=${entryString(comment)}`,
    startLine(command),
    'Icon=lull',
    'Terminal=false',
    'StartupNotify=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n')
}
